"""Which mails a mail answers, as its headers name them."""

from __future__ import annotations

from mailsync.mime.bounce import message_ids
from mailsync.mime.headers import HeaderFields, decode_text

_MOST = 50


def ids_answered(fields: HeaderFields) -> tuple[str, ...]:
    """The Message-IDs that a mail answers, without brackets, the nearest last."""
    named = dict.fromkeys(
        name
        for field in ("references", "in-reply-to")
        for value in fields.raw_all(field)
        for name in message_ids(decode_text(value))
    )
    return tuple(named)[-_MOST:]
