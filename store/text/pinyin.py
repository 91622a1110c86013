"""Toneless pinyin readings of single characters."""

from __future__ import annotations

from functools import cache
from pathlib import Path

# Made from pypinyin by bench/make_pinyin.py: importing the library loads phrases for 0.2 s.
_TABLE = Path(__file__).with_name("pinyin.txt")


@cache
def _table() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            known, _, chars = line.partition("\t")
            found.update(dict.fromkeys(chars, tuple(known.split())))
    return found


def readings(char: str) -> tuple[str, ...]:
    """Toneless readings of one character, the commonest first; none for what is not Chinese."""
    return _table().get(char, ())
