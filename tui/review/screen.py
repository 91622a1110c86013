"""F8: the letter review and the volume: panel, assignment, packs, sheets, selection, the book."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from msgspec.structs import replace
from textual import work

from mailsync.programs.office import find_office
from mailsync.review.exchange import TakenSheet, take_all_returned, take_file
from mailsync.review.packing import MadePacks, PackJob, keep_packs, write_packs
from mailsync.volume.volume import MadeVolume, make_volume
from store.db.acts import subject
from store.db.database import Store
from store.db.decisions import Marking, live_decisions
from store.decisions.marks import accept as accept_findings
from store.errors import UsageError
from store.items.review import (
    Reviewer,
    assign_all,
    new_reviewer_id,
    reviewers_of,
    save_reviewers,
)
from store.items.reviewer_table import read_reviewers
from store.items.volume import Choice, choose, recommend_videos
from store.roster.name_keys import name_under, unit_key
from store.roster.stored import load_roster
from store.text.visible import visible
from store.text.wording import LANGUAGES, load
from store.views.board.columns.review import DISAGREEMENT
from store.views.items.review import BranchReview, ReviewerRow, ReviewView, review
from store.views.items.volume import SelectionRow, SelectionView, selection
from tui.base import keys
from tui.base.actions import Command
from tui.base.cell_words import cell_text
from tui.base.desk import Desk
from tui.base.inks import STATE_INKS
from tui.base.job_host import ASKING
from tui.base.jobs import opened
from tui.dialogs.ask import AskText, AskYes
from tui.dialogs.form import Field, MarkForm
from tui.dialogs.mark_fields import day_of
from tui.places.split_place import SplitPlace
from tui.review.detail import branch_lines, reviewer_lines, selection_lines
from tui.review.doubts import doubts_words
from tui.review.pack_words import remarks
from tui.widgets.painted import Line, Span, wrapped
from tui.widgets.row_list import Row, heading
from tui.widgets.table import Column, Table

if TYPE_CHECKING:
    from datetime import datetime

REVIEW, PANEL, VOLUME = "review", "panel", "volume"
# What the lists of branches may be ordered by; the name of the head that is.
ORDERS = ("roster", "mean", "corrected", "spread")
CHOICE_INKS = {"selected": "done bold", "reserve": "amber", "not_selected": "dim"}
R = TypeVar("R", BranchReview, SelectionRow)
# Columns that give way where names have less room than this; the details have them.
_SPARE = ("median", "spread", "promotion", "sharing")
_NAME_CELLS = 25


# So many branches are named of whose cases something is to be said.
_DOUBTS_SHOWN = 6


@dataclass(frozen=True, slots=True)
class ReviewFacts:
    """The review and the selection, of one moment."""

    review: ReviewView
    selection: SelectionView


class ReviewPlace(SplitPlace[ReviewFacts]):
    """Each action ends in one decision that Ctrl+Z takes back, or in files."""

    NAME = "review"
    TABS = (REVIEW, PANEL, VOLUME)
    OWN_COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("next_tab", keys.NEXT, "xia yi ye", 3, code="turn_page"),
        Command("choose('selected')", keys.YES, "ru xuan", 4, code="choose_selected"),
        Command("choose('reserve')", None, "bei xuan", 5, code="choose_reserve"),
        Command("choose('not_selected')", keys.NO, "wei ru xuan", 6, code="choose_not_selected"),
        Command("choose('')", None, "shou hui", 9, code="choose_nothing"),
        Command("new_reviewer", keys.NEW, "xin zhuan jia", 5),
        Command("edit_reviewer", keys.DO, "xiu gai zhuan jia", 6),
        Command("leave", keys.NO, "zhuan jia tui chu", 9),
        Command("assign", None, "fen pei", 6),
        Command("packs", None, "cai liao bao", 7),
        Command("read_sheets", keys.TAKE_IN, "du hui ping fen biao", 8),
        Command("remind", None, "cui jiao", 9),
        Command("accept_spread", keys.YES, "ren ke fen qi", 9),
        Command("build", None, "bian cheng wen ji", 7),
        Command("recommend", None, "pei xun ban tui jian", 8),
        Command("order", keys.SORT, "pai xu", 10),
        Command("import_table", None, "dao ru zhuan jia", 10, code="import_reviewers"),
        Command("select", keys.SELECT, "xuan zhong", 10),
    )
    OF_TABS: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "choose": (VOLUME,),
        **{
            f"choose_{name}": (VOLUME,)
            for name in ("selected", "reserve", "not_selected", "nothing")
        },
        "new_reviewer": (PANEL,),
        "edit_reviewer": (PANEL,),
        "leave": (PANEL,),
        "assign": (REVIEW, PANEL),
        "packs": (REVIEW, PANEL),
        "read_sheets": (REVIEW, PANEL),
        "remind": (REVIEW, PANEL),
        "accept_spread": (REVIEW,),
        "build": (VOLUME,),
        "recommend": (VOLUME,),
        "order": (REVIEW, VOLUME),
        "import_reviewers": (PANEL,),
        "select": (VOLUME,),
    }

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        # The complaints about returned sheets, or a table of reviewers, that were read last.
        self.complaints: tuple[str, ...] = ()
        self.order = ORDERS[0]

    def read(self, store: Store) -> ReviewFacts:
        """Review and selection as of now."""
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
            return self._ordered(facts.review.branches)
        if self.tab == PANEL:
            table = self.table()
            return [table.row(one.reviewer.id, one) for one in facts.review.reviewers]
        return self._ordered(facts.selection.rows)

    def _ordered(self, found: Sequence[R]) -> list[Row]:
        """Rows below their sub-committees as on the roster, or the highest first."""
        table = self.table()
        if self.order == ORDERS[0] or self.facts is None:
            rows: list[Row] = []
            for unit, group in groupby(found, key=lambda one: one.sub_committee):
                rows.append(heading(unit.name))
                rows += [table.row(one.branch.id, one) for one in group]
            return rows
        figures = {one.branch.id: _figure(one, self.order) for one in self.facts.review.branches}
        # What has no figure stands below, in the order of the roster.
        ranked = sorted(found, key=lambda one: -figures.get(one.branch.id, -1.0))
        return [table.row(one.branch.id, one) for one in ranked]

    def table(self) -> Table[Any]:
        """The columns of the tab that is shown."""
        say = self.desk.wording.say

        def column(name: str, width: int, draw: Callable[[Any], Span]) -> Column[Any]:
            ordered = name == self.order
            head = "strong bold" if ordered else "dim"
            spare = name in _SPARE and not ordered
            return Column(draw, width, say(f"review.head_{name}"), head=head, spare=spare)

        if self.tab == PANEL:
            return Table(
                column("reviewer", 12, lambda one: (visible(one.reviewer.name), "text")),
                column("kind", 16, lambda one: (visible(one.reviewer.kind), "text")),
                column("load", 9, _load),
                column("address", 0, lambda one: (visible(one.reviewer.address), "dim")),
            )
        branch = Column(self._branch, 0, say("review.head_branch"), least=_NAME_CELLS, middle=True)
        if self.tab == VOLUME:
            return Table(
                branch,
                column("plan", 10, partial(self._item, "plan")),
                column("promotion", 8, partial(self._item, "promotion")),
                column("sharing", 8, partial(self._item, "sharing")),
                column("mean", 7, partial(_score, "mean")),
                column("choice", 9, self._choice),
                column("video", 6, self._video),
            )
        return Table(
            branch,
            column("count", 7, _count),
            column("mean", 7, partial(_score, "mean")),
            column("corrected", 10, _corrected),
            column("median", 7, partial(_score, "median")),
            column("spread", 7, partial(_score, "spread")),
            column("flag", 14, self._flag),
        )

    def _branch(self, one: BranchReview | SelectionRow) -> Span:
        """The branch, without its sub-committee where that stands above it, else with it."""
        name, unit = visible(one.branch.name), visible(one.sub_committee.name)
        if self.order == ORDERS[0]:
            name = name_under(name, unit, one.sub_committee.aliases)
        elif unit_key(unit) not in name:
            name = f"{unit} {name}"
        return name, "text"

    def _flag(self, one: BranchReview) -> Span:
        if one.result is None or not one.result.disagreed:
            return "", "text"
        say, state = self.desk.wording.say, one.cell.state
        return f"{say(f'state.{state}')} {say('review.disagrees')}", f"{STATE_INKS[state]} bold"

    def _item(self, column: str, one: SelectionRow) -> Span:
        cell = one.row.cell(column)
        mark = self.desk.wording.say(f"state.{cell.state}")
        text = f" {cell_text(cell, self.desk.wording)}" if column == "plan" else ""
        return mark + text, STATE_INKS[cell.state]

    def _choice(self, one: SelectionRow) -> Span:
        say = self.desk.wording.say
        if one.selection is None or not one.selection.choice:
            return say("review.undecided"), "dim"
        return say(f"cell.{one.selection.choice}"), CHOICE_INKS[one.selection.choice]

    def _video(self, one: SelectionRow) -> Span:
        said = self.desk.wording.say("review.recommended") if one.video_recommended else ""
        return said, "blue bold"

    def detail(self, width: int) -> list[Line]:
        """All that is known of the row under the cursor."""
        facts = self.facts
        if facts is None:
            return []
        wording = self.desk.wording
        if self.complaints and self.tab != VOLUME:
            lines: list[Line] = []
            for said in self.complaints:
                lines += wrapped(said, width, "amber")
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

    def can(self) -> Mapping[str, bool]:
        """What may be done with the row under the cursor."""
        if self.facts is None:
            return {}
        result = self.branch_row.result if self.branch_row is not None else None
        some = self.selection_row is not None
        return {
            **dict.fromkeys(("edit_reviewer", "leave"), self.reviewer_row is not None),
            **dict.fromkeys(("choose_selected", "choose_not_selected", "select"), some),
            "accept_spread": result is not None and result.disagreed,
        }

    def on_row_list_moved(self) -> None:
        """Another row's details, no complaints any more."""
        self.complaints = ()

    def on_row_list_opened(self) -> None:
        """A second click changes a reviewer."""
        if self.tab == PANEL:
            self.action_edit_reviewer()

    def action_order(self) -> None:
        """Order the branches by the next figure, the highest first."""
        self.order = ORDERS[(ORDERS.index(self.order) + 1) % len(ORDERS)]
        if self.facts is not None:
            self.show(self.facts)
            first = next((row.key for row in self.rows(self.facts) if row.key), None)
            if first is not None:
                self.row_list.go_to(first)
        say = self.desk.wording.say
        self.said.say(say("review.order", order=say(f"review.order_{self.order}")), "dim")

    # -- panel -----------------------------------------------------------------------------

    @work(group=ASKING, exit_on_error=False)
    async def action_import_table(self) -> None:
        """Record reviewers from a table; rows that cannot be read are told."""
        desk, revision, facts = self.desk, self.revision, self.facts
        form = AskText(desk.wording.say("review.import_ask"), desk.wording, path=True)
        path = await self.app.push_screen_wait(form)
        if not path or facts is None:
            return

        def write(store: Store, now: datetime) -> str:
            notice, known = desk.workspace.notice, reviewers_of(live_decisions(store)).values()
            found = read_reviewers(Path(path).expanduser(), load_roster(store), notice, known=known)
            say = desk.wording.say
            told = (*found.problems, *found.remarks)
            if found.reviewers:
                save_reviewers(
                    store, found.reviewers, notice, marking=Marking(now, desk.who, revision)
                )
            self.complaints = tuple(say(one.code, **one.params) for one in told)
            return say("review.imported", n=len(found.reviewers), bad=len(found.problems))

        self.decide(write)

    def action_new_reviewer(self) -> None:
        """Record a reviewer."""
        self._reviewer_form(None)

    def action_edit_reviewer(self) -> None:
        """Change the reviewer under the cursor."""
        if self.reviewer_row is not None:
            self._reviewer_form(self.reviewer_row.reviewer)

    @work(group=ASKING, exit_on_error=False)
    async def _reviewer_form(self, known: Reviewer | None) -> None:
        say, facts = self.desk.wording.say, self.facts
        if facts is None:
            return
        kinds = self.desk.workspace.notice.review.kinds
        branches = facts.review.branches
        units = {one.sub_committee.id: one.sub_committee.name for one in branches}
        fields = [
            Field("name", say("review.name"), known.name if known else ""),
            Field(
                "kind",
                say("review.kind"),
                known.kind if known and known.kind in kinds else kinds[0],
                tuple((kind, kind) for kind in kinds),
            ),
            Field(
                "unit",
                say("review.unit"),
                known.sub_committee_id if known and known.sub_committee_id in units else "-",
                (("-", say("review.no_unit")), *units.items()),
            ),
            Field("address", say("review.address"), known.address if known else ""),
        ]

        form = MarkForm(
            say("review.form"), fields, self.desk.wording, text=say("review.form_about")
        )
        values = await self.app.push_screen_wait(form)
        if values is None:
            return
        made = Reviewer(
            known.id if known else new_reviewer_id(),
            values["name"],
            values["kind"],
            "" if values["unit"] == "-" else values["unit"],
            known.branch_id if known else "",
            values["address"],
        )
        self._save_reviewer(made, "review.recorded")

    def _check_day(self, values: Mapping[str, str]) -> None:
        if values["by"]:
            day_of(values["by"], self.desk)

    def action_leave(self) -> None:
        """The reviewer under the cursor leaves the panel."""
        if self.reviewer_row is not None:
            gone = replace(self.reviewer_row.reviewer, left=True)
            self._save_reviewer(gone, "review.has_left")

    def _save_reviewer(self, reviewer: Reviewer, code: str) -> None:
        revision, desk = self.revision, self.desk

        def write(store: Store, now: datetime) -> str:
            notice = desk.workspace.notice
            save_reviewers(store, [reviewer], notice, marking=Marking(now, desk.who, revision))
            return desk.wording.say(code, name=reviewer.name)

        self.decide(write)

    @work(group=ASKING, exit_on_error=False)
    async def action_assign(self) -> None:
        """Assign every branch anew, as many reviewers each as is said."""
        say, desk, revision = self.desk.wording.say, self.desk, self.revision
        usual = str(desk.workspace.notice.review.reviewers_per_branch)
        facts = self.facts
        has_scores = facts is not None and any(one.scores for one in facts.review.reviewers)
        about = say("review.assign_again") if has_scores else say("review.assign_about")

        fields = [Field("per", say("review.per_branch"), usual)]
        form = MarkForm(say("review.assign"), fields, desk.wording, text=about)
        values = await self.app.push_screen_wait(form)
        if values is None:
            return
        per = int(values["per"]) if values["per"].isdecimal() else 0

        def write(store: Store, now: datetime) -> str:
            balance = assign_all(store, per, marking=Marking(now, desk.who, revision))
            code = "review.assigned_fewer" if balance.fewer else "review.assigned"
            told = [say(code, n=len(balance.reviewers), per=per)]
            told += [say(one.code, **one.params) for one in balance.problems[:3]]
            empty = facts.review.nothing_received(balance.reviewers) if facts else ()
            if empty:
                names = "、".join(map(visible, empty[:_DOUBTS_SHOWN]))
                told.append(say("review.empty_assigned", n=len(empty), names=names))
            return " ".join(told)

        self.decide(write)

    # -- packs and sheets --------------------------------------------------------------------

    def action_read_sheets(self) -> None:
        """Read the sheets that came by mail; where none did, ask for a file."""
        facts = self.facts
        if facts is not None and any(one.unread for one in facts.review.returned):
            self.read_returned()
        else:
            self.read_files()

    def action_remind(self) -> None:
        """Go to the letters that remind the reviewers who still owe scores."""
        if self.facts is None:
            return
        if not self.facts.review.outstanding:
            self.say("review.nobody_owes")
            return
        self.app.call_later(self.run_action, "app.go('letters', 'scores')")

    @work(group=ASKING, exit_on_error=False)
    async def action_accept_spread(self) -> None:
        """Accept that reviewers disagree on the branch under the cursor, with a reason."""
        row, desk, revision = self.branch_row, self.desk, self.revision
        if row is None or row.result is None or not row.result.disagreed:
            self.say("review.no_disagreement", ink="amber")
            return

        say = desk.wording.say
        reason = await self.app.push_screen_wait(
            AskText(say("review.accept_why"), desk.wording, needed=say("error.mark.no_reason"))
        )
        if reason is None:
            return

        def write(store: Store, now: datetime) -> str:
            accept_findings(
                store,
                [(subject("branch", row.branch.id), DISAGREEMENT)],
                reason=reason,
                marking=Marking(now, desk.who, revision),
            )
            return say("review.accepted")

        self.decide(write)

    # -- the volume --------------------------------------------------------------------------

    @work(group=ASKING, exit_on_error=False)
    async def action_choose(self, choice: Choice) -> None:
        """Select the chosen cases, keep them in reserve or leave them out, with the reason."""
        names = self.row_list.chosen
        if not names:
            return
        say = self.desk.wording.say
        if not choice:
            self._choose(names, choice, "")
            return
        needed = None if choice == "selected" else say("error.volume.reason")
        rows = self.facts.selection.rows if self.facts is not None else ()
        chosen = [row.branch.name for row in rows if row.branch.id in names]
        listed = say("report.between_names").join(map(visible, chosen[:_DOUBTS_SHOWN]))
        if len(chosen) > _DOUBTS_SHOWN:
            listed = say("report.and_more", names=listed, n=len(chosen))
        word = say(f"command_short.choose_{choice}")
        asked = say("review.choose_why", choice=word, names=listed)
        doubts = {row.branch.name: row.doubts for row in rows if row.branch.id in names}
        against = self._against(doubts) if choice == "selected" else []
        reason = await self.app.push_screen_wait(
            AskText("\n".join((*against, asked)), self.desk.wording, needed=needed)
        )
        if reason is not None:
            self._choose(names, choice, reason)

    def _against(self, doubts: Mapping[str, Sequence[str]]) -> list[str]:
        """What speaks against branches, the first few of them, and how many more."""
        found = [
            doubts_words(name, these, self.desk.wording) for name, these in doubts.items() if these
        ]
        more = len(found) - _DOUBTS_SHOWN
        rest = [self.desk.wording.say("volume.doubts_more", n=more)] if more > 0 else []
        return [*found[:_DOUBTS_SHOWN], *rest]

    def _choose(self, names: tuple[str, ...], choice: Choice, reason: str) -> None:
        revision, desk = self.revision, self.desk

        def write(store: Store, now: datetime) -> str:
            choose(store, names, choice, reason=reason, marking=Marking(now, desk.who, revision))
            return desk.wording.say("review.chosen", n=len(names))

        self.row_list.clear_selection()
        self.decide(write)

    @work(group=ASKING, exit_on_error=False)
    async def action_recommend(self) -> None:
        """Recommend the chosen videos for the training course; where all are, take it back.

        What speaks against one is asked about first.
        """
        facts, desk, revision = self.facts, self.desk, self.revision
        if facts is None or not self.row_list.chosen:
            return
        rows = [one for one in facts.selection.rows if one.branch.id in self.row_list.chosen]
        wanted = not all(one.video_recommended for one in rows)
        names = [one.branch.id for one in rows]
        against = self._against({one.branch.name: one.video_doubts for one in rows})
        if wanted and against:
            question = "\n".join((*against, desk.wording.say("review.recommend_anyway")))
            if not await self.app.push_screen_wait(AskYes(question, desk.wording)):
                return

        def write(store: Store, now: datetime) -> str:
            recommend_videos(store, names, wanted, marking=Marking(now, desk.who, revision))
            code = "review.videos" if wanted else "review.videos_back"
            return desk.wording.say(code, n=len(names))

        self.row_list.clear_selection()
        self.decide(write)

    @work(group=ASKING, exit_on_error=False)
    async def action_packs(self) -> None:
        """Ask how they get there, then make the pack of every reviewer."""
        say, desk = self.desk.wording.say, self.desk
        facts = self.facts
        if facts is None:
            return
        folder = desk.workspace.output_folder / say("review.packs_folder")
        fields = [
            Field(
                "way",
                say("review.way"),
                "mail" if desk.workspace.settings.smtp.host else "stick",
                tuple((one, say(f"review.way_{one}")) for one in ("mail", "stick")),
            ),
            Field("folder", say("review.folder"), str(folder), path=True),
            Field("by", say("review.by"), hint=say("review.by_hint"), errors=("when.",)),
            Field(
                "videos",
                say("review.videos_in"),
                "no",
                tuple((one, say(f"review.videos_{one}")) for one in ("no", "yes")),
            ),
        ]

        form = MarkForm(
            say("review.packs"),
            fields,
            desk.wording,
            text=say("review.packs_about"),
            check=self._check_day,
        )
        values = await self.app.push_screen_wait(form)
        if values is None:
            return
        by_mail = values["way"] == "mail"

        def make() -> MadePacks:
            job = PackJob(
                desk.workspace,
                facts.review,
                facts.selection,
                return_by=day_of(values["by"], self.desk) if values["by"] else None,
                with_videos=values["videos"] == "yes",
            )
            at, who = desk.clock(), desk.who
            with opened(desk.workspace) as store:
                if by_mail:
                    return keep_packs(job, store, marking=Marking(at, who, facts.review.revision))
                packs = list(
                    write_packs(job, store, Path(values["folder"]).expanduser(), at=at, who=who)
                )
            missing = dict.fromkeys(name for pack in packs for name in pack.without_plan)
            return MadePacks(len(packs), tuple(missing))

        def done(made: MadePacks) -> None:
            code = "review.packs_kept" if by_mail else "review.packs_made"
            told = say(code, n=made.count, folder=values["folder"])
            more = remarks(made, desk.wording, desk.workspace.settings.letters.attach_mb)
            self.said.say(" ".join((told, *more)), "amber" if more else "done")
            self.reload()

        self.say("review.packing")
        self.run_job("packs", make, done)

    def read_returned(self) -> None:
        """Read every sheet that came by mail and was not read yet."""
        facts, desk = self.facts, self.desk
        if facts is None:
            return

        def read() -> Sequence[TakenSheet]:
            with opened(desk.workspace) as store:
                return take_all_returned(
                    store, desk.workspace, facts.review, at=desk.clock(), who=desk.who
                )

        self.say("review.reading")
        self.run_job("sheets", read, self._taken)

    @work(group=ASKING, exit_on_error=False)
    async def read_files(self) -> None:
        """Ask for a returned sheet, or a folder of them, and read it."""
        facts, desk, say = self.facts, self.desk, self.desk.wording.say
        if facts is None:
            return
        fields = [
            Field("path", say("review.sheet_path"), errors=("promotion.file",), path=True),
            Field(
                "partly",
                say("review.partly"),
                "no",
                tuple((one, say(f"review.partly_{one}")) for one in ("no", "yes")),
            ),
        ]

        form = MarkForm(say("review.read_title"), fields, desk.wording, check=_check_path)
        values = await self.app.push_screen_wait(form)
        if values is None:
            return
        paths = _sheets(Path(values["path"]).expanduser())

        def read() -> list[TakenSheet]:
            with opened(desk.workspace) as store:
                return [
                    take_file(
                        store,
                        desk.workspace,
                        facts.review,
                        path,
                        partly=values["partly"] == "yes",
                        at=desk.clock(),
                        who=desk.who,
                    )
                    for path in paths
                ]

        self.say("review.reading")
        self.run_job("sheets", read, self._taken)

    @work(group=ASKING, exit_on_error=False)
    async def action_build(self) -> None:
        """Ask for a folder, then build the volume and its PDF."""
        say, desk = self.desk.wording.say, self.desk
        facts = self.facts
        if facts is None:
            return
        chosen = len(facts.selection.chosen("selected"))
        fields = [Field("folder", say("review.folder"), str(desk.workspace.folder), path=True)]

        about = say("review.build_about", n=chosen)
        form = MarkForm(say("review.build"), fields, desk.wording, text=about)
        values = await self.app.push_screen_wait(form)
        if values is None:
            return

        def build() -> MadeVolume:
            with opened(desk.workspace) as store:
                return make_volume(
                    store,
                    desk.workspace,
                    facts.selection,
                    load(LANGUAGES[0]),
                    folder=Path(values["folder"]).expanduser(),
                    office=find_office(),
                    at=desk.clock(),
                    who=desk.who,
                )

        def done(made: MadeVolume) -> None:
            told = [say("review.volume_made", n=len(made.volume.chapters), file=made.docx.name)]
            if made.pdf is None:
                told.append(say("volume.no_pdf"))
            told += [say(one.code, **one.params) for one in made.problems[:3]]
            self.said.say(" ".join(told), "amber" if made.problems else "done")
            self.reload()

        self.say("review.building")
        self.run_job("volume", build, done)

    def _taken(self, taken: Sequence[TakenSheet]) -> None:
        """Say what was taken, and show every complaint."""
        say = self.desk.wording.say
        complaints: list[str] = []
        for one in taken:
            of_it = [say(problem.code, **problem.params) for problem in one.checked.problems]
            if one.empty:
                names = "、".join(map(visible, one.empty))
                of_it.append(say("review.empty_scored", n=len(one.empty), names=names))
            if of_it:
                complaints += [one.file.rsplit("/", 1)[-1], *(f"  {line}" for line in of_it)]
        self.complaints = tuple(complaints)
        scores = sum(one.taken for one in taken)
        wrong = sum(bool(one.checked.problems) for one in taken)
        code = "review.taken_wrong" if wrong else "review.taken"
        said = say(code, n=len(taken), scores=scores, wrong=wrong)
        self.said.say(said, "amber" if self.complaints else "done")
        self.reload()


def _count(one: BranchReview) -> Span:
    asked, received = len(one.reviewer_ids), one.result.received if one.result else 0
    return f"{received}/{asked}" if asked else "-", "done" if one.cell.state.complete else "dim"


def _score(name: str, one: BranchReview | SelectionRow) -> Span:
    return f"{getattr(one.result, name):.1f}" if one.result else "", "text"


def _corrected(one: BranchReview) -> Span:
    shown = one.result is not None and one.corrected is not None
    return f"{one.corrected:.1f}" if shown else "", "text"


def _load(one: ReviewerRow) -> Span:
    if not one.branch_ids:
        return "-", "dim"
    return f"{len(one.scores)}/{len(one.branch_ids)}", "amber" if one.outstanding else "done"


def _figure(one: BranchReview, order: str) -> float:
    """What rows are ordered by; -1 for a branch without scores."""
    if one.result is None:
        return -1.0
    if order == "corrected":
        return -1.0 if one.corrected is None else one.corrected
    return one.result.spread if order == "spread" else one.result.mean


def _sheets(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    return sorted(
        one for one in path.iterdir() if one.suffix.lower() in (".xlsx", ".docx") and one.is_file()
    )


def _check_path(values: Mapping[str, str]) -> None:
    if not Path(values["path"]).expanduser().exists() or not values["path"]:
        raise UsageError("promotion.file", file=values["path"], reason="-")
