"""A mail's body as its sender's own words and what is quoted, with spans of the original."""

from __future__ import annotations

from dataclasses import dataclass

from mailsync.matching.evidence.mailtext import Part, stretches
from mailsync.matching.words.normal import normalise


@dataclass(frozen=True, slots=True)
class BodyPart:
    """A half-open span of the body, and whether it is quoted mail."""

    start: int
    end: int
    quoted: bool


def body_parts(body: str) -> tuple[BodyPart, ...]:
    """Cut a body into own and quoted parts, in order and without gaps.

    What lies behind the first quotation that runs to the end belongs to it.
    """
    normal = normalise(body)
    found: list[BodyPart] = []
    for stretch in stretches(normal.text):
        start, end = normal.span(stretch.start, stretch.end)
        quoted = stretch.part is Part.QUOTE
        if found and found[-1].quoted == quoted:
            found[-1] = BodyPart(found[-1].start, end, quoted)
        else:
            begin = found[-1].end if found else 0
            if quoted and found:
                # The mark of a quoted line belongs to the line.
                line = body.rfind("\n", begin, start) + 1
                begin = max(begin, line)
                found[-1] = BodyPart(found[-1].start, begin, found[-1].quoted)
            found.append(BodyPart(begin, end, quoted))
    if not found:
        return (BodyPart(0, len(body), False),) if body else ()
    last = found[-1]
    found[-1] = BodyPart(last.start, len(body), last.quoted)
    return tuple(found)
