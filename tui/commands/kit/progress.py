"""What a sync shows on its way: one line on stderr, only where that is a terminal."""

from __future__ import annotations

import sys

from mailsync.mailbox.contract import FetchProgress, FolderListed, LineLost
from mailsync.sync.sync import MailStored, SyncEvent
from tui.base import cells
from tui.commands.kit.call import Call

_WIDTH = 78


class SyncProgressLine:
    """Counts the events of a sync and draws the line."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self._shown = sys.stderr.isatty()
        self._expected = 0
        self._stored = 0
        self._bytes = 0

    def show(self, event: SyncEvent) -> None:
        """Take one event into account."""
        partly = 0
        match event:
            case FolderListed():
                self._expected += event.new
            case MailStored():
                self._stored += 1
                self._bytes += event.size_bytes
            case FetchProgress():
                partly = event.received_bytes
            case LineLost():
                self._draw(self._call.say("cli.sync.line_lost", seconds=round(event.retry_in_s)))
                return
            case _:
                return
        self._draw(
            self._call.say(
                "cli.sync.progress",
                stored=self._stored,
                expected=max(self._expected, self._stored),
                size=size_words(self._bytes + partly),
            )
        )

    def end(self) -> None:
        """Take the line away."""
        if self._shown:
            sys.stderr.write("\r" + " " * _WIDTH + "\r")
            sys.stderr.flush()

    def _draw(self, text: str) -> None:
        if self._shown:
            sys.stderr.write("\r" + cells.pad(cells.crop(text, _WIDTH), _WIDTH))
            sys.stderr.flush()


def size_words(size_bytes: int) -> str:
    """A size for people, in steps of 1000 as on the screens."""
    size = float(size_bytes)
    for unit in ("B", "kB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} GB"
