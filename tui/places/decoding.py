"""The full check of videos in a running dashboard: by itself, one at a time, stopped by a key."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from store.errors import StoreError
from tui.base.desk import Desk
from tui.base.job_host import JobHost
from tui.base.messages import DecodeMoved

if TYPE_CHECKING:
    from mailsync.sync.decoding import DecodeProgress, DecodeRun

REPORTS_PER_S = 4


class Decoding:
    """Starts, stops and tells of the full check.

    `progress` is that of the video in hand, None where nothing runs; `stopped` says that a
    person stopped it: then it does not start by itself again; `ffmpeg` that the program was
    there at the last run.
    """

    def __init__(self, host: JobHost, desk: Desk, over: Callable[[], None]) -> None:
        self._host = host
        self._desk = desk
        self._over = over
        self._stop: threading.Event | None = None
        self.progress: DecodeProgress | None = None
        self.stopped = False
        self.ffmpeg = True

    def use(self, desk: Desk) -> None:
        """Go on with other settings; a running check ends with those it began with."""
        self._desk = desk

    @property
    def running(self) -> bool:
        """Whether it runs."""
        return self._stop is not None

    def begin(self) -> None:
        """Check what waits, unless that is going on or a person stopped it."""
        if self._stop is not None or self.stopped:
            return
        self._stop = threading.Event()
        self._host.run_job(
            "decode", partial(self._decode, self._stop), self._came, failed=self._broke
        )

    def toggle(self) -> None:
        """Stop it; where it does not run, start it."""
        if self._stop is not None:
            self.stopped = True
            self._stop.set()
        else:
            self.stopped = False
            self.begin()

    def leave(self) -> None:
        """Let it end: the screens are going. The video in hand is checked the next time."""
        if self._stop is not None:
            self._stop.set()

    def moved(self, progress: DecodeProgress) -> None:
        """Take note of how far it is; scans pass in seconds and are not told."""
        if self._stop is not None and not progress.scan:
            self.progress = progress

    def _decode(self, stop: threading.Event) -> DecodeRun | None:
        from mailsync.sync.decoding import LOCKED, decode_waiting
        from tui.base.jobs import opened

        last = 0.0

        def report(progress: DecodeProgress) -> None:
            nonlocal last
            if stop.is_set() or monotonic() - last < 1 / REPORTS_PER_S:
                return
            last = monotonic()
            self._host.post_message(DecodeMoved(progress))

        desk = self._desk
        try:
            with opened(desk.workspace) as store:
                return decode_waiting(
                    desk.workspace, store, clock=desk.clock, stop=stop.is_set, report=report
                )
        except StoreError as err:
            # Another window does it; what it finds is seen here too.
            if err.code == LOCKED:
                return None
            raise

    def _came(self, run: DecodeRun | None) -> None:
        if run is not None:
            self.ffmpeg = run.ffmpeg
        self._broke()

    def _broke(self) -> None:
        self._stop = self.progress = None
        self._over()


@runtime_checkable
class ChecksVideos(Protocol):
    """A program that checks videos in full while it runs."""

    decoding: Decoding
