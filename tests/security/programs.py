"""Programs that tell that they were run, though a child may write no byte."""

from __future__ import annotations

from pathlib import Path


def leaving_a_mark(folder: Path, *names: str) -> Path:
    """Make programs that make a folder when they are run, and return where it would be."""
    mark = folder.parent / "was-run"
    folder.mkdir(parents=True)
    for name in names:
        program = folder / name
        # mkdir is not stopped by a limit on the size of files.
        program.write_text(f"#!/bin/sh\nmkdir -p '{mark}'\nexit 1\n", encoding="utf-8")
        program.chmod(0o755)
    return mark
