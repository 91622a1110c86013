"""A roster file as rows: branches, or sub-committees, each with its row number and problems."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from store.errors import ConfigError
from store.files.table_file import Table, TableRow, read_tables
from store.model import Problem
from store.roster.cells import addresses, is_sum, one_line, several, yes_or_no
from store.roster.name_keys import name_key
from store.roster.words import roster_words

MAX_NAME_CHARS = 80
MAX_CELL_CHARS = 2_000
_HEAD_ROWS = 20

_BRACKETS = re.compile(r"[（(【\[].*?[）)】\]]", re.DOTALL)
_ID = re.compile(r"[\w.-]{1,40}")


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One branch as a row gives it; `branch_id` is empty where the row has none."""

    row: int
    sub_committee: str
    name: str
    branch_id: str = ""
    secretary: str = ""
    contacts: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    consecutive_years: bool = False
    kind: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class SubCommitteeRow:
    """One sub-committee as a row gives it."""

    row: int
    name: str
    aliases: tuple[str, ...] = ()
    former_names: tuple[str, ...] = ()
    staff: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong with a row; `lost` when the whole row could not be read.

    `branch_id` and `name` are what could be read of a lost row, so that its branch is not
    taken for absent. Row 0 is the file as a whole.
    """

    row: int
    problem: Problem
    lost: bool = False
    branch_id: str = ""
    sub_committee: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class RosterFile:
    """The branches of a file. What is in no column of the file is no statement about it."""

    rows: tuple[RosterRow, ...]
    problems: tuple[RowProblem, ...]
    columns: frozenset[str]


@dataclass(frozen=True, slots=True)
class SubCommitteeFile:
    """The sub-committees of a file; `columns` as for `RosterFile`."""

    rows: tuple[SubCommitteeRow, ...]
    problems: tuple[RowProblem, ...]
    columns: frozenset[str]


def read_roster(path: Path, *, sub_committee: str = "") -> RosterFile:
    """Read branches from a csv or xlsx file; a blank sub-committee is that of the row above.

    Args:
        sub_committee: whose branches these are, for a file without that column.

    Raises:
        ConfigError: `table.*` for a file that is no table, `roster.no_head`,
            `roster.no_column`, `roster.no_rows`.
    """
    needed = ("name",) if sub_committee else ("sub_committee", "name")
    sheet = _find_head(path, roster_words().branch_heads, needed)
    rows: list[RosterRow] = []
    problems = list(sheet.problems)
    above = sub_committee
    for row in sheet.rows:
        cells = sheet.cells(row)
        if is_sum(cells.get("sub_committee", ""), cells.get("name", "")):
            text = one_line(" ".join(filter(None, row.cells)))[:MAX_NAME_CHARS]
            problems.append(RowProblem(row.number, Problem("roster.sum_row", {"text": text})))
            continue
        above = cells.get("sub_committee") or above
        found = list(_branch_problems(row, cells, above, sheet))
        problems += [
            replace(
                problem,
                branch_id=_identifier(cells),
                sub_committee=one_line(above),
                name=one_line(cells.get("name", "")),
            )
            for problem in found
        ]
        if not any(problem.lost for problem in found):
            rows.append(_branch(row, cells, above))
    if not rows and not problems:
        raise ConfigError("roster.no_rows", file=str(path))
    return RosterFile(tuple(rows), tuple(problems), frozenset(sheet.columns))


def read_sub_committees(path: Path) -> SubCommitteeFile:
    """Read sub-committees with their aliases, former names, staff and addresses.

    Raises:
        ConfigError: as `read_roster`.
    """
    sheet = _find_head(path, roster_words().sub_committee_heads, ("name",))
    rows: list[SubCommitteeRow] = []
    problems = list(sheet.problems)
    seen: dict[str, int] = {}
    for row in sheet.rows:
        cells = sheet.cells(row)
        name = cells.get("name", "")
        found = list(_name_problems(row, name, "", sheet)) + list(_address_problems(row, cells))
        first = seen.setdefault(name_key(name), row.number)
        if first != row.number and name:
            found.append(_lost(row, "roster.repeated_row", first=first, name=name))
        problems += found
        if not any(problem.lost for problem in found):
            rows.append(
                SubCommitteeRow(
                    row.number,
                    name,
                    several(cells.get("aliases", "")),
                    several(cells.get("former_names", "")),
                    several(cells.get("staff", "")),
                    addresses(cells.get("contacts", ""))[0],
                )
            )
    if not rows and not problems:
        raise ConfigError("roster.no_rows", file=str(path))
    return SubCommitteeFile(tuple(rows), tuple(problems), frozenset(sheet.columns))


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The rows under a head, with the index of each known column and its words."""

    columns: Mapping[str, int]
    heads: Mapping[str, str]
    rows: tuple[TableRow, ...]
    problems: tuple[RowProblem, ...]

    def cells(self, row: TableRow) -> dict[str, str]:
        return {
            column: row.cells[index]
            for column, index in self.columns.items()
            if index < len(row.cells) and row.cells[index]
        }


def _find_head(path: Path, heads: Mapping[str, tuple[str, ...]], needed: tuple[str, ...]) -> _Sheet:
    by_word = {_head_key(word): column for column, words in heads.items() for word in words}
    tables = read_tables(path)
    found = [_head_of(table, by_word) for table in tables]
    best = max(found, key=lambda head: (len(set(needed) & set(head[1])), len(head[1])))
    position, columns = best
    table = tables[found.index(best)]
    if not columns:
        words = "、".join(f"{heads[column][2]} ({heads[column][0]})" for column in needed)
        raise ConfigError("roster.no_head", file=str(path), needed=words)
    for column in needed:
        if column not in columns:
            word, name = heads[column][2], heads[column][0]
            raise ConfigError("roster.no_column", file=str(path), column=word, name=name)
    head = table.rows[position]
    problems = [
        RowProblem(head.number, Problem("roster.column_unread", {"column": cell}))
        for index, cell in enumerate(head.cells)
        if cell and index not in columns.values()
    ]
    others = [
        other.sheet
        for other, (_, had) in zip(tables, found, strict=True)
        if other is not table and other.sheet and set(needed) <= set(had)
    ]
    problems += [
        RowProblem(0, Problem("roster.sheet_unread", {"sheet": sheet, "read": table.sheet}))
        for sheet in others
    ]
    shown = {column: head.cells[index] for column, index in columns.items()}
    return _Sheet(columns, shown, table.rows[position + 1 :], tuple(problems))


def _head_of(table: Table, by_word: Mapping[str, str]) -> tuple[int, dict[str, int]]:
    """The row that looks most like a head, as its position and its known columns."""
    best: tuple[int, dict[str, int]] = (0, {})
    for position, row in enumerate(table.rows[:_HEAD_ROWS]):
        columns: dict[str, int] = {}
        for index, cell in enumerate(row.cells):
            column = by_word.get(_head_key(cell))
            # The first of two columns of one meaning rules; the other is told as unread.
            if column is not None:
                columns.setdefault(column, index)
        if len(columns) > len(best[1]):
            best = (position, columns)
    return best


def _head_key(text: str) -> str:
    return name_key(_BRACKETS.sub("", text)) or name_key(text)


def _branch(row: TableRow, cells: Mapping[str, str], sub_committee: str) -> RosterRow:
    return RosterRow(
        row=row.number,
        sub_committee=one_line(sub_committee),
        name=one_line(cells["name"]),
        branch_id=_identifier(cells),
        secretary=one_line(cells.get("secretary", "")),
        contacts=addresses(cells.get("contacts", ""))[0],
        aliases=several(cells.get("aliases", "")),
        consecutive_years=yes_or_no(cells.get("consecutive_years", "")) or False,
        kind=one_line(cells.get("kind", "")),
        phone="；".join(several(cells.get("phone", ""))),
    )


def _identifier(cells: Mapping[str, str]) -> str:
    return unicodedata.normalize("NFKC", cells.get("branch_id", ""))


def _branch_problems(
    row: TableRow, cells: Mapping[str, str], sub_committee: str, sheet: _Sheet
) -> Iterator[RowProblem]:
    name = cells.get("name", "")
    identifier = _identifier(cells)
    yield from _name_problems(row, name, sub_committee, sheet)
    if not sub_committee:
        yield _lost(row, "roster.no_sub_committee", name=name)
    elif len(sub_committee) > MAX_NAME_CHARS:
        yield _lost(row, "roster.name_too_long", limit=MAX_NAME_CHARS, n=len(sub_committee))
    if identifier and not _ID.fullmatch(identifier):
        yield _lost(row, "roster.bad_id", id=identifier[:MAX_NAME_CHARS])
    flag = cells.get("consecutive_years", "")
    if flag and yes_or_no(flag) is None:
        yield RowProblem(row.number, Problem("roster.flag_unclear", {"text": flag[:40]}))
    yield from _address_problems(row, cells)


def _name_problems(
    row: TableRow, name: str, sub_committee: str, sheet: _Sheet
) -> Iterator[RowProblem]:
    for column, index in sheet.columns.items():
        if index in row.formulas:
            yield _lost(row, "roster.formula", column=sheet.heads[column])
    if not name:
        yield _lost(row, "roster.no_name", sub_committee=sub_committee)
    elif len(name) > MAX_NAME_CHARS:
        yield _lost(row, "roster.name_too_long", limit=MAX_NAME_CHARS, n=len(name))
    elif not name_key(name):
        yield _lost(row, "roster.no_name", sub_committee=sub_committee)
    for cell in row.cells:
        if len(cell) > MAX_CELL_CHARS:
            yield _lost(row, "roster.cell_too_long", limit=MAX_CELL_CHARS, n=len(cell))


def _address_problems(row: TableRow, cells: Mapping[str, str]) -> Iterator[RowProblem]:
    for bad in addresses(cells.get("contacts", ""))[1]:
        yield RowProblem(
            row.number,
            Problem("roster.bad_address", {"address": bad, "name": cells.get("name", "")}),
        )


def _lost(row: TableRow, code: str, **params: str | int) -> RowProblem:
    return RowProblem(row.number, Problem(code, params), lost=True)
