"""The letter review's way back: returned sheets are read, checked and merged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from mailsync.review.score_return import read_returned
from store.db.acts import Act
from store.db.database import Store
from store.db.decisions import Draft, Marking, decide
from store.items.review import Reviewer, record_scores
from store.items.score_checks import CheckedSheet, check_sheet
from store.model import Params, Problem
from store.views.items.review import ReturnedFile, ReviewView
from store.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class TakenSheet:
    """A returned sheet and what came of it: `taken` scores were recorded, those of `empty` for
    branches of which nothing was received: somebody must look what was judged."""

    file: str
    checked: CheckedSheet
    taken: int
    replaced: int
    empty: tuple[str, ...] = ()


def take_file(
    store: Store,
    workspace: Workspace,
    view: ReviewView,
    path: Path,
    *,
    partly: bool = False,
    at: datetime,
    who: str,
) -> TakenSheet:
    """Read a returned sheet from a file and record its scores; see `take_returned`."""
    return _take(store, workspace, view, path, path.name, None, (), partly=partly, at=at, who=who)


def take_all_returned(
    store: Store,
    workspace: Workspace,
    view: ReviewView,
    *,
    partly: bool = False,
    at: datetime,
    who: str,
) -> tuple[TakenSheet, ...]:
    """Read every sheet that came by mail and was not read, the oldest first; see `take_returned`.

    A pack has its sheet twice, for Excel and for Word: an empty one beside the one that was filled
    in is off the queue too, and not told of.
    """
    taken = [
        (file, take_returned(store, workspace, view, file, partly=partly, at=at, who=who))
        for file in view.returned
        if file.unread
    ]
    filled = {(file.mail_id, sheet.checked.reviewer_id) for file, sheet in taken if sheet.taken}
    told = []
    for file, sheet in taken:
        if sheet.checked.blank and (file.mail_id, sheet.checked.reviewer_id) in filled:
            decide(store, [_off_the_queue(file)], at=at, who=who)
        else:
            told.append(sheet)
    return tuple(told)


def take_returned(
    store: Store,
    workspace: Workspace,
    view: ReviewView,
    file: ReturnedFile,
    *,
    partly: bool = False,
    at: datetime,
    who: str,
) -> TakenSheet:
    """Read a sheet that came by mail and record its scores.

    Nothing is recorded of a sheet with a mistake, unless `partly`: then the rows that hold, where
    nothing is wrong with the sheet as a whole. The file is then no submission of a branch.
    """
    at_address = [
        one.reviewer.id
        for one in view.reviewers
        if one.reviewer.address.casefold() == file.sender.casefold()
    ]
    # Of an address that two share, only the code in the sheet says whose it is.
    expected = at_address[0] if len(at_address) == 1 else None
    path = workspace.blobs.path(file.digest)
    beside = (_off_the_queue(file),)
    return _take(
        store, workspace, view, path, file.path, expected, beside, file.subject,
        partly=partly, at=at, who=who,
    )  # fmt: skip


def _off_the_queue(file: ReturnedFile) -> Draft:
    """A score sheet is no submission of a branch."""
    return Draft(Act.NOT_OURS, file.subject, {"remember": False})


def _take(
    store: Store,
    workspace: Workspace,
    view: ReviewView,
    path: Path,
    name: str,
    expected: str | None,
    beside: tuple[Draft, ...],
    source: str = "",
    *,
    partly: bool,
    at: datetime,
    who: str,
) -> TakenSheet:
    checked = check_path(view, workspace, path, name, expected=expected, source=source or name)
    ready = checked.usable and (partly or not checked.problems)
    if not ready:
        return TakenSheet(name, checked, 0, 0)
    before = {
        score.branch_id
        for one in view.reviewers
        if one.reviewer.id == checked.reviewer_id
        for score in one.scores
    }
    record_scores(store, checked.scores, workspace.notice, marking=Marking(at, who), beside=beside)
    replaced = sum(one.branch_id in before for one in checked.scores)
    empty = view.nothing_received(one.branch_id for one in checked.scores)
    return TakenSheet(name, checked, len(checked.scores), replaced, empty)


def check_path(
    view: ReviewView,
    workspace: Workspace,
    path: Path,
    name: str,
    *,
    expected: str | None = None,
    source: str = "",
) -> CheckedSheet:
    """Read and check a sheet without recording anything."""
    found = read_returned(path)
    if isinstance(found, Problem):
        params: Params = {**found.params, "file": name}
        return CheckedSheet(None, (), (Problem(found.code, params),))
    panel: dict[str, Reviewer] = {one.reviewer.id: one.reviewer for one in view.reviewers}
    branches = {one.branch.id: one.branch for one in view.branches}
    cases = {one.reviewer.id: [branches[name] for name in one.branch_ids] for one in view.reviewers}
    return check_sheet(found, panel, cases, workspace.notice, expected=expected, source=source)
