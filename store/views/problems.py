"""READ: what could not be read, of stored mails and of messages not stored at all."""

from __future__ import annotations

import msgspec

from store.db import Store
from store.model import Problem
from store.views.types import MailProblem


def mail_problems(store: Store) -> tuple[MailProblem, ...]:
    """Every problem, those of unread messages first, then by mail, newest first."""
    unread = [
        MailProblem(
            None,
            f"{row['folder']}/{row['uid']}",
            "",
            msgspec.json.decode(row["problem"], type=Problem),
        )
        for row in store.rows("SELECT * FROM places WHERE mail_id IS NULL ORDER BY folder, uid")
    ]
    stored = [
        MailProblem(row["id"], "", row["subject"], problem)
        for row in store.rows(
            "SELECT id, subject, problems FROM mails WHERE problems != '[]' ORDER BY id DESC"
        )
        for problem in msgspec.json.decode(row["problems"], type=tuple[Problem, ...])
    ]
    return (*unread, *stored)
