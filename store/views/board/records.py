"""READ: what the database holds of the board, whatever the moment; read once a revision.

After decisions only the mails that they are about are read again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from store.db import chain
from store.db.acts import Act, subject_kind
from store.db.database import Store, StoredRow
from store.db.decisions import Decision, later_decisions, live_decisions
from store.model import Params, Problem
from store.roster.stored import StoredRoster, load_roster
from store.views.board.credits import StoredCredit, arrivals
from store.views.board.measures import archive_problems, latest_measures

# What else a line of the journal may tell without changing what is read here.
_ASIDE = ("letter.", "bounce.", "answer.", "answers.", "memory.judged", "mail.unread")
# After these, more than what they are about is another.
_FAR_REACHING = frozenset((Act.TAKE_IN, Act.OPENED, Act.WITHDRAW))
_DECIDED = frozenset(
    name for act in Act if act not in _FAR_REACHING for name in (act.value, f"undo.{act}")
)
_OF_FILES = frozenset(("file", "link"))


@dataclass(frozen=True, slots=True)
class BoardRecords:
    """The roster, every file and link as credited, what was measured, and what people decided.

    `head` is the line of the journal that they are of, None before the first; where later lines
    change nothing here, the records are the same.
    """

    head: chain.ChainHead | None = field(compare=False)
    decisions: tuple[Decision, ...]
    arrivals: tuple[StoredCredit, ...]
    measures: Mapping[str, Params]
    archive_problems: Mapping[int, tuple[Problem, ...]]
    roster: StoredRoster


def read_records(store: Store, before: BoardRecords | None) -> BoardRecords:
    """The records as they are now, as far as they changed since `before`; that where nothing did.

    To be called within a snapshot.
    """
    head = chain.head(store)
    if before is None or before.head is None or head is None:
        return _whole(store, head)
    if head == before.head:
        return before
    if not chain.agrees(store, before.head):
        return _whole(store, head)
    since = store.rows("SELECT act, subject FROM journal WHERE id > ?", (before.head.row,))
    if any(not _changes_little(line) for line in since):
        return _whole(store, head)
    about = {line["subject"] for line in since if subject_kind(line["subject"]) in _OF_FILES}
    decisions = later_decisions(store, before.decisions)
    return replace(
        before,
        head=head,
        decisions=decisions,
        arrivals=_credited_again(store, before.arrivals, about, decisions),
    )


def _changes_little(line: StoredRow) -> bool:
    act = str(line["act"])
    return act in _DECIDED or act == "file.rejudged" or act.startswith(_ASIDE)


def _credited_again(
    store: Store,
    before: tuple[StoredCredit, ...],
    about: set[str],
    decisions: tuple[Decision, ...],
) -> tuple[StoredCredit, ...]:
    if not about:
        return before
    mails = {one.credit.mail_id for one in before if one.credit.subject in about}
    again = {one.credit.subject: one for one in arrivals(store, decisions, mails=mails)}
    return tuple(again.get(one.credit.subject, one) for one in before)


def _whole(store: Store, head: chain.ChainHead | None) -> BoardRecords:
    decisions = live_decisions(store)
    return BoardRecords(
        head,
        decisions,
        arrivals(store, decisions),
        latest_measures(store),
        archive_problems(store),
        load_roster(store),
    )
