"""READ: everything that had arrived by the deadline, as the frozen list holds it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from store.db import chain
from store.db.database import Store
from store.db.moments import from_text, moment_or_none
from store.files.frozen_list import FrozenBranch, FrozenFile, FrozenList
from store.model import ReceivedFrom, Source
from store.notice.notice import Dates
from store.views.board.credits import Credit
from store.views.board.facts import read_facts
from store.views.board.rows import branch_rows
from store.views.board.types import own_date
from store.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class _Origin:
    """How a file came in."""

    digest: str
    sender: str
    subject: str
    received_from: ReceivedFrom
    source: Source
    sent_at: datetime | None


def frozen_list(
    store: Store, workspace: Workspace, *, cutoff: datetime, at: datetime
) -> FrozenList:
    """Derive the list of the whole department, whatever part of it the settings show."""
    with store.snapshot():
        board = read_facts(store, workspace, as_of=cutoff, scope="")
        origins = _origins(store)
        last = chain.head(store)
        good = store.rows(
            "SELECT started_at FROM sync_runs WHERE error IS NULL ORDER BY id DESC LIMIT 1"
        )
    dates = workspace.notice.dates

    def frozen(credit: Credit) -> FrozenFile:
        came = origins[credit.mail_id]
        return FrozenFile(
            kind=credit.kind,
            path=credit.path,
            digest=credit.digest,
            size_bytes=credit.size_bytes,
            received_at=credit.received_at and dates.local(credit.received_at),
            received_from=came.received_from,
            source=came.source,
            sender=came.sender,
            subject=came.subject,
            mail_digest=came.digest,
            url=credit.url,
            own_date=_own_date(credit, came, dates),
        )

    return FrozenList(
        # Another year's notice is not recorded: the list is of this one.
        notice="" if workspace.notice_is_old else workspace.notice.number,
        deadline=workspace.settings.deadline,
        cutoff=cutoff,
        written_at=dates.local(at),
        mail_seen_until=dates.local(from_text(good[0]["started_at"])) if good else None,
        branches=tuple(
            FrozenBranch(
                id=row.branch.id,
                sub_committee=row.sub_committee.name,
                name=row.branch.name,
                limit=dates.local(row.limit),
                plan=row.cell("plan").state,
                video=row.cell("video").state,
                files=tuple(frozen(one) for one in board.by_branch[row.branch.id].credited),
            )
            for row in branch_rows(board)
        ),
        unclaimed=tuple(frozen(credit) for credit in board.waiting),
        history=str(last or ""),
    )


def _own_date(credit: Credit, came: _Origin, dates: Dates) -> datetime | None:
    """The mail's own Date where it lies apart from the arrival."""
    own = own_date(credit.received_at, came.sent_at)
    return own and dates.local(own)


def _origins(store: Store) -> dict[int, _Origin]:
    return {
        row["id"]: _Origin(
            row["digest"],
            row["sender_email"] or row["sender_name"],
            row["subject"],
            ReceivedFrom(row["received_from"]),
            Source(row["source"]),
            moment_or_none(row["sent_at"]),
        )
        for row in store.rows("SELECT * FROM mails ORDER BY id")
    }
