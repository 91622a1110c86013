"""What is said while something takes long: of a server that does not answer, of one's own work."""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Callable, Iterator
from time import monotonic

import click

from store.workspace.settings import MailSettings, SmtpSettings
from tui.commands.kit.call import Call

TOLD_AFTER_S = 3.0


@contextlib.contextmanager
def told_while_waiting(
    call: Call, server: MailSettings | SmtpSettings, *, after_s: float = TOLD_AFTER_S
) -> Iterator[Callable[[], None]]:
    """Say which server is waited for unless it answers soon; gives what takes note of an answer."""
    if not server.host:
        yield lambda: None
        return
    said = call.say("cli.connecting", host=server.host, port=server.port)
    timer = threading.Timer(after_s, click.echo, (said,), {"err": True})
    timer.daemon = True
    timer.start()
    try:
        yield timer.cancel
    finally:
        timer.cancel()


@contextlib.contextmanager
def seconds_shown(call: Call, doing: str) -> Iterator[None]:
    """Say what is being done, at a terminal with the seconds that it has taken so far."""
    if not sys.stderr.isatty():
        click.echo(doing, err=True)
        yield
        return
    ended = threading.Event()
    begun = monotonic()

    def tick() -> None:
        while not ended.is_set():
            said = call.say("cli.since", doing=doing, seconds=round(monotonic() - begun))
            sys.stderr.write(f"\r{said}")
            sys.stderr.flush()
            ended.wait(1)

    ticking = threading.Thread(target=tick, daemon=True)
    ticking.start()
    try:
        yield
    finally:
        ended.set()
        ticking.join()
        sys.stderr.write("\n")
