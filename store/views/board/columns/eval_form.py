"""评价表: the evaluation form of a sharing session (item 4)."""

from __future__ import annotations

from store.model import FileKind, Item, Severity, State
from store.views.board.branch_facts import Facts
from store.views.board.column import BoardColumn
from store.views.board.facts import BoardFacts
from store.views.board.file_findings import findings_of
from store.views.board.open_cells import day_detail, open_or_asked
from store.views.board.types import Cell, Detail


def eval_form_cell(facts: Facts, board: BoardFacts) -> Cell:
    """A form that is in; one that came in empty is a fault until staff accept it."""
    branch, ruling = facts.branch, board.ruling
    forms = [one for one in facts.forms if one.day <= ruling.today]
    if not forms:
        return open_or_asked(facts, "eval_form", FileKind.EVAL_FORM)
    by_mail = [one.credit for one in forms if one.credit is not None]
    day, measure = day_detail(forms[0].day), forms[0].day.toordinal()
    if len(by_mail) < len(forms):
        return Cell("eval_form", State.DONE, day, measure=measure)
    current = by_mail[-1]
    found = findings_of(current, branch, ruling, credited=facts.credited, pins=facts.pins)
    hard = [one for one in found if one.severity is Severity.HARD]
    still_open = tuple(
        one.code for one in hard if (current.subject, one.code) not in ruling.accepted
    )
    if still_open:
        return Cell(
            "eval_form",
            State.FAULT,
            Detail("cell.form_empty" if "form.empty" in still_open else "cell.form_fault"),
            file=current.subject,
            judged=still_open,
        )
    state = State.ACCEPTED if hard else State.DONE
    return Cell("eval_form", state, day, measure=measure)


COLUMN = BoardColumn(
    name="eval_form",
    place=60,
    item=Item.SHARING,
    cell=eval_form_cell,
    widths=(5, 0, None),
    kind=FileKind.EVAL_FORM,
    one_file=True,
    by_facts=True,
)
