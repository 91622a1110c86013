"""Archives: what comes out, what is refused, what is said about the rest."""

from __future__ import annotations

import io
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from mailsync import unpack as unpack_module
from mailsync.unpack import Unpacked, UnpackLimits, seven_zip_program, unpack
from store.blobs import Blobs
from store.model import JsonValue
from tests.mailsync.archives import UTF8, Entry, make_rar4, make_zip, pack_7z
from tests.mailsync.problem_words import word_all

RARS = Path(__file__).parent.parent / "corpus" / "rar"
PLAN = "机械学院/方案.docx"
GBK = PLAN.encode("gbk")
LINK, DEVICE, FIFO = stat.S_IFLNK | 0o777, stat.S_IFCHR | 0o600, stat.S_IFIFO | 0o600

Listed = list[tuple[str, bytes]]
Said = list[tuple[str, dict[str, JsonValue]]]


@pytest.fixture
def open_archive(tmp_path: Path) -> Callable[..., tuple[Unpacked, Listed, Said]]:
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


Open = Callable[..., tuple[Unpacked, Listed, Said]]


def _plain(*names: str) -> bytes:
    return make_zip(Entry(name.encode(), b"x", UTF8) for name in names)


NAMES: dict[str, tuple[Entry, str]] = {
    "UTF-8 with its flag": (Entry(PLAN.encode(), flags=UTF8), PLAN),
    "UTF-8 without its flag": (Entry(PLAN.encode()), PLAN),
    "GBK without a flag": (Entry(GBK), PLAN),
    "GBK that says UTF-8": (Entry(GBK, flags=UTF8), PLAN),
    "GBK with a second name in UTF-8": (
        Entry(
            GBK,
            extra=struct.pack("<HHBL", 0x7075, 5 + len("机/二.docx".encode()), 1, zlib.crc32(GBK))
            + "机/二.docx".encode(),
        ),
        "机/二.docx",
    ),
    "a second name that belongs to another": (
        Entry(GBK, extra=struct.pack("<HHBL", 0x7075, 6, 1, 1) + b"y"),
        PLAN,
    ),
    "backslash of Windows": (Entry("机械学院\\方案.docx".encode("gbk")), PLAN),
    "0x5C inside of a GBK character": (Entry("誠信.docx".encode("gbk")), "誠信.docx"),
    "mojibake": (Entry("方案.docx".encode().decode("gb18030").encode(), flags=UTF8), "方案.docx"),
    "dots and doubled slashes": (Entry(b"./a//./b.txt"), "a/b.txt"),
    "reserved name of Windows": (Entry(b"CON/AUX.docx"), "CON/AUX.docx"),
    "alternate stream": (Entry(b"a.txt:x"), "a.txt:x"),
    "hidden marks": (Entry("a\u202e\0.txt".encode(), flags=UTF8), "a\u202e\0.txt"),
}


@pytest.mark.parametrize("case", NAMES)
def test_names_are_read_in_the_charset_they_are_in(case: str, open_archive: Open) -> None:
    entry, name = NAMES[case]
    found, listed, said = open_archive(make_zip([entry]))
    assert (listed, said, found.complete) == ([(f"a.zip/{name}", b"x")], [], True)


def test_a_name_in_no_known_charset_is_shown_as_dos_would_and_said_to_be_unsure(
    open_archive: Open,
) -> None:
    _, listed, said = open_archive(make_zip([Entry(b"caf\x82.txt")]))
    assert listed == [("a.zip/café.txt", b"x")]
    assert said == [("archive.name_unsure", {"member": "café.txt"})]


REFUSED: dict[str, tuple[Entry, str, str]] = {
    "parent folder": (Entry(b"../a.txt"), "../a.txt", "outside"),
    "parent folder inside": (Entry(b"b/../../a.txt"), "b/../../a.txt", "outside"),
    "parent folder of Windows": (Entry(b"b\\..\\..\\a.txt"), "b\\..\\..\\a.txt", "outside"),
    "absolute": (Entry(b"/etc/passwd"), "/etc/passwd", "outside"),
    "drive": (Entry(b"C:\\a.txt"), "C:\\a.txt", "outside"),
    "drive without a slash": (Entry(b"C:a.txt"), "C:a.txt", "outside"),
    "network": (Entry(b"\\\\host\\share\\a.txt"), "\\\\host\\share\\a.txt", "outside"),
    "symbolic link": (Entry(b"l", b"/etc/passwd", mode=LINK), "l", "link"),
    "device": (Entry(b"d", b"", mode=DEVICE), "d", "link"),
    "pipe": (Entry(b"p", b"", mode=FIFO), "p", "link"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_unsafe_members_are_refused_and_listed_and_the_others_come_out(
    case: str, open_archive: Open
) -> None:
    entry, member, reason = REFUSED[case]
    found, listed, said = open_archive(make_zip([entry, Entry(b"good.txt", b"good")]))
    assert listed == [("a.zip/good.txt", b"good")]
    assert said == [("archive.unsafe", {"member": member, "reason": reason})]
    assert not found.complete


def test_a_link_of_a_7z_is_refused(tmp_path: Path, open_archive: Open) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "good.txt").write_bytes(b"good")
    (folder / "l").symlink_to("/etc/passwd")
    pack_7z(_program(), folder, tmp_path / "a.7z")
    found, listed, said = open_archive((tmp_path / "a.7z").read_bytes(), "a.7z")
    assert listed == [("a.7z/good.txt", b"good")]
    assert said == [("archive.unsafe", {"member": "l", "reason": "link"})]
    assert not found.complete


SMALL = UnpackLimits(total_bytes=200_000, members=20, ratio_from_bytes=100_000)


def _nested(depth: int) -> bytes:
    content = _plain("x.txt")
    for level in range(depth - 1):
        content = make_zip([Entry(f"{level}.zip".encode(), content)])
    return content


def _quine_like() -> bytes:
    """Many entries that run into each other's data, as in the overlapping bombs."""
    honest = make_zip([Entry(b"a", b"0" * 50_000), Entry(b"b", b"1" * 50_000)])
    # The first entry's data are said to go on over the second entry.
    directory = honest.index(b"PK\x01\x02")
    packed = struct.unpack_from("<L", honest, directory + 20)[0]
    return honest[: directory + 20] + struct.pack("<L", packed + 60) + honest[directory + 24 :]


BOMBS: dict[str, tuple[Callable[[], bytes], UnpackLimits, list[str]]] = {
    "bytes": (lambda: make_zip([Entry(b"a", os.urandom(300_000))]), SMALL, ["bytes"]),
    "ratio": (lambda: make_zip([Entry(b"a", bytes(150_000))]), SMALL, ["ratio"]),
    "members": (lambda: _plain(*(f"{n}.txt" for n in range(30))), SMALL, ["members"]),
    "depth": (lambda: _nested(4), SMALL, ["depth"]),
    "nested bytes": (
        lambda: make_zip([Entry(b"n.zip", make_zip([Entry(b"a", os.urandom(300_000))]))]),
        replace(SMALL, total_bytes=400_000),
        ["bytes"],
    ),
    "stated size too small": (
        lambda: make_zip([Entry(b"a", bytes(150_000), stated_size=10)]),
        SMALL,
        ["ratio"],
    ),
    "many entries on one content": (
        lambda: make_zip(
            [Entry(b"0", b"0" * 90_000)]
            + [Entry(str(n).encode(), b"0" * 90_000, offset_of=0) for n in range(1, 30)]
        ),
        SMALL,
        ["members"],
    ),
}


@pytest.mark.parametrize("case", BOMBS)
def test_a_bomb_ends_at_the_limit_and_is_said_to_be_one(case: str, open_archive: Open) -> None:
    content, limits, reasons = BOMBS[case]
    found, listed, said = open_archive(content(), limits=limits)
    assert [params["reason"] for code, params in said if code == "archive.too_large"] == reasons
    assert sum(len(part) for _, part in listed) <= limits.total_bytes
    # Only the nested one is complete: it holds the archive that was not opened.
    assert found.complete == (case == "depth")


def test_archives_are_opened_three_deep_and_the_fourth_is_kept(open_archive: Open) -> None:
    _, listed, _ = open_archive(_nested(3))
    assert listed == [("a.zip/1.zip/0.zip/x.txt", b"x")]
    _, listed, said = open_archive(_nested(4))
    assert [path for path, _ in listed] == ["a.zip/2.zip/1.zip/0.zip"]
    assert said == [("archive.too_large", {"reason": "depth"})]


def test_entries_that_run_into_each_other_are_refused(open_archive: Open) -> None:
    found, listed, said = open_archive(_quine_like())
    assert listed == []
    assert {params["reason"] for _, params in said} == {"overlap"}
    assert not found.complete


def test_a_child_that_takes_too_long_is_ended_and_what_it_had_is_kept(open_archive: Open) -> None:
    limits = UnpackLimits(time_s=0.0)
    found, listed, said = open_archive(_plain("a.txt"), limits=limits)
    assert (listed, said) == ([], [("archive.too_large", {"reason": "time"})])
    assert not found.complete


def test_memory_of_the_child_is_limited(open_archive: Open) -> None:
    limits = UnpackLimits(memory_bytes=8 << 20)
    found, listed, said = open_archive(_plain("a.txt"), limits=limits)
    assert listed == []
    # The limit strikes at the interpreter's start or at the work: either is a named problem.
    assert [code for code, _ in said] in (["archive.unreadable"], ["archive.too_large"])
    assert not found.complete


def test_real_bytes_are_counted_where_the_stated_size_lies(open_archive: Open) -> None:
    for size in (0, 1, 3, 10_000):
        found, listed, said = open_archive(make_zip([Entry(b"a", b"four", stated_size=size)]))
        assert (listed, said, found.complete) == ([("a.zip/a", b"four")], [], True)


def test_both_names_of_an_entry_are_told(open_archive: Open) -> None:
    _, listed, said = open_archive(make_zip([Entry(b"b.docx", local_name=b"a.docx")]))
    assert listed == [("a.zip/b.docx", b"x")]
    assert said == [("archive.two_names", {"member": "b.docx", "other": "a.docx"})]


def test_two_entries_of_one_content_are_one_file_with_two_names(open_archive: Open) -> None:
    entries = [Entry(b"a.docx"), Entry(b"b.docx", offset_of=0)]
    _, listed, said = open_archive(make_zip(entries))
    assert listed == [("a.zip/a.docx", b"x")]
    assert said == [("archive.two_names", {"member": "a.docx", "other": "b.docx"})]


def test_equal_and_nearly_equal_names_are_all_kept(open_archive: Open) -> None:
    names = ("a.txt", "a.txt", "A.TXT", "e\u0301.txt", "\u00e9.txt")
    entries = [Entry(name.encode(), str(n).encode(), UTF8) for n, name in enumerate(names)]
    _, listed, said = open_archive(make_zip(entries))
    assert listed == [
        ("a.zip/a.txt", b"0"),
        ("a.zip/a (2).txt", b"1"),
        ("a.zip/A.TXT", b"2"),
        ("a.zip/e\u0301.txt", b"3"),
        ("a.zip/\u00e9.txt", b"4"),
    ]
    assert said == []


def test_bytes_before_and_after_a_zip_do_no_harm(open_archive: Open) -> None:
    content = make_zip([Entry(b"a.txt")], before=b"\x00junk before", after=b"junk after")
    assert open_archive(content)[1] == [("a.zip/a.txt", b"x")]


def test_a_zip64_is_read(open_archive: Open) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive, archive.open("a.txt", "w", force_zip64=True) as file:
        file.write(b"large")
    assert open_archive(out.getvalue())[1] == [("a.zip/a.txt", b"large")]


def test_a_damaged_member_is_named_and_the_others_come_out(open_archive: Open) -> None:
    content = make_zip([Entry(b"bad.txt", b"bad", crc=1), Entry(b"good.txt", b"good")])
    found, listed, said = open_archive(content)
    assert listed == [("a.zip/good.txt", b"good")]
    assert said == [("archive.member_damaged", {"member": "bad.txt"})]
    assert not found.complete


def test_a_method_that_nobody_reads_is_a_damaged_member(open_archive: Open) -> None:
    _, listed, said = open_archive(make_zip([Entry(b"a.txt", method=99)]))
    assert listed == []
    assert said == [("archive.member_damaged", {"member": "a.txt"})]


def test_junk_of_systems_is_counted_and_not_listed(open_archive: Open) -> None:
    found, listed, said = open_archive(
        _plain("a.txt", "__MACOSX/._a.txt", ".DS_Store", "b/Thumbs.db", "desktop.ini")
    )
    assert (listed, said, found.junk) == ([("a.zip/a.txt", b"x")], [], 4)
    assert found.complete


@pytest.mark.parametrize("names", [(), ("__MACOSX/._a.txt",), ("empty/",)])
def test_an_archive_without_files_is_said_to_be_empty(
    names: tuple[str, ...], open_archive: Open
) -> None:
    entries = (Entry(name.encode(), b"" if name.endswith("/") else b"x") for name in names)
    found, listed, said = open_archive(make_zip(entries))
    assert (listed, [code for code, _ in said]) == ([], ["archive.empty"])
    assert not found.complete


UNREADABLE: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "cut off": (lambda: _plain("a.txt")[:40], "a.zip", "archive.unreadable"),
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
        lambda: _plain("a.txt")[:-18] + struct.pack("<HHHHLLH", 3, 3, 1, 1, 60, 0, 0),
        "a.zip",
        "archive.multi_volume",
    ),
    "volume of a zip by name": (lambda: _plain("a.txt")[:40], "a.z01", "archive.multi_volume"),
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
    pack_7z(_program(), folder, tmp_path / "a.7z", *switches)
    found, listed, said = open_archive((tmp_path / "a.7z").read_bytes(), "a.7z")
    assert sorted(path for path, _ in listed) == [f"a.7z/{name}" for name in names]
    assert [code for code, _ in said] == codes
    assert found.complete == (not codes)


def test_a_volume_of_a_7z_asks_for_the_others(tmp_path: Path, open_archive: Open) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.bin").write_bytes(os.urandom(50_000))
    pack_7z(_program(), folder, tmp_path / "a.7z", "-v20k")
    _, _, said = open_archive((tmp_path / "a.7z.001").read_bytes(), "a.7z.001")
    assert [code for code, _ in said] == ["archive.multi_volume"]
    # The same bytes under a plain name are a file that was cut off.
    _, _, said = open_archive((tmp_path / "a.7z.001").read_bytes(), "a.7z")
    assert [code for code, _ in said] == ["archive.unreadable"]


def test_kinds_are_told_by_magic_and_nested_in_each_other(
    tmp_path: Path, open_archive: Open
) -> None:
    rar = make_rar4([(b"in.zip", _plain("deep.txt"))])
    content = make_zip([Entry(b"really-a-rar.zip", rar), Entry(b"plan.docx", _docx())])
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
    assert open_archive(_plain("a.txt"))[1] == [("a.zip/a.txt", b"x")]


def test_nothing_is_written_but_into_the_store(tmp_path: Path, open_archive: Open) -> None:
    before = set(tmp_path.iterdir())
    open_archive(make_zip([Entry(b"../evil.txt"), Entry(b"a/b/c.txt")]))
    assert {path.name for path in set(tmp_path.iterdir()) - before} == {"archive", "files"}


def _docx() -> bytes:
    return _plain("[Content_Types].xml", "word/document.xml")


def _program() -> Path:
    program = seven_zip_program()
    if program is None:
        pytest.skip("no 7-Zip program on this machine")
    return program
