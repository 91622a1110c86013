from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="needs fork and SIGKILL")
def test_a_sync_killed_anywhere_ends_as_an_unbroken_one() -> None:
    # A killed process loses nothing that the kernel has: memory is as good as a disk here.
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        done = subprocess.run(
            [sys.executable, "-m", "tests.killing", folder],
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stdout + done.stderr
    found = re.search(r"(\d+) kill points, 0 with another end state", done.stdout)
    assert found is not None
    assert int(found[1]) >= 300
