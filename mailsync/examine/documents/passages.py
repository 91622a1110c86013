"""Two texts held against each other: what stands in both, paragraph beside paragraph."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from mailsync.examine.documents.sketch import SHINGLE_CHARS, in_sketch

# A half-open span of characters that stand in the other text as well.
Span = tuple[int, int]
# So much of the shorter one stands in the other: then two paragraphs belong beside each other.
_BESIDE = 0.4
# Of a sketch only each eighth piece is known: what lies between two of them was common too.
_SKETCH_GAP = 24


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph and the spans of it that stand in the other text."""

    text: str
    common: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Beside:
    """Paragraphs that belong beside each other; one is None where nothing of the other does."""

    left: Paragraph | None
    right: Paragraph | None


def side_by_side(left: str, right: str) -> tuple[Beside, ...]:
    """Both texts in their own order; what each has in common with the other is marked."""
    ours, theirs = _Folded(left), _Folded(right)
    lefts = _paragraphs(left, ours.spans(set(theirs.shingles).__contains__))
    rights = _paragraphs(right, theirs.spans(set(ours.shingles).__contains__))
    rows: list[Beside] = []
    at_left = at_right = 0
    for one, other in (*_pairs(lefts, rights), (len(lefts), len(rights))):
        rows += [Beside(paragraph, None) for paragraph in lefts[at_left:one]]
        rows += [Beside(None, paragraph) for paragraph in rights[at_right:other]]
        if one < len(lefts) and other < len(rights):
            rows.append(Beside(lefts[one], rights[other]))
        at_left, at_right = one + 1, other + 1
    return tuple(rows)


def beside_sketch(text: str, sketch: str) -> tuple[Paragraph, ...]:
    """A text whose counterpart is gone but for a sample of its pieces; what is common is near."""
    return _paragraphs(text, _Folded(text).spans(in_sketch(sketch), gap=_SKETCH_GAP))


class _Folded:
    """A text without marks, spaces, case and width, and where each character of it stood."""

    def __init__(self, text: str) -> None:
        folded = [
            (char, at)
            for at, original in enumerate(text)
            for char in unicodedata.normalize("NFKC", original).casefold()
            if char.isalnum()
        ]
        self._places = [at for _, at in folded]
        self._plain = "".join(char for char, _ in folded)
        self.shingles = [
            self._plain[at : at + SHINGLE_CHARS]
            for at in range(len(self._plain) - SHINGLE_CHARS + 1)
        ]

    @property
    def pieces(self) -> frozenset[str]:
        """What tells a paragraph: one that is too short for a shingle is told by all of it."""
        return frozenset(self.shingles or filter(None, [self._plain]))

    def spans(self, known: Callable[[str], bool], *, gap: int = 0) -> list[Span]:
        """What of the text lies in a known shingle, in its order; gaps up to `gap` are closed."""
        spans: list[Span] = []
        for at, shingle in enumerate(self.shingles):
            if not known(shingle):
                continue
            begin, end = self._places[at], self._places[at + SHINGLE_CHARS - 1] + 1
            if spans and begin <= spans[-1][1] + gap:
                spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
            else:
                spans.append((begin, end))
        return spans


def _paragraphs(text: str, spans: list[Span]) -> tuple[Paragraph, ...]:
    """The paragraphs of a text that say anything, each with its part of the spans."""
    found = []
    begin = 0
    for line in text.split("\n"):
        end = begin + len(line)
        if line.strip():
            inside = tuple(
                (max(a, begin) - begin, min(b, end) - begin)
                for a, b in spans
                if a < end and b > begin
            )
            found.append(Paragraph(line, inside))
        begin = end + 1
    return tuple(found)


def _pairs(lefts: tuple[Paragraph, ...], rights: tuple[Paragraph, ...]) -> list[tuple[int, int]]:
    """Which paragraphs belong together, in the order of both: the longest such row."""
    where: dict[str, list[int]] = {}
    pieces = [_Folded(one.text).pieces for one in rights]
    for number, its in enumerate(pieces):
        for piece in its:
            where.setdefault(piece, []).append(number)
    liked: list[tuple[int, int]] = []
    for number, paragraph in enumerate(lefts):
        its = _Folded(paragraph.text).pieces
        shared = Counter(right for piece in its for right in where.get(piece, ()))
        for right, count in shared.most_common(1):
            if count >= _BESIDE * min(len(its), len(pieces[right])):
                liked.append((number, right))
    return _longest_rising(liked)


def _longest_rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest row of pairs in which both numbers rise."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for index, (_, right) in enumerate(pairs):
        at = bisect_left(tails, right)
        before.append(ends[at - 1] if at else -1)
        tails[at : at + 1] = [right]
        ends[at : at + 1] = [index]
    row: list[tuple[int, int]] = []
    at = ends[-1] if ends else -1
    while at >= 0:
        row.append(pairs[at])
        at = before[at]
    return row[::-1]
