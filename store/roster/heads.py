"""The heads of a roster's columns: one row or up to three, in the words that offices use."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from store.files.table_file import Merged, Table, TableRow
from store.roster.cells import one_line
from store.roster.name_keys import name_key
from store.roster.unit_names import is_unit_like
from store.roster.words import roster_words

HEAD_ROWS = 20
MOST_DEEP = 3
PASSED = "passed"
REMARK = "remark"
PERSON = "person"
UNIT_COLUMNS = ("unit_person", "unit_contacts", "unit_phone")
_BRACKETS = re.compile(r"[（(【\[].*?[）)】\]]", re.DOTALL)
_BRANCH_ENDINGS = ("支部", "支部委员会", "党小组")
_FEWEST_HEADS = 2
_COUNTING = ("甲乙丙丁戊己庚辛壬癸", "abcdefghijklmnopqrstuvwxyz", "一二三四五六七八九十")
_PIECES = re.compile(r"[/／、,，]|以及|及其?|与|和|或")
# Words of a head that say what its cells are, where no synonym does; then the cells must agree.
_STEMS = {
    "sub_committee": ("党委", "总支", "党组织", "学院", "院", "系", "单位", "部门"),
    "name": ("支部", "党组织"),
}
_SURE = 0.8


@dataclass(frozen=True, slots=True)
class Head:
    """What the columns of a table mean.

    Attributes:
        columns: the index of the column for each meaning.
        heads: the words above each of these columns.
        synonyms: meanings that were taken by a synonym; they are told.
        unread: words of the columns without a meaning, with their index.
        seen: the words of every column, by index.
        number: the row number of the head; 0 where the table has none.
        first: the position of the first row below it.
        deep: how many rows the head takes.
    """

    columns: Mapping[str, int]
    heads: Mapping[str, str]
    synonyms: tuple[str, ...]
    unread: Mapping[int, str]
    seen: Mapping[int, str]
    number: int
    first: int
    deep: int = 1


def head_key(text: str) -> str:
    """Reduce a head to what it is called: without brackets, blanks and marks."""
    return name_key(_BRACKETS.sub("", text)) or name_key(text)


def meaning_named(text: str) -> str:
    """The column that a person names in an answer, in Chinese or English; "" for none.

    `passed` is a column that is to be passed over.
    """
    key = head_key(text)
    if key in ("不读", "忽略", "跳过", "skip", "ignore", "none", PASSED):
        return PASSED
    meaning, _ = _meanings().get(key, ("", False))
    return meaning if meaning in roster_words().branch_heads else ""


def find_head(
    table: Table, needed: Sequence[str], answers: Mapping[str, str] | None = None
) -> Head | None:
    """Find the head of a table of branches; None where the table has no row.

    Args:
        needed: the meanings that the table cannot do without.
        answers: what people said of heads, as meaning by `head_key`.
    """
    head = _best(table, _meanings(), needed, dict(answers or {}))
    return None if head is None else _by_content(table, head, needed)


def repeats_head(row: TableRow, head: Head) -> bool:
    """Whether a row says again what the columns are: the same heads, or in another language."""
    shown = [(at, one_line(cell)) for at, cell in enumerate(row.cells) if cell]
    if len(shown) < _FEWEST_HEADS:
        return False
    if all(text == head.seen.get(at, "") for at, text in shown):
        return True
    meant = {index: meaning for meaning, index in head.columns.items()}
    told = [
        meant[at] == _meanings().get(head_key(text), ("", False))[0]
        for at, text in shown
        if at in meant
    ]
    return len(told) >= _FEWEST_HEADS and all(told)


def numbers_columns(row: TableRow) -> bool:
    """Whether a row below a head only counts the columns: (1) (2) (3), 甲 乙 丙, A B C."""
    keys = [name_key(cell) for cell in row.cells if cell]
    if len(keys) < MOST_DEEP:
        return False
    if all(key.isdecimal() for key in keys):
        first = int(keys[0])
        return [int(key) for key in keys] == list(range(first, first + len(keys)))
    return any(key_row.startswith("".join(keys)) for key_row in _COUNTING) and all(
        len(key) == 1 for key in keys
    )


def find_plain_head(
    table: Table, words: Mapping[str, tuple[str, ...]], needed: Sequence[str]
) -> Head | None:
    """Find the head of a table by these words alone."""
    known = {head_key(word): (column, False) for column, listed in words.items() for word in listed}
    return _best(table, known, needed, {})


def likeliest(table: Table, head: Head, meaning: str) -> int | None:
    """The column without a meaning whose cells read most like branches, or sub-committees."""
    found = max(_alike(table, head, meaning), default=(0.0, 0))
    return found[1] if found[0] > 1 / 2 else None


def _alike(table: Table, head: Head, meaning: str) -> Iterator[tuple[float, int]]:
    """How many of the cells of each column without a meaning read as this, with its index; of
    equal ones the first is the greatest."""
    for index in head.unread:
        cells = [
            row.cells[index]
            for row in table.rows[head.first : head.first + 200]
            if index < len(row.cells) and row.cells[index]
        ]
        if not cells:
            continue
        yield sum(_reads_as(cell, meaning) for cell in cells) / len(cells), index


def _by_content(table: Table, head: Head, needed: Sequence[str]) -> Head:
    """The head with the columns that only its words and cells together say."""
    for meaning in needed:
        if meaning in head.columns:
            continue
        sure = [
            index
            for share, index in _alike(table, head, meaning)
            if share >= _SURE
            and any(stem in name_key(head.seen[index]) for stem in _STEMS[meaning])
        ]
        if len(sure) == 1 and head.number:
            index = sure[0]
            head = replace(
                head,
                columns={**head.columns, meaning: index},
                heads={**head.heads, meaning: head.seen[index]},
                synonyms=(*head.synonyms, meaning),
                unread={at: words for at, words in head.unread.items() if at != index},
            )
    return head


def _reads_as(cell: str, meaning: str) -> bool:
    key = head_key(cell)
    if meaning == "name":
        return key.endswith(_BRANCH_ENDINGS)
    return is_unit_like(cell) and not key.endswith(_BRANCH_ENDINGS)


@cache
def _meanings() -> Mapping[str, tuple[str, bool]]:
    """Every word of a head as (meaning, whether it is a synonym); the plain words rule."""
    words = roster_words()
    found: dict[str, tuple[str, bool]] = {}
    for column, listed in words.branch_heads.items():
        for word in listed:
            found.setdefault(head_key(word), (column, False))
    for word in words.branch_passed["number"]:
        found.setdefault(head_key(word), (PASSED, False))
    for word in words.branch_passed["remark"]:
        found.setdefault(head_key(word), (REMARK, False))
    for word in words.person.staff:
        found.setdefault(head_key(word), ("unit_person", True))
    for word in words.person.words:
        found.setdefault(head_key(word), (PERSON, True))
    for column, listed in words.branch_synonyms.items():
        for word in listed:
            found.setdefault(head_key(word), (column, True))
    prefix = words.unit_prefix
    for front in prefix.words:
        for meaning, tails in (
            ("unit_person", prefix.person),
            ("unit_contacts", prefix.contacts),
            ("unit_phone", prefix.phone),
        ):
            for tail in tails:
                found.setdefault(head_key(front + tail), (meaning, True))
    return found


def _best(
    table: Table,
    known: Mapping[str, tuple[str, bool]],
    needed: Sequence[str],
    answers: Mapping[str, str],
) -> Head | None:
    if not table.rows:
        return None
    best: Head | None = None
    score: tuple[int, int, int] = (0, 0, 0)
    for position in range(min(HEAD_ROWS, len(table.rows))):
        for deep in range(1, MOST_DEEP + 1):
            if position + deep > len(table.rows):
                break
            head = _head_at(table, position, deep, known, answers)
            read = sum(meaning not in (PASSED, REMARK) for meaning in head.columns)
            # Nothing but a number or a remark is no head: titles and notes hold such words.
            if not read:
                continue
            mine = (len(set(needed) & set(head.columns)), read, -deep)
            if best is None or mine > score:
                best, score = head, mine
    return best or _unknown_head(table, answers)


def _head_at(
    table: Table,
    position: int,
    deep: int,
    known: Mapping[str, tuple[str, bool]],
    answers: Mapping[str, str],
) -> Head:
    rows = table.rows[position : position + deep]
    labels = _labels(rows, table.merged)
    plain: dict[str, int] = {}
    loose: dict[str, int] = {}
    taken: set[int] = set()
    for index, parts in labels.items():
        meaning, synonym = _meaning(parts, known, answers)
        if not meaning:
            continue
        if meaning in (PASSED, REMARK):
            taken.add(index)
            if meaning == PASSED:
                continue
        # The first of two columns of one meaning rules; the other is told as unread.
        (loose if synonym else plain).setdefault(meaning, index)
    columns = loose | plain
    taken |= set(columns.values())
    shown = {index: one_line("".join(parts)) for index, parts in labels.items()}
    return Head(
        columns=columns,
        heads={meaning: shown[index] for meaning, index in columns.items()},
        synonyms=tuple(meaning for meaning in loose if meaning not in plain),
        unread={index: words for index, words in shown.items() if index not in taken},
        seen=shown,
        number=rows[0].number,
        first=position + deep,
        deep=deep,
    )


def _meaning(
    parts: Sequence[str], known: Mapping[str, tuple[str, bool]], answers: Mapping[str, str]
) -> tuple[str, bool]:
    answered = answers.get(head_key("".join(parts))) or answers.get(head_key(parts[-1]))
    if answered:
        return answered, False
    plain, synonym = known.get(head_key(parts[-1]), ("", False))
    for text in _readings(parts):
        if text in known:
            meaning, told = known[text]
            # A group above a plain word makes it no synonym.
            return meaning, told and (meaning != plain or synonym)
    for text in _loosely(parts[-1]):
        if text in known and known[text][0] not in (PASSED, REMARK):
            return known[text][0], True
    return "", False


def _loosely(head: str) -> Iterator[str]:
    """A head as several words for one column, and without what only adorns it."""
    for piece in (head, *_PIECES.split(_BRACKETS.sub("", head))):
        key = head_key(piece)
        yield key
        yield from _unadorned(key)


def _unadorned(key: str) -> Iterator[str]:
    words = roster_words().adorned
    while key:
        before = next((word for word in words.before if key.startswith(word)), "")
        behind = next((word for word in words.behind if key.endswith(word)), "")
        shorter = [key.removeprefix(before)] if before else []
        shorter += [key.removesuffix(behind)] if behind else []
        yield from shorter
        if not shorter:
            return
        key = key.removeprefix(before).removesuffix(behind)
        yield key


def _readings(parts: Sequence[str]) -> Iterator[str]:
    """The ways to read a column's heads, the groups above it first."""
    keys = [key for key in map(head_key, parts) if key]
    for start in range(len(keys) - 1):
        yield "".join(keys[start:])
        yield "".join([*(_trimmed(key) for key in keys[start:-1]), keys[-1]])
    if keys:
        yield keys[-1]
    # What stands in brackets below a head only explains it.
    if len(keys) > 1 and not name_key(_BRACKETS.sub("", parts[-1])):
        yield from keys[:-1]


def _trimmed(key: str) -> str:
    for ending in roster_words().group.endings:
        if key.endswith(ending) and key != ending:
            return key.removesuffix(ending)
    return key


def _labels(rows: Sequence[TableRow], merged: Sequence[Merged]) -> dict[int, list[str]]:
    """The words above each column, from the outer group to the column itself."""
    width = max(len(row.cells) for row in rows)
    labels: dict[int, list[str]] = {}
    for index in range(width):
        parts: list[str] = []
        for depth, row in enumerate(rows):
            text = row.cells[index] if index < len(row.cells) else ""
            if not text and depth + 1 < len(rows):
                text = _group_above(row, index, merged, rows[depth + 1 :])
            if text and text not in parts:
                parts.append(text)
        if parts:
            labels[index] = parts
    return labels


def _group_above(
    row: TableRow, index: int, merged: Sequence[Merged], below: Sequence[TableRow]
) -> str:
    """The group that an empty cell of a head belongs to: by its merged cells, else the one to
    the left where the column has a head of its own below."""
    for cells in merged:
        if (
            cells.first_row <= row.number <= cells.last_row
            and cells.first_column <= index <= cells.last_column
        ):
            return row.cells[cells.first_column] if cells.first_column < len(row.cells) else ""
    if merged or not any(index < len(one.cells) and one.cells[index] for one in below):
        return ""
    return next((text for text in reversed(row.cells[:index]) if text), "")


def _unknown_head(table: Table, answers: Mapping[str, str]) -> Head:
    """A head of which no word is known: the first row with several cells; a row that reads as a
    branch is no head, and the columns are called by their letters."""
    position = next(
        (
            at
            for at, row in enumerate(table.rows[:HEAD_ROWS])
            if sum(bool(cell) for cell in row.cells) >= _FEWEST_HEADS
        ),
        0,
    )
    row = table.rows[position]
    data = any(
        _reads_as(cell, "name")
        or (_reads_as(cell, "sub_committee") and len(cell) > len("学院党委"))
        for cell in row.cells
    )
    width = max(len(one.cells) for one in table.rows[position : position + 50])
    seen = {
        index: (_letter(index) if data else one_line(row.cells[index]))
        for index in range(width)
        if data or (index < len(row.cells) and row.cells[index])
    }
    columns = {
        answers[head_key(words)]: index
        for index, words in seen.items()
        if answers.get(head_key(words), PASSED) != PASSED
    }
    return Head(
        columns,
        {meaning: seen[index] for meaning, index in columns.items()},
        (),
        {index: words for index, words in seen.items() if head_key(words) not in answers},
        seen,
        0 if data else row.number,
        position + (not data),
    )


def _letter(index: int) -> str:
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}列"
