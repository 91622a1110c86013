"""The digest of a file: what a content is called here."""

from __future__ import annotations

from hashlib import file_digest, sha256
from pathlib import Path

__all__ = ["digest_of_file", "sha256"]


def digest_of_file(path: Path) -> str | None:
    """The sha256 of a file in hex; None where it is not there or cannot be read."""
    try:
        with path.open("rb") as content:
            return file_digest(content, "sha256").hexdigest()
    except OSError:
        return None
