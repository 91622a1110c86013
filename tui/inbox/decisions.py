"""What is decided in 收件: asked for by keys, written in a worker, learnt from when one goes on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from mailsync.sync.sync import relearn
from store.db.database import Store
from store.model import FileKind
from store.text.visible import visible
from store.views.board.types import FileEntry
from tui.base.jobs import opened
from tui.base.opening import Opening, how_to_open, open_stored, save_stored
from tui.dialogs.add_files import BehindLink
from tui.dialogs.ask import AskText, AskYes
from tui.dialogs.pick import Entry, Pick
from tui.inbox import acts as intake_acts
from tui.inbox.acts import Pen, is_certain, is_owned, may_be_of
from tui.places.take_in import ask_for_files

if TYPE_CHECKING:
    from tui.inbox.screen import IntakePlace

Entries = tuple["FileEntry", ...]
Act = Callable[["Store", Pen, datetime], str]


class IntakeMarks:
    """The decisions of the screen.

    `kinds` are those that the person has set on files not yet bound, `settling` the subjects that
    are being written: the cursor goes on without waiting for them.
    """

    def __init__(self, place: IntakePlace) -> None:
        self._place = place
        self.kinds: dict[str, FileKind] = {}
        self.settling: frozenset[str] = frozenset()
        self._taught = False

    def pen(self) -> Pen:
        """Who decides, on the revision that is on the screen."""
        place = self._place
        assert place.facts is not None
        desk = place.desk
        return Pen(desk.wording, desk.who, place.revision, place.facts.view.roster)

    def bind(self, branch_id: str) -> None:
        """Bind the chosen files to a branch, and to those joined with it."""
        entries = self._place.chosen()
        if not entries:
            return
        owners, kinds = self._place.choice.owners(branch_id), dict(self.kinds)
        self._place.choice.reset()
        self._write(
            entries,
            lambda store, pen, now: intake_acts.bind(store, entries, owners, kinds, pen, now),
        )

    def accept_certain(self) -> None:
        """Confirm every file of this mail that the machine is sure of."""
        facts = self._place.facts
        mail = None if facts is None else facts.mail
        certain = () if mail is None else tuple(one for one in mail.files if is_certain(one))
        if not certain:
            self._place.say("intake.none_certain", ink="amber")
            return
        self._write(
            certain, lambda store, pen, now: intake_acts.confirm_certain(store, certain, pen, now)
        )

    def ask_kind(self) -> None:
        """Ask what the chosen files are."""
        entries = self._place.chosen()
        if not entries:
            return
        wording = self._place.desk.wording
        answers = [Entry(kind.value, wording.say(f"kind.{kind}")) for kind in FileKind]
        question = wording.say("intake.which_kind", n=len(entries))
        self._place.app.push_screen(
            Pick(question, answers, wording), partial(self._set_kind, entries)
        )

    def _set_kind(self, entries: Entries, answer: str | None) -> None:
        """Owned files change at once; the others keep it until they are bound."""
        facts = self._place.facts
        if answer is None or facts is None or facts.mail is None:
            return
        kind = FileKind(answer)
        self.kinds |= {entry.subject: kind for entry in entries}
        owned = tuple(one for one in entries if is_owned(one, facts.mail.waiting))
        if owned:
            self._write(
                owned, lambda store, pen, now: intake_acts.set_kind(store, owned, kind, pen, now)
            )
        self._place.redraw()

    def ask_apart(self) -> None:
        """Ask whether the chosen files are no submission just once, or for the sender."""
        entries, facts = self._place.chosen(), self._place.facts
        if not entries or facts is None or facts.mail is None:
            return
        wording = self._place.desk.wording
        answers = [Entry("once", wording.say("intake.not_ours_once"))]
        address = facts.mail.received.sender_email
        if address:
            answers.append(Entry("sender", wording.say("intake.not_ours_sender", address=address)))
        question = wording.say("intake.which_not_ours", n=len(entries))
        self._place.app.push_screen(
            Pick(question, answers, wording), partial(self._set_apart, entries)
        )

    def _set_apart(self, entries: Entries, answer: str | None) -> None:
        if answer is None:
            return
        remember = answer == "sender"
        self._write(
            entries,
            lambda store, pen, now: intake_acts.set_apart(store, entries, remember, pen, now),
        )

    def postpone(self, mail_id: int) -> None:
        """Put a mail behind the others."""
        pen = self.pen()
        self._place.decide(lambda store, now: intake_acts.postpone(store, mail_id, pen, now))

    def take_in(self, entry: FileEntry | None) -> None:
        """Take in files that came by hand; for a link, the file that lay behind it."""
        behind = None
        if entry is not None and entry.url is not None:
            behind = BehindLink(entry.subject, entry.path, entry.received.received_at, entry.kind)
        ask_for_files(self._place, branch_ids=may_be_of(entry), link=behind)

    def open(self, entry: FileEntry, name: str) -> None:
        """Show a file with the system's program."""
        place = self._place
        if entry.url is not None:
            place.say("intake.link_only", ink="amber")
            return

        place.run_job(
            "open",
            partial(how_to_open, place.desk.workspace, entry.digest, name),
            partial(self._open_as, entry, name),
        )

    def _open_as(self, entry: FileEntry, name: str, opening: Opening) -> None:
        """Show it, ask first, or offer to save it: as what the file is allows."""
        place, wording = self._place, self._place.desk.wording
        shown = visible(name)
        if opening.how == "open":
            self._show(entry, name, sure=False)
        elif opening.how == "ask":
            form = AskYes(wording.say("intake.macros", file=shown), wording)
            place.app.push_screen(form, partial(self._open_with_macros, entry, name))
        else:
            target = place.desk.workspace.output_folder / opening.name
            question = wording.say("intake.not_shown", file=shown)
            field = AskText(question, wording, text=str(target.absolute()))
            place.app.push_screen(field, partial(self._save, entry, name))

    def _open_with_macros(self, entry: FileEntry, name: str, yes: bool | None) -> None:
        if yes:
            self._show(entry, name, sure=True)

    def _show(self, entry: FileEntry, name: str, *, sure: bool) -> None:
        place = self._place

        def work() -> str:
            open_stored(place.desk.workspace, entry.digest, name, sure=sure)
            return place.desk.wording.say("intake.opened", file=visible(name))

        place.run_job("open", work, place.said.say)

    def _save(self, entry: FileEntry, name: str, target: str | None) -> None:
        place = self._place
        if not target:
            return

        def work() -> str:
            path = Path(target).expanduser()
            save_stored(place.desk.workspace, entry.digest, name, path)
            return place.desk.wording.say("intake.saved_as", file=str(path))

        place.run_job("save", work, place.said.say)

    def learn(self) -> None:
        """Judge anew what waits, by what was decided since; other mails may settle by it."""
        if not self._taught:
            return
        self._taught = False
        desk = self._place.desk

        def work() -> int:
            with opened(desk.workspace) as store:
                return relearn(desk.workspace, store, at=desk.clock())

        self._place.run_job("learn", work, self._learnt)

    def _learnt(self, changed: int) -> None:
        if changed:
            self._place.say("intake.learnt", n=changed)
            self._place.reload()

    def _write(self, entries: Entries, act: Act) -> None:
        """Write in a worker, and go on to the next file meanwhile."""
        place, pen = self._place, self.pen()

        def work() -> str:
            with opened(place.desk.workspace) as store:
                return act(store, pen, place.desk.clock())

        self.settling |= {entry.subject for entry in entries}
        self._taught = True
        place.go_on()
        place.run_job("decide", work, place.decided, failed=place.reload)
