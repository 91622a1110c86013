"""A sample of the pieces of a text, small enough to be stored, by which two texts are compared."""

from __future__ import annotations

import itertools
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
    plain = "".join(filter(str.isalnum, folded))[:_TEXT_CAP]
    # Where each character begins in the bytes of all of them.
    begins = list(itertools.accumulate(map(len, map(str.encode, plain)), initial=0))
    pieces = map(plain.encode().__getitem__, map(slice, begins, begins[SHINGLE_CHARS:]))
    sampled = sorted({one for one in map(zlib.crc32, pieces) if one % _SAMPLED == 0})
    return "".join(f"{one:08x}" for one in sampled[:_PIECES_CAP])


def in_sketch(sketch: str) -> Callable[[str], bool]:
    """Whether a run of eight folded characters is one of those that a sketch kept."""
    kept = {int(sketch[at : at + 8], 16) for at in range(0, len(sketch) - 7, 8)}
    return lambda shingle: zlib.crc32(shingle.encode()) in kept
