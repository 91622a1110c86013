"""WRITE: the packs of reviewers: what was made for whom, of what, and how it gets there."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import msgspec

from store.db.acts import Act, subject
from store.db.database import Store
from store.db.decisions import Decision, Draft, Marking, latest_of, payload_of
from store.items.review import Reviewer
from store.model import Branch, SubCommittee

Way = Literal["mail", "stick"]


@dataclass(frozen=True, slots=True)
class ReviewPack:
    """One pack as it was made for one reviewer.

    Attributes:
        way: "mail" for one that is a letter's attachment, "stick" for one that is handed over.
        digest: of the zip that is kept for the letter; "" for one that is handed over.
        videos_in: how many videos it has; `videos_apart` are named in its list only.
        basis: digest of what it was made of: another basis would be another pack.
        return_by: the day by which the scores are asked for, as YYYY-MM-DD, "" for none.
        blind: whether it names no branch.
    """

    way: Way
    name: str
    digest: str
    size_bytes: int
    cases: int
    videos_in: int
    videos_apart: int
    basis: str
    return_by: str = ""
    blind: bool = False


@dataclass(frozen=True, slots=True)
class PackInput:
    """One case as it goes into a pack; digests are "" where there is no file."""

    branch: Branch
    sub_committee: SubCommittee
    plan: str
    video: str


def pack_basis(
    reviewer: Reviewer,
    cases: Iterable[PackInput],
    *,
    videos: bool,
    return_by: date | None,
    blind: bool = False,
) -> str:
    """A digest of everything that a pack is made of, in the order of its cases.

    Args:
        videos: whether videos are in; else it counts only whether there is one.
        blind: whether it names no branch.
    """
    facts = (
        reviewer.id,
        reviewer.name,
        [
            (
                case.branch.id,
                case.branch.name,
                case.branch.consecutive_years,
                case.sub_committee.name,
                case.plan,
                case.video if videos else bool(case.video),
            )
            for case in cases
        ],
        videos,
        return_by,
        *(["blind"] if blind else []),
    )
    return hashlib.sha256(msgspec.json.encode(facts)).hexdigest()


def record_packs(
    store: Store,
    packs: Mapping[str, ReviewPack],
    *,
    marking: Marking,
) -> str:
    """Record packs by reviewer as one batch; a later one replaces an earlier; returns the batch."""
    drafts: Sequence[Draft] = [
        Draft(Act.PACK, subject("reviewer", reviewer_id), payload_of(pack))
        for reviewer_id, pack in packs.items()
    ]
    return marking.write(store, drafts)


def packs_of(decisions: Iterable[Decision]) -> dict[str, ReviewPack]:
    """The latest pack of each reviewer."""
    return latest_of(decisions, Act.PACK, ReviewPack)
