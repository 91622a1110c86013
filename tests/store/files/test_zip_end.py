"""Where a zip ends, wherever that lies among the windows in which a file is read."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from store.files.zip_end import zip_end

WINDOW = 256 << 10


def zipped(comment: bytes = b"") -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("a.txt", "a")
        archive.comment = comment
    return held.getvalue()


@pytest.mark.parametrize("comment", [b"", b"PK", b"PK\x05\x06 of another"])
@pytest.mark.parametrize("before", [0, 1, WINDOW - 30, WINDOW, 2 * WINDOW])
@pytest.mark.parametrize(
    "behind", [0, 1, 21, 22, *(WINDOW - n for n in (25, 24, 23, 22, 21, 4, 3, 2, 1, 0)), 3 * WINDOW]
)
def test_the_end_is_found_before_what_stands_behind_it(
    tmp_path: Path, before: int, behind: int, comment: bytes
) -> None:
    path = tmp_path / "a"
    content = b"." * before + zipped(comment)
    path.write_bytes(content + b"-" * behind)
    assert zip_end(path)[1] == len(content)


@pytest.mark.parametrize("content", [b"", b"PK", b"PK\x05\x06", b"x" * 700_000, b"PK\x05\x06" * 99])
def test_what_is_no_zip_has_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a"
    path.write_bytes(content)
    assert zip_end(path) == (0, 0)


@pytest.mark.skipif(sys.platform == "win32", reason="memory is asked of POSIX")
def test_a_large_file_of_any_kind_takes_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "a"
    with path.open("wb") as out:
        for _ in range(60):
            out.write(b"\x93" * (1 << 20))
    told = subprocess.run(
        [sys.executable, "-c",
         "import resource, sys; from pathlib import Path; "
         "from mailsync.filetype.magic import content_of; "
         "peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss; "
         "before = peak(); content_of(Path(sys.argv[1])); print(peak() - before)",
         str(path)],
        cwd=Path(__file__).parents[3], capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert int(told.stdout) < 8 << 10
