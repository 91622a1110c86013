"""Tables of single characters: traditional to simplified, and toneless pinyin readings."""

from __future__ import annotations

import importlib.util
import json
import unicodedata
from functools import cache
from pathlib import Path

# Beyond two readings a character is met only in words that no unit is named after.
_READINGS_KEPT = 2


def _data_file(package: str, name: str) -> dict[str, str]:
    # The packages themselves are not imported: they load phrase tables that cost 0.2 s.
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(package)
    table: dict[str, str] = json.loads(
        Path(spec.origin).with_name(name).read_text(encoding="utf-8")
    )
    return table


@cache
def simplified() -> dict[int, str]:
    """Single characters by code point, for `str.translate`; one character gives one."""
    spec_table: dict[str, dict[str, str]] = _data_file("zhconv", "zhcdict.json")  # type: ignore[assignment]  # its sections are tables themselves
    return {
        ord(old): new
        for old, new in spec_table["zh2Hans"].items()
        if len(old) == 1 and len(new) == 1
    }


@cache
def _pinyin_table() -> dict[str, str]:
    return _data_file("pypinyin", "pinyin_dict.json")


@cache
def readings(char: str) -> tuple[str, ...]:
    """Toneless readings of one character, the commonest first; none for what is not Chinese."""
    marked = _pinyin_table().get(str(ord(char)), "")
    plain: list[str] = []
    for reading in marked.split(","):
        letters = "".join(
            "v" if c == "ü" else c
            for c in unicodedata.normalize("NFC", _without_tone(reading))
            if c.isalpha()
        )
        if letters and letters not in plain:
            plain.append(letters)
    return tuple(plain[:_READINGS_KEPT])


def _without_tone(reading: str) -> str:
    return "".join(
        c
        for c in unicodedata.normalize("NFD", reading)
        # The diaeresis of lü is a letter, not a tone.
        if not unicodedata.combining(c) or c == "\u0308"
    )


@cache
def sound(char: str) -> str:
    """The commonest reading, or the character itself where it has none."""
    known = readings(char)
    return known[0] if known else char


def sounds(text: str) -> str:
    """Toneless pinyin of a text, one reading a character, spaced."""
    return " ".join(sound(char) for char in text)


def sounds_alike(left: str, right: str) -> bool:
    """Whether two characters share a reading."""
    return left == right or not set(readings(left)).isdisjoint(readings(right))


def romanised(text: str, limit: int = 8) -> tuple[str, ...]:
    """Full pinyin of a text without spaces, at most `limit` variants of its readings."""
    variants = [""]
    for char in text:
        known = readings(char) or (char,)
        grown = [head + tail for head in variants for tail in known]
        variants = grown if len(grown) <= limit else [head + known[0] for head in variants]
    return tuple(dict.fromkeys(variants))


def initials(text: str) -> str:
    """First letters of the pinyin of a text."""
    return "".join(sound(char)[0] for char in text)
