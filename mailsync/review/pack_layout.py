"""How a review pack is laid out, and how one is known again when it comes back; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

LETTER = "00-致评审专家.docx"
LIST = "02-案例清单.xlsx"
CASES = "案例/"
_SHEET = "01-评分表-"
# Whoever fills a sheet may say so in its name; the code of the reviewer stays.
_SHEET_PATH = re.compile(rf"(?P<folder>(?:.*/)?){_SHEET}[^/]+\.(?:xlsx|docx)", re.IGNORECASE)


def sheet_name(reviewer_id: str, suffix: str) -> str:
    """The name of a reviewer's score sheet; `suffix` has its dot."""
    return f"{_SHEET}{reviewer_id}{suffix}"


def is_score_sheet(path: str) -> bool:
    """Whether a file has the name that we gave a score sheet."""
    return _SHEET_PATH.fullmatch(path) is not None


def parts_of_returned_packs(paths: Iterable[str]) -> frozenset[str]:
    """Of the files of one mail, those that we put into a pack and that are no score sheets.

    A folder with a score sheet of ours, and our list or cases beside it, is a pack that a reviewer
    sent back whole: its cases are no submissions.
    """
    found = list(paths)
    folders = {match["folder"] for path in found if (match := _SHEET_PATH.fullmatch(path))}
    return frozenset(
        path
        for folder in folders
        if any(path == folder + LIST or path.startswith(folder + CASES) for path in found)
        for path in found
        if path in (folder + LETTER, folder + LIST) or path.startswith(folder + CASES)
    )
