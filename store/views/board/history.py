"""READ: who did what and why, of some subjects or of all, by person, kind and day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

import msgspec

from store.db.acts import Act, subject
from store.db.among import rows_among
from store.db.database import Store, StoredRow
from store.db.journal import MACHINE
from store.db.moments import from_text, to_text
from store.model import Params
from store.notice.notice import Dates
from store.views.board.subject_names import reviewer_names, subject_names
from store.views.board.types import HistoryLine

# Acts that name reviewers.
_REVIEW = frozenset((Act.ASSIGN, Act.SCORE))

_LINES = """
    SELECT journal.*, made.reason AS reason, made.batch AS batch,
           EXISTS (SELECT 1 FROM decisions WHERE undoes = made.batch) AS undone
    FROM journal LEFT JOIN decisions AS made
        ON made.subject = journal.subject AND made.at = journal.at
       AND made.who = journal.actor AND made.act = journal.act AND made.undoes IS NULL
"""


class HistoryFilter(msgspec.Struct, frozen=True):
    """Which lines are wanted; None is all. `acts` also stands for their undoing.

    `day` is a calendar day of the notice's zone; `people` leaves out what the program did;
    `branch_id` keeps what was done to that branch, its files and its letters.
    """

    actor: str | None = None
    people: bool = False
    acts: frozenset[str] | None = None
    day: date | None = None
    branch_id: str | None = None


def history(store: Store, subjects: Iterable[str]) -> tuple[HistoryLine, ...]:
    """The journal's lines on some subjects, newest first."""
    rows = rows_among(store, f"{_LINES} WHERE journal.subject IN", subjects)
    return _lines(store, sorted(rows, key=lambda row: -row["id"]))


def all_history(
    store: Store, wanted: HistoryFilter, *, dates: Dates, limit: int = 2000
) -> tuple[HistoryLine, ...]:
    """The newest lines of the whole journal that are wanted, newest first, at most `limit`."""
    conditions: list[str] = ["1 = 1"]
    params: list[str | int] = []
    if wanted.actor is not None:
        conditions.append("journal.actor = ?")
        params.append(wanted.actor)
    if wanted.people:
        conditions.append("journal.actor != ?")
        params.append(MACHINE)
    if wanted.acts is not None:
        acts = sorted(wanted.acts)
        acts += [f"undo.{act}" for act in acts]
        conditions.append(f"journal.act IN ({', '.join('?' * len(acts))})")
        params += acts
    if wanted.branch_id is not None:
        subjects = sorted(_of_branch(store, wanted.branch_id))
        conditions.append(f"journal.subject IN ({', '.join('?' * len(subjects))})")
        params += subjects
    if wanted.day is not None:
        start = dates.start_of(wanted.day)
        end = dates.start_of(wanted.day + timedelta(days=1))
        conditions.append("journal.at >= ? AND journal.at < ?")
        params += [to_text(start), to_text(end)]
    return _lines(
        store,
        store.rows(
            f"{_LINES} WHERE {' AND '.join(conditions)} ORDER BY journal.id DESC LIMIT ?",
            (*params, limit),
        ),
    )


class _Naming(msgspec.Struct, frozen=True):
    """Which branches a decision names."""

    branch_ids: tuple[str, ...] = ()


def _of_branch(store: Store, branch_id: str) -> set[str]:
    """What is of one branch: itself, its versions, what is credited to it, its letters."""
    said = msgspec.json.encode(branch_id).decode()
    version = subject("version", f"{branch_id}/")
    found = {subject("branch", branch_id)}
    for row in store.rows(
        """SELECT subject FROM journal WHERE substr(subject, 1, ?) = ?
           UNION SELECT subject FROM judgements WHERE branch_id = ?""",
        (len(version), version, branch_id),
    ):
        found.add(row["subject"])
    for row in store.rows("SELECT DISTINCT subject FROM journal WHERE subject LIKE 'own_item:%'"):
        if row["subject"].endswith(f"/{branch_id}"):
            found.add(row["subject"])
    # `replace` finds a text as it is, whatever stands in it.
    for row in store.rows(
        "SELECT subject, payload FROM decisions WHERE replace(payload, ?, '') != payload", (said,)
    ):
        if branch_id in msgspec.json.decode(row["payload"], type=_Naming).branch_ids:
            found.add(row["subject"])
    for row in store.rows(
        "SELECT id, branch_ids FROM letters WHERE replace(branch_ids, ?, '') != branch_ids", (said,)
    ):
        if branch_id in msgspec.json.decode(row["branch_ids"]):
            found.add(subject("letter", row["id"]))
    return found


def actors(store: Store) -> tuple[str, ...]:
    """Everybody who did something, in the order of their names."""
    return tuple(
        row["actor"] for row in store.rows("SELECT DISTINCT actor FROM journal ORDER BY actor")
    )


def acts_done(store: Store) -> tuple[str, ...]:
    """Every kind of act that the journal holds, without those of undoing."""
    return tuple(
        row["act"]
        for row in store.rows(
            "SELECT DISTINCT act FROM journal WHERE act NOT LIKE 'undo.%' ORDER BY act"
        )
    )


def _lines(store: Store, rows: list[StoredRow]) -> tuple[HistoryLine, ...]:
    names = subject_names(store, {row["subject"] for row in rows})
    reviewed = any(row["act"] in _REVIEW for row in rows)
    readers = reviewer_names(store) if reviewed else {}
    found: dict[int, HistoryLine] = {}
    for row in rows:
        # A batch may hold one subject twice, such as two findings of one file: one line each.
        after = msgspec.json.decode(row["after"]) if row["after"] else None
        found.setdefault(
            row["id"],
            HistoryLine(
                id=row["id"],
                at=from_text(row["at"]),
                actor=row["actor"],
                act=row["act"],
                subject=row["subject"],
                before=msgspec.json.decode(row["before"]) if row["before"] else None,
                after=after,
                reason=row["reason"] or "",
                batch=row["batch"],
                undone=bool(row["undone"]),
                about=names.get(row["subject"], ""),
                readers=_readers(after or {}, readers) if row["act"] in _REVIEW else (),
            ),
        )
    return tuple(found.values())


def _readers(after: Params, names: Mapping[str, str]) -> tuple[str, ...]:
    """The reviewers whom a decision is about, by name; one without a name by its code."""
    several = after.get("reviewer_ids")
    ids = several if isinstance(several, list) else [after.get("reviewer_id")]
    return tuple(names.get(str(one), str(one)) for one in ids if one)
