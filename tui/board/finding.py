"""What the board can be narrowed to or sorted by: the entries of one list, and what each means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from store.text.wording import Wording
from store.views.board import saved_views
from store.views.board.columns import board_columns
from store.views.board.finding import Filter, Order, Wanted
from store.views.board.types import BranchRow
from tui.dialogs import pick

# The entries that change the list of saved views.
SAVE, DROP = "save:", "drop:"


def view_entries(
    rows: Sequence[BranchRow],
    counts: Mapping[Filter, int],
    saved: Sequence[saved_views.SavedView],
    wording: Wording,
) -> Iterator[pick.Entry]:
    """Filters with their counts, orders, saved views, sub-committees."""
    say = wording.say
    for name, count in counts.items():
        yield pick.Entry(f"filter:{name}", say(f"filter.{name}"), str(count))
    yield pick.Entry(None, say("finding.orders"))
    yield from order_entries(wording)
    yield pick.Entry(None, say("finding.views"))
    for view in saved:
        yield pick.Entry(f"view:{view.name}", view.name)
    yield pick.Entry(SAVE, say("finding.save"))
    if saved:
        yield pick.Entry(DROP, say("finding.drop"))
    yield pick.Entry(None, say("finding.units"))
    names = {row.sub_committee.id: row.sub_committee.name for row in rows}
    per_unit = Counter(row.sub_committee.id for row in rows)
    for unit_id, unit_name in names.items():
        yield pick.Entry(f"unit:{unit_id}", unit_name, str(per_unit[unit_id]))


def wanted_by(key: str, wanted: Wanted, saved: Sequence[saved_views.SavedView]) -> Wanted:
    """What is wanted once an entry was picked; `key` is that of its entry."""
    kind, _, value = key.partition(":")
    match kind:
        case "filter":
            return replace(wanted, filter=Filter(value))
        case "order":
            return replace(wanted, order=value)
        case "unit":
            return replace(wanted, unit="" if wanted.unit == value else value)
        case "view":
            return next((one.wanted for one in saved if one.name == value), wanted)
        case _:
            return wanted


def order_entries(wording: Wording) -> Iterator[pick.Entry]:
    """The orders, each with its number."""
    for order in (*Order, *board_columns()):
        yield pick.Entry(f"order:{order}", wording.say(f"order.{order}"))


def filter_names(wording: Wording) -> Mapping[str, Filter]:
    """What filters are called on the screen, in lower case."""
    forms = ("filter", "filter_short")
    return {wording.say(f"{form}.{name}").casefold(): name for name in Filter for form in forms}
