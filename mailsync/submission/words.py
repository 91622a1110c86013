"""Reasons of a submission in the words of a reader."""

from __future__ import annotations

from typing import Any

from store.letters.letter import Reason
from store.model import Finding, Severity
from store.rules.wording import finding_message
from store.text.wording import Wording
from store.views.board.submission import FAULT


def reason_words(reason: Reason, wording: Wording) -> str:
    """Word a reason; a fault with what is to be corrected."""
    params: dict[str, Any] = dict(reason.params)
    if reason.code != FAULT:
        return wording.say(reason.code, **params)
    found = Finding(params["code"], Severity.HARD, params["params"], params["clause"])
    return wording.say(FAULT, file=params["file"], said=finding_message(found, wording))


def reason_code(reason: Reason) -> str:
    """The code of a reason as programs read it: `not_vetted`, `fault`."""
    return reason.code.rpartition(".")[2]
