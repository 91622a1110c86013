"""How mails lie on a disk: trees of mail files and Maildirs, and mbox files."""

from __future__ import annotations

import codecs
import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from mailsync.mailbox.names import decode_folder, is_own
from mailsync.mailbox.shapes import Shape, apple_pieces, shape_of
from store.errors import MailboxError
from store.text.visible import visible

_PIECE_BYTES = 1 << 20
_LINE_BYTES = 1 << 16
# The flags at the end of a Maildir name; Windows cannot have the colon.
_MAILDIR_FLAGS = re.compile(rb"[:;!]2,[^/]*$")
_READ = (Shape.MAIL, Shape.APPLE, Shape.MBOX)
_FROM_LINE = re.compile(rb"From \S.*\d:\d\d.*\d{4}\s*$")
# What stands below the line that begins a mail, however its writer put the date.
_FIELD_LINE = re.compile(rb"[A-Za-z][!-9;-~]{0,75}[ \t]*:|>From ")
_ESCAPED_FROM = re.compile(rb">+From ")


@dataclass(frozen=True, slots=True)
class DiskMail:
    """One mail on disk; `pieces` reads it and may raise OSError."""

    uid: int
    size_bytes: int
    pieces: Callable[[], Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class UnreadShape:
    """Files of a folder that hold mail in a form that is not read: how many, and one by name."""

    suffix: str
    count: int
    example: str

    @property
    def uid(self) -> int:
        """A name of its own for what could not be read."""
        return stable_uid(f"shape:{self.suffix}".encode("utf-8", "replace"))


@dataclass(frozen=True, slots=True)
class DiskFolder:
    """One folder and its mails, in the order of their names (in an mbox, of the file).

    `unread` tells of files there that hold mail in a form that is not read. `left` is how many
    mails lie in a folder that is not read at all, as it is for what we sent or threw away; None
    for every other.
    """

    name: str
    mails: tuple[DiskMail, ...]
    unread: tuple[UnreadShape, ...] = ()
    left: int | None = None


def disk_folders(path: Path) -> Iterator[DiskFolder]:
    """Give the folders below a path, its own first; of Sent, Drafts and Trash only the number.

    Where there is no mail at all, every file that is none is told as one that is not read.

    Raises:
        MailboxError: `mailbox.path_missing`, `mailbox.path_unreadable`, `mailbox.not_mbox`.
    """
    try:
        if path.is_dir():
            yield from _tree(path, path, alone=not _holds_mail(path))
        elif not path.exists():
            raise MailboxError("mailbox.path_missing", path=visible(str(path)))
        elif shape_of(path) in (Shape.MAIL, Shape.APPLE):
            yield DiskFolder(_shown(path.parent.name), tuple(_mails([path])))
        else:
            yield _mbox(path)
    except OSError as err:
        where = visible(str(err.filename or path))
        reason = visible(err.strerror or str(err))
        raise MailboxError("mailbox.path_unreadable", path=where, reason=reason) from err


def stable_uid(identity: bytes) -> int:
    """Make a UID of 63 bits that is the same at every reading."""
    return int.from_bytes(hashlib.sha256(identity).digest()[:8], "big") >> 1 or 1


def _holds_mail(root: Path) -> bool:
    """Whether anything below a folder is mail in a shape that is read."""
    for folder, below, files in os.walk(root):
        if {"cur", "new"} <= set(below):
            return True
        if any(_shape(Path(folder, name)) in _READ for name in files):
            return True
    return False


def _tree(root: Path, folder: Path, *, alone: bool) -> Iterator[DiskFolder]:
    entries = sorted(folder.iterdir(), key=lambda entry: os.fsencode(entry.name))
    below = [entry for entry in entries if entry.is_dir() and not entry.is_symlink()]
    name = root.name if folder == root else f"{root.name}/{folder.relative_to(root).as_posix()}"
    if {"cur", "new"} <= {entry.name for entry in below}:
        below = [entry for entry in below if entry.name not in ("cur", "new", "tmp")]
        maildir = _maildir_name(root, folder)
        found = (file for part in ("cur", "new") for file in (folder / part).iterdir())
        if is_own(maildir.rsplit("/", 1)[-1]):
            left = sum(file.is_file() for file in found)
            yield DiskFolder(_shown(maildir), (), left=left)
        else:
            yield DiskFolder(_shown(maildir), tuple(_mails(found)))
    else:
        shapes = {entry: _shape(entry) for entry in entries if entry.is_file()}
        files = [entry for entry, shape in shapes.items() if shape in (Shape.MAIL, Shape.APPLE)]
        boxes = [entry for entry, shape in shapes.items() if shape is Shape.MBOX]
        not_read = (Shape.UNREAD, Shape.OTHER) if alone else (Shape.UNREAD,)
        unread = [entry for entry, shape in shapes.items() if shape in not_read]
        yield DiskFolder(_shown(name), tuple(_mails(files)), _unread(unread))
        for entry in boxes:
            if is_own(entry.stem):
                left = sum(1 for _ in _mbox_spans(entry))
                yield DiskFolder(_shown(entry.name), (), left=left)
            else:
                yield _mbox(entry)
    for entry in below:
        yield from _tree(root, entry, alone=alone)


def _shape(file: Path) -> Shape:
    try:
        return shape_of(file)
    except OSError:
        # Its name says what it is; that it cannot be read is told when it is its turn.
        return Shape.MAIL if file.suffix.lower() == ".eml" else Shape.UNREAD


def _unread(files: Iterable[Path]) -> tuple[UnreadShape, ...]:
    by_suffix: dict[str, list[str]] = {}
    for file in files:
        by_suffix.setdefault(file.suffix.lower(), []).append(_shown(file.name))
    return tuple(UnreadShape(suffix, len(names), names[0]) for suffix, names in by_suffix.items())


def _maildir_name(root: Path, folder: Path) -> str:
    if folder == root:
        return "INBOX"
    # Maildir++ writes its subfolders as ".A.B", in modified UTF-7.
    relative = folder.relative_to(root).as_posix()
    parts = relative[1:].split(".") if relative.startswith(".") else relative.split("/")
    return "/".join(decode_folder(part) for part in parts)


def _mails(files: Iterator[Path] | list[Path]) -> Iterator[DiskMail]:
    named = [(_MAILDIR_FLAGS.sub(b"", os.fsencode(file.name)), file) for file in files]
    for name, file in sorted(named):
        if file.is_file():
            yield DiskMail(stable_uid(name), file.stat().st_size, _file_reader(file))


def _file_reader(file: Path) -> Callable[[], Iterator[bytes]]:
    if file.suffix.lower() == ".emlx":
        return partial(apple_pieces, file)

    def pieces() -> Iterator[bytes]:
        with file.open("rb") as content:
            while piece := content.read(_PIECE_BYTES):
                yield piece

    return pieces


def _mbox(path: Path) -> DiskFolder:
    found: dict[int, DiskMail] = {}
    for start, end in _mbox_spans(path):
        reader = _mbox_reader(path, start, end)
        hasher = hashlib.sha256()
        size_bytes = 0
        for piece in reader():
            hasher.update(piece)
            size_bytes += len(piece)
        # Removing a mail from the file moves the others: only the content is a lasting name.
        uid = stable_uid(hasher.digest())
        found.setdefault(uid, DiskMail(uid, size_bytes, reader))
    # One that cannot be cut into mails, such as one with the line ends of an old Mac.
    unread = () if found else _unread([path])
    return DiskFolder(_shown(path.name), tuple(found.values()), unread)


def _mbox_spans(path: Path) -> Iterator[tuple[int, int]]:
    start: int | None = None
    at = blank_at = 0
    after_blank = True
    with path.open("rb") as content:
        at = blank_at = _past_mark(content.read(64))
        content.seek(at)
        begins = content.read(5)
        if begins and begins != b"From ":
            raise MailboxError("mailbox.not_mbox", path=visible(str(path)))
        content.seek(at)
        for (line, whole), (below, _) in _with_next(_lines(content.readline)):
            if whole and line.startswith(b"From ") and _begins_mail(line, below, after_blank):
                if start is not None:
                    yield start, blank_at
                start = at + len(line)
            blank = whole and line in (b"\n", b"\r\n")
            at += len(line)
            blank_at = at - len(line) if blank else at
            after_blank = blank
    if start is not None:
        yield start, blank_at


def _past_mark(head: bytes) -> int:
    """Behind a byte order mark and blank lines that an export put before the first mail."""
    start = len(codecs.BOM_UTF8) if head.startswith(codecs.BOM_UTF8) else 0
    return start + len(head[start:]) - len(head[start:].lstrip(b"\r\n"))


def _begins_mail(line: bytes, below: bytes, after_blank: bool) -> bool:
    """Whether a line that begins with "From " begins a mail: by its date, or by what follows."""
    dated = _FROM_LINE.match(line) is not None
    fields = _FIELD_LINE.match(below) is not None
    return (dated or fields) if after_blank else (dated and fields)


def _with_next(
    lines: Iterable[tuple[bytes, bool]],
) -> Iterator[tuple[tuple[bytes, bool], tuple[bytes, bool]]]:
    """Each line with the one below it; the last with an empty one."""
    before: tuple[bytes, bool] | None = None
    for line in lines:
        if before is not None:
            yield before, line
        before = line
    if before is not None:
        yield before, (b"", True)


def _mbox_reader(path: Path, start: int, end: int) -> Callable[[], Iterator[bytes]]:
    def pieces() -> Iterator[bytes]:
        with path.open("rb") as content:
            content.seek(start)
            at = start
            for line, whole in _lines(content.readline):
                if at >= end:
                    return
                at += len(line)
                yield line[1:] if whole and _ESCAPED_FROM.match(line) else line

    return pieces


def _lines(readline: Callable[[int], bytes]) -> Iterator[tuple[bytes, bool]]:
    """Give lines in pieces of bounded size, and whether each piece begins a line."""
    begins = True
    while line := readline(_LINE_BYTES):
        yield line, begins
        begins = line.endswith(b"\n")


def _shown(name: str) -> str:
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
