"""What one notice asks otherwise than another, limit by limit: stricter, looser, new, gone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from store.notice.notice import Limit, Notice, NoticeItem, OwnItem
from store.text.kinds import Severity

Change = Literal["stricter", "looser", "changed", "new", "gone"]
_ORDER = (Severity.HINT, Severity.SOFT, Severity.HARD)
# Whether a greater value asks more of a branch.
_MORE_IS_STRICTER = {
    "document.too_long": False,
    "video.too_long": False,
    "video.too_small": True,
    "document.too_short": True,
    "video.too_short": True,
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that changed: what it is, and the words of both notices with their clauses."""

    name: str
    change: Change
    before: str
    after: str


def differences(before: Notice, after: Notice) -> tuple[Difference, ...]:
    """Compare two notices, dates and mailbox first, then limits, then what is named in lists."""
    return (*_plain(before, after), *_limits(before, after), *_named(before, after))


def _plain(before: Notice, after: Notice) -> Iterator[Difference]:
    for name, old, new in (
        ("number", before.number, after.number),
        ("work", before.work, after.work),
        ("deadline", before.dates.deadline, after.dates.deadline),
        ("work_day_end", before.dates.work_day_end, after.dates.work_day_end),
        ("mailbox", before.mailbox, after.mailbox),
        ("volume_title", before.volume_title, after.volume_title),
    ):
        if old != new:
            change: Change = "changed"
            if name in ("deadline", "work_day_end"):
                change = "stricter" if new < old else "looser"
            yield Difference(name, change, old, new)


def _limits(before: Notice, after: Notice) -> Iterator[Difference]:
    codes = dict.fromkeys(limit.code for limit in (*before.limits, *after.limits))
    for code in codes:
        old, new = before.limit(code), after.limit(code)
        if old is None or new is None:
            yield Difference(code, "new" if old is None else "gone", _words(old), _words(new))
        elif (old.value, old.severity) != (new.value, new.severity):
            yield Difference(code, _change(old, new), _words(old), _words(new))


def _change(old: Limit, new: Limit) -> Change:
    severity = _ORDER.index(new.severity) - _ORDER.index(old.severity)
    more = _MORE_IS_STRICTER.get(new.code)
    harder = severity > 0
    if old.value == new.value:
        return "stricter" if harder else "looser"
    if more is None or not _comparable(old, new):
        return "changed"
    asks_more = _greater(new, old) == more
    if severity and harder != asks_more:
        return "changed"
    return "stricter" if asks_more else "looser"


def _comparable(old: Limit, new: Limit) -> bool:
    """Whether one value is at least the other in every part, such as both sides of a picture."""
    if isinstance(old.value, tuple) and isinstance(new.value, tuple):
        signs = {a < b for a, b in zip(old.value, new.value, strict=True) if a != b}
        return len(signs) == 1
    return isinstance(old.value, int | float) and isinstance(new.value, int | float)


def _greater(one: Limit, other: Limit) -> bool:
    if isinstance(one.value, tuple) and isinstance(other.value, tuple):
        return one.value > other.value
    if isinstance(one.value, int | float) and isinstance(other.value, int | float):
        return one.value > other.value
    return False


def _named(before: Notice, after: Notice) -> Iterator[Difference]:
    for name, old, new in (
        ("items", _items(before), _items(after)),
        ("channels", [c.name for c in before.channels], [c.name for c in after.channels]),
        ("eval_form", list(before.eval_form.titles), list(after.eval_form.titles)),
        ("aspects", [a.name for a in before.aspects], [a.name for a in after.aspects]),
        ("criteria", [c.name for c in before.criteria], [c.name for c in after.criteria]),
    ):
        for gone in (entry for entry in old if entry not in new):
            yield Difference(name, "gone", gone, "")
        for added in (entry for entry in new if entry not in old):
            yield Difference(name, "new", "", added)


def _items(notice: Notice) -> list[str]:
    """The items by their titles, each with the day that it has of its own."""
    entries: tuple[NoticeItem | OwnItem, ...] = (*notice.items, *notice.own_items)
    return [f"{one.title} {one.deadline}" if one.deadline else one.title for one in entries]


def _words(limit: Limit | None) -> str:
    return f"{limit.clause}：{limit.words}" if limit is not None else ""
