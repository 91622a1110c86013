"""Text made comparable, with a map back to the original characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from mailsync.matching.words.characters import simplified

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0]"
)
# Before NFKC: it would turn Ⅲ into three letters, and ⑶ into (3).
_NUMERALS = {
    **{chr(0x2160 + i): str(i + 1) for i in range(12)},
    **{chr(0x2170 + i): str(i + 1) for i in range(12)},
    **{chr(0x2460 + i): str(i + 1) for i in range(20)},
    **{chr(0x2474 + i): str(i + 1) for i in range(20)},
    **{chr(0x2488 + i): str(i + 1) for i in range(20)},
    **{chr(0x2776 + i): str(i + 1) for i in range(10)},
    **{chr(0x2780 + i): str(i + 1) for i in range(10)},
    **{chr(0x278A + i): str(i + 1) for i in range(10)},
    **{chr(0x24F5 + i): str(i + 1) for i in range(10)},
    **{chr(0x3220 + i): "一二三四五六七八九十"[i] for i in range(10)},
    **{chr(0x3280 + i): "一二三四五六七八九十"[i] for i in range(10)},
}
_HAN = "\u3400-\u9fff"
# Words typed with a space after every letter; four in a row, or a list of initials would match.
# I I and I V are Roman numbers, N o . is No.
_SPACED = re.compile(
    rf"(?:[{_HAN}0-9()]|(?<![a-z0-9])[ivx](?![a-z0-9]))"
    rf"(?:[ \t]{{1,3}}(?:[{_HAN}0-9()_+·—-]|[ivx](?![a-z0-9])"
    rf"|n[ \t]{{1,3}}o(?![a-z])|(?<=o[ \t])\.)){{3,}}"
)
_BLANK = re.compile(r"[ \t]+")


@dataclass(frozen=True, slots=True)
class Normal:
    """Normalised text. `starts[i]` is where its character i stood; None where nothing moved."""

    text: str
    starts: Sequence[int] | None
    original: str

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The half-open span of the original that a span of the normalised text came from."""
        if self.starts is None:
            return start, end
        if start >= end:
            at = self.starts[start] if start < len(self.starts) else len(self.original)
            return at, at
        # Removed characters after the last one do not belong to it.
        return self.starts[start], self.starts[end - 1] + 1


@cache
def _one_to_one() -> dict[int, str]:
    table = dict(simplified())
    for code in range(0xFF01, 0xFF5F):
        table[code] = chr(code - 0xFEE0).lower()
    for code in range(0x41, 0x5B):
        table[code] = chr(code + 32)
    table |= {0x3000: " ", 0xA0: " ", 0xD: "\n", 0x0B: "\n", 0x0C: "\n", 0x2028: "\n"}
    table |= {ord(numeral): digits for numeral, digits in _NUMERALS.items() if len(digits) == 1}
    return table


def normalise(text: str) -> Normal:
    """Simplified characters, plain digits and width, lower case, nothing invisible."""
    plain = text.translate(_one_to_one())
    starts: list[int] | None = None
    if _INVISIBLE.search(plain) or not unicodedata.is_normalized("NFKC", plain):
        plain, starts = _slowly(text)
    if _SPACED.search(plain):
        plain, starts = _closed_up(plain, starts)
    return Normal(plain, starts, text)


def _slowly(text: str) -> tuple[str, list[int]]:
    table = _one_to_one()
    letters: list[str] = []
    starts: list[int] = []
    for at, char in enumerate(text):
        if _INVISIBLE.match(char):
            continue
        known = table.get(ord(char)) or _NUMERALS.get(char)
        if known is None:
            known = unicodedata.normalize("NFKC", char).translate(table)
        letters.append(known)
        starts.extend([at] * len(known))
    return "".join(letters), starts


def _closed_up(plain: str, starts: list[int] | None) -> tuple[str, list[int]]:
    kept = [True] * len(plain)
    for spaced in _SPACED.finditer(plain):
        for blank in _BLANK.finditer(plain, spaced.start(), spaced.end()):
            kept[blank.start() : blank.end()] = [False] * (blank.end() - blank.start())
    places = [at for at, keep in enumerate(kept) if keep]
    return "".join(plain[at] for at in places), [
        starts[at] if starts is not None else at for at in places
    ]
