"""WRITE: skeletons that take the place of raw mails kept as files, mail by mail.

Whatever moment the work is killed at, a mail can be read.
"""

from __future__ import annotations

from dataclasses import dataclass

from store.db.database import Store
from store.files.blobs import Blobs
from store.files.skeleton import Skeleton, contents_of
from store.intake.raw import contents_in_skeletons
from store.intake.rows import insert_skeleton
from store.keeping.released import let_go, release


@dataclass(frozen=True, slots=True)
class WholeMail:
    """A mail whose raw bytes are a content of their own."""

    mail_id: int
    raw_digest: str


class Compacting:
    """The rows and files of one run; nobody else stores mail meanwhile."""

    def __init__(self, store: Store, blobs: Blobs) -> None:
        self._store = store
        self._blobs = blobs
        self._in_skeletons = contents_in_skeletons(store)

    def waiting(self) -> tuple[WholeMail, ...]:
        """The mails that have no skeleton, oldest first."""
        return tuple(
            WholeMail(row["id"], row["raw_digest"])
            for row in self._store.rows(
                "SELECT id, raw_digest FROM mails WHERE raw_digest != '' ORDER BY id"
            )
        )

    def replace(self, mail: WholeMail, identity: str, skeleton: Skeleton) -> bool:
        """Let a skeleton stand for a raw mail; False where the same mail has one already.

        Raises:
            StoreError: nothing has changed.
        """
        with self._store.atomic():
            if self._store.rows("SELECT 1 FROM skeletons WHERE identity = ?", (identity,)):
                return False
            insert_skeleton(self._store, mail.mail_id, identity, skeleton)
            self._store.execute("UPDATE mails SET raw_digest = '' WHERE id = ?", (mail.mail_id,))
            release(self._store, (mail.raw_digest,))
        self._in_skeletons.update(contents_of(skeleton))
        return True

    def let_go(self) -> int:
        """Take away the files that were released and that nothing else needs; their bytes.

        Raises:
            StoreError: `disk.write`; what was released stays so.
        """
        return let_go(self._store, self._blobs, self._in_skeletons)
