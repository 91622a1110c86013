"""Archives: what comes out, what is refused, what is said about the rest."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from tests.mailsync.archives.made import UTF8, Entry, make_zip
from tests.mailsync.archives.opened import DEVICE, FIFO, GBK, LINK, PLAN, Open, plain_zip

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
    "a time cut off": (Entry(GBK, extra=struct.pack("<HHB", 0x5455, 9, 1)), PLAN),
    "another length than there is": (Entry(GBK, extra=struct.pack("<HH", 0x1103, 13121)), PLAN),
    "a field of nobody": (Entry(GBK, extra=struct.pack("<HH", 0xCAFE, 0) + b"\0"), PLAN),
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


def test_a_method_that_nobody_reads_is_said_and_is_no_damage(open_archive: Open) -> None:
    _, listed, said = open_archive(make_zip([Entry(b"a.txt", method=99)]))
    assert listed == []
    assert said == [("archive.method_unknown", {"member": "a.txt"})]


def test_junk_of_systems_is_counted_and_not_listed(open_archive: Open) -> None:
    found, listed, said = open_archive(
        plain_zip("a.txt", "__MACOSX/._a.txt", ".DS_Store", "b/Thumbs.db", "desktop.ini")
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


def test_nothing_is_written_but_into_the_store(tmp_path: Path, open_archive: Open) -> None:
    before = set(tmp_path.iterdir())
    open_archive(make_zip([Entry(b"../evil.txt"), Entry(b"a/b/c.txt")]))
    assert {path.name for path in set(tmp_path.iterdir()) - before} == {"archive", "files"}
