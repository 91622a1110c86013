"""Shared contents opened by where they are; one place and one cache for a whole program."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from pathlib import Path

from store.errors import StoreError
from store.files.shared.cache import Cache
from store.files.shared.contract import SharedContents
from store.files.shared.folder import FolderContents
from store.files.shared.location import ContentsLocation

# Imported where contents are in such a store: nothing else needs it.
_S3 = "store.files.shared.s3"


@lru_cache(maxsize=8)
def open_contents(location: ContentsLocation) -> SharedContents:
    """Open a place for shared contents; nothing is asked of it yet.

    Raises:
        StoreError: `contents.extra` where the program was installed without what that needs.
    """
    if isinstance(location, Path):
        return FolderContents(location)
    try:
        s3 = import_module(_S3)
    except ModuleNotFoundError as err:
        raise StoreError("contents.extra", place=str(location)) from err
    found: SharedContents = s3.S3Contents(location)
    return found


@lru_cache(maxsize=8)
def cache_of(folder: Path, location: ContentsLocation, most_bytes: int) -> Cache:
    """The cache of a workspace's folder.

    Raises:
        StoreError: as `open_contents`.
    """
    return Cache(folder, open_contents(location), most_bytes)
