"""WRITE: contents that no row needs any more, taken from the disk after the rows said so.

The rows come first, durably, and say which contents they release; then the files go. Whatever
moment the work is killed at, the next run takes away what was released.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from store.db.database import Store
from store.files.blobs import Blobs


def release(store: Store, digests: Iterable[str]) -> None:
    """Note contents to be taken away; within the transaction that does without them."""
    store.many(
        "INSERT INTO released VALUES (?) ON CONFLICT (digest) DO NOTHING",
        ((digest,) for digest in digests),
    )


def is_pending(store: Store) -> bool:
    """Whether contents still wait to be taken away."""
    return bool(store.rows("SELECT 1 FROM released LIMIT 1"))


def let_go(store: Store, blobs: Blobs, in_skeletons: Collection[str]) -> int:
    """Take away the files that were released and that nothing else needs; their bytes.

    Args:
        in_skeletons: the contents that mails are rebuilt from.

    Raises:
        StoreError: `disk.write`, `contents.*`; what was released stays so.
    """
    freed = 0
    for row in store.rows("SELECT digest FROM released"):
        digest = row["digest"]
        if digest not in in_skeletons and not _is_needed(store, digest):
            freed += blobs.remove(digest)
        with store.atomic():
            store.execute("DELETE FROM released WHERE digest = ?", (digest,))
    return freed


def _is_needed(store: Store, digest: str) -> bool:
    return bool(
        store.rows(
            """SELECT 1 FROM files WHERE digest = ? UNION ALL
               SELECT 1 FROM mails WHERE raw_digest = ? UNION ALL
               SELECT 1 FROM decisions WHERE payload LIKE '%' || ? || '%' LIMIT 1""",
            (digest, digest, digest),
        )
    )
