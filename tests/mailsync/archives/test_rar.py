"""Archives of other kinds: rar, 7z, volumes, passwords, one in another."""

from __future__ import annotations

import os
import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from mailsync.archives import unpack as unpack_module
from tests.mailsync.archives.made import Entry, make_rar4, make_zip, pack_7z
from tests.mailsync.archives.opened import RARS, Open, docx_zip, plain_zip, seven_zip


def test_a_link_of_a_7z_is_refused(tmp_path: Path, open_archive: Open) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "good.txt").write_bytes(b"good")
    (folder / "l").symlink_to("/etc/passwd")
    pack_7z(seven_zip(), folder, tmp_path / "a.7z")
    found, listed, said = open_archive((tmp_path / "a.7z").read_bytes(), "a.7z")
    assert listed == [("a.7z/good.txt", b"good")]
    assert said == [("archive.unsafe", {"member": "l", "reason": "link"})]
    assert not found.complete


UNREADABLE: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "cut off": (lambda: plain_zip("a.txt")[:40], "a.zip", "archive.unreadable"),
    "only a magic": (lambda: b"PK\x03\x04", "a.zip", "archive.unreadable"),
    "rar of nothing": (lambda: b"Rar!\x1a\x07\x00" + bytes(40), "a.rar", "archive.unreadable"),
    "rar 5 of nothing": (lambda: b"Rar!\x1a\x07\x01\x00" + bytes(9), "a.rar", "archive.unreadable"),
    "7z of nothing": (lambda: b"7z\xbc\xaf\x27\x1c" + bytes(60), "a.7z", "archive.unreadable"),
    "encrypted zip": (
        lambda: make_zip([Entry(b"a.txt", flags=1)]),
        "a.zip",
        "archive.encrypted",
    ),
    "last volume of a zip": (
        lambda: plain_zip("a.txt")[:-18] + struct.pack("<HHHHLLH", 3, 3, 1, 1, 60, 0, 0),
        "a.zip",
        "archive.multi_volume",
    ),
    "volume of a zip by name": (lambda: plain_zip("a.txt")[:40], "a.z01", "archive.multi_volume"),
    "first volume of a rar": (
        lambda: make_rar4([(b"a.txt", b"x")], flags=0x02, main=0x101),
        "a.part1.rar",
        "archive.multi_volume",
    ),
    "later volume of a rar": (
        lambda: make_rar4([(b"a.txt", b"x")], flags=0x01, main=0x11),
        "a.part2.rar",
        "archive.multi_volume",
    ),
    "encrypted rar": (lambda: (RARS / "rar5-psw.rar").read_bytes(), "a.rar", "archive.encrypted"),
    "rar with encrypted names": (
        lambda: (RARS / "rar5-hpsw.rar").read_bytes(),
        "a.rar",
        "archive.encrypted",
    ),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_an_archive_that_cannot_be_opened_is_a_named_problem(case: str, open_archive: Open) -> None:
    content, name, code = UNREADABLE[case]
    found, listed, said = open_archive(content(), name)
    assert (listed, [code for code, _ in said]) == ([], [code])
    assert found.problems[0].params["name"] == name
    assert not found.complete


RAR_MEMBERS: dict[str, tuple[list[str], int]] = {
    "rar5-solid": (["stest1.txt", "stest2.txt"], 2048),
    "rar3-solid": (["stest1.txt", "stest2.txt"], 2048),
    "rar5-blake": (["stest1.txt", "stest2.txt"], 2048),
    "rar5-dups": ([f"stest{n}.txt" for n in range(1, 10)], 2048),
    "unicode2": (["𝐀𝐁𝐁𝐂.txt", "уииоотивл.txt"], 2),
}


@pytest.mark.parametrize("name", RAR_MEMBERS)
def test_a_rar_is_read(name: str, open_archive: Open) -> None:
    names, size = RAR_MEMBERS[name]
    found, _, said = open_archive((RARS / f"{name}.rar").read_bytes(), "a.rar")
    assert [member.path for member in found.members] == [f"a.rar/{each}" for each in names]
    assert {member.size_bytes for member in found.members} == {size}
    assert (said, found.complete) == ([], True)


@pytest.mark.parametrize(
    ("name", "links", "files"),
    [("rar5-symlink-unix", 2, 1), ("rar5-symlink-win", 4, 1), ("rar5-hlink", 2, 1)],
)
def test_links_of_a_rar_are_refused_and_listed(
    name: str, links: int, files: int, open_archive: Open
) -> None:
    found, listed, said = open_archive((RARS / f"{name}.rar").read_bytes(), "a.rar")
    assert [(code, params["reason"]) for code, params in said] == [
        ("archive.unsafe", "link")
    ] * links
    assert len(listed) == files
    assert not found.complete


def test_an_old_rar_holds_names_in_gbk(open_archive: Open) -> None:
    content = make_rar4([("机械学院\\方案.docx".encode("gbk"), b"plan"), (b"b.txt", b"b")])
    found, listed, said = open_archive(content, "a.rar")
    assert listed == [("a.rar/机械学院/方案.docx", b"plan"), ("a.rar/b.txt", b"b")]
    assert (said, found.complete) == ([], True)


def test_members_of_a_rar_that_lead_outside_are_refused(open_archive: Open) -> None:
    content = make_rar4([(b"..\\..\\a.txt", b"bad"), (b"b.txt", b"b")])
    _, listed, said = open_archive(content, "a.rar")
    assert listed == [("a.rar/b.txt", b"b")]
    assert [params["reason"] for _, params in said] == ["outside"]


def test_a_damaged_member_of_a_rar_is_named(open_archive: Open) -> None:
    content = make_rar4([(b"a.txt", b"aaaaaaaa"), (b"b.txt", b"bbbbbbbb")])
    _, listed, said = open_archive(content.replace(b"aaaaaaaa", b"aaaaaaab"), "a.rar")
    assert listed == [("a.rar/b.txt", b"bbbbbbbb")]
    assert said == [("archive.member_damaged", {"member": "a.txt"})]


def test_a_rar_that_was_cut_off_between_members_is_not_taken_for_whole(
    open_archive: Open,
) -> None:
    content = make_rar4([(b"a.txt", b"aaaa"), (b"b.txt", b"bbbb")])
    # Nothing of the second member and no end mark.
    found, listed, said = open_archive(content[: content.index(b"b.txt") - 10], "a.rar")
    assert listed == [("a.rar/a.txt", b"aaaa")]
    assert [code for code, _ in said] == ["archive.unreadable"]
    assert not found.complete


SEVEN_ZIPS: dict[str, tuple[tuple[str, ...], list[str], list[str]]] = {
    "plain": ((), ["b.txt", "机械学院/方案.docx"], []),
    "not solid": (("-ms=off",), ["b.txt", "机械学院/方案.docx"], []),
    "bzip2": (("-m0=bzip2",), ["b.txt", "机械学院/方案.docx"], []),
    "encrypted": (("-psecret",), [], ["archive.encrypted"]),
    "names encrypted": (("-psecret", "-mhe"), [], ["archive.encrypted"]),
}


@pytest.mark.parametrize("case", SEVEN_ZIPS)
def test_a_7z_is_read(case: str, tmp_path: Path, open_archive: Open) -> None:
    switches, names, codes = SEVEN_ZIPS[case]
    folder = tmp_path / "in"
    (folder / "机械学院").mkdir(parents=True)
    (folder / "机械学院" / "方案.docx").write_bytes(b"plan" * 1000)
    (folder / "b.txt").write_bytes(b"b" * 100_000)
    pack_7z(seven_zip(), folder, tmp_path / "a.7z", *switches)
    found, listed, said = open_archive((tmp_path / "a.7z").read_bytes(), "a.7z")
    assert sorted(path for path, _ in listed) == [f"a.7z/{name}" for name in names]
    assert [code for code, _ in said] == codes
    assert found.complete == (not codes)


def test_a_volume_of_a_7z_asks_for_the_others(tmp_path: Path, open_archive: Open) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.bin").write_bytes(os.urandom(50_000))
    pack_7z(seven_zip(), folder, tmp_path / "a.7z", "-v20k")
    _, _, said = open_archive((tmp_path / "a.7z.001").read_bytes(), "a.7z.001")
    assert [code for code, _ in said] == ["archive.multi_volume"]
    # The same bytes under a plain name are a file that was cut off.
    _, _, said = open_archive((tmp_path / "a.7z.001").read_bytes(), "a.7z")
    assert [code for code, _ in said] == ["archive.unreadable"]


def test_kinds_are_told_by_magic_and_nested_in_each_other(
    tmp_path: Path, open_archive: Open
) -> None:
    rar = make_rar4([(b"in.zip", plain_zip("deep.txt"))])
    content = make_zip([Entry(b"really-a-rar.zip", rar), Entry(b"plan.docx", docx_zip())])
    found, listed, said = open_archive(content)
    assert [path for path, _ in listed] == [
        "a.zip/really-a-rar.zip/in.zip/deep.txt",
        "a.zip/plan.docx",
    ]
    assert found.members[1].media_type.endswith("wordprocessingml.document")
    assert (said, found.complete) == ([], True)


def test_a_nested_archive_that_stays_closed_is_listed_itself(open_archive: Open) -> None:
    inner = make_zip([Entry(b"a.txt", flags=1)])
    found, listed, said = open_archive(make_zip([Entry(b"in.zip", inner), Entry(b"b.txt")]))
    assert listed == [("a.zip/in.zip", inner[:100]), ("a.zip/b.txt", b"x")]
    assert found.problems[0].params["name"] == "a.zip/in.zip"
    assert [code for code, _ in said] == ["archive.encrypted"]
    assert found.complete


def test_without_a_program_a_rar_is_not_unpacked_and_not_empty(
    open_archive: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpack_module, "seven_zip_program", lambda: None)
    found, listed, said = open_archive(make_rar4([(b"a.txt", b"x")]), "a.rar")
    assert (listed, said) == ([], [("archive.tool_missing", {})])
    assert not found.complete
    assert open_archive(plain_zip("a.txt"))[1] == [("a.zip/a.txt", b"x")]
