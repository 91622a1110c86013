"""What a cell of a roster says: several values, addresses, yes or no."""

from __future__ import annotations

import re
import unicodedata

from store.roster.name_keys import name_key
from store.roster.words import roster_words

_SEVERAL = re.compile(r"[;；、\n]+")
_SEVERAL_ADDRESSES = re.compile(r"[;；、,，\s]+")
_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@(?:[a-z0-9-]+\.)+[a-z0-9-]{2,}", re.ASCII)
_NAMED_ADDRESS = re.compile(r"[^;；、,，\n<>]*<([^<>]+)>")


def one_line(text: str) -> str:
    """A cell that holds one value, whatever line breaks it was laid out with."""
    return text.replace("\n", "")


def several(text: str) -> tuple[str, ...]:
    """The values of a cell, each once, parted by a semicolon, 、 or a line break."""
    parts = (part.strip() for part in _SEVERAL.split(text))
    return tuple(dict.fromkeys(part for part in parts if part))


def addresses(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The addresses of a cell in small letters, each once, and what of the cell is none."""
    plain = _NAMED_ADDRESS.sub(r" \1 ", unicodedata.normalize("NFKC", text))
    good: dict[str, None] = {}
    bad: list[str] = []
    for part in _SEVERAL_ADDRESSES.split(plain):
        address = part.lower().removeprefix("mailto:").rstrip(".。")
        if _ADDRESS.fullmatch(address) and ".." not in address:
            good[address] = None
        elif address:
            bad.append(part)
    return tuple(good), tuple(bad)


def yes_or_no(text: str) -> bool | None:
    """A yes or a no, None where it is neither; an empty cell is a no."""
    flags = roster_words().flags
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    if plain in flags.yes:
        return True
    return False if not plain or plain in flags.no else None


def is_sum(sub_committee: str, name: str) -> bool:
    """Whether a row adds up the others: 合计 for a unit or a branch, or a bare number for one."""
    words = roster_words().sums.words
    keys = [name_key(cell).strip(":：") for cell in (sub_committee, name)]
    return any(key in words for key in keys) or (bool(name) and name.strip().isdecimal())
