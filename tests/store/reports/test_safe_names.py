"""Names of an archive are taken by every system, stay distinct and keep their suffix."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.reports.content.safe_names import (
    distinct,
    safe_name,
    same_place,
    suffix_of,
    without_suffix,
)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("机械设计系教工党支部", "机械设计系教工党支部"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("C:\\temp\\x", "C__temp_x"),
        ("CON", "_CON"),
        ("con.part.docx", "_con.part.docx"),
        ("COM¹", "_COM¹"),
        ("consul", "consul"),
        ("NUL ", "_NUL"),
        ("a. . .", "a"),
        ("...", "_"),
        ("", "_"),
        ("a\x00b\u202ec", "abc"),
        ('<>:"|?*', "_______"),
    ],
)
def test_a_name_becomes_one_that_windows_takes(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@given(st.text(max_size=400), st.sampled_from(("", ".docx", ".mp4")))
def test_every_text_becomes_a_safe_name(text: str, suffix: str) -> None:
    name = safe_name(text, suffix=suffix)
    assert 0 < len(name.encode("utf-16-le")) // 2 <= 90
    assert len(name.encode()) <= 255
    assert name.endswith(suffix)
    assert not set(name) & set('<>:"/\\|?*')
    assert name == name.strip()
    assert not name.endswith(".")
    assert not any(unicodedata.category(char) in ("Cc", "Cf", "Cs") for char in name)
    assert name.partition(".")[0].upper() not in ("CON", "PRN", "AUX", "NUL", "COM1", "LPT9")
    assert safe_name(name, suffix="") == name


@given(st.lists(st.text(st.sampled_from("aA支.é\u0301"), min_size=1, max_size=4), max_size=12))
def test_no_two_names_are_one_file_anywhere(names: list[str]) -> None:
    taken: set[str] = set()
    given_paths = [distinct(f"x/{safe_name(name)}", taken) for name in names]
    assert len({same_place(path) for path in given_paths}) == len(names)


def test_long_names_keep_their_suffix_and_stay_distinct() -> None:
    one, other = safe_name("长" * 300, suffix=".docx"), safe_name("长" * 299, suffix=".docx")
    assert one.endswith(".docx")
    assert one != other


@pytest.mark.parametrize(
    ("name", "suffix"),
    [("a.DOCX", ".docx"), ("a", ""), ("a.第二稿", ""), ("a.mp4 ", ".mp4"), (".docx", ".docx")],
)
def test_a_suffix_is_taken_only_where_it_is_one(name: str, suffix: str) -> None:
    assert suffix_of(name) == suffix
    assert without_suffix("a.docx") == "a"
