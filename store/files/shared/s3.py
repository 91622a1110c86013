"""Shared contents in a bucket of an S3-compatible store, by obstore; imported only where used."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import obstore
from obstore import exceptions
from obstore.store import S3Store

from store.errors import StoreError
from store.files.shared.contract import CHUNK_BYTES, MARKER
from store.files.shared.location import S3Location

# Longer ones go in parts, of which no server says that another was first.
_IN_ONE_BYTES = 64 << 20
_FULL = re.compile(r"\b507\b|StorageFull|QuotaExceeded|InsufficientCapacity|DiskFull")
_REFUSED = re.compile(
    r"\b40[13]\b|AccessDenied|InvalidAccessKeyId|SignatureDoesNotMatch|credentials"
)
_NO_BUCKET = re.compile(r"NoSuchBucket")
# How a server says that it knows no condition.
_NO_CONDITION = re.compile(r"\b501\b|NotImplemented")
_DIGEST = re.compile(r"[0-9a-f]{64}")


class S3Contents:
    """A bucket of contents, see `store.files.shared.contract.SharedContents`."""

    def __init__(self, location: S3Location) -> None:
        self.place = str(location)
        given: dict[str, Any] = {
            "region": location.region or "us-east-1",
            "endpoint": location.endpoint,
            "access_key_id": location.key,
            "secret_access_key": location.secret,
        }
        self._store = S3Store(
            location.bucket,
            prefix=location.prefix or None,
            client_options={
                "allow_http": location.is_local,
                "connect_timeout": "10s",
                # For a piece of an answer, not for the whole of a long one.
                "read_timeout": "60s",
                "timeout": "3600s",
            },
            retry_config={"max_retries": 4, "retry_timeout": timedelta(seconds=20)},
            **{name: value for name, value in given.items() if value},
        )

    def prepare(self) -> None:
        """Make it a place of ours; a prefix that holds something else is refused."""
        with self._told():
            try:
                obstore.head(self._store, MARKER)
                return
            except FileNotFoundError:
                pass
            if any(batch for batch in obstore.list(self._store, chunk_size=1)):
                raise StoreError("contents.not_empty", place=self.place)
            obstore.put(self._store, MARKER, b"")

    def store(self, file: Path, digest: str) -> None:
        """Upload a file unless it is there."""
        with self._told():
            if file.stat().st_size > _IN_ONE_BYTES:
                if self._size_there(digest) is None:
                    obstore.put(self._store, _name(digest), file)
                return
            try:
                with contextlib.suppress(exceptions.AlreadyExistsError):
                    obstore.put(
                        self._store, _name(digest), file, mode="create", use_multipart=False
                    )
            except exceptions.BaseError as err:
                if not _NO_CONDITION.search(str(err)):
                    raise
                # The same content under the same name: it does not matter who was first.
                obstore.put(self._store, _name(digest), file, use_multipart=False)

    def pieces(self, digest: str) -> Iterator[bytes]:
        """A content as it is there."""
        with self._told():
            try:
                found = obstore.get(self._store, _name(digest))
            except FileNotFoundError:
                self._require()
                raise
            for piece in found.stream(min_chunk_size=CHUNK_BYTES):
                yield bytes(piece)

    def size_of(self, digest: str) -> int | None:
        """How many bytes are there of a content."""
        with self._told():
            return self._size_there(digest)

    def listed(self) -> Iterator[tuple[str, int]]:
        """Every content that is there, with its size in bytes."""
        with self._told():
            self._require()
            for batch in obstore.list(self._store):
                for each in batch:
                    shard, _, name = each["path"].rpartition("/")
                    if _DIGEST.fullmatch(name) and shard == name[:2]:
                        yield name, each["size"]

    def remove(self, digest: str) -> None:
        """Take a content away."""
        with self._told(), contextlib.suppress(FileNotFoundError):
            obstore.delete(self._store, _name(digest))

    def knows_conditions(self) -> bool:
        """Whether the server refuses to store under a name that is taken, when asked to."""
        with self._told():
            try:
                obstore.put(self._store, MARKER, b"", mode="create")
            except exceptions.AlreadyExistsError:
                return True
            except exceptions.BaseError as err:
                if not _NO_CONDITION.search(str(err)):
                    raise
        return False

    def _size_there(self, digest: str) -> int | None:
        try:
            return int(obstore.head(self._store, _name(digest))["size"])
        except FileNotFoundError:
            self._require()
            return None

    def _require(self) -> None:
        try:
            obstore.head(self._store, MARKER)
        except FileNotFoundError as err:
            raise StoreError("contents.none", place=self.place) from err

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except exceptions.BaseError as err:
            # The first line says it; what follows is of the library's inside.
            words = " ".join(str(err).partition("\n\nDebug source")[0].split())
            raise StoreError(_code(words), place=self.place, reason=words[:400]) from err
        except FileNotFoundError as err:
            if _NO_BUCKET.search(str(err)):
                raise StoreError("contents.none", place=self.place) from err
            raise
        except OSError as err:
            raise StoreError(
                "contents.unreachable", place=self.place, reason=err.strerror or str(err)
            ) from err


def _code(words: str) -> str:
    if _NO_BUCKET.search(words):
        return "contents.none"
    if _FULL.search(words):
        return "contents.full"
    return "contents.refused" if _REFUSED.search(words) else "contents.unreachable"


def _name(digest: str) -> str:
    return f"{digest[:2]}/{digest}"
