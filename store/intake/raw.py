"""READ: a stored mail as it came, whichever way it is kept; the one stream of raw mails."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from store.db.database import Store
from store.files.blobs import Blobs
from store.files.skeleton import NotRebuilt, Skeleton, contents_of, rebuilt, unpack

_CHUNK_BYTES = 1 << 18


def raw_mail(store: Store, blobs: Blobs, mail_id: int) -> Iterator[bytes]:
    """The bytes of a mail in pieces.

    Raises:
        NotRebuilt: a content of it is lost; its digest, or "" for the skeleton itself.
    """
    skeleton = skeleton_of(store, mail_id)
    if skeleton is not None:
        yield from rebuilt(skeleton, blobs.path)
        return
    rows = store.rows("SELECT raw_digest FROM mails WHERE id = ?", (mail_id,))
    digest = str(rows[0]["raw_digest"]) if rows else ""
    try:
        content = blobs.path(digest).open("rb")
    except OSError as err:
        # Since it was asked for, a skeleton may have taken its place.
        skeleton = skeleton_of(store, mail_id)
        if skeleton is None:
            raise NotRebuilt(digest) from err
        yield from rebuilt(skeleton, blobs.path)
        return
    with content:
        while chunk := content.read(_CHUNK_BYTES):
            yield chunk


def beginning_of(store: Store, blobs: Blobs, mail_id: int, most: int) -> bytes:
    """The first bytes of a mail, at most so many.

    Raises:
        NotRebuilt: as `raw_mail`.
    """
    held = bytearray()
    for piece in raw_mail(store, blobs, mail_id):
        held += piece
        if len(held) >= most:
            break
    return bytes(held[:most])


def skeleton_of(store: Store, mail_id: int) -> Skeleton | None:
    """What a mail is rebuilt from; None where its raw bytes are kept, or were never there.

    Raises:
        NotRebuilt: its bytes turned.
    """
    rows = store.rows("SELECT skeleton FROM skeletons WHERE mail_id = ?", (mail_id,))
    try:
        return unpack(rows[0]["skeleton"]) if rows else None
    except msgspec.DecodeError as err:
        raise NotRebuilt("") from err


def contents_in_skeletons(store: Store) -> set[str]:
    """The digests of all contents that mails are rebuilt from."""
    return {digest for _, skeleton in skeletons(store) for digest in contents_of(skeleton or ())}


def skeletons(store: Store) -> Iterator[tuple[int, Skeleton | None]]:
    """Every skeleton by the id of its mail, one at a time; None for one whose bytes turned."""
    for row in store.rows("SELECT mail_id FROM skeletons ORDER BY mail_id"):
        try:
            skeleton = skeleton_of(store, row["mail_id"])
        except NotRebuilt:
            skeleton = None
        yield row["mail_id"], skeleton
