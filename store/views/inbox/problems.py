"""READ: what could not be read, of stored mails and of messages not stored at all."""

from __future__ import annotations

import msgspec

from store.db.acts import subject, subject_id
from store.db.database import Store
from store.db.moments import moment_or_none
from store.letters.returned import UnfitBounce, unfit_bounces
from store.model import Problem
from store.views.board.entries import received
from store.views.board.types import MailProblem

_UNREAD = "SELECT * FROM places WHERE mail_id IS NULL AND problem IS NOT NULL"
_STORED = """
    SELECT id, problems, (SELECT count(*) FROM files WHERE files.mail_id = mails.id) AS files
    FROM mails WHERE problems != '[]'"""


def mail_problems(store: Store) -> tuple[MailProblem, ...]:
    """Every mail that was not read whole: messages that are not stored first, then the newest."""
    unread = [
        MailProblem(
            subject=subject("message", f"{row['folder']}/{row['uidvalidity']}/{row['uid']}"),
            received=None,
            folder=row["folder"],
            at=moment_or_none(row["internal_date"]),
            files=0,
            problems=(msgspec.json.decode(row["problem"], type=Problem),),
        )
        for row in store.rows(f"{_UNREAD} ORDER BY folder, uid")
    ]
    rows = store.rows(f"{_STORED} ORDER BY id DESC")
    came = received(store, [row["id"] for row in rows])
    stored = [
        MailProblem(
            subject=subject("mail", row["id"]),
            received=came[row["id"]],
            folder="",
            at=came[row["id"]].received_at,
            files=row["files"],
            problems=msgspec.json.decode(row["problems"], type=tuple[Problem, ...]),
        )
        for row in rows
    ]
    told = {mail.subject: mail for mail in stored}
    for bounce in unfit_bounces(store):
        name = subject("mail", bounce.mail_id)
        known = told.get(name)
        told[name] = MailProblem(
            subject=name,
            received=received(store, [bounce.mail_id])[bounce.mail_id],
            folder="",
            at=bounce.at,
            files=known.files if known is not None else 0,
            problems=(_unfit(bounce), *(known.problems if known is not None else ())),
        )
    return (*unread, *sorted(told.values(), key=lambda mail: -int(subject_id(mail.subject))))


def _unfit(bounce: UnfitBounce) -> Problem:
    params = {"recipient": bounce.recipient or "?", "subject": bounce.subject or "?"}
    return Problem("mail.bounce_unfit", params)
