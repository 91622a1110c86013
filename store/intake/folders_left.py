"""READ: which folders of the mailbox are not read, as the last sync saw them."""

from __future__ import annotations

import msgspec

from store.db.acts import subject
from store.db.database import Store


def folders_left(store: Store, mailbox: str | None = None) -> list[tuple[str, int | None, bool]]:
    """Each with its number of mails, and whether only those before the window are left.

    Args:
        mailbox: None for the one that was read last.
    """
    of_one = "" if mailbox is None else "AND subject = ?"
    rows = store.rows(
        f"""SELECT after FROM journal WHERE act = 'mailbox.folders_left' {of_one}
            ORDER BY id DESC LIMIT 1""",  # noqa: S608  (one of two texts of ours)
        () if mailbox is None else (subject("mailbox", mailbox),),
    )
    if not rows:
        return []
    said = msgspec.json.decode(rows[0]["after"])
    return [(str(name), total, bool(early)) for name, total, early in said["folders"]]
