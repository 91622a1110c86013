"""Text as PostgreSQL takes it: it refuses the one character NUL, which a mail may hold.

NUL stands there as two characters, and so does the character that begins those; every text comes
back as it was. JSON needs nothing: NUL is an escape of six letters there.
"""

from __future__ import annotations

from collections.abc import Sequence

from psycopg.adapt import Buffer, Loader

# A character that no standard gives a meaning.
ESCAPE = "\ue0f7"
_ESCAPE_BYTES = ESCAPE.encode()


def stored(values: Sequence[object]) -> list[object]:
    """Values as they are handed to the server."""
    return [_stored(value) for value in values]


def _stored(value: object) -> object:
    if isinstance(value, str):
        if "\0" in value or ESCAPE in value:
            return value.replace(ESCAPE, f"{ESCAPE}1").replace("\0", f"{ESCAPE}0")
        return str(value)
    return int(value) if isinstance(value, bool) else value


def restored(text: str) -> str:
    """A text as it was before it was stored."""
    return text.replace(f"{ESCAPE}0", "\0").replace(f"{ESCAPE}1", ESCAPE)


class StoredText(Loader):
    """Reads a text back."""

    def load(self, data: Buffer) -> str:
        """Read one value."""
        read = bytes(data)
        text = read.decode()
        return restored(text) if _ESCAPE_BYTES in read else text
