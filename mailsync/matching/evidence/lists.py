"""What a body says of which file is whose: in a line, in a table's cells, or by numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from mailsync.matching.evidence.files import named
from mailsync.matching.evidence.sources import Cue, Place, Source
from mailsync.matching.names.fits import Standing
from mailsync.matching.names.mention import Mention
from mailsync.matching.names.names import read_mentions
from mailsync.matching.roster.compiled import Roster
from mailsync.matching.words.normal import Normal

_NUMBER = re.compile(r"^[ (]*(?:附件|文件)? ?(\d{1,3}) ?[.、:)]")
# 附件1-3、5: numbers of attachments, each alone or from one to another.
_NUMBERS = re.compile(
    r"(?:附件|文件|第)(?P<all>\d{1,3}(?: ?(?:[-~、,和及]|至|到|—) ?(?:附件|文件|第)?\d{1,3})*)"
    r" ?(?:个|号)?(?:附件|文件)?"
)
_RANGE = re.compile(r"(\d+) ?(?:[-~]|至|到|—) ?(?:附件|文件|第)?(\d+)|(\d+)")
_CLAUSE = re.compile(r"[^,。;]+")
_SHORTEST_STEM = 2
_LINES_EXAMINED = 400
_FILES_EXAMINED = 200
_LETTER = re.compile(r"[\u3400-\u9fffa-z0-9]")
_EXTENSION = re.compile(r"\.[a-z0-9]{1,5}(?![a-z0-9])")
# What may stand right behind a name without a mark between.
_VERBS = ("是", "为", "归", "属", "对应", "系", "分别", "均", "都")
_NUMBERING = re.compile(r"^[ (]*(?:附件|文件)? ?\d{1,3} ?[.、:)]? ?")
# What a line that is nothing but a branch's name may hold beside it.
_BESIDE_A_NAME = re.compile(r"[ :()（）.、\d-]|的?材料|报送|如下|的?附件|包括|有|的")
_SENTENCE = 40
_HEAD = re.compile(r"[^,。;!?:]{1,30}")
_FILE_HEAD = re.compile(r"文件|附件|材料名")
_BRANCH_HEAD = re.compile(r"支部|单位|归属")


@dataclass(frozen=True, slots=True)
class Listed:
    """The words that a body says of one file, without its name, and its branch if any."""

    text: str
    source: Source | None


@dataclass(frozen=True, slots=True)
class _Row:
    """A line with the files that it names and the branches, each with its place in the body."""

    start: int
    text: str
    files: tuple[tuple[int, int], ...] = ()
    mentions: tuple[Mention, ...] = ()
    rest: str = ""


@dataclass(slots=True)
class _Run:
    """Lines that stand together, as what they name in order: a file's place, or a branch."""

    events: list[int | Mention] = field(default_factory=list)
    files_first: bool | None = None


def read_list(
    roster: Roster, body: Normal, end: int, names: Sequence[tuple[str, str]]
) -> dict[int, Listed]:
    """What the lines before `end` say of files, by the file's place in `names`.

    A line that holds files' whole names and one branch tells of them; so do cells of a table, one a
    line; numbers tell of the files in order where they count all of them.

    Args:
        names: each file's stem and extension, normalised.
    """
    lines = _lines(body.text, end)
    written = _written(body.text, end, names)
    if not written:
        return _by_number(roster, body, lines, len(names))
    rows = [_row(roster, body, start, stop, written) for start, stop in lines]
    found: dict[int, Listed] = {}
    for row in rows:
        _from_row(body, row, found)
    for which, mention in _from_cells(rows):
        if which not in found or found[which].source is None:
            text = found[which].text if which in found else ""
            found[which] = Listed(text, named(Cue.LIST, mention, Place.BODY, body, 0))
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


# -- files in a line -------------------------------------------------------------------------


def _written(text: str, end: int, names: Sequence[tuple[str, str]]) -> list[tuple[str, int]]:
    """The ways to write each file that stand somewhere in the text, the longest first.

    A stem that two files share names none of them; neither does a whole name that two share.
    """
    owners: dict[str, set[int]] = {}
    for at, (stem, extension) in enumerate(names[:_FILES_EXAMINED]):
        ways = {f"{stem}.{extension}"} if stem and extension else set()
        if len(stem) >= _SHORTEST_STEM:
            ways.add(stem)
        bare = re.sub(r"^\d{1,2}[.、)_ -]+", "", stem)
        if len(bare) > _SHORTEST_STEM:
            ways.add(bare)
        for way in ways:
            owners.setdefault(way, set()).add(at)
    found = [
        (way, next(iter(which)))
        for way, which in owners.items()
        if len(which) == 1 and 0 <= text.find(way) < end
    ]
    return sorted(found, key=lambda pair: (-len(pair[0]), pair[1]))


def _files_in(line: str, written: Sequence[tuple[str, int]]) -> list[tuple[int, int, int]]:
    """Start, end and file of every name in a line that is closed off on both sides."""
    taken: list[tuple[int, int, int]] = []
    for way, which in written:
        at = line.find(way)
        while at >= 0:
            stop = at + len(way)
            behind = _EXTENSION.match(line, stop)
            if behind is not None and not way.endswith(behind[0]):
                stop = behind.end()
            if _closed(line, at, stop) and not any(at < e and s < stop for s, e, _ in taken):
                taken.append((at, stop, which))
                break
            at = line.find(way, at + 1)
    return sorted(taken)


def _closed(line: str, start: int, end: int) -> bool:
    before = line[:start]
    numbered = _NUMBERING.match(before)
    opened = not before or not _LETTER.match(before[-1]) or before.endswith(_VERBS)
    if numbered is not None and numbered.end() == len(before):
        opened = True
    after = line[end:]
    return opened and (not after or not _LETTER.match(after[0]) or after.startswith(_VERBS))


def _row(
    roster: Roster, body: Normal, start: int, stop: int, written: Sequence[tuple[str, int]]
) -> _Row:
    line = body.text[start:stop]
    files = _files_in(line, written)
    rest = line
    for at, end, _ in files:
        rest = rest[:at] + "|" + " " * (end - at - 1) + rest[end:]
    mentions = tuple(
        one.moved(start)
        for one in read_mentions(roster, rest)
        if one.standing is not Standing.DOUBTFUL
    )
    return _Row(start, line, tuple((at, which) for at, _, which in files), mentions, rest)


def _without_names(row: _Row) -> str:
    text = row.rest
    for mention in row.mentions:
        at, end = mention.start - row.start, mention.end - row.start
        text = text[:at] + " " * (end - at) + text[end:]
    return text


def _from_row(body: Normal, row: _Row, found: dict[int, Listed]) -> None:
    """What one line says of its files: of one branch, of several in turn, or only in words."""
    if not row.files:
        return
    words = _without_names(row)
    pairs: dict[int, Mention] = {}
    if len(row.mentions) == 1:
        pairs = {which: row.mentions[0] for _, which in row.files}
    elif len(row.mentions) > 1 and len(row.mentions) == len(row.files) and "分别" in row.text:
        pairs = {
            which: mention for (_, which), mention in zip(row.files, row.mentions, strict=True)
        }
    elif len(row.mentions) > 1:
        for clause in _CLAUSE.finditer(row.rest):
            inside = [
                m for m in row.mentions if clause.start() <= m.start - row.start < clause.end()
            ]
            if len(inside) == 1:
                for at, which in row.files:
                    if clause.start() <= at < clause.end():
                        pairs[which] = inside[0]
    for _, which in row.files:
        mention = pairs.get(which)
        source = None if mention is None else named(Cue.LIST, mention, Place.BODY, body, 0)
        found[which] = Listed(words, source)


# -- cells of a table ------------------------------------------------------------------------


def _from_cells(rows: Sequence[_Row]) -> Iterator[tuple[int, Mention]]:
    """Files and branches that stand in lines of their own, paired by who comes first.

    Where a run neither begins with a branch nor ends with one, or does both, its heads decide;
    without heads nothing is said.
    """
    for run in _runs(rows):
        events = run.events
        if not any(isinstance(e, int) for e in events):
            continue
        if not any(isinstance(e, Mention) for e in events):
            continue
        begins, ends = isinstance(events[0], Mention), isinstance(events[-1], Mention)
        files_first = run.files_first
        if files_first is None:
            if begins == ends:
                continue
            files_first = ends
        ordered = list(reversed(events)) if files_first else events
        last: Mention | None = None
        for event in ordered:
            if isinstance(event, Mention):
                last = event
            elif last is not None:
                yield event, last


def _runs(rows: Sequence[_Row]) -> Iterator[_Run]:
    run = _Run()
    heads: list[str] = []
    for row in rows:
        if row.files or _is_a_name(row):
            placed: list[tuple[int, int | Mention]] = [*row.files]
            placed += [(m.start - row.start, m) for m in row.mentions]
            run.events += [event for _, event in sorted(placed, key=lambda pair: pair[0])]
            continue
        if len(row.text) > _SENTENCE or row.mentions:
            yield run
            run = _Run()
        if not run.events:
            heads = [*heads, row.text] if _HEAD.fullmatch(row.text) else []
            run.files_first = _files_first("\n".join(heads))
    yield run


def _files_first(heads: str) -> bool | None:
    """Which of the two columns stands first by their heads; None where one has none."""
    of_files, of_branches = _FILE_HEAD.search(heads), _BRANCH_HEAD.search(heads)
    if of_files is None or of_branches is None:
        return None
    return of_files.start() < of_branches.start()


def _is_a_name(row: _Row) -> bool:
    """Whether a line is a branch's name and hardly more."""
    return len(row.mentions) == 1 and not _BESIDE_A_NAME.sub("", _without_names(row))


# -- numbers ---------------------------------------------------------------------------------


def _by_number(
    roster: Roster, body: Normal, lines: Sequence[tuple[int, int]], count: int
) -> dict[int, Listed]:
    """附件1-2为…，附件3为…, or numbered lines, where they count exactly the files."""
    found: dict[int, Listed] = {}
    if count < 2:
        return found
    numbered = [
        (int(number[1]), start + number.end(), stop)
        for start, stop in lines
        if (number := _NUMBER.match(body.text[start:stop]))
    ]
    if [n for n, _, _ in numbered] == list(range(1, count + 1)):
        for which, (_, start, stop) in enumerate(numbered):
            found[which] = _told(roster, body, start, stop)
        return found
    told: list[tuple[int, Listed]] = []
    for start, stop in lines:
        for clause in _CLAUSE.finditer(body.text, start, stop):
            numbers = _NUMBERS.search(body.text, clause.start(), clause.end())
            if numbers is not None:
                said = _told(roster, body, numbers.end(), clause.end())
                told += [(number, said) for number in _counted(numbers["all"])]
    if sorted(number for number, _ in told) == list(range(1, count + 1)):
        found = {number - 1: said for number, said in told}
    return found


def _counted(numbers: str) -> Iterator[int]:
    for part in _RANGE.finditer(numbers):
        if part[3]:
            yield int(part[3])
        else:
            yield from range(int(part[1]), min(int(part[2]), int(part[1]) + 200) + 1)


def _told(roster: Roster, body: Normal, start: int, stop: int) -> Listed:
    line = body.text[start:stop]
    mentions = read_mentions(roster, line)
    text = line
    for mention in mentions:
        text = text[: mention.start] + " " * (mention.end - mention.start) + text[mention.end :]
    if len(mentions) != 1 or mentions[0].standing is Standing.DOUBTFUL:
        return Listed(text, None)
    return Listed(text, named(Cue.LIST, mentions[0].moved(start), Place.BODY, body, 0))
