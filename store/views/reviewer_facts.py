"""READ: what letters to reviewers rest on: the cases each of them still owes scores for."""

from __future__ import annotations

from dataclasses import dataclass

from store.config import Workspace
from store.db import Store
from store.review import Reviewer, assignment_of
from store.stored_roster import load_roster
from store.views.board_facts import BoardFacts
from store.views.review import ReturnedFile, ReviewerRow, returned_files, reviewer_rows


@dataclass(frozen=True, slots=True)
class OwedCase:
    """A case without a score: its number in the reviewer's pack, whose it is."""

    number: int
    branch_id: str
    branch: str


@dataclass(frozen=True, slots=True)
class ReviewerStanding:
    """One reviewer of the panel who has cases; no score of anybody is in it.

    `unread` says that a sheet of theirs came by mail and waits to be read by us.
    """

    reviewer: Reviewer
    assigned: int
    owed: tuple[OwedCase, ...]
    unread: bool


def reviewer_standings(
    board: BoardFacts, store: Store, workspace: Workspace
) -> tuple[ReviewerStanding, ...]:
    """The reviewers who have cases, all of them in scope: a part of a panel's work is nobody's."""
    unread = [file for file in returned_files(board) if not file.read and file.waiting]
    elsewhere = _reviewing_elsewhere(board, store, workspace)
    names = {name: facts.branch.name for name, facts in board.by_branch.items()}
    return tuple(
        ReviewerStanding(
            reviewer=row.reviewer,
            assigned=len(row.branch_ids),
            owed=_owed(row, names),
            unread=any(_may_be_of(row.reviewer, file) for file in unread),
        )
        for row in reviewer_rows(board)
        if row.branch_ids and row.reviewer.id not in elsewhere
    )


def _may_be_of(reviewer: Reviewer, file: ReturnedFile) -> bool:
    """Whether a sheet may be a reviewer's: two may share an address."""
    by_address = file.sender.casefold() == reviewer.address.casefold()
    return file.reviewer_id == reviewer.id or by_address


def _owed(row: ReviewerRow, names: dict[str, str]) -> tuple[OwedCase, ...]:
    scored = {score.branch_id for score in row.scores}
    return tuple(
        OwedCase(number, name, names[name])
        for number, name in enumerate(row.branch_ids, 1)
        if name not in scored
    )


def _reviewing_elsewhere(board: BoardFacts, store: Store, workspace: Workspace) -> frozenset[str]:
    """The reviewers who have a case outside the scope."""
    if not workspace.settings.scope:
        return frozenset()
    outside = {branch.id for branch in load_roster(store).active} - board.by_branch.keys()
    assigned = assignment_of(board.decisions)
    return frozenset(one for name in outside for one in assigned.get(name, ()))
