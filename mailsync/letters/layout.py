"""How a letter is laid out: opening, closing, sections, indented paragraphs; pure.

Templates are whole letters that people may edit. What several of them say stands under one
salutation and one signature here, found by the words that the fields put there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mailsync.letters.field_types import Fields
from store.letters.titles import number_word
from store.text.wording import Wording

_INDENT = "\u3000\u3000"
# What begins a line that is no paragraph: points of lists, headings, what is set off already.
_SET_OFF = ("- ", " ", "\u3000", "【")


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A letter's opening, what it says, and its closing; opening and closing may be empty."""

    opening: str
    body: str
    closing: str

    @property
    def text(self) -> str:
        """The whole letter."""
        parts = (self.opening, self.body, self.closing)
        return "\n\n".join(part for part in parts if part) + "\n"


def laid_out(text: str, fields: Fields) -> LaidOut:
    """Tell the salutation and the signature from what is said between them."""
    lines = text.strip("\n").split("\n")
    opening: list[str] = []
    if lines and fields.unit.salutation and lines[0].strip().startswith(fields.unit.salutation):
        opening = [lines.pop(0)]
    closing: list[str] = []
    while lines and _closes(lines[-1], fields):
        closing.insert(0, lines.pop())
    return LaidOut("\n".join(opening), "\n".join(lines).strip("\n"), "\n".join(closing).strip("\n"))


def _closes(line: str, fields: Fields) -> bool:
    bare = line.strip("\u3000 ")
    phone = fields.sender.phone
    return bare in ("", fields.sender.name, fields.today) or (bool(phone) and bare.endswith(phone))


def under_one_roof(parts: Sequence[tuple[str, LaidOut]], wording: Wording) -> LaidOut:
    """One letter of several: the first's opening and closing, a titled section for each."""
    sections = (
        wording.say("letters.section", number=number_word(place, wording), title=title)
        + "\n\n"
        + part.body
        for place, (title, part) in enumerate(parts, 1)
    )
    first = parts[0][1]
    return LaidOut(first.opening, "\n\n".join(sections), first.closing)


def indented(letter: LaidOut) -> LaidOut:
    """Two blanks begin every paragraph, as in a Chinese letter."""
    return LaidOut(
        letter.opening,
        "\n".join(map(_indent, letter.body.split("\n"))),
        "\n".join(map(_indent, letter.closing.split("\n"))),
    )


def _indent(line: str) -> str:
    return line if not line.strip() or line.startswith(_SET_OFF) else _INDENT + line
