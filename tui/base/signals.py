"""Signals that end the program: the screens are left as by their own key, so that the terminal
gets its keys, colours and mouse back."""

from __future__ import annotations

import asyncio
import contextlib
import signal
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
