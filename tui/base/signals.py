"""Signals that end the program: the screens are left as by their own key, so that the terminal
gets its keys, colours and mouse back."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Callable

_ENDING = ("SIGTERM", "SIGHUP")


def on_end_signal(leave: Callable[[int], object]) -> None:
    """Call `leave` in the running loop at SIGTERM or SIGHUP, with 128 plus the signal's number.

    Where the system has no such signals (Windows), nothing is done.
    """
    loop = asyncio.get_running_loop()
    for name in _ENDING:
        number = getattr(signal, name, None)
        # A loop of Windows, or one outside of the main thread, takes no signals.
        if number is not None:
            with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
                loop.add_signal_handler(number, leave, 128 + number)
    if sys.platform != "win32":
        # At once, the loop being told as well: what is written before `leave` is called would
        # end the thread that writes, and whoever waits for that one would wait for ever.
        with contextlib.suppress(ValueError):
            signal.signal(signal.SIGHUP, _write_nowhere)


def _write_nowhere(*_: object) -> None:
    """Where the terminal is gone: nobody reads what is written from here on."""
    with contextlib.suppress(OSError, ValueError):
        terminal = sys.__stderr__.fileno() if sys.__stderr__ is not None else -1
        if terminal >= 0 and not os.isatty(terminal):
            nothing = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nothing, terminal)
            os.close(nothing)
