"""The roster of the demonstration: twelve sub-committees and forty branches, all invented."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

import msgspec

from store.model import Branch, SubCommittee

BRANCH_HEADS = (
    "branch_id",
    "分党委",
    "党支部",
    "书记",
    "邮箱",
    "别名",
    "连续两年",
    "类型",
    "电话",
)
SUB_COMMITTEE_HEADS = ("分党委", "别名", "曾用名", "工作人员", "邮箱", "电话")


class _SubCommitteeRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    name: str
    aliases: tuple[str, ...] = ()
    former_names: tuple[str, ...] = ()
    staff: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()
    phone: str = ""


class _BranchRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    sub_committee: str
    name: str
    secretary: str
    contacts: tuple[str, ...]
    kind: str
    phone: str
    theme: str
    aliases: tuple[str, ...] = ()
    consecutive_years: bool = False


class _Roster(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    sub_committees: tuple[_SubCommitteeRow, ...]
    branches: tuple[_BranchRow, ...]


@cache
def _read() -> _Roster:
    source = files(__package__).joinpath("roster.toml").read_bytes()
    return msgspec.toml.decode(source, type=_Roster)


def demo_sub_committees() -> tuple[SubCommittee, ...]:
    """Give the twelve sub-committees, in the order of the roster."""
    return tuple(SubCommittee(**msgspec.structs.asdict(row)) for row in _read().sub_committees)


def demo_branches() -> tuple[Branch, ...]:
    """Give the forty branches, grouped by sub-committee; several are twins of one another."""
    return tuple(
        Branch(
            id=row.id,
            sub_committee_id=row.sub_committee,
            name=row.name,
            aliases=row.aliases,
            secretary=row.secretary,
            contacts=row.contacts,
            consecutive_years=row.consecutive_years,
            kind=row.kind,
            phone=row.phone,
        )
        for row in _read().branches
    )


def demo_themes() -> Mapping[str, str]:
    """Give what each branch's work is about, by branch id; titles of its documents use it."""
    return {row.id: row.theme for row in _read().branches}


def write_roster_files(folder: Path) -> tuple[Path, Path]:
    """Write `roster.csv` and `sub_committees.csv` as a department would hand them in.

    UTF-8 with a byte order mark, several values in one cell joined by `;`.

    Returns:
        The paths of the roster and of the sub-committees, in this order.
    """
    names = {row.id: row.name for row in demo_sub_committees()}
    roster = folder / "roster.csv"
    sub_committees = folder / "sub_committees.csv"
    _write(
        roster,
        BRANCH_HEADS,
        (
            (
                branch.id,
                names[branch.sub_committee_id],
                branch.name,
                branch.secretary,
                ";".join(branch.contacts),
                ";".join(branch.aliases),
                "是" if branch.consecutive_years else "",
                branch.kind,
                branch.phone,
            )
            for branch in demo_branches()
        ),
    )
    _write(
        sub_committees,
        SUB_COMMITTEE_HEADS,
        (
            (
                unit.name,
                ";".join(unit.aliases),
                ";".join(unit.former_names),
                ";".join(unit.staff),
                ";".join(unit.contacts),
                unit.phone,
            )
            for unit in demo_sub_committees()
        ),
    )
    return roster, sub_committees


def _write(path: Path, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(heads)
        writer.writerows(rows)
