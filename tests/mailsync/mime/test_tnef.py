"""winmail.dat: files with their names, texts, attached messages; checked against tnefparse."""

from __future__ import annotations

import logging
import struct
from pathlib import Path

import pytest
import tnefparse

from mailsync.mime.read import read
from mailsync.mime.tnef import UnreadableTnef, read_tnef
from store.files.blobs import Blobs

RENDER, TITLE, DATA, PROPERTIES = 0x00069002, 0x00018010, 0x0006800F, 0x00069005
MESSAGE_PROPERTIES, CODEPAGE, BODY = 0x00069003, 0x00069007, 0x0002800C
LONG_NAME, DATA_OBJECT, PLAIN_BODY, NUMBER = 0x3707, 0x3701, 0x1000, 0x3705
EMBEDDED = bytes.fromhex("0703020000000000c000000000000046")


def _attribute(level: int, number: int, value: bytes) -> bytes:
    return (
        struct.pack("<BLL", level, number, len(value))
        + value
        + struct.pack("<H", sum(value) & 0xFFFF)
    )


def _property(number: int, kind: int, value: bytes) -> bytes:
    padded = value + bytes(-len(value) % 4)
    return struct.pack("<HHLL", kind, number, 1, len(value)) + padded


def _properties(*properties: bytes) -> bytes:
    return struct.pack("<L", len(properties)) + b"".join(properties)


def _file(content: bytes, *, title: bytes = b"", long_name: str = "") -> bytes:
    out = _attribute(2, RENDER, bytes(14)) + _attribute(2, TITLE, title + b"\0")
    out += _attribute(2, DATA, content)
    if long_name:
        number = struct.pack("<HHL", 3, NUMBER, 1)
        name = _property(LONG_NAME, 0x1F, long_name.encode("utf-16-le") + b"\0\0")
        out += _attribute(2, PROPERTIES, _properties(number, name))
    return out


def _tnef(*attributes: bytes, codepage: int = 936) -> bytes:
    head = struct.pack("<LH", 0x223E9F78, 1) + _attribute(
        1, CODEPAGE, struct.pack("<LL", codepage, 0)
    )
    return head + b"".join(attributes)


def _mail(content: bytes, text: str = "") -> bytes:
    return (
        b"From: a@dept.example\r\nDate: Tue, 2 Mar 2021 09:10:11 +0800\r\n"
        b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n\r\n'
        + text.encode()
        + b'\r\n--b\r\nContent-Type: application/ms-tnef; name="winmail.dat"\r\n'
        b"Content-Transfer-Encoding: binary\r\n\r\n" + content + b"\r\n--b--\r\n"
    )


def test_files_have_their_long_names_and_their_bytes() -> None:
    data = _tnef(
        _file(b"plan", title="方案~1.DOC".encode("gbk"), long_name="第一党支部方案.docx"),
        _file(b"list", title="目录.txt".encode("gbk")),
    )
    found = read_tnef(memoryview(data))
    assert [(file.name, bytes(file.content)) for file in found.files] == [
        ("第一党支部方案.docx", b"plan"),
        ("目录.txt", b"list"),
    ]
    assert found.whole


def test_what_is_read_agrees_with_tnefparse(caplog: pytest.LogCaptureFixture) -> None:
    data = _tnef(
        _file(b"plan" * 99, title=b"PLAN~1.DOC", long_name="plan of the branch.docx"),
        _file(b"list", title=b"list.txt"),
    )
    with caplog.at_level(logging.CRITICAL):
        peer = tnefparse.TNEF(data)
    ours = read_tnef(memoryview(data))
    assert [(file.name, bytes(file.content)) for file in ours.files] == [
        (file.long_filename(), file.data) for file in peer.attachments
    ]


def test_a_message_attached_inside_of_outlook_is_descended_into(tmp_path: Path) -> None:
    inner = _tnef(_file(b"plan", title="方案.docx".encode("gbk")))
    outer = _tnef(
        _attribute(2, RENDER, bytes(14)),
        _attribute(2, TITLE, "转发".encode("gbk") + b"\0"),
        _attribute(2, PROPERTIES, _properties(_property(DATA_OBJECT, 0x0D, EMBEDDED + inner))),
    )
    assert [path for path, _ in _read(tmp_path, _mail(outer))] == ["转发.eml/方案.docx"]


def test_winmail_dat_gives_way_to_its_files(tmp_path: Path) -> None:
    data = _tnef(_file(b"plan", title=b"x", long_name="方案.docx"), _file(b"plan2", title=b"b.txt"))
    assert _read(tmp_path, _mail(data)) == [("方案.docx", b"plan"), ("b.txt", b"plan2")]


def test_a_text_in_winmail_dat_is_the_body_of_a_mail_that_has_none(tmp_path: Path) -> None:
    said = _attribute(1, BODY, "请查收".encode("gbk") + b"\0")
    better = _attribute(
        1,
        MESSAGE_PROPERTIES,
        _properties(_property(PLAIN_BODY, 0x1F, "请查收。".encode("utf-16-le") + b"\0\0")),
    )
    for number, (part, text) in enumerate(((said, "请查收"), (better, "请查收。"))):
        path = tmp_path / f"{number}.eml"
        path.write_bytes(_mail(_tnef(part)))
        mail = read(path, Blobs(tmp_path / "files"))
        assert (mail.body, mail.attachments, mail.problems) == (text, (), ())
    path.write_bytes(_mail(_tnef(said), "自己的正文"))
    assert read(path, Blobs(tmp_path / "files")).body == "自己的正文"


def test_a_damaged_winmail_dat_is_listed_too_and_said_to_be_damaged(tmp_path: Path) -> None:
    data = _tnef(_file(b"plan", title=b"a.txt"), _file(b"plan2" * 50, title=b"b.txt"))
    path = tmp_path / "mail.eml"
    path.write_bytes(_mail(data[:-100]))
    mail = read(path, Blobs(tmp_path / "files"))
    assert [attachment.path for attachment in mail.attachments][:2] == ["winmail.dat", "a.txt"]
    assert [problem.code for problem in mail.problems] == ["mail.tnef_damaged"]


def test_other_bytes_are_no_tnef() -> None:
    with pytest.raises(UnreadableTnef):
        read_tnef(memoryview(b"PK\x03\x04 and so on"))


def test_properties_that_end_in_the_middle_end_quietly() -> None:
    whole = _properties(_property(LONG_NAME, 0x1F, "方案.docx".encode("utf-16-le")))
    for cut in range(len(whole)):
        data = _tnef(
            _attribute(2, RENDER, bytes(14)),
            _attribute(2, TITLE, b"a.txt\0"),
            _attribute(2, PROPERTIES, whole[:cut]),
        )
        assert read_tnef(memoryview(data)).files[0].name in ("a.txt", "方案.docx")


def _read(folder: Path, content: bytes) -> list[tuple[str, bytes]]:
    path = folder / "mail.eml"
    path.write_bytes(content)
    blobs = Blobs(folder / "files")
    mail = read(path, blobs)
    assert mail.problems == ()
    return [
        (attachment.path, blobs.path(attachment.digest).read_bytes())
        for attachment in mail.attachments
    ]
