"""Letters: who is due one and why, read whole, edited, approved, sent; doubts and history."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.containers import Horizontal

from mailsync.letters.kind import LetterKind
from mailsync.letters.kinds import letter_kinds
from mailsync.letters.overview import LettersView, letters_view
from mailsync.letters.planning import edit, plan_of
from mailsync.letters.short_file import short_texts, write_short
from mailsync.sending.doubts import doubt_what_broke_off
from mailsync.sending.events import Finished
from store.db.database import Store
from store.errors import SixOnesError
from store.letters import events as outgoing
from store.letters.events import Settling
from store.letters.letter import Letter, LetterPlan, SendState
from store.letters.returned import UnfitBounce, handed_over
from store.letters.standing import LetterStanding, recipient_state
from store.text.wording import Wording
from tui.base import keys
from tui.base.actions import Command
from tui.base.desk import Desk
from tui.base.job_host import ASKING
from tui.base.jobs import opened
from tui.dialogs.ask import AskYes
from tui.dialogs.letter_edit import LetterEdit
from tui.dialogs.pick import Entry, Pick
from tui.letters.lines import bounce_lines, dropped_lines, letter_lines, letter_name
from tui.letters.rows import ALL, BOUNCE, DROPPED, all_of, rows_of, tab_title, tabs_of
from tui.places.place import SCROLLING, Place
from tui.places.sending import LetterSending, SendProgress
from tui.widgets.painted import Line
from tui.widgets.place_head import PlaceHead
from tui.widgets.row_list import RowList
from tui.widgets.tab_line import TabLine
from tui.widgets.text_pane import TextPane

if TYPE_CHECKING:
    from datetime import datetime


def _of_kind(kind: LetterKind, wording: Wording) -> str:
    return wording.say("letters.of_kind", kind=kind.title(wording))


class LettersPlace(Place["LettersView"]):
    """A list by urgency, and the letter under the cursor beside it."""

    NAME = "letters"
    OWN_COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("edit", keys.DO, "xiu gai", 6, code="letter_edit"),
        Command("select", keys.SELECT, "xuan zhong", 3, code="letter_select"),
        Command("select_all", keys.ALL, "quan xuan", 7, code="letter_select_all"),
        Command("approve", keys.YES, "pi zhun", 4, code="letter_approve"),
        Command("send", keys.HAND_ON, "fa song", 5, code="letter_send"),
        Command("pause", keys.LATER, "zan ting", 8, code="letter_pause"),
        Command("take_back", keys.NO, "che hui pi zhun", 9, code="letter_take_back"),
        Command("settle", None, "chu li cun yi", 10, code="letter_settle"),
        Command("copy", keys.COPY, "fu zhi duan wen", 11, code="letter_copy"),
        Command("tab(1)", keys.NEXT, "xia yi lei", 13, code="letter_next"),
        Command("tab(-1)", keys.PREVIOUS, "shang yi lei", 62, code="letter_previous"),
        *SCROLLING,
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.view: LettersView | None = None
        self._first: LetterPlan | None = None
        self._begin_at = ALL
        self._sending = LetterSending(self, desk, self._moved, self._over)

    @property
    def commands(self) -> tuple[Command, ...]:
        """What can be done here; the palette also goes to each kind of letter."""
        kinds = (
            Command(
                f"show_kind('{kind.name}')",
                None,
                kind.pinyin,
                15,
                words=partial(_of_kind, kind),
                in_menu=False,
            )
            for kind in letter_kinds().values()
        )
        return (*super().commands, *kinds)

    def body(self) -> ComposeResult:
        """Tabs, the list, the letter."""
        say = self.desk.wording.say
        tabs = tabs_of(None, self._begin_at, self.desk.wording)
        line = TabLine(tabs)
        line.show(tabs, chosen=self._begin_at)
        yield line
        with Horizontal(id="letters-middle"):
            yield RowList(id="letters", empty=say("letters.none"))
            yield TextPane(id="letter")

    def on_mount(self) -> None:
        """Keys go to the list."""
        self.rows.focus()

    def open_at(self, part: str) -> None:
        """Show the letters of one kind, though there be none."""
        self._begin_at = part
        for tabs in self.query(TabLine):
            tabs.show(tabs_of(self.view, part, self.desk.wording), chosen=part)
            self.on_tab_line_chosen()

    @property
    def rows(self) -> RowList:
        """The list of letters."""
        return self.query_one("#letters", RowList)

    @property
    def tab(self) -> str:
        """The chosen tab."""
        return self.query_one(TabLine).chosen

    # -- reading ---------------------------------------------------------------------------

    def first_read(self) -> None:
        """Put in doubt what an ended program left half sent, then read."""
        self.run_job("doubts", self._doubt, lambda _count: self.reload(), failed=self.reload)

    def _doubt(self) -> int:
        desk = self.desk
        with opened(desk.workspace) as store:
            return doubt_what_broke_off(store, at=desk.clock(), who=desk.who)

    def read(self, store: Store) -> LettersView:
        """Plan letters by the facts; nothing is kept."""
        # What the first plan of this sitting listed and is complete now is told all along.
        view = letters_view(store, self.desk.workspace, now=self.desk.clock(), before=self._first)
        self._first = self._first or view.plan
        return view

    def show(self, facts: LettersView) -> None:
        """Draw the list of the chosen tab."""
        self.view = facts
        self._draw()

    def _draw(self) -> None:
        view = self.view
        if view is None or not self.query(PlaceHead):
            # Nothing is read yet, or the screen is going.
            return
        dates = self.desk.workspace.notice.dates
        self.query_one(TabLine).show(tabs_of(view, self.tab, self.desk.wording))
        self.rows.show(list(rows_of(view, self.tab, self.desk.wording, dates)))
        say = self.desk.wording.say
        counts: list[tuple[str, str]] = [(say("letters.count", n=len(view.due)) + "  ", "dim")]
        if view.approved:
            counts.append((say("letters.count_approved", n=len(view.approved)) + "  ", "blue"))
        if view.doubts:
            counts.append((say("letters.count_doubts", n=len(view.doubts)), "red bold"))
        self.query_one(PlaceHead).count(counts)
        self._show_letter()

    def _entries(self) -> dict[str, LetterStanding]:
        view = self.view
        if view is None:
            return {}
        return {entry.letter.id: entry for entry in (*view.history, *view.doubts, *view.due)}

    @property
    def current(self) -> LetterStanding | None:
        """The letter under the cursor."""
        return self._entries().get(self.rows.current or "")

    @property
    def chosen(self) -> tuple[LetterStanding, ...]:
        """The selected letters, else the one under the cursor."""
        entries = self._entries()
        return tuple(entries[key] for key in self.rows.chosen if key in entries)

    def on_row_list_moved(self) -> None:
        """Show another letter."""
        self._show_letter()

    def on_row_list_opened(self) -> None:
        """A second click edits."""
        self.action_edit()

    def on_tab_line_chosen(self) -> None:
        """Show another tab."""
        self.rows.select(())
        self._draw()
        self.query_one("#letter", TextPane).scroll_to(0, 0, animate=False)
        self.show_keys()

    @property
    def _bounce(self) -> UnfitBounce | None:
        """The bounce under the cursor that fits no letter."""
        key = self.rows.current or ""
        bounces = self.view.bounces if self.view is not None else ()
        return next((one for one in bounces if key == f"{BOUNCE}{one.mail_id}"), None)

    def _show_letter(self) -> None:
        self.query_one("#letter", TextPane).show(self._lines)

    def _lines(self, width: int) -> list[Line]:
        view, wording = self.view, self.desk.wording
        key = self.rows.current or ""
        if view is None:
            return []
        if key.startswith(DROPPED):
            return dropped_lines(view.dropped[int(key.removeprefix(DROPPED))], view, wording, width)
        dates = self.desk.workspace.notice.dates
        if (bounce := self._bounce) is not None:
            return bounce_lines(bounce, wording, dates, width)
        entry = self.current
        if entry is None:
            return []
        return letter_lines(entry, view, wording, dates, width)

    def can(self) -> Mapping[str, bool]:
        """What may be done with the letters that are chosen."""
        chosen, view = self.chosen, self.view
        planned = (each.state for one in chosen for each in one.recipients)
        return {
            "letter_edit": self.current is not None or self._bounce is not None,
            **dict.fromkeys(("letter_select", "letter_copy"), bool(chosen)),
            "letter_select_all": view is not None and bool(all_of(view, self.tab)[0]),
            "letter_approve": any(state is SendState.PLANNED for state in planned),
            "letter_take_back": any(one.waiting for one in chosen),
            "letter_send": view is not None and bool(view.approved) and not self._sending.running,
            "letter_pause": self._sending.running,
        }

    # -- what can be done ------------------------------------------------------------------

    def action_tab(self, by: int) -> None:
        """Choose a neighbouring tab."""
        self.query_one(TabLine).step(by)

    def action_scroll_detail(self, by: int) -> None:
        """Scroll the letter; the cursor stays in the list."""
        self.query_one("#letter", TextPane).scroll_relative(y=by, animate=False)

    def action_show_kind(self, name: str) -> None:
        """Show the letters of one kind."""
        self.open_at(name)

    def action_select(self) -> None:
        """Select the letter under the cursor or let it go."""
        self.rows.toggle()

    def action_select_all(self) -> None:
        """Select all letters shown, or let them go."""
        if self.rows.clear_selection() or self.view is None:
            return
        meant, left = all_of(self.view, self.tab)
        self.rows.select(meant)
        if left:
            say = self.desk.wording.say
            kinds = say("letters.joined").join(tab_title(kind, self.desk.wording) for kind in left)
            self.say("letters.selected_without", n=len(meant), kinds=kinds)

    def action_edit(self) -> None:
        """Edit the letter under the cursor; of one in doubt or returned say what became of it."""
        if self._bounce is not None or self._doubtful(self.current):
            self.settle()
        else:
            self.edit()

    def action_approve(self) -> None:
        """Approve the selected letters, exactly as they are shown."""
        self.approve()

    def action_take_back(self) -> None:
        """Take the approval of the selected letters back."""
        self.take_back()

    def action_settle(self) -> None:
        """Say what became of a letter that is in doubt or was refused."""
        self.settle()

    def action_copy(self) -> None:
        """Copy the short texts, and write them to a file."""
        self.copy()

    @work(group=ASKING, exit_on_error=False)
    async def action_send(self) -> None:
        """Ask, then send what is approved."""
        view = self.view
        if view is None or self._sending.running:
            return
        if not self.desk.workspace.settings.smtp.host:
            self.say("letters.no_server", ink="amber")
            return
        approved = view.approved
        if not approved:
            self.say("letters.nothing_to_send", ink="amber")
            return
        recipients = sum(len(entry.waiting) for entry in approved)
        pace = self.desk.workspace.settings.letters.pace_s
        say = self.desk.wording.say
        question = say(
            "letters.ask_send",
            letters=len(approved),
            recipients=recipients,
            minutes=max((recipients * pace + 59) // 60, 1),
        )
        if recipients > view.left_today:
            question += "\n" + say(
                "letters.over_limit", today=view.left_today, later=recipients - view.left_today
            )
        yes = await self.app.push_screen_wait(AskYes(question, self.desk.wording))
        if yes and not self._sending.running:
            self.say("letters.now.syncing")
            self._sending.start([entry.letter for entry in approved], recipients)

    def action_pause(self) -> None:
        """Rest after the letter in hand, or go on."""
        if not self._sending.running:
            self.say("letters.not_sending", ink="amber")
            return
        self._sending.toggle_pause()
        self.say("letters.paused" if self._sending.paused else "letters.going_on", ink="amber")

    def let_go(self) -> None:
        """Esc: stop sending, else let go what is selected, else what is said."""
        if self._sending.running:
            self._sending.stop()
            self.say("letters.stopping", ink="amber")
        elif not self.rows.clear_selection():
            super().let_go()

    def on_unmount(self) -> None:
        """Let a running queue end after the letter in hand."""
        self._sending.stop()

    # -- sending ---------------------------------------------------------------------------

    def _moved(self, progress: SendProgress) -> None:
        if self._sending.paused:
            return
        self.show_keys()
        self.say("letters.progress", done=progress.done, total=progress.total, now=progress.now)

    def _over(self, finished: Finished | None) -> None:
        if finished is not None:
            say = self.desk.wording.say
            told = say(
                "cli.remind.finished",
                sent=finished.sent,
                refused=finished.refused,
                unknown=finished.unknown,
                held=finished.held,
                left=finished.left,
            )
            if finished.stopped:
                told = say(f"letters.stopped.{finished.stopped}", answer=finished.answer) + told
            fine = not (finished.stopped or finished.refused or finished.unknown or finished.held)
            self.said.say(told, "done" if fine else "amber")
        self.reload()

    @work(group=ASKING, exit_on_error=False)
    async def edit(self) -> None:
        """Edit the words of the letter under the cursor."""
        entry, view = self.current, self.view
        if entry is None or view is None:
            return
        still_ours = (SendState.PLANNED, SendState.APPROVED)
        if any(each.state not in still_ours for each in entry.recipients):
            self.say("letters.cannot_edit", ink="amber")
            return
        title = self.desk.wording.say("letters.edit_title", name=letter_name(entry, view))
        form = LetterEdit(title, entry.letter.subject, entry.letter.text, self.desk.wording)
        letter, words = entry.letter, await self.app.push_screen_wait(form)
        if words is None or words == (letter.subject, letter.text):
            return
        subject, text = words

        def write(store: Store, now: datetime) -> str:
            desk = self.desk
            edit(desk.workspace, store, letter, subject=subject, text=text, at=now, who=desk.who)
            return self.desk.wording.say("letters.edited_said")

        self.decide(write)

    def approve(self) -> None:
        """Approve the selected letters, exactly as they are shown."""
        fresh = [
            entry.letter
            for entry in self.chosen
            if any(r.state is SendState.PLANNED for r in entry.recipients)
        ]
        if not fresh:
            self.say("letters.nothing_to_approve", ink="amber")
            return

        def write(store: Store, now: datetime) -> str:
            self.desk.workspace.require_own_notice()
            plan = plan_of(fresh, now)
            outgoing.save_plan(store, plan, who=self.desk.who)
            outgoing.approve(store, plan.digest, at=now, who=self.desk.who)
            return self.desk.wording.say("letters.approved_said", n=len(fresh))

        self.rows.clear_selection()
        self.decide(write)

    def take_back(self) -> None:
        """Take the approval of the selected letters back."""
        waiting = [entry.letter for entry in self.chosen if entry.waiting]
        if not waiting:
            self.say("letters.nothing_to_take_back", ink="amber")
            return

        def write(store: Store, now: datetime) -> str:
            for letter in waiting:
                outgoing.withdraw_approval(store, letter, at=now, who=self.desk.who, code="person")
            return self.desk.wording.say("letters.taken_back_said", n=len(waiting))

        self.decide(write)

    @work(group=ASKING, exit_on_error=False)
    async def settle(self) -> None:
        """Say what became of a letter that is in doubt or was refused."""
        if (bounce := self._bounce) is not None:
            await self._tie_returned(bounce)
            return
        entry = self.current
        doubtful = self._doubtful(entry)
        if entry is None or not doubtful:
            self.say("letters.nothing_to_settle", ink="amber")
            return
        say = self.desk.wording.say
        entries = [
            Entry(f"{choice}:{address}", say(f"letters.settle.{choice}", address=address))
            for address in doubtful
            for choice in ("arrived", "again", "lost")
        ]
        letter, pick = entry.letter, Pick(say("letters.settle_title"), entries, self.desk.wording)
        picked = await self.app.push_screen_wait(pick)
        if picked is None:
            return
        word, _, address = picked.partition(":")
        choice: Settling = "again" if word == "again" else "lost" if word == "lost" else "arrived"

        def write(store: Store, now: datetime) -> str:
            outgoing.settle(store, letter, address, choice, at=now, who=self.desk.who)
            return self.desk.wording.say(f"letters.settled.{choice}", address=address)

        self.decide(write)

    def _doubtful(self, entry: LetterStanding | None) -> list[str]:
        """The addresses of which somebody has to say what became of the letter."""
        return [
            each.recipient.address.email
            for each in (entry.recipients if entry else ())
            if each.state in (SendState.UNKNOWN, SendState.REFUSED)
        ]

    async def _tie_returned(self, bounce: UnfitBounce) -> None:
        """Ask which letter a bounce returns: those whose recipient or subject it names first."""
        view, say = self.view, self.desk.wording.say
        if view is None:
            return
        sent = [
            (entry, each.recipient.address.email)
            for entry in view.history
            for each in entry.recipients
            if each.state in (SendState.SENT, SendState.UNKNOWN)
        ]
        sent.sort(key=lambda one: one[1].lower() != bounce.recipient.lower())
        entries = [
            Entry(
                f"{entry.letter.id} {address}",
                say("letters.bounce.of", address=address, name=letter_name(entry, view)),
            )
            for entry, address in sent
        ]
        entries.append(Entry("aside", say("letters.bounce.aside")))
        picked = await self.app.push_screen_wait(
            Pick(say("letters.bounce.pick"), entries, self.desk.wording)
        )
        if picked is None:
            return
        letter_id, _, address = picked.partition(" ")

        def write(store: Store, now: datetime) -> str:
            who, say = self.desk.who, self.desk.wording.say
            if not address:
                outgoing.leave_bounce(
                    store, bounce.mail_id, "bounce.aside", at=now, said={}, who=who
                )
                return say("letters.bounce.said_aside")
            found = next(
                one
                for one in handed_over(store).values()
                if (one.letter.id, one.recipient) == (letter_id, address)
            )
            state = recipient_state(store, letter_id, address)
            outgoing.tie_bounce(
                store, bounce.mail_id, found.letter, address,
                at=now, who=who, message_id=found.message_id, answer=bounce.reason,
                came_back=state in (SendState.SENT, SendState.UNKNOWN),
            )  # fmt: skip
            return say("letters.bounce.said_tied", address=address)

        self.decide(write)

    def copy(self) -> None:
        """Copy the short texts, and write them to a file."""
        letters = [entry.letter for entry in self.chosen]
        if not letters:
            return
        try:
            self.desk.workspace.require_own_notice()
        except SixOnesError as err:
            self.said.say(self.desk.wording.error(err), "amber")
            return
        self.app.copy_to_clipboard(short_texts(letters))
        self.run_job("copy", partial(self._write_short, letters), self._copied)

    def _write_short(self, letters: list[Letter]) -> tuple[int, str]:
        dates = self.desk.workspace.notice.dates
        now = dates.local(self.desk.clock())
        return len(letters), str(write_short(self.desk.workspace.folder, letters, now=now))

    def _copied(self, written: tuple[int, str]) -> None:
        count, file = written
        self.say("letters.copied", ink="done", n=count, file=file)
