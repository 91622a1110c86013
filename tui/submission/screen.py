"""上报: what a sub-committee hands on: branches and their files, the mails whole, then once out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

from textual import work

from mailsync.sending.events import Finished
from mailsync.submission.folder import write_folder
from mailsync.submission.plan import SubmissionPlan, mail_bytes, plan_submission
from mailsync.submission.words import reason_words
from store.db.database import Store
from store.db.decisions import Marking
from store.decisions.marks import vet
from store.letters import events as outgoing
from store.letters.letter import Letter
from store.text.sizes import size_text
from store.text.visible import visible
from store.views.board.facts import read_facts
from store.views.board.submission import (
    FileInUse,
    Readiness,
    SubmissionRow,
    submission_rows,
    vetting_of,
)
from tui.base import keys
from tui.base.actions import Command
from tui.base.desk import Desk
from tui.base.job_host import ASKING
from tui.base.jobs import opened
from tui.dialogs.ask import AskText, AskYes
from tui.places.sending import LetterSending, SendProgress
from tui.places.split_place import SplitPlace
from tui.widgets.painted import Line, Span, wrapped
from tui.widgets.row_list import Row
from tui.widgets.tab_line import TabLine
from tui.widgets.table import Column, Table

BRANCHES, MAILS = "branches", "mails"
_INKS = {
    Readiness.NOT_YET: "amber",
    Readiness.READY: "blue bold",
    Readiness.SUBMITTED: "done",
    Readiness.CHANGED: "blue bold",
}
_STATE_WIDTH, _DAY_WIDTH = 9, 7


@dataclass(frozen=True, slots=True)
class SubmissionFacts:
    """The branches as they stand; nothing in the department's workspace."""

    rows: tuple[SubmissionRow, ...]
    # Who of the sub-committee vets, where the roster names somebody.
    staff: str = ""


class SubmissionPlace(SplitPlace[SubmissionFacts]):
    """Ctrl+T plans, shows the mails whole, asks once, and sends exactly what was shown."""

    NAME = "submission"
    TABS = (BRANCHES, MAILS)
    OWN_COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("next_tab", keys.NEXT, "xia yi ye", 3, code="turn_page"),
        Command("hand_on", keys.HAND_ON, "shang bao", 4, code="hand_on"),
        Command("select", keys.SELECT, "xuan zhong", 5),
        Command("select_all", keys.ALL, "quan xuan", 9, code="letter_select_all"),
        Command("anyway", keys.YES, "shuo ming li you", 6, code="hand_on_anyway"),
        Command("to_folder", None, "cun dao u pan", 7, code="hand_on_folder"),
        Command("vet", keys.DONE, "yi shen he", 8),
    )
    OF_TABS: ClassVar = {
        "select": (BRANCHES,),
        "letter_select_all": (BRANCHES,),
        "vet": (BRANCHES,),
        "hand_on_anyway": (BRANCHES,),
    }

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.planned: SubmissionPlan | None = None
        self._anyway: dict[str, str] = {}
        self._sending = LetterSending(self, desk, self._moved, self._over)

    def read(self, store: Store) -> SubmissionFacts:
        """How each branch stands now."""
        workspace = self.desk.workspace
        if workspace.office != "sub_committee":
            return SubmissionFacts(())
        board = read_facts(store, workspace, as_of=self.desk.clock())
        unit = next(iter(board.units.values()), None)
        return SubmissionFacts(submission_rows(board), unit.staff[0] if unit and unit.staff else "")

    # -- drawing ---------------------------------------------------------------------------

    def counts(self, facts: SubmissionFacts) -> Line:
        """How many branches can go, went, and changed since."""
        say = self.desk.wording.say
        line: list[tuple[str, str]] = []
        for state in (Readiness.READY, Readiness.CHANGED, Readiness.SUBMITTED, Readiness.NOT_YET):
            n = sum(row.state is state for row in facts.rows)
            line += [(say(f"submission.state.{state}") + " ", "dim")]
            line += [(f"{n}  ", _INKS[state] if n else "dim")]
        return line

    def rows(self, facts: SubmissionFacts) -> Sequence[Row]:
        """The branches, what can go or changed first; or the mails of the plan."""
        table = self.table()
        if self.tab == MAILS:
            letters = self.planned.plan.letters if self.planned else ()
            return [table.row(one.id, one) for one in letters]
        order = (Readiness.CHANGED, Readiness.READY, Readiness.NOT_YET, Readiness.SUBMITTED)
        found = sorted(facts.rows, key=lambda row: order.index(row.state))
        return [table.row(row.branch.id, row) for row in found]

    def table(self) -> Table[Any]:
        """The columns of the tab that is shown."""
        say = self.desk.wording.say
        if self.tab == MAILS:
            return Table(
                Column(
                    lambda one: (visible(one.subject), "text"),
                    title=say("submission.head_mail"),
                    tail=lambda one: (f"  {size_text(mail_bytes(one))}", "dim"),
                )
            )
        return Table(
            Column(self._state, _STATE_WIDTH, say("submission.head_state")),
            Column(self._day, _DAY_WIDTH, say("submission.head_day")),
            # On a wide list the reason stands beside the name.
            Column(
                lambda row: (visible(row.branch.name), "text"),
                title=say("submission.head_branch"),
                least=22,
                middle=True,
            ),
            Column(self._reason),
        )

    def _state(self, row: SubmissionRow) -> Span:
        return self.desk.wording.say(f"submission.state.{row.state}"), _INKS[row.state]

    def _day(self, row: SubmissionRow) -> Span:
        return f"{self._local(row.last.at):%m-%d}" if row.last else "", "dim"

    def _reason(self, row: SubmissionRow) -> Span:
        say = self.desk.wording.say
        if row.branch.id in self._anyway:
            return say("submission.with_reason"), "dim"
        if row.blocking:
            return visible(reason_words(row.blocking[0], self.desk.wording)), "amber"
        return say("submission.files", n=len(row.fresh)) if row.fresh else "", "dim"

    def detail(self, width: int) -> list[Line]:
        """A branch with its files; or a mail whole."""
        if self.facts is None:
            return []
        key = self.row_list.current
        if self.tab == MAILS:
            letters = self.planned.plan.letters if self.planned else ()
            letter = next((one for one in letters if one.id == key), None)
            return self._mail_lines(letter, width) if letter else self._nothing(width)
        row = next((one for one in self.facts.rows if one.branch.id == key), None)
        return self._branch_lines(row, width) if row else self._nothing(width)

    def _nothing(self, width: int) -> list[Line]:
        code = "submission.not_planned"
        if self.desk.workspace.office != "sub_committee":
            code = "error.submission.department"
        return wrapped(self.desk.wording.say(code), width, "dim")

    def _branch_lines(self, row: SubmissionRow, width: int) -> list[Line]:
        say, wording = self.desk.wording.say, self.desk.wording
        lines = wrapped(row.branch.name, width, "strong bold")
        lines += wrapped(say(f"submission.state.{row.state}"), width, _INKS[row.state])
        for reason in row.blocking:
            lines += wrapped(reason_words(reason, wording), width, "amber")
        for reason in row.remarks:
            lines += wrapped(reason_words(reason, wording), width, "dim")
        if why := self._anyway.get(row.branch.id):
            lines += wrapped(say("submission.list.anyway", reason=why), width, "blue")
        for title, files in (
            ("submission.fresh", row.fresh),
            ("submission.known", tuple(one for one in row.files if one not in row.fresh)),
        ):
            if files:
                lines += [(), *wrapped(say(title), width, "dim bold")]
            for file in files:
                lines += self._file_lines(row, file, width)
        if row.handed:
            lines += [(), *wrapped(say("submission.record"), width, "dim bold")]
        for handed in reversed(row.handed):
            at = f"{self._local(handed.at):%m-%d %H:%M}"
            told = say(
                f"submission.went_by_{handed.way}",
                at=at,
                file=handed.line.file,
                place=handed.place,
                digest=handed.line.sha256[:12],
            )
            lines += wrapped(told, width, "red" if handed.doubtful else "dim")
        return lines

    def _file_lines(self, row: SubmissionRow, file: FileInUse, width: int) -> list[Line]:
        say = self.desk.wording.say
        kind = say(f"check.kind.{file.kind}")
        lines = wrapped(f"{kind}  {visible(file.name)}", width, "text")
        vetting = vetting_of(row, file)
        told = [size_text(file.credit.size_bytes or 0)]
        if vetting is not None:
            told.append(" ".join(filter(None, (vetting.by, vetting.date))))
        if file.replaces:
            told.append(say("submission.list.replaces"))
        return [*lines, *wrapped("  " + "  ".join(told), width, "dim")]

    def _mail_lines(self, letter: Letter, width: int) -> list[Line]:
        say = self.desk.wording.say
        lines = wrapped(say("letters.subject", subject=letter.subject), width, "strong bold")
        to = ", ".join(letter.addresses("to"))
        lines += wrapped(f"{say('letters.role.to')}  {to}", width, "text")
        for file in letter.files:
            told = say("letters.file", name=visible(file.name), size=size_text(file.size_bytes))
            lines += wrapped(told, width, "dim")
        lines.append(())
        for paragraph in letter.text.rstrip().split("\n"):
            lines += wrapped(visible(paragraph), width, "text") if paragraph.strip() else [()]
        return lines

    def _local(self, at: datetime) -> datetime:
        return self.desk.workspace.notice.dates.local(at)

    # -- acts ------------------------------------------------------------------------------

    def action_select(self) -> None:
        """Select the branch under the cursor or let it go."""
        self.row_list.toggle()

    def action_select_all(self) -> None:
        """Select every branch of which something is to be handed on."""
        if self.facts is not None and self.tab == BRANCHES:
            self.row_list.select([row.branch.id for row in self.facts.rows if row.fresh])

    @work(group=ASKING, exit_on_error=False)
    async def action_anyway(self) -> None:
        """Say why the chosen branches go though they are not vetted or have a fault."""
        chosen = self._chosen
        if not chosen:
            self.say("submission.nothing_chosen", ink="amber")
            return

        say = self.desk.wording.say
        before = self._anyway.get(chosen[0].branch.id, "")
        question = AskText(say("submission.why_anyway"), self.desk.wording, text=before)
        reason = await self.app.push_screen_wait(question)
        if reason is None:
            return
        for row in chosen:
            self._anyway.pop(row.branch.id, None)
            if reason:
                self._anyway[row.branch.id] = reason
        self.redraw()

    def action_hand_on(self) -> None:
        """Plan what is new, show it whole, and ask once."""
        if self._sending.running:
            self.say("submission.is_sending", ink="amber")
            return
        self._plan(self._ask)

    def action_to_folder(self) -> None:
        """Write what is new to a folder or stick."""
        self._plan(self._ask_folder)

    @work(group=ASKING, exit_on_error=False)
    async def action_vet(self) -> None:
        """Mark the chosen branches as vetted today, by whom one says."""
        chosen, facts = self._chosen, self.facts
        if not chosen or facts is None:
            self.say("submission.nothing_chosen", ink="amber")
            return
        revision, desk = self.revision, self.desk

        question = desk.wording.say("submission.who_vetted", n=len(chosen))
        by = await self.app.push_screen_wait(AskText(question, desk.wording, text=facts.staff))
        if by is None:
            return

        def write(store: Store, now: datetime) -> str:
            ids = [row.branch.id for row in chosen]
            marking = Marking(now, desk.who, revision)
            vet(store, ids, by=by, day=self._local(now).date(), reason="", marking=marking)
            return desk.wording.say("mark.vetted", n=len(ids))

        self.decide(write)

    def let_go(self) -> None:
        """Esc: end sending after the mail in hand; what waits stays approved, in F4."""
        if self._sending.running:
            self._sending.stop()
        else:
            super().let_go()

    @property
    def _chosen(self) -> tuple[SubmissionRow, ...]:
        """The selected branches, else the one under the cursor."""
        if self.facts is None or self.tab != BRANCHES:
            return ()
        keys = self.row_list.chosen
        return tuple(row for row in self.facts.rows if row.branch.id in keys)

    def can(self) -> Mapping[str, bool]:
        """What may be done with the branches that are chosen."""
        rows = self.facts.rows if self.facts is not None else ()
        fresh = any(row.fresh for row in rows)
        return {
            **dict.fromkeys(("select", "hand_on_anyway", "vet"), bool(self._chosen)),
            **dict.fromkeys(("hand_on", "hand_on_folder", "letter_select_all"), fresh),
        }

    def _plan(self, then: Callable[[SubmissionPlan], object]) -> None:
        """Plan in a worker: the selected branches, else all; then go on with what was planned."""
        desk = self.desk
        rows = self.row_list
        chosen = rows.chosen if self.tab == BRANCHES and rows.selected_count else ()
        anyway = dict(self._anyway)

        def work() -> SubmissionPlan:
            desk.workspace.require_own_notice()
            with opened(desk.workspace) as store:
                return plan_submission(
                    desk.workspace,
                    store,
                    now=desk.clock(),
                    who=desk.who,
                    branch_ids=chosen or None,
                    anyway=anyway,
                )

        self.run_job("plan", work, then)

    @work(group=ASKING, exit_on_error=False)
    async def _ask(self, planned: SubmissionPlan) -> None:
        """Show the mails and ask whether they go as they are."""
        self.planned = planned
        letters = planned.plan.letters
        if not letters:
            self._say_why_nothing(planned)
            return
        if self.tab != MAILS:
            self.query_one(TabLine).step(1)
        self.redraw(home=True)
        say = self.desk.wording.say
        question = say(
            "submission.ask",
            n=len(letters),
            branches=len({name for one in letters for name in one.branch_ids}),
            files=len(planned.package.files) - len(planned.elsewhere),
            to=", ".join(letters[0].addresses("to")),
            size=size_text(sum(map(mail_bytes, letters))),
        )
        if planned.elsewhere:
            question += "\n" + say("submission.ask_elsewhere", n=len(planned.elsewhere))
        if planned.left_out:
            question += "\n" + say("submission.ask_left_out", n=len(planned.left_out))
        if not await self.app.push_screen_wait(AskYes(question, self.desk.wording)):
            self.say("submission.not_sent", ink="amber")
            return
        desk = self.desk

        def approve() -> int:
            with opened(desk.workspace) as store:
                outgoing.approve(store, planned.plan.digest, at=desk.clock(), who=desk.who)
            return len(letters)

        self.run_job("approve", approve, lambda n: self._sending.start(letters, n))

    def _say_why_nothing(self, planned: SubmissionPlan) -> None:
        if planned.elsewhere:
            self.say("submission.only_elsewhere", ink="amber", n=len(planned.elsewhere))
            return
        first = next(iter(planned.left_out), None)
        why = reason_words(first.reason, self.desk.wording) if first else ""
        self.say("submission.nothing_to_send", ink="amber", reason=visible(why))

    @work(group=ASKING, exit_on_error=False)
    async def _ask_folder(self, planned: SubmissionPlan) -> None:
        if not planned.package.files:
            self._say_why_nothing(planned)
            return
        say = self.desk.wording.say
        question = AskText(
            say("submission.which_folder", n=len(planned.package.files)),
            self.desk.wording,
            needed=say("submission.folder_needed"),
            path=True,
        )
        folder = await self.app.push_screen_wait(question)
        if folder is None:
            return
        desk = self.desk

        def work() -> str:
            with opened(desk.workspace) as store:
                made = write_folder(
                    desk.workspace,
                    store,
                    planned,
                    Path(folder).expanduser(),
                    now=desk.clock(),
                    who=desk.who,
                )
            n = len(planned.package.files)
            return desk.wording.say("cli.submit.folder", folder=str(made), n=n)

        self.run_job("folder", work, self.decided)

    def _moved(self, progress: SendProgress) -> None:
        told = self.desk.wording.say(
            "submission.progress", done=progress.done, total=progress.total, now=progress.now
        )
        self.said.say(told, "blue")

    def _over(self, finished: Finished | None) -> None:
        self._anyway.clear()
        if finished is not None:
            say = self.desk.wording.say
            rest = finished.left + finished.held + finished.refused
            whole = not (rest or finished.unknown)
            code = "submission.over_whole" if whole else "submission.over"
            told = say(code, sent=finished.sent, rest=rest, unknown=finished.unknown)
            if finished.stopped:
                stopped = say(f"letters.stopped.{finished.stopped}", answer=finished.answer)
                told = f"{told} {stopped}"
            self.said.say(told, "done" if whole else "amber")
        self.reload()
