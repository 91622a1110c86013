"""WRITE: one mail with its files and judgements, and the mailbox cursor, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from store import journal
from store.acts import subject
from store.db import Store
from store.model import (
    Attachment,
    Examination,
    Judgement,
    Link,
    Mail,
    MailKey,
    Problem,
    Proposal,
)
from store.moments import moment_or_none, text_or_none, to_text


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of a mail: its row, and whether it was new."""

    mail_id: int
    new: bool


@dataclass(frozen=True, slots=True)
class Place:
    """One message of the cursor, as the mailbox showed it."""

    uid: int
    size_bytes: int | None
    internal_date: datetime | None


@dataclass(frozen=True, slots=True)
class SyncRun:
    """One finished look into a mailbox; `error` is the code of what stopped it."""

    mailbox: str
    started_at: datetime
    ended_at: datetime
    new: int
    known: int
    problems: int
    bytes: int
    error: str | None = None


def record(
    store: Store,
    mail: Mail,
    *,
    raw_digest: str,
    judgements: Sequence[Judgement],
    examinations: Iterable[Examination],
    key: MailKey | None,
    internal_date: datetime | None,
    at: datetime,
) -> Stored:
    """Store a mail whole, or only its further place where its digest is already stored.

    Args:
        key: where it lies in a mailbox; None for material taken in by hand.

    Raises:
        StoreError: nothing of the mail is kept, and the next sync meets it again.
    """
    with store.atomic():
        row = store.rows("SELECT id FROM mails WHERE digest = ?", (mail.digest,))
        new = not row
        mail_id = _insert_mail(store, mail, raw_digest, at) if new else int(row[0]["id"])
        if new:
            for examination in examinations:
                _insert_examination(store, examination, at)
            subjects = _insert_parts(store, mail_id, mail)
            for judgement in judgements:
                _insert_judgement(store, subjects[judgement.index], judgement.proposal, at)
            journal.record(
                store,
                at,
                journal.MACHINE,
                "mail.stored",
                subject("mail", mail_id),
                None,
                {"subject": mail.subject, "sender": mail.sender.email, "files": len(subjects)},
            )
        if key is not None:
            _set_place(store, key, mail_id, mail.size_bytes, internal_date, None, at)
    return Stored(mail_id, new)


def record_unread(store: Store, key: MailKey, problem: Problem, *, at: datetime) -> None:
    """List a message that could not be read, with the reason; the next sync tries it again."""
    with store.atomic():
        known = store.rows(
            """SELECT problem FROM places
               WHERE mailbox = ? AND folder = ? AND uidvalidity = ? AND uid = ?""",
            (key.mailbox, key.folder, key.uidvalidity or 0, key.uid),
        )
        if known and known[0]["problem"] == _encode(problem):
            return
        _set_place(store, key, None, None, None, problem, at)
        journal.record(
            store,
            at,
            journal.MACHINE,
            "mail.unread",
            subject("message", f"{key.folder}/{key.uid}"),
            None,
            {"code": problem.code},
        )


def examined(store: Store, examination: Examination, *, at: datetime) -> None:
    """Add what was measured in a content; measures of the same depth are not repeated."""
    with store.atomic():
        _insert_examination(store, examination, at)
        journal.record(
            store, at, journal.MACHINE, "file.examined", subject("content", examination.digest)
        )


def rejudge(store: Store, proposals: Mapping[str, Proposal], *, at: datetime) -> int:
    """Append later judgements by subject, where they differ from the latest; returns how many.

    What a person decided stays decided: a decision outranks every judgement.
    """
    changed = 0
    with store.atomic():
        for name, proposal in proposals.items():
            row = store.rows(
                "SELECT proposal FROM judgements WHERE subject = ? ORDER BY id DESC LIMIT 1",
                (name,),
            )
            before = row[0]["proposal"] if row else None
            if before == _encode(proposal):
                continue
            _insert_judgement(store, name, proposal, at)
            journal.record(
                store,
                at,
                journal.MACHINE,
                "file.rejudged",
                name,
                _credit_of(msgspec.json.decode(before, type=Proposal)) if before else None,
                _credit_of(proposal),
            )
            changed += 1
    return changed


def known_places(store: Store, mailbox: str, folder: str, uidvalidity: int | None) -> list[Place]:
    """The messages of a folder that are stored whole."""
    return [
        Place(row["uid"], row["size_bytes"], moment_or_none(row["internal_date"]))
        for row in store.rows(
            """SELECT uid, size_bytes, internal_date FROM places
               WHERE mailbox = ? AND folder = ? AND uidvalidity = ? AND mail_id IS NOT NULL""",
            (mailbox, folder, uidvalidity or 0),
        )
    ]


def record_run(store: Store, run: SyncRun) -> None:
    """Keep when a mailbox was last looked into and what came of it."""
    with store.atomic():
        store.db.conn.execute(
            """INSERT INTO sync_runs
               (mailbox, started_at, ended_at, new, known, problems, bytes, error)
               VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
            (
                run.mailbox,
                to_text(run.started_at),
                to_text(run.ended_at),
                run.new,
                run.known,
                run.problems,
                run.bytes,
                run.error,
            ),
        )


def _insert_mail(store: Store, mail: Mail, raw_digest: str, at: datetime) -> int:
    cursor = store.db.conn.execute(
        """INSERT INTO mails (digest, raw_digest, source, message_id, sender_name, sender_email,
           recipients, subject, sent_at, received_at, received_from, body, problems, size_bytes,
           automatic, stored_at) VALUES (?, ?, 'mail', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            mail.digest,
            raw_digest,
            mail.message_id,
            mail.sender.name,
            mail.sender.email,
            _encode({"to": mail.to, "cc": mail.cc}),
            mail.subject,
            text_or_none(mail.sent_at),
            text_or_none(mail.received_at),
            mail.received_from,
            mail.body,
            _encode(mail.problems),
            mail.size_bytes,
            mail.automatic,
            to_text(at),
        ),
    )
    return int(cursor.lastrowid or 0)


def _insert_parts(store: Store, mail_id: int, mail: Mail) -> list[str]:
    """The subjects of attachments, then links: the order that judgements count in."""
    return [
        _insert_file(store, mail_id, position, attachment)
        for position, attachment in enumerate(mail.attachments)
    ] + [_insert_link(store, mail_id, position, link) for position, link in enumerate(mail.links)]


def _insert_file(store: Store, mail_id: int, position: int, attachment: Attachment) -> str:
    cursor = store.db.conn.execute(
        """INSERT INTO files (mail_id, position, path, digest, media_type, size_bytes)
           VALUES (?, ?, ?, ?, ?, ?)""",
        (
            mail_id,
            position,
            attachment.path,
            attachment.digest,
            attachment.media_type,
            attachment.size_bytes,
        ),
    )
    return subject("file", cursor.lastrowid)


def _insert_link(store: Store, mail_id: int, position: int, link: Link) -> str:
    cursor = store.db.conn.execute(
        """INSERT INTO links (mail_id, position, url, host, name, size_bytes, expires_at,
           fetchable) VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
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
    return subject("link", cursor.lastrowid)


def _insert_examination(store: Store, examination: Examination, at: datetime) -> None:
    measures = _encode(dict(examination.measures))
    latest = store.rows(
        """SELECT measures FROM examinations WHERE digest = ? AND depth = ?
           ORDER BY id DESC LIMIT 1""",
        (examination.digest, examination.depth),
    )
    if latest and latest[0]["measures"] == measures:
        return
    store.db.conn.execute(
        "INSERT INTO examinations (digest, depth, measures, problems, at) VALUES (?, ?, ?, ?, ?)",
        (
            examination.digest,
            examination.depth,
            measures,
            _encode(examination.problems),
            to_text(at),
        ),
    )


def _insert_judgement(store: Store, name: str, proposal: Proposal, at: datetime) -> None:
    store.db.conn.execute(
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
            _encode(proposal),
            to_text(at),
        ),
    )


def _set_place(
    store: Store,
    key: MailKey,
    mail_id: int | None,
    size_bytes: int | None,
    internal_date: datetime | None,
    problem: Problem | None,
    at: datetime,
) -> None:
    store.db.conn.execute(
        """INSERT INTO places (mailbox, folder, uidvalidity, uid, mail_id, size_bytes,
           internal_date, problem, seen_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT DO UPDATE SET mail_id = excluded.mail_id,
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
            None if problem is None else _encode(problem),
            to_text(at),
        ),
    )


def _credit_of(proposal: Proposal) -> dict[str, str | None]:
    return {
        "verdict": proposal.verdict,
        "branch_id": proposal.branch_id,
        "kind": proposal.kind,
    }


def _encode(value: object) -> str:
    return msgspec.json.encode(value).decode()
