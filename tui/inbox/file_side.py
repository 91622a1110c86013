"""Beside the files of a mail: why one is whose, how it looks, and the branches to choose from."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Container
from textual.message import Message

from mailsync.letters import beginnings
from mailsync.letters import question as question_letter
from store.db.database import Store
from store.model import FileKind
from store.text.visible import visible
from store.views.board.types import FileEntry
from tui.base.desk import Desk
from tui.base.job_host import ASKING
from tui.base.messages import Told
from tui.dialogs.ask import AskText, AskYes
from tui.dialogs.pick import Entry, Pick
from tui.inbox import acts
from tui.inbox.acts import Pen, is_owned
from tui.inbox.facts import IntakeFacts
from tui.inbox.lines import IntakePage
from tui.inbox.mail_tree import TreeNode
from tui.inbox.offers import against_own_words, as_listed, offer_for, unlisted_name
from tui.inbox.picker import BranchPicker
from tui.places.file_look import FileLook
from tui.places.looks import Seen
from tui.widgets.text_pane import TextPane

Entries = tuple[FileEntry, ...]
Act = Callable[[Store, Pen, datetime], str]


class FileSide(Container):
    """Shows one file or folder of the mail, and asks for what a decision about files needs.

    `kinds` are those that the person has set on files not yet bound.
    """

    @dataclass
    class FilesDecided(Message):
        """Something was decided about files: `act` writes it and says what.

        `settles`: nothing more of these files is to be decided.
        """

        entries: Entries
        act: Act
        settles: bool = True

    class KindsSet(Message):
        """The kinds of files that are not bound yet were set."""

    def __init__(self, desk: Desk, *, id: str | None = None) -> None:  # noqa: A002  (Textual's name)
        super().__init__(id=id)
        self.desk = desk
        self.kinds: dict[str, FileKind] = {}
        self._page: IntakePage | None = None
        self._node: TreeNode | None = None

    def compose(self) -> ComposeResult:
        """The reasons above the look and the branches."""
        yield TextPane(id="why")
        yield FileLook(self.desk, id="look")
        yield BranchPicker(self.desk.wording, id="branches")

    def on_mount(self) -> None:
        """Keys come from the screen."""
        self.why.can_focus = False

    @property
    def why(self) -> TextPane:
        """The pane of reasons."""
        return self.query_one("#why", TextPane)

    @property
    def look(self) -> FileLook:
        """How the file looks."""
        return self.query_one(FileLook)

    @property
    def picker(self) -> BranchPicker:
        """The branches."""
        return self.query_one(BranchPicker)

    @property
    def _facts(self) -> IntakeFacts | None:
        return None if self._page is None else self._page.facts

    def begin(self) -> None:
        """Begin with another mail: nothing is typed, marked or set."""
        self.kinds = {}
        self.picker.reset()

    def show(self, page: IntakePage, node: TreeNode | None) -> None:
        """Show one file or folder."""
        facts = page.facts
        same = self._node is not None and node is not None and self._node.key == node.key
        self._page, self._node = page, node
        width = self.why.scrollable_content_region.width - 2
        self.look.look_at(_seen(node), width=width)
        self._draw(home=not same)
        names = frozenset() if node is None else frozenset(node.subjects)
        files = () if facts.mail is None else facts.mail.files
        entries = tuple(entry for entry in files if entry.credit.subject in names)
        stated = bool(facts.stated_password)
        self.picker.offer(offer_for(facts.view, facts.units, entries, stated=stated))

    @on(FileLook.Read)
    def _look_read(self) -> None:
        self._draw(home=False)

    def _draw(self, *, home: bool) -> None:
        """The reasons, and the stills of a video below them."""
        page, node = self._page, self._node
        if page is None:
            return
        self.why.show(
            lambda width: [*page.why_lines(node, width), *self.look.lines(width)], home=home
        )

    # -- whose they are --------------------------------------------------------------------

    def ask_owners(self, entries: Entries, owners: Sequence[str]) -> None:
        """Bind files, after asking where the choice goes against something."""
        kinds = dict(self.kinds)
        if not entries:
            return

        def bind(store: Store, pen: Pen, now: datetime) -> str:
            return acts.bind(store, entries, owners, kinds, pen, now)

        question = self._objection(entries, owners)
        if question is None:
            self._decide(entries, bind)
        else:
            self._decide_if_meant(question, entries, bind)

    @work(group=ASKING, exit_on_error=False)
    async def _decide_if_meant(self, question: str, entries: Entries, act: Act) -> None:
        if await self.app.push_screen_wait(AskYes(question, self.desk.wording)):
            self._decide(entries, act)

    def _objection(self, entries: Entries, owners: Sequence[str]) -> str | None:
        """The one question before a choice: a colleague's decision, one's own, the file's name."""
        say, facts = self.desk.wording.say, self._facts
        branches = () if facts is None else facts.view.roster.branches
        names = {branch.id: branch.name for branch in branches}
        wanted = "、".join(names.get(one, one) for one in owners)
        for entry in entries:
            if entry.credit.decided_by is None:
                continue
            now = "、".join(names.get(one, one) for one in entry.credit.branch_ids)
            code = "own" if entry.credit.decided_by == self.desk.who else "others"
            return say(
                f"intake.ask_{code}",
                who=entry.credit.decided_by,
                now=now or say("intake.apart"),
                branch=wanted,
                file=visible(entry.credit.name),
            )
        for entry in entries:
            if words := against_own_words(entry, owners):
                return say(
                    "intake.ask_against",
                    file=visible(entry.credit.name),
                    words=visible(words),
                    branch=wanted,
                )
        return None

    # -- what they are ---------------------------------------------------------------------

    @work(group=ASKING, exit_on_error=False)
    async def ask_kind(self, entries: Entries) -> None:
        """Choose what files are; owned ones change at once."""
        facts, wording = self._facts, self.desk.wording
        if not entries or facts is None or facts.mail is None:
            return
        answers = [Entry(kind.value, wording.say(f"kind.{kind}")) for kind in FileKind]
        question = wording.say("intake.which_kind", n=len(entries))
        answer = await self.app.push_screen_wait(Pick(question, answers, wording))
        if answer is None:
            return
        kind, waiting = FileKind(answer), facts.mail.waiting
        self.kinds |= {entry.credit.subject: kind for entry in entries}
        self.post_message(self.KindsSet())
        owned = tuple(one for one in entries if is_owned(one, waiting))
        if owned:
            self._decide(owned, lambda store, by, now: acts.set_kind(store, owned, kind, by, now))

    @work(group=ASKING, exit_on_error=False)
    async def ask_apart(self, entries: Entries) -> None:
        """Say that files are not a submission, this once or for the sender."""
        facts, wording = self._facts, self.desk.wording
        if not entries or facts is None or facts.mail is None:
            return
        answers = [Entry("once", wording.say("intake.not_ours_once"))]
        if facts.mail.received.sender_email:
            answers.append(Entry("sender", wording.say("intake.not_ours_sender")))
        question = wording.say("intake.which_not_ours", n=len(entries))
        answer = await self.app.push_screen_wait(Pick(question, answers, wording))
        if answer is not None:
            remember = answer == "sender"
            self._decide(
                entries,
                lambda store, by, now: acts.set_apart(store, entries, remember, by, now),
            )

    # -- ways out --------------------------------------------------------------------------

    @work(group=ASKING, exit_on_error=False)
    async def ask_way(self, entries: Entries, way: str) -> None:
        """Where no branch of the roster is meant, or only a password opens the archive."""
        name = visible(next((found for one in entries if (found := unlisted_name(one))), ""))
        match way:
            case "apart":
                self.ask_apart(entries)
            case "unlock" if entries:
                self.ask_password(entries[0])
            case "roster":
                await self._add_branch(entries, name)
            case "ask":
                await self._draft_question(name)

    @work(group=ASKING, exit_on_error=False)
    async def ask_password(self, entry: FileEntry) -> None:
        """Ask for an archive's password; the one that the mail states is there already."""
        wording, workspace = self.desk.wording, self.desk.workspace
        stated = "" if self._facts is None else self._facts.stated_password
        code = "intake.which_password" if not stated else "intake.stated_password"
        form = AskText(
            wording.say(code, file=visible(entry.credit.name)),
            wording,
            text=stated,
            needed=wording.say("intake.password_needed"),
        )
        password = await self.app.push_screen_wait(form)
        if password:
            self._decide(
                (entry,),
                lambda store, by, now: acts.unlock_archive(
                    store, workspace, entry, password, by, now
                ),
                settles=False,
            )

    async def _add_branch(self, entries: Entries, name: str) -> None:
        """Ask whose branch it is that the roster gets, and its name; the mail's own unit first."""
        facts, wording, workspace = self._facts, self.desk.wording, self.desk.workspace
        if facts is None:
            return
        near = set(facts.units)
        units = sorted(facts.view.roster.sub_committees, key=lambda unit: unit.id not in near)
        answers = [Entry(unit.id, visible(unit.name)) for unit in units]
        question = wording.say("intake.which_unit", branch=name)
        unit = await self.app.push_screen_wait(Pick(question, answers, wording))
        if unit is None:
            return
        form = AskText(
            wording.say("intake.branch_name"),
            wording,
            text=as_listed(facts.view.roster, unit, name),
            needed=wording.say("intake.branch_name_needed"),
        )
        listed = await self.app.push_screen_wait(form)
        if listed:
            self._decide(
                entries,
                lambda store, by, now: acts.add_to_roster(store, workspace, unit, listed, by, now),
            )

    async def _draft_question(self, name: str) -> None:
        """Write the question to the sub-committee as a draft, and copy its text."""
        facts, desk = self._facts, self.desk
        if facts is None or facts.mail is None:
            return
        roster, came = facts.view.roster, facts.mail.received
        contacts = [
            one for unit in roster.sub_committees if unit.id in facts.units for one in unit.contacts
        ]
        to = contacts or [came.sender_email]
        asked = await asyncio.to_thread(beginnings.unlisted_branch, desk.workspace, came, name)
        folder = desk.workspace.output_folder
        path = await asyncio.to_thread(
            question_letter.write_draft, folder, to, asked.subject, asked.text
        )
        self.app.copy_to_clipboard(asked.text)
        said = desk.wording.say("intake.way_said.ask", to=", ".join(to), file=str(path))
        self.post_message(Told(said))

    # -- telling the screen ----------------------------------------------------------------

    def _decide(self, entries: Entries, act: Act, *, settles: bool = True) -> None:
        self.post_message(self.FilesDecided(entries, act, settles))


def _seen(node: TreeNode | None) -> tuple[Seen, ...]:
    """The file under the cursor; none for a folder."""
    return () if node is None or node.entry is None else (Seen.of(node.entry),)
