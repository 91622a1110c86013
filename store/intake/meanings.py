"""WRITE: what mails mean, one row a mail; derived and no fact, so that it is replaced."""

from __future__ import annotations

import msgspec

from store.db.database import Store
from store.model import MailMeaning

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
    return {
        row["id"]: None if row["content"] is None else _CONTENT.decode(row["content"])
        for row in store.rows(
            # The inner query reads an index and no mail: mostly there are none.
            """SELECT mails.id, content FROM mails
               LEFT JOIN mail_meanings ON mail_id = mails.id
               WHERE source = 'mail' AND mails.id IN (
                   SELECT id FROM mails WHERE NOT EXISTS (
                       SELECT 1 FROM mail_meanings WHERE mail_id = mails.id AND read_by = ?))
               ORDER BY mails.id""",
            (read_by,),
        )
    }
