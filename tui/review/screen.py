"""F8: the letter review and the volume: panel, assignment, packs, sheets, selection, the book."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from store.db.acts import subject
from tui.base.actions import Command
from tui.dialogs.form import Field, MarkForm
from tui.review.listing import PANEL, REVIEW, VOLUME, ReviewList
from tui.review.work import build_volume, make_packs, read_files, read_returned

if TYPE_CHECKING:
    from datetime import datetime

    from store.db.database import Store
    from store.items.review import Reviewer
    from store.items.volume import Choice


class ReviewPlace(ReviewList):
    """Each action ends in one decision that Ctrl+Z takes back, or in files."""

    OWN_COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("next_tab", ("tab",), "xia yi ye", 3, code="turn_page"),
        Command("choose('selected')", ("ctrl+s", "s"), "ru xuan", 4, code="choose_selected"),
        Command("choose('reserve')", ("ctrl+b", "b"), "bei xuan", 5, code="choose_reserve"),
        Command(
            "choose('not_selected')", ("ctrl+x", "x"), "wei ru xuan", 6, code="choose_not_selected"
        ),
        Command("choose('')", ("delete",), "shou hui", 9, code="choose_nothing"),
        Command("new_reviewer", ("ctrl+n", "n"), "xin zhuan jia", 5),
        Command("edit_reviewer", ("enter",), "xiu gai zhuan jia", 6),
        Command("leave", ("delete",), "zhuan jia tui chu", 9),
        Command("assign", ("ctrl+d", "d"), "fen pei", 6),
        Command("packs", ("ctrl+k", "k"), "cai liao bao", 7),
        Command("read_sheets", ("ctrl+e", "e"), "du hui ping fen biao", 8),
        Command("remind", ("ctrl+o", "o"), "cui jiao", 9),
        Command("accept_spread", ("ctrl+y", "y"), "ren ke fen qi", 9),
        Command("build", ("ctrl+k", "k"), "bian cheng wen ji", 7),
        Command("recommend", ("ctrl+v", "v"), "pei xun ban tui jian", 8),
        Command("select", ("space",), "xuan zhong", 10),
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
        "select": (VOLUME,),
    }

    def on_row_list_moved(self) -> None:
        """Another row's details, no complaints any more."""
        self.complaints = ()
        super().on_row_list_moved()

    def on_row_list_opened(self) -> None:
        """A second click changes a reviewer."""
        if self.tab == PANEL:
            self.action_edit_reviewer()

    # -- panel -----------------------------------------------------------------------------

    def action_new_reviewer(self) -> None:
        """Record a reviewer."""
        self._reviewer_form(None)

    def action_edit_reviewer(self) -> None:
        """Change the reviewer under the cursor."""
        if self.reviewer_row is not None:
            self._reviewer_form(self.reviewer_row.reviewer)

    def _reviewer_form(self, known: Reviewer | None) -> None:
        from store.items.review import Reviewer, new_reviewer_id

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

        def record(values: Mapping[str, str] | None) -> None:
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

        form = MarkForm(
            say("review.form"), fields, self.desk.wording, text=say("review.form_about")
        )
        self.app.push_screen(form, record)

    def action_leave(self) -> None:
        """The reviewer under the cursor leaves the panel."""
        if self.reviewer_row is not None:
            gone = replace(self.reviewer_row.reviewer, left=True)
            self._save_reviewer(gone, "review.has_left")

    def _save_reviewer(self, reviewer: Reviewer, code: str) -> None:
        revision, desk = self.revision, self.desk

        def write(store: Store, now: datetime) -> str:
            from store.items.review import save_reviewers

            notice = desk.workspace.notice
            save_reviewers(store, [reviewer], notice, at=now, who=desk.who, base_revision=revision)
            return desk.wording.say(code, name=reviewer.name)

        self.decide(write)

    def action_assign(self) -> None:
        """Assign every branch anew, as many reviewers each as is said."""
        say, desk, revision = self.desk.wording.say, self.desk, self.revision
        usual = str(desk.workspace.notice.review.reviewers_per_branch)
        facts = self.facts
        has_scores = facts is not None and any(one.scores for one in facts.review.reviewers)
        about = say("review.assign_again") if has_scores else say("review.assign_about")

        def assign(values: Mapping[str, str] | None) -> None:
            if values is None:
                return

            def write(store: Store, now: datetime) -> str:
                from store.items.review import assign_all

                per = int(values["per"]) if values["per"].isdecimal() else 0
                balance = assign_all(store, per, at=now, who=desk.who, base_revision=revision)
                told = [say("review.assigned", n=len(balance.reviewers), per=per)]
                told += [say(one.code, **one.params) for one in balance.problems[:3]]
                return " ".join(told)

            self.decide(write)

        fields = [Field("per", say("review.per_branch"), usual)]
        self.app.push_screen(
            MarkForm(say("review.assign"), fields, desk.wording, text=about), assign
        )

    # -- packs and sheets --------------------------------------------------------------------

    def action_packs(self) -> None:
        """Write the packs of all reviewers into a folder."""
        make_packs(self)

    def action_read_sheets(self) -> None:
        """Read the sheets that came by mail; where none did, ask for a file."""
        facts = self.facts
        if facts is not None and any(one.unread for one in facts.review.returned):
            read_returned(self)
        else:
            read_files(self)

    def action_remind(self) -> None:
        """Go to the letters that remind the reviewers who still owe scores."""
        if self.facts is None:
            return
        if not self.facts.review.outstanding:
            self.say("review.nobody_owes")
            return
        self.app.call_later(self.run_action, "app.go('letters', 'scores')")

    def action_accept_spread(self) -> None:
        """Accept that reviewers disagree on the branch under the cursor, with a reason."""
        from tui.dialogs.ask import AskText

        row, desk, revision = self.branch_row, self.desk, self.revision
        if row is None or row.result is None or not row.result.disagreed:
            self.say("review.no_disagreement", ink="amber")
            return

        def accept(reason: str | None) -> None:
            if reason is None:
                return

            def write(store: Store, now: datetime) -> str:
                from store.decisions.marks import Marking
                from store.decisions.marks import accept as accept_findings
                from store.views.board.open_cells import DISAGREEMENT

                accept_findings(
                    store,
                    [(subject("branch", row.branch.id), DISAGREEMENT)],
                    reason=reason,
                    marking=Marking(now, desk.who, revision),
                )
                return desk.wording.say("review.accepted")

            self.decide(write)

        say = desk.wording.say
        question = AskText(
            say("review.accept_why"), desk.wording, needed=say("error.mark.no_reason")
        )
        self.app.push_screen(question, accept)

    # -- the volume --------------------------------------------------------------------------

    def action_choose(self, choice: Choice) -> None:
        """Select the chosen cases, keep them in reserve or leave them out, with the reason."""
        from tui.dialogs.ask import AskText

        names = self.row_list.chosen
        if not names:
            return
        say = self.desk.wording.say
        if not choice:
            self._choose(names, choice, "")
            return
        needed = None if choice == "selected" else say("error.volume.reason")
        question = AskText(
            say("review.choose_why", choice=say(f"cell.{choice}"), n=len(names)),
            self.desk.wording,
            needed=needed,
        )

        def answered(reason: str | None) -> None:
            if reason is not None:
                self._choose(names, choice, reason)

        self.app.push_screen(question, answered)

    def _choose(self, names: tuple[str, ...], choice: Choice, reason: str) -> None:
        revision, desk = self.revision, self.desk

        def write(store: Store, now: datetime) -> str:
            from store.items.volume import choose

            choose(
                store, names, choice, reason=reason, at=now, who=desk.who, base_revision=revision
            )
            return desk.wording.say("review.chosen", n=len(names))

        self.row_list.clear_selection()
        self.decide(write)

    def action_recommend(self) -> None:
        """Recommend the chosen videos for the training course; where all are, take it back."""
        facts, desk, revision = self.facts, self.desk, self.revision
        if facts is None or not self.row_list.chosen:
            return
        rows = [one for one in facts.selection.rows if one.branch.id in self.row_list.chosen]
        wanted = not all(one.video_recommended for one in rows)
        names = [one.branch.id for one in rows]

        def write(store: Store, now: datetime) -> str:
            from store.items.volume import recommend_videos

            recommend_videos(store, names, wanted, at=now, who=desk.who, base_revision=revision)
            code = "review.videos" if wanted else "review.videos_back"
            return desk.wording.say(code, n=len(names))

        self.row_list.clear_selection()
        self.decide(write)

    def action_build(self) -> None:
        """Build the volume of the selected cases."""
        build_volume(self)
