"""WRITE: sharing sessions and evaluation forms (notice 一.4, 三.4)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Literal

import msgspec

from store.db.acts import Act, subject, subject_id
from store.db.database import Store
from store.db.decisions import Decision, Draft, Marking, decide, latest_of, payload_of
from store.errors import UsageError
from store.model import FileKind, Params
from store.notice.notice import Notice
from store.roster.stored import load_roster

Speaker = Literal["secretary", "deputy", "absent"]
Status = Literal["planned", "held", "cancelled"]


class Session(msgspec.Struct, frozen=True):
    """One sharing session of a sub-committee, covering several branches.

    `speakers` says for each branch on the agenda who spoke: its secretary, a deputy (代讲)
    or nobody. `precautions` is the tick for 疫情防控 (notice 一.4). `attendance` counts people, 0
    where nobody counted; `photos` are digests of stored contents.
    """

    id: str
    sub_committee_id: str
    date: date
    place: str
    form: str
    status: Status
    speakers: Mapping[str, Speaker] = msgspec.field(default_factory=dict)
    precautions: bool = False
    note: str = ""
    attendance: int = 0
    photos: tuple[str, ...] = ()


def new_session_id() -> str:
    """A fresh id, short enough to type."""
    return f"S{uuid.uuid4().hex[:8]}"


def save_session(
    store: Store,
    session: Session,
    notice: Notice,
    *,
    marking: Marking,
    reason: str = "",
) -> str:
    """Record a session as a whole, new or changed; returns the batch to undo.

    Raises:
        UsageError: as `save_sessions`.
    """
    return save_sessions(store, [session], notice, marking=marking, reason=reason)


def save_sessions(
    store: Store,
    sessions: Sequence[Session],
    notice: Notice,
    *,
    marking: Marking,
    reason: str = "",
) -> str:
    """Record several sessions, each as a whole, as one batch; returns the batch.

    Raises:
        UsageError: `session.form` (not one of the notice's), `session.sub_committee` or
            `session.branch` (unknown, or of another sub-committee), `session.attendance`,
            `session.ahead` (held, on a day that is still to come).
    """
    for session in sessions:
        _check(store, session, notice, marking.at)
    return marking.write(
        store,
        [
            Draft(Act.SESSION, subject("session", session.id), payload_of(session), reason)
            for session in sessions
        ],
    )


def bind_form(
    store: Store,
    file_subject: str,
    session: Session,
    *,
    day: date,
    marking: Marking,
) -> str:
    """Say that a form that came by mail is the one of a session; returns the batch.

    The file is credited to every branch on the agenda, so that it waits for nobody any more.
    """
    drafts = [
        Draft(
            Act.CREDIT,
            file_subject,
            {"branch_ids": list(session.speakers), "kind": FileKind.EVAL_FORM.value},
        ),
        Draft(
            Act.FORM,
            subject("session", session.id),
            {"on_paper": False, "date": day.isoformat(), "file": file_subject},
        ),
    ]
    return marking.write(store, drafts)


def receive_forms(
    store: Store,
    subjects: Iterable[str],
    *,
    on_paper: bool,
    day: date,
    marking: Marking,
    reason: str = "",
) -> str:
    """Mark the evaluation form as in, for branches or whole sessions; returns the batch."""
    payload: Params = {"on_paper": on_paper, "date": day.isoformat()}
    return marking.write(
        store,
        [Draft(Act.FORM, name, payload, reason) for name in subjects],
    )


class WrittenForm(msgspec.Struct, frozen=True):
    """A form that was written to be filled in: where, with which content, for which branches."""

    path: str
    digest: str
    branch_ids: tuple[str, ...]


def record_written_forms(
    store: Store, session_id: str, forms: Sequence[WrittenForm], *, at: datetime, who: str
) -> str:
    """Remember which forms were written for a session; returns the batch."""
    payload: Params = {"files": [payload_of(one) for one in forms]}
    draft = Draft(Act.FORM_WRITTEN, subject("session", session_id), payload)
    return decide(store, [draft], at=at, who=who)


def written_forms(decisions: Iterable[Decision]) -> dict[str, tuple[WrittenForm, ...]]:
    """The forms that were written last for each session, by its id."""
    return {
        subject_id(made.subject): msgspec.convert(made.payload["files"], tuple[WrittenForm, ...])
        for made in decisions
        if made.act is Act.FORM_WRITTEN
    }


def sessions_of(decisions: Iterable[Decision]) -> dict[str, Session]:
    """The sessions that live decisions describe, by id; the latest word on each wins."""
    return latest_of(decisions, Act.SESSION, Session)


def _check(store: Store, session: Session, notice: Notice, at: datetime) -> None:
    if session.status == "held" and session.date > notice.dates.day(at):
        raise UsageError("session.ahead", day=session.date.isoformat())
    if session.form not in notice.sessions.forms:
        raise UsageError("session.form", form=session.form, known="、".join(notice.sessions.forms))
    if session.attendance < 0:
        raise UsageError("session.attendance", n=session.attendance)
    roster = load_roster(store)
    if session.sub_committee_id not in {unit.id for unit in roster.sub_committees}:
        raise UsageError("session.sub_committee", sub_committee=session.sub_committee_id)
    home = {branch.id: branch.sub_committee_id for branch in roster.branches}
    for branch_id in session.speakers:
        if home.get(branch_id) != session.sub_committee_id:
            raise UsageError("session.branch", branch=branch_id)
