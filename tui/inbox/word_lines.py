"""The lines of a mail of words: the conversation whole, and what was read in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mailsync.mime.quotes import body_parts
from store.model import Intent
from store.text.visible import visible
from store.views.inbox.conversations import Conversation, WordMail
from tui.base.desk import Desk
from tui.base.task_words import intent_words, task_words
from tui.inbox.facts import IntakeFacts
from tui.widgets.marked_text import marked_lines, without_blank_runs
from tui.widgets.painted import Line, wrapped


@dataclass(frozen=True, slots=True)
class WordPage:
    """What the lines are made of."""

    facts: IntakeFacts
    desk: Desk

    @property
    def talk(self) -> Conversation | None:
        """The conversation that is looked at."""
        return self.facts.view.conversation

    def earlier_lines(self, width: int, *, unfolded: bool) -> list[Line]:
        """The other mails and letters of the conversation, each whole, newest first."""
        mail = self.facts.mail
        lines: list[Line] = []
        for one in self.facts.view.thread:
            if mail is not None and one.mail_id == mail.received.mail_id:
                continue
            code = "correspondence.ours" if one.ours else "correspondence.theirs"
            head = self._say(code, at=self._when(one.at), who=one.who, title=one.title)
            lines += [(), *wrapped(head, width, "blue bold" if one.ours else "strong bold")]
            body: list[Line] = []
            for part in body_parts(one.body):
                if part.quoted and not unfolded:
                    continue
                text = one.body[part.start : part.end]
                body += marked_lines(text, (), width, ink="dim" if part.quoted else "text")
            lines += without_blank_runs(body)
        return lines

    def why_lines(self, width: int) -> list[Line]:
        """What the conversation wants by which words, whom it is about, how it stands."""
        talk = self.talk
        if talk is None:
            return []
        say = self._say
        wants = intent_words(talk.intents or self._settled_intents(talk), self.desk.wording)
        if talk.waits:
            wants += say("intake.comma") + say("correspondence.waits")
        lines: list[Line] = wrapped(wants, width, "strong bold")
        lines += wrapped(self._concerns(talk), width, "text")
        for said in self._standing(talk):
            lines += wrapped(said, width, "mauve")
        for intent, words in dict.fromkeys(pair for one in talk.mails for pair in self._words(one)):
            told = say("word.rests_on", intent=say(f"intent.{intent}"), words=words)
            lines += wrapped(told, width, "amber", indent=2)
        if Intent.WITHDRAWAL in talk.intents:
            lines += wrapped(say("word.changes_nothing"), width, "dim")
        if len(talk.mails) > 1:
            lines += wrapped(say("word.thread", n=len(talk.mails)), width, "dim")
        if not talk.is_open:
            code = "early" if talk.is_early else "settled"
            lines += wrapped(say(f"correspondence.{code}"), width, "done")
        elif not talk.intents:
            lines += wrapped(say("word.nothing_known"), width, "dim")
        return lines

    @staticmethod
    def _settled_intents(talk: Conversation) -> tuple[Intent, ...]:
        return tuple(one.intent for one in talk.latest.meaning.intents)

    def _concerns(self, talk: Conversation) -> str:
        roster = self.facts.view.roster
        names = {branch.id: branch.name for branch in roster.branches}
        branches = [names[one] for one in talk.branch_ids if one in names]
        if branches:
            return self._say("word.about", branches="、".join(branches))
        units = [roster.names[one] for one in talk.sub_committee_ids if one in roster.names]
        if units:
            return self._say("word.from_unit", units="、".join(units))
        return self._say("word.from_nobody")

    def _standing(self, talk: Conversation) -> list[str]:
        found = []
        if talk.task is not None:
            found.append(task_words(talk.task, self.desk.wording))
        if talk.answer is not None:
            state = self._say(f"correspondence.answer_state.{talk.answer.state}")
            found.append(self._say("word.answer_stands", state=state))
        return found

    def _words(self, mail: WordMail) -> list[tuple[Intent, str]]:
        """What each intent of a mail rests on, in the mail's own words."""
        if mail.done:
            return []
        body = next((t.body for t in self.facts.view.thread if t.mail_id == mail.mail_id), "")
        found = []
        for one in mail.meaning.intents:
            text = mail.received.subject if one.source == "subject" else body
            words = " ".join(text[one.start : one.end].split())
            if words:
                found.append((one.intent, visible(words)))
        return found

    def _when(self, moment: datetime | None) -> str:
        if moment is None:
            return self._say("received.unknown")
        local = self.desk.workspace.notice.dates.local(moment)
        return f"{local.month}-{local.day:02d} {local.hour:02d}:{local.minute:02d}"

    def _say(self, code: str, /, **params: object) -> str:
        return self.desk.wording.say(code, **params)
