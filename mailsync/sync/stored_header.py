"""The header of a stored mail."""

from __future__ import annotations

from mailsync.mime.headers import HeaderFields, split_fields
from store.db.database import Store
from store.files.blobs import Blobs
from store.intake.raw import beginning_of

_MOST_BYTES = 256 << 10


def stored_header(store: Store, blobs: Blobs, mail_id: int) -> HeaderFields:
    """The fields of a mail, read from its first bytes.

    Raises:
        NotRebuilt: a content of it is lost.
    """
    fields, _ = split_fields(beginning_of(store, blobs, mail_id, _MOST_BYTES))
    return fields
