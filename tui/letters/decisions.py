"""What a person decides on letters: other words, approval, its taking back, a doubt settled."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from store.letters.letter import SendState
from tui.letters.lines import letter_name

if TYPE_CHECKING:
    from datetime import datetime

    from store.db.database import Store
    from store.letters.events import Settling
    from store.letters.letter import Letter
    from tui.letters.screen import LettersPlace


class LetterDeciding:
    """Asks where there is something to ask, then writes; the place says what came of it."""

    def __init__(self, place: LettersPlace) -> None:
        self._place = place

    def edit(self) -> None:
        """Edit the words of the letter under the cursor."""
        from tui.letters.edit import LetterEdit

        entry, view = self._place.current, self._place.view
        if entry is None or view is None:
            return
        still_ours = (SendState.PLANNED, SendState.APPROVED)
        if any(each.state not in still_ours for each in entry.recipients):
            self._place.say("letters.cannot_edit", ink="amber")
            return
        title = self._place.desk.wording.say("letters.edit_title", name=letter_name(entry, view))
        form = LetterEdit(title, entry.letter.subject, entry.letter.text, self._place.desk.wording)
        self._place.app.push_screen(form, partial(self._edited, entry.letter))

    def _edited(self, letter: Letter, words: tuple[str, str] | None) -> None:
        if words is None or words == (letter.subject, letter.text):
            return
        subject, text = words

        def write(store: Store, now: datetime) -> str:
            from mailsync.letters.planning import edit

            desk = self._place.desk
            edit(desk.workspace, store, letter, subject=subject, text=text, at=now, who=desk.who)
            return self._place.desk.wording.say("letters.edited_said")

        self._place.decide(write)

    def approve(self) -> None:
        """Approve the selected letters, exactly as they are shown."""
        fresh = [
            entry.letter
            for entry in self._place.chosen
            if any(r.state is SendState.PLANNED for r in entry.recipients)
        ]
        if not fresh:
            self._place.say("letters.nothing_to_approve", ink="amber")
            return

        def write(store: Store, now: datetime) -> str:
            from mailsync.letters.planning import plan_of
            from store.letters import events as outgoing

            plan = plan_of(fresh, now)
            outgoing.save_plan(store, plan, who=self._place.desk.who)
            outgoing.approve(store, plan.digest, at=now, who=self._place.desk.who)
            return self._place.desk.wording.say("letters.approved_said", n=len(fresh))

        self._place.rows.clear_selection()
        self._place.decide(write)

    def take_back(self) -> None:
        """Take the approval of the selected letters back."""
        waiting = [entry.letter for entry in self._place.chosen if entry.waiting]
        if not waiting:
            self._place.say("letters.nothing_to_take_back", ink="amber")
            return

        def write(store: Store, now: datetime) -> str:
            from store.letters import events as outgoing

            for letter in waiting:
                outgoing.withdraw_approval(
                    store, letter, at=now, who=self._place.desk.who, code="person"
                )
            return self._place.desk.wording.say("letters.taken_back_said", n=len(waiting))

        self._place.decide(write)

    def settle(self) -> None:
        """Say what became of a letter that is in doubt or was refused."""
        from tui.dialogs.pick import Entry, Pick

        entry = self._place.current
        doubtful = [
            each.recipient.address.email
            for each in (entry.recipients if entry else ())
            if each.state in (SendState.UNKNOWN, SendState.REFUSED)
        ]
        if entry is None or not doubtful:
            self._place.say("letters.nothing_to_settle", ink="amber")
            return
        say = self._place.desk.wording.say
        entries = [
            Entry(f"{choice}:{address}", say(f"letters.settle.{choice}", address=address))
            for address in doubtful
            for choice in ("arrived", "again", "lost")
        ]
        pick = Pick(say("letters.settle_title"), entries, self._place.desk.wording)
        self._place.app.push_screen(pick, partial(self._settle, entry.letter))

    def _settle(self, letter: Letter, picked: str | None) -> None:
        if picked is None:
            return
        word, _, address = picked.partition(":")
        choice: Settling = "again" if word == "again" else "lost" if word == "lost" else "arrived"

        def write(store: Store, now: datetime) -> str:
            from store.letters import events as outgoing

            outgoing.settle(store, letter, address, choice, at=now, who=self._place.desk.who)
            return self._place.desk.wording.say(f"letters.settled.{choice}", address=address)

        self._place.decide(write)

    def copy(self) -> None:
        """Copy the short texts, and write them to a file."""
        letters = [entry.letter for entry in self._place.chosen]
        if not letters:
            return
        self._place.app.copy_to_clipboard("\n".join(letter.short for letter in letters))
        self._place.run_job("copy", partial(self._write_short, letters), self._copied)

    def _write_short(self, letters: list[Letter]) -> tuple[int, str]:
        from mailsync.letters.short_file import write_short

        zone = self._place.desk.workspace.notice.dates.zone
        now = self._place.desk.clock().astimezone(zone)
        return len(letters), str(write_short(self._place.desk.workspace.folder, letters, now=now))

    def _copied(self, written: tuple[int, str]) -> None:
        count, file = written
        self._place.say("letters.copied", ink="done", n=count, file=file)
