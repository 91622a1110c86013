"""A sample of the pieces of a text, small enough to be stored, by which two texts are compared."""

from __future__ import annotations

import unicodedata
import zlib
from collections.abc import Callable

SHINGLE_CHARS = 8
# Each eighth piece, the same ones in every text.
_SAMPLED = 8
_PIECES_CAP = 600
_TEXT_CAP = 100_000


def sketch_of(text: str) -> str:
    """Hashes of a sample of the text's runs of eight characters, eight hex digits each, sorted.

    Marks, spaces, case and width make no difference; a text of less than eight has none.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    plain = "".join(char for char in folded if char.isalnum())[:_TEXT_CAP]
    hashes = {
        zlib.crc32(plain[at : at + SHINGLE_CHARS].encode())
        for at in range(len(plain) - SHINGLE_CHARS + 1)
    }
    return "".join(f"{one:08x}" for one in sorted(hashes) if one % _SAMPLED == 0)[: 8 * _PIECES_CAP]


def in_sketch(sketch: str) -> Callable[[str], bool]:
    """Whether a run of eight folded characters is one of those that a sketch kept."""
    kept = {int(sketch[at : at + 8], 16) for at in range(0, len(sketch) - 7, 8)}
    return lambda shingle: zlib.crc32(shingle.encode()) in kept
