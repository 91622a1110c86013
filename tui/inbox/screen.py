"""收件: one mail at a time, its files with what is proposed for each, and the branches to bind."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container

from store.db.database import Store
from store.views.board.types import FileEntry
from tui.base.actions import Command
from tui.base.desk import Desk
from tui.inbox.acts import may_be_of
from tui.inbox.branch_list import BranchChoice
from tui.inbox.commands import INTAKE_COMMANDS
from tui.inbox.decisions import IntakeMarks
from tui.inbox.facts import IntakeFacts, read_intake
from tui.inbox.head import pile_counts
from tui.inbox.lines import IntakePage
from tui.inbox.lists import BranchList, FileList
from tui.inbox.mail_tree import TreeNode, mail_tree
from tui.inbox.walk import MailWalk
from tui.places.place import Place
from tui.widgets.place_head import PlaceHead
from tui.widgets.row_list import Row, RowList
from tui.widgets.text_pane import TextPane

NARROW_BELOW = 120


class IntakePlace(Place["IntakeFacts"]):
    """Keys go to the files; letters find a branch, digits and Enter bind it."""

    NAME = "intake"
    OWN_COMMANDS: ClassVar[tuple[Command, ...]] = INTAKE_COMMANDS

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.facts: IntakeFacts | None = None
        self.marks = IntakeMarks(self)
        self.walk = MailWalk(self)

    def body(self) -> ComposeResult:
        """The mail and its files, and beside or under them reasons and branches."""
        empty = self.desk.wording.say("intake.nothing")
        with Container(id="intake"):
            with Container(id="mail-side"):
                yield TextPane(id="mail")
                yield FileList(id="files", empty=empty)
            with Container(id="choice-side"):
                yield TextPane(id="why")
                yield BranchList(id="branches")

    def on_mount(self) -> None:
        """Keys go to the files."""
        for pane in self.query(TextPane):
            pane.can_focus = False
        self.choice = BranchChoice(self.query_one("#branches", BranchList))
        self.files.focus()
        super().on_mount()

    def on_resize(self, event: events.Resize) -> None:
        """Put the two sides beside each other where there is room."""
        super().on_resize(event)
        self.set_class(event.size.width < NARROW_BELOW, "narrow")
        self.call_after_refresh(self._fit_files)

    def _fit_files(self) -> None:
        """Give the files the lines they need, and the mail the rest."""
        room = self.query_one("#mail-side").size.height
        self.files.styles.height = max(3, min(len(self.files.nodes), room * 3 // 5))

    def open_at(self, part: str) -> None:
        """Show one mail, by its row, whatever pile it lies in."""
        self.walk.go_to(int(part))

    @property
    def files(self) -> FileList:
        """The files of the mail."""
        return self.query_one("#files", FileList)

    # -- reading and showing ---------------------------------------------------------------

    def read(self, store: Store) -> IntakeFacts:
        """The piles and the mail that is looked at."""
        return read_intake(store, self.desk, mail_id=self.walk.mail_id, pile=self.walk.pile)

    def show(self, facts: IntakeFacts) -> None:
        """Show the mail; the cursor stays on its file."""
        before = None if self.facts is None or self.facts.mail is None else self.facts.mail.received
        self.facts = facts
        mail = facts.mail
        same = before is not None and mail is not None and before.mail_id == mail.received.mail_id
        self.walk.mail_id = None if mail is None else mail.received.mail_id
        settled = same and bool(self.marks.settling) and mail is not None and not mail.waiting
        self.marks.settling = frozenset()
        self.files.nodes = () if mail is None else mail_tree(mail.files)
        if not same:
            self.marks.kinds = {}
            self.choice.reset()
            self.files.clear_selection()
        self._draw_files()
        self.query_one("#mail", TextPane).show(self.page.mail_lines, home=not same)
        if not same:
            self.files.go_to_one_of(self._open)
        self._draw_choice()
        self.query_one(PlaceHead).count(
            pile_counts(facts.view, self.walk.pile, self.walk.mail_id, self.desk.wording)
        )
        if settled:
            done = self.desk.wording.say("intake.mail_settled")
            self.said.say(f"{self.said.text}  {done}", "done")

    @property
    def page(self) -> IntakePage:
        """What lines are made of."""
        assert self.facts is not None
        return IntakePage(self.facts, self.desk, self.walk.unfolded, self.marks.kinds)

    def _draw_files(self) -> None:
        page = self.page
        self._fit_files()
        self.files.show([Row(n.key, partial(page.node_line, n)) for n in self.files.nodes])

    def _draw_choice(self) -> None:
        """Show why, for the file under the cursor, and the branches that it may be bound to."""
        node = self.node
        if self.facts is None:
            return
        page = self.page
        self.query_one("#why", TextPane).show(partial(page.why_lines, node))
        self.choice.offer(self.facts, may_be_of(None if node is None else node.entry), page)

    def redraw(self) -> None:
        """Draw the files and the choice anew: a kind was set."""
        self._draw_files()
        self._draw_choice()

    @on(RowList.Moved, "#files")
    def _moved(self) -> None:
        self.choice.reset()
        self._draw_choice()

    # -- where the cursor is ---------------------------------------------------------------

    @property
    def node(self) -> TreeNode | None:
        """The line of the tree under the cursor."""
        return self.files.node

    def chosen(self) -> tuple[FileEntry, ...]:
        """The files that a decision is on: selected ones, or those of the line under the cursor."""
        if self.facts is None or self.facts.mail is None:
            return ()
        names = self.files.chosen_subjects
        return tuple(entry for entry in self.facts.mail.files if entry.subject in names)

    @property
    def _open(self) -> frozenset[str]:
        """What waits and is not being settled just now."""
        if self.facts is None or self.facts.mail is None:
            return frozenset()
        return self.facts.mail.waiting - self.marks.settling

    def go_on(self) -> None:
        """Let the selection go and put the cursor on what waits next."""
        after = self.files.current
        self.files.clear_selection()
        self.files.go_to_one_of(self._open, after)
        self._draw_choice()

    # -- deciding --------------------------------------------------------------------------

    def action_bind(self) -> None:
        """Bind the chosen files to the branch under the cursor, and to those joined with it."""
        if self.choice.current is not None:
            self.marks.bind(self.choice.current)

    @on(RowList.Opened, "#branches")
    def _branch_clicked(self, message: RowList.Opened) -> None:
        self.marks.bind(message.key)

    def action_accept_certain(self) -> None:
        """Confirm every file of this mail that the machine is sure of."""
        self.marks.accept_certain()

    def action_kind(self) -> None:
        """Choose what the chosen files are."""
        self.marks.ask_kind()

    def action_not_ours(self) -> None:
        """Say that the chosen files are no submission, this once or for the sender."""
        self.marks.ask_apart()

    def action_postpone(self) -> None:
        """Put this mail behind the others and go on."""
        mail_id = self.walk.mail_id
        if mail_id is not None and self.facts is not None:
            self.walk.step(1)
            self.marks.postpone(mail_id)

    def action_take_in(self) -> None:
        """Take in files that came by hand; on a link, the file that lay behind it."""
        entry = None if self.node is None else self.node.entry
        self.marks.take_in(entry)

    def action_open_file(self) -> None:
        """Show the file under the cursor with the system's program."""
        if (node := self.node) is not None and node.entry is not None:
            self.marks.open(node.entry, node.name)

    # -- choosing --------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        """Letters find a branch, digits bind one."""
        char = event.character
        if event.key == "backspace":
            event.stop()
            self.choice.rub_out()
        elif char is None or not event.is_printable:
            return
        elif char.isascii() and char.isdecimal():
            event.stop()
            branch_id = self.choice.numbered(int(char))
            if branch_id is not None:
                self.marks.bind(branch_id)
        elif char.isalpha():
            event.stop()
            self.choice.type(char)

    def on_paste(self, event: events.Paste) -> None:
        """What an input method or the clipboard gives in one piece."""
        self.choice.type("".join(char for char in event.text if char.isalnum()))

    def action_join(self) -> None:
        """Mark the branch under the cursor as one more owner, or let it go."""
        self.choice.join()
        self.say("intake.joined", n=len(self.choice.joined))

    def action_previous_branch(self) -> None:
        """Move up among the branches."""
        self.choice.move(-1)

    def action_next_branch(self) -> None:
        """Move down among the branches."""
        self.choice.move(1)

    def action_select(self) -> None:
        """Select the file or folder under the cursor, or let it go."""
        self.files.toggle()

    def action_select_all(self) -> None:
        """Select everything that waits in this mail."""
        self.files.select(sorted(self._open))

    def let_go(self) -> None:
        """Let go what was typed and joined, what is selected, then what is said."""
        if self.choice.reset():
            self._draw_choice()
        elif not self.files.clear_selection():
            super().let_go()

    # -- going on --------------------------------------------------------------------------

    def action_next_mail(self) -> None:
        """Go to the next mail of the pile."""
        self.walk.go_by(1)

    def action_previous_mail(self) -> None:
        """Go to the mail before."""
        self.walk.go_by(-1)

    def action_next_pile(self) -> None:
        """Look at the next pile: what waits, what came too early, what is settled."""
        self.walk.next_pile()

    def action_mails(self) -> None:
        """Choose a mail from the list of the pile."""
        self.walk.ask_mail()

    def action_unfold(self) -> None:
        """Unfold quoted mail, or fold it again."""
        self.walk.unfolded = not self.walk.unfolded
        if self.facts is not None:
            self.query_one("#mail", TextPane).show(self.page.mail_lines, home=False)

    def action_scroll_up(self) -> None:
        """Scroll the mail's text up."""
        self.query_one("#mail", TextPane).scroll_page_up(animate=False)

    def action_scroll_down(self) -> None:
        """Scroll the mail's text down."""
        self.query_one("#mail", TextPane).scroll_page_down(animate=False)
