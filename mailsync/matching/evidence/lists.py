"""Lines of a body that say which file is whose: by the file's name, or by numbers in order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mailsync.matching.evidence.files import named
from mailsync.matching.evidence.sources import Cue, Place, Source
from mailsync.matching.names.fits import Standing
from mailsync.matching.names.names import read_mentions
from mailsync.matching.roster.compiled import Roster
from mailsync.matching.words.normal import Normal

_NUMBER = re.compile(r"^[ (]*(?:附件|文件)? ?(\d{1,3}) ?[.、:)]")
_SHORTEST_STEM = 2
_LINES_EXAMINED = 400


@dataclass(frozen=True, slots=True)
class Listed:
    """The words that a body line says of one file, without its name, and its branch if any."""

    text: str
    source: Source | None


def read_list(roster: Roster, body: Normal, end: int, stems: Sequence[str]) -> dict[int, Listed]:
    """What the lines before `end` say of files, by the file's place in `stems`.

    A line tells of a file when it holds the file's whole name; numbered lines tell of the files in
    order when there are exactly as many.
    """
    lines = _lines(body.text, end)
    places: dict[str, list[int]] = {}
    for at, stem in enumerate(stems):
        if len(stem) >= _SHORTEST_STEM:
            places.setdefault(stem, []).append(at)
    found: dict[int, Listed] = {}
    numbered: list[tuple[int, int, int]] = []
    for start, stop in lines:
        line = body.text[start:stop]
        number = _NUMBER.match(line)
        if number:
            numbered.append((int(number[1]), start + number.end(), stop))
        named_here = _named_in(line, places)
        if named_here is None:
            continue
        stem, which = named_here
        at = line.index(stem)
        rest = line[:at] + " " * len(stem) + line[at + len(stem) :]
        found[which] = _listed(roster, body, rest, start)
    if (
        not found
        and len(stems) > 1
        and [n for n, _, _ in numbered] == list(range(1, len(stems) + 1))
    ):
        for which, (_, start, stop) in enumerate(numbered):
            found[which] = _listed(roster, body, body.text[start:stop], start)
    return found


def _lines(text: str, end: int) -> list[tuple[int, int]]:
    lines: list[tuple[int, int]] = []
    at = 0
    while at < end and len(lines) < _LINES_EXAMINED:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        if stop > at:
            lines.append((at, stop))
        at = stop + 1
    return lines


def _named_in(line: str, places: dict[str, list[int]]) -> tuple[str, int] | None:
    """The one file whose name, closed off on both sides, stands in a line."""
    best: tuple[str, int] | None = None
    head = _NUMBER.sub("", line, count=1)
    for token in (*_heads(head), *re.split(r"[\s:,、;|“”\"《》【】]|->|→", line)):
        stem = re.sub(r"\.[a-z0-9]{1,5}$", "", token)
        which = places.get(stem) or places.get(re.sub(r"^\d{1,2}[.、)]", "", stem))
        if which is not None and len(which) == 1:
            if best is not None and best[1] != which[0]:
                return None
            best = (stem if stem in line else token, which[0])
    return best


def _heads(line: str) -> list[str]:
    """What stands before the first and the last colon, dash or arrow, for names with spaces."""
    marks = (":", "——", "->", "→", " - ")
    ends = {at for mark in marks for at in (line.find(mark), line.rfind(mark)) if at > 0}
    return [line[:at].strip() for at in sorted(ends)]


def _listed(roster: Roster, body: Normal, line: str, start: int) -> Listed:
    mentions = read_mentions(roster, line)
    if len(mentions) != 1 or mentions[0].standing is Standing.DOUBTFUL:
        return Listed(line, None)
    moved = mentions[0].moved(start)
    return Listed(line, named(Cue.LIST, moved, Place.BODY, body, 0))
