"""Where a mail's text repeats a letter that we wrote: a reply carries a copy of it."""

from __future__ import annotations

import re
from collections.abc import Collection

# What mail programs write above a copy of the mail that they answer.
_ATTRIBUTION = re.compile(
    r"-{2,}[ \t]{0,4}(?:原始邮件|原邮件|邮件原件|转发邮件|转发的邮件|回复的原邮件|original message"
    r"|forwarded message)"
    r"|_{10,}"
    r"|(?:发件人|寄件者|from)[ \t]{0,4}[:：]"
    r"|(?<![^\n]) {0,4}(?:在|于|on )[^\n]{4,120}?(?:写道|wrote)[ \t]?[:：]"
    r"|(?<![^\n])[^\n]{1,80}(?:于|在)[^\n]{4,60}写道[ \t]?[:：]"
    r"|begin forwarded message",
    re.IGNORECASE,
)
_FORWARD = re.compile(r"转发|forwarded", re.IGNORECASE)
_FIELD = re.compile(r"(?:发件人|寄件者|from)[ \t*]{0,6}[:：]([^\n]{0,200})", re.IGNORECASE)
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{3,120}")
_HEAD = 400
_MOST_QUOTATIONS = 200


def quotations(text: str, ours: Collection[str], *, answers: bool) -> tuple[tuple[int, int], ...]:
    """The half-open spans of `text` that are copies of our own letters.

    Args:
        ours: our addresses in lower case.
        answers: whether the mail is a reply: then a copy that names no address is of what it
            answers, which is ours.
    """
    starts: list[tuple[int, bool]] = []
    for hit in _ATTRIBUTION.finditer(text):
        if len(starts) >= _MOST_QUOTATIONS:
            break
        head = text[hit.start() : hit.start() + _HEAD]
        field = _FIELD.search(head)
        if hit[0][0] in "-_" and (field is None or field.start() > 200):
            # Only a line: what it parts is said by the line after it, if at all.
            first = head[: head.find("\n", 1)] if "\n" in head[1:] else head
            written = _EMAIL.search(first)
        else:
            written = _EMAIL.search(field[1] if field is not None else hit[0])
        if written is not None:
            mine = written[0].lower().rstrip(".") in ours
        else:
            mine = answers and _FORWARD.search(hit[0]) is None
        if (
            starts
            and hit.start() - starts[-1][0] < 120
            and "\n\n" not in text[starts[-1][0] : hit.start()]
        ):
            # The head of one quotation: its line, then its fields.
            starts[-1] = (starts[-1][0], mine)
        else:
            starts.append((hit.start(), mine))
    if not starts:
        return ()
    ends = [start for start, _ in starts[1:]] + [len(text)]
    return tuple((start, end) for (start, mine), end in zip(starts, ends, strict=True) if mine)
