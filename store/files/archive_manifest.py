"""What an archive is made of: the names of its own files, and the list of all with digests."""

from __future__ import annotations

from pathlib import Path

import msgspec

from store.errors import StoreError
from store.files.regular import is_plain_path

INDEX, MANIFEST, FACTS, DATABASE = (
    "index.html",
    "sixones-archive.json",
    "sixones-facts.json",
    "sixones-database.jsonl",
)
FORMAT = "sixones-archive-1"


class ManifestFile(msgspec.Struct, frozen=True):
    """One file that an archive holds."""

    path: str
    sha256: str
    size: int
    mtime_ns: int = 0


class Manifest(msgspec.Struct, frozen=True):
    """Every file of an archive, with its digest; `history` is the head of the journal's chain."""

    format: str
    as_of: str
    files: tuple[ManifestFile, ...]
    history: str = ""


def read_manifest(content: bytes, place: Path) -> Manifest:
    """Read a list; one whose paths lead elsewhere is none of ours.

    Raises:
        StoreError: `archive.unreadable`.
    """
    try:
        manifest = msgspec.json.decode(content, type=Manifest)
    except msgspec.DecodeError as err:
        raise StoreError("archive.unreadable", place=str(place)) from err
    if manifest.format != FORMAT or not all(map(_inside, manifest.files)):
        raise StoreError("archive.unreadable", place=str(place))
    return manifest


def _inside(file: ManifestFile) -> bool:
    return is_plain_path(file.path)
