"""A sweep of kills, run as a program of its own that may fork."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path


def swept(module: str, *arguments: str) -> str:
    """Run a sweep in an empty folder; what it printed.

    Raises:
        AssertionError: a point went wrong; what was printed tells which.
    """
    # A killed process loses nothing that the kernel has: memory is as good as a disk here.
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        done = subprocess.run(
            [sys.executable, "-m", module, folder, *arguments],
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
