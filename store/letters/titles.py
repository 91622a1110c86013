"""What kinds of letter are called; one that the catalogs do not know by its own name."""

from __future__ import annotations

from store.letters.letter import Letter
from store.text.wording import Wording


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
    return _said(f"letters.tab.{name}", name, wording)


def _said(code: str, name: str, wording: Wording) -> str:
    return wording.say(code) if wording.has(code) else name
