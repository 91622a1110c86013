"""One row of a roster: a branch or a sub-committee as it gives it, or what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from store.files.table_file import TableRow
from store.model import Problem
from store.roster.cells import (
    addresses,
    adds_up,
    is_note,
    is_rounded,
    is_sum,
    one_line,
    only_phones,
    person,
    plain_phone,
    proposed_address,
    reachable,
    says_nothing,
    several,
)
from store.roster.heads import Head, numbers_columns, repeats_head
from store.roster.name_keys import name_key

MAX_NAME_CHARS = 80
MAX_CELL_CHARS = 2_000
_EXAMPLES = frozenset(
    {"例", "示例", "样例", "举例", "范例", "例如", "填写示例", "填写样例", "example"}
)
_PLACEHOLDER = re.compile(r"[×xX*＊○〇]{2,}|某某")
_INSTRUCTION = re.compile(
    r"^(?:请|须|应)?(?:填写?|写|按|选填?|必填|不填|规范|与.{1,8}一致|如[:：])"
)


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

    def joined(self, before: SubCommitteeRow | None) -> SubCommitteeRow:
        """What an earlier row and this one say of people and addresses."""
        if before is None:
            return self
        return replace(
            before,
            staff=tuple(dict.fromkeys((*before.staff, *self.staff))),
            contacts=tuple(dict.fromkeys((*before.contacts, *self.contacts))),
            phone=before.phone or self.phone,
        )


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
class Reached:
    """How somebody is reached, from the cells of several columns."""

    contacts: tuple[str, ...]
    phone: str
    wrong: tuple[str, ...]
    rounded: str = ""


def said_of_unit(
    number: int,
    name: str,
    people: Iterable[str],
    contacts: Iterable[str | None],
    phones: Iterable[str | None],
) -> SubCommitteeRow | None:
    """What the cells of a row say of a sub-committee's people and addresses; None for nothing."""
    given = reached("\n".join(filter(None, contacts)), "\n".join(filter(None, phones)))
    staff = tuple(person(one) for text in people for one in several(text) if not says_nothing(one))
    if not (staff or given.contacts or given.phone):
        return None
    return SubCommitteeRow(number, name, staff=staff, contacts=given.contacts, phone=given.phone)


def reached(contacts: str, phone: str, elsewhere: str = "") -> Reached:
    """Tell addresses and numbers apart, whatever their columns are called."""
    good, bad = addresses(contacts)
    numbers = [plain_phone(part) for part in bad if only_phones(part)]
    wrong = [part for part in bad if not only_phones(part) and name_key(part)]
    said = [reachable(phone), reachable(elsewhere)]
    found = [*good, *(one for each in said for one in each.addresses)]
    numbers = [
        *(part for each in said for part in several(each.phone) if not says_nothing(part)),
        *numbers,
    ]
    rounded = next((part for part in numbers if is_rounded(part)), "")
    return Reached(
        tuple(dict.fromkeys(found)),
        "；".join(dict.fromkeys(part for part in numbers if part != rounded)),
        tuple(wrong),
        rounded,
    )


def cells_of(row: TableRow, columns: Mapping[str, int]) -> dict[str, str]:
    """The cells of a row that say something, by what their columns mean."""
    return {
        column: row.cells[index]
        for column, index in columns.items()
        if index < len(row.cells) and row.cells[index]
    }


def left_out(row: TableRow, cells: Mapping[str, str], head: Head) -> RowProblem | None:
    """Why a row is none of the table's; a problem without code is not worth a word."""
    texts = [cell for cell in row.cells if cell]
    sums = any(adds_up(text) for text in texts) or is_sum(
        cells.get("sub_committee", ""), cells.get("name", "")
    )
    if row.formulas:
        # What a sum is made of need not be known.
        return told_row(row, "roster.sum_row") if sums else None
    if repeats_head(row, head):
        return told_row(row, "roster.head_row")
    if row.number == head.number + head.deep and numbers_columns(row):
        return RowProblem(row.number, Problem(""))
    if sums:
        return told_row(row, "roster.sum_row")
    if is_note(texts[0]) and all(is_note(text) or _is_date(text) for text in texts):
        return told_row(row, "roster.note_row")
    if _is_example(row, cells):
        return told_row(row, "roster.example_row")
    if _instructs(row, cells, head):
        return told_row(row, "roster.note_row")
    if all(text.isdecimal() or says_nothing(text) for text in texts) and (
        "name" not in cells or says_nothing(cells["name"])
    ):
        # Numbered beforehand and never filled in.
        return RowProblem(row.number, Problem(""))
    return None


def _is_example(row: TableRow, cells: Mapping[str, str]) -> bool:
    first = next((cell for cell in row.cells if cell), "")
    return name_key(first) in _EXAMPLES or any(
        _PLACEHOLDER.search(cells.get(column, "")) for column in ("sub_committee", "name")
    )


def _instructs(row: TableRow, cells: Mapping[str, str], head: Head) -> bool:
    """Whether the first row below a head says how to fill the columns in."""
    if row.number > head.number + head.deep or not head.number:
        return False
    texts = [one_line(cell) for cell in row.cells if cell]
    told = sum(bool(_INSTRUCTION.match(text.lstrip("（("))) for text in texts)
    return told > 0 and bool(_INSTRUCTION.match(cells.get("name", "请填").lstrip("（(")))


def _is_date(text: str) -> bool:
    return bool(re.fullmatch(r"[\d\s年月日.\-/]+", text))


def told_row(row: TableRow, code: str) -> RowProblem:
    """A row that is left out, with its text."""
    text = one_line(" ".join(filter(None, row.cells)))[:MAX_NAME_CHARS]
    return RowProblem(row.number, Problem(code, {"text": text}))


def name_problems(row: TableRow, name: str, sub_committee: str, head: Head) -> Iterator[RowProblem]:
    """What keeps a row from being read: no name, formulas without a result, too long cells."""
    for column, index in head.columns.items():
        if index in row.formulas:
            yield lost(row, "roster.formula", column=head.heads[column])
    if not name or not name_key(name):
        yield lost(row, "roster.no_name", sub_committee=sub_committee)
    elif len(name) > MAX_NAME_CHARS:
        yield lost(row, "roster.name_too_long", limit=MAX_NAME_CHARS, n=len(name))
    for cell in row.cells:
        if len(cell) > MAX_CELL_CHARS:
            yield lost(row, "roster.cell_too_long", limit=MAX_CELL_CHARS, n=len(cell))


def address_problems(row: TableRow, given: Reached, name: str) -> Iterator[RowProblem]:
    """Addresses that are none, with what may have been meant, and numbers that lost digits."""
    for bad in given.wrong:
        meant = proposed_address(bad)
        params = {"address": bad, "name": name} | ({"meant": meant} if meant else {})
        code = "roster.address_meant" if meant else "roster.bad_address"
        yield RowProblem(row.number, Problem(code, params))
    if given.rounded:
        told = {"phone": given.rounded, "name": name}
        yield RowProblem(row.number, Problem("roster.phone_rounded", told))


def lost(row: TableRow, code: str, **params: str | int) -> RowProblem:
    """A row that could not be read."""
    return RowProblem(row.number, Problem(code, params), lost=True)
