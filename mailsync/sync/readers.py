"""Mails read, measured and kept beside the fetching of the next ones; results keep their order."""

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
from store.files.draft import Draft
from store.files.skeleton import Skeleton
from store.model import Examination, Mail

# How many mails are read at once, and how many are measured by a child each. More gain nothing.
READERS = 2
# They wait for the disk, and the more of them wait at once, the less each does.
_KEEPERS = 8
# Further ahead only costs disk.
_MOST_WAITING = 32
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


class Readers:
    """Threads through which mails go one by one, to come out in the same order, contents stored.

    Some read, some measure what was read, some keep what was measured: each takes the oldest mail
    there is. A hostile file ends its own child only: other mails are measured by the other child,
    and the next question starts a new one.
    """

    def __init__(
        self, read: Read, measure: Measure, spool: Path, *, readers: int = READERS
    ) -> None:
        """Prepare; `spool` is a folder of the file system on which fetched mails lie."""
        self._read = read
        self._measure = measure
        self._readers = readers
        self._spool = spool
        self._reading = ThreadPoolExecutor(readers, thread_name_prefix="reading")
        self._measuring = ThreadPoolExecutor(readers, thread_name_prefix="measuring")
        self._keeping = ThreadPoolExecutor(_KEEPERS, thread_name_prefix="keeping")
        self._children: queue.SimpleQueue[Child] = queue.SimpleQueue()
        self._waiting: collections.deque[Future[ReadMail]] = collections.deque()
        self._taken = 0

    def __enter__(self) -> Self:
        self._sweep()
        for _ in range(self._readers):
            self._children.put(Child())
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

    def put(self, fetched: FetchedMail) -> Iterator[ReadMail]:
        """Take a mail over from the mailbox; hand out those that are finished, oldest first.

        Raises:
            StoreError: what reading an older mail raised.
        """
        self._taken += 1
        own = self._spool / f"{_PREFIX}{os.getpid()}-{self._taken}"
        fetched.raw.rename(own)
        read = self._reading.submit(self._read, replace(fetched, raw=own))
        measured = self._measuring.submit(self._measured, read)
        self._waiting.append(self._keeping.submit(self._kept, measured, own))
        while self._waiting and (self._waiting[0].done() or len(self._waiting) > _MOST_WAITING):
            yield self._waiting.popleft().result()

    def rest(self) -> Iterator[ReadMail]:
        """Hand out everything that was put in and did not come out yet."""
        while self._waiting:
            yield self._waiting.popleft().result()

    def _measured(self, read: Future[ReadMail]) -> ReadMail:
        found = read.result()
        child = self._children.get()
        try:
            return self._measure(found, child)
        finally:
            self._children.put(child)

    def _kept(self, measured: Future[ReadMail], raw: Path) -> ReadMail:
        try:
            found = measured.result()
            found.contents.keep()
            return found
        finally:
            with contextlib.suppress(OSError):
                raw.unlink(missing_ok=True)

    def _sweep(self) -> None:
        for leftover in self._spool.glob(f"{_PREFIX}*"):
            with contextlib.suppress(OSError):
                leftover.unlink(missing_ok=True)
