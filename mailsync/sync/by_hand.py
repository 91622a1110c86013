"""Files given by hand: stored, opened where they are archives, examined, recorded."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from mailsync.archives.budget import Budget
from mailsync.examine.kind_of import kind_of
from mailsync.examine.probe import probe
from mailsync.examine.process.child import Child
from mailsync.examine.video.ffmpeg_tools import find_tools
from mailsync.mime.listing import Listing
from mailsync.mime.rawmail import RawMail
from store.db.database import Store
from store.errors import UsageError
from store.intake.by_hand import HandArrival, TakenIn, check_arrival, take_in
from store.model import Attachment, Examination, FileKind, Params
from store.workspace.workspace import Workspace

_CHUNK_BYTES = 1 << 20

# Called with the bytes stored so far and the size of all files.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class GivenFile:
    """One file as it was taken in; an archive gives way to what it holds."""

    attachment: Attachment
    kind: FileKind
    measures: Params


@dataclass(frozen=True, slots=True)
class Given:
    """What came of files given by hand."""

    taken: TakenIn
    files: tuple[GivenFile, ...]


def add_files(
    workspace: Workspace,
    store: Store,
    paths: Sequence[Path],
    arrival: HandArrival,
    *,
    kind: FileKind | None = None,
    names: Sequence[str] | None = None,
    at: datetime,
    who: str,
    progress: Progress = lambda _stored, _total: None,
) -> Given:
    """Store files, look into them and credit them; nothing is recorded where one cannot be read.

    Args:
        kind: of the files themselves; None lets name and content say it, as for what an archive
            holds.
        names: what the files are called where it is not the last part of their paths.

    Raises:
        UsageError: `add.no_file`, `add.unreadable`, or as `store.intake.by_hand.check_arrival`.
        StoreError: the disk is full, or the database fails.
    """
    check_arrival(store, arrival, now=at, scope=workspace.settings.scope)
    sizes = [_size_of(path) for path in paths]
    blobs = workspace.blobs
    # Whoever gives files knows how many there are; each archive has its own limits.
    unlimited = Budget(sys.maxsize, sys.maxsize, math.inf)
    listing = Listing(blobs, None, _leave_closed, unlimited)
    copied = _Copied(sum(sizes), progress)
    for path, name in zip(paths, names or [path.name for path in paths], strict=True):
        listing.store(copied.read(path), name, "", 0)
    tools = find_tools(workspace.settings.ffmpeg)
    with Child() as child:
        examinations = {
            digest: probe(
                blobs.path(digest),
                media_type=part.media_type,
                name=part.name,
                tools=tools,
                child=child,
                digest=digest,
            )
            for digest, part in {part.digest: part for part in listing.attachments}.items()
        }
    files = tuple(_given(part, kind, examinations) for part in listing.attachments)
    taken = take_in(
        store,
        arrival,
        [(file.attachment, file.kind) for file in files],
        examinations=examinations.values(),
        problems=listing.problems,
        at=at,
        who=who,
    )
    return Given(taken, files)


def _given(
    part: Attachment, kind: FileKind | None, examinations: dict[str, Examination]
) -> GivenFile:
    measures = examinations[part.digest].measures
    if kind is None or part.name != part.path:
        return GivenFile(part, kind_of(part.path, measures), measures)
    return GivenFile(part, kind, measures)


def _size_of(path: Path) -> int:
    try:
        if path.is_file():
            return path.stat().st_size
    except OSError as err:
        raise UsageError("add.unreadable", file=str(path), reason=err.strerror or "") from err
    raise UsageError("add.no_file", file=str(path))


class _Copied:
    """Reads files one after the other and tells how far all of them are."""

    def __init__(self, total_bytes: int, progress: Progress) -> None:
        self._total_bytes = total_bytes
        self._progress = progress
        self._done_bytes = 0

    def read(self, path: Path) -> Iterator[bytes]:
        """The content of one file, in pieces."""
        try:
            with path.open("rb") as content:
                while chunk := content.read(_CHUNK_BYTES):
                    yield chunk
                    self._done_bytes += len(chunk)
                    self._progress(self._done_bytes, self._total_bytes)
        except OSError as err:
            raise UsageError("add.unreadable", file=str(path), reason=err.strerror or "") from err


def _leave_closed(_mail: RawMail, _folder: str, _depth: int) -> None:
    """A mail given as a file stays one file: nobody sent it to the mailbox."""
