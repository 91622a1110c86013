"""Where a stored mail begins: past what an export, a mailbox format or a protocol put before it."""

from __future__ import annotations

import codecs
import re

# Lines that programs write in front of a mail that they hand out.
_BANNER = re.compile(
    rb"(?:>?From [^\r\n]*"
    rb"|\+OK\b[^\r\n]*"
    rb"|Microsoft Mail Internet Headers Version[^\r\n]*"
    rb"|\* \d+ FETCH[^\r\n]*|[^\r\n]{0,80}\{\d{1,12}\+?\}|\)"
    rb"|#! ?rnews \d+[^\r\n]*|\x01{4}|\d{1,12}|[0-9A-Fa-f]{1,8}"
    rb"|\*\*\* [^\r\n]{1,120} \*\*\*|(?:250|354) [^\r\n]*|DATA|(?:RETR|TOP) \d[^\r\n]*"
    rb"|-{3,}[^\r\n]{0,60}|={3,}[^\r\n]{0,60})[ \t]*(?:\r{0,4}\n|\r|\Z)",
    re.IGNORECASE,
)
_LENGTH_BEFORE = re.compile(rb"\d{1,12}:(?=[A-Z][A-Za-z-]{1,40}:)")
_LINE = re.compile(rb"[^\r\n]*(?:\r{0,4}\n|\r|\Z)")
_FIELD = re.compile(rb"[A-Za-z][!-9;-~]{0,75}[ \t]*:(?!//)|[ \t]+\S")
# Fields that only transport writes: a mail that is quoted in a text does not have them.
_TRANSPORT = re.compile(
    rb"(?:received|return-path|message-id|mime-version|delivered-to|dkim-signature"
    rb"|x-[a-z0-9-]+)[ \t]*:",
    re.IGNORECASE,
)
_OF_MAIL = re.compile(
    rb"(?:content-[a-z-]+|mime-version|from|subject|date|to|message-id)[ \t]*:", re.IGNORECASE
)
_MOST_BANNER_LINES = 12
_MOST_LOOKED_AT = 60
_BLANK = b"\r\n\0 \t\x01"


def begins_with_field(content: bytes) -> bool:
    """Whether a content begins as the header block of a mail or a part does."""
    return _OF_MAIL.match(content, _past_blank(content, 0)) is not None


def true_start(head: bytes) -> int:
    """Where in its first bytes a mail's header block begins."""
    marks = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    start = next((len(mark) for mark in marks if head.startswith(mark)), 0)
    for _ in range(_MOST_BANNER_LINES):
        start = _past_blank(head, start)
        banner = _BANNER.match(head, start) or _LENGTH_BEFORE.match(head, start)
        if banner is None or banner.end() == start:
            break
        start = banner.end()
    start = _past_blank(head, start)
    if _FIELD.match(head, start) is None:
        return _block_below(head, start)
    return start


def _past_blank(head: bytes, start: int) -> int:
    while start < len(head) and head[start] in _BLANK:
        start += 1
    return start


def _block_below(head: bytes, start: int) -> int:
    """Past a few lines of any words, where a header block that transport wrote follows them."""
    place = start
    for _ in range(_MOST_BANNER_LINES):
        line = _LINE.match(head, place)
        if line is None or line.end() == place:
            return start
        place = line.end()
        if _is_block(head, place):
            return place
    return start


def _is_block(head: bytes, place: int) -> bool:
    fields = 0
    transport = False
    for _ in range(_MOST_LOOKED_AT):
        if _FIELD.match(head, place) is None:
            break
        transport = transport or _TRANSPORT.match(head, place) is not None
        fields += 1
        line = _LINE.match(head, place)
        if line is None or line.end() == place:
            break
        place = line.end()
    return transport and fields >= 2
