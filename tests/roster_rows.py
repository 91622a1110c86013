"""A small roster as rows; it needs nothing but the store, for what is measured starts with it."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from store.db.database import Store
from store.model import Branch, SubCommittee

UNITS = (
    SubCommittee("U1", "信息科学与工程学院党委", contacts=("xinxi@neu.example",)),
    SubCommittee("U2", "图书馆直属党总支", contacts=("tsg@neu.example",)),
)
BRANCHES = (
    Branch("B1", "U1", "自动化研究所教工党支部", secretary="王建国", contacts=("wjg@neu.example",)),
    Branch("B2", "U1", "研究生第一党支部", contacts=("yan1@neu.example",), consecutive_years=True),
    Branch("B3", "U2", "流通部党支部", contacts=("lt@neu.example",)),
)


def add_roster(
    store: Store,
    units: Sequence[SubCommittee] = UNITS,
    branches: Sequence[Branch] = BRANCHES,
) -> None:
    """A roster as rows; the one above unless given."""

    def text(values: tuple[str, ...]) -> str:
        return msgspec.json.encode(values).decode()

    with store.atomic():
        for unit in units:
            store.execute(
                "INSERT INTO sub_committees VALUES (?, ?, ?, ?, ?, ?, '')",
                (
                    unit.id,
                    unit.name,
                    text(unit.aliases),
                    text(unit.former_names),
                    text(unit.staff),
                    text(unit.contacts),
                ),
            )
        for branch in branches:
            store.execute(
                "INSERT INTO branches VALUES (?, ?, ?, ?, ?, ?, ?, '', '', NULL)",
                (
                    branch.id,
                    branch.sub_committee_id,
                    branch.name,
                    text(branch.aliases),
                    branch.secretary,
                    text(branch.contacts),
                    int(branch.consecutive_years),
                ),
            )
