"""What an archive lists is told without opening a member, locked and hostile ones too."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

from mailsync.archives.unpack import ArchiveListing, ListedMember, UnpackLimits, list_members
from tests.mailsync.archives.made import UTF8, Entry, make_zip, pack_7z
from tests.mailsync.archives.opened import GBK, LINK, PLAN, RARS, plain_zip, seven_zip
from tests.mailsync.archives.test_passwords import KINDS, packed
from tests.mailsync.sync.problem_words import word_all


def listed(archive: Path, limits: UnpackLimits | None = None) -> ArchiveListing:
    found = list_members(archive, archive.name, limits)
    assert all(word_all(found.problems))
    return found


def written(tmp_path: Path, content: bytes, name: str = "a.zip") -> Path:
    (tmp_path / name).write_bytes(content)
    return tmp_path / name


def test_a_zip_lists_names_sizes_locks_and_links_as_it_has_them(tmp_path: Path) -> None:
    archive = written(
        tmp_path,
        make_zip(
            [
                Entry(GBK, b"xyz"),
                Entry("机械学院/".encode(), b"", UTF8),
                Entry(b"../../evil.exe", b"MZ"),
                Entry(b"locked.docx", b"12345", flags=1),
                Entry(b"to", b"/etc/passwd", mode=LINK),
                Entry(b"inner.zip", plain_zip("b.txt")),
            ]
        ),
    )
    found = listed(archive)
    assert found.problems == ()
    assert found.members[:4] == (
        ListedMember(PLAN, 3),
        ListedMember("../../evil.exe", 2),
        ListedMember("locked.docx", 5, encrypted=True),
        ListedMember("to", 11, link=True),
    )
    # An archive within it is a member like any other: nothing is opened.
    assert [one.name for one in found.members[4:]] == ["inner.zip"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_locked_archive_lists_the_names_that_it_shows(tmp_path: Path, kind: str) -> None:
    found = listed(packed(tmp_path, kind, "2026neu"))
    if kind == "hidden-names.7z":
        assert found.members == ()
        assert [problem.code for problem in found.problems] == ["archive.encrypted"]
    else:
        assert [(one.name, one.encrypted) for one in found.members] == [("方案.txt", True)]


@pytest.mark.parametrize("name", sorted(path.name for path in RARS.glob("*.rar")))
def test_every_rar_lists_something_or_says_why_not(name: str) -> None:
    found = listed(RARS / name)
    assert found.members or found.problems


def test_a_packed_tar_lists_its_members(tmp_path: Path) -> None:
    (tmp_path / "方案.docx").write_bytes(b"x" * 1000)
    with tarfile.open(tmp_path / "a.tar.gz", "w:gz") as tar:
        tar.add(tmp_path / "方案.docx", "机械学院/方案.docx")
    seven_zip()
    assert listed(tmp_path / "a.tar.gz").members == (ListedMember("机械学院/方案.docx", 1000),)


def test_a_7z_lists_its_members(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "机械学院").mkdir(parents=True)
    (folder / "机械学院" / "方案.docx").write_bytes(b"x" * 10)
    pack_7z(seven_zip(), folder, tmp_path / "a.7z")
    (one,) = listed(tmp_path / "a.7z").members
    assert (one.name.replace("\\", "/"), one.size_bytes) == ("机械学院/方案.docx", 10)


def test_more_members_than_anybody_reads_are_cut_and_said(tmp_path: Path) -> None:
    archive = written(tmp_path, plain_zip(*(f"{number}.txt" for number in range(30))))
    found = listed(archive, UnpackLimits(members=20))
    assert len(found.members) == 20
    assert [problem.code for problem in found.problems] == ["archive.too_large"]


@pytest.mark.parametrize("content", [b"PK\x03\x04" + b"\xff" * 200, b"7z\xbc\xaf\x27\x1c", b""])
def test_what_cannot_be_listed_is_said(tmp_path: Path, content: bytes) -> None:
    found = listed(written(tmp_path, content))
    assert found.members == ()
    assert found.problems
