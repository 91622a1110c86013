"""Toneless pinyin readings of single characters."""

from __future__ import annotations

from functools import cache
from pathlib import Path

# Made from pypinyin by bench/make_pinyin.py: importing the library loads phrases for 0.2 s.
_TABLE = Path(__file__).with_name("pinyin.txt")


@cache
def _table() -> str:
    """The lines of the table: readings, a tab, and all characters that are read so.

    It is searched as it is: taken apart it would fill 8 MB, and names have few characters.
    """
    lines = _TABLE.read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith("#"))


def readings(char: str) -> tuple[str, ...]:
    """Toneless readings of one character, the commonest first; none for what is not Chinese."""
    at = -1 if char.isascii() else _table().find(char)
    if at < 0:
        return ()
    line = _table().rfind("\n", 0, at) + 1
    return tuple(_table()[line : _table().index("\t", line)].split())
