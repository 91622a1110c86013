"""What kinds of letter are called; one that the catalogs do not know by its own name."""

from __future__ import annotations

import re

from store.letters.letter import Letter
from store.text.wording import Wording

# As programs mark what they answer or pass on.
REPLY = re.compile(r"\s*(?:re|aw|回复|答复|回覆|转发|fw|fwd)(?:\[\d+\])?\s*[:：]", re.IGNORECASE)


def plain_subject(title: str) -> str:
    """A subject without the marks of answers and of mail that was passed on."""
    while found := REPLY.match(title):
        title = title[found.end() :]
    return title.strip()


def kind_title(name: str, wording: Wording) -> str:
    """What a kind is called in a heading."""
    return _said(f"letters.kind.{name}", name, wording)


def kinds_title(letter: Letter, wording: Wording) -> str:
    """The kinds of all that a letter tells: 催办＋退改."""
    return wording.say("letters.kinds_joined").join(
        kind_title(name, wording) for name in dict.fromkeys(letter.kinds)
    )


def kind_tab(name: str, wording: Wording) -> str:
    """What a kind is called where there is little room."""
    return _said(f"letters.tab.{name}", kind_title(name, wording), wording)


def number_word(number: int, wording: Wording) -> str:
    """A number within a sentence; one that has no word of its own in figures."""
    return _said(f"letters.number.{number}", str(number), wording)


def dates_words(letter: Letter, wording: Wording) -> str:
    """The calendar file that goes along, with its days."""
    days = dict.fromkeys(one.day.isoformat() for one in letter.dates)
    return wording.say(
        "letters.file_of_dates",
        name=wording.say("letters.calendar"),
        days=wording.say("letters.joined").join(days),
    )


def _said(code: str, name: str, wording: Wording) -> str:
    return wording.say(code) if wording.has(code) else name
