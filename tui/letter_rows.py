"""The rows of the list of letters, for each of its tabs."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from store.letter import LetterKind
from store.wording import Wording
from tui.letter_lines import dropped_row, history_row, letter_row
from tui.widgets.painted import Line
from tui.widgets.row_list import Row

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from mailsync.letters.overview import LettersView

ALL, DOUBTS, HISTORY = "all", "doubts", "history"
TABS = (ALL, *LetterKind, DOUBTS, HISTORY)
# The key of a row that stands for no letter begins with this, its place follows.
DROPPED = "dropped:"


def rows_of(view: LettersView, tab: str, wording: Wording, zone: ZoneInfo) -> Iterator[Row]:
    """The rows of a tab: letters by kind, then who gets none; or doubts, or what was sent."""
    if tab in (DOUBTS, HISTORY):
        for entry in view.doubts if tab == DOUBTS else view.history:
            yield Row(entry.letter.id, partial(history_row, entry, view, wording, zone))
        return
    for kind in LetterKind:
        if tab not in (ALL, kind):
            continue
        mine = [entry for entry in view.due if entry.letter.kind is kind]
        if mine:
            yield _heading(wording, f"letters.kind.{kind}", len(mine))
        for entry in mine:
            yield Row(entry.letter.id, partial(letter_row, entry, view, wording))
    dropped = [drop for drop in view.dropped if tab in (ALL, drop.kind)]
    if dropped:
        yield _heading(wording, "letters.none_for", len(dropped))
    for drop in dropped:
        key = f"{DROPPED}{view.dropped.index(drop)}"
        yield Row(key, partial(dropped_row, drop, view, wording))


def _heading(wording: Wording, code: str, count: int) -> Row:
    text = wording.say("letters.heading", title=wording.say(code), n=count)
    line: Line = ((text, "dim bold"),)
    return Row(None, lambda _width: line)
