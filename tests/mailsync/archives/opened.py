"""Archives opened for tests: the fixture, and small archives."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from mailsync.archives.unpack import Unpacked, UnpackLimits, seven_zip_program, unpack
from store.files.blobs import Blobs
from store.model import JsonValue
from tests.mailsync.archives.made import UTF8, Entry, make_zip
from tests.mailsync.sync.problem_words import word_all

RARS = Path(__file__).parents[2] / "corpus" / "rar"
PLAN = "机械学院/方案.docx"
GBK = PLAN.encode("gbk")
LINK, DEVICE, FIFO = stat.S_IFLNK | 0o777, stat.S_IFCHR | 0o600, stat.S_IFIFO | 0o600
Listed = list[tuple[str, bytes]]
Said = list[tuple[str, dict[str, JsonValue]]]
Open = Callable[..., tuple[Unpacked, Listed, Said]]


@pytest.fixture
def open_archive(tmp_path: Path) -> Callable[..., tuple[Unpacked, Listed, Said]]:
    """Unpack bytes; gives what came, path and content of each, and what was said."""

    def opened(
        content: bytes, name: str = "a.zip", limits: UnpackLimits | None = None
    ) -> tuple[Unpacked, Listed, Said]:
        archive = tmp_path / "archive"
        archive.write_bytes(content)
        blobs = Blobs(tmp_path / "files")
        found = unpack(archive, name, blobs, limits)
        listed = [
            (member.path, blobs.path(member.digest).read_bytes()[:100]) for member in found.members
        ]
        assert all(word_all(found.problems))
        said = [
            (problem.code, {key: value for key, value in problem.params.items() if key != "name"})
            for problem in found.problems
        ]
        return found, listed, said

    return opened


def plain_zip(*names: str) -> bytes:
    """A zip of small files."""
    return make_zip(Entry(name.encode(), b"x", UTF8) for name in names)


def docx_zip() -> bytes:
    """A zip that is a Word document."""
    return plain_zip("[Content_Types].xml", "word/document.xml")


def seven_zip() -> Path:
    """The 7-Zip program; the test is skipped where there is none."""
    program = seven_zip_program()
    if program is None:
        pytest.skip("no 7-Zip program on this machine")
    return program
