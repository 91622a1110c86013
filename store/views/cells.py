"""READ: the cells of one branch, derived from credits, findings, sessions and dates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from store.model import Branch, FileKind, Item, Params, Severity, State
from store.sessions import Session
from store.views.credits import Credit
from store.views.file_findings import Ruling, findings_of, in_use, versions
from store.views.types import Cell, Detail

# A link that expires within this is amber on the board (the user's figure).
EXPIRES_SOON = timedelta(days=3)
# Findings that a cell names instead of the measure, by the code of the catalogs.
_SHORT = {
    "document.too_long": "cell.chars",
    "document.no_contents": "cell.no_contents",
    "video.no_audio": "cell.no_audio",
    "video.too_small": "cell.size",
    "video.not_mp4": "cell.not_mp4",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that the cells of one branch are derived from.

    `credited` and `waiting` are in the order of arrival; `form_days` are the days on which an
    evaluation form came in for the branch or for a session it spoke in; `dues` are the dates
    that staff set for items 3 to 6, `pins` the versions in use that are not the latest.
    """

    branch: Branch
    limit: datetime
    credited: Sequence[Credit] = ()
    waiting: Sequence[Credit] = ()
    sessions: Sequence[Session] = ()
    form_days: Sequence[str] = ()
    accepted: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    dues: Mapping[Item, datetime] = field(default_factory=dict)
    pins: Mapping[FileKind, str] = field(default_factory=dict)


def cells(facts: Facts, ruling: Ruling) -> tuple[Cell, ...]:
    """All cells of a branch, in the order of `COLUMNS`."""
    sharing, eval_form = _sharing(facts, ruling)
    return (
        _due_item(facts, ruling, Item.PLAN, FileKind.PLAN),
        _due_item(facts, ruling, Item.VIDEO, FileKind.VIDEO),
        _dated(_open(facts, "promotion"), facts, ruling, Item.PROMOTION),
        _dated(sharing, facts, ruling, Item.SHARING),
        _dated(eval_form, facts, ruling, Item.SHARING),
        _dated(_open(facts, "review"), facts, ruling, Item.REVIEW),
        _dated(_open(facts, "volume"), facts, ruling, Item.VOLUME),
    )


def _dated(cell: Cell, facts: Facts, ruling: Ruling, item: Item) -> Cell:
    """Items 3 to 6 can be overdue only from a date that staff set."""
    due = facts.dues.get(item)
    if due is None or ruling.as_of <= due or cell.state.complete:
        return cell
    state = State.MISSING if cell.state is State.OPEN else cell.state
    return replace(cell, state=state, late=True)


def _due_item(facts: Facts, ruling: Ruling, item: Item, kind: FileKind) -> Cell:
    """Items 1 and 2, the only ones with a date (notice 三.4)."""
    mine = [credit for credit in facts.credited if credit.kind is kind]
    files = versions(facts.credited, kind)
    maybe = [credit for credit in facts.waiting if credit.kind is kind]
    arrived = [credit.received_at for credit in mine or maybe if credit.received_at is not None]
    first = min(arrived, default=None)
    late = (first or ruling.as_of) > facts.limit if first or not (mine or maybe) else False
    cell = Cell(facts.branch.id, item, State.MISSING, late=late)
    if files:
        current = in_use(files, facts.pins.get(kind))
        state, detail, judged = _standing(current, facts, ruling)
        came = current.received_at
        mended = came if came and first and first <= facts.limit < came else None
        return replace(
            cell, state=state, detail=detail, mended=mended, file=current.subject, judged=judged
        )
    if mine:
        return replace(cell, state=State.LINK, detail=_expiry(mine[-1], ruling.as_of))
    if maybe:
        return replace(cell, state=State.REVIEW, detail=Detail("cell.waiting", {"n": len(maybe)}))
    return cell


def _standing(
    current: Credit, facts: Facts, ruling: Ruling
) -> tuple[State, Detail | None, tuple[str, ...]]:
    """The state of the version in use; what staff accepted no longer counts against it."""
    found = findings_of(current, facts.branch, ruling, credited=facts.credited, pins=facts.pins)
    judged = [f for f in found if f.severity is not Severity.HINT]
    still_open = [f for f in judged if (current.subject, f.code) not in facts.accepted]
    measures = ruling.measures.get(current.digest, {})
    if not still_open:
        state = State.ACCEPTED if judged else State.DONE
        return state, measured(current.kind, measures), ()
    codes = tuple(dict.fromkeys(f.code for f in still_open))
    worst = still_open[0]
    state = State.FAULT if worst.severity is Severity.HARD else State.SOFT
    if worst.code == "document.too_long" or worst.code not in _SHORT:
        fallback = Detail("cell.finding", {"code": worst.code})
        return state, measured(current.kind, measures) or fallback, codes
    return (
        state,
        Detail(
            _SHORT[worst.code],
            {"width": measures.get("width"), "height": measures.get("height")},
        ),
        codes,
    )


def measured(kind: FileKind, measures: Params) -> Detail | None:
    """The measure that a cell shows: characters of a document, length of a video."""
    chars, seconds = measures.get("chars"), measures.get("duration_s")
    if kind is FileKind.VIDEO and isinstance(seconds, int | float):
        return Detail(
            "cell.duration", {"minutes": int(seconds) // 60, "seconds": int(seconds) % 60}
        )
    if kind is not FileKind.VIDEO and isinstance(chars, int):
        return Detail("cell.chars", {"n": chars})
    return None


def _expiry(link: Credit, as_of: datetime) -> Detail:
    if link.expires_at is None:
        return Detail("cell.link")
    left = link.expires_at - as_of
    if left.total_seconds() < 0:
        return Detail("cell.link_expired")
    code = "cell.link_soon" if left <= EXPIRES_SOON else "cell.link_days"
    return Detail(code, {"n": left.days})


def _sharing(facts: Facts, ruling: Ruling) -> tuple[Cell, Cell]:
    """The session and its form (notice 一.4): green only when the branch spoke and it is in."""
    branch_id = facts.branch.id
    zone = ruling.notice.dates.zone
    today = ruling.as_of.astimezone(zone).date()
    held = [
        session
        for session in facts.sessions
        if session.status == "held"
        and session.date <= today
        and session.speakers.get(branch_id) in ("secretary", "deputy")
    ]
    planned = [
        session
        for session in facts.sessions
        if session.status != "cancelled" and session.date > today
    ]
    days = [day for day in facts.form_days if day <= today.isoformat()]
    form = (
        Cell(branch_id, "eval_form", State.DONE, _day(min(days)))
        if days
        else _open(facts, "eval_form", any(c.kind is FileKind.EVAL_FORM for c in facts.waiting))
    )
    if held and days:
        return Cell(branch_id, "sharing", State.DONE, _day(held[-1].date.isoformat())), form
    if held:
        return Cell(branch_id, "sharing", State.OPEN, Detail("cell.form_missing")), form
    if planned:
        first = min(session.date for session in planned)
        detail = Detail("cell.planned", {"day": f"{first.month}-{first.day:02d}"})
        return Cell(branch_id, "sharing", State.OPEN, detail), form
    return _open(facts, "sharing"), form


def _day(text: str) -> Detail:
    _, month, day = text.split("-")
    return Detail("cell.day", {"day": f"{int(month)}-{day}"})


def _open(facts: Facts, column: str, review: bool = False) -> Cell:
    return Cell(facts.branch.id, column, State.REVIEW if review else State.OPEN)
