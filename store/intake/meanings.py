"""WRITE: what mails mean, one row a mail; derived and no fact, so that it is replaced."""

from __future__ import annotations

import msgspec

from store.db.database import Store
from store.model import MailMeaning

# So few mails are looked at one by one sooner than it is written down that they need not be.
_MANY = 200
_CONTENT = msgspec.json.Decoder(MailMeaning)


def keep_meaning(store: Store, mail_id: int, meaning: MailMeaning, *, read_by: str) -> None:
    """Keep what a mail means.

    Args:
        read_by: names what it was read by; by something else it is to be read again.
    """
    store.execute(
        """INSERT INTO mail_meanings (mail_id, read_by, asks, content) VALUES (?, ?, ?, ?)
           ON CONFLICT (mail_id) DO UPDATE SET read_by = excluded.read_by,
           asks = excluded.asks, content = excluded.content""",
        (
            mail_id,
            read_by,
            int(any(one.intent.asks for one in meaning.intents)),
            msgspec.json.encode(meaning).decode(),
        ),
    )


def mails_to_read(store: Store, read_by: str) -> dict[int, MailMeaning | None]:
    """The mails that are to be read again, with what they meant before; None for the first time."""
    known = _all_read(store, read_by)
    return {
        row["id"]: None if row["content"] is None else _CONTENT.decode(row["content"])
        for row in store.rows(
            # The inner query reads an index and no mail: mostly there are none.
            """SELECT mails.id, content FROM mails
               LEFT JOIN mail_meanings ON mail_id = mails.id
               WHERE source = 'mail' AND mails.id IN (
                   SELECT id FROM mails WHERE id > ? AND NOT EXISTS (
                       SELECT 1 FROM mail_meanings WHERE mail_id = mails.id AND read_by = ?))
               ORDER BY mails.id""",
            (known, read_by),
        )
    }


def last_mail(store: Store) -> int:
    """The id of the mail that came last; 0 where there is none."""
    (row,) = store.rows("SELECT max(id) AS id FROM mails")
    return row["id"] or 0


def note_all_read(store: Store, read_by: str, last: int) -> None:
    """Say that all mails up to one have a meaning by this, where many more have than was said."""
    if last - _all_read(store, read_by) < _MANY:
        return
    with store.atomic():
        store.execute(
            """INSERT INTO meanings_read VALUES (1, ?, ?) ON CONFLICT (id)
               DO UPDATE SET read_by = excluded.read_by, mail_id = excluded.mail_id""",
            (read_by, last),
        )


def _all_read(store: Store, read_by: str) -> int:
    """Up to which mail all have a meaning by this."""
    rows = store.rows("SELECT mail_id FROM meanings_read WHERE read_by = ?", (read_by,))
    return int(rows[0]["mail_id"]) if rows else 0
