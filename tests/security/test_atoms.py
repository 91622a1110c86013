"""The atoms of a hostile MP4 take neither time nor memory, and each file is named or measured."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from mailsync.examine.video.ffmpeg_tools import find_tools
from tests.security.hostile_atoms import hostile_atoms

ROOT = Path(__file__).parents[2]
MOST_S = 4
MOST_GROWN_KB = 100_000
MOST_OF_A_CHILD_KB = 400_000
# What is said of a file of which its reader died or had to be stopped.
UNNAMED = {"crashed", "timeout"}


@pytest.mark.skipif(os.name == "nt", reason="needs limits on the processor time of a child")
@pytest.mark.skipif(find_tools().ffprobe is None, reason="ffprobe is not installed")
def test_hostile_atoms_end_within_seconds_and_little_memory(tmp_path: Path) -> None:
    atoms = hostile_atoms()
    for name, content in atoms.items():
        (tmp_path / f"{name}.mp4").write_bytes(content)
    ran = subprocess.run(
        [sys.executable, "-m", "tests.security.hostile_atoms", str(tmp_path), str(MOST_S)],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr[-2000:]
    answer = json.loads(ran.stdout)
    told = answer["told"]
    assert len(told) == len(atoms)
    assert {name: said for name, said in told.items() if said[0] in UNNAMED or said[1]} == {}
    assert answer["grown_kb"] < MOST_GROWN_KB
    assert answer["of_children_kb"] < MOST_OF_A_CHILD_KB
