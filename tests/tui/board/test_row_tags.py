"""What stands beside a branch's name: as much as has room, and a sign for the rest."""

from __future__ import annotations

import pytest

from tui.board.row_tags import name_spans
from tui.widgets.painted import line_width

TAGS = [("新到2", "blue bold"), ("未审核", "amber"), ("备注1", "dim")]


@pytest.mark.parametrize(
    ("width", "said"),
    [
        (40, "本科生党支部      备注1 未审核 新到2 "),
        (27, "本科生党支部 备注1 新到2 + "),
        (22, "本科生党支部 新到2 + "),
        (15, "本科生党支部 + "),
        (12, "本科生.. + "),
    ],
)
def test_tags_without_room_are_shown_by_a_sign(width: int, said: str) -> None:
    line = name_spans("本科生党支部", TAGS, width)
    assert line_width(line) == width
    assert " ".join("".join(text for text, _ in line).split()) == " ".join(said.split())


def test_the_sign_has_the_ink_of_the_most_important_tag_that_has_no_room() -> None:
    line = name_spans("本科生党支部", TAGS, 22)
    assert ("+ ", "amber") in line


def test_a_name_without_tags_has_all_the_room() -> None:
    line = name_spans("本科生党支部", [], 13)
    assert "".join(text for text, _ in line).rstrip() == "本科生党支部"
