"""Why a mail waits, else whether it was of words or of files, in the few columns of a list."""

from __future__ import annotations

from store.model import Intent
from store.text.visible import visible
from store.text.wording import Wording
from store.views.inbox.conversations import Conversation
from store.views.inbox.queue import QueueLine, Urgency

_URGENCY_INKS = {Urgency.CONTRADICTION: "red", Urgency.TWINS: "amber", Urgency.OPEN: "dim"}
_INKS = {
    Intent.WITHDRAWAL: "red",
    Intent.EXTENSION: "amber",
    Intent.QUESTION: "amber",
    Intent.PASSWORD: "blue",
    Intent.OTHER_WAY: "blue",
}


def mail_sign(line: QueueLine, wording: Wording) -> tuple[str, str]:
    """Who has a mail in hand, else what its words want, else how urgent its files are."""
    if line.task is not None:
        return visible(line.task.to), "mauve"
    if line.conversation is not None:
        return _word_sign(line.conversation, wording)
    if not line.waiting:
        return wording.say("intake.sign.files"), "dim"
    if line.postponed is not None:
        return wording.say("intake.urgency.postponed"), "dim"
    return wording.say(f"intake.urgency.{line.urgency.name.lower()}"), _URGENCY_INKS[line.urgency]


def _word_sign(talk: Conversation, wording: Wording) -> tuple[str, str]:
    """The gravest that is wanted, or that an answer stands in the outbox."""
    if not talk.open_mails:
        return wording.say("intake.sign.words"), "blue"
    if talk.answer is not None:
        return wording.say("word.sign_answer"), "mauve"
    intent = next(iter(talk.intents), None)
    said = wording.say(f"intent_short.{intent or 'other'}")
    return said, "dim" if intent is None else _INKS.get(intent, "dim")
