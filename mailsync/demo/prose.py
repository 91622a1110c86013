"""Chinese text about a branch's work, of an exact number of characters."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import msgspec

_COUNTED = re.compile(r"[A-Za-z0-9]+|\S")


class _Aspect(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    heading: str
    sentences: tuple[str, ...]
    second_year_only: bool = False


class _Prose(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    aspects: tuple[_Aspect, ...]
    fills: Mapping[str, tuple[str, ...]]
    closings: Mapping[str, str]


class ProseSection(msgspec.Struct, frozen=True):
    """One heading with its paragraphs."""

    heading: str
    paragraphs: tuple[str, ...]


@cache
def _read() -> _Prose:
    source = files(__package__).joinpath("prose.toml").read_bytes()
    return msgspec.toml.decode(source, type=_Prose)


def char_count(text: str) -> int:
    """Count as Word's 字数 does, for the characters that these texts use."""
    return len(_COUNTED.findall(text))


def sections(
    rng: random.Random, *, theme: str, second_year: bool, chars: int
) -> tuple[ProseSection, ...]:
    """Write the aspects of a case, headings included, in exactly `chars` characters.

    Args:
        chars: at least 400, and at most what the sentences give (about 2,000).
    """
    prose = _read()
    aspects = [a for a in prose.aspects if second_year or not a.second_year_only]
    left = chars - sum(char_count(a.heading) for a in aspects)
    written = []
    weights = [sum(map(char_count, a.sentences)) for a in aspects]
    for place, aspect in enumerate(aspects):
        share = left * weights[place] // sum(weights[place:])
        left -= share
        written.append(
            ProseSection(aspect.heading, _paragraphs(rng, aspect, theme=theme, chars=share))
        )
    return tuple(written)


def paragraph(rng: random.Random, *, theme: str, sentences: int) -> str:
    """Write a few sentences of news about a branch's work."""
    prose = _read()
    pool = [s for a in prose.aspects if not a.second_year_only for s in a.sentences]
    return "".join(_filled(rng, s, theme) for s in rng.sample(pool, sentences))


def _paragraphs(rng: random.Random, aspect: _Aspect, *, theme: str, chars: int) -> tuple[str, ...]:
    shortest = min(int(length) for length in _read().closings)
    chosen: list[str] = []
    left = chars
    for sentence in rng.sample(aspect.sentences, len(aspect.sentences)):
        text = _filled(rng, sentence, theme)
        # A closing of n characters and its full stop must still fit.
        if left - char_count(text) > shortest:
            chosen.append(text)
            left -= char_count(text)
    chosen.append(_closing(rng, left))
    middle = (len(chosen) + 1) // 2
    return tuple("".join(part) for part in (chosen[:middle], chosen[middle:]) if part)


def _closing(rng: random.Random, chars: int) -> str:
    """Join closings by commas so that they and the last full stop are `chars` characters."""
    closings = {int(length): text for length, text in _read().closings.items()}
    shortest, longest = min(closings), max(closings)
    clauses = []
    left = chars - 1
    while left > longest:
        fitting = [n for n in closings if left - n - 1 >= shortest and closings[n] not in clauses]
        length = rng.choice(fitting or [shortest])
        clauses.append(closings[length])
        left -= length + 1
    clauses.append(closings[left])
    return "，".join(clauses) + "。"


def _filled(rng: random.Random, sentence: str, theme: str) -> str:
    fills = {name: rng.choice(values) for name, values in _read().fills.items()}
    return sentence.format(theme=theme, **fills)
