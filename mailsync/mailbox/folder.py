"""A mailbox on disk: a folder of .eml files, a Maildir, or an mbox file; read, never touched."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from mailsync.mailbox.contract import (
    FetchedMail,
    FolderLeft,
    FolderListed,
    FolderReport,
    Known,
    KnownMail,
    MailboxEvent,
    MailboxReport,
    MailUnread,
    never,
)
from mailsync.mailbox.folder_layout import DiskFolder, DiskMail, disk_folders
from mailsync.mailbox.spool import Spool
from store.model import MailKey, Problem
from store.text.visible import visible

# The names that we give ourselves do not change their meaning.
_UIDVALIDITY = 1
_HEADER_BYTES = 256 << 10
_MESSAGE_ID = re.compile(rb"^message-id:\s*(\S+)", re.IGNORECASE | re.MULTILINE)


class FolderMailbox:
    """Exported mail, or mail to work on without a network.

    A mail's UID is made from its name (in an mbox, from its content), so that it is known again.
    Arrival is not known here: it is read from the mail itself.
    """

    def __init__(self, path: Path, *, spool: Path) -> None:
        """Prepare; nothing is read yet. `spool` is a folder of this mailbox alone."""
        self._path = path.absolute()
        self._spool = Spool(spool)

    @property
    def name(self) -> str:
        """The identity in `MailKey.mailbox`."""
        return str(self._path)

    def fetch(self, known: Known, *, stop: Callable[[], bool] = never) -> Iterator[MailboxEvent]:
        """Hand over every mail that `known` lacks; see `Mailbox.fetch`."""
        with self._spool.swept():
            yield from self._folders(known, stop)

    def _folders(self, known: Known, stop: Callable[[], bool]) -> Iterator[MailboxEvent]:
        for folder in disk_folders(self._path):
            if stop():
                return
            if folder.left is not None:
                yield FolderLeft(folder.name, folder.left)
                continue
            stored = known.mails(folder.name, _UIDVALIDITY)
            new = [mail for mail in folder.mails if not _is_known(mail, stored)]
            yield FolderListed(
                folder.name,
                _UIDVALIDITY,
                total=len(folder.mails),
                known=len(folder.mails) - len(new),
                new=len(new),
                new_bytes=sum(mail.size_bytes for mail in new),
                oldest=None,
            )
            for shape in folder.unread:
                key = MailKey(self.name, folder.name, _UIDVALIDITY, shape.uid)
                problem = Problem(
                    "mailbox.shape_unread",
                    {"n": shape.count, "suffix": shape.suffix, "file": visible(shape.example)},
                )
                yield MailUnread(key, problem)
            for mail in new:
                if stop():
                    return
                yield from self._hand_over(folder, mail)

    def check(self) -> MailboxReport:
        """Count what lies there; see `Mailbox.check`."""
        folders = tuple(
            FolderReport(
                visible(folder.name),
                visible(folder.name),
                folder.left is None,
                len(folder.mails) if folder.left is None else folder.left,
                None,
            )
            for folder in disk_folders(self._path)
        )
        return MailboxReport(self.name, "", None, (), None, folders)

    def find(
        self,
        message_ids: Collection[str],
        folders: Collection[str] | None = None,
        *,
        since: datetime | None = None,  # noqa: ARG002  (the contract has it; nothing says when)
    ) -> Mapping[str, tuple[MailKey, ...]]:
        """Find own mails by Message-ID; see `Mailbox.find`. All of them are looked at."""
        asked = {given.strip().strip("<>").encode(): given for given in message_ids}
        found: dict[str, tuple[MailKey, ...]] = {}
        for folder in disk_folders(self._path) if asked else ():
            if folders is not None and folder.name not in folders:
                continue
            for mail in folder.mails:
                given = asked.get(_message_id(mail))
                if given is not None:
                    found[given] = (*found.get(given, ()), self._key(folder, mail))
        return found

    def close(self) -> None:
        """Nothing stays open between the calls."""

    def _hand_over(self, folder: DiskFolder, mail: DiskMail) -> Iterator[MailboxEvent]:
        key = self._key(folder, mail)
        unreadable: list[OSError] = []
        # A copy: the receiver may move it away, and the original is not ours.
        raw = self._spool.put(_until_unreadable(mail, unreadable))
        try:
            if unreadable:
                yield MailUnread(key, _told(unreadable[0]))
            else:
                yield FetchedMail(key, None, raw, mail.size_bytes)
        finally:
            raw.unlink(missing_ok=True)

    def _key(self, folder: DiskFolder, mail: DiskMail) -> MailKey:
        return MailKey(self.name, folder.name, _UIDVALIDITY, mail.uid)


def _until_unreadable(mail: DiskMail, unreadable: list[OSError]) -> Iterator[bytes]:
    try:
        yield from mail.pieces()
    except OSError as err:
        unreadable.append(err)


def _told(err: OSError) -> Problem:
    return Problem(
        "mailbox.file_unreadable",
        {
            "file": visible(Path(str(err.filename or "-")).name),
            "reason": visible(err.strerror or str(err)),
        },
    )


def _is_known(mail: DiskMail, stored: Mapping[int, KnownMail]) -> bool:
    known = stored.get(mail.uid)
    return known is not None and known.size_bytes in (None, mail.size_bytes)


def _message_id(mail: DiskMail) -> bytes:
    header = b""
    with contextlib.suppress(OSError):
        for piece in mail.pieces():
            header += piece
            if len(header) >= _HEADER_BYTES or b"\n\r\n" in header or b"\n\n" in header:
                break
    match = _MESSAGE_ID.search(header)
    return match.group(1).strip(b"<>") if match else b""
