"""READ: stored mails as they were read, with the subjects of their files and links."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import msgspec

from store.db.acts import subject, subject_id, subject_kind
from store.db.database import Store, StoredRow
from store.db.moments import moment_or_none
from store.model import Address, Attachment, Link, Mail, Params, Problem, ReceivedFrom


class StoredMail(msgspec.Struct, frozen=True):
    """A mail with its row, and the subjects of its attachments, then links, in their order."""

    mail_id: int
    mail: Mail
    subjects: tuple[str, ...]


class _Recipients(msgspec.Struct):
    to: tuple[Address, ...]
    cc: tuple[Address, ...]


def stored_mails(store: Store) -> Iterator[StoredMail]:
    """Every stored mail, in the order of storing; what came by hand is none."""
    files = _by_mail(store.rows("SELECT * FROM files ORDER BY mail_id, position"))
    links = _by_mail(store.rows("SELECT * FROM links ORDER BY mail_id, position"))
    for row in store.rows("SELECT * FROM mails WHERE source = 'mail' ORDER BY id"):
        parts, elsewhere = files[row["id"]], links[row["id"]]
        yield StoredMail(
            row["id"],
            _mail(row, parts, elsewhere),
            (
                *(subject("file", part["id"]) for part in parts),
                *(subject("link", link["id"]) for link in elsewhere),
            ),
        )


def stored_mail(store: Store, file: str) -> tuple[int, Mail, int] | None:
    """The mail that holds a file: its row, the mail, and the file's place among its attachments."""
    rows = store.rows("SELECT mail_id FROM files WHERE id = ?", (subject_id(file),))
    if not rows or subject_kind(file) != "file":
        return None
    mail_id = int(rows[0]["mail_id"])
    (row,) = store.rows("SELECT * FROM mails WHERE id = ?", (mail_id,))
    parts = store.rows("SELECT * FROM files WHERE mail_id = ? ORDER BY position", (mail_id,))
    elsewhere = store.rows("SELECT * FROM links WHERE mail_id = ? ORDER BY position", (mail_id,))
    place = [subject("file", part["id"]) for part in parts].index(file)
    return mail_id, _mail(row, parts, elsewhere), place


def latest_measures(store: Store) -> dict[str, Params]:
    """The measures of every content by digest; the latest full examination completes the latest
    probe, and what an earlier one of the same depth said is history."""
    measures: dict[str, dict[str, object]] = defaultdict(dict)
    for row in store.rows(
        """SELECT digest, measures FROM examinations WHERE id IN
           (SELECT max(id) FROM examinations GROUP BY digest, depth)
           ORDER BY CASE depth WHEN 'probe' THEN 0 ELSE 1 END"""
    ):
        measures[row["digest"]].update(msgspec.json.decode(row["measures"]))
    return {digest: msgspec.convert(found, Params) for digest, found in measures.items()}


def archive_problems(store: Store) -> dict[int, tuple[Problem, ...]]:
    """What opening the archives of each mail gave, by the mail's id."""
    return {
        row["id"]: msgspec.json.decode(row["problems"], type=tuple[Problem, ...])
        for row in store.rows("""SELECT id, problems FROM mails
               WHERE problems != '[]' AND problems LIKE '%"archive.%'""")
    }


def _by_mail(rows: list[StoredRow]) -> dict[int, list[StoredRow]]:
    found: dict[int, list[StoredRow]] = defaultdict(list)
    for row in rows:
        found[row["mail_id"]].append(row)
    return found


def _mail(row: StoredRow, parts: list[StoredRow], elsewhere: list[StoredRow]) -> Mail:
    recipients = msgspec.json.decode(row["recipients"], type=_Recipients)
    return Mail(
        digest=row["digest"],
        message_id=row["message_id"],
        sender=Address(row["sender_name"], row["sender_email"]),
        to=recipients.to,
        cc=recipients.cc,
        subject=row["subject"],
        sent_at=moment_or_none(row["sent_at"]),
        received_at=moment_or_none(row["received_at"]),
        received_from=ReceivedFrom(row["received_from"]),
        body=row["body"],
        attachments=tuple(
            Attachment(part["path"], part["digest"], part["media_type"], part["size_bytes"])
            for part in parts
        ),
        links=tuple(
            Link(
                link["url"],
                link["host"],
                link["name"],
                link["size_bytes"],
                moment_or_none(link["expires_at"]),
                bool(link["fetchable"]),
            )
            for link in elsewhere
        ),
        problems=msgspec.json.decode(row["problems"], type=tuple[Problem, ...]),
        size_bytes=row["size_bytes"],
        automatic=row["automatic"],
    )
