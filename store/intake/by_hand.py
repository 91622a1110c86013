"""WRITE: files that did not come as attachments: behind a link, on a stick, by chat."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from store.db.acts import Act, subject_id, subject_kind
from store.db.database import Store, StoredRow
from store.db.decisions import Draft, decide
from store.db.moments import moment_or_none
from store.errors import UsageError
from store.intake import rows as mail_rows
from store.model import (
    Address,
    Attachment,
    Examination,
    FileKind,
    Mail,
    Problem,
    ReceivedFrom,
    Source,
)
from store.roster.stored import load_roster

# What a database numbers its rows with.
_ID = re.compile(r"[0-9]{1,18}")
BY_HAND = (Source.LINK, Source.USB, Source.CHAT, Source.OTHER)


@dataclass(frozen=True, slots=True)
class HandArrival:
    """How files came in and whose they are.

    `received_at` is when the department had them; where `link` names the link of a mail that
    they lay behind, the mail's time counts instead (notice 三.4) and its sender is theirs.
    """

    branch_id: str
    source: Source
    received_at: datetime | None = None
    link: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What taking in made: the batch that undoes it, and the subjects of the files in order."""

    batch: str
    subjects: tuple[str, ...]
    received_at: datetime


def check_arrival(store: Store, arrival: HandArrival, *, now: datetime, scope: str = "") -> None:
    """Refuse what cannot be meant, before any file is read.

    Raises:
        UsageError: `add.branch` (not on the roster, or withdrawn), `add.link` (no such link),
            `add.source_link`, `add.when` (no time), `add.future`.
    """
    if arrival.branch_id not in {one.id for one in load_roster(store, scope=scope).active}:
        raise UsageError("add.branch", branch=arrival.branch_id)
    if arrival.link is not None:
        if arrival.source is not Source.LINK:
            raise UsageError("add.source_link", link=arrival.link)
        timeless = _link_row(store, arrival.link)["received_at"] is None
    else:
        timeless = True
    if timeless and arrival.received_at is None:
        raise UsageError("add.when")
    if arrival.received_at is not None and arrival.received_at > now:
        raise UsageError("add.future", at=arrival.received_at.isoformat(" ", "minutes"))


def take_in(
    store: Store,
    arrival: HandArrival,
    files: Sequence[tuple[Attachment, FileKind]],
    *,
    examinations: Iterable[Examination] = (),
    problems: Sequence[Problem] = (),
    at: datetime,
    who: str,
) -> TakenIn:
    """Record files whose contents are stored, and credit them: one transaction, one undo.

    Raises:
        UsageError: as `check_arrival`.
        StoreError: nothing was recorded.
    """
    with store.atomic():
        check_arrival(store, arrival, now=at)
        stands_for = _mail(store, arrival, [file for file, _ in files], problems, who)
        mail_id = mail_rows.insert_mail(store, stands_for, "", at, arrival.source)
        subjects = mail_rows.insert_parts(store, mail_id, stands_for)
        for examination in examinations:
            mail_rows.insert_examination(store, examination, at)
        batch = decide(
            store,
            [
                Draft(
                    Act.TAKE_IN,
                    name,
                    {
                        "branch_ids": [arrival.branch_id],
                        "kind": kind,
                        "source": arrival.source,
                        "link": arrival.link,
                    },
                    arrival.note,
                )
                for name, (_, kind) in zip(subjects, files, strict=True)
            ],
            at=at,
            who=who,
        )
    return TakenIn(batch, tuple(subjects), stands_for.received_at or at)


def _mail(
    store: Store,
    arrival: HandArrival,
    files: Sequence[Attachment],
    problems: Sequence[Problem],
    who: str,
) -> Mail:
    """What stands where a mail would: the link's own mail, or the person at the desk."""
    sender, title = Address(who, ""), arrival.note
    received_at, received_from = arrival.received_at, ReceivedFrom.BY_HAND
    if arrival.link is not None:
        row = _link_row(store, arrival.link)
        sender = Address(row["sender_name"], row["sender_email"])
        title = row["subject"]
        if row["received_at"] is not None:
            received_at = moment_or_none(row["received_at"])
            received_from = ReceivedFrom(row["received_from"])
    return Mail(
        digest=f"hand-{uuid.uuid4().hex}",
        message_id="",
        sender=sender,
        to=(),
        cc=(),
        subject=title,
        sent_at=None,
        received_at=received_at,
        received_from=received_from,
        body="",
        attachments=tuple(files),
        links=(),
        problems=tuple(problems),
        size_bytes=sum(file.size_bytes for file in files),
    )


def _link_row(store: Store, link: str) -> StoredRow:
    number = subject_id(link)
    if subject_kind(link) != "link" or not _ID.fullmatch(number):
        raise UsageError("add.link", link=link)
    rows = store.rows(
        """SELECT mails.* FROM links JOIN mails ON mails.id = links.mail_id
           WHERE links.id = ?""",
        (int(number),),
    )
    if not rows:
        raise UsageError("add.link", link=link)
    return rows[0]
