"""A roster file as rows: branches, or sub-committees, each with its row number and problems."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from store.errors import ConfigError
from store.files.table_file import Table, TableRow, read_tables
from store.model import Problem
from store.roster.branch_table import BranchTable
from store.roster.cells import one_line, person, says_nothing, several
from store.roster.heads import PERSON, Head, find_head, find_plain_head, head_key, likeliest
from store.roster.name_keys import name_key
from store.roster.questions import Answers, Question
from store.roster.rows import (
    RosterRow,
    RowProblem,
    SubCommitteeRow,
    address_problems,
    cells_of,
    left_out,
    lost,
    name_problems,
    reached,
    said_of_unit,
)
from store.roster.unit_names import is_unit_like, unit_without_count
from store.roster.words import roster_words

_SAMPLES = 3
_YEAR = re.compile(r"20\d{2}")
_OLD = re.compile(r"去年|往年|上年|上一年|作废|旧表|旧版|旧名|历史|备份|往届|上届")


@dataclass(frozen=True, slots=True)
class RosterFile:
    """The branches of a file. What is in no column of the file is no statement about it.

    Attributes:
        sheets: the sheets that were read; none for a file without sheets.
        units: what the file says of the people and addresses of sub-committees.
        only: the sub-committee that all of it is about, "" where the rows say it.
        questions: what a person must answer before it can be imported.
        answers: what was answered so far.
    """

    rows: tuple[RosterRow, ...]
    problems: tuple[RowProblem, ...]
    columns: frozenset[str]
    sheets: tuple[str, ...] = ()
    units: tuple[SubCommitteeRow, ...] = ()
    only: str = ""
    questions: tuple[Question, ...] = ()
    answers: Answers = field(default_factory=Answers)

    @property
    def unread(self) -> bool:
        """Whether nothing could be read before a question is answered."""
        return any(question.kind == "column" for question in self.questions)


@dataclass(frozen=True, slots=True)
class SubCommitteeFile:
    """The sub-committees of a file; `columns` as for `RosterFile`."""

    rows: tuple[SubCommitteeRow, ...]
    problems: tuple[RowProblem, ...]
    columns: frozenset[str]


def read_roster(
    path: Path, *, sub_committee: str = "", answers: Answers | None = None
) -> RosterFile:
    """Read the branches of every sheet that holds some.

    A blank sub-committee is that of the row above; a group row, the sheet's name or
    `sub_committee` stands for a column that is not there.

    Args:
        sub_committee: whose branches these are, for a file without that column.
        answers: what people said before of such files.

    Raises:
        ConfigError: `table.*` for a file that is no table, `roster.no_head`, `roster.no_rows`.
    """
    said = answers or Answers()
    tables = read_tables(path)
    found = [
        (table, head)
        for table in tables
        if (head := find_head(table, ("sub_committee", "name"), said.columns)) is not None
    ]
    if not found:
        raise ConfigError("roster.no_head", file=str(path), needed=_needed_words())
    if all(table.one_way for table in tables):
        found = [max(found, key=_rank)]
    whole = [one for one in found if "name" in one[1].columns]
    if not whole and all(table.one_way and not _is_even(table, head) for table, head in found):
        raise ConfigError("roster.no_head", file=str(path), needed=_needed_words())
    if not whole:
        table, head = max(found, key=lambda one: (_rank(one), len(one[0].rows)))
        return _asking(table, head, "name", said)
    sheets = [
        BranchTable(table, head, sub_committee, said, len(whole) > 1) for table, head in whole
    ]
    _name_by_sheets([sheet for sheet in sheets if sheet.unit_missing])
    asked = [sheet for sheet in sheets if sheet.unit_missing]
    if len(asked) == len(sheets):
        return _asking(asked[0].table, asked[0].head, "sub_committee", said)
    read = [sheet for sheet in sheets if not sheet.unit_missing]
    old = _old_sheets(read)
    questions = _hidden_questions(read, old, said)
    rows: list[RosterRow] = []
    problems: list[RowProblem] = []
    units: dict[str, SubCommitteeRow] = {}
    columns: set[str] = set()
    names: list[str] = []
    for sheet in read:
        if (sheet.table.hidden or sheet in old) and said.hidden is False:
            code = "roster.hidden_sheet" if sheet.table.hidden else "roster.old_sheet"
            problems.append(RowProblem(0, Problem(code, {"sheet": sheet.table.sheet})))
            continue
        sheet.read()
        names += [sheet.table.sheet] if sheet.table.sheet else []
        rows += sheet.rows
        problems += sheet.problems
        columns |= sheet.columns
        for unit in sheet.units.values():
            units[unit.name] = unit.joined(units.get(unit.name))
    for table, head in found:
        if "name" not in head.columns and "sub_committee" in head.columns and not table.hidden:
            for unit in _people_of_units(table, head):
                units[unit.name] = unit.joined(units.get(unit.name))
    for sheet in asked:
        problems.append(
            RowProblem(
                0,
                Problem(
                    "roster.sheet_unread",
                    {"sheet": sheet.table.sheet, "read": "、".join(names)},
                ),
            )
        )
    if not rows and not any(problem.lost for problem in problems):
        raise ConfigError("roster.no_rows", file=str(path))
    return RosterFile(
        tuple(rows),
        tuple(problems),
        frozenset(columns),
        tuple(names),
        tuple(units.values()),
        sub_committee if all(sheet.given for sheet in read) else "",
        questions,
        said,
    )


def _is_even(table: Table, head: Head) -> bool:
    """Whether most rows of a text have as many cells as its head: other texts hold commas, too."""
    width = max(head.seen, default=0) + 1
    rows = table.rows[: head.first + 50]
    return 2 * sum(len(row.cells) == width for row in rows) > len(rows)


def _rank(one: tuple[Table, Head]) -> tuple[int, int]:
    _, head = one
    return len({"sub_committee", "name"} & set(head.columns)), len(head.columns)


def _needed_words() -> str:
    heads = roster_words().branch_heads
    return "、".join(
        f"{heads[column][2]} ({heads[column][0]})" for column in ("sub_committee", "name")
    )


def _asking(table: Table, head: Head, column: str, answers: Answers) -> RosterFile:
    """A file of which nothing can be read before somebody says which column is meant."""
    shown = list(head.unread or head.seen)
    proposal = likeliest(table, head, column)
    rows = [row for row in table.rows[head.first :] if sum(map(bool, row.cells)) > 1][:_SAMPLES]
    question = Question(
        "column",
        column,
        other=table.sheet,
        options=tuple(head.seen[index] for index in shown),
        heads=tuple(head.seen[index] for index in shown),
        samples=tuple(
            tuple(one_line(row.cells[at]) if at < len(row.cells) else "" for at in shown)
            for row in rows
        ),
        proposal=head.seen[proposal] if proposal is not None else "",
    )
    return RosterFile((), (), frozenset(), questions=(question,), answers=answers)


def _name_by_sheets(sheets: Sequence[BranchTable]) -> None:
    """Let the names of sheets be sub-committees where nothing else says them: where one of them
    reads as one, and the others may be."""
    if any(is_unit_like(sheet.sheet_unit) for sheet in sheets):
        for sheet in sheets:
            sheet.take_sheet_name()


def _old_sheets(sheets: Sequence[BranchTable]) -> list[BranchTable]:
    """Sheets that are another year's by their names, beside one that is not."""
    years = [_YEAR.findall(sheet.table.sheet) for sheet in sheets]
    newest = max((year for named in years for year in named), default="")
    old = [
        sheet
        for sheet, named in zip(sheets, years, strict=True)
        if _OLD.search(sheet.table.sheet) or (named and max(named) < newest)
    ]
    return old if len(old) < len(sheets) else []


def _people_of_units(table: Table, head: Head) -> Iterator[SubCommitteeRow]:
    """What a sheet of sub-committees beside the branches says of their people."""
    for row in table.rows[head.first :]:
        cells = cells_of(row, head.columns)
        name = one_line(unit_without_count(cells.get("sub_committee", "")))
        if not name or left_out(row, cells, head) is not None:
            continue
        people = [cells.get(column, "") for column in ("unit_person", PERSON, "secretary")]
        said = said_of_unit(
            row.number,
            name,
            people,
            (cells.get("unit_contacts"), cells.get("contacts")),
            (cells.get("unit_phone"), cells.get("phone")),
        )
        if said is not None:
            yield said


def _hidden_questions(
    sheets: Iterable[BranchTable], old: Sequence[BranchTable], answers: Answers
) -> tuple[Question, ...]:
    if answers.hidden is not None:
        return ()
    found: list[Question] = []
    for sheet in sheets:
        rows = sheet.branch_rows() if sheet in old else sheet.hidden_rows()
        if not rows:
            continue
        shown = list(sheet.head.seen)
        key = "sheet" if sheet.table.hidden else "old_sheet" if sheet in old else "rows"
        found.append(
            Question(
                "hidden",
                key,
                other=sheet.table.sheet,
                heads=tuple(sheet.head.seen.values()),
                samples=tuple(
                    tuple(one_line(row.cells[at]) if at < len(row.cells) else "" for at in shown)
                    for row in rows[:_SAMPLES]
                ),
                rows=tuple(row.number for row in rows),
            )
        )
    return tuple(found)


def read_sub_committees(path: Path) -> SubCommitteeFile:
    """Read sub-committees with their aliases, former names, staff, addresses and telephones.

    Raises:
        ConfigError: `table.*`, `roster.no_head`, `roster.no_column`, `roster.no_rows`.
    """
    sheet = _find_plain(path)
    rows: list[SubCommitteeRow] = []
    problems = list(sheet.problems)
    seen: dict[str, int] = {}
    for row in sheet.rows:
        cells = cells_of(row, sheet.head.columns)
        reason = left_out(row, cells, sheet.head)
        if reason:
            problems += [reason] if reason.problem.code else []
            continue
        name = unit_without_count(cells.get("name", ""))
        found = list(name_problems(row, name, "", sheet.head))
        given = reached(cells.get("contacts", ""), cells.get("phone", ""))
        found += address_problems(row, given, name)
        first = seen.setdefault(name_key(name), row.number)
        if first != row.number and name:
            found.append(lost(row, "roster.repeated_row", first=first, name=name))
        problems += found
        if not any(problem.lost for problem in found):
            rows.append(
                SubCommitteeRow(
                    row.number,
                    name,
                    several(cells.get("aliases", "")),
                    several(cells.get("former_names", "")),
                    tuple(
                        person(one)
                        for one in several(cells.get("staff", ""))
                        if not says_nothing(one)
                    ),
                    given.contacts,
                    given.phone,
                )
            )
    if not rows and not any(problem.lost for problem in problems):
        raise ConfigError("roster.no_rows", file=str(path))
    columns = set(sheet.head.columns)
    columns |= {"contacts"} if any(row.contacts for row in rows) else set()
    columns |= {"phone"} if any(row.phone for row in rows) else set()
    return SubCommitteeFile(tuple(rows), tuple(problems), frozenset(columns))


@dataclass(frozen=True, slots=True)
class _Plain:
    """The rows under the head of a table of sub-committees."""

    head: Head
    rows: tuple[TableRow, ...]
    problems: tuple[RowProblem, ...]


def _find_plain(path: Path) -> _Plain:
    words = roster_words()
    needed = f"{words.sub_committee_heads['name'][2]} ({words.sub_committee_heads['name'][0]})"
    found = [
        (head, table)
        for table in read_tables(path)
        if (head := find_plain_head(table, words.sub_committee_heads, ("name",))) is not None
    ]
    if not found or not any(head.columns for head, _ in found):
        raise ConfigError("roster.no_head", file=str(path), needed=needed)
    head, table = max(found, key=lambda one: ("name" in one[0].columns, len(one[0].columns)))
    if "name" not in head.columns:
        word, name = words.sub_committee_heads["name"][2], words.sub_committee_heads["name"][0]
        raise ConfigError("roster.no_column", file=str(path), column=word, name=name)
    passed = {head_key(one) for listed in words.branch_passed.values() for one in listed}
    problems = [
        RowProblem(head.number, Problem("roster.column_unread", {"column": cell}))
        for cell in head.unread.values()
        if head_key(cell) not in passed
    ]
    others = [
        other.sheet
        for one, other in found
        if other is not table and other.sheet and "name" in one.columns
    ]
    problems += [
        RowProblem(0, Problem("roster.sheet_unread", {"sheet": sheet, "read": table.sheet}))
        for sheet in others
    ]
    return _Plain(head, table.rows[head.first :], tuple(problems))
