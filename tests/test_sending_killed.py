from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="needs fork and SIGKILL")
def test_twenty_letters_cut_or_killed_anywhere_arrive_once_or_are_in_doubt() -> None:
    # A killed process loses nothing that the kernel has: memory is as good as a disk here.
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        done = subprocess.run(
            [sys.executable, "-m", "tests.sending_sweep", folder],
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stdout + done.stderr
    found = re.search(r"(\d+) cuts and (\d+) kills, 0 went wrong", done.stdout)
    assert found is not None
    assert int(found[1]) >= 9 * 20
