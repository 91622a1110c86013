"""READ: files and links with all that is known of them, made from credits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

import msgspec

from store.db.among import rows_among
from store.db.database import Store
from store.db.moments import moment_or_none
from store.model import Branch, FileKind, Finding, Proposal, ReceivedFrom, Source
from store.views.board.credits import Credit
from store.views.board.file_findings import Ruling, chains, findings_of, in_use
from store.views.board.types import Detail, FileEntry, Received
from store.views.board.version_reasons import version_reason


def entries(
    store: Store,
    found: Sequence[Credit],
    ruling: Ruling,
    *,
    branch: Branch | None = None,
    pins: Mapping[FileKind, str] | None = None,
) -> tuple[FileEntry, ...]:
    """Complete credits with their mail, proposal, measures, findings and version.

    Args:
        branch: whose versions are counted; None where nobody owns them yet.
        pins: the versions in use that are not the latest, by kind.
    """
    mails = received(store, {credit.mail_id for credit in found})
    version_of: dict[str, tuple[int, bool]] = {}
    because: dict[str, Detail] = {}
    if branch is not None:
        for kind in {credit.kind for credit in found}:
            for kept in chains(found, kind):
                current = in_use(kept, (pins or {}).get(kind))
                for number, credit in enumerate(kept, start=1):
                    version_of[credit.subject] = (number, credit is current)
                for earlier, later in pairwise(kept):
                    because[later.subject] = version_reason(later, earlier, mails[later.mail_id])
    return tuple(
        _entry(
            store,
            credit,
            mails[credit.mail_id],
            ruling,
            version_of,
            because.get(credit.subject),
            findings_of(credit, branch, ruling, credited=found, pins=pins or {})
            if branch is not None
            else (),
            branch,
        )
        for credit in found
    )


def received(store: Store, mail_ids: Iterable[int]) -> dict[int, Received]:
    """How each of some mails came in, by its id."""
    return {
        row["id"]: Received(
            mail_id=row["id"],
            sender_name=row["sender_name"],
            sender_email=row["sender_email"],
            subject=row["subject"],
            received_at=moment_or_none(row["received_at"]),
            received_from=ReceivedFrom(row["received_from"]),
            sent_at=moment_or_none(row["sent_at"]),
            source=Source(row["source"]),
        )
        for row in rows_among(store, "SELECT * FROM mails WHERE id IN", mail_ids)
    }


def _entry(
    store: Store,
    credit: Credit,
    came: Received,
    ruling: Ruling,
    version_of: dict[str, tuple[int, bool]],
    because: Detail | None,
    findings: tuple[Finding, ...],
    branch: Branch | None,
) -> FileEntry:
    proposal = _proposal(store, credit.subject)
    version, current = version_of.get(credit.subject, (0, False))
    return FileEntry(
        credit=credit,
        received=came,
        proposal=proposal,
        version=version,
        because=because,
        current=current,
        measures=(ruling.measures_of(credit, branch.id) if branch else None)
        or ruling.measures.get(credit.digest, {}),
        findings=findings,
        evidence=proposal.reasons if proposal is not None else (),
        viewing=ruling.viewings.get(credit.subject),
    )


def _proposal(store: Store, name: str) -> Proposal | None:
    rows = store.rows(
        "SELECT proposal FROM judgements WHERE subject = ? ORDER BY id DESC LIMIT 1", (name,)
    )
    return msgspec.json.decode(rows[0]["proposal"], type=Proposal) if rows else None
