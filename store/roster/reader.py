"""A roster file as rows: branches, or sub-committees, each with its row number and problems."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from store.errors import ConfigError
from store.files.table_file import Table, TableRow, read_tables
from store.model import Problem
from store.roster.cells import (
    addresses,
    adds_up,
    is_note,
    is_sum,
    is_unit_like,
    one_line,
    only_phones,
    proposed_address,
    reachable,
    says_nothing,
    several,
    yes_or_no,
)
from store.roster.heads import (
    PASSED,
    PERSON,
    REMARK,
    UNIT_COLUMNS,
    Head,
    find_head,
    find_plain_head,
    head_key,
    likeliest,
)
from store.roster.name_keys import name_key
from store.roster.questions import Answers, Question
from store.roster.words import roster_words

MAX_NAME_CHARS = 80
MAX_CELL_CHARS = 2_000
_SAMPLES = 3
_ID = re.compile(r"[\w.-]{1,40}")
_NUMBERED = re.compile(
    r"^(?:[（(]?[一二三四五六七八九十百\d]{1,4}[）)]?\s*[、.:\uff0e\uff1a]\s*|[（(][一二三四五六七八九十\d]{1,3}[）)]\s*)"
)
_COUNTED = re.compile(r"[（(]?\s*共?\s*\d+\s*个?(?:党?支部)?\s*[）)]?$")
_CONTACT_COLUMNS = ("contacts", "phone", PERSON)
_FILLED_DOWN = ("secretary", "kind", "consecutive_years")


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
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class SubCommitteeRow:
    """One sub-committee as a row gives it."""

    row: int
    name: str
    aliases: tuple[str, ...] = ()
    former_names: tuple[str, ...] = ()
    staff: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()
    phone: str = ""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong with a row; `lost` when the whole row could not be read.

    `branch_id` and `name` are what could be read of a lost row, so that its branch is not
    taken for absent. Row 0 is the file as a whole; `sheet` is empty where there is only one.
    """

    row: int
    problem: Problem
    lost: bool = False
    branch_id: str = ""
    sub_committee: str = ""
    name: str = ""
    sheet: str = ""


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
    sheets = [_Branches(table, head, sub_committee, said, len(whole) > 1) for table, head in whole]
    asked = [sheet for sheet in sheets if sheet.unit_missing]
    if len(asked) == len(sheets):
        return _asking(asked[0].table, asked[0].head, "sub_committee", said)
    read = [sheet for sheet in sheets if not sheet.unit_missing]
    questions = _hidden_questions(read, said)
    rows: list[RosterRow] = []
    problems: list[RowProblem] = []
    units: dict[str, SubCommitteeRow] = {}
    columns: set[str] = set()
    names: list[str] = []
    for sheet in read:
        if sheet.table.hidden and said.hidden is False:
            problems.append(
                RowProblem(0, Problem("roster.hidden_sheet", {"sheet": sheet.table.sheet}))
            )
            continue
        sheet.read()
        names += [sheet.table.sheet] if sheet.table.sheet else []
        rows += sheet.rows
        problems += sheet.problems
        columns |= sheet.columns
        for unit in sheet.units.values():
            units[unit.name] = _joined_unit(units.get(unit.name), unit)
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


def _hidden_questions(sheets: Iterable[_Branches], answers: Answers) -> tuple[Question, ...]:
    if answers.hidden is not None:
        return ()
    found: list[Question] = []
    for sheet in sheets:
        body = sheet.table.rows[sheet.head.first :]
        if sheet.table.hidden:
            hidden = [row for row in body if any(row.cells)]
        else:
            hidden = [row for row in body if row.hidden and any(row.cells)]
        if hidden:
            shown = list(sheet.head.seen)
            found.append(
                Question(
                    "hidden",
                    "sheet" if sheet.table.hidden else "rows",
                    other=sheet.table.sheet,
                    heads=tuple(sheet.head.seen.values()),
                    samples=tuple(
                        tuple(
                            one_line(row.cells[at]) if at < len(row.cells) else "" for at in shown
                        )
                        for row in hidden[:_SAMPLES]
                    ),
                    rows=tuple(row.number for row in hidden),
                )
            )
    return tuple(found)


def _joined_unit(before: SubCommitteeRow | None, unit: SubCommitteeRow) -> SubCommitteeRow:
    if before is None:
        return unit
    return replace(
        before,
        staff=tuple(dict.fromkeys((*before.staff, *unit.staff))),
        contacts=tuple(dict.fromkeys((*before.contacts, *unit.contacts))),
        phone=before.phone or unit.phone,
    )


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
        cells = sheet.cells(row)
        left_out = _left_out(row, cells, sheet.head)
        if left_out:
            problems += [left_out] if left_out.problem.code else []
            continue
        name = cells.get("name", "")
        found = list(_name_problems(row, name, "", sheet.columns, sheet.heads))
        given = _reached(cells.get("contacts", ""), cells.get("phone", ""))
        found += _address_problems(row, given, name)
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
                    tuple(one for one in several(cells.get("staff", "")) if not says_nothing(one)),
                    given.contacts,
                    given.phone,
                )
            )
    if not rows and not any(problem.lost for problem in problems):
        raise ConfigError("roster.no_rows", file=str(path))
    columns = set(sheet.columns)
    columns |= {"contacts"} if any(row.contacts for row in rows) else set()
    columns |= {"phone"} if any(row.phone for row in rows) else set()
    return SubCommitteeFile(tuple(rows), tuple(problems), frozenset(columns))


@dataclass(frozen=True, slots=True)
class _Plain:
    """The rows under the head of a table of sub-committees."""

    head: Head
    rows: tuple[TableRow, ...]
    problems: tuple[RowProblem, ...]

    @property
    def columns(self) -> Mapping[str, int]:
        return self.head.columns

    @property
    def heads(self) -> Mapping[str, str]:
        return self.head.heads

    def cells(self, row: TableRow) -> dict[str, str]:
        return _cells(row, self.head.columns)


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


def _cells(row: TableRow, columns: Mapping[str, int]) -> dict[str, str]:
    return {
        column: row.cells[index]
        for column, index in columns.items()
        if index < len(row.cells) and row.cells[index]
    }


def _left_out(row: TableRow, cells: Mapping[str, str], head: Head) -> RowProblem | None:
    """Why a row is none of the table's; a problem without code is not worth a word."""
    texts = [cell for cell in row.cells if cell]
    if row.formulas:
        return None
    shown = [head.seen.get(index, "") for index, cell in enumerate(row.cells) if cell]
    if len(texts) > 1 and [one_line(text) for text in texts] == shown:
        return _told_row(row, "roster.head_row")
    if any(adds_up(text) for text in texts) or is_sum(
        cells.get("sub_committee", ""), cells.get("name", "")
    ):
        return _told_row(row, "roster.sum_row")
    if is_note(texts[0]) and all(is_note(text) or _is_date(text) for text in texts):
        return _told_row(row, "roster.note_row")
    if not cells and all(text.isdecimal() for text in texts):
        # Numbered beforehand and never filled in.
        return RowProblem(row.number, Problem(""))
    return None


def _is_date(text: str) -> bool:
    return bool(re.fullmatch(r"[\d\s年月日.\-/]+", text))


def _told_row(row: TableRow, code: str) -> RowProblem:
    text = one_line(" ".join(filter(None, row.cells)))[:MAX_NAME_CHARS]
    return RowProblem(row.number, Problem(code, {"text": text}))


class _Branches:
    """One table of branches on its way to rows."""

    def __init__(
        self, table: Table, head: Head, given: str, answers: Answers, several_sheets: bool
    ) -> None:
        self.table = table
        self.head = head
        self.rows: list[RosterRow] = []
        self.problems: list[RowProblem] = []
        self.units: dict[str, SubCommitteeRow] = {}
        self.columns: set[str] = set()
        self._skip_hidden = answers.hidden is False
        self._sheet = table.sheet if several_sheets else ""
        self._body = table.rows[head.first :]
        has_column = "sub_committee" in head.columns
        self.grouped = not has_column and any(self._group(row) for row in self._body)
        by_sheet = not has_column and not self.grouped and is_unit_like(table.sheet)
        self.given = bool(given) and not has_column and not self.grouped
        self._above = given if self.given else (table.sheet if by_sheet else "")
        self.unit_missing = not (has_column or self.grouped or self._above)
        self._of_units = self._unit_columns() if has_column or self.grouped else frozenset()

    # -- what the columns are ----------------------------------------------------------------

    def _unit_columns(self) -> frozenset[str]:
        """Columns of people, addresses and numbers that are a sub-committee's: their cells are
        merged over several branches, or they stand only where a sub-committee begins."""
        found: set[str] = set()
        unit = self.head.columns.get("sub_committee")
        for column in _CONTACT_COLUMNS:
            index = self.head.columns.get(column)
            if index is None:
                continue
            over = [
                cells
                for cells in self.table.merged
                if cells.first_column == index == cells.last_column
                and cells.last_row > cells.first_row >= self._first_number
            ]
            if over or (unit is not None and self._only_where_units_begin(index, unit)):
                found.add(column)
        return frozenset(found)

    @property
    def _first_number(self) -> int:
        return self._body[0].number if self._body else 0

    def _only_where_units_begin(self, index: int, unit: int) -> bool:
        name = self.head.columns["name"]
        rows = [row for row in self._body if _at(row, name)]
        later = [row for row in rows if not _at(row, unit)]
        return (
            len(later) > 1
            and not any(_at(row, index) for row in later)
            and all(_at(row, index) for row in rows if _at(row, unit))
        )

    def _group(self, row: TableRow) -> str:
        """The sub-committee that a row names above its branches; "" for another row."""
        texts = [(at, cell) for at, cell in enumerate(row.cells) if cell]
        if len(texts) != 1:
            return ""
        (index, text) = texts[0]
        if adds_up(text) or is_note(text):
            return ""
        name = _COUNTED.sub("", _NUMBERED.sub("", one_line(text))).strip(" :：")
        if not name or len(name) > MAX_NAME_CHARS or name.isdecimal():
            return ""
        merged = any(
            cells.first_row == row.number and cells.last_column > cells.first_column
            for cells in self.table.merged
        )
        if is_unit_like(name):
            return name
        looks_like_a_branch = head_key(name).endswith(("支部", "支部委员会"))
        elsewhere = index != self.head.columns.get("name") or merged
        sentence = any(mark in name for mark in "。；，,;") or len(name) > len("一" * 24)
        return name if elsewhere and not sentence and not looks_like_a_branch else ""

    # -- reading ------------------------------------------------------------------------------

    def read(self) -> None:
        """Read every row below the head."""
        head = self.head
        self.columns = {
            column
            for column in head.columns
            if column not in (PASSED, REMARK, PERSON, *UNIT_COLUMNS)
            and column not in self._of_units
        }
        self._tell_columns()
        for row in self._body:
            if row.hidden and self._skip_hidden:
                self._tell(_told_row(row, "roster.hidden_row"))
                continue
            cells = _cells(row, head.columns)
            left_out = _left_out(row, cells, head)
            if left_out is not None:
                if left_out.problem.code:
                    self._tell(left_out)
                continue
            if "sub_committee" not in head.columns and (group := self._group(row)):
                self._above = group
                continue
            if self._is_note_below(row, cells):
                self._tell(_told_row(row, "roster.note_row"))
                continue
            self._read_row(row, self._filled(row, cells))

    def _is_note_below(self, row: TableRow, cells: Mapping[str, str]) -> bool:
        """Whether a row holds one long sentence or merged line and no branch."""
        texts = [cell for cell in row.cells if cell]
        if len(texts) != 1 or row.formulas:
            return False
        merged = any(
            cells_.first_row == row.number and cells_.last_column > cells_.first_column
            for cells_ in self.table.merged
        )
        return merged or not cells

    def _filled(self, row: TableRow, cells: dict[str, str]) -> dict[str, str]:
        """The cells, with those that are merged with a cell above it."""
        filled = dict(cells)
        for column in _FILLED_DOWN:
            index = self.head.columns.get(column)
            if index is None or column in filled:
                continue
            above = next(
                (
                    merged.first_row
                    for merged in self.table.merged
                    if merged.first_column <= index <= merged.last_column
                    and merged.first_row < row.number <= merged.last_row
                ),
                0,
            )
            first = next((one for one in self._body if one.number == above), None)
            if first is not None and (text := _at(first, index)):
                filled[column] = text
        return filled

    def _read_row(self, row: TableRow, cells: dict[str, str]) -> None:
        unit = cells.get("sub_committee")
        if unit and not says_nothing(unit):
            self._above = unit
        above = one_line(self._above)
        self._unit_said(row, above, cells)
        given = _reached(
            "" if "contacts" in self._of_units else cells.get("contacts", ""),
            "" if "phone" in self._of_units else cells.get("phone", ""),
            self._found_elsewhere(row),
        )
        if given.contacts:
            self.columns.add("contacts")
        if given.phone:
            self.columns.add("phone")
        found = list(_branch_problems(row, cells, self._above, self.head))
        found += _address_problems(row, given, cells.get("name", ""))
        for problem in found:
            self._tell(
                replace(
                    problem,
                    branch_id=_identifier(cells),
                    sub_committee=above,
                    name=one_line(cells.get("name", "")),
                )
            )
        if not any(problem.lost for problem in found):
            self.rows.append(self._branch(row, cells, above, given))

    def _branch(
        self, row: TableRow, cells: Mapping[str, str], above: str, given: _Reached
    ) -> RosterRow:
        secretary = cells.get("secretary", "")
        if "secretary" not in self.head.columns and PERSON not in self._of_units:
            secretary = cells.get(PERSON, "")
            if secretary:
                self.columns.add("secretary")
        flag = yes_or_no(cells.get("consecutive_years", "")) or False
        remark = cells.get(REMARK, "")
        if not flag and _says_second_year(remark):
            flag = True
            self.columns.add("consecutive_years")
        return RosterRow(
            row=row.number,
            sub_committee=above,
            name=one_line(cells["name"]),
            branch_id=_identifier(cells),
            secretary="" if says_nothing(secretary) else one_line(secretary),
            contacts=given.contacts,
            aliases=several(cells.get("aliases", "")),
            consecutive_years=flag,
            kind=one_line(cells.get("kind", "")),
            phone=given.phone,
            sheet=self._sheet,
        )

    def _found_elsewhere(self, row: TableRow) -> str:
        """Addresses and numbers in columns that have no meaning."""
        return "\n".join(
            cell
            for index in self.head.unread
            if (cell := _at(row, index)) and ("@" in cell or only_phones(cell))
        )

    def _unit_said(self, row: TableRow, name: str, cells: Mapping[str, str]) -> None:
        """Note what the row says of its sub-committee's people and addresses."""
        people = [cells.get("unit_person", "")]
        people += [cells[PERSON]] if PERSON in self._of_units and PERSON in cells else []
        contacts = cells.get("unit_contacts", "")
        phone = cells.get("unit_phone", "")
        if "contacts" in self._of_units:
            contacts = "\n".join(filter(None, (contacts, cells.get("contacts", ""))))
        if "phone" in self._of_units:
            phone = "\n".join(filter(None, (phone, cells.get("phone", ""))))
        given = _reached(contacts, phone)
        staff = tuple(one for text in people for one in several(text) if not says_nothing(one))
        if name and (staff or given.contacts or given.phone):
            unit = SubCommitteeRow(
                row.number, name, staff=staff, contacts=given.contacts, phone=given.phone
            )
            self.units[name] = _joined_unit(self.units.get(name), unit)

    # -- telling ------------------------------------------------------------------------------

    def _tell(self, problem: RowProblem) -> None:
        self.problems.append(replace(problem, sheet=self._sheet))

    def _tell_columns(self) -> None:
        head, words = self.head, roster_words()
        if PERSON in head.columns and PERSON not in self._of_units and "secretary" in head.columns:
            told = {"column": head.heads[PERSON]}
            self._tell(RowProblem(head.number, Problem("roster.column_unread", told)))
        for meaning in head.synonyms:
            if meaning in words.branch_heads:
                self._tell(
                    RowProblem(
                        head.number,
                        Problem(
                            "roster.column_taken",
                            {
                                "column": head.heads[meaning],
                                "meaning": words.branch_heads[meaning][_SHOWN[meaning]],
                            },
                        ),
                    )
                )
        for index, cell in head.unread.items():
            if head.number and not any("@" in _at(row, index) for row in self._body):
                self._tell(
                    RowProblem(head.number, Problem("roster.column_unread", {"column": cell}))
                )


# The word of each meaning that is shown, by its place among the words of the heads.
_SHOWN = {
    "branch_id": 2, "sub_committee": 2, "name": 2, "secretary": 1, "contacts": 6, "aliases": 2,
    "consecutive_years": 3, "kind": 2, "phone": 4,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Reached:
    """How somebody is reached, from the cells of several columns."""

    contacts: tuple[str, ...]
    phone: str
    wrong: tuple[str, ...]


def _reached(contacts: str, phone: str, elsewhere: str = "") -> _Reached:
    """Tell addresses and numbers apart, whatever their columns are called."""
    good, bad = addresses(contacts)
    numbers = [part for part in bad if only_phones(part)]
    wrong = [part for part in bad if part not in numbers and name_key(part)]
    said = [reachable(phone), reachable(elsewhere)]
    found = [*good, *(one for each in said for one in each.addresses)]
    numbers = [
        *(part for each in said for part in several(each.phone) if not says_nothing(part)),
        *numbers,
    ]
    return _Reached(tuple(dict.fromkeys(found)), "；".join(dict.fromkeys(numbers)), tuple(wrong))


def _at(row: TableRow, index: int) -> str:
    return row.cells[index] if index < len(row.cells) else ""


def _says_second_year(remark: str) -> bool:
    key = name_key(remark)
    return any(word in key for word in ("连续两年", "连续2年", "第二年", "第2年")) and not any(
        word in key for word in ("非连续", "不连续", "未连续", "不是")
    )


def _identifier(cells: Mapping[str, str]) -> str:
    return unicodedata.normalize("NFKC", cells.get("branch_id", ""))


def _branch_problems(
    row: TableRow, cells: Mapping[str, str], sub_committee: str, head: Head
) -> Iterator[RowProblem]:
    name = cells.get("name", "")
    identifier = _identifier(cells)
    yield from _name_problems(row, name, sub_committee, head.columns, head.heads)
    if not sub_committee:
        yield _lost(row, "roster.no_sub_committee", name=name)
    elif len(sub_committee) > MAX_NAME_CHARS:
        yield _lost(row, "roster.name_too_long", limit=MAX_NAME_CHARS, n=len(sub_committee))
    if identifier and not _ID.fullmatch(identifier):
        yield _lost(row, "roster.bad_id", id=identifier[:MAX_NAME_CHARS])
    flag = cells.get("consecutive_years", "")
    if flag and yes_or_no(flag) is None:
        yield RowProblem(row.number, Problem("roster.flag_unclear", {"text": flag[:40]}))


def _name_problems(
    row: TableRow,
    name: str,
    sub_committee: str,
    columns: Mapping[str, int],
    heads: Mapping[str, str],
) -> Iterator[RowProblem]:
    for column, index in columns.items():
        if index in row.formulas:
            yield _lost(row, "roster.formula", column=heads[column])
    if not name:
        yield _lost(row, "roster.no_name", sub_committee=sub_committee)
    elif len(name) > MAX_NAME_CHARS:
        yield _lost(row, "roster.name_too_long", limit=MAX_NAME_CHARS, n=len(name))
    elif not name_key(name):
        yield _lost(row, "roster.no_name", sub_committee=sub_committee)
    for cell in row.cells:
        if len(cell) > MAX_CELL_CHARS:
            yield _lost(row, "roster.cell_too_long", limit=MAX_CELL_CHARS, n=len(cell))


def _address_problems(row: TableRow, given: _Reached, name: str) -> Iterator[RowProblem]:
    for bad in given.wrong:
        meant = proposed_address(bad)
        params = {"address": bad, "name": name} | ({"meant": meant} if meant else {})
        code = "roster.address_meant" if meant else "roster.bad_address"
        yield RowProblem(row.number, Problem(code, params))


def _lost(row: TableRow, code: str, **params: str | int) -> RowProblem:
    return RowProblem(row.number, Problem(code, params), lost=True)
