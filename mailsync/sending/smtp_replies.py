"""What a reply of an SMTP server asks of the queue; pure.

Providers use their numbers loosely: NetEase gives a rate as 451 or 554 and a daily limit as 550
or 554, so that the words count before the number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from store.text.visible import visible

LONGEST_REPLY = 500
Stage = Literal["greeting", "login", "sender", "recipient", "data", "message"]


class Verdict(StrEnum):
    """What is to be done next."""

    GO = "go"
    # This recipient does not take it; the others are not concerned.
    NEXT = "next"
    # Nothing left; the queue rests for a quarter of an hour and tries it again.
    PAUSE = "pause"
    # Nothing more can be sent today, or as things stand.
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Ruling:
    """A verdict with its reason: "rate", "day_limit", "spam", "login", "sender", "recipient",
    "content", "size" or "server"; "" where all is well."""

    verdict: Verdict
    reason: str = ""


_WORDS: tuple[tuple[re.Pattern[str], Ruling], ...] = (
    (re.compile(r"\bMI:STC\b|\bRP:TRC\b|\bRP:RCL\b"), Ruling(Verdict.STOP, "day_limit")),
    (re.compile(r"\bDT:SPM\b|\bspam\b", re.IGNORECASE), Ruling(Verdict.STOP, "spam")),
    (
        re.compile(r"\bMI:SFQ\b|\bRP:QRC\b|\bRP:DRC\b|\bwithin 15 minutes\b"),
        Ruling(Verdict.PAUSE, "rate"),
    ),
    (
        re.compile(r"\bdaily\b|\bper day\b|\b(?:limit|many)\b.{0,40}\btoday\b", re.IGNORECASE),
        Ruling(Verdict.STOP, "day_limit"),
    ),
)
# RFC 1870 and RFC 5321: the mail is too big for the server, or for this recipient's mailbox.
_TOO_BIG = 552
_LOGIN_CODES = frozenset([530, 534, 535, 538])
_AFTER_REFUSAL: dict[Stage, Ruling] = {
    "greeting": Ruling(Verdict.STOP, "server"),
    "login": Ruling(Verdict.STOP, "login"),
    "sender": Ruling(Verdict.STOP, "sender"),
    "recipient": Ruling(Verdict.NEXT, "recipient"),
    "data": Ruling(Verdict.STOP, "content"),
    "message": Ruling(Verdict.STOP, "content"),
}


def ruling(code: int, text: str, stage: Stage) -> Ruling:
    """Judge one reply.

    Args:
        code: the reply's number.
        text: its words, of all lines.
        stage: what it answered: "data" is the command, "message" the final dot.
    """
    if (code == 354) if stage == "data" else 200 <= code < 300:
        return Ruling(Verdict.GO)
    if code >= 400:
        for pattern, ruled in _WORDS:
            if pattern.search(text):
                return ruled
    if code == _TOO_BIG and stage in ("sender", "data", "message"):
        return Ruling(Verdict.NEXT, "size")
    if code in _LOGIN_CODES:
        return Ruling(Verdict.STOP, "login")
    if 400 <= code < 500:
        return Ruling(Verdict.PAUSE, "rate")
    if code >= 500:
        return _AFTER_REFUSAL[stage]
    return Ruling(Verdict.STOP, "server")


def reply_text(text: bytes | str) -> str:
    """The words of a reply, in UTF-8 or as Chinese servers write."""
    if isinstance(text, str):
        return text
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError:
        return text.decode("gb18030", "replace")


def reply_line(code: int, text: bytes | str) -> str:
    """A reply as it is shown: its number and its words in one line, made visible."""
    said = visible(" ".join(reply_text(text).split()))
    return f"{code} {said}"[:LONGEST_REPLY]
