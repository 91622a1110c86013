"""Columns of a list: shares, gaps, names, and what gives way."""

from __future__ import annotations

from tui.widgets.painted import Line, Span
from tui.widgets.table import Column, Table


def said(line: Line) -> str:
    return "".join(text for text, _ in line)


def name(thing: tuple[str, int]) -> Span:
    return thing[0], "text"


def count(thing: tuple[str, int]) -> Span:
    return f"{thing[1]}", "done"


def test_heads_stand_over_what_they_are_of() -> None:
    table = Table(Column(count, 6, "份数"), Column(name, title="党支部"))
    assert said(table.heads(20)) == "份数  党支部        "
    assert said(table.row("B1", ("机械", 12)).draw(20)) == "12    机械          "


def test_what_is_left_is_shared_and_a_gap_stays_between_columns() -> None:
    table = Table(Column(name), Column(name), Column(count, 4))
    drawn = table.row("B1", ("机械工程与自动化学院", 7)).draw(26)
    assert said(drawn) == "机械工程.. 机械工程.. 7   "


def test_a_long_name_gives_way_in_the_middle_and_what_is_behind_it_stays() -> None:
    table = Table(Column(name, middle=True, tail=lambda _: ("优 ", "amber")), Column(count, 2))
    drawn = table.row("B1", ("机械工程与自动化学院研究生第三党支部", 1)).draw(30)
    assert said(drawn) == "机械..院研究生第三党支部 优 1 "
    assert ("优 ", "amber") in drawn


def test_a_spare_column_gives_way_to_a_name() -> None:
    table = Table(Column(name, title="党支部", least=12), Column(count, 8, "份数", spare=True))
    assert "份数" in said(table.heads(20))
    assert "份数" not in said(table.heads(19))
