from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest


@pytest.mark.slow
# Every point of a letter comes up at a step of three too, at another letter each.
@pytest.mark.parametrize(
    ("what", "points", "step"), [("reminders", 9, 1), ("packs", 10, 3)], ids=["reminders", "packs"]
)
@pytest.mark.skipif(sys.platform == "win32", reason="needs fork and SIGKILL")
def test_twenty_letters_cut_or_killed_anywhere_arrive_once_or_are_in_doubt(
    what: str, points: int, step: int
) -> None:
    # A killed process loses nothing that the kernel has: memory is as good as a disk here.
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        done = subprocess.run(
            [sys.executable, "-m", "tests.sending_sweep", folder, str(step), what],
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stdout + done.stderr
    found = re.search(r"(\d+) cuts and (\d+) kills, 0 went wrong", done.stdout)
    assert found is not None
    assert int(found[1]) >= points * 20 // step
