"""WRITE: the letter review: its panel, who reviews what, and scores (notice 一.5)."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from store.db.acts import Act, subject, subject_id
from store.db.database import Store
from store.db.decisions import (
    Decision,
    Draft,
    Marking,
    latest_of,
    live_decisions,
    payload_of,
)
from store.errors import UsageError
from store.items.review_balance import Balance, Reader, assign, may_review
from store.model import Problem
from store.notice.notice import Criterion, Notice
from store.roster.stored import load_roster
from store.text.visible import visible


class Reviewer(msgspec.Struct, frozen=True):
    """One reviewer of the panel.

    `sub_committee_id` and `branch_id` say where they belong, "" where to none that takes part.
    The id stands on packs and sheets. One who `left` reviews nothing.
    """

    id: str
    name: str
    kind: str
    sub_committee_id: str = ""
    branch_id: str = ""
    address: str = ""
    left: bool = False

    @property
    def reader(self) -> Reader:
        """What the balance asks of them."""
        return Reader(self.id, self.kind, self.sub_committee_id or None, self.branch_id or None)


class Score(msgspec.Struct, frozen=True):
    """What one reviewer gives one branch: points by criterion, and a comment.

    `source` says where it was read: a file's subject, a path, or "" for what was typed in.
    """

    reviewer_id: str
    branch_id: str
    points: Mapping[str, float] = msgspec.field(default_factory=dict)
    comment: str = ""
    source: str = ""


def save_reviewers(
    store: Store,
    reviewers: Sequence[Reviewer],
    notice: Notice,
    *,
    marking: Marking,
) -> str:
    """Record reviewers as a whole, new or changed, as one batch; returns the batch.

    A reviewer of a branch belongs to its sub-committee too, whatever was said.

    Raises:
        UsageError: `review.name`, `review.kind` (none of the notice's), `review.unit` or
            `review.branch` (unknown).
    """
    roster = load_roster(store)
    units = {unit.id for unit in roster.sub_committees}
    home = {branch.id: branch.sub_committee_id for branch in roster.branches}
    drafts = []
    for reviewer in reviewers:
        if not reviewer.name.strip():
            raise UsageError("review.name")
        if reviewer.kind not in notice.review.kinds:
            known = "、".join(notice.review.kinds)
            raise UsageError("review.kind", kind=reviewer.kind, known=known)
        if reviewer.branch_id and reviewer.branch_id not in home:
            raise UsageError("review.branch", branch=reviewer.branch_id)
        unit = home.get(reviewer.branch_id, reviewer.sub_committee_id)
        if unit and unit not in units:
            raise UsageError("review.unit", unit=unit)
        payload = payload_of(reviewer) | {
            "sub_committee_id": unit,
            # It stands in documents, file names and mails: one line, and nothing invisible in it.
            "name": visible(" ".join(reviewer.name.split())),
        }
        drafts.append(Draft(Act.REVIEWER, subject("reviewer", reviewer.id), payload))
    return marking.write(store, drafts)


def assign_all(
    store: Store,
    per_branch: int,
    *,
    marking: Marking,
) -> Balance:
    """Assign every branch that takes part anew, balanced; scores already in stay.

    Raises:
        UsageError: `review.no_panel`, `review.no_branches` or `review.per_branch`.
    """
    if per_branch < 1:
        raise UsageError("review.per_branch", n=per_branch)
    decisions = live_decisions(store)
    panel = [one for one in reviewers_of(decisions).values() if not one.left]
    branches = load_roster(store).active
    if not panel:
        raise UsageError("review.no_panel")
    if not branches:
        raise UsageError("review.no_branches")
    balance = assign([one.reader for one in panel], branches, per_branch)
    called = {one.id: one.name for one in panel}
    problems = tuple(
        Problem(one.code, {**one.params, "reviewer": called[str(one.params["reviewer"])]})
        if "reviewer" in one.params
        else one
        for one in balance.problems
    )
    balance = msgspec.structs.replace(balance, problems=problems)
    marking.write(
        store,
        [
            Draft(Act.ASSIGN, subject("branch", branch_id), {"reviewer_ids": list(names)})
            for branch_id, names in balance.reviewers.items()
        ],
    )
    return balance


def assign_branch(
    store: Store,
    branch_id: str,
    reviewer_ids: Sequence[str],
    *,
    marking: Marking,
    reason: str = "",
) -> str:
    """Say by hand who reviews one branch; returns the batch.

    Raises:
        UsageError: `review.branch`, `review.reviewer` (unknown or left) or `review.own_house`.
    """
    branch = next((one for one in load_roster(store).active if one.id == branch_id), None)
    if branch is None:
        raise UsageError("review.branch", branch=branch_id)
    panel = reviewers_of(live_decisions(store))
    for name in reviewer_ids:
        if name not in panel or panel[name].left:
            raise UsageError("review.reviewer", reviewer=name)
        if not may_review(panel[name].reader, branch):
            raise UsageError("review.own_house", reviewer=panel[name].name, branch=branch.name)
    draft = Draft(
        Act.ASSIGN,
        subject("branch", branch_id),
        {"reviewer_ids": list(dict.fromkeys(reviewer_ids))},
        reason,
    )
    return marking.write(store, [draft])


def record_scores(
    store: Store,
    scores: Sequence[Score],
    notice: Notice,
    *,
    marking: Marking,
    beside: Sequence[Draft] = (),
) -> str:
    """Record scores as one batch; a later score replaces an earlier one; returns the batch.

    Args:
        beside: what else is decided by the same key press, such as what a file is.

    Raises:
        UsageError: `review.not_assigned`, `review.criterion` or `review.points` (outside of
            0 to the criterion's points).
    """
    assigned = assignment_of(live_decisions(store))
    branches = {branch.id: branch for branch in load_roster(store).branches}
    for score in scores:
        if score.reviewer_id not in assigned.get(score.branch_id, ()):
            raise UsageError(
                "review.not_assigned", reviewer=score.reviewer_id, branch=score.branch_id
            )
        second_year = branches[score.branch_id].consecutive_years
        _check_points(score, notice.criteria_for(second_year=second_year))
    drafts = [
        Draft(
            Act.SCORE, subject("score", f"{score.reviewer_id}/{score.branch_id}"), payload_of(score)
        )
        for score in scores
    ]
    return marking.write(store, [*drafts, *beside])


def new_reviewer_id() -> str:
    """A fresh id, short enough to type; it stands on packs and sheets."""
    return f"R{uuid.uuid4().hex[:6]}"


def reviewers_of(decisions: Iterable[Decision]) -> dict[str, Reviewer]:
    """The reviewers by id, those who left too; the latest word on each wins."""
    return latest_of(decisions, Act.REVIEWER, Reviewer)


def assignment_of(decisions: Iterable[Decision]) -> dict[str, tuple[str, ...]]:
    """The reviewers of each branch that was assigned; those who left are gone from it."""
    made_list = list(decisions)
    gone = {name for name, one in reviewers_of(made_list).items() if one.left}
    latest = {
        subject_id(made.subject): msgspec.convert(made.payload["reviewer_ids"], list[str])
        for made in made_list
        if made.act is Act.ASSIGN
    }
    return {
        branch_id: tuple(name for name in names if name not in gone)
        for branch_id, names in latest.items()
    }


def scores_of(decisions: Iterable[Decision]) -> dict[str, tuple[Score, ...]]:
    """The scores by branch; those of reviewers who are not assigned any more count not."""
    made_list = list(decisions)
    assigned = assignment_of(made_list)
    latest = latest_of(made_list, Act.SCORE, Score)
    found: dict[str, list[Score]] = defaultdict(list)
    for score in latest.values():
        if score.reviewer_id in assigned.get(score.branch_id, ()):
            found[score.branch_id].append(score)
    return {branch_id: tuple(scores) for branch_id, scores in found.items()}


def missing_kinds(reviewers: Iterable[Reviewer], notice: Notice) -> tuple[str, ...]:
    """The kinds of the notice that the panel has nobody of (notice 一.5)."""
    present = {one.kind for one in reviewers if not one.left}
    return tuple(kind for kind in notice.review.kinds if kind not in present)


def _check_points(score: Score, criteria: Sequence[Criterion]) -> None:
    for criterion in criteria:
        points = score.points.get(criterion.id)
        if points is None:
            raise UsageError("review.criterion", criterion=criterion.name)
        if not 0 <= points <= criterion.points:
            raise UsageError(
                "review.points", criterion=criterion.name, points=points, most=criterion.points
            )
    extra = set(score.points) - {criterion.id for criterion in criteria}
    if extra:
        raise UsageError("review.criterion", criterion=", ".join(sorted(extra)))
