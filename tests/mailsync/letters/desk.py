"""A desk for tests of letters: a workspace with a roster, and short words for what happens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from mailsync.letters.planning import plan_letters
from store.db.database import Store
from store.letters import events as outgoing
from store.letters.letter import Letter, LetterPlan, SendState
from store.model import Branch, FileKind, Params, SubCommittee
from store.workspace.settings import LetterSettings
from store.workspace.workspace import Workspace
from tests.making import DEADLINE, add_roster, auto, make_mail, make_workspace, take_in

FINE_PLAN: Params = {"chars": 1200}
LONG_PLAN: Params = {"chars": 1912}
FINE_VIDEO: Params = {
    "container": "mp4",
    "duration_s": 300.0,
    "width": 1280,
    "height": 1024,
    "audio": True,
    "video_codec": "h264",
}


class LetterDesk:
    """A workspace at a moment that moves only when told to."""

    def __init__(
        self,
        folder: Path,
        *,
        scope: str = "",
        now: datetime | None = None,
        made: tuple[Workspace, Store] | None = None,
    ) -> None:
        self.workspace, self.store = made or make_workspace(folder, scope=scope)
        self.now = now or DEADLINE - timedelta(days=2)
        self._letters_sent = 0

    def set(self, **changes: object) -> None:
        """Change settings of letters."""
        settings = self.workspace.settings
        letters = msgspec.convert(
            {**msgspec.structs.asdict(settings.letters), **changes}, LetterSettings
        )
        self.workspace = replace(
            self.workspace, settings=msgspec.structs.replace(settings, letters=letters)
        )

    def plan(self, round_name: str | None = None) -> LetterPlan:
        """Plan letters now."""
        return plan_letters(
            self.workspace, self.store, now=self.now, who="李老师", round_name=round_name
        )

    def deliver(
        self, branch_id: str, kind: FileKind, measures: Params, *, at: datetime | None = None
    ) -> None:
        """A mail with one file of a branch comes in and is credited."""
        self._letters_sent += 1
        name = f"{branch_id}-{kind}-{self._letters_sent}"
        suffix = "mp4" if kind is FileKind.VIDEO else "docx"
        mail = make_mail(name, [(f"{name}.{suffix}", name)], at=at or self.now)
        take_in(self.store, mail, auto(branch_id, kind), measures={name: measures})

    def complete(self, *branch_ids: str) -> None:
        """Plan and video of branches come in and are fine."""
        for branch_id in branch_ids:
            self.deliver(branch_id, FileKind.PLAN, FINE_PLAN)
            self.deliver(branch_id, FileKind.VIDEO, FINE_VIDEO)

    def mark_sent(self, letters: Sequence[Letter], digest: str) -> None:
        """Record letters as sent now."""
        outgoing.approve(self.store, digest, at=self.now, who="李老师")
        for letter in letters:
            for number, each in enumerate(letter.recipients):
                message_id = f"<{letter.id}.{number}@neu.example>"
                address = each.address.email
                outgoing.begin(
                    self.store, letter, address, message_id=message_id, at=self.now, who="李老师"
                )
                outgoing.finish(
                    self.store,
                    letter,
                    address,
                    SendState.SENT,
                    at=self.now,
                    who="李老师",
                    message_id=message_id,
                    answer="250 Mail OK",
                )


def many_units(
    count: int, branches_each: int = 2
) -> tuple[tuple[SubCommittee, ...], tuple[Branch, ...]]:
    """A roster of sub-committees, every fifth a 直属党总支."""
    units = tuple(
        SubCommittee(
            f"V{number:02d}",
            f"第{number}单位直属党总支" if number % 5 == 0 else f"第{number}学院党委",
            contacts=(f"unit{number}@neu.example",),
        )
        for number in range(1, count + 1)
    )
    branches = tuple(
        Branch(
            f"{unit.id}-{number}",
            unit.id,
            f"{unit.name}第{number}党支部",
            secretary=f"书记{number}",
            contacts=(f"{unit.id.lower()}b{number}@neu.example",),
        )
        for unit in units
        for number in range(1, branches_each + 1)
    )
    return units, branches


def add_units(store: Store, count: int, branches_each: int = 2) -> None:
    """Put them into a roster."""
    units, branches = many_units(count, branches_each)
    add_roster(store, units, branches)


def empty_roster(workspace: Workspace, store: Store) -> None:
    """Take the small roster out."""
    with store.atomic():
        store.execute("DELETE FROM branches")
        store.execute("DELETE FROM sub_committees")
