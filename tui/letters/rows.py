"""The rows of the list of letters, for each of its tabs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial

from mailsync.letters.kinds import letter_kinds
from mailsync.letters.overview import LettersView
from store.notice.notice import Dates
from store.text.wording import Wording
from tui.letters.lines import bounce_row, dropped_row, history_row, letter_row
from tui.widgets.row_list import Row, heading

ALL, DOUBTS, HISTORY = "all", "doubts", "history"
# Tabs that are always there; between them stand the kinds of which there is something.
_LASTING = (ALL, DOUBTS, HISTORY)
# The key of a row that stands for no letter begins with one of these, its place or mail follows.
DROPPED = "dropped:"
BOUNCE = "bounce:"


def tabs_of(view: LettersView | None, chosen: str, wording: Wording) -> list[tuple[str, str]]:
    """The tabs with their titles: how many letters each has, and no kind that has no row.

    Args:
        chosen: a tab that is there in any case, "" for none.
    """
    counts: Counter[str] = Counter()
    told: set[str] = set()
    if view is not None:
        counts = Counter({ALL: len(view.due), DOUBTS: len(view.doubts) + len(view.bounces)})
        counts.update(kind for entry in view.due for kind in set(entry.letter.kinds))
        told = {drop.kind for drop in view.dropped}
    return [
        (tab, _titled(tab_title(tab, wording), counts[tab], wording))
        for tab in (ALL, *letter_kinds(), DOUBTS, HISTORY)
        if counts[tab] or tab in told or tab in _LASTING or tab == chosen
    ]


def all_of(view: LettersView, tab: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The ids of the letters that are meant by all of a tab, and kinds in it that are not meant.

    Among letters of every kind those that the deadline does not call for are not: they are selected
    in their own tab. Where there are no others, they are.
    """
    if tab in (DOUBTS, HISTORY):
        return (), ()
    apart = [name for name, kind in letter_kinds().items() if kind.apart]
    shown = [entry.letter for entry in view.due if tab in (ALL, *entry.letter.kinds)]
    meant = [one for one in shown if tab != ALL or not set(one.kinds) <= set(apart)] or shown
    left = {letter.kind for letter in shown} - {kind for letter in meant for kind in letter.kinds}
    return tuple(letter.id for letter in meant), tuple(kind for kind in apart if kind in left)


def tab_title(tab: str, wording: Wording) -> str:
    """What a tab is called."""
    kind = letter_kinds().get(tab)
    return kind.tab(wording) if kind else wording.say(f"letters.tab.{tab}")


def _titled(title: str, count: int, wording: Wording) -> str:
    return wording.say("letters.heading", title=title, n=count) if count else title


def rows_of(view: LettersView, tab: str, wording: Wording, dates: Dates) -> Iterator[Row]:
    """The rows of a tab: letters by kind, then who gets none; or doubts, or what was sent."""
    if tab == DOUBTS:
        for bounce in view.bounces:
            yield Row(f"{BOUNCE}{bounce.mail_id}", partial(bounce_row, bounce, wording, dates))
    if tab in (DOUBTS, HISTORY):
        for entry in view.doubts if tab == DOUBTS else view.history:
            yield Row(entry.letter.id, partial(history_row, entry, view, wording, dates))
        return
    for name, kind in letter_kinds().items():
        if tab not in (ALL, name):
            continue
        # Among all a letter stands once, under the first of its kinds.
        mine = [
            entry
            for entry in view.due
            if (entry.letter.kind == name if tab == ALL else name in entry.letter.kinds)
        ]
        if mine:
            yield _heading(wording, kind.title(wording), len(mine))
        for entry in mine:
            yield Row(entry.letter.id, partial(letter_row, entry, view, wording))
    dropped = [drop for drop in view.dropped if tab in (ALL, drop.kind)]
    if dropped:
        yield _heading(wording, wording.say("letters.none_for"), len(dropped))
    for drop in dropped:
        key = f"{DROPPED}{view.dropped.index(drop)}"
        yield Row(key, partial(dropped_row, drop, view, wording))


def _heading(wording: Wording, title: str, count: int) -> Row:
    return heading(_titled(title, count, wording), "dim bold")
