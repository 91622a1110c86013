"""READ: the marks of staff that stand, by what they are about; the latest word on each wins."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime

import msgspec

from store.db.acts import Act, subject, subject_id
from store.db.decisions import Decision
from store.model import Branch, FileKind
from store.rules.viewing import Quality, Viewing
from store.views.board.types import Note, Vetting


class Marks(msgspec.Struct, frozen=True):
    """What staff decided on branches, sub-committees, items and versions.

    `accepted` holds the subject of a file and the code of a finding that was accepted or
    overridden, `viewings` is by the subject of a video, `extensions` by the subject of a branch
    or sub-committee, `vetted` and `notes` by a branch's id (oldest note first), `pins` by a
    branch's id, then by kind. `own_items` has the days on which branches were done with
    items beside the six, by a branch's id, then by an item's.
    """

    accepted: frozenset[tuple[str, str]] = frozenset()
    extensions: Mapping[str, datetime] = msgspec.field(default_factory=dict)
    dues: Mapping[str, datetime] = msgspec.field(default_factory=dict)
    own_items: Mapping[str, Mapping[str, date]] = msgspec.field(default_factory=dict)
    vetted: Mapping[str, Vetting] = msgspec.field(default_factory=dict)
    pins: Mapping[str, Mapping[FileKind, str]] = msgspec.field(default_factory=dict)
    notes: Mapping[str, tuple[Note, ...]] = msgspec.field(default_factory=dict)
    viewings: Mapping[str, Viewing] = msgspec.field(default_factory=dict)

    def extension(self, branch: Branch) -> datetime | None:
        """The latest moment that a branch was given, itself or with its sub-committee."""
        if not self.extensions:
            return None
        names = (
            subject("branch", branch.id),
            subject("sub_committee", branch.sub_committee_id),
        )
        return max((self.extensions[one] for one in names if one in self.extensions), default=None)


def marks_of(decisions: Iterable[Decision]) -> Marks:
    """Sort live decisions, given oldest first."""
    accepted: set[tuple[str, str]] = set()
    extensions: dict[str, datetime] = {}
    dues: dict[str, datetime | None] = {}
    own_items: dict[str, dict[str, date]] = defaultdict(dict)
    vetted: dict[str, Vetting] = {}
    pins: dict[str, dict[FileKind, str]] = defaultdict(dict)
    notes: dict[str, list[Note]] = defaultdict(list)
    viewings: dict[str, Viewing] = {}
    for made in decisions:
        about, payload = subject_id(made.subject), made.payload
        match made.act:
            case Act.ACCEPT | Act.OVERRIDE:
                accepted.add((made.subject, str(payload["code"])))
            case Act.CONFIRM:
                viewings[made.subject] = _viewing(made)
            case Act.EXTEND:
                extensions[made.subject] = datetime.fromisoformat(str(payload["until"]))
            case Act.DUE:
                until = payload["until"]
                dues[about] = None if until is None else datetime.fromisoformat(str(until))
            case Act.OWN_ITEM:
                item_id, _, branch_id = about.partition("/")
                own_items[branch_id].pop(item_id, None)
                if payload["done"]:
                    own_items[branch_id][item_id] = date.fromisoformat(str(payload["date"]))
            case Act.VETTED:
                vetted[about] = Vetting(str(payload["by"]), str(payload["date"]), made.who, made.at)
            case Act.PIN:
                branch_id, _, kind = about.rpartition("/")
                pins[branch_id].pop(FileKind(kind), None)
                if payload["file"] is not None:
                    pins[branch_id][FileKind(kind)] = str(payload["file"])
            case Act.NOTE:
                notes[about].append(Note(made.at, made.who, str(payload["text"])))
    return Marks(
        accepted=frozenset(accepted),
        extensions=extensions,
        dues={item: until for item, until in dues.items() if until is not None},
        own_items=own_items,
        vetted=vetted,
        pins=pins,
        notes={branch_id: tuple(found) for branch_id, found in notes.items()},
        viewings=viewings,
    )


def _viewing(made: Decision) -> Viewing:
    verdicts = {one: bool(made.payload[one]) for one in Quality if one in made.payload}
    return Viewing(made.who, made.at, verdicts)
