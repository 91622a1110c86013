"""Folder names on the wire and which of them are scanned."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailsync.mailbox.names import decode_folder, encode_folder, is_junk, is_own, is_sent


@pytest.mark.parametrize(
    ("name", "wire"),
    [
        ("草稿箱", "&g0l6P3ux-"),
        ("已发送", "&XfJT0ZAB-"),
        ("已删除", "&XfJSIJZk-"),
        ("垃圾邮件", "&V4NXPpCuTvY-"),
        ("病毒邮件", "&dcVr0pCuTvY-"),
        ("病毒文件夹", "&dcVr0mWHTvZZOQ-"),
        ("广告邮件", "&Xn9USpCuTvY-"),
        ("订阅邮件", "&i6KWBZCuTvY-"),
        ("INBOX", "INBOX"),
        ("党建 & 宣传", "&UVpe+g- &- &W6NPIA-"),
        ("Sent/2026", "Sent/2026"),
    ],
)
def test_folder_names_read_and_write_as_163_does(name: str, wire: str) -> None:
    assert decode_folder(wire) == name
    assert encode_folder(name) == wire


@pytest.mark.parametrize(
    "wire", ["&", "a&b", "&V4N", "&V4NXP-", "&AGE-", "&!!-", "&2AA-", "&V4N-&Xn8-", "&-&V4N"]
)
def test_a_broken_name_is_shown_raw(wire: str) -> None:
    assert decode_folder(wire) == wire


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_every_name_survives_the_wire(name: str) -> None:
    wire = encode_folder(name)
    assert wire.isascii()
    assert decode_folder(wire) == name


@given(st.text())
def test_no_name_makes_reading_fail(wire: str) -> None:
    assert isinstance(decode_folder(wire), str)
    assert isinstance(encode_folder(wire), str)


@pytest.mark.parametrize(
    ("name", "flags", "junk"),
    [
        ("垃圾邮件", (), True),
        ("病毒邮件", (), True),
        ("病毒文件夹", (), True),
        ("广告邮件", (), True),
        ("订阅邮件", (), True),
        ("其他文件夹/垃圾邮件", (), True),
        ("Junk", (), True),
        ("INBOX/Spam", (), True),
        ("Quarantäne", ("\\Junk",), True),
        ("已发送", ("\\Sent",), False),
        ("Junk", ("\\Trash",), False),
        ("已删除", (), False),
        ("草稿箱", (), False),
        ("2026 党建", (), False),
    ],
)
def test_junk_is_told_by_name_or_special_use(name: str, flags: tuple[str, ...], junk: bool) -> None:
    assert is_junk(name, "/", flags) is junk


def test_sent_is_told_by_name_or_special_use() -> None:
    assert is_sent("已发送", "/", ())
    assert is_sent("Gesendet", "/", ("\\Sent",))
    assert not is_sent("INBOX", "/", ())
    assert is_own("已删除")
    assert not is_own("垃圾邮件")
