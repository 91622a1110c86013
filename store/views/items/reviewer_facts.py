"""READ: what letters to reviewers rest on: the scores each still owes, the pack made for each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from store.files.blobs import Blobs
from store.items.review import Reviewer, assignment_of
from store.items.review_pack import PackInput, ReviewPack, pack_basis
from store.model import FileKind
from store.views.board.branch_facts import Facts
from store.views.board.facts import BoardFacts
from store.views.items.review import ReturnedFile, ReviewerRow, returned_files, reviewer_rows
from store.views.items.volume import case_file
from store.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class OwedCase:
    """A case without a score: its number in the reviewer's pack, whose it is."""

    number: int
    branch_id: str
    branch: str


@dataclass(frozen=True, slots=True)
class ReviewerStanding:
    """One reviewer of the panel who has cases; no score of anybody is in it.

    `unread` says that a sheet of theirs came by mail and waits to be read by us. `pack` is the one
    that was made for them last; `pack_state` is "old" where it would be another one now, and "lost"
    where its content is not there any more.
    """

    reviewer: Reviewer
    assigned: int
    owed: tuple[OwedCase, ...]
    unread: bool
    pack: ReviewPack | None = None
    pack_state: Literal["ready", "old", "lost"] = "ready"


def reviewer_standings(board: BoardFacts, workspace: Workspace) -> tuple[ReviewerStanding, ...]:
    """The reviewers who have cases, all of them in scope: a part of a panel's work is nobody's."""
    unread = [file for file in returned_files(board) if file.unread]
    elsewhere = _reviewing_elsewhere(board, workspace)
    names = {name: facts.branch.name for name, facts in board.by_branch.items()}
    blobs = workspace.blobs
    return tuple(
        ReviewerStanding(
            reviewer=row.reviewer,
            assigned=len(row.branch_ids),
            owed=_owed(row, names),
            unread=any(_may_be_of(row.reviewer, file) for file in unread),
            pack=row.pack,
            pack_state=_pack_state(row, board, blobs),
        )
        for row in reviewer_rows(board)
        if row.branch_ids and row.reviewer.id not in elsewhere
    )


def _pack_state(
    row: ReviewerRow, board: BoardFacts, blobs: Blobs
) -> Literal["ready", "old", "lost"]:
    pack = row.pack
    if pack is None or pack.way != "mail":
        return "ready"
    now = pack_basis(
        row.reviewer,
        (_input(board.by_branch[name], board, blobs) for name in row.branch_ids),
        videos=pack.videos_in > 0,
        return_by=date.fromisoformat(pack.return_by) if pack.return_by else None,
        blind=pack.blind,
    )
    if now != pack.basis:
        return "old"
    return "ready" if blobs.size_of(pack.digest) == pack.size_bytes else "lost"


def _input(facts: Facts, board: BoardFacts, blobs: Blobs) -> PackInput:
    plan, video = (case_file(facts, kind) for kind in (FileKind.PLAN, FileKind.VIDEO))
    return PackInput(
        facts.branch,
        board.units[facts.branch.sub_committee_id],
        plan.digest if plan and blobs.has(plan.digest) else "",
        video.digest if video and blobs.has(video.digest) else "",
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


def _reviewing_elsewhere(board: BoardFacts, workspace: Workspace) -> frozenset[str]:
    """The reviewers who have a case outside the scope."""
    if not workspace.settings.scope:
        return frozenset()
    outside = {branch.id for branch in board.everyone.active} - board.by_branch.keys()
    assigned = assignment_of(board.decisions)
    return frozenset(one for name in outside for one in assigned.get(name, ()))
