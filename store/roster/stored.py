"""READ: the roster as it stands, all of it or one sub-committee's."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import msgspec
from msgspec.structs import replace

from store.db.acts import Act, subject_id
from store.db.database import Store, StoredRow
from store.errors import ConfigError, UsageError
from store.model import Branch, SubCommittee
from store.roster.name_keys import name_key, same_unit


@dataclass(frozen=True)
class StoredRoster:
    """Branches, withdrawn ones too, and sub-committees, both in the order of their import."""

    branches: tuple[Branch, ...]
    sub_committees: tuple[SubCommittee, ...]

    @property
    def active(self) -> tuple[Branch, ...]:
        """The branches that take part."""
        return tuple(branch for branch in self.branches if branch.withdrawn is None)

    @property
    def names(self) -> Mapping[str, str]:
        """The names of the sub-committees by id."""
        return {entry.id: entry.name for entry in self.sub_committees}

    def digest(self) -> str:
        """The sha256 of everything in it: another digest is another roster."""
        return self._digest

    @cached_property
    def _digest(self) -> str:
        return hashlib.sha256(msgspec.json.encode((self.branches, self.sub_committees))).hexdigest()


def load_roster(store: Store, *, scope: str = "") -> StoredRoster:
    """Read the roster; a branch that withdrew by decision is withdrawn, whatever was imported.

    Args:
        scope: the name, an alias or a former name of a sub-committee; "" is the department.

    Raises:
        ConfigError: `scope.unknown`, with the names there are; an empty roster knows no scope
            and raises nothing.
    """
    with store.snapshot():
        imported = imported_roster(store)
        gone = _withdrawals(store)
    branches = tuple(
        replace(branch, withdrawn=gone[branch.id]) if branch.id in gone else branch
        for branch in imported.branches
    )
    return within_scope(StoredRoster(branches, imported.sub_committees), scope)


def refuse_unknown_branches(store: Store, branch_ids: Iterable[str], code: str) -> None:
    """Check the ids of branches that somebody named.

    Raises:
        UsageError: `code`, with the first that the roster does not have.
    """
    known = {branch.id for branch in load_roster(store).branches}
    for branch_id in branch_ids:
        if branch_id not in known:
            raise UsageError(code, branch=branch_id)


def within_scope(everyone: StoredRoster, scope: str) -> StoredRoster:
    """One sub-committee's part of a roster; "" is the department.

    Raises:
        ConfigError: as `load_roster`.
    """
    sub_committees = everyone.sub_committees
    if not scope or not sub_committees:
        return everyone
    chosen = find_sub_committee(sub_committees, scope)
    if chosen is None:
        raise ConfigError(
            "scope.unknown", scope=scope, known="、".join(entry.name for entry in sub_committees)
        )
    mine = (branch for branch in everyone.branches if branch.sub_committee_id == chosen.id)
    return StoredRoster(tuple(mine), (chosen,))


def imported_roster(store: Store) -> StoredRoster:
    """Read the roster as the last import left it, before what people decided since."""
    with store.snapshot():
        return StoredRoster(
            tuple(map(_branch, store.rows("SELECT * FROM branches ORDER BY rowid"))),
            tuple(map(_sub_committee, store.rows("SELECT * FROM sub_committees ORDER BY rowid"))),
        )


def find_sub_committee(sub_committees: tuple[SubCommittee, ...], name: str) -> SubCommittee | None:
    """The one sub-committee that a person means by `name`: by its name, else by name without
    党委 and the like, alias or former name; None where none or several are meant."""
    same = [entry for entry in sub_committees if name_key(entry.name) == name_key(name)]
    if not same:
        same = [
            entry
            for entry in sub_committees
            if any(
                same_unit(name, known)
                for known in (entry.name, *entry.aliases, *entry.former_names)
            )
        ]
    return same[0] if len(same) == 1 else None


def _withdrawals(store: Store) -> dict[str, str]:
    """Why branches withdrew by a decision that still stands, by their id."""
    return {
        subject_id(row["subject"]): row["reason"]
        for row in store.rows(
            # Written out, for an index that has nothing but these.
            f"""SELECT subject, reason FROM decisions AS made WHERE act = '{Act.WITHDRAW}'
               AND NOT EXISTS (SELECT 1 FROM decisions WHERE undoes = made.batch) ORDER BY id""",  # noqa: S608
        )
    }


def _sub_committee(row: StoredRow) -> SubCommittee:
    return SubCommittee(
        row["id"],
        row["name"],
        _texts(row["aliases"]),
        _texts(row["former_names"]),
        _texts(row["staff"]),
        _texts(row["contacts"]),
        row["phone"],
    )


def _branch(row: StoredRow) -> Branch:
    return Branch(
        row["id"],
        row["sub_committee_id"],
        row["name"],
        _texts(row["aliases"]),
        row["secretary"],
        _texts(row["contacts"]),
        bool(row["consecutive_years"]),
        row["kind"],
        row["phone"],
        row["withdrawn"],
    )


def _texts(json: str) -> tuple[str, ...]:
    if json == "[]":  # Most are, and thousands of branches are read for the first paint.
        return ()
    return msgspec.json.decode(json, type=tuple[str, ...])
