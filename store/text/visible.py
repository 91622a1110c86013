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


def visible_json(text: str) -> str:
    """JSON that says the same, with every such character as an escape: a terminal may show it."""
    if text.isprintable() and _BLANK_LETTERS.isdisjoint(text):
        return text
    # A line break stands between values only.
    return "".join(_escaped(c) if _hidden(c) and c != "\n" else c for c in text)


def _escaped(char: str) -> str:
    """A character as JSON escapes it: two units where it is beyond the first plane."""
    units = char.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def _hidden(char: str) -> bool:
    if char == " ":
        return False
    return unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") or (
        # Blank-looking letters that hide in names.
        char in "\u115f\u1160\u3164\uffa0\u034f"
    )
