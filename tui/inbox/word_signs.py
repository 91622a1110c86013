"""What a conversation wants, in the few columns of a list, with its ink."""

from __future__ import annotations

from store.model import Intent
from store.text.wording import Wording
from store.views.inbox.conversations import Conversation

_INKS = {
    Intent.WITHDRAWAL: "red",
    Intent.EXTENSION: "amber",
    Intent.QUESTION: "amber",
    Intent.PASSWORD: "blue",
    Intent.OTHER_WAY: "blue",
}


def word_sign(talk: Conversation, wording: Wording) -> tuple[str, str]:
    """The gravest that is wanted, or that an answer stands in the outbox; "" once it is settled."""
    if not talk.open_mails:
        return "", "dim"
    if talk.answer is not None:
        return wording.say("word.sign_answer"), "mauve"
    intent = next(iter(talk.intents), None)
    said = wording.say(f"intent_short.{intent or 'other'}")
    return said, "dim" if intent is None else _INKS.get(intent, "dim")
