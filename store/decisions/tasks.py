"""WRITE: who does what by when: a mail, a branch or a finding, handed to a person with a note."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from store.db.acts import Act, subject, subject_id, subject_kind
from store.db.database import Store
from store.db.decisions import Draft, Marking
from store.errors import UsageError

# What may be handed to a person, with where its row is found.
_TABLES = {"mail": "mails", "branch": "branches"}


def finding_subject(file: str, code: str) -> str:
    """What a task about a finding is about: the file's subject and the finding's code."""
    return subject("finding", f"{file}/{code}")


def finding_file(name: str) -> str:
    """The subject of the file that a finding is on."""
    return subject_id(name).rpartition("/")[0]


def hand(
    store: Store,
    subjects: Sequence[str],
    *,
    to: str,
    day: date | None,
    text: str,
    marking: Marking,
) -> str:
    """Hand something to a person, or to oneself to come back to it; returns the batch to undo.

    What was handed to somebody before is theirs no more.

    Raises:
        UsageError: `task.nobody` without a person, `task.nothing` where one is not there.
    """
    if not to.strip():
        raise UsageError("task.nobody")
    payload = {
        "to": " ".join(to.split()),
        "day": "" if day is None else day.isoformat(),
        "text": text.strip(),
    }
    with store.atomic():
        for name in subjects:
            if not _is_there(store, name):
                raise UsageError("task.nothing", subject=name)
        return marking.write(store, [Draft(Act.TASK, name, payload) for name in subjects])


def finish(store: Store, subjects: Sequence[str], *, marking: Marking) -> str:
    """Say that what was handed over is done; returns the batch to undo."""
    return marking.write(store, [Draft(Act.TASK, name, {"done": True}) for name in subjects])


def _is_there(store: Store, name: str) -> bool:
    kind, identifier = subject_kind(name), subject_id(name)
    if kind == "finding":
        kind, identifier = "file", subject_id(finding_file(name))
    table = {**_TABLES, "file": "files"}.get(kind)
    return table is not None and bool(
        store.rows(f"SELECT 1 FROM {table} WHERE CAST(id AS TEXT) = ?", (identifier,))  # noqa: S608
    )
