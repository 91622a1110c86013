"""Mails read and measured beside the fetching of the next ones; results keep their order."""

from __future__ import annotations

import collections
import contextlib
import os
import queue
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Self

from mailsync.examine.child import Child
from mailsync.mailbox import FetchedMail
from store.draft import Draft
from store.model import Examination, Mail

# Reading waits for the disk and for children: a second reader fills those gaps. More gain nothing.
READERS = 2
# Threads that only wait for the disk to keep what was read: the more of them wait at once, the
# less each waits.
_KEEPERS = 4
# Further ahead only costs disk.
_MOST_WAITING = 12
_PREFIX = "reading-"


@dataclass(frozen=True, slots=True)
class ReadMail:
    """A fetched mail and what was found in it; `contents` holds its files and its raw bytes."""

    fetched: FetchedMail
    mail: Mail
    raw_digest: str
    examinations: tuple[Examination, ...]
    contents: Draft


# Reads one mail with a child of its own; runs in a thread.
Read = Callable[[FetchedMail, Child], ReadMail]


class Readers:
    """A few threads, each with a child; mails go in one by one and come out in the same order.

    What comes out has its contents stored.

    A hostile file ends its own child only: the other mails are read by the other child, and the
    next question starts a new one.
    """

    def __init__(self, read: Read, spool: Path, *, readers: int = READERS) -> None:
        """Prepare; `spool` is a folder of the file system on which fetched mails lie."""
        self._read = read
        self._readers = readers
        self._spool = spool
        self._children: queue.SimpleQueue[Child] = queue.SimpleQueue()
        self._threads = ThreadPoolExecutor(readers + _KEEPERS, thread_name_prefix="reader")
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
        self._threads.shutdown(wait=True, cancel_futures=True)
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
        self._waiting.append(self._threads.submit(self._run, replace(fetched, raw=own)))
        while self._waiting and (self._waiting[0].done() or len(self._waiting) > _MOST_WAITING):
            yield self._waiting.popleft().result()

    def rest(self) -> Iterator[ReadMail]:
        """Hand out everything that was put in and did not come out yet."""
        while self._waiting:
            yield self._waiting.popleft().result()

    def _run(self, fetched: FetchedMail) -> ReadMail:
        try:
            child = self._children.get()
            try:
                found = self._read(fetched, child)
            finally:
                self._children.put(child)
            found.contents.keep()
            return found
        finally:
            with contextlib.suppress(OSError):
                fetched.raw.unlink(missing_ok=True)

    def _sweep(self) -> None:
        for leftover in self._spool.glob(f"{_PREFIX}*"):
            with contextlib.suppress(OSError):
                leftover.unlink(missing_ok=True)
