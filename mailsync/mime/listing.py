"""Stored contents as attachments; archives, winmail.dat and mails give way to what they hold."""

from __future__ import annotations

import mmap
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from mailsync.archives.budget import Budget
from mailsync.archives.paths import distinct, is_volume_name, part_name
from mailsync.archives.unpack import UnpackLimits, unpack
from mailsync.filetype import sniff
from mailsync.mime.headers import HeaderFields
from mailsync.mime.opened import opened_mail
from mailsync.mime.outlook import UnreadableMessage
from mailsync.mime.parameters import readable
from mailsync.mime.parts import DEEPEST
from mailsync.mime.rawmail import RawMail
from mailsync.mime.tnef import Tnef, TnefFile, UnreadableTnef, read_tnef
from store.files.blobs import BlobRef, Blobs
from store.model import Attachment, Problem

_TNEF = "application/vnd.ms-tnef"
_MESSAGE = "message/rfc822"
_OUTLOOK = "application/vnd.ms-outlook"
# A mail of archives of mails of archives must end somewhere.
_MOST_OPENED = 200

# Collects an attached mail: its bytes, the path of its content with a slash, its depth.
ReadMail = Callable[[RawMail, str, int], None]


def _ignore(_ref: BlobRef) -> None:
    """Nobody asks."""


class Listing:
    """The attachments of one mail in its order, with the problems met on the way.

    `texts` holds the bodies found in winmail.dat, each with whether it is HTML.
    """

    def __init__(
        self,
        blobs: Blobs,
        limits: UnpackLimits | None,
        read_mail: ReadMail,
        budget: Budget | None = None,
    ) -> None:
        self.attachments: list[Attachment] = []
        self.problems: list[Problem] = []
        self.texts: list[tuple[str, bool]] = []
        self._blobs = blobs
        self._limits = limits or UnpackLimits()
        self._budget = budget or Budget()
        self._read_mail = read_mail
        self._taken: set[str] = set()
        self._number = 0
        self._left_to_open = _MOST_OPENED

    def store(
        self,
        windows: Iterable[bytes],
        name: str,
        folder: str,
        depth: int,
        *,
        is_mail: bool = False,
        stored: Callable[[BlobRef], None] = _ignore,
    ) -> str:
        """Store one content and list it, or what is in it; the path it has or would have.

        Args:
            name: the sender's name of it, or "".
            folder: the path of the container with its slash, or "".
            depth: how many containers it lies in.
            is_mail: whether its part declares it to be a mail.
            stored: told under which digest the content lies.
        """
        head = _Head(windows)
        ref = self._blobs.put(head)
        stored(ref)
        found = sniff.media_type(head.bytes, name)
        if sniff.needs_look(found, name):
            found = sniff.media_type_of(self._blobs.path(ref.digest), name)
        if is_mail and found.startswith(("text/", "message/")):
            found = _MESSAGE
        path = self.path(folder, name, sniff.suffix_for(found))
        self._list(Attachment(path, ref.digest, found, ref.size_bytes), depth)
        return path

    def store_mail(self, windows: Iterable[bytes], path: str) -> None:
        """Store a mail as it was attached and list it as it is."""
        ref = self._blobs.put(windows)
        self.attachments.append(Attachment(path, ref.digest, _MESSAGE, ref.size_bytes))

    def path(self, folder: str, name: str, suffix: str) -> str:
        """A path that no attachment of the mail has yet; nameless ones are numbered."""
        self._number += 1
        return distinct(folder + part_name(name, f"part-{self._number}{suffix}"), self._taken)

    def problem(self, code: str, **params: str) -> None:
        """Note a problem, equal ones once."""
        problem = Problem(code, params)
        if problem not in self.problems:
            self.problems.append(problem)

    def may_open(self) -> bool:
        """Whether one more container may be opened; counts it."""
        self._left_to_open -= 1
        return self._left_to_open >= 0

    def _list(self, attachment: Attachment, depth: int) -> None:
        if attachment.media_type in sniff.ARCHIVES:
            self._archive(attachment, depth)
        elif attachment.media_type == _TNEF:
            self._tnef(attachment, depth)
        elif attachment.media_type in (_MESSAGE, _OUTLOOK):
            self._mail(attachment, depth)
        else:
            self.attachments.append(attachment)
            if attachment.media_type == sniff.UNKNOWN and is_volume_name(attachment.name):
                self.problem("archive.multi_volume", name=attachment.path)

    def _archive(self, attachment: Attachment, depth: int) -> None:
        if not self.may_open() or self._budget.spent:
            self.problem("archive.not_opened", name=attachment.path)
            self.attachments.append(attachment)
            return
        content = self._blobs.path(attachment.digest)
        limits = self._budget.within(self._limits)
        with self._budget.child_works():
            unpacked = unpack(content, attachment.path, self._blobs, limits)
        self._budget.spent_on(unpacked)
        if not unpacked.complete:
            self.attachments.append(attachment)
        for member in unpacked.members:
            self._taken.add(member.path)
            if member.media_type in sniff.ARCHIVES:
                # It was tried, and the problems tell why it stays closed.
                self.attachments.append(member)
            else:
                self._list(member, depth + 1)
        self.problems += unpacked.problems

    def _mail(self, attachment: Attachment, depth: int) -> None:
        before = len(self.attachments)
        if depth < DEEPEST and self.may_open():
            try:
                with opened_mail(self._blobs.path(attachment.digest)) as (content, _):
                    self._read_mail(content, f"{attachment.path}/", depth + 1)
            except UnreadableMessage:
                self.problem("mail.outlook_damaged", name=attachment.path)
        else:
            self.problem("mail.too_deep")
        if len(self.attachments) == before:
            # Nothing in it to list: the mail itself is what was attached.
            self.attachments.append(attachment)

    def _tnef(self, attachment: Attachment, depth: int) -> None:
        try:
            found = read_tnef(_view(self._blobs.path(attachment.digest)))
        except UnreadableTnef:
            found = Tnef(whole=False)
        if not found.whole:
            self.problem("mail.tnef_damaged", name=attachment.path)
            self.attachments.append(attachment)
        folder, slash, _ = attachment.path.rpartition("/")
        self._tnef_files(found.files, folder + slash, depth)
        if not folder and (found.body or found.html):
            self.texts.append((found.body or found.html, not found.body))

    def _tnef_files(self, files: Iterable[TnefFile], folder: str, depth: int) -> None:
        for file in files:
            if file.nested:
                path = self.path(folder, mail_name(file.name, HeaderFields(())), ".eml")
                self._tnef_files(file.nested, f"{path}/", depth)
            else:
                self.store(_slices(file.content), readable(file.name), folder, depth + 1)


class _Head:
    """Passes pieces on and remembers how they began."""

    def __init__(self, windows: Iterable[bytes]) -> None:
        self._windows = windows
        self.bytes = b""

    def __iter__(self) -> Iterator[bytes]:
        for window in self._windows:
            if len(self.bytes) < sniff.HEAD_BYTES:
                self.bytes += window[: sniff.HEAD_BYTES - len(self.bytes)]
            yield window


def mail_name(name: str, fields: HeaderFields) -> str:
    """The name of an attached mail: its file's, else its subject."""
    name = name or fields.text("subject")[:120]
    return name if not name or name.lower().endswith((".eml", ".msg")) else f"{name}.eml"


def _slices(content: memoryview) -> Iterator[bytes]:
    for start in range(0, len(content), 1 << 20):
        yield bytes(content[start : start + (1 << 20)])


def _view(path: Path) -> memoryview:
    if not path.stat().st_size:
        return memoryview(b"")
    with path.open("rb") as content:
        return memoryview(mmap.mmap(content.fileno(), 0, access=mmap.ACCESS_READ))
