from hypothesis import given
from hypothesis import strategies as st

from tui.commands.kit.columns import cell_width, padded, shortened, table, wrapped


def test_a_chinese_character_takes_two_columns() -> None:
    assert cell_width("齐 1438字") == 9
    assert cell_width("plain") == 5


def test_columns_stand_under_each_other() -> None:
    lines = table([("机械", "x"), ("a", "y")])
    assert lines == ["机械  x", "a     y"]


@given(st.text(alphabet="ab 机械，。—", max_size=60), st.integers(4, 30))
def test_cut_and_broken_texts_fit(text: str, width: int) -> None:
    assert cell_width(shortened(text, width)) <= width
    assert cell_width(padded(shortened(text, width), width)) == width
    assert "".join("".join(wrapped(text, width)).split()) == "".join(text.split())


def test_lines_of_chinese_break_within_the_width() -> None:
    text = "读取组织部专用邮箱，把每个附件记到党支部名下" * 4
    assert all(cell_width(line) <= 42 for line in wrapped(text, 40))
