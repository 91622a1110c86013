"""Beside a mail of words: what was read in it, and what may be done, each with its form."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Container
from textual.message import Message

from mailsync.letters import beginnings
from mailsync.messages.until import asked_until
from mailsync.sync.unlock import unlock
from store.db.acts import subject
from store.db.database import Store
from store.db.decisions import Marking
from store.decisions.correspondence import answer, settle, settled
from store.decisions.marks import extend, withdraw
from store.decisions.tasks import finish, hand
from store.text.visible import visible
from store.views.board.types import FileEntry
from store.views.inbox.conversations import Conversation
from tui.base.desk import Desk
from tui.base.job_host import ASKING
from tui.dialogs import letter_edit
from tui.dialogs.form import Field, MarkForm
from tui.dialogs.hand_form import hand_form, handing_of
from tui.dialogs.mark_fields import (
    YES,
    check_extension,
    day_field,
    day_of,
    extension_fields,
    marked_day,
    moment_words,
    need_reason,
    reason_field,
    until_of,
)
from tui.dialogs.pick import Entry, Pick
from tui.inbox.facts import IntakeFacts
from tui.inbox.word_acts import WordAct, WordActs, offer_of_words
from tui.inbox.word_lines import WordPage
from tui.widgets.text_pane import TextPane

Write = Callable[[Store, Marking], str]
Values = Mapping[str, str]
# After these a conversation is open still.
_STAYS = frozenset(("answer", "note"))


class WordSide(Container):
    """What a conversation wants above, what may be done about it below."""

    @dataclass
    class Decided(Message):
        """Something was decided: `write` writes it and says what.

        `stays`: the conversation stays in its pile all the same, and another one is to come.
        """

        write: Write
        stays: bool

    def __init__(self, desk: Desk, *, id: str | None = None) -> None:  # noqa: A002  (Textual's name)
        super().__init__(id=id)
        self.desk = desk
        self._facts: IntakeFacts | None = None

    def compose(self) -> ComposeResult:
        """The reasons above the acts."""
        yield TextPane(id="word-why")
        yield WordActs(self.desk.wording, id="word-acts")

    def on_mount(self) -> None:
        """Keys come from the screen."""
        self.why.can_focus = False

    @property
    def why(self) -> TextPane:
        """The pane of what was read in the words."""
        return self.query_one(TextPane)

    @property
    def acts(self) -> WordActs:
        """The list of what may be done."""
        return self.query_one(WordActs)

    def show(self, facts: IntakeFacts) -> None:
        """Show another conversation, or the same one as it is now."""
        self._facts = facts
        self.why.show(WordPage(facts, self.desk).why_lines, home=False)
        self.acts.offer(
            offer_of_words(self._talk, facts.view.roster, facts.locked, len(self._idle))
        )

    def do(self, name: str) -> None:
        """Do what some other key asks for, such as putting the mail off."""
        self._chosen(WordActs.Chosen(WordAct(name)))

    # -- what is chosen --------------------------------------------------------------------

    @on(WordActs.Chosen)
    def _chosen(self, message: WordActs.Chosen) -> None:
        talk = self._talk
        if talk is None or not talk.open_mails:
            return
        act, ids = message.act, _ids(talk)
        match act.name:
            case "settle":
                self._decide("settle", lambda store, by: settle(store, ids, marking=by))
            case "apart":
                self._decide(
                    "apart", lambda store, by: settle(store, ids, marking=by, not_ours=True)
                )
            case "settle_idle":
                self._settle_idle()
            case "done":
                names = [talk.task.subject] if talk.task is not None else []
                self._decide("done", lambda store, by: finish(store, names, marking=by))
            case "unlock" if act.archive is not None:
                self._unlock(act.archive, talk)
            case _:
                self._ask(act, talk)

    @property
    def _talk(self) -> Conversation | None:
        return None if self._facts is None else self._facts.view.conversation

    @property
    def _idle(self) -> list[Conversation]:
        """The open conversations that are thanks or automatic replies and nothing else."""
        lines = () if self._facts is None else self._facts.view.lines
        talks = (one.conversation for one in lines)
        return [one for one in talks if one is not None and one.is_open and one.is_idle]

    def _decide(
        self, code: str, write: Callable[[Store, Marking], object], **params: object
    ) -> None:
        """Hand the screen what is to be written, and how it is said."""
        said, stays = self.desk.wording.say(f"word.said.{code}", **params), code in _STAYS

        def written(store: Store, by: Marking) -> str:
            write(store, by)
            return said

        self.post_message(self.Decided(written, stays))

    def _settle_idle(self) -> None:
        idle = self._idle
        ids = [mail_id for one in idle for mail_id in _ids(one)]
        self._decide("settle_idle", lambda store, by: settle(store, ids, marking=by), n=len(idle))

    def _unlock(self, archive: FileEntry, talk: Conversation) -> None:
        """Open the archive by the password that the mail states, and settle the mail."""
        facts, workspace, ids = self._facts, self.desk.workspace, _ids(talk)
        word = "" if facts is None else facts.stated_password

        def opened(store: Store, by: Marking) -> None:
            unlock(workspace, store, archive.credit.subject, word, marking=Marking(by.at, by.who))
            settle(store, ids, marking=Marking(by.at, by.who))

        self._decide("unlock", opened, file=visible(archive.credit.name))

    @work(group=ASKING, exit_on_error=False)
    async def _ask(self, act: WordAct, talk: Conversation) -> None:
        """Ask for what an act needs; nothing is written if one goes back."""
        match act.name:
            case "withdraw" | "extend":
                subjects = tuple(subject("branch", one) for one in act.branch_ids)
                if not subjects:
                    picked = await self._pick_branch(act.name)
                    subjects = (picked,) if picked else ()
                if subjects and act.name == "withdraw":
                    await self._withdraw(subjects, talk)
                elif subjects:
                    await self._extend(subjects, talk)
            case "answer":
                await self._answer(talk)
            case "note":
                await self._note(talk)
            case "hand":
                await self._hand(talk)

    # -- forms -----------------------------------------------------------------------------

    async def _pick_branch(self, name: str) -> str:
        """Whom a mail that names nobody is about; its own sub-committee first."""
        facts, talk = self._facts, self._talk
        if facts is None or talk is None:
            return ""
        roster, say = facts.view.roster, self.desk.wording.say
        near = set(talk.sub_committee_ids)
        branches = sorted(roster.active, key=lambda one: one.sub_committee_id not in near)
        entries = [
            Entry(
                subject("branch", one.id),
                visible(one.name),
                visible(roster.names.get(one.sub_committee_id, "")),
            )
            for one in branches
        ]
        if name == "extend":
            entries[:0] = [
                Entry(
                    subject("sub_committee", one),
                    say("word.whole_unit", unit=visible(roster.names[one])),
                )
                for one in talk.sub_committee_ids
                if one in roster.names
            ]
        title = say(f"word.whom.{name}")
        return await self.app.push_screen_wait(Pick(title, entries, self.desk.wording)) or ""

    async def _withdraw(self, subjects: tuple[str, ...], talk: Conversation) -> None:
        say, wording = self.desk.wording.say, self.desk.wording
        form = MarkForm(
            self._title("mark.withdraw", subjects),
            (reason_field(self.desk, self._reason(talk)), marked_day(self.desk)),
            wording,
            text=say("mark.withdraw_means"),
            check=self._check_withdrawal,
        )
        values = await self.app.push_screen_wait(form)
        if values is None:
            return
        day = day_of(values["day"], self.desk)
        names = [one.partition(":")[2] for one in subjects]
        along = settled(_ids(talk))
        self._decide(
            "withdraw",
            lambda store, by: withdraw(
                store, names, day=day, reason=values["reason"], marking=by, along=along
            ),
            n=len(names),
        )

    def _check_withdrawal(self, values: Values) -> None:
        day_of(values["day"], self.desk)
        need_reason(values)

    async def _extend(self, subjects: tuple[str, ...], talk: Conversation) -> None:
        desk, deadline = self.desk, self.desk.workspace.asked_by
        form = MarkForm(
            self._title("mark.extend", subjects),
            extension_fields(desk, until=self._asked_until(), reason=self._reason(talk)),
            desk.wording,
            text=desk.wording.say("word.extension_letter"),
            check=lambda values: check_extension(values, desk),
        )
        values = await self.app.push_screen_wait(form)
        if values is None:
            return
        until = until_of(values["until"], deadline, desk)
        along = settled(_ids(talk))
        self._decide(
            "extend",
            lambda store, by: extend(
                store,
                subjects,
                until,
                deadline=deadline,
                reason=values["reason"],
                marking=by,
                tell_reason=values["tell"] == YES,
                along=along,
            ),
            until=moment_words(until, desk),
        )

    def _asked_until(self) -> str:
        """Until when the mail itself asks for."""
        mail = self._facts.mail if self._facts is not None else None
        return "" if mail is None else asked_until(mail.body)

    async def _answer(self, talk: Conversation) -> None:
        """Write the answer from the words that fit what is asked; it goes through the outbox."""
        say, mail = self.desk.wording.say, talk.latest
        intent = next(iter(talk.intents), None)
        if talk.answer is not None:
            text = talk.answer.text
        else:
            text = await asyncio.to_thread(
                beginnings.answer_opening, self.desk.workspace, mail.received, intent
            )
        who = visible(mail.received.sender_name or mail.received.sender_email)
        form = letter_edit.LetterEdit(say("word.answer_to", who=who), None, text, self.desk.wording)
        given = await self.app.push_screen_wait(form)
        if given is not None:
            written = given[1]
            self._decide(
                "answer", lambda store, by: answer(store, mail.mail_id, written, marking=by)
            )

    async def _note(self, talk: Conversation) -> None:
        """A note to oneself, with a day to come back."""
        say = self.desk.wording.say
        fields = (
            day_field(self.desk, say("word.note_day"), hint=say("word.note_day_hint")),
            Field("text", say("word.note_text"), hint=say("word.note_hint")),
        )
        form = MarkForm(say("word_act.note"), fields, self.desk.wording, check=self._check_note)
        values = await self.app.push_screen_wait(form)
        if values is None:
            return
        name, day = subject("mail", talk.latest.mail_id), day_of(values["day"], self.desk)
        who, text = self.desk.who, values["text"]
        self._decide(
            "note",
            lambda store, by: hand(store, [name], to=who, day=day, text=text, marking=by),
            day=f"{day.month}-{day.day:02d}",
        )

    def _check_note(self, values: Values) -> None:
        day_of(values["day"], self.desk)

    async def _hand(self, talk: Conversation) -> None:
        facts, wording = self._facts, self.desk.wording
        known = () if facts is None else facts.view.people
        values = await self.app.push_screen_wait(hand_form(self.desk, known, talk.task))
        if values is None:
            return
        handing = handing_of(values, self.desk)
        names = [talk.task.subject if talk.task else subject("mail", talk.latest.mail_id)]
        self.post_message(
            self.Decided(
                lambda store, by: handing.write(store, names, by, wording), stays=not handing.done
            )
        )

    # -- values ----------------------------------------------------------------------------

    def _title(self, code: str, subjects: tuple[str, ...]) -> str:
        roster = self._facts.view.roster if self._facts is not None else None
        names = (
            {}
            if roster is None
            else {
                **{subject("branch", one.id): one.name for one in roster.branches},
                **{subject("sub_committee", one.id): one.name for one in roster.sub_committees},
            }
        )
        first = visible(names.get(subjects[0], subjects[0]))
        more = self.desk.wording.say("mark.and_more", n=len(subjects)) if len(subjects) > 1 else ""
        return f"{self.desk.wording.say(code)}  {first}{more}"

    def _reason(self, talk: Conversation) -> str:
        """The reason as the clerk would write it: the mail of that day."""
        came = talk.latest.received.received_at
        if came is None:
            return ""
        local = self.desk.workspace.notice.dates.local(came)
        return self.desk.wording.say("word.by_mail", month=local.month, day=local.day)


def _ids(talk: Conversation) -> list[int]:
    return [one.mail_id for one in talk.open_mails]
