"""Text from outside made safe to show: what cannot be seen becomes visible, nothing is lost."""

from __future__ import annotations

import unicodedata

_KEPT = frozenset("\n\t")
# Blank-looking letters that hide in names.
_BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u034f")


def visible(text: str, *, keep: frozenset[str] = frozenset()) -> str:
    """Replace control, format, bidirectional and private characters by `<U+XXXX>`.

    Args:
        keep: characters that the caller can show, such as a line break in a body.
    """
    # What is printable is none of the categories below; names come by the ten thousand.
    if text.isprintable() and _BLANK_LETTERS.isdisjoint(text):
        return text
    return "".join(
        char if char in keep or not _hidden(char) else f"<U+{ord(char):04X}>" for char in text
    )


def visible_body(text: str) -> str:
    """As `visible`, for running text: line breaks and tabs stay."""
    return visible(text.replace("\r\n", "\n"), keep=_KEPT)


def _hidden(char: str) -> bool:
    if char == " ":
        return False
    return unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") or (
        # Blank-looking letters that hide in names.
        char in "\u115f\u1160\u3164\uffa0\u034f"
    )
