"""Text for spreadsheets: what came from outside never becomes a formula there."""

from __future__ import annotations

# What Excel, LibreOffice and WPS take for the beginning of a formula, or drop before one; in
# Chinese and Japanese editions the wide forms, too.
_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def no_formula(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would compute it."""
    return f"'{text}" if text.startswith(_BEGINNINGS) else text
