"""Mails read, measured and kept beside the fetching of the next ones; results keep their order.

What was measured is kept in groups: the disk takes about as long for many files as for one.
"""

from __future__ import annotations

import collections
import concurrent.futures
import contextlib
import os
import queue
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Self

from mailsync.archives.budget import Budget
from mailsync.examine.process.child import Child
from mailsync.mailbox.contract import FetchedMail
from store.files.draft import Draft, keep_together
from store.files.skeleton import Skeleton
from store.model import Examination, Mail

# How many mails are read at once, and how many are measured by a child each. More gain nothing.
READERS = 2
# A group is kept when it has so many mails, so many bytes, or its first mail has waited so long.
_GROUP_MAILS = 16
_GROUP_BYTES = 24 << 20
_GROUP_S = 1.0
# Further ahead only costs disk: a budget of mails, and one of the bytes in the spool.
_MOST_WAITING = 48
_MOST_BYTES = 192 << 20
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
    contents: Draft
    former_identity: str = ""
    examinations: tuple[Examination, ...] = ()
    budget: Budget = field(default_factory=Budget)


# Both run in a thread; a child is one's own for as long as one measures.
Read = Callable[[FetchedMail], ReadMail]
Measure = Callable[[ReadMail, Child], ReadMail]


@dataclass(slots=True)
class _Taken:
    """A mail on its way."""

    raw: Path
    size_bytes: int
    measured: Future[ReadMail]
    since: float


class Readers:
    """Threads through which mails go one by one, to come out in the same order, contents stored.

    Some read, some measure what was read, one keeps what was measured: each takes the oldest mail
    there is. A hostile file ends its own child only: other mails are measured by the other child,
    and the next question starts a new one.
    """

    def __init__(
        self,
        read: Read,
        measure: Measure,
        spool: Path,
        *,
        readers: int = READERS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Prepare; `spool` is a folder of the file system on which fetched mails lie."""
        self._read = read
        self._measure = measure
        self._readers = readers
        self._spool = spool
        self._clock = clock
        self._reading = ThreadPoolExecutor(readers, thread_name_prefix="reading")
        self._measuring = ThreadPoolExecutor(readers, thread_name_prefix="measuring")
        self._keeping = ThreadPoolExecutor(1, thread_name_prefix="keeping")
        self._children: queue.SimpleQueue[Child] = queue.SimpleQueue()
        self._waiting: collections.deque[_Taken] = collections.deque()
        self._groups: collections.deque[Future[list[ReadMail]]] = collections.deque()
        self._bytes = 0
        self._taken = 0

    def __enter__(self) -> Self:
        self._sweep()
        for _ in range(self._readers):
            self._children.put(Child(beside=self._spool))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for threads in (self._reading, self._measuring, self._keeping):
            threads.shutdown(wait=True, cancel_futures=True)
        for _ in range(self._readers):
            self._children.get().close()
        self._sweep()

    def put(self, fetched: FetchedMail) -> Iterator[list[ReadMail]]:
        """Take a mail over from the mailbox; hand out groups that are finished, oldest first.

        Raises:
            StoreError: what reading or keeping an older mail raised.
        """
        self._taken += 1
        own = self._spool / f"{_PREFIX}{os.getpid()}-{self._taken}"
        fetched.raw.rename(own)
        read = self._reading.submit(self._read, replace(fetched, raw=own))
        measured = self._measuring.submit(self._measured, read)
        self._waiting.append(_Taken(own, fetched.size_bytes, measured, self._clock()))
        self._bytes += fetched.size_bytes
        while len(self._waiting) > _MOST_WAITING or self._bytes > _MOST_BYTES:
            concurrent.futures.wait([self._waiting[0].measured])
            self._group(all_there_is=True)
        yield from self.finished()

    def finished(self) -> Iterator[list[ReadMail]]:
        """Hand out the groups that are finished by now."""
        self._group()
        while self._groups and (self._groups[0].done() or len(self._groups) > 1):
            yield self._groups.popleft().result()

    def rest(self) -> Iterator[list[ReadMail]]:
        """Hand out everything that was put in and did not come out yet.

        What was finished before a mail failed comes out first.
        """
        while self._waiting:
            concurrent.futures.wait([self._waiting[0].measured])
            self._group(all_there_is=True)
            yield from self.finished()
        while self._groups:
            yield self._groups.popleft().result()

    def _group(self, *, all_there_is: bool = False) -> None:
        """Let the oldest mails be kept together, if they are a group; a failed one stands alone."""
        group: list[_Taken] = []
        size_bytes = 0
        full = False
        for taken in self._waiting:
            if full or not taken.measured.done():
                break
            failed = taken.measured.exception() is not None
            full = failed
            if failed and group:
                break
            group.append(taken)
            size_bytes += taken.size_bytes
            full = failed or len(group) == _GROUP_MAILS or size_bytes >= _GROUP_BYTES
        if not group:
            return
        waits_s = self._clock() - group[0].since
        if full or all_there_is or waits_s >= _GROUP_S:
            for _ in group:
                self._waiting.popleft()
            self._bytes -= size_bytes
            self._groups.append(self._keeping.submit(self._kept, group))

    def _measured(self, read: Future[ReadMail]) -> ReadMail:
        found = read.result()
        child = self._children.get()
        try:
            return self._measure(found, child)
        finally:
            self._children.put(child)

    def _kept(self, group: list[_Taken]) -> list[ReadMail]:
        try:
            found = [taken.measured.result() for taken in group]
            keep_together([mail.contents for mail in found])
            return found
        finally:
            for taken in group:
                with contextlib.suppress(OSError):
                    taken.raw.unlink(missing_ok=True)

    def _sweep(self) -> None:
        for leftover in self._spool.glob(f"{_PREFIX}*"):
            with contextlib.suppress(OSError):
                leftover.unlink(missing_ok=True)
