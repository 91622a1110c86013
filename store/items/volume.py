"""WRITE: the volume of cases: what is selected, and volumes with frozen inputs (notice 一.6)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal, get_args

import msgspec

from store.db.acts import Act, subject, subject_id
from store.db.database import Store
from store.db.decisions import Decision, Draft, Marking, decide, payload_of
from store.errors import UsageError
from store.roster.stored import refuse_unknown_branches

Choice = Literal["selected", "reserve", "not_selected"]


class Selection(msgspec.Struct, frozen=True):
    """What was chosen for one branch, by whom, when and why."""

    choice: Choice
    reason: str
    who: str
    at: datetime


class Chapter(msgspec.Struct, frozen=True):
    """One case of a volume as it was taken in: the digest is that of its file."""

    branch_id: str
    title: str
    digest: str
    path: str


class Volume(msgspec.Struct, frozen=True):
    """One built volume. Its inputs are frozen by their digests, its output is a stored content.

    `pdf` is "" where no word processor was there to make one.
    """

    id: str
    title: str
    chapters: tuple[Chapter, ...]
    output: str
    pdf: str = ""


def choose(
    store: Store,
    branch_ids: Sequence[str],
    choice: Choice | Literal[""],
    *,
    reason: str = "",
    marking: Marking,
) -> str:
    """Select cases, keep them in reserve or leave them out, with the reason; "" takes it back.

    Returns:
        The batch.

    Raises:
        UsageError: `volume.choice`, `volume.branch`, or `volume.reason` where a case is left
            out or kept in reserve without a reason.
    """
    if choice and choice not in get_args(Choice):
        raise UsageError("volume.choice", choice=choice, known=", ".join(get_args(Choice)))
    if choice in ("reserve", "not_selected") and not reason.strip():
        raise UsageError("volume.reason")
    refuse_unknown_branches(store, branch_ids, "volume.branch")
    return marking.write(
        store,
        [
            Draft(Act.SELECT, subject("branch", name), {"choice": choice}, reason.strip())
            for name in branch_ids
        ],
    )


def recommend_videos(
    store: Store,
    branch_ids: Sequence[str],
    recommended: bool,
    *,
    reason: str = "",
    marking: Marking,
) -> str:
    """Recommend videos for the training course, or take it back (notice 一.2); the batch.

    Raises:
        UsageError: `volume.branch`.
    """
    refuse_unknown_branches(store, branch_ids, "volume.branch")
    return marking.write(
        store,
        [
            Draft(Act.TRAINING, subject("branch", name), {"recommended": recommended}, reason)
            for name in branch_ids
        ],
    )


def save_volume(store: Store, volume: Volume, *, at: datetime, who: str) -> str:
    """Keep a built volume with what it was built from; returns the batch."""
    draft = Draft(Act.VOLUME, subject("volume", volume.id), payload_of(volume))
    return decide(store, [draft], at=at, who=who)


def new_volume_id() -> str:
    """A fresh id, short enough to type."""
    return f"V{uuid.uuid4().hex[:8]}"


def selections_of(decisions: Iterable[Decision]) -> dict[str, Selection]:
    """What was chosen, by branch; one that was taken back is not in it."""
    latest = {subject_id(made.subject): made for made in decisions if made.act is Act.SELECT}
    return {
        branch_id: Selection(
            msgspec.convert(made.payload["choice"], Choice), made.reason, made.who, made.at
        )
        for branch_id, made in latest.items()
        if made.payload["choice"]
    }


def recommended_videos(decisions: Iterable[Decision]) -> frozenset[str]:
    """The branches whose video is recommended for the training course."""
    latest = {
        subject_id(made.subject): bool(made.payload["recommended"])
        for made in decisions
        if made.act is Act.TRAINING
    }
    return frozenset(name for name, recommended in latest.items() if recommended)


def volumes_of(decisions: Iterable[Decision]) -> tuple[tuple[Volume, Decision], ...]:
    """The volumes that were built, oldest first, each with who built it and when."""
    return tuple(
        (msgspec.convert(made.payload, Volume), made)
        for made in decisions
        if made.act is Act.VOLUME
    )
