"""One table of branches on its way to rows: whose they are, and who is reached how."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace

from store.files.table_file import Table, TableRow
from store.model import JsonValue, Problem
from store.roster.cells import (
    adds_up,
    branches_in,
    is_note,
    is_person,
    one_line,
    only_phones,
    person,
    person_and_rest,
    says_nothing,
    several,
    yes_or_no,
)
from store.roster.heads import PASSED, PERSON, REMARK, UNIT_COLUMNS, Head, head_key
from store.roster.name_keys import name_key
from store.roster.questions import Answers
from store.roster.rows import (
    MAX_NAME_CHARS,
    Reached,
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
    told_row,
)
from store.roster.unit_names import (
    is_surely_unit,
    is_unit_label,
    is_unit_like,
    unit_in_title,
    unit_told,
    unit_without_count,
)
from store.roster.words import roster_words

_ID = re.compile(r"[\w.-]{1,40}")
_NUMBER = re.compile(r"[（(]?[一二三四五六七八九十\d]{1,4}[）)]?[、.\uff0e]?")
_CONTACT_COLUMNS = ("contacts", "phone", PERSON)
_FILLED_DOWN = ("secretary", "kind", "consecutive_years")
_COUNTED_NAME = re.compile(r"^\s*(?:\d{1,3}\s*[、.\uff0e)）]|[（(]\d{1,3}[）)])\s*(?!\d)")
# Names of sheets that are no sub-committee's.
_NO_UNIT = re.compile(
    r"^(?:sheet|工作表|table|表)\s*[（(]?\d*[）)]?$|名单|名册|汇总|总表|一览|统计|信息表|基本信息|支部|说明|模板|样表|数据|\d{4}|^教工$|^学生$|^\d*$",
    re.IGNORECASE,
)
_DITTO = frozenset({"同上", "〃", "″", "“", "”", '"', "''", "\uff02", "々"})


class BranchTable:
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
        self._by_number = {row.number: row for row in self._body}
        has_column = "sub_committee" in head.columns
        titled, title_row = ("", 0) if has_column else self._title()
        self.grouped = not has_column and any(self._group(row)[0] for row in self._body)
        self.given = bool(given) and not has_column and not self.grouped
        self._above = given if self.given else titled
        if titled and self._above == titled:
            told = Problem("roster.unit_from_title", {"unit": titled})
            self._tell(RowProblem(title_row, told))
        self.unit_missing = not (has_column or self.grouped or self._above)
        self._of_units = self._unit_columns() if has_column or self.grouped else frozenset()
        self._counted_names = self._names_are_counted()

    # -- what the columns are ----------------------------------------------------------------

    def _title(self) -> tuple[str, int]:
        """The sub-committee that a line above the heads names, with the line's number."""
        above = self.table.rows[: self.head.first - (self.head.deep if self.head.number else 0)]
        for row in reversed(above):
            texts = [cell for cell in row.cells if cell]
            for before, text in zip(["", *texts], texts, strict=False):
                if not is_unit_label(text) and (name := unit_in_title(text)):
                    return name, row.number
                if is_unit_label(before) and is_unit_like(text):
                    return one_line(text), row.number
        return "", 0

    @property
    def sheet_unit(self) -> str:
        """The sub-committee that the sheet's name is; "" for a name as Sheet1 or 教工党支部."""
        name = unit_told(self.table.sheet)
        return "" if not is_unit_like(name) and _NO_UNIT.search(name) else name

    def take_sheet_name(self) -> None:
        """Let the sheet's name be the sub-committee of every row."""
        self._above = self.sheet_unit
        self.unit_missing = not self._above

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

    def _names_are_counted(self) -> bool:
        """Whether the branches' names are numbered like the rows: 1. …, 2. …"""
        names = [name for row in self._body if (name := _at(row, self.head.columns["name"]))]
        counted = sum(bool(_COUNTED_NAME.match(name)) for name in names)
        return len(names) > 1 and counted > len(names) * 2 / 3

    def _group(self, row: TableRow) -> tuple[str, str]:
        """The sub-committee that a row names above its branches, and what else it says of it;
        nothing for another row."""
        texts = [(at, cell) for at, cell in enumerate(row.cells) if cell]
        names = self.head.columns.get("name")
        alone = len(texts) == 1
        if not alone and texts and (is_unit_label(texts[0][1]) or _NUMBER.fullmatch(texts[0][1])):
            texts = texts[1:]
        if not texts:
            return "", ""
        (index, text), others = texts[0], texts[1:]
        if adds_up(text):
            return "", ""
        name = unit_told(text)
        if not name or len(name) > MAX_NAME_CHARS or name.isdecimal():
            return "", ""
        rest = "\n".join([one_line(text).partition(name)[2], *(cell for _, cell in others)])
        if not alone:
            # Beside a number or a contact, only a name that no branch has is a group's.
            sure = is_surely_unit(name) and (index == names or not _at(row, names))
            return (name, rest) if sure else ("", "")
        if is_unit_like(name):
            return name, rest
        merged = self._is_merged(row)
        looks_like_a_branch = head_key(name).endswith(("支部", "支部委员会"))
        elsewhere = index != names or merged
        sentence = any(mark in name for mark in "。；，,;") or len(name) > len("一" * 24)
        taken = elsewhere and not sentence and not looks_like_a_branch
        return (name, rest) if taken else ("", "")

    def _is_merged(self, row: TableRow) -> bool:
        return any(
            cells.first_row == row.number and cells.last_column > cells.first_column
            for cells in self.table.merged
        )

    # -- reading ------------------------------------------------------------------------------

    def hidden_rows(self) -> list[TableRow]:
        """The rows that would be read and that nobody sees."""
        return [
            row
            for row in self._body
            if (row.hidden or self.table.hidden)
            and any(row.cells)
            and left_out(row, cells_of(row, self.head.columns), self.head) is None
        ]

    def branch_rows(self) -> list[TableRow]:
        """The rows that would be read."""
        return [
            row
            for row in self._body
            if any(row.cells) and left_out(row, cells_of(row, self.head.columns), self.head) is None
        ]

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
        for position, row in enumerate(self._body):
            if row.hidden and self._skip_hidden:
                self._tell(told_row(row, "roster.hidden_row"))
                continue
            if self._begins_group(row, position):
                continue
            cells = cells_of(row, head.columns)
            reason = left_out(row, cells, head)
            if reason is not None:
                if reason.problem.code:
                    self._tell(reason)
                continue
            if self._is_note_below(row, cells):
                self._tell(told_row(row, "roster.note_row"))
                continue
            self._read_row(row, self._filled(row, cells))

    def _begins_group(self, row: TableRow, position: int) -> bool:
        """Take a row that only names the sub-committee of the rows below it."""
        unit = self.head.columns.get("sub_committee")
        if unit is None:
            name, rest = self._group(row)
            if name:
                self._above = name
                self._note_people(row, name, rest)
            return bool(name)
        texts = [at for at, cell in enumerate(row.cells) if cell]
        below = self._body[position + 1] if position + 1 < len(self._body) else None
        name = _at(row, unit)
        if (
            texts != [unit]
            or below is None
            or adds_up(name)
            or is_note(name)
            or _at(below, unit)
            or not _at(below, self.head.columns["name"])
        ):
            return False
        self._above = unit_without_count(name)
        return True

    def _note_people(self, row: TableRow, name: str, rest: str) -> None:
        """Note the person and the addresses beside a sub-committee's name above its branches."""
        who, reach = person_and_rest(rest)
        given = reached("", reach)
        staff = tuple(
            person(one)
            for one in re.split(r"[\s;；、,，:：()（）]+", who)
            if one and is_person(one)
        )
        if staff or given.contacts or given.phone:
            unit = SubCommitteeRow(
                row.number, name, staff=staff, contacts=given.contacts, phone=given.phone
            )
            self.units[name] = unit.joined(self.units.get(name))

    def _is_note_below(self, row: TableRow, cells: Mapping[str, str]) -> bool:
        """Whether a row holds one long sentence or merged line and no branch."""
        texts = [cell for cell in row.cells if cell]
        if len(texts) != 1 or row.formulas:
            return False
        return self._is_merged(row) or not cells

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
            first = self._by_number.get(above)
            if first is not None and (text := _at(first, index)):
                filled[column] = text
        return filled

    def _read_row(self, row: TableRow, cells: dict[str, str]) -> None:
        unit = cells.get("sub_committee")
        if unit and unit not in _DITTO and not says_nothing(unit):
            self._above = unit_without_count(unit)
        above = one_line(self._above)
        if self._counted_names and "name" in cells:
            cells["name"] = _COUNTED_NAME.sub("", cells["name"])
        who, behind = person_and_rest(cells.get("secretary", ""))
        if behind:
            cells["secretary"] = who
        self._unit_said(row, above, cells)
        given = reached(
            "" if "contacts" in self._of_units else cells.get("contacts", ""),
            "" if "phone" in self._of_units else cells.get("phone", ""),
            "\n".join(filter(None, (behind, self._found_elsewhere(row)))),
        )
        if given.contacts:
            self.columns.add("contacts")
        if given.phone:
            self.columns.add("phone")
        found = list(_branch_problems(row, cells, above, self.head))
        found += address_problems(row, given, cells.get("name", ""))
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
            self.rows += self._branches(row, cells, above, given)

    def _branches(
        self, row: TableRow, cells: Mapping[str, str], above: str, given: Reached
    ) -> list[RosterRow]:
        """The branch of a row, or each of several that stand in one cell or beside each other."""
        read = self._branch(row, cells, above, given)
        names = branches_in(cells["name"]) + tuple(
            one_line(cell)
            for index, head in self.head.unread.items()
            if _FURTHER_NAME.fullmatch(head)
            and (cell := _at(row, index))
            and not says_nothing(cell)
        )
        if len(names) < 2 or read.branch_id:
            return [read]
        told: dict[str, JsonValue] = {"n": len(names), "names": "、".join(names)}
        self._tell(RowProblem(row.number, Problem("roster.several_branches", told)))
        people = several(cells.get("secretary", ""))
        # Whose is whose is plain only where there are as many people as branches.
        who = people if len(people) == len(names) else ("",) * len(names)
        return [
            replace(read, name=name, secretary=person(one) if one else "", aliases=())
            for name, one in zip(names, who, strict=True)
        ]

    def _branch(
        self, row: TableRow, cells: Mapping[str, str], above: str, given: Reached
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
            secretary="" if says_nothing(secretary) else person(secretary),
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
            if (cell := _at(row, index)) and ("@" in cell or "＠" in cell or only_phones(cell))
        )

    def _unit_said(self, row: TableRow, name: str, cells: Mapping[str, str]) -> None:
        """Note what the row says of its sub-committee's people and addresses."""
        people = [cells.get("unit_person", "")]
        people += [cells[PERSON]] if PERSON in self._of_units and PERSON in cells else []
        contacts, phones = (
            [cells.get(f"unit_{column}"), cells.get(column) if column in self._of_units else None]
            for column in ("contacts", "phone")
        )
        said = said_of_unit(row.number, name, people, contacts, phones)
        if name and said is not None:
            self.units[name] = said.joined(self.units.get(name))

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
            if (
                head.number
                and not _FURTHER_NAME.fullmatch(cell)
                and not any("@" in _at(row, index) for row in self._body)
            ):
                self._tell(
                    RowProblem(head.number, Problem("roster.column_unread", {"column": cell}))
                )


# A column of a second or third branch of the same sub-committee.
_FURTHER_NAME = re.compile(r"(?:党)?支部(?:名称)?[(（]?[2-9二三四五六七八九][)）]?")

# The word of each meaning that is shown, by its place among the words of the heads.
_SHOWN = {
    "branch_id": 2, "sub_committee": 2, "name": 2, "secretary": 1, "contacts": 6, "aliases": 2,
    "consecutive_years": 3, "kind": 2, "phone": 4,
}  # fmt: skip


def _at(row: TableRow, index: int | None) -> str:
    return row.cells[index] if index is not None and index < len(row.cells) else ""


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
    yield from name_problems(row, name, sub_committee, head)
    if not sub_committee:
        yield lost(row, "roster.no_sub_committee", name=name)
    elif len(sub_committee) > MAX_NAME_CHARS:
        yield lost(row, "roster.name_too_long", limit=MAX_NAME_CHARS, n=len(sub_committee))
    if identifier and not _ID.fullmatch(identifier):
        yield lost(row, "roster.bad_id", id=identifier[:MAX_NAME_CHARS])
    flag = cells.get("consecutive_years", "")
    if flag and yes_or_no(flag) is None:
        yield RowProblem(row.number, Problem("roster.flag_unclear", {"text": flag[:40]}))
