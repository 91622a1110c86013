"""A calendar file (RFC 5545) of whole days and of moments at which something is due."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

# A line has at most so many bytes; what is longer goes on after a blank.
_LINE_BYTES = 75
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One entry: a whole day, or the moment at which something is due."""

    uid: str
    title: str
    day: date
    moment: datetime | None = None
    place: str = ""
    note: str = ""
    cancelled: bool = False


def calendar_file(entries: Iterable[CalendarEntry], stamp: datetime) -> bytes:
    """The file. An entry keeps its id: a calendar that takes the file in again changes what it
    has."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//sixones//NONSGML//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
    ]
    for entry in entries:
        lines += _entry(entry, f"{stamp.astimezone(UTC):%Y%m%dT%H%M%SZ}")
    lines.append("END:VCALENDAR")
    return b"".join(map(_folded, lines))


def _entry(event: CalendarEntry, stamp: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{event.uid}@sixones.invalid"
    yield f"DTSTAMP:{stamp}"
    if event.moment is not None:
        at = event.moment.astimezone(UTC)
        # The half hour before: a calendar shows when it begins.
        yield f"DTSTART:{at - timedelta(minutes=30):%Y%m%dT%H%M%SZ}"
        yield f"DTEND:{at:%Y%m%dT%H%M%SZ}"
    else:
        yield f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{event.day + timedelta(days=1):%Y%m%d}"
        # A whole day of a session does not mean that nobody is free.
        yield "TRANSP:TRANSPARENT"
    yield f"SUMMARY:{_escaped(event.title)}"
    if event.place:
        yield f"LOCATION:{_escaped(event.place)}"
    if event.note:
        yield f"DESCRIPTION:{_escaped(event.note)}"
    if event.cancelled:
        yield "STATUS:CANCELLED"
    yield "END:VEVENT"


def _escaped(text: str) -> str:
    return text.translate(_ESCAPES)


def _folded(line: str) -> bytes:
    """A line in pieces of at most 75 bytes, no character torn."""
    pieces: list[bytes] = [b""]
    for char in line:
        encoded = char.encode("utf-8", "replace")
        # A piece that goes on has a blank in front.
        if len(pieces[-1]) + len(encoded) > _LINE_BYTES - (len(pieces) > 1):
            pieces.append(b"")
        pieces[-1] += encoded
    return b"\r\n ".join(pieces) + b"\r\n"
