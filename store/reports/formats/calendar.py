"""The dates of a cohort as a calendar file (RFC 5545): limits, sharing sessions, review dates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from store.reports.content.source import ReportSource
from store.text.ics import CalendarEntry, calendar_file
from store.text.visible import visible


def write_calendar(source: ReportSource, out: BinaryIO) -> None:
    """Write the file."""
    out.write(calendar_file(calendar_events(source), source.view.board.as_of))


def calendar_events(source: ReportSource) -> Iterator[CalendarEntry]:
    """The deadline, the sessions of the units of the report, and when scores are asked for."""
    say, view = source.say, source.view
    deadline = view.board.deadline
    named = source.workspace.notice.number
    between = say("report.between_names")
    for until, asked in source.due_by_day:
        name = "deadline" if until == deadline else "-".join(("deadline", *asked))
        title = say("calendar.deadline", items=between.join(map(source.title, asked)))
        yield CalendarEntry(name, title, source.dates.day(until), until, note=named)
    if not source.by_department:
        handed = source.dates.local(source.workspace.settings.deadline)
        yield CalendarEntry(
            "handed-on", say("calendar.handed_on"), handed.date(), handed, note=named
        )
    for column, until in view.dues.items():
        day = source.dates.day(until)
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
