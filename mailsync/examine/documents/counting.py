"""字数 the way Word counts it."""

from __future__ import annotations

import re
from dataclasses import dataclass

# East Asian characters and marks: each counts one.
_EAST_ASIAN = (
    "\u1100-\u11ff\u2e80-\u2fff\u3001-\u303f\u3041-\u4dbf\u4e00-\ua4cf\ua960-\ua97f"
    "\uac00-\ud7ff\uf900-\ufaff\ufe10-\ufe1f\ufe30-\ufe6f\uff01-\uffef\U00020000-\U0003ffff"
)
# Marks that Chinese and Western text share (“ ” … — · ① ● →): East Asian in a paragraph that
# has East Asian characters, unless Western letters or digits stand on both sides (isn’t, 19–20).
_SHARED = "\u00b7\u2010-\u2027\u203b\u2160-\u217f\u2190-\u2199\u2460-\u24ff\u2500-\u27bf"
_EAST_ASIAN_ONE = re.compile(f"[{_EAST_ASIAN}]")
_SHARED_ONE = re.compile(f"(?<![0-9A-Za-z])[{_SHARED}]|[{_SHARED}](?![0-9A-Za-z])")
# Of what counts one, the marks.
_MARK_ONE = re.compile(
    "[\u3001-\u3004\u3008-\u3020\u3030\u3036\u3037\u303d-\u303f\u309b\u309c\u30a0\u30fb"
    "\ufe10-\ufe1f\ufe30-\ufe6f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65\uffe0-\uffef]"
)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0e-\x1f]")


@dataclass(frozen=True, slots=True)
class Count:
    """`chars` as Word's 字数; `no_punctuation` the same without what is only marks."""

    chars: int = 0
    no_punctuation: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.chars + other.chars, self.no_punctuation + other.no_punctuation)


def count(paragraph: str) -> Count:
    """Count one paragraph: each East Asian character or mark one, every other run without
    white space one.
    """
    text = _INVISIBLE.sub("", paragraph)
    if text.isascii():
        runs = text.split()
        return Count(len(runs), sum(map(_has_word, runs)))
    singles = marks = 0
    if _EAST_ASIAN_ONE.search(text):
        # Shared marks first, while their neighbours still stand beside them.
        text = _SHARED_ONE.sub("\u3001", text)
        marks = len(_MARK_ONE.findall(text))
        text, singles = _EAST_ASIAN_ONE.subn(" ", text)
    runs = text.split()
    return Count(singles + len(runs), singles - marks + sum(map(_has_word, runs)))


def count_all(paragraphs: tuple[str, ...]) -> Count:
    """Count several paragraphs; a run never crosses from one into the next."""
    return sum(map(count, paragraphs), Count())


def _has_word(run: str) -> bool:
    return any(char.isalnum() for char in run)
