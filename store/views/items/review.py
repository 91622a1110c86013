"""READ: the letter review: panel, loads, what is outstanding, results, returned sheets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from store.db.database import Store
from store.items.leniency import Total, corrected_means, ranks
from store.items.review import Reviewer, Score, missing_kinds, reviewers_of
from store.items.review_pack import ReviewPack, packs_of
from store.items.review_results import Result, result, total
from store.model import Branch, State, SubCommittee
from store.notice.notice import Notice
from store.views.board.branch_facts import Facts
from store.views.board.credits import Credit
from store.views.board.facts import BoardFacts, read_facts
from store.views.board.rows import branch_rows
from store.views.board.types import BranchRow, Cell
from store.views.items.promotion import in_roster_order
from store.workspace.workspace import Workspace

_SHEETS = (".xlsx", ".docx")
_NOTHING = (State.MISSING, State.OPEN)


@dataclass(frozen=True, slots=True)
class ReviewerRow:
    """One reviewer: the branches that are theirs in the order of their cases, their scores, and
    the pack that was made for them last."""

    reviewer: Reviewer
    branch_ids: tuple[str, ...]
    scores: tuple[Score, ...]
    pack: ReviewPack | None = None

    @property
    def outstanding(self) -> int:
        """How many branches they have not scored."""
        return len(self.branch_ids) - len(self.scores)


@dataclass(frozen=True, slots=True)
class BranchReview:
    """One branch: who reviews it, how it came out, its cell of the board; `empty` says that
    neither its plan nor its video was received, so that there is nothing to be judged.

    `corrected` is its mean without how strict its reviewers are; the ranks are places among all
    branches that were scored, by the mean as it is and as it is corrected.
    """

    branch: Branch
    sub_committee: SubCommittee
    reviewer_ids: tuple[str, ...]
    result: Result | None
    cell: Cell
    corrected: float | None = None
    rank: int | None = None
    corrected_rank: int | None = None
    empty: bool = False


@dataclass(frozen=True, slots=True)
class ReturnedFile:
    """A file that may be a returned score sheet: it came from a reviewer's address, or its name
    says so. `unread` says that nobody took scores from it and nobody said what else it is."""

    subject: str
    mail_id: int
    path: str
    digest: str
    sender: str
    received_at: datetime | None
    reviewer_id: str | None
    unread: bool


@dataclass(frozen=True, slots=True)
class ReviewView:
    """Everything on item 5. Reviewers who left are not in it."""

    revision: int
    reviewers: tuple[ReviewerRow, ...]
    branches: tuple[BranchReview, ...]
    missing_kinds: tuple[str, ...]
    returned: tuple[ReturnedFile, ...]

    @property
    def assigned(self) -> int:
        """How many branches have reviewers."""
        return sum(bool(one.reviewer_ids) for one in self.branches)

    def nothing_received(self, branch_ids: Iterable[str]) -> tuple[str, ...]:
        """The names of those branches of which nothing was received."""
        wanted = set(branch_ids)
        return tuple(
            one.branch.name for one in self.branches if one.empty and one.branch.id in wanted
        )

    @property
    def outstanding(self) -> tuple[ReviewerRow, ...]:
        """The reviewers who still owe scores."""
        return tuple(one for one in self.reviewers if one.outstanding)


def review(store: Store, workspace: Workspace, *, now: datetime) -> ReviewView:
    """Read the review as of a moment. Its exercise covers all branches in scope."""
    with store.snapshot():
        revision = store.revision()
        facts = read_facts(store, workspace, as_of=now)
    return ReviewView(
        revision=revision,
        reviewers=reviewer_rows(facts),
        branches=branch_reviews(facts, branch_rows(facts), workspace.notice),
        missing_kinds=missing_kinds(_panel(facts), workspace.notice),
        returned=returned_files(facts),
    )


def branch_reviews(
    facts: BoardFacts, rows: Sequence[BranchRow], notice: Notice
) -> tuple[BranchReview, ...]:
    """How the review of each branch came out, in the order of the roster."""
    ordered = in_roster_order(facts)
    cells = {row.branch.id: row.cell("review") for row in rows}
    empty = {
        row.branch.id
        for row in rows
        if all(row.cell(column).state in _NOTHING for column in ("plan", "video"))
    }
    results = {
        entry.branch.id: found
        for entry in ordered
        if (found := result(entry.scores, notice, second_year=entry.branch.consecutive_years))
    }
    fair = corrected_means(_totals(ordered, notice))
    places = ranks({name: found.mean for name, found in results.items()})
    fair_places = ranks(fair)
    return tuple(
        BranchReview(
            branch=entry.branch,
            sub_committee=facts.units[entry.branch.sub_committee_id],
            reviewer_ids=tuple(entry.reviewers),
            result=results.get(entry.branch.id),
            cell=cells[entry.branch.id],
            corrected=fair.get(entry.branch.id),
            rank=places.get(entry.branch.id),
            corrected_rank=fair_places.get(entry.branch.id),
            empty=entry.branch.id in empty,
        )
        for entry in ordered
    )


def _totals(ordered: Sequence[Facts], notice: Notice) -> list[Total]:
    """Every whole score of every branch as points of 100."""
    found = []
    for entry in ordered:
        criteria = notice.criteria_for(second_year=entry.branch.consecutive_years)
        found += [
            Total(one.reviewer_id, entry.branch.id, total(one, criteria))
            for one in entry.scores
            if all(each.id in one.points for each in criteria)
        ]
    return found


def reviewer_rows(facts: BoardFacts) -> tuple[ReviewerRow, ...]:
    """The reviewers who have not left, in the order in which they were recorded."""
    ordered, packs = in_roster_order(facts), packs_of(facts.decisions)
    return tuple(
        ReviewerRow(
            reviewer=one,
            branch_ids=tuple(e.branch.id for e in ordered if one.id in e.reviewers),
            scores=tuple(s for e in ordered for s in e.scores if s.reviewer_id == one.id),
            pack=packs.get(one.id),
        )
        for one in _panel(facts)
    )


def returned_files(facts: BoardFacts) -> tuple[ReturnedFile, ...]:
    """The files that may be returned sheets, oldest first: the later one has the last word."""
    panel = _panel(facts)
    by_address = {one.address.casefold(): one.id for one in panel if one.address}
    used = {score.source for entry in facts.by_branch.values() for score in entry.scores}
    return tuple(
        ReturnedFile(
            subject=credit.subject,
            mail_id=credit.mail_id,
            path=credit.path,
            digest=credit.digest,
            sender=credit.sender_email,
            received_at=credit.received_at,
            reviewer_id=_whose(credit, by_address, panel),
            unread=credit.decided_by is None and credit.subject not in used,
        )
        for credit in facts.arrived
        if not credit.is_link
        and credit.path.lower().endswith(_SHEETS)
        and _whose(credit, by_address, panel) is not None
    )


def _panel(facts: BoardFacts) -> list[Reviewer]:
    return [one for one in reviewers_of(facts.decisions).values() if not one.left]


def _whose(credit: Credit, by_address: dict[str, str], panel: list[Reviewer]) -> str | None:
    """A sheet's name carries its reviewer's id; else whose address it came from."""
    named = next((one.id for one in panel if one.id in credit.path), None)
    return named or by_address.get(credit.sender_email.casefold())
