"""Limits on a program that was started: memory, written files, a lower priority."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys

_MEMORY_BYTES = 3 << 30
_BELOW_THE_SCREEN = 10


def limit_started(process: subprocess.Popen[bytes]) -> None:
    """Cap what a just started decoder may take; where the system cannot, only its own caps hold."""
    if sys.platform == "win32":
        return
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, process.pid, _BELOW_THE_SCREEN)
    if sys.platform == "linux":
        import resource

        with contextlib.suppress(OSError, ValueError):
            resource.prlimit(process.pid, resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
            resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (0, 0))
            resource.prlimit(process.pid, resource.RLIMIT_CORE, (0, 0))
