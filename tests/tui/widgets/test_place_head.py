"""The head line of a place shows whole counts or none."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tui.widgets.painted import Line
from tui.widgets.place_head import whole_counts

COUNTS: Line = (("held ", "dim"), ("5  ", "strong"), ("owe a session ", "dim"), ("21", "amber"))


def shown(room: int) -> str:
    return "".join(text for text, _ in whole_counts(COUNTS, room))


def test_counts_that_fit_are_shown_as_they_are() -> None:
    assert shown(24) == "held 5  owe a session 21"


def test_a_label_is_never_shown_without_its_figure() -> None:
    assert shown(23) == "held 5  .."
    assert shown(9) == ".."


@given(st.integers(0, 30))
def test_what_is_shown_ends_with_a_whole_count(room: int) -> None:
    assert shown(room) in ("held 5  owe a session 21", "held 5  ..", "..")
