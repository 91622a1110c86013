"""The rows of a mail and of its parts, as SQL; `store.intake.record` says when they are written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from store.db.acts import subject
from store.db.database import Store
from store.db.moments import text_or_none, to_text
from store.files.skeleton import Skeleton, pack
from store.model import Attachment, Examination, Link, Mail, MailKey, Problem, Proposal, Source


def insert_mail(
    store: Store, mail: Mail, raw_digest: str, at: datetime, source: Source = Source.MAIL
) -> int:
    """Insert a mail, or what stands for one where files came by hand; returns its id."""
    (made,) = store.rows(
        """INSERT INTO mails (digest, raw_digest, source, message_id, sender_name, sender_email,
           recipients, subject, sent_at, received_at, received_from, body, problems, size_bytes,
           automatic, stored_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
           RETURNING id""",
        (
            mail.digest,
            raw_digest,
            source,
            mail.message_id,
            mail.sender.name,
            mail.sender.email,
            encode({"to": mail.to, "cc": mail.cc}),
            mail.subject,
            text_or_none(mail.sent_at),
            text_or_none(mail.received_at),
            mail.received_from,
            mail.body,
            encode(mail.problems),
            mail.size_bytes,
            mail.automatic,
            to_text(at),
        ),
    )
    return int(made["id"])


def insert_skeleton(store: Store, mail_id: int, identity: str, skeleton: Skeleton) -> None:
    """Keep what a mail is rebuilt from, and by what it is known."""
    store.execute("INSERT INTO skeletons VALUES (?, ?, ?)", (mail_id, identity, pack(skeleton)))


def insert_parts(store: Store, mail_id: int, mail: Mail) -> list[str]:
    """The subjects of attachments, then links: the order that judgements count in."""
    return [
        _insert_file(store, mail_id, position, attachment)
        for position, attachment in enumerate(mail.attachments)
    ] + [_insert_link(store, mail_id, position, link) for position, link in enumerate(mail.links)]


def add_files(store: Store, mail_id: int, attachments: Sequence[Attachment]) -> list[str]:
    """Append further files to a stored mail; returns their subjects."""
    (row,) = store.rows("SELECT max(position) AS last FROM files WHERE mail_id = ?", (mail_id,))
    start = 0 if row["last"] is None else int(row["last"]) + 1
    return [
        _insert_file(store, mail_id, position, attachment)
        for position, attachment in enumerate(attachments, start)
    ]


def _insert_file(store: Store, mail_id: int, position: int, attachment: Attachment) -> str:
    (made,) = store.rows(
        """INSERT INTO files (mail_id, position, path, digest, media_type, size_bytes)
           VALUES (?, ?, ?, ?, ?, ?) RETURNING id""",
        (
            mail_id,
            position,
            attachment.path,
            attachment.digest,
            attachment.media_type,
            attachment.size_bytes,
        ),
    )
    return subject("file", made["id"])


def _insert_link(store: Store, mail_id: int, position: int, link: Link) -> str:
    (made,) = store.rows(
        """INSERT INTO links (mail_id, position, url, host, name, size_bytes, expires_at,
           fetchable) VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id""",
        (
            mail_id,
            position,
            link.url,
            link.host,
            link.name,
            link.size_bytes,
            text_or_none(link.expires_at),
            int(link.fetchable),
        ),
    )
    return subject("link", made["id"])


def insert_examination(store: Store, examination: Examination, at: datetime) -> None:
    """Insert measures, unless the latest of that depth are the same."""
    measures = encode(dict(examination.measures))
    latest = store.rows(
        """SELECT measures FROM examinations WHERE digest = ? AND depth = ?
           ORDER BY id DESC LIMIT 1""",
        (examination.digest, examination.depth),
    )
    if latest and latest[0]["measures"] == measures:
        return
    store.execute(
        "INSERT INTO examinations (digest, depth, measures, problems, at) VALUES (?, ?, ?, ?, ?)",
        (
            examination.digest,
            examination.depth,
            measures,
            encode(examination.problems),
            to_text(at),
        ),
    )


def insert_judgement(store: Store, name: str, proposal: Proposal, at: datetime) -> None:
    """Append the machine's word on a file or link."""
    store.execute(
        """INSERT INTO judgements
           (subject, kind, kind_certain, verdict, scope, branch_id, proposal, at)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            name,
            proposal.kind,
            int(proposal.kind_certain),
            proposal.verdict,
            proposal.scope,
            proposal.branch_id,
            encode(proposal),
            to_text(at),
        ),
    )


def set_place(
    store: Store,
    key: MailKey,
    mail_id: int | None,
    size_bytes: int | None,
    internal_date: datetime | None,
    problem: Problem | None,
    at: datetime,
) -> None:
    """Say which mail lies at a place of a mailbox, or why none could be read."""
    store.execute(
        """INSERT INTO places (mailbox, folder, uidvalidity, uid, mail_id, size_bytes,
           internal_date, problem, seen_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT (mailbox, folder, uidvalidity, uid) DO UPDATE SET mail_id = excluded.mail_id,
           size_bytes = excluded.size_bytes, internal_date = excluded.internal_date,
           problem = excluded.problem, seen_at = excluded.seen_at""",
        (
            key.mailbox,
            key.folder,
            key.uidvalidity or 0,
            key.uid,
            mail_id,
            size_bytes,
            text_or_none(internal_date),
            None if problem is None else encode(problem),
            to_text(at),
        ),
    )


def encode(value: object) -> str:
    """A value as JSON text."""
    return msgspec.json.encode(value).decode()
