"""Whose session an evaluation form belongs to: sure where one session fits, else asked; pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date

import msgspec

from store.items.sessions import Session


class Binding(msgspec.Struct, frozen=True):
    """The session that a form binds itself to, or None; and those that a person may choose from,
    the likeliest first."""

    session_id: str | None
    candidates: tuple[str, ...] = ()


def bind(
    sessions: Iterable[Session],
    *,
    branch_ids: Sequence[str],
    several: bool,
    unit_ids: Collection[str],
    day: date | None,
) -> Binding:
    """Bind a form that covers no single branch.

    A form binds itself only where it names several branches and exactly one session that was
    not cancelled, and not held after the form came, has all of them on its agenda. Otherwise
    the sessions of the same sub-committees are offered, those with most of the branches first,
    then the latest.

    Args:
        branch_ids: the branches that were read in the form or its mail.
        several: whether they were read as its owners together, and not as alternatives.
        unit_ids: the sub-committees that the sender and the branches belong to.
        day: when it came, None where nobody knows.
    """
    possible = [
        session
        for session in sessions
        if session.status != "cancelled" and (day is None or session.date <= day)
    ]
    covering = [
        session
        for session in possible
        if several and len(branch_ids) > 1 and all(name in session.speakers for name in branch_ids)
    ]
    if len(covering) == 1:
        return Binding(covering[0].id, (covering[0].id,))
    near = [
        session
        for session in possible
        if session.sub_committee_id in unit_ids
        or any(name in session.speakers for name in branch_ids)
    ]
    near.sort(
        key=lambda one: (sum(name in one.speakers for name in branch_ids), one.date), reverse=True
    )
    return Binding(None, tuple(session.id for session in near))
