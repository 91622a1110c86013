"""收件: one mail at a time, its files with what is proposed for each, and the branches to bind."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container

from store.model import FileKind
from tui.actions import Command
from tui.branch_choice import NUMBERED, BranchOption, branch_options, shown_options
from tui.desk import Desk
from tui.screens.place import Place
from tui.widgets.intake_lists import BranchList, FileList
from tui.widgets.painted import Span
from tui.widgets.place_head import PlaceHead
from tui.widgets.row_list import Row, RowList
from tui.widgets.text_pane import TextPane

if TYPE_CHECKING:
    from store.db import Store
    from store.views.queue import Pile, QueueLine
    from store.views.types import FileEntry
    from tui.intake_acts import Pen
    from tui.intake_facts import IntakeFacts
    from tui.mail_tree import TreeNode
    from tui.widgets.intake_lines import IntakePage

NARROW_BELOW = 120


class IntakePlace(Place["IntakeFacts"]):
    """Keys go to the files; letters find a branch, digits and Enter bind it."""

    NAME = "intake"
    OWN_COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("bind", ("enter",), "ren ling", 3),
        Command("accept_certain", ("ctrl+y",), "que ren", 5),
        Command("select", ("space",), "xuan zhong", 9),
        Command("select_all", ("ctrl+a",), "quan xuan", 13),
        Command("kind", ("ctrl+k",), "zhong lei", 6),
        Command("not_ours", ("ctrl+x",), "fei ben xiang", 7),
        Command("postpone", ("ctrl+d",), "tui hou", 8),
        Command("next_mail", ("tab", "ctrl+n"), "xia yi feng", 4),
        Command("previous_mail", ("shift+tab", "ctrl+b"), "shang yi feng", 16),
        Command("open_file", ("ctrl+o",), "da kai", 10),
        Command("take_in", ("insert",), "shou xia wen jian", 12),
        Command("join", ("ctrl+e", "plus"), "jian gui", 14),
        Command("unfold", ("ctrl+u",), "zhan kai yin wen", 15),
        Command("mails", ("ctrl+l",), "you jian lie biao", 11),
        Command("next_pile", ("ctrl+w",), "huan yi dui", 17),
        Command("previous_branch", ("left",), "shang yi ge zhi bu", 18),
        Command("next_branch", ("right",), "xia yi ge zhi bu", 18),
        Command("scroll_up", ("pageup",), "wang shang", 19),
        Command("scroll_down", ("pagedown",), "wang xia", 19),
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.facts: IntakeFacts | None = None
        self.wanted: int | None = None
        self._pile: Pile | None = None
        self._typed = ""
        self._unfolded = False
        self._kinds: dict[str, FileKind] = {}
        self._joined: list[str] = []
        self._tree: tuple[TreeNode, ...] = ()
        self._options: tuple[BranchOption, ...] = ()
        self._settling: frozenset[str] = frozenset()
        self._taught = False

    def body(self) -> ComposeResult:
        """The mail and its files, and beside or under them reasons and branches."""
        say = self.desk.wording.say
        with Container(id="intake"):
            with Container(id="mail-side"):
                yield TextPane(id="mail")
                yield FileList(id="files", empty=say("intake.nothing"))
            with Container(id="choice-side"):
                yield TextPane(id="why")
                yield BranchList(id="branches", empty=say("intake.no_branch"))

    def on_mount(self) -> None:
        """Keys go to the files."""
        for pane in self.query(TextPane):
            pane.can_focus = False
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
        self.files.styles.height = max(3, min(len(self._tree), room * 3 // 5))

    @property
    def files(self) -> FileList:
        """The files of the mail."""
        return self.query_one("#files", FileList)

    @property
    def branches(self) -> BranchList:
        """The branches to choose from."""
        return self.query_one("#branches", BranchList)

    # -- reading and showing ---------------------------------------------------------------

    def read(self, store: Store) -> IntakeFacts:
        """The piles and the mail that is looked at."""
        from store.views.queue import Pile
        from tui.intake_facts import read_intake

        return read_intake(store, self.desk, mail_id=self.wanted, pile=self._pile or Pile.WAITING)

    def show(self, facts: IntakeFacts) -> None:
        """Show the mail; the cursor stays on its file."""
        from tui.mail_tree import mail_tree

        before = None if self.facts is None or self.facts.mail is None else self.facts.mail.received
        self.facts = facts
        mail = facts.mail
        same = before is not None and mail is not None and before.mail_id == mail.received.mail_id
        self.wanted = None if mail is None else mail.received.mail_id
        self._settling = frozenset()
        self._tree = () if mail is None else mail_tree(mail.files)
        if not same:
            self._kinds, self._joined, self._typed = {}, [], ""
            self.files.clear_selection()
        self._draw_files()
        self.query_one("#mail", TextPane).show(self.page.mail_lines, home=not same)
        if not same:
            self._go_to_waiting(None)
        self._draw_choice()
        self.query_one(PlaceHead).count(self._counts())

    @property
    def page(self) -> IntakePage:
        """What lines are made of."""
        from tui.widgets.intake_lines import IntakePage

        assert self.facts is not None
        return IntakePage(self.facts, self.desk, self._unfolded, self._kinds)

    def _draw_files(self) -> None:
        page = self.page
        self._fit_files()
        self.files.show([Row(node.key, partial(page.node_line, node)) for node in self._tree])

    def _counts(self) -> list[Span]:
        from store.views.queue import Pile

        if self.facts is None:
            return []
        say, view = self.desk.wording.say, self.facts.view
        pile = self._pile or Pile.WAITING
        lines = view.pile(pile)
        ids = [line.mail_id for line in lines]
        at = ids.index(self.wanted) + 1 if self.wanted in ids else 0
        said: list[Span] = [
            (f"{at or '-'}/{len(lines)} ", "blue bold" if lines else "dim"),
            (say(f"intake.pile.{pile}") + "  ", "dim"),
        ]
        for other in Pile:
            count = len(view.pile(other))
            if other is not pile and other is not Pile.SETTLED and count:
                said += [(say(f"intake.pile.{other}") + " ", "dim"), (f"{count}  ", "amber bold")]
        behind = sum(line.postponed is not None for line in lines)
        if behind:
            said += [(say("intake.behind") + " ", "dim"), (f"{behind}  ", "amber bold")]
        return said

    def _draw_choice(self) -> None:
        """Show why, for the file under the cursor, and the branches that it may be bound to."""
        node = self.node
        if self.facts is None:
            return
        page = self.page
        self.query_one("#why", TextPane).show(partial(page.why_lines, node))
        candidates = [] if node is None or node.entry is None else list(_candidates(node.entry))
        every = branch_options(self.facts.view.roster, self.facts.units, candidates)
        self._options = shown_options(every, self._typed)
        self._draw_branches()
        first = candidates[0] if candidates else ""
        if not self._typed and any(one.branch.id == first for one in self._options):
            self.branches.go_to(first)
        elif self._options:
            self.branches.go_to(self._options[0].branch.id)

    def _draw_branches(self) -> None:
        page = self.page
        rows = [
            Row(
                one.branch.id,
                partial(page.option_line, at, one, one.branch.id in self._joined),
            )
            for at, one in enumerate(self._options)
        ]
        if self._typed or self.facts is None or self.facts.mail is None:
            said = self.desk.wording.say("intake.typed", typed=self._typed)
        else:
            said = self.desk.wording.say("intake.type")
        self.branches.show([Row(None, lambda _: ((said, "dim"),)), *rows])

    @on(RowList.Moved, "#files")
    def _moved(self) -> None:
        self._joined, self._typed = [], ""
        self._draw_choice()

    # -- where the cursor is ---------------------------------------------------------------

    @property
    def node(self) -> TreeNode | None:
        """The line of the tree under the cursor."""
        return next((one for one in self._tree if one.key == self.files.current), None)

    def chosen(self) -> tuple[FileEntry, ...]:
        """The files that a decision is on: selected ones, or those of the line under the cursor."""
        if self.facts is None or self.facts.mail is None:
            return ()
        keys = set(self.files.chosen)
        names = {name for node in self._tree if node.key in keys for name in node.subjects}
        return tuple(entry for entry in self.facts.mail.files if entry.subject in names)

    def _open(self, node: TreeNode) -> bool:
        """Whether something in a line of the tree waits, and is not being settled just now."""
        if self.facts is None or self.facts.mail is None:
            return False
        waiting = self.facts.mail.waiting - self._settling
        return any(name in waiting for name in node.subjects)

    def _go_to_waiting(self, after: str | None) -> None:
        """Put the cursor on the next line that waits: of the same kind, file or folder."""
        keys = [node.key for node in self._tree]
        at = keys.index(after) + 1 if after in keys else 0
        folder = after is not None and after.startswith("dir:")
        ahead = [*self._tree[at:], *self._tree[:at]]
        for wanted in (True, False) if folder else (False,):
            for node in ahead:
                if (node.entry is None) == wanted and self._open(node):
                    self.files.go_to(node.key)
                    return

    # -- deciding --------------------------------------------------------------------------

    def pen(self) -> Pen:
        """Who decides, on the revision that is on the screen."""
        from tui.intake_acts import Pen

        assert self.facts is not None
        return Pen(self.desk.wording, self.desk.who, self.revision, self.facts.view.roster)

    def _write(self, name: str, entries: tuple[FileEntry, ...], *given: object) -> None:
        """Have a function of `tui.intake_acts` write, and go on to the next file meanwhile."""
        from tui import intake_acts
        from tui.jobs import opened

        act = getattr(intake_acts, name)
        pen = self.pen()

        def work() -> str:
            with opened(self.desk.workspace) as store:
                said: str = act(store, entries, *given, pen, self.desk.clock())
                return said

        self._settling |= {entry.subject for entry in entries}
        self._taught = True
        after = self.files.current
        self.files.clear_selection()
        self._go_to_waiting(after)
        self.run_job("decide", work, self.decided, failed=self.reload)

    def decided(self, said: str) -> None:
        """Say it, and where the mail is settled, how to go on."""
        super().decided(said)

    def action_take_in(self) -> None:
        """Take in files that came by hand; on a link, the file that lay behind it."""
        from tui.screens.add_files import BehindLink
        from tui.take_in import ask_for_files

        entry = None if self.node is None else self.node.entry
        if entry is None:
            ask_for_files(self)
            return
        link = None
        if entry.url is not None:
            received = entry.received.received_at
            link = BehindLink(entry.subject, entry.path, received, entry.kind)
        ask_for_files(self, branch_ids=_candidates(entry), link=link)

    def action_bind(self) -> None:
        """Bind the chosen files to the branch under the cursor, and to those joined with it."""
        branch_id = self.branches.current
        if branch_id is not None:
            self._bind(branch_id)

    def _bind(self, branch_id: str) -> None:
        entries = self.chosen()
        if not entries:
            return
        owners = list(dict.fromkeys((*self._joined, branch_id)))
        kinds = dict(self._kinds)
        self._typed, self._joined = "", []
        self._write("bind", entries, owners, kinds)
        self._draw_choice()

    def action_accept_certain(self) -> None:
        """Confirm every file of this mail that the machine is sure of."""
        from tui.intake_acts import is_certain

        mail = None if self.facts is None else self.facts.mail
        certain = () if mail is None else tuple(one for one in mail.files if is_certain(one))
        if not certain:
            self.say("intake.none_certain", ink="amber")
            return
        self._write("confirm_certain", certain)

    def action_kind(self) -> None:
        """Choose what the chosen files are."""
        from tui.screens.pick import Entry, Pick

        entries = self.chosen()
        if not entries:
            return
        say = self.desk.wording.say
        answers = [Entry(kind.value, say(f"kind.{kind}")) for kind in FileKind]
        question = say("intake.which_kind", n=len(entries))
        self.app.push_screen(
            Pick(question, answers, self.desk.wording), partial(self._set_kind, entries)
        )

    def _set_kind(self, entries: tuple[FileEntry, ...], kind: str | None) -> None:
        """Owned files change at once; the others keep it until they are bound."""
        from tui.intake_acts import is_owned

        if kind is None or self.facts is None or self.facts.mail is None:
            return
        owned = tuple(one for one in entries if is_owned(one, self.facts.mail.waiting))
        for entry in entries:
            self._kinds[entry.subject] = FileKind(kind)
        if owned:
            self._write("set_kind", owned, FileKind(kind))
        self._draw_files()
        self._draw_choice()

    def action_not_ours(self) -> None:
        """Say that the chosen files are no submission, this once or for the sender."""
        from tui.screens.pick import Entry, Pick

        entries = self.chosen()
        if not entries or self.facts is None or self.facts.mail is None:
            return
        say = self.desk.wording.say
        answers = [Entry("once", say("intake.not_ours_once"))]
        address = self.facts.mail.received.sender_email
        if address:
            answers.append(Entry("sender", say("intake.not_ours_sender", address=address)))
        question = say("intake.which_not_ours", n=len(entries))
        self.app.push_screen(
            Pick(question, answers, self.desk.wording), partial(self._set_apart, entries)
        )

    def _set_apart(self, entries: tuple[FileEntry, ...], answer: str | None) -> None:
        if answer is not None:
            self._write("set_apart", entries, answer == "sender")

    def action_postpone(self) -> None:
        """Put this mail behind the others and go on."""
        from tui import intake_acts

        if self.wanted is None or self.facts is None:
            return
        pen, mail_id = self.pen(), self.wanted
        self._step(1)
        self.decide(lambda store, now: intake_acts.postpone(store, mail_id, pen, now))

    # -- choosing --------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        """Letters find a branch, digits bind one."""
        if event.key == "backspace":
            event.stop()
            self._type(self._typed[:-1])
            return
        char = event.character
        if char is None or not event.is_printable or char.isspace():
            return
        if char.isdecimal() and char.isascii():
            event.stop()
            at = int(char) - 1
            if 0 <= at < min(len(self._options), NUMBERED):
                self._bind(self._options[at].branch.id)
        elif char.isalpha():
            event.stop()
            self._type(self._typed + char)

    def on_paste(self, event: events.Paste) -> None:
        """What an input method or the clipboard gives in one piece."""
        self._type(self._typed + "".join(char for char in event.text if char.isalnum())[:40])

    def _type(self, typed: str) -> None:
        if typed != self._typed:
            self._typed = typed
            self._draw_choice()

    def action_join(self) -> None:
        """Mark the branch under the cursor as one more owner, or let it go."""
        branch_id = self.branches.current
        if branch_id is None:
            return
        if branch_id in self._joined:
            self._joined.remove(branch_id)
        else:
            self._joined.append(branch_id)
        self._draw_branches()
        self.say("intake.joined", n=len(self._joined))

    def action_previous_branch(self) -> None:
        """Move up among the branches."""
        self.branches.action_move(-1)

    def action_next_branch(self) -> None:
        """Move down among the branches."""
        self.branches.action_move(1)

    def action_select(self) -> None:
        """Select the file or folder under the cursor, or let it go."""
        self.files.toggle()

    def action_select_all(self) -> None:
        """Select everything that waits in this mail."""
        self.files.select([n.key for n in self._tree if n.entry is not None and self._open(n)])

    @on(RowList.Opened, "#branches")
    def _branch_clicked(self, message: RowList.Opened) -> None:
        self._bind(message.key)

    def let_go(self) -> None:
        """Let go what was typed, joined, selected, then what is said."""
        if self._typed or self._joined:
            self._typed, self._joined = "", []
            self._draw_choice()
        elif not self.files.clear_selection():
            super().let_go()

    # -- going on --------------------------------------------------------------------------

    def action_next_mail(self) -> None:
        """Go to the next mail of the pile."""
        self._step(1)
        self._go()

    def action_previous_mail(self) -> None:
        """Go to the mail before."""
        self._step(-1)
        self._go()

    def _step(self, by: int) -> None:
        lines = self._pile_lines()
        ids = [line.mail_id for line in lines]
        if self.wanted in ids:
            self.wanted = ids[(ids.index(self.wanted) + by) % len(ids)]
        else:
            # The mail in hand is settled and left the pile: the first of the rest comes next.
            self.wanted = ids[0] if ids else None

    def _pile_lines(self) -> tuple[QueueLine, ...]:
        from store.views.queue import Pile

        return () if self.facts is None else self.facts.view.pile(self._pile or Pile.WAITING)

    def _go(self) -> None:
        self._unfolded = False
        self.said.say("")
        self.reload()
        self._learn()

    def _learn(self) -> None:
        """Judge anew what waits, by what was decided since; other mails may settle by it."""
        if not self._taught:
            return
        self._taught = False

        def work() -> int:
            from mailsync.sync import relearn
            from tui.jobs import opened

            with opened(self.desk.workspace) as store:
                return relearn(self.desk.workspace, store, at=self.desk.clock())

        self.run_job("learn", work, self._learnt)

    def _learnt(self, changed: int) -> None:
        if changed:
            self.say("intake.learnt", n=changed)
            self.reload()

    def action_next_pile(self) -> None:
        """Look at the next pile: what waits, what came too early, what is settled."""
        from store.views.queue import Pile

        piles = list(Pile)
        self._pile = piles[(piles.index(self._pile or Pile.WAITING) + 1) % len(piles)]
        lines = self._pile_lines()
        self.wanted = lines[0].mail_id if lines else None
        self._go()

    def action_mails(self) -> None:
        """Choose a mail from the list of the pile."""
        from tui.screens.mail_list import MailList

        if self.facts is not None:
            self.app.push_screen(
                MailList(self._pile_lines(), self.wanted, self.desk), self._mail_chosen
            )

    def _mail_chosen(self, mail_id: int | None) -> None:
        if mail_id is not None:
            self.wanted = mail_id
            self._go()

    def action_open_file(self) -> None:
        """Show the file under the cursor with the system's program."""
        node = self.node
        if node is None or node.entry is None:
            return
        entry = node.entry
        if entry.url is not None:
            self.say("intake.link_only", ink="amber")
            return

        def work() -> str:
            from tui.opening import open_stored

            open_stored(self.desk.workspace, entry.digest, node.name)
            return self.desk.wording.say("intake.opened", file=node.name)

        self.run_job("open", work, self.said.say)

    def action_unfold(self) -> None:
        """Unfold quoted mail, or fold it again."""
        self._unfolded = not self._unfolded
        if self.facts is not None:
            self.query_one("#mail", TextPane).show(self.page.mail_lines, home=False)

    def action_scroll_up(self) -> None:
        """Scroll the mail's text up."""
        self.query_one("#mail", TextPane).scroll_page_up(animate=False)

    def action_scroll_down(self) -> None:
        """Scroll the mail's text down."""
        self.query_one("#mail", TextPane).scroll_page_down(animate=False)


def _candidates(entry: FileEntry) -> tuple[str, ...]:
    """The branches that a file may be of, best first; its owner before all."""
    proposed = () if entry.proposal is None else entry.proposal.candidates
    return tuple(dict.fromkeys((*entry.branch_ids, *(one.branch_id for one in proposed))))
