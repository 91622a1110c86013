"""READ: who still owes a sharing session or its form, and of whom it may be asked (notice 一.4)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from store.items.sessions import Session
from store.model import Branch, State
from store.views.board.facts import BoardFacts
from store.views.board.forms import binding_of, unbound
from store.views.board.types import BranchRow

Owed = Literal["session", "form"]
Rest = Literal["planned", "form_here"]
FormState = Literal["none", "in", "waits"]


@dataclass(frozen=True, slots=True)
class SharingDebt:
    """What one branch still owes of item 4.

    Attributes:
        late: past a date that staff set; without one nothing is.
        rest: why it is not asked for: a session lies ahead, or the form came and waits for us.
        spoke_on: the day of the session whose form is owed, None where a session is owed.
        lapsed: the day of a planned session that is over and of which nobody said what became.
        form: whether its form is in, or came and waits for us, as theirs or maybe theirs.
    """

    branch: Branch
    owes: Owed
    late: bool
    rest: Rest | None = None
    spoke_on: date | None = None
    lapsed: date | None = None
    form: FormState = "none"


def owed_of(row: BranchRow) -> Owed | None:
    """What a branch owes: a session, or the form of one it spoke in; None where both are there."""
    cell = row.cell("sharing")
    if cell.state.complete:
        return None
    spoke = cell.detail is not None and cell.detail.code == "cell.form_missing"
    return "form" if spoke else "session"


def sharing_debts(board: BoardFacts, rows: Iterable[BranchRow]) -> Iterator[SharingDebt]:
    """What the branches of some rows owe, in their order; who owes nothing is left out."""
    maybe_theirs = set(_maybe_theirs(board))
    for row in rows:
        owes = owed_of(row)
        if owes is None:
            continue
        cell, name = row.cell("sharing"), row.branch.id
        form = _form(row, maybe_theirs)
        mine = board.by_branch[name].sessions
        rest: Rest | None = None
        if owes == "form" and form != "none":
            rest = "form_here"
        elif cell.detail is not None and cell.detail.code == "cell.planned":
            rest = "planned"
        yield SharingDebt(
            branch=row.branch,
            owes=owes,
            late=cell.late,
            rest=rest,
            spoke_on=_latest(mine, "held", board, name) if owes == "form" else None,
            lapsed=_latest(mine, "planned", board, name) if owes == "session" else None,
            form=form,
        )


def _form(row: BranchRow, maybe_theirs: Collection[str]) -> FormState:
    state = row.cell("eval_form").state
    if state.complete:
        return "in"
    waits = state in (State.REVIEW, State.FAULT) or row.branch.id in maybe_theirs
    return "waits" if waits else "none"


def _latest(
    sessions: Iterable[Session], status: str, board: BoardFacts, branch_id: str
) -> date | None:
    """The day of the latest session with a status that is not ahead, nor spoken in by nobody."""
    return max(
        (
            one.date
            for one in sessions
            if one.status == status
            and one.date <= board.ruling.today
            and (status == "planned" or one.speakers[branch_id] != "absent")
        ),
        default=None,
    )


def _maybe_theirs(board: BoardFacts) -> Iterator[str]:
    """The branches to whose session a form may belong of which nobody has said whose it is."""
    dates = board.ruling.notice.dates
    for credit in board.arrived:
        if unbound(credit) and credit.subject not in board.early:
            for session_id in binding_of(credit, board.sessions, board.everyone, dates).candidates:
                yield from board.sessions[session_id].speakers
