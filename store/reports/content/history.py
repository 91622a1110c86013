"""The head of the journal's chain in the metadata of a report, and found there again."""

from __future__ import annotations

_MARK = "sixones-history: "


def history_words(history: str) -> str:
    """What stands in the metadata; nothing where nothing was ever done."""
    return f"{_MARK}{history}" if history else ""
