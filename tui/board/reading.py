"""What workers do for the board: read it, read one branch, prepare finding, note what was seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from mailsync.matching import explain
from mailsync.matching.roster import compiled as compiled_roster
from store.db.database import Store
from store.decisions.seen import begin_looking, saw_branch, saw_everything
from store.letters import standing
from store.model import Branch
from store.text.wording import Wording
from store.views.board import branch
from store.views.board.dashboard import read_dashboard
from store.views.board.facts import BoardFacts
from store.views.board.search import SearchIndex, Speller, search_index
from store.views.board.seen import seen_by
from store.views.board.types import BranchView, DashboardView, FileEntry
from tui.base.desk import Desk
from tui.base.jobs import opened


class BoardReading(msgspec.Struct, frozen=True):
    """The board, and the facts that it was derived from."""

    view: DashboardView
    facts: BoardFacts


class BranchFacts(msgspec.Struct, frozen=True):
    """One branch, and why each of its files is credited, by the file's subject."""

    view: BranchView
    reasons: Mapping[str, tuple[str, ...]]


def read_board(store: Store, desk: Desk) -> BoardReading:
    """Read the whole board as this person sees it."""
    view, facts = read_dashboard(store, desk.workspace, now=desk.clock(), who=desk.who)
    return BoardReading(view, facts)


def index_board(desk: Desk, facts: BoardFacts, speller: Speller) -> SearchIndex:
    """Prepare finding as one types; whoever looks for the first time begins to look now."""
    with opened(desk.workspace) as store:
        if seen_by(store, desk.who) is None:
            begin_looking(store, desk.who)
        with store.snapshot():
            return search_index(store, facts, speller)


def read_branch(
    desk: Desk,
    branch_id: str,
    *,
    near: Sequence[Branch],
    now: datetime,
    board: BoardFacts | None,
) -> BranchFacts | None:
    """Read one branch, and word why its files are credited; None where it is not on the board.

    Args:
        near: the branches of its sub-committee, itself too, among which twins are looked for.
        board: the facts as they were just read.
    """
    with opened(desk.workspace) as store:
        view = branch.branch_view(
            store, desk.workspace, branch_id, now=now, board=board, who=desk.who
        )
    return None if view is None else BranchFacts(view, _reasons(view, near, desk.wording))


def read_unit_letters(desk: Desk, unit_id: str) -> tuple[standing.LetterStanding, ...]:
    """The letters to one sub-committee, sent or under way, newest first."""
    with opened(desk.workspace) as store:
        found = standing.begun_letters(store)
    return tuple(one for one in found if one.letter.sub_committee_id == unit_id)


def saw(desk: Desk, branch_id: str, mail_id: int) -> None:
    """This person looked at a branch with its mail up to `mail_id`."""
    with opened(desk.workspace) as store:
        saw_branch(store, desk.who, branch_id, mail_id=mail_id)


def saw_all(desk: Desk, facts: BoardFacts) -> None:
    """This person needs no mark on anything that the board shows."""
    newest = max((credit.mail_id for credit in facts.arrived), default=0)
    with opened(desk.workspace) as store:
        saw_everything(store, desk.who, mail_id=newest)


def _reasons(
    view: BranchView, near: Sequence[Branch], wording: Wording
) -> Mapping[str, tuple[str, ...]]:
    if all(entry.proposal is None for entry in (*view.files, *view.waiting)):
        return {}
    compiled = compiled_roster.compile_roster(tuple(near), (view.row.sub_committee,))

    def worded(entry: FileEntry) -> tuple[str, ...]:
        if entry.proposal is None:
            return ()
        said = explain.why(entry.proposal, compiled, wording)
        return (said.confidence, *(line.text for line in said.lines), *said.excluded)

    found = ((entry.credit.subject, worded(entry)) for entry in (*view.files, *view.waiting))
    return {name: lines for name, lines in found if lines}
