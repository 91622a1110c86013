"""The dates of a cohort as a calendar file (RFC 5545): limits, sharing sessions, review dates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import BinaryIO

from store.reports.content.source import ReportSource
from store.text.visible import visible
from store.views.board.columns import due_columns

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


def write_calendar(source: ReportSource, out: BinaryIO) -> None:
    """Write the file. An entry keeps its id: a calendar that takes the file in again changes what
    it has."""
    stamp = f"{source.view.board.as_of.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//sixones//NONSGML//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
    ]
    for event in calendar_events(source):
        lines += _entry(event, stamp)
    lines.append("END:VCALENDAR")
    for line in lines:
        out.write(_folded(line))


def calendar_events(source: ReportSource) -> Iterator[CalendarEntry]:
    """The deadline, the sessions of the units of the report, and when scores are asked for."""
    say, view = source.say, source.view
    deadline = view.board.deadline
    due = deadline.astimezone(source.zone)
    named = source.workspace.notice.number
    notice, between = source.workspace.notice, say("report.between_names")
    asked = [item.id for item in notice.items if item.due and item.id in due_columns()]
    title = say("calendar.deadline", items=between.join(map(source.title, asked)))
    yield CalendarEntry("deadline", title, due.date(), deadline, note=named)
    if not source.by_department:
        handed = source.workspace.settings.deadline.astimezone(source.zone)
        yield CalendarEntry(
            "handed-on", say("calendar.handed_on"), handed.date(), handed, note=named
        )
    for column, until in view.dues.items():
        day = until.astimezone(source.zone).date()
        title = say("calendar.due", item=source.title(column))
        yield CalendarEntry(f"due-{column}", title, day, until, note=named)
    units = {unit.sub_committee.id: unit for unit in view.units}
    for session in view.sessions:
        unit = units.get(session.sub_committee_id)
        if unit is None:
            continue
        name = visible(unit.sub_committee.name)
        branches = [row for row in unit.rows if row.branch.id in session.speakers]
        yield CalendarEntry(
            f"session-{session.id}",
            say("calendar.session", unit=name, form=visible(session.form)),
            session.date,
            place=visible(session.place),
            note=say("report.between_names").join(map(source.branch_within, branches)),
            cancelled=session.status == "cancelled",
        )
    if not source.by_department or not view.whole:
        return
    for day, names in view.scores_by:
        yield CalendarEntry(
            f"review-{day}",
            say("calendar.review", n=len(names)),
            day,
            note=say("report.between_names").join(map(visible, names)),
        )


def calendar_lines(source: ReportSource) -> Iterator[str]:
    """The entries by day, a line each."""
    for event in sorted(calendar_events(source), key=lambda event: event.day):
        place = f"  {event.place}" if event.place else ""
        yield f"{event.day.isoformat()}  {event.title}{place}"


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
