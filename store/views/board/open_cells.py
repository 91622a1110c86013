"""READ: the cells of items 3 to 6: no date in the notice, so never late unless staff set one."""

from __future__ import annotations

from dataclasses import replace

from store.db.acts import subject
from store.items.review_results import result
from store.model import FileKind, Severity, State
from store.views.board.branch_facts import Facts
from store.views.board.file_findings import Ruling, findings_of
from store.views.board.types import Cell, Detail, item_of

# What staff accept where reviewers disagree, and where a form came in empty.
DISAGREEMENT = "review.disagreement"


def open_cells(facts: Facts, ruling: Ruling) -> tuple[Cell, Cell, Cell, Cell, Cell]:
    """Promotion, sharing, evaluation form, review and volume of one branch."""
    sharing, eval_form = _sharing(facts, ruling)
    return (
        _dated(_promotion(facts, ruling), facts, ruling),
        _dated(sharing, facts, ruling),
        _dated(eval_form, facts, ruling),
        _dated(_review(facts, ruling), facts, ruling),
        _dated(_volume(facts), facts, ruling),
    )


def _dated(cell: Cell, facts: Facts, ruling: Ruling) -> Cell:
    """What has a date shows it; past it, what is not done is missing and late."""
    if not facts.dues:
        return cell
    due = facts.dues.get(item_of(cell.column))
    if due is None or cell.state.complete:
        return cell
    if ruling.as_of <= due:
        local = due.astimezone(ruling.notice.dates.zone)
        until = Detail("cell.until", {"day": f"{local.month}-{local.day:02d}"})
        return replace(cell, detail=cell.detail or until)
    state = State.MISSING if cell.state is State.OPEN else cell.state
    return replace(cell, state=state, late=True)


def _promotion(facts: Facts, ruling: Ruling) -> Cell:
    """Done means 刊发 on the channel for all cases, "We党微家" (notice 一.3)."""
    first = next((one.id for one in ruling.channels if one.cases == "all"), "")
    mine = [one for one in facts.articles if one.date is None or one.date <= ruling.today]
    published = [one for one in mine if one.step == "published"]
    days = [one.date for one in published if one.channel == first and one.date is not None]
    if any(one.channel == first for one in published):
        everywhere = {channel.id for channel in ruling.channels if channel.cases == "all"}
        reached = {one.channel for one in published}
        further = [one.id for one in ruling.channels if one.id not in everywhere]
        if facts.excellent and further:
            counted = sum(name in reached for name in further)
            detail = Detail("cell.channels", {"n": counted, "total": len(further)})
        else:
            detail = _day(min(days).isoformat()) if days else Detail("cell.published")
        reached = {one.channel for one in published}
        return Cell(facts.branch.id, "promotion", State.DONE, detail, measure=len(reached))
    if any(one.channel == first for one in mine):
        return Cell(facts.branch.id, "promotion", State.SUBMITTED)
    if any(one.kind is FileKind.ARTICLE for one in facts.credited):
        return Cell(facts.branch.id, "promotion", State.OPEN, Detail("cell.draft"))
    return _open_or_asked(facts, "promotion", FileKind.ARTICLE)


def _sharing(facts: Facts, ruling: Ruling) -> tuple[Cell, Cell]:
    """The session and its form (notice 一.4): green only when the branch spoke and it is in."""
    branch_id = facts.branch.id
    held = [
        session
        for session in facts.sessions
        if session.status == "held"
        and session.date <= ruling.today
        and session.speakers.get(branch_id) in ("secretary", "deputy")
    ]
    planned = [
        session
        for session in facts.sessions
        if (session.status == "planned" and session.date >= ruling.today)
        or (session.status == "held" and session.date > ruling.today)
    ]
    form = _eval_form(facts, ruling)
    if held and form.state.complete:
        day = held[-1].date
        detail, measure = _day(day.isoformat()), day.toordinal()
        return Cell(branch_id, "sharing", State.DONE, detail, measure=measure), form
    if held:
        measure = held[-1].date.toordinal()
        detail = Detail("cell.form_missing")
        return Cell(branch_id, "sharing", State.OPEN, detail, measure=measure), form
    if planned:
        first = min(session.date for session in planned)
        detail = Detail("cell.planned", {"day": f"{first.month}-{first.day:02d}"})
        measure = first.toordinal()
        return Cell(branch_id, "sharing", State.OPEN, detail, measure=measure), form
    return Cell(branch_id, "sharing", State.OPEN), form


def _eval_form(facts: Facts, ruling: Ruling) -> Cell:
    """A form that is in; one that came in empty is a fault until staff accept it."""
    branch = facts.branch
    forms = [one for one in facts.forms if one.day <= ruling.today]
    if not forms:
        return _open_or_asked(facts, "eval_form", FileKind.EVAL_FORM)
    by_mail = [one.credit for one in forms if one.credit is not None]
    day, measure = _day(forms[0].day.isoformat()), forms[0].day.toordinal()
    if len(by_mail) < len(forms):
        return Cell(branch.id, "eval_form", State.DONE, day, measure=measure)
    current = by_mail[-1]
    found = findings_of(current, branch, ruling, credited=facts.credited, pins=facts.pins)
    hard = [one for one in found if one.severity is Severity.HARD]
    still_open = tuple(
        one.code for one in hard if (current.subject, one.code) not in facts.accepted
    )
    if still_open:
        return Cell(
            branch.id,
            "eval_form",
            State.FAULT,
            Detail("cell.form_empty" if "form.empty" in still_open else "cell.form_fault"),
            file=current.subject,
            judged=still_open,
        )
    state = State.ACCEPTED if hard else State.DONE
    return Cell(branch.id, "eval_form", state, day, measure=measure)


def _review(facts: Facts, ruling: Ruling) -> Cell:
    """Done when every reviewer of the branch sent scores (notice 一.5)."""
    branch = facts.branch
    found = result(facts.scores, ruling.notice, second_year=branch.consecutive_years)
    asked = len(facts.reviewers)
    if not asked:
        return Cell(branch.id, "review", State.OPEN)
    received = found.received if found else 0
    if found is None or received < asked:
        return Cell(
            branch.id, "review", State.OPEN, Detail("cell.of", {"n": received, "total": asked})
        )
    mean = Detail("cell.mean", {"mean": round(found.mean, 1)})
    cell = Cell(branch.id, "review", State.DONE, mean, measure=found.mean)
    if not found.disagreed:
        return cell
    about = subject("branch", branch.id)
    if (about, DISAGREEMENT) in facts.accepted:
        return replace(cell, state=State.ACCEPTED)
    return replace(cell, state=State.SOFT, file=about, judged=(DISAGREEMENT,))


def _volume(facts: Facts) -> Cell:
    """Selected and not selected are both decided (notice 一.6); a reserve is not."""
    if facts.selection is None:
        return Cell(facts.branch.id, "volume", State.OPEN)
    choice = facts.selection.choice
    state = State.OPEN if choice == "reserve" else State.DONE
    return Cell(facts.branch.id, "volume", state, Detail(f"cell.{choice}"))


def _open_or_asked(facts: Facts, column: str, kind: FileKind) -> Cell:
    waiting = [one for one in facts.waiting if one.kind is kind]
    if waiting:
        detail = Detail("cell.waiting", {"n": len(waiting)})
        return Cell(facts.branch.id, column, State.REVIEW, detail)
    return Cell(facts.branch.id, column, State.OPEN)


def _day(text: str) -> Detail:
    _, month, day = text.split("-")
    return Detail("cell.day", {"day": f"{int(month)}-{day}"})
