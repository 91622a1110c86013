"""READ: the cells of items 1 and 2, the only ones with a date (notice 三.4)."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec.structs import replace

from store.model import FileKind, Item, Params, Severity, State
from store.views.board.branch_facts import Facts
from store.views.board.credits import Credit
from store.views.board.file_findings import Ruling, findings_of, in_use, versions
from store.views.board.open_cells import DATED, day_detail
from store.views.board.types import Cell, Detail

_ENCRYPTED = "archive.encrypted"
# A link that expires within this is amber on the board (the user's figure).
EXPIRES_SOON = timedelta(days=3)
# Findings that a cell names instead of the measure, by the code of the catalogs.
_SHORT = {
    "document.too_long": "cell.chars",
    "document.no_contents": "cell.no_contents",
    "video.no_audio": "cell.no_audio",
    "video.too_small": "cell.size",
    "video.not_mp4": "cell.not_mp4",
    "video.not_checked": "cell.not_checked",
}


def due_cell(facts: Facts, ruling: Ruling, item: Item, kind: FileKind) -> Cell:
    """How one of them stands with a branch, by the version in use."""
    mine = [credit for credit in facts.credited if credit.kind is kind]
    files = versions(facts.credited, kind)
    maybe = [credit for credit in facts.waiting if credit.kind is kind]
    arrived = [credit.received_at for credit in mine or maybe if credit.received_at is not None]
    first = min(arrived, default=None)
    limit = facts.limit_of(item)
    due = ruling.notice.item(item).due
    late = due and ((first or ruling.as_of) > limit if first or not (mine or maybe) else False)
    cell = Cell(item, State.MISSING if due else State.OPEN, late=late)
    if files:
        current = in_use(files, facts.pins.get(kind))
        state, detail, judged = _standing(current, facts, ruling)
        measures = ruling.measures_of(current, facts.branch.id) or {}
        measure = measures.get("duration_s" if kind is FileKind.VIDEO else "chars")
        came = current.received_at
        mended = came if due and came and first and first <= limit < came else None
        return replace(
            cell,
            state=state,
            detail=detail,
            mended=mended,
            file=current.subject,
            judged=judged,
            measure=float(measure) if isinstance(measure, int | float) else None,
        )
    if mine:
        return replace(cell, state=State.LINK, detail=_expiry(mine[-1], ruling.as_of))
    if locked := _locked(facts, ruling):
        came = locked.received_at
        return replace(
            cell,
            state=State.FAULT,
            detail=Detail("cell.locked"),
            file=locked.subject,
            judged=(_ENCRYPTED,),
            late=due and came is not None and came > limit,
        )
    if maybe:
        return replace(cell, state=State.REVIEW, detail=Detail("cell.waiting", {"n": len(maybe)}))
    if due and not late and item in facts.limits:
        # Its own day, not everybody's.
        return replace(cell, detail=day_detail(ruling.notice.dates.local(limit), DATED))
    return cell


def _locked(facts: Facts, ruling: Ruling) -> Credit | None:
    """The latest archive of the branch that nobody could open: what is missing may be in it."""
    closed = [
        credit
        for credit in facts.credited
        if any(
            problem.code == _ENCRYPTED and problem.params.get("name") == credit.path
            for problem in ruling.archive_problems.get(credit.mail_id, ())
        )
    ]
    return closed[-1] if closed else None


def _standing(
    current: Credit, facts: Facts, ruling: Ruling
) -> tuple[State, Detail | None, tuple[str, ...]]:
    """The state of the version in use; what staff accepted no longer counts against it."""
    found = findings_of(current, facts.branch, ruling, credited=facts.credited, pins=facts.pins)
    measures = ruling.measures_of(current, facts.branch.id) or {}
    judged = [f for f in found if f.severity is not Severity.HINT]
    # A video that could not even be probed is never fine by itself.
    if "duration_s" not in measures:
        judged += [f for f in found if f.code == "video.not_checked"]
    still_open = [f for f in judged if (current.subject, f.code) not in ruling.accepted]
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
