"""Toneless pinyin readings of single characters."""

from __future__ import annotations

import importlib.util
import json
import unicodedata
from functools import cache
from pathlib import Path

# Beyond two readings a character is met only in words that no unit is named after.
_READINGS_KEPT = 2


def character_table(package: str, name: str) -> dict[str, str]:
    """A table of single characters that a package brings as a JSON file beside its code."""
    # The packages themselves are not imported: they load phrase tables that cost 0.2 s.
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(package)
    table: dict[str, str] = json.loads(
        Path(spec.origin).with_name(name).read_text(encoding="utf-8")
    )
    return table


@cache
def _pinyin_table() -> dict[str, str]:
    return character_table("pypinyin", "pinyin_dict.json")


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
