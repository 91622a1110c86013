"""收件: one mail at a time, its files with what is proposed for each, and the branches to bind."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Container

from mailsync.archives.unpack import ArchiveListing
from mailsync.letters.question import write_draft
from mailsync.messages.passwords import stated_password
from mailsync.sync.sync import relearn
from store.db.acts import subject
from store.db.database import Store
from store.decisions.marks import Marking
from store.model import Branch, FileKind
from store.text.visible import visible
from store.views.board.types import FileEntry, QueuedMail
from store.views.inbox.queue import Pile, QueueLine
from tui.base.actions import Command
from tui.base.desk import Desk
from tui.base.job_host import ASKING
from tui.base.jobs import opened
from tui.base.opening import Opening, how_to_open, list_stored, open_stored, save_stored
from tui.dialogs.add_files import BehindLink
from tui.dialogs.archive_members import ArchiveMembers
from tui.dialogs.ask import AskText, AskYes
from tui.dialogs.hand_form import hand_form, handing_of
from tui.dialogs.pick import Entry, Pick
from tui.inbox import acts
from tui.inbox.acts import Pen, is_certain, is_owned, may_be_of
from tui.inbox.commands import INTAKE_COMMANDS, WORD_COMMANDS
from tui.inbox.facts import IntakeFacts, is_locked, read_intake
from tui.inbox.lines import IntakePage
from tui.inbox.lists import FileList
from tui.inbox.mail_list import MailList
from tui.inbox.mail_tree import TreeNode, mail_tree
from tui.inbox.mails_pane import MailsPane
from tui.inbox.offers import against_own_words, offer_for, unlisted_name
from tui.inbox.picker import BranchPicker
from tui.inbox.walk import Walk
from tui.inbox.word_side import WordSide
from tui.places.taking_in import TakingInPlace
from tui.widgets.place_head import PlaceHead
from tui.widgets.row_list import Row, RowList
from tui.widgets.tab_line import TabLine
from tui.widgets.text_pane import TextPane

NARROW_BELOW = 120
Entries = tuple[FileEntry, ...]
Act = Callable[[Store, Pen, datetime], str]


class IntakePlace(TakingInPlace[IntakeFacts]):
    """Letters find a branch, digits take what bears them, Enter takes what is highlighted.

    `kinds` are those that the person has set on files not yet bound, `settling` the subjects that
    are being written: the cursor goes on without waiting for them.
    """

    NAME = "intake"
    OWN_COMMANDS: ClassVar[tuple[Command, ...]] = INTAKE_COMMANDS

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.facts: IntakeFacts | None = None
        self.walk = Walk()
        self.kinds: dict[str, FileKind] = {}
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
        yield TabLine(self._tabs(()), id="piles")
        with Container(id="intake"):
            yield MailsPane(wording, id="mails-pane")
            with Container(id="mail-side"):
                yield TextPane(id="mail")
                yield FileList(id="files", empty=wording.say("intake.nothing"))
            with Container(id="choice-side"):
                yield TextPane(id="why")
                yield BranchPicker(wording, id="branches")
            yield WordSide(self.desk, id="word-side")

    def on_mount(self) -> None:
        """Keys go to the files."""
        for pane in self.query(TextPane):
            pane.can_focus = False
        self.files.focus()
        super().on_mount()

    def on_resize(self, event: events.Resize) -> None:
        """Put the sides beside each other where there is room."""
        super().on_resize(event)
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
        return self.query_one("#branches", BranchPicker)

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
        self.files.nodes = () if mail is None else mail_tree(mail.files)
        if not same:
            self.kinds, self.among_files = {}, False
            self.picker.reset()
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
        assert self.facts is not None
        if self.facts.view.lines:
            done = self.desk.wording.say("intake.all_done")
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
        return IntakePage(self.facts, self.desk, self.unfolded, self.kinds)

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
        facts, node = self.facts, self.node
        if facts is None:
            return
        if self.of_words:
            self.words.show(facts)
            return
        self.query_one("#why", TextPane).show(partial(self.page.why_lines, node))
        names = frozenset() if node is None else frozenset(node.subjects)
        files = () if facts.mail is None else facts.mail.files
        entries = tuple(entry for entry in files if entry.credit.subject in names)
        stated = bool(self._stated_password())
        self.picker.offer(offer_for(facts.view, facts.units, entries, stated=stated))
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

    @on(BranchPicker.Chosen)
    def _owners_chosen(self, message: BranchPicker.Chosen) -> None:
        """Bind the files, after asking where the choice goes against something."""
        entries, kinds = self.chosen(), dict(self.kinds)
        if not entries:
            return

        def bind(store: Store, pen: Pen, now: datetime) -> str:
            return acts.bind(store, entries, message.owners, kinds, pen, now)

        question = self._objection(entries, message.owners)
        if question is None:
            self._write(entries, bind)
        else:

            def answered(meant: bool | None) -> None:
                if meant:
                    self._write(entries, bind)

            self.app.push_screen(AskYes(question, self.desk.wording), answered)

    def _objection(self, entries: Entries, owners: Sequence[str]) -> str | None:
        """The one question before a choice: a colleague's decision, one's own, the file's name."""
        say = self.desk.wording.say
        names = {branch.id: branch.name for branch in self._roster_branches()}
        wanted = "、".join(names.get(one, one) for one in owners)
        for entry in entries:
            if entry.credit.decided_by is None:
                continue
            now = "、".join(names.get(one, one) for one in entry.credit.branch_ids)
            now = now or say("intake.apart")
            code = "own" if entry.credit.decided_by == self.desk.who else "others"
            return say(
                f"intake.ask_{code}",
                who=entry.credit.decided_by,
                now=now,
                branch=wanted,
                file=_name(entry),
            )
        for entry in entries:
            if words := against_own_words(entry, owners):
                return say(
                    "intake.ask_against", file=_name(entry), words=visible(words), branch=wanted
                )
        return None

    def _roster_branches(self) -> Sequence[Branch]:
        return () if self.facts is None else self.facts.view.roster.branches

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
            return
        entries, facts, wording = self.chosen(), self.facts, self.desk.wording
        if not entries or facts is None or facts.mail is None:
            return
        answers = [Entry(kind.value, wording.say(f"kind.{kind}")) for kind in FileKind]
        question = wording.say("intake.which_kind", n=len(entries))
        self.app.push_screen(Pick(question, answers, wording), partial(self._set_kind, entries))

    def _set_kind(self, entries: Entries, answer: str | None) -> None:
        facts = self.facts
        if answer is None or facts is None or facts.mail is None:
            return
        kind = FileKind(answer)
        self.kinds |= {entry.credit.subject: kind for entry in entries}
        owned = tuple(one for one in entries if is_owned(one, facts.mail.waiting))
        if owned:
            self._write(owned, lambda store, pen, now: acts.set_kind(store, owned, kind, pen, now))
        self._draw_files()
        self._draw_choice()

    def action_not_ours(self) -> None:
        """Say that the chosen files are no submission, this once or for the sender."""
        if self.of_words:
            self.words.do("apart")
            return
        entries, facts, wording = self.chosen(), self.facts, self.desk.wording
        if not entries or facts is None or facts.mail is None:
            return
        answers = [Entry("once", wording.say("intake.not_ours_once"))]
        address = facts.mail.received.sender_email
        if address:
            answers.append(Entry("sender", wording.say("intake.not_ours_sender", address=address)))
        question = wording.say("intake.which_not_ours", n=len(entries))
        self.app.push_screen(Pick(question, answers, wording), partial(self._set_apart, entries))

    def _set_apart(self, entries: Entries, answer: str | None) -> None:
        if answer is not None:
            remember = answer == "sender"
            self._write(
                entries, lambda store, pen, now: acts.set_apart(store, entries, remember, pen, now)
            )

    @on(BranchPicker.WayChosen)
    def _way_chosen(self, message: BranchPicker.WayChosen) -> None:
        """Where the branch is not on the roster: no submission, or what to do about the roster."""
        entries = self.chosen()
        if message.way == "apart":
            self.action_not_ours()
            return
        if message.way == "unlock":
            self._ask_password(entries[0])
            return
        name = next((found for one in entries if (found := unlisted_name(one))), "")
        if message.way == "roster":
            self._ask_unit(visible(name))
        else:
            self._draft_question(visible(name))

    def _ask_password(self, entry: FileEntry) -> None:
        """Ask for an archive's password; the one that the mail states is there already."""
        wording, stated = self.desk.wording, self._stated_password()
        code = "intake.which_password" if not stated else "intake.stated_password"
        question = wording.say(code, file=_name(entry))
        needed = wording.say("intake.password_needed")
        form = AskText(question, wording, text=stated, needed=needed)
        self.app.push_screen(form, partial(self._unlock, entry))

    def _stated_password(self) -> str:
        """The password that the mail's words state."""
        mail = None if self.facts is None else self.facts.mail
        return "" if mail is None else stated_password(f"{mail.received.subject}\n{mail.body}")

    def _unlock(self, entry: FileEntry, password: str | None) -> None:
        if password:
            workspace = self.desk.workspace
            self._write(
                (entry,),
                lambda store, pen, now: acts.unlock_archive(
                    store, workspace, entry, password, pen, now
                ),
                settles=False,
            )

    def _ask_unit(self, name: str) -> None:
        """Whose branch it is that the roster gets; the mail's own sub-committee first."""
        if self.facts is None:
            return
        near = set(self.facts.units)
        units = sorted(self.facts.view.roster.sub_committees, key=lambda unit: unit.id not in near)
        entries = [Entry(unit.id, visible(unit.name)) for unit in units]
        question = self.desk.wording.say("intake.which_unit", branch=name)
        self.app.push_screen(
            Pick(question, entries, self.desk.wording), partial(self._ask_branch_name, name)
        )

    def _ask_branch_name(self, name: str, unit: str | None) -> None:
        if unit is None:
            return
        wording = self.desk.wording
        form = AskText(
            wording.say("intake.branch_name"),
            wording,
            text=name,
            needed=wording.say("intake.branch_name_needed"),
        )
        self.app.push_screen(form, partial(self._add_branch, unit))

    def _add_branch(self, unit: str, name: str | None) -> None:
        if name:
            pen, workspace = self._pen(), self.desk.workspace
            self.decide(
                lambda store, now: acts.add_to_roster(store, workspace, unit, name, pen, now)
            )

    def _draft_question(self, name: str) -> None:
        """Write the question to the sub-committee as a draft, and copy its text."""
        facts, desk = self.facts, self.desk
        if facts is None or facts.mail is None:
            return
        roster, came = facts.view.roster, facts.mail.received
        text = desk.wording.say("intake.way_text.ask", branch=name)
        title = desk.wording.say("intake.way_subject.ask", branch=name)
        contacts = [
            one for unit in roster.sub_committees if unit.id in facts.units for one in unit.contacts
        ]
        to = contacts or [came.sender_email]
        self.app.copy_to_clipboard(text)

        def work() -> str:
            path = write_draft(desk.workspace.output_folder, to, title, text)
            return desk.wording.say("intake.way_said.ask", to=", ".join(to), file=str(path))

        self.run_job("draft", work, self.said.say)

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
            behind = BehindLink(
                entry.credit.subject,
                entry.credit.path,
                entry.received.received_at,
                entry.credit.kind,
            )
        await self.ask_for_files(branch_ids=may_be_of(entry), link=behind)

    def action_open_file(self) -> None:
        """Show the file under the cursor with the system's program."""
        node, desk = self.node, self.desk
        if node is None or node.entry is None:
            return
        entry, name = node.entry, node.name
        if entry.credit.is_link:
            self.say("intake.link_only", ink="amber")
            return
        if self.facts is not None and is_locked(entry, self.facts.mail):
            self._ask_password(entry)
            return

        self.run_job(
            "open",
            partial(how_to_open, desk.workspace, entry.credit.digest, name),
            partial(self._open_as, entry, name),
        )

    def _open_as(self, entry: FileEntry, name: str, opening: Opening) -> None:
        """Show it, ask first, or offer to save it: as what the file is allows."""
        wording = self.desk.wording
        shown = visible(name)
        if opening.how == "open":
            self._show_file(entry, name, sure=False)
        elif opening.how == "ask":
            form = AskYes(wording.say("intake.macros", file=shown), wording)
            self.app.push_screen(form, partial(self._open_with_macros, entry, name))
        elif opening.how == "list":
            self.run_job(
                "open",
                partial(list_stored, self.desk.workspace, entry.credit.digest, name),
                partial(self._show_members, entry, name, opening),
            )
        else:
            self._ask_where(entry, name, opening, "intake.not_shown")

    def _show_members(
        self, entry: FileEntry, name: str, opening: Opening, listing: ArchiveListing
    ) -> None:
        """Show what an archive holds; from there it can be saved."""
        ask_where = partial(self._ask_where, entry, name, opening, "intake.save_where")
        members = ArchiveMembers(name, listing, self.desk.wording)
        self.app.push_screen(members, lambda save: ask_where() if save else None)

    def _ask_where(self, entry: FileEntry, name: str, opening: Opening, question: str) -> None:
        target = self.desk.workspace.output_folder / opening.name
        asked = self.desk.wording.say(question, file=visible(name))
        field = AskText(asked, self.desk.wording, text=str(target.absolute()), path=True)
        self.app.push_screen(field, partial(self._save, entry, name))

    def _open_with_macros(self, entry: FileEntry, name: str, yes: bool | None) -> None:
        if yes:
            self._show_file(entry, name, sure=True)

    def _show_file(self, entry: FileEntry, name: str, *, sure: bool) -> None:
        desk = self.desk

        def work() -> str:
            open_stored(desk.workspace, entry.credit.digest, name, sure=sure)
            return desk.wording.say("intake.opened", file=visible(name))

        self.run_job("open", work, self.said.say)

    def _save(self, entry: FileEntry, name: str, target: str | None) -> None:
        desk = self.desk
        if not target:
            return

        def work() -> str:
            path = Path(target).expanduser()
            save_stored(desk.workspace, entry.credit.digest, name, path)
            return desk.wording.say("intake.saved_as", file=str(path))

        self.run_job("save", work, self.said.say)

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

    def action_mails(self) -> None:
        """Choose a mail from the list of the pile."""
        if self.facts is None:
            return
        mails = MailList(self.lines, self.walk.mail_id, self.desk)
        self.app.push_screen(mails, self._mail_chosen)

    def _mail_chosen(self, mail_id: int | None) -> None:
        if mail_id is not None:
            self._go(Walk(self.walk.pile, mail_id))

    def action_unfold(self) -> None:
        """Unfold quoted mail, or fold it again."""
        self.unfolded = not self.unfolded
        if self.facts is not None:
            self.query_one("#mail", TextPane).show(self.page.mail_lines, home=False)

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


def _name(entry: FileEntry) -> str:
    return visible(entry.credit.name)
