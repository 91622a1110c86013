"""Reviewers from a table as an office has it: heads in any order and in the words of an office."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace

from store.errors import ConfigError
from store.files.table_file import TableRow, read_tables
from store.items.review import Reviewer, new_reviewer_id
from store.model import Branch, Params, Problem, SubCommittee
from store.notice.notice import Notice
from store.roster.cells import reachable
from store.roster.name_keys import loose_key, name_key, near_unit
from store.roster.stored import StoredRoster, find_sub_committee

# What a column may be called; a head is reduced to its letters first.
_HEADS: Mapping[str, str] = {
    "name": "姓名 专家姓名 评审专家 专家 评委 评委姓名 name reviewer",
    "kind": "类别 专家类别 评委类别 身份 代表类别 类型 人员类别 kind category",
    "unit": "分党委 所在分党委 所属分党委 单位 所在单位 工作单位 学院 部门 unit",
    "branch": "党支部 所在党支部 支部 所在支部 党支部名称 branch",
    "address": "邮箱 电子邮箱 联系邮箱 邮箱地址 邮件地址 电子邮件 联系方式 email mail",
}
_HEAD_OF = {name_key(word): column for column, words in _HEADS.items() for word in words.split()}
# One person as two words: 教工 and 教师 secretaries are the same people.
_SAME = (("教职工", "教师"), ("教工", "教师"), ("党支部", "支部"))


@dataclass(frozen=True, slots=True)
class ReadReviewers:
    """What a table holds: reviewers that can be recorded, rows that cannot, and what is to be
    known of those that can."""

    reviewers: tuple[Reviewer, ...]
    problems: tuple[Problem, ...]
    remarks: tuple[Problem, ...]


def read_reviewers(
    path: Path, roster: StoredRoster, notice: Notice, *, known: Iterable[Reviewer]
) -> ReadReviewers:
    """Read reviewers. One who is on the panel already, by name and address, keeps the code and is
    changed; a row that cannot be read is told and leaves the others alone.

    Raises:
        ConfigError: `table.*` where the file is no table, or `reviewer_table.no_head`.
    """
    columns, rows = _rows(path, notice)
    panel = [one for one in known if not one.left]
    found: list[Reviewer] = []
    problems: list[Problem] = []
    remarks: list[Problem] = []
    for row in rows:
        cells = {
            name: " ".join(row.cells[at].split()) if at < len(row.cells) else ""
            for name, at in columns.items()
        }
        if not cells.get("name") or _counts(cells["name"]):
            continue
        made = _reviewer(row.number, cells, roster, notice)
        if isinstance(made, Problem):
            problems.append(made)
            continue
        if _same(made, found) is not None:
            problems.append(_told("twice", row.number, made.name))
            continue
        remarks.extend(_remarks(row.number, cells, made))
        before = _same(made, panel)
        if before is not None:
            made = replace(made, id=before.id, address=made.address or before.address)
        found.append(made)
    return ReadReviewers(tuple(found), tuple(problems), tuple(remarks))


def _rows(path: Path, notice: Notice) -> tuple[dict[str, int], Sequence[TableRow]]:
    """The columns by name, and the rows below their head, of the first table that has one."""
    for table in read_tables(path):
        for at, row in enumerate(table.rows):
            columns: dict[str, int] = {}
            for place, text in enumerate(row.cells):
                column = _HEAD_OF.get(name_key(text))
                if column is not None:
                    columns.setdefault(column, place)
            if {"name", "kind"} <= columns.keys():
                return columns, table.rows[at + 1 :]
    raise ConfigError(
        "reviewer_table.no_head", file=str(path), kinds="、".join(notice.review.kinds)
    )


def _reviewer(
    number: int, cells: Mapping[str, str], roster: StoredRoster, notice: Notice
) -> Reviewer | Problem:
    kind = _kind(cells["kind"], notice.review.kinds)
    if kind is None:
        known = "、".join(notice.review.kinds)
        return _told("kind", number, cells["kind"], known=known)
    contact = reachable(cells.get("address", ""))
    if len(contact.addresses) > 1 or ("@" in cells.get("address", "") and not contact.addresses):
        return _told("address", number, cells["address"])
    address = contact.addresses[0] if contact.addresses else ""
    text = cells.get("unit", "")
    unit = find_sub_committee(roster.sub_committees, text) if text else None
    if text and unit is None:
        near = [one for one in roster.sub_committees if near_unit(text, one.name)]
        if len(near) != 1:
            if near:
                names = "、".join(one.name for one in near)
                return _told("unit", number, text, known=names)
        else:
            unit = near[0]
    branch_text = cells.get("branch", "")
    branch = _branch(branch_text, unit, roster) if branch_text else None
    if text and unit is None and branch is None:
        # An office that has a branch of its own: 宣传部 is kept off 宣传部党支部.
        branch = _branch(f"{text}党支部", None, roster)
    if branch_text and branch is None and unit is not None:
        return _told("branch", number, branch_text)
    return Reviewer(
        new_reviewer_id(),
        cells["name"],
        kind,
        branch.sub_committee_id if branch else unit.id if unit else "",
        branch.id if branch else "",
        address,
    )


def _kind(text: str, kinds: Sequence[str]) -> str | None:
    """A kind of the notice: as it is written there, or in the words of an office."""
    keys = {kind: _plain(kind) for kind in kinds}
    wanted = _plain(text)
    exact = [kind for kind, key in keys.items() if key == wanted]
    within = [kind for kind, key in keys.items() if wanted and (key in wanted or wanted in key)]
    found = exact or within
    return found[0] if len(found) == 1 else None


def _plain(text: str) -> str:
    key = name_key(text)
    for word, same in _SAME:
        key = key.replace(word, same)
    return key


def _branch(text: str, unit: SubCommittee | None, roster: StoredRoster) -> Branch | None:
    """The branch that a text names, among those of the sub-committee where one is named."""
    names = {one.id: one.name for one in roster.sub_committees}
    found = [
        one
        for one in roster.branches
        if (unit is None or one.sub_committee_id == unit.id)
        and any(
            loose_key(name, names.get(one.sub_committee_id, ""))
            == loose_key(text, names.get(one.sub_committee_id, ""))
            for name in (one.name, *one.aliases)
        )
    ]
    return found[0] if len(found) == 1 else None


def _same(one: Reviewer, others: Iterable[Reviewer]) -> Reviewer | None:
    """The same person among others: of the same name, and of no other address or unit."""
    return next(
        (
            other
            for other in others
            if name_key(other.name) == name_key(one.name)
            and (not one.address or not other.address or one.address == other.address)
            and (
                not one.sub_committee_id
                or not other.sub_committee_id
                or one.sub_committee_id == other.sub_committee_id
            )
        ),
        None,
    )


def _remarks(number: int, cells: Mapping[str, str], made: Reviewer) -> Iterator[Problem]:
    """What is to be known of a row that was read: nobody is kept off a branch, or cannot be
    written to."""
    if not made.sub_committee_id and cells.get("unit"):
        yield _told("outside", number, made.name, unit=cells["unit"])
    if not made.address:
        yield _told("no_address", number, made.name)


def _counts(text: str) -> bool:
    """Whether a row only counts others, or is an empty one with its number."""
    key = name_key(text)
    return key.isdecimal() or key.startswith(("合计", "总计", "共计", "小计", "备注", "说明"))


def _told(code: str, row: int, text: str, **more: str) -> Problem:
    params: Params = {"row": row, "text": text, **more}
    return Problem(f"reviewer_table.{code}", params)
