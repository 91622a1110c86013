"""Mails read, measured and kept beside the fetching of the next ones; results keep their order.

What was measured is kept in groups: the disk takes about as long for many files as for one. Which
mails are a group follows from their order and their sizes alone, never from how fast a thread is.
"""

from __future__ import annotations

import collections
import contextlib
import os
import queue
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Self

from mailsync.archives.budget import Budget
from mailsync.examine.process.child import Child
from mailsync.mailbox.contract import FetchedMail
from store.files.draft import UnfinishedFile
from store.files.durable import writing
from store.files.keep_drafts import keep_together
from store.files.private import private_file
from store.files.skeleton import Skeleton
from store.model import Examination, Mail

# How many mails are read at once, and how many children measure them, at most. More gain nothing.
READERS = 2
# A child that is busy for longer has met a file that takes its time: another one is started then.
# To start one costs as much as sixty documents.
_BUSY_S = 1.0
# A group ends with so many mails or bytes, and is never larger than all that came before it: on a
# slow line the first mail is kept at once, and a kill costs no more than half of the time.
_GROUP_MAILS = 16
_GROUP_BYTES = 24 << 20
# Further ahead only costs disk: a budget of mails, and one of the bytes in the spool.
_MOST_WAITING = 48
_MOST_BYTES = 192 << 20
# Of small mails, so many bytes wait in memory to be read; what comes behind them waits on the disk.
_MOST_HELD_BYTES = 16 << 20
_PREFIX = "reading-"


@dataclass(frozen=True, slots=True)
class ReadMail:
    """A fetched mail and what was found in it.

    `skeleton` and `contents` are what it is rebuilt from; `former_identity` is by what it would be
    known to a workspace of before, or ""; `budget` is what its files may still cost.
    """

    fetched: FetchedMail
    mail: Mail
    skeleton: Skeleton
    contents: UnfinishedFile
    former_identity: str = ""
    examinations: tuple[Examination, ...] = ()
    budget: Budget = field(default_factory=Budget)


# Both run in a thread. Contents are written beside the place; a child is one's own for as long as
# one measures.
Read = Callable[[FetchedMail, Path], ReadMail]
Measure = Callable[[ReadMail, Child], ReadMail]


@dataclass(slots=True)
class _Group:
    """Mails on their way that are kept together."""

    most_mails: int
    raws: list[Path] = field(default_factory=list)
    measured: list[Future[ReadMail]] = field(default_factory=list)
    size_bytes: int = 0

    @property
    def full(self) -> bool:
        return len(self.measured) >= self.most_mails or self.size_bytes >= _GROUP_BYTES


@dataclass(frozen=True, slots=True)
class _Kept:
    """The mails of a group that are kept, and what was raised by the one behind them."""

    mails: list[ReadMail]
    error: BaseException | None = None


def readers_beside(readers: int) -> int:
    """So many of these readers as find a processor; one fetches, and more only take turns."""
    return max(1, min(readers, (os.cpu_count() or 1) - 1))


class Readers:
    """Threads through which mails go one by one, to come out in the same order, contents stored.

    Some read, some measure what was read, one keeps what was measured: each takes the oldest mail
    there is. A hostile file ends its own child only, and the next question starts a new one; where
    it keeps its child busy, other mails are measured by the other child.
    """

    def __init__(
        self,
        read: Read,
        measure: Measure,
        spool: Path,
        *,
        readers: int = READERS,
        measuring: int = READERS,
    ) -> None:
        """Prepare; `spool` is a folder of the file system on which fetched mails lie.

        Args:
            readers: how many threads read mails.
            measuring: how many have them measured, by a child each.
        """
        self._read = read
        self._measure = measure
        self._most_children = measuring
        self._spool = spool
        self._reading = ThreadPoolExecutor(readers, thread_name_prefix="reading")
        self._measuring = ThreadPoolExecutor(measuring, thread_name_prefix="measuring")
        self._keeping = ThreadPoolExecutor(1, thread_name_prefix="keeping")
        self._children: queue.SimpleQueue[Child] = queue.SimpleQueue()
        self._spare: queue.SimpleQueue[Child] = queue.SimpleQueue()
        self._open = _Group(1)
        self._groups: collections.deque[tuple[_Group, Future[_Kept]]] = collections.deque()
        self._bytes = 0
        # The mails in memory that are not read yet.
        self._held: dict[Future[ReadMail], int] = {}
        self._taken = 0
        self._given = 0

    def __enter__(self) -> Self:
        self._sweep()
        self._children.put(Child(beside=self._spool))
        for _ in range(self._most_children - 1):
            self._spare.put(Child(beside=self._spool))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for threads in (self._reading, self._measuring, self._keeping):
            threads.shutdown(wait=True, cancel_futures=True)
        for children in (self._children, self._spare):
            while not children.empty():
                children.get().close()
        self._sweep()

    def put(self, fetched: FetchedMail) -> Iterator[list[ReadMail]]:
        """Take a mail over from the mailbox; hand out groups that are finished, oldest first.

        Raises:
            StoreError: what reading or keeping an older mail raised.
        """
        self._taken += 1
        own = self._spool / f"{_PREFIX}{os.getpid()}-{self._taken}"
        fetched = self._taken_over(fetched, own)
        read = self._reading.submit(self._read_at, fetched, own)
        if isinstance(fetched.raw, bytes):
            self._held[read] = len(fetched.raw)
        else:
            self._open.raws.append(own)
        self._open.measured.append(self._measuring.submit(self._measured, read))
        self._open.size_bytes += fetched.size_bytes
        self._bytes += fetched.size_bytes
        if self._open.full:
            self.end_group()
        while self._groups and (
            self._taken - self._given > _MOST_WAITING or self._bytes > _MOST_BYTES
        ):
            yield from self._oldest()
        yield from self.finished()

    def _taken_over(self, fetched: FetchedMail, own: Path) -> FetchedMail:
        """A mail in a file of our own, or in memory as long as not too much is there already."""
        if isinstance(fetched.raw, Path):
            fetched.raw.rename(own)
            return replace(fetched, raw=own)
        self._held = {read: size for read, size in self._held.items() if not read.done()}
        if sum(self._held.values()) + len(fetched.raw) <= _MOST_HELD_BYTES:
            return fetched
        with writing(self._spool):
            private_file(own).write_bytes(fetched.raw)
        return replace(fetched, raw=own)

    def _read_at(self, fetched: FetchedMail, own: Path) -> ReadMail:
        found = self._read(fetched, own)
        # Nobody wants its bytes any more: they need not wait for the others of the group.
        return replace(found, fetched=replace(found.fetched, raw=own))

    def end_group(self) -> None:
        """Let what was put in so far be kept, where the next mail may be long in coming."""
        if self._open.measured:
            kept = self._keeping.submit(self._kept, self._open)
            self._groups.append((self._open, kept))
            self._open = _Group(min(_GROUP_MAILS, self._taken))

    def finished(self) -> Iterator[list[ReadMail]]:
        """Hand out the groups that are finished by now."""
        while self._groups and self._groups[0][1].done():
            yield from self._oldest()

    def rest(self) -> Iterator[list[ReadMail]]:
        """Hand out everything that was put in and did not come out yet.

        What came before a mail that failed comes out first.
        """
        self.end_group()
        while self._groups:
            yield from self._oldest()

    def _oldest(self) -> Iterator[list[ReadMail]]:
        group, future = self._groups.popleft()
        kept = future.result()
        self._given += len(group.measured)
        self._bytes -= group.size_bytes
        if kept.mails:
            yield kept.mails
        if kept.error is not None:
            raise kept.error

    def _measured(self, read: Future[ReadMail]) -> ReadMail:
        found = read.result()
        child = self._free_child()
        try:
            return self._measure(found, child)
        finally:
            self._children.put(child)

    def _free_child(self) -> Child:
        with contextlib.suppress(queue.Empty):
            return self._children.get(timeout=_BUSY_S)
        with contextlib.suppress(queue.Empty):
            return self._spare.get_nowait()
        return self._children.get()

    def _kept(self, group: _Group) -> _Kept:
        found: list[ReadMail] = []
        failed: BaseException | None = None
        try:
            for measured in group.measured:
                failed = measured.exception()
                if failed is not None:
                    break
                found.append(measured.result())
            keep_together([mail.contents for mail in found])
            return _Kept(found, failed)
        finally:
            for raw in group.raws:
                with contextlib.suppress(OSError):
                    raw.unlink(missing_ok=True)

    def _sweep(self) -> None:
        for leftover in self._spool.glob(f"{_PREFIX}*"):
            with contextlib.suppress(OSError):
                leftover.unlink(missing_ok=True)
