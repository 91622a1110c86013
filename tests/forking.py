"""A piece of a test in a process of its own, which may be killed in the middle."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable


def forked(run: Callable[[], None]) -> None:
    """Run to the end in a process of its own."""
    if status := waited(run):
        raise SystemExit(f"a run ended with status {status}")


def waited(run: Callable[[], None]) -> int:
    """Run in a process of its own; the status with which it ended."""
    child = os.fork()
    if child == 0:
        try:
            run()
        finally:
            failed = sys.exc_info()[1]
            if failed is not None:
                sys.stderr.write(f"{failed!r}\n")
                sys.stderr.flush()
            os._exit(1 if failed is not None else 0)
    return os.waitpid(child, 0)[1]
