"""The password that a mail's words state for its archive; pure."""

from __future__ import annotations

import re
from typing import Literal

_STATED = re.compile(
    r"(?:密\s*码|口\s*令|password|pwd|passwd)\s*(?:统一)?(?:设置)?(?:为|是)?\s*[:：=]?\s*"
    r"[“\"'「【]?(?P<word>[!-~]{3,40})",
    re.IGNORECASE,
)
# An 提取码 opens a share, not an archive; a telephone number tells where to ask.
_NO_PASSWORD = re.compile(r"https?://|^\d{11,}$|@")
_ENDS = "，。；、,.;)）]】”\"'」"


def stated_password(text: str) -> str:
    """The password that a mail's words state for its archive, "" where they state none."""
    found = _stated(text)
    return "" if found is None else text[found[0] : found[1]]


def password_span(subject: str, body: str) -> tuple[Literal["subject", "body"], int, int] | None:
    """Where a mail states a password: in which of its texts, from where to where."""
    if (found := _stated(subject)) is not None:
        return ("subject", *found)
    found = _stated(body)
    return None if found is None else ("body", *found)


def _stated(text: str) -> tuple[int, int] | None:
    for found in _STATED.finditer(text):
        word = found["word"].rstrip(_ENDS)
        if len(word) >= 3 and not _NO_PASSWORD.search(word):
            return found.start("word"), found.start("word") + len(word)
    return None
