"""收件: one mail at a time, its files with what is proposed for each, and the branches to bind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Container

from mailsync.sync.sync import relearn
from store.db.acts import subject
from store.db.database import Store
from store.db.decisions import Marking
from store.views.board.types import QueuedMail
from store.views.inbox.queue import Pile, QueueLine
from tui.base.actions import Command
from tui.base.desk import Desk
from tui.base.job_host import ASKING
from tui.base.jobs import opened
from tui.dialogs import add_files
from tui.dialogs.hand_form import hand_form, handing_of
from tui.inbox import acts
from tui.inbox.acts import Pen, is_certain, may_be_of
from tui.inbox.commands import INTAKE_COMMANDS, WORD_COMMANDS
from tui.inbox.facts import IntakeFacts, is_locked, read_intake
from tui.inbox.file_list import FileList
from tui.inbox.file_side import Act, Entries, FileSide
from tui.inbox.lines import IntakePage
from tui.inbox.mail_list import MailList
from tui.inbox.mail_tree import TreeNode, mail_tree
from tui.inbox.mails_pane import MailsPane
from tui.inbox.picker import BranchPicker
from tui.inbox.walk import Walk
from tui.inbox.word_side import WordSide
from tui.places.taking_in import TakingInPlace
from tui.widgets.place_head import PlaceHead
from tui.widgets.row_list import Row, RowList
from tui.widgets.tab_line import TabLine
from tui.widgets.text_pane import TextPane

NARROW_BELOW = 120


class IntakePlace(TakingInPlace[IntakeFacts]):
    """Letters find a branch, digits take what bears them, Enter takes what is highlighted.

    `settling` are the subjects that are being written: the cursor goes on without waiting for them.
    """

    NAME = "intake"
    OWN_COMMANDS: ClassVar[tuple[Command, ...]] = INTAKE_COMMANDS

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.facts: IntakeFacts | None = None
        self.walk = Walk()
        self.settling: frozenset[str] = frozenset()
        self.unfolded = False
        self.among_files = False
        self.mine = False
        self._taught = False
        # A mail was asked for whose pile is not known yet.
        self._of_any_pile = False

    def body(self) -> ComposeResult:
        """The pile's mails where there is room, the mail and its files, reasons and branches."""
        wording = self.desk.wording
        yield TabLine(
            [(pile.value, wording.say(f"intake.pile.{pile}")) for pile in Pile], id="piles"
        )
        with Container(id="intake"):
            yield MailsPane(wording, id="mails-pane")
            with Container(id="mail-side"):
                yield TextPane(id="mail")
                yield FileList(self.desk, id="files")
            yield FileSide(self.desk, id="choice-side")
            yield WordSide(self.desk, id="word-side")

    def on_mount(self) -> None:
        """Keys go to the files."""
        for pane in self.query(TextPane):
            pane.can_focus = False
        self.files.focus()

    def on_resize(self, event: events.Resize) -> None:
        """Put the sides beside each other where there is room."""
        self.set_class(event.size.width < NARROW_BELOW, "narrow")
        self.call_after_refresh(self._fit_files)

    def _fit_files(self) -> None:
        """Give the files the lines they need, and the mail the rest."""
        room = self.query_one("#mail-side").size.height
        self.files.styles.height = max(3, min(len(self.files.nodes), room * 3 // 5))

    def open_at(self, part: str) -> None:
        """Show a pile by its name, or one mail by its row, whatever pile it lies in."""
        if part.isdecimal():
            self._of_any_pile = True
            self._go(Walk(self.walk.pile, int(part)))
        else:
            self._go(self.walk.to_pile(Pile(part)))

    @property
    def files(self) -> FileList:
        """The files of the mail."""
        return self.query_one("#files", FileList)

    @property
    def picker(self) -> BranchPicker:
        """The branches."""
        return self.side.picker

    @property
    def side(self) -> FileSide:
        """What stands beside the files."""
        return self.query_one(FileSide)

    @property
    def commands(self) -> tuple[Command, ...]:
        """What can be done with the mail in hand: with files, or with words."""
        every = super().commands
        if not self.of_words:
            return every
        at = every.index(INTAKE_COMMANDS[0])
        return (*every[:at], *WORD_COMMANDS, *every[at + len(INTAKE_COMMANDS) :])

    @property
    def words(self) -> WordSide:
        """What stands beside a mail of words."""
        return self.query_one(WordSide)

    @property
    def of_words(self) -> bool:
        """Whether it is the words of the mail that are to be seen to, and no files."""
        facts = self.facts
        if facts is None or facts.view.conversation is None:
            return False
        return self.walk.pile is Pile.MESSAGES or facts.mail is None or not facts.mail.files

    # -- reading and showing ---------------------------------------------------------------

    def read(self, store: Store) -> IntakeFacts:
        """The piles and the mail that is looked at."""
        return read_intake(store, self.desk, mail_id=self.walk.mail_id, pile=self.walk.pile)

    def show(self, facts: IntakeFacts) -> None:
        """Show the mail, the cursor on its file; one that is settled gives way to the next."""
        old = self.facts
        before = None if old is None or old.mail is None else old.mail
        self.facts, mail = facts, facts.mail
        same = before is not None and mail is not None and _id(before) == _id(mail)
        settled = (
            same
            and bool(self.settling)
            and before is not None
            and bool(before.waiting)
            and mail is not None
            and not mail.waiting
        )
        settled = settled or (same and self._words_settled(old, facts))
        if settled or not self.behind:
            self.settling = frozenset()
        if settled and old is not None and self.desk.workspace.settings.inbox_next:
            self.walk = self.walk.after(old.view.pile(self.walk.pile), self.lines)
            self._learn()
            self.reload()
            return
        self.walk = Walk(self._pile_of(mail), None if mail is None else _id(mail))
        self.set_class(self.of_words, "words")
        self.set_class(mail is None, "nothing")
        self.files.nodes = () if mail is None else mail_tree(mail.files)
        if not same:
            self.among_files = False
            self.side.begin()
            self.files.clear_selection()
        self._draw_files()
        self.query_one("#mail", TextPane).show(self.page.mail_lines, home=not same)
        if not same:
            self.files.go_to_one_of(self._open)
        self._draw_choice()
        self._draw_piles()
        if settled:
            done = self.desk.wording.say("intake.mail_settled")
            self.said.say(f"{self.said.text}  {done}", "done")
        elif mail is None and self.walk.pile is Pile.WAITING and not self.lines:
            self._say_all_done()

    def _pile_of(self, mail: QueuedMail | None) -> Pile:
        """The pile that is looked at: that of a mail which was asked for by its row."""
        known = () if self.facts is None or mail is None else self.facts.view.lines
        piles = [line.pile for line in known if mail is not None and line.mail_id == _id(mail)]
        if self._of_any_pile and piles and self.walk.pile not in piles:
            self.walk = self.walk.to_pile(piles[0])
        self._of_any_pile = False
        return self.walk.pile

    def _words_settled(self, old: IntakeFacts | None, facts: IntakeFacts) -> bool:
        """Whether the conversation in hand wanted something before and wants nothing now."""
        before = None if old is None else old.view.conversation
        now = facts.view.conversation
        return (
            self.walk.pile is Pile.MESSAGES
            and before is not None
            and before.is_open
            and now is not None
            and not now.is_open
        )

    def _say_all_done(self) -> None:
        """Say that no file waits, and what comes next: the mails of words, else the letters."""
        assert self.facts is not None
        if self.facts.view.lines:
            words = len(self.facts.view.pile(Pile.MESSAGES))
            code = "intake.all_done_words" if words else "intake.all_done"
            done = self.desk.wording.say(code, n=words)
            if done not in self.said.text:
                self.said.say(f"{self.said.text}  {done}".strip(), "done")

    @property
    def lines(self) -> tuple[QueueLine, ...]:
        """The mails of the pile; where one looks at one's own only, those."""
        lines = () if self.facts is None else self.facts.view.pile(self.walk.pile)
        return tuple(line for line in lines if not self.mine or self._is_mine(line))

    def _is_mine(self, line: QueueLine) -> bool:
        return line.task is not None and line.task.is_of(self.desk.who)

    @property
    def page(self) -> IntakePage:
        """What lines are made of."""
        assert self.facts is not None
        return IntakePage(self.facts, self.desk, self.unfolded, self.side.kinds)

    def _tabs(self, lines: Sequence[QueueLine]) -> list[tuple[str, str]]:
        say = self.desk.wording.say
        counts = {pile: sum(line.pile is pile for line in lines) for pile in Pile}
        return [
            (pile.value, say("intake.tab", pile=say(f"intake.pile.{pile}"), n=counts[pile]))
            for pile in Pile
        ]

    def _draw_piles(self) -> None:
        facts, say = self.facts, self.desk.wording.say
        if facts is None:
            return
        lines = self.lines
        tabs = self._tabs(facts.view.lines)
        self.query_one("#piles", TabLine).show(tabs, chosen=self.walk.pile.value)
        units = self._units()
        pane = self.query_one(MailsPane)
        pane.list_mails(lines, self.walk.mail_id, units, self.desk.clock())
        ids = [line.mail_id for line in lines]
        at = str(ids.index(self.walk.mail_id) + 1) if self.walk.mail_id in ids else "-"
        files = sum(line.waiting for line in lines)
        count = say("intake.place_in_pile", at=at, of=len(lines))
        behind = sum(line.postponed is not None for line in lines)
        spans = [(count + "  ", "blue bold" if lines else "dim")]
        if files:
            spans.append((say("intake.files_waiting", n=files) + "  ", "dim"))
        if behind:
            spans.append((say("intake.behind", n=behind) + "  ", "amber bold"))
        waiting = sum(one.conversation is not None and one.conversation.waits for one in lines)
        if waiting and self.walk.pile is Pile.MESSAGES:
            spans.append((say("intake.waits_for_answer", n=waiting) + "  ", "amber bold"))
        if self.mine:
            spans.append((say("intake.only_mine"), "mauve bold"))
        self.query_one(PlaceHead).count(spans)

    def _units(self) -> dict[str, str]:
        """The senders' units by address."""
        assert self.facts is not None
        roster = self.facts.view.roster
        names = roster.names
        found = {
            contact.strip().lower(): names.get(branch.sub_committee_id, "")
            for branch in roster.branches
            for contact in branch.contacts
        }
        found |= {
            c.strip().lower(): unit.name for unit in roster.sub_committees for c in unit.contacts
        }
        return found

    def _draw_files(self) -> None:
        page = self.page
        self._fit_files()
        self.files.show([Row(n.key, partial(page.node_line, n)) for n in self.files.nodes])

    def _draw_choice(self) -> None:
        """Show why, for the file under the cursor, and the branches that it may be bound to."""
        facts = self.facts
        if facts is None:
            return
        if self.of_words:
            self.words.show(facts)
            return
        self.side.show(self.page, self.node)
        self.show_keys()

    @on(RowList.Moved, "#files")
    def _moved(self) -> None:
        self._draw_choice()

    def can(self) -> Mapping[str, bool]:
        """What may be done with the mail and the file in hand."""
        mail = None if self.facts is None else self.facts.mail
        node = self.node if mail is not None else None
        some = bool(self.chosen())
        return {
            **dict.fromkeys(("kind", "not_ours", "select", "whole_unit"), some),
            "bind": some and self.picker.current is not None,
            "accept_certain": mail is not None and any(is_certain(one) for one in mail.files),
            "select_all": bool(self._open),
            "open_file": node is not None and node.entry is not None,
            **dict.fromkeys(("postpone", "unfold"), mail is not None),
            **dict.fromkeys(("next_mail", "previous_mail"), len(self.lines) > 1),
            "mails": bool(self.lines),
        }

    # -- where the cursor is ---------------------------------------------------------------

    @property
    def node(self) -> TreeNode | None:
        """The line of the tree under the cursor."""
        return self.files.node

    def chosen(self) -> Entries:
        """The files that a decision is on: selected ones, or those of the line under the cursor."""
        if self.facts is None or self.facts.mail is None:
            return ()
        names = self.files.chosen_subjects
        return tuple(entry for entry in self.facts.mail.files if entry.credit.subject in names)

    @property
    def _open(self) -> frozenset[str]:
        """What waits and is not being settled just now."""
        if self.facts is None or self.facts.mail is None:
            return frozenset()
        return self.facts.mail.waiting - self.settling

    # -- binding ---------------------------------------------------------------------------

    def action_bind(self) -> None:
        """Do what the highlighted line says; without one, say what can be done."""
        if self.of_words:
            if not self.words.acts.take():
                self.say("word.nothing_proposed", ink="amber")
            return
        if self.chosen() and not self.picker.take():
            self.say("intake.nothing_proposed", ink="amber")

    def action_accept_certain(self) -> None:
        """Confirm every file of this mail that the machine is sure of."""
        mail = None if self.facts is None else self.facts.mail
        certain = () if mail is None else tuple(one for one in mail.files if is_certain(one))
        if not certain:
            self.say("intake.none_certain", ink="amber")
            return
        self._write(certain, partial(_confirm, certain))

    def action_kind(self) -> None:
        """Choose what the chosen files are; owned ones change at once."""
        if self.of_words:
            self.say("word.no_files", ink="amber")
        else:
            self.side.ask_kind(self.chosen())

    def action_not_ours(self) -> None:
        """Say that the chosen files are no submission, this once or for the sender."""
        if self.of_words:
            self.words.do("apart")
        else:
            self.side.ask_apart(self.chosen())

    @on(BranchPicker.Chosen)
    def _owners_chosen(self, message: BranchPicker.Chosen) -> None:
        self.side.ask_owners(self.chosen(), message.owners)

    @on(BranchPicker.WayChosen)
    def _way_chosen(self, message: BranchPicker.WayChosen) -> None:
        self.side.ask_way(self.chosen(), message.way)

    @on(FileSide.KindsSet)
    def _kinds_set(self) -> None:
        self._draw_files()
        self._draw_choice()

    @on(FileSide.FilesDecided)
    def _files_decided(self, message: FileSide.FilesDecided) -> None:
        self._write(message.entries, message.act, settles=message.settles)

    def action_postpone(self) -> None:
        """Put this mail behind the others and go on; one of words till a day."""
        if self.of_words:
            self.words.do("note")
            return
        mail_id = self.walk.mail_id
        if mail_id is not None and self.facts is not None:
            self.walk = self.walk.step(self.lines, 1)
            pen = self._pen()
            self.decide(lambda store, now: acts.postpone(store, mail_id, pen, now))

    @work(group=ASKING, exit_on_error=False)
    async def action_take_in(self) -> None:
        """Take in files that came by hand; on a link, the file that lay behind it."""
        entry = None if self.node is None else self.node.entry
        behind = None
        if entry is not None and entry.credit.is_link:
            behind = add_files.BehindLink(
                entry.credit.subject,
                entry.credit.path,
                entry.received.received_at,
                entry.credit.kind,
            )
        await self.ask_for_files(branch_ids=may_be_of(entry), link=behind)

    def action_open_file(self) -> None:
        """Show the file under the cursor with the system's program."""
        node = self.node
        if node is None or node.entry is None:
            return
        entry, name = node.entry, node.name
        if entry.credit.is_link:
            self.say("intake.link_only", ink="amber")
            return
        if self.facts is not None and is_locked(entry, self.facts.mail):
            self.side.ask_password(entry)
            return
        self.files.open(entry.credit.digest, name)

    def _pen(self) -> Pen:
        """Who decides, on the revision that is on the screen."""
        assert self.facts is not None
        return Pen(self.desk.wording, self.desk.who, self.revision, self.facts.view.roster)

    def _write(self, entries: Entries, act: Act, *, settles: bool = True) -> None:
        """Write in a worker, and go on to the next file meanwhile.

        Args:
            settles: False where more files of the mail may come of it.
        """
        pen = self._pen()
        if settles:
            self.settling |= {entry.credit.subject for entry in entries}
        self._taught = True
        after = self.files.current
        self.among_files = False
        self.files.clear_selection()
        self.files.go_to_one_of(self._open, after)
        self._draw_choice()
        self.decide(lambda store, now: act(store, pen, now))

    def _learn(self) -> None:
        """Judge anew what waits, by what was decided since; other mails may settle by it."""
        if not self._taught:
            return
        self._taught = False
        desk = self.desk

        def work() -> int:
            with opened(desk.workspace) as store:
                return relearn(desk.workspace, store, at=desk.clock())

        self.run_job("learn", work, self._learnt)

    def _learnt(self, changed: int) -> None:
        if changed:
            learnt = self.desk.wording.say("intake.learnt", n=changed)
            self.said.say(f"{self.said.text}  {learnt}".strip(), "done")
            self.reload()

    # -- choosing --------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        """Letters find a branch, digits take what bears them."""
        char = event.character
        if self.of_words:
            if char is not None and char.isascii() and char.isdecimal():
                event.stop()
                if not self.words.acts.take_number(int(char)):
                    self.say("intake.no_such_number", ink="amber", n=char)
        elif event.key == "backspace":
            event.stop()
            self.picker.rub_out()
        elif char is None or not event.is_printable:
            return
        elif char.isascii() and char.isdecimal():
            event.stop()
            if self.chosen() and not self.picker.take_number(int(char)):
                self.say("intake.no_such_number", ink="amber", n=char)
        elif char.isalpha():
            event.stop()
            self.among_files = False
            self.picker.type(char)

    def on_paste(self, event: events.Paste) -> None:
        """What an input method or the clipboard gives in one piece."""
        self.picker.type("".join(char for char in event.text if char.isalnum()))

    def action_side(self, by: int) -> None:
        """Have Up, Down and Space go to the files, or to the branches."""
        self.among_files = by < 0
        self.say("intake.side_files" if self.among_files else "intake.side_branches", ink="dim")

    def action_step(self, by: int) -> None:
        """Move among the branches, or among the files."""
        if self.of_words:
            self.words.acts.step(by)
        elif self.among_files:
            self.files.action_move(by)
        else:
            self.picker.step(by)

    def action_select(self) -> None:
        """Mark the branch under the cursor as one of several owners, or select the file."""
        if self.among_files:
            self.files.toggle()
        else:
            self.picker.mark()

    def action_whole_unit(self) -> None:
        """Mark every branch of the sub-committee that the mail comes from."""
        self.picker.mark_unit()

    def action_select_all(self) -> None:
        """Select everything that waits in this mail."""
        self.files.select(sorted(self._open))

    def let_go(self) -> None:
        """Let go what was typed and marked, what is selected, then what is said."""
        if not self.picker.reset() and not self.files.clear_selection():
            super().let_go()

    # -- words -----------------------------------------------------------------------------

    @on(WordSide.Decided)
    def _word_decided(self, message: WordSide.Decided) -> None:
        """Write what was decided about a mail of words, and go on."""
        revision, who = self.revision, self.desk.who
        if message.stays:
            self.walk = self.walk.step(self.lines, 1)

        def write(store: Store, now: datetime) -> str:
            return message.write(store, Marking(now, who, revision))

        self.decide(write)

    @work(group=ASKING, exit_on_error=False)
    async def action_hand(self) -> None:
        """Hand this mail to a person, with a day and a note."""
        facts = self.facts
        if facts is None or facts.mail is None:
            return
        if self.of_words:
            self.words.do("hand")
            return
        desk, name = self.desk, subject("mail", _id(facts.mail))
        line = next((one for one in self.lines if one.mail_id == _id(facts.mail)), None)
        task = None if line is None else line.task
        revision, form = self.revision, hand_form(desk, facts.view.people, task)
        values = await self.app.push_screen_wait(form)
        if values is not None:
            handing = handing_of(values, desk)
            self.decide(
                lambda store, now: handing.write(
                    store, [name], Marking(now, desk.who, revision), desk.wording
                )
            )

    def action_only_mine(self) -> None:
        """Look only at what oneself has in hand, or at everything again."""
        self.mine = not self.mine
        if self.facts is not None:
            first = next((line.mail_id for line in self.lines), None)
            mine = [line.mail_id for line in self.lines]
            self._go(self.walk if self.walk.mail_id in mine else Walk(self.walk.pile, first))

    # -- going on --------------------------------------------------------------------------

    def _go(self, walk: Walk) -> None:
        """Read what is wanted; what was decided till now is learnt from."""
        self.walk = walk
        if self.facts is None:
            return
        self.unfolded = False
        self.said.say("")
        self.reload()
        self._learn()

    def action_next_mail(self) -> None:
        """Go to the next mail of the pile."""
        self._go(self.walk.step(self.lines, 1))

    def action_previous_mail(self) -> None:
        """Go to the mail before."""
        self._go(self.walk.step(self.lines, -1))

    def action_next_pile(self) -> None:
        """Look at the next pile."""
        self.query_one("#piles", TabLine).step()

    @on(TabLine.Chosen)
    def _pile_chosen(self, message: TabLine.Chosen) -> None:
        self._go(self.walk.to_pile(Pile(message.tab)))
        self.files.focus()

    @on(RowList.Opened, "#mails-pane")
    def _mail_clicked(self, message: RowList.Opened) -> None:
        self._go(Walk(self.walk.pile, int(message.key)))

    @work(group=ASKING, exit_on_error=False)
    async def action_mails(self) -> None:
        """Choose a mail from the list of the pile."""
        if self.facts is None:
            return
        mails = MailList(self.lines, self.walk.mail_id, self.desk)
        mail_id = await self.app.push_screen_wait(mails)
        if mail_id is not None:
            self._go(Walk(self.walk.pile, mail_id))

    def action_unfold(self) -> None:
        """Unfold quoted mail, or fold it again."""
        self.unfolded = not self.unfolded
        if self.facts is not None:
            self.query_one("#mail", TextPane).show(self.page.mail_lines, home=False)

    def action_scroll_detail(self, by: int) -> None:
        """Scroll the reasons and the look of the file, or what was read in the words."""
        pane = self.words.why if self.of_words else self.side.why
        pane.scroll_relative(y=by, animate=False)

    def action_scroll_up(self) -> None:
        """Scroll the mail's text up."""
        self.query_one("#mail", TextPane).scroll_page_up(animate=False)

    def action_scroll_down(self) -> None:
        """Scroll the mail's text down."""
        self.query_one("#mail", TextPane).scroll_page_down(animate=False)


def _confirm(certain: Entries, store: Store, pen: Pen, now: datetime) -> str:
    return acts.confirm_certain(store, certain, pen, now)


def _id(mail: QueuedMail) -> int:
    return mail.received.mail_id
