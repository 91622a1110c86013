"""What F8 shows: results of the letter review, its panel, and the selection for the volume."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, TypeVar

from store.model import SubCommittee
from store.text.visible import visible
from store.views.items.review import BranchReview, ReviewerRow, ReviewView
from store.views.items.volume import SelectionRow, SelectionView
from tui.base.desk import Desk
from tui.base.inks import STATE_INKS
from tui.board.columns import cell_text
from tui.places.split_place import SplitPlace
from tui.review.detail import branch_lines, reviewer_lines, selection_lines
from tui.widgets.painted import Line, Span, crop, crop_middle, fit, wrap
from tui.widgets.row_list import Row

if TYPE_CHECKING:
    from store.db.database import Store

REVIEW, PANEL, VOLUME = "review", "panel", "volume"
CHOICE_INKS = {"selected": "done bold", "reserve": "amber", "not_selected": "dim"}
R = TypeVar("R", BranchReview, SelectionRow)


@dataclass(frozen=True, slots=True)
class ReviewFacts:
    """The review and the selection, of one moment."""

    review: ReviewView
    selection: SelectionView


class ReviewList(SplitPlace[ReviewFacts]):
    """Three lists: results by branch, reviewers, the selection sheet."""

    NAME = "review"
    TABS = (REVIEW, PANEL, VOLUME)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        # The complaints about returned sheets that were read last.
        self.complaints: tuple[str, ...] = ()

    def read(self, store: Store) -> ReviewFacts:
        """Review and selection as of now."""
        from store.views.items.review import review
        from store.views.items.volume import selection

        workspace, now = self.desk.workspace, self.desk.clock()
        return ReviewFacts(review(store, workspace, now=now), selection(store, workspace, now=now))

    # -- drawing ---------------------------------------------------------------------------

    def counts(self, facts: ReviewFacts) -> Line:
        """How far the review is, then the selection."""
        say = self.desk.wording.say
        view = facts.review
        back = len(view.reviewers) - len(view.outstanding)
        done = sum(one.cell.state.complete for one in view.branches)
        chosen = len(facts.selection.chosen("selected"))
        line: list[Span] = [
            (say("review.count_done") + " ", "dim"),
            (f"{done}/{len(view.branches)}  ", "strong bold"),
            (say("review.count_back") + " ", "dim"),
            (f"{back}/{len(view.reviewers)}  ", "strong bold"),
            (say("review.count_selected") + " ", "dim"),
            (f"{chosen}  ", "strong bold"),
        ]
        unread = sum(one.unread for one in view.returned)
        if unread:
            line += [(say("review.count_unread") + " ", "dim"), (f"{unread}", "blue bold")]
        return line

    def rows(self, facts: ReviewFacts) -> Sequence[Row]:
        """The rows of the tab that is shown."""
        if self.tab == REVIEW:
            return _grouped(facts.review.branches, lambda one: one.sub_committee, self._branch_row)
        if self.tab == PANEL:
            return [
                Row(one.reviewer.id, partial(self._reviewer_row, one))
                for one in facts.review.reviewers
            ]
        return _grouped(facts.selection.rows, lambda one: one.sub_committee, self._selection_row)

    def heads(self, width: int) -> Line:
        """The heads of the tab that is shown."""
        say = self.desk.wording.say
        heads = {
            REVIEW: (
                ("branch", _name(width, 42)), ("count", 7), ("mean", 7), ("median", 7),
                ("spread", 7), ("flag", 14),
            ),
            PANEL: (("reviewer", 12), ("kind", 16), ("load", 9), ("address", 20)),
            VOLUME: (
                ("branch", _name(width, 47)), ("plan", 10), ("promotion", 8), ("sharing", 8),
                ("mean", 7), ("choice", 8), ("video", 6),
            ),
        }[self.tab or REVIEW]  # fmt: skip
        return [(fit(say(f"review.head_{name}"), cells), "dim") for name, cells in heads]

    def _branch_row(self, one: BranchReview, width: int) -> Line:
        say, found = self.desk.wording.say, one.result
        ink = STATE_INKS[one.cell.state]
        line: list[Span] = [_named(one.branch.name, _name(width, 42))]
        asked = len(one.reviewer_ids)
        count = f"{found.received if found else 0}/{asked}" if asked else "-"
        line.append((fit(count, 7), "done" if one.cell.state.complete else "dim"))
        for value in (found.mean, found.median, found.spread) if found else ():
            line.append((fit(f"{value:.1f}", 7), "text"))  # noqa: PERF401  (three at most)
        if found and found.disagreed:
            mark = say(f"state.{one.cell.state}")
            line.append((crop(f"{mark} {say('review.disagrees')}", 14), f"{ink} bold"))
        return line

    def _reviewer_row(self, one: ReviewerRow, width: int) -> Line:
        load = f"{len(one.scores)}/{len(one.branch_ids)}" if one.branch_ids else "-"
        whole = bool(one.branch_ids) and not one.outstanding
        return [
            (fit(visible(one.reviewer.name), 12), "text"),
            (fit(visible(one.reviewer.kind), 16), "text"),
            (fit(load, 9), "done" if whole else "amber" if one.branch_ids else "dim"),
            (crop(visible(one.reviewer.address), max(width - 37, 1)), "dim"),
        ]

    def _selection_row(self, one: SelectionRow, width: int) -> Line:
        say = self.desk.wording.say
        line: list[Span] = [_named(one.branch.name, _name(width, 47))]
        for column, cells in (("plan", 10), ("promotion", 8), ("sharing", 8)):
            cell = one.row.cell(column)
            mark, ink = say(f"state.{cell.state}"), STATE_INKS[cell.state]
            text = cell_text(cell, self.desk.wording) if cells > 8 else ""
            line.append((fit(crop(f"{mark} {text}", cells - 1), cells), ink))
        line.append((fit(f"{one.result.mean:.1f}" if one.result else "", 7), "text"))
        choice = one.selection.choice if one.selection else None
        line.append(
            (fit(say(f"cell.{choice}"), 8), CHOICE_INKS[choice])
            if choice
            else (fit(say("review.undecided"), 8), "dim")
        )
        line.append((say("review.recommended") if one.video_recommended else "", "blue bold"))
        return line

    def detail(self, width: int) -> list[Line]:
        """All that is known of the row under the cursor."""
        facts = self.facts
        if facts is None:
            return []
        wording = self.desk.wording
        if self.complaints and self.tab != VOLUME:
            lines: list[Line] = []
            for said in self.complaints:
                lines += [((part, "amber"),) for part in wrap(said, width)]
            return lines
        if self.tab == VOLUME:
            return selection_lines(self.selection_row, facts.selection, wording, width)
        if self.tab == PANEL:
            return reviewer_lines(self.reviewer_row, facts.review, wording, width)
        notice = self.desk.workspace.notice
        return branch_lines(self.branch_row, facts.review, notice, wording, width)

    # -- where the cursor is ---------------------------------------------------------------

    @property
    def branch_row(self) -> BranchReview | None:
        """The branch under the cursor of the review."""
        key = self.row_list.current
        branches = self.facts.review.branches if self.facts else ()
        return next((one for one in branches if one.branch.id == key), None)

    @property
    def reviewer_row(self) -> ReviewerRow | None:
        """The reviewer under the cursor."""
        key = self.row_list.current
        reviewers = self.facts.review.reviewers if self.facts else ()
        return next((one for one in reviewers if one.reviewer.id == key), None)

    @property
    def selection_row(self) -> SelectionRow | None:
        """The branch under the cursor of the selection."""
        key = self.row_list.current
        rows = self.facts.selection.rows if self.facts else ()
        return next((one for one in rows if one.branch.id == key), None)


def _grouped(
    found: Sequence[R],
    unit_of: Callable[[R], SubCommittee],
    draw: Callable[[R, int], Line],
) -> list[Row]:
    rows: list[Row] = []
    for unit, group in groupby(found, key=unit_of):
        rows.append(Row(None, partial(_heading, unit.name)))
        rows += [Row(one.branch.id, partial(draw, one)) for one in group]
    return rows


def _heading(name: str, width: int) -> Line:
    return ((fit(visible(name), width), "dim"),)


def _name(width: int, others: int) -> int:
    return max(width - others, 10)


def _named(name: str, width: int) -> Span:
    return fit(crop_middle(visible(name), width - 1), width), "text"
