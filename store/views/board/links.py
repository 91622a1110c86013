"""READ: files that came as links, by expiry: what expires first is fetched first."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from store.db.database import Store
from store.model import FileKind
from store.views.board.due_cells import EXPIRES_SOON
from store.views.board.entries import received
from store.views.board.facts import BoardFacts, read_facts
from store.views.board.types import Received
from store.workspace.workspace import Workspace


class _Reason(msgspec.Struct):
    code: str
    params: dict[str, object] = {}


class _Reasons(msgspec.Struct):
    reasons: list[_Reason]


_REASONS = msgspec.json.Decoder(_Reasons)

Expiry = Literal["expired", "soon", "later", "unknown"]


class LinkEntry(msgspec.Struct, frozen=True):
    """One link that is not settled. `fetchable` links may be fetched on a person's key.

    `branches` are the names of its owners, or of its candidates where it is `waiting`. `sentence`
    is None where its service is on the list, else the words that it stood in.
    """

    subject: str
    url: str
    host: str
    name: str
    size_bytes: int | None
    expires_at: datetime | None
    expiry: Expiry
    fetchable: bool
    kind: FileKind
    waiting: bool
    branch_ids: tuple[str, ...]
    branches: tuple[str, ...]
    received: Received
    sentence: str | None = None


def open_links(store: Store, workspace: Workspace, *, now: datetime) -> tuple[LinkEntry, ...]:
    """Every link in scope whose file is still elsewhere: what expires first, then the unknown,
    then the expired."""
    with store.snapshot():
        board = read_facts(store, workspace, as_of=now)
        mails = received(store, {credit.mail_id for credit in board.unfetched})
        rows = {
            f"link:{row['id']}": row for row in store.rows("SELECT id, host, fetchable FROM links")
        }
        sentences = _sentences(store)
    names = {branch.id: branch.name for branch in board.roster.branches}
    found = [
        LinkEntry(
            subject=credit.subject,
            url=credit.url or "",
            host=rows[credit.subject]["host"],
            name=credit.path,
            size_bytes=credit.size_bytes,
            expires_at=credit.expires_at,
            expiry=expiry_of(credit.expires_at, now),
            fetchable=bool(rows[credit.subject]["fetchable"]),
            kind=credit.kind,
            waiting=credit.waiting,
            branch_ids=credit.branch_ids,
            branches=tuple(names[one] for one in credit.branch_ids if one in names),
            received=mails[credit.mail_id],
            sentence=sentences.get(credit.subject),
        )
        for credit in board.unfetched
    ]
    return tuple(sorted(found, key=_urgency))


def _sentences(store: Store) -> dict[str, str]:
    """The words that each link of an unknown kind stood in, by its subject."""
    found: dict[str, str] = {}
    for row in store.rows(
        """SELECT subject, proposal FROM judgements WHERE id IN
           (SELECT max(id) FROM judgements WHERE subject LIKE 'link:%' GROUP BY subject)"""
    ):
        for reason in _REASONS.decode(row["proposal"]).reasons:
            if reason.code == "mail.link_unknown":
                found[row["subject"]] = str(reason.params.get("sentence", ""))
    return found


def expiring_soon(board: BoardFacts, *, now: datetime) -> int:
    """How many links expire within three days and can still be fetched."""
    return sum(expiry_of(link.expires_at, now) == "soon" for link in board.unfetched)


def expiry_of(expires_at: datetime | None, now: datetime) -> Expiry:
    """How near the end of a link is."""
    if expires_at is None:
        return "unknown"
    if expires_at < now:
        return "expired"
    return "soon" if expires_at - now <= EXPIRES_SOON else "later"


def _urgency(entry: LinkEntry) -> tuple[int, float, str]:
    group = {"soon": 0, "later": 0, "unknown": 1, "expired": 2}[entry.expiry]
    moment = entry.expires_at.timestamp() if entry.expires_at else 0.0
    return (group, -moment if entry.expiry == "expired" else moment, entry.subject)
