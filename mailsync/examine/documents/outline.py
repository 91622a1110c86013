"""Headings and sections of a text, and lists of dated lines."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mailsync.examine.documents.text import Line

# Levels of headings that are only recognised by their look; real outline levels go before them.
_LOOKS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (1, re.compile(r"第[一二三四五六七八九十]{1,3}(?:部分|章|节)[、.\uff0e:：\s]*")),
    (1, re.compile(r"[一二三四五六七八九十]{1,3}\s*[、.\uff0e,，]\s*")),
    (2, re.compile(r"[（(]\s*[一二三四五六七八九十]{1,3}\s*[）)]\s*")),
    (3, re.compile(r"\d{1,2}\s*[、.\uff0e](?!\d)\s*")),
    (4, re.compile(r"[（(]\s*\d{1,2}\s*[）)]\s*")),
)
_LOOSE_LEVEL = 9
_HEADING_CHARS = 40
_RUN_IN_CHARS = 20
_LOOSE_CHARS = 15
_BOLD_CHARS = 25
_SENTENCE_ENDS = "。；;，,、！!？?…"
_RUN_IN = re.compile(rf"([^。：:；;！!？?]{{1,{_RUN_IN_CHARS}}})[。：:]")
# Without a year only 3月5日 is a date: 3.5 may be the number of a section.
_DATED = re.compile(
    r"\s*(?:[-•·●*\d、.（()）]{0,4}\s*)"
    r"(?:(?:19|20)\d\d\s*[年./\-]\s*\d{1,2}\s*[月./\-]|\d{1,2}\s*月\s*\d{1,2}\s*[日号]?)"
)


@dataclass(frozen=True, slots=True)
class HeadedText:
    """A heading and the 字数 of the text under it, up to the next heading of any level.

    Level 0 is a title, 9 a short line that may be a heading; the heading's own characters
    are part of `chars`.
    """

    heading: str
    level: int
    chars: int


def heading_of(line: Line) -> tuple[str, int] | None:
    """The heading that a line is or begins with, and its level; None for body text."""
    text = line.text.strip()
    if not text:
        return None
    if line.level is not None and len(text) <= 2 * _HEADING_CHARS:
        return text, line.level
    for level, look in _LOOKS:
        if begun := look.match(text):
            return _numbered(text, begun.end(), level)
    if text[-1] in _SENTENCE_ENDS + "。":
        return None
    if len(text) <= _BOLD_CHARS and (line.bold or line.numbered) and not line.in_table:
        return text, 2 if line.bold else _LOOSE_LEVEL
    if len(text) <= _LOOSE_CHARS:
        return text, _LOOSE_LEVEL
    return None


def _numbered(text: str, start: int, level: int) -> tuple[str, int] | None:
    if len(text) <= _HEADING_CHARS and text[-1] not in _SENTENCE_ENDS:
        return text.rstrip("：: "), level
    run_in = _RUN_IN.match(text, start)
    return (text[: run_in.end(1)], level) if run_in else None


def sections(lines: tuple[Line, ...]) -> tuple[HeadedText, ...]:
    """Cut a text at its headings; text before the first one has no section."""
    found: list[HeadedText] = []
    for line in lines:
        chars = line.counted.chars
        heading = heading_of(line)
        if heading:
            found.append(HeadedText(heading[0], heading[1], chars))
        elif found:
            last = found[-1]
            found[-1] = HeadedText(last.heading, last.level, last.chars + chars)
    return tuple(found)


def longest_dated_run(lines: tuple[Line, ...]) -> int:
    """The longest run of lines that begin with a date, headings and blank lines aside."""
    longest = run = 0
    for line in lines:
        text = line.text.strip()
        if not text:
            continue
        if _DATED.match(text):
            run += 1
            longest = max(longest, run)
        elif not (line.in_table or line.level is not None):
            run = 0
    return longest
