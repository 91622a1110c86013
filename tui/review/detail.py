"""The details of F8 in lines: a branch's results, a reviewer's sheets, a case's four sources."""

from __future__ import annotations

from collections.abc import Iterator

from store.items.review_pack import ReviewPack
from store.notice.notice import Notice
from store.text.sizes import size_text
from store.text.wording import Wording
from store.views.items.review import BranchReview, ReviewerRow, ReviewView
from store.views.items.volume import BuiltVolume, SelectionRow, SelectionView
from tui.base.cell_words import cell_text
from tui.base.cells import crop, fit
from tui.base.inks import STATE_INKS
from tui.widgets.painted import Line, wrapped

_CHOICE_INKS = {"selected": "done bold", "reserve": "amber bold", "not_selected": "text"}
_VOLUMES = 3


def branch_lines(
    row: BranchReview | None, view: ReviewView, notice: Notice, wording: Wording, width: int
) -> list[Line]:
    """How the review of one branch came out; whose comment is whose is not said."""
    if row is None:
        return []
    say, found = wording.say, row.result
    lines = list(wrapped(row.branch.name, width, "strong bold"))
    if row.empty:
        lines += wrapped(say("review.empty"), width, "amber")
    names = {one.reviewer.id: one.reviewer.name for one in view.reviewers}
    if not row.reviewer_ids:
        return [*lines, (), *wrapped(say("review.not_assigned_yet"), width, "dim")]
    asked = "、".join(names.get(one, one) for one in row.reviewer_ids)
    lines += wrapped(say("review.asked", names=asked), width, "dim")
    if found is None:
        return [*lines, (), *wrapped(say("review.nothing_in"), width, "dim")]
    figures = say(
        "review.figures",
        mean=f"{found.mean:.1f}",
        median=f"{found.median:.1f}",
        low=f"{found.lowest:.1f}",
        high=f"{found.highest:.1f}",
    )
    lines += [(), *wrapped(figures, width, "strong")]
    if found.disagreed:
        ink = STATE_INKS[row.cell.state]
        accepted = row.cell.state == "accepted"
        said = say("review.disagree_accepted" if accepted else "review.disagree_how")
        lines += wrapped(said, width, ink)
    points = dict(found.by_criterion)
    for one in notice.criteria_for(second_year=row.branch.consecutive_years):
        text = f"{points[one.id]:5.1f}/{one.points}  {one.name}"
        lines += wrapped(text, width, "text")
    if found.comments:
        lines += [(), ((say("review.comments"), "dim"),)]
        for comment in found.comments:
            lines += wrapped(comment, width, "text")
    return lines


def reviewer_lines(
    row: ReviewerRow | None, view: ReviewView, wording: Wording, width: int
) -> list[Line]:
    """What a reviewer has to do, what the panel lacks, sheets that came by mail."""
    say = wording.say
    lines: list[Line] = []
    if view.missing_kinds:
        said = say("review.missing_kinds", kinds="、".join(view.missing_kinds))
        lines += [*wrapped(said, width, "amber"), ()]
    if row is not None:
        head = f"{row.reviewer.name}  {row.reviewer.id}"
        lines += [*wrapped(head, width, "strong bold")]
        if row.pack is not None:
            lines += wrapped(_pack_words(row.pack, wording), width, "dim")
        scored = {score.branch_id for score in row.scores}
        names = {one.branch.id: one.branch.name for one in view.branches}
        for number, name in enumerate(row.branch_ids, 1):
            mark = say("review.in" if name in scored else "review.out")
            ink = "done" if name in scored else "dim"
            label = crop(f"{number:02d} {names.get(name, name)}", max(width - 5, 1))
            lines.append(((fit(mark, 4), f"{ink} bold"), (label, "text")))
    waiting = [one for one in view.returned if one.unread]
    if waiting:
        lines += [(), ((say("review.came_back"), "dim"),)]
        for one in waiting:
            lines += wrapped(f"{one.path}  {one.sender}", width, "blue")
    return lines


def _pack_words(pack: ReviewPack, wording: Wording) -> str:
    """How the pack gets there, and by when its sheet is asked for."""
    told = wording.say(f"review.pack_{pack.way}", n=pack.cases, size=size_text(pack.size_bytes))
    return told + (wording.say("review.pack_by", day=pack.return_by) if pack.return_by else "")


def selection_lines(
    row: SelectionRow | None, view: SelectionView, wording: Wording, width: int
) -> list[Line]:
    """The four sources of one case (notice 一.6), what was chosen, and the volumes built."""
    say = wording.say
    lines: list[Line] = []
    if row is not None:
        lines += wrapped(row.branch.name, width, "strong bold")
        if row.selection is not None:
            choice = row.selection.choice
            said = f"{say(f'cell.{choice}')}  {row.selection.reason}"
            lines += wrapped(said, width, _CHOICE_INKS[choice])
            lines.append(((say("review.chosen_by", who=row.selection.who), "dim"),))
        for column in ("plan", "video", "promotion", "sharing", "eval_form", "review"):
            cell = row.row.cell(column)
            mark = fit(say(f"state.{cell.state}"), 3)
            text = f"{say(f'item_title.{column}')}  {cell_text(cell, wording)}"
            ink = STATE_INKS[cell.state]
            lines.append(((mark, f"{ink} bold"), (crop(text, max(width - 3, 1)), "text")))
        if row.case is not None:
            lines += wrapped(row.case.path.rsplit("/", 1)[-1], width, "dim")
        if row.result is not None and row.result.comments:
            lines += [(), ((say("review.comments"), "dim"),)]
            for comment in row.result.comments:
                lines += wrapped(comment, width, "text")
    for built in view.volumes[:_VOLUMES]:
        lines += [(), *_volume_lines(built, view, wording, width)]
    return lines


def _volume_lines(
    built: BuiltVolume,
    view: SelectionView,
    wording: Wording,
    width: int,
) -> Iterator[Line]:
    say = wording.say
    count = len(built.changes) + len(built.added)
    said = say("review.volume_is", n=len(built.volume.chapters), who=built.who)
    yield from wrapped(said, width, "strong")
    if not count:
        yield ((say("volume.unchanged"), "done"),)
        return
    yield from wrapped(say("volume.changed_since", n=count), width, "amber")
    names = {one.branch.id: one.branch.name for one in view.rows}
    for chapter, change in built.changes:
        name = names.get(chapter.branch_id, chapter.branch_id)
        yield from wrapped(f"{say(f'volume.change_{change}')}  {name}", width, "amber")
    for branch_id in built.added:
        text = f"{say('volume.change_added')}  {names.get(branch_id, branch_id)}"
        yield from wrapped(text, width, "amber")
