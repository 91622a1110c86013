"""Cells of rosters as offices fill them: addresses, several values, yes and no."""

from __future__ import annotations

import pytest

from store.roster.cells import addresses, several, yes_or_no


@pytest.mark.parametrize(
    ("cell", "good", "bad"),
    [
        ("A.B@Uni.example", ("a.b@uni.example",), ()),
        ("a@uni.example;b@uni.example，c@uni.example\nd@uni.example", ("a", "b", "c", "d"), ()),
        ("王立 <a@uni.example>；李四<b@uni.example> c@uni.example", ("a", "b", "c"), ()),
        ("ａ＠uni．example", ("a@uni.example",), ()),
        ("mailto:a@uni.example a@uni.example", ("a@uni.example",), ()),
        ("无", (), ()),
        (
            "a@b a@uni..example @uni.example a@uni.example",
            ("a",),
            ("a@b", "a@uni..example", "@uni.example"),
        ),
        ("", (), ()),
    ],
)
def test_addresses_are_read_and_what_is_none_is_kept_apart(
    cell: str, good: tuple[str, ...], bad: tuple[str, ...]
) -> None:
    full = tuple(name if "@" in name else f"{name}@uni.example" for name in good)
    assert addresses(cell) == (full, bad)


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("甲；乙;丙、丁\n戊", ("甲", "乙", "丙", "丁", "戊")),
        ("甲；；甲 ", ("甲",)),
        ("机械 一支部", ("机械 一支部",)),
        ("", ()),
    ],
)
def test_several_values_are_parted(cell: str, parts: tuple[str, ...]) -> None:
    assert several(cell) == parts


@pytest.mark.parametrize(
    ("cell", "flag"),
    [
        *((cell, True) for cell in ("是", "√", "Y", "１", "True", "连续两年")),
        *((cell, False) for cell in ("否", "×", "", "0", "-", "无")),
        *((cell, None) for cell in ("大概", "2019")),
    ],
)
def test_yes_and_no_as_offices_write_them(cell: str, flag: bool | None) -> None:
    assert yes_or_no(cell) is flag
