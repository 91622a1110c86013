"""Project brands and other listed aliases that do not end in 支部."""

from __future__ import annotations

from mailsync.matching.roster.compiled import Roster
from mailsync.matching.words.slots import KIND

_OPENING = frozenset("“\"'「『《【<‘")
_CLOSING = frozenset("”\"'」』》】>’")


def read_brands(roster: Roster, text: str) -> tuple[tuple[int, int, int], ...]:
    """Listed brands in quotes: set, start, end. A quoted longer name is another brand."""
    found: list[tuple[int, int, int]] = []
    heads = roster.alias_heads
    for at, char in enumerate(text):
        if char not in _OPENING:
            continue
        for alias in heads.get(text[at + 1 : at + 3], ()):
            end = at + 1 + len(alias)
            if text.startswith(alias, at + 1) and end < len(text) and text[end] in _CLOSING:
                if KIND.search(alias) is None:
                    found.append((roster.aliases[alias], at + 1, end))
                break
    return tuple(found)
