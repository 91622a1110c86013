"""Evaluation forms that were written by us and filled in by people: found and taken in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from mailsync.sync.by_hand import add_files
from store.db.database import Store
from store.db.decisions import Decision, Marking, live_decisions
from store.errors import UsageError
from store.files.digest import digest_of_file
from store.intake.by_hand import HandArrival
from store.items.sessions import (
    Session,
    WrittenForm,
    bind_form,
    record_written_forms,
    written_forms,
)
from store.model import FileKind, Source
from store.workspace.workspace import Workspace


def filled_forms(decisions: Iterable[Decision], session_id: str) -> tuple[WrittenForm, ...]:
    """The forms of a session that lie where they were written and are not as they were: somebody
    filled them in."""
    return tuple(
        one
        for one in written_forms(decisions).get(session_id, ())
        if (digest := digest_of_file(Path(one.path))) is not None and digest != one.digest
    )


def take_filled(
    workspace: Workspace, store: Store, session: Session, *, at: datetime, who: str
) -> tuple[str, ...]:
    """Take in what was filled in, for the branches that it was written for; returns the paths.

    Raises:
        UsageError: `form.none_filled`.
    """
    filled = filled_forms(live_decisions(store), session.id)
    if not filled:
        raise UsageError("form.none_filled", session=session.id)
    for form in filled:
        _take(workspace, store, session, form, at=at, who=who)
    left = [_as_filled(one, filled) for one in written_forms(live_decisions(store))[session.id]]
    record_written_forms(store, session.id, left, at=at, who=who)
    return tuple(one.path for one in filled)


def _take(
    workspace: Workspace, store: Store, session: Session, form: WrittenForm, *, at: datetime,
    who: str,
) -> None:  # fmt: skip
    arrival = HandArrival(form.branch_ids[0], Source.OTHER, at, None, "")
    given = add_files(
        workspace, store, [Path(form.path)], arrival, kind=FileKind.EVAL_FORM, at=at, who=who
    )
    if len(form.branch_ids) > 1:
        day = workspace.notice.dates.day(at)
        bind_form(store, given.taken.subjects[0], session, day=day, marking=Marking(at, who))


def _as_filled(form: WrittenForm, filled: Sequence[WrittenForm]) -> WrittenForm:
    """Remembered as it was taken in, so that only another change asks again."""
    if form not in filled:
        return form
    return WrittenForm(form.path, digest_of_file(Path(form.path)) or form.digest, form.branch_ids)
