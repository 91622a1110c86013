"""The few words at the right end of a branch's name: what is special about this row."""

from __future__ import annotations

from store.text.visible import visible
from store.text.wording import Wording
from store.views.board.types import BranchRow
from tui.base.cells import crop_middle, fit, width_of
from tui.widgets.painted import Line, Span, line_width

# Stands for tags that have no room; the branch's panel has them all.
_SIGN = "+"
_SIGN_ROOM = 2


def row_tags(row: BranchRow, wording: Wording, *, phones: bool) -> list[Span]:
    """What stands beside a name, the most important first.

    Args:
        phones: who is to be called up, and under which number.
    """
    say, tags = wording.say, list[Span]()
    if row.fresh:
        tags.append((say("tag.fresh", n=row.fresh), "blue bold"))
    if phones and (row.branch.secretary or row.branch.phone):
        tags.append((visible(f"{row.branch.secretary} {row.branch.phone}".strip()), "text"))
    if row.extended:
        day = f"{row.limit.month}-{row.limit.day:02d}"
        tags.append((say("tag.extended", day=day), "amber"))
    if row.vetting == "not_vetted":
        tags.append((say("tag.not_vetted"), "amber"))
    if row.notes:
        tags.append((say("tag.notes", n=row.notes), "dim"))
    if row.branch.consecutive_years:
        tags.append((say("board.second_year"), "dim"))
    return tags


def name_spans(name: str, tags: list[Span], width: int) -> Line:
    """A branch's name in its column, with as many tags at the right end as have room.

    A sign stands for those that have none, in the ink of the most important of them.
    """
    shown = crop_middle(visible(name), width - 1)
    room = width - width_of(shown) - 1
    kept, left = _fitting(tags, room)
    if left:
        # The sign needs room too, and the name gives way to it.
        shown = crop_middle(visible(name), width - 1 - _SIGN_ROOM)
        room = width - width_of(shown) - 1 - _SIGN_ROOM
        kept, left = _fitting(tags, room)
    room -= line_width(kept)
    if left:
        kept.insert(0, (_SIGN + " ", left[0][1]))
    if not kept:
        return ((fit(shown, width), "text"),)
    return ((shown, "text"), (" " * (room + 1), "text"), *reversed(kept))


def _fitting(tags: list[Span], room: int) -> tuple[list[Span], list[Span]]:
    """The tags that have room, each with a blank behind it, and those that have none."""
    kept, left = list[Span](), list[Span]()
    for text, ink in tags:
        needed = width_of(text) + 1
        if needed > room:
            left.append((text, ink))
            continue
        room -= needed
        kept.append((text + " ", ink))
    return kept, left
