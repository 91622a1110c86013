"""The statistics as lines of a terminal: arrivals against the deadline, progress of each unit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import zip_longest

from store.reports.content.source import ReportSource
from store.text.visible import visible
from store.views.report_types import DayArrivals, UnitTally
from tui.base.cells import crop, fit, pad, width_of
from tui.widgets.painted import Line, Span, line_width

# Glyphs of one width everywhere; what they stand for is said by figures too.
PLAN, VIDEO, EMPTY = "#", "=", "."
_SIDE_BY_SIDE_FROM = 118
_BETWEEN = 3


def chart_lines(source: ReportSource, width: int) -> list[Line]:
    """Both charts: beside each other where there is room, else one under the other."""
    if width < _SIDE_BY_SIDE_FROM:
        return [*_units(source, width), (), *_arrivals(source, width)]
    left = (width - _BETWEEN) // 2
    pairs = zip_longest(_units(source, left), _arrivals(source, width - left - _BETWEEN))
    return [(*_filled(one or (), left + _BETWEEN), *(other or ())) for one, other in pairs]


def _filled(line: Line, width: int) -> list[Span]:
    taken = line_width(line)
    return [*line, (" " * max(width - taken, 0), "text")]


# -- progress of each sub-committee ------------------------------------------------------------


def _units(source: ReportSource, width: int) -> list[Line]:
    say, view = source.say, source.view
    keys = say("stats.units_key", plan=PLAN, video=VIDEO)
    lines: list[Line] = [((crop(say("stats.units"), width), "strong bold"),)]
    lines.append(((crop(keys, width), "dim"),))
    if not view.units:
        return [*lines, ((crop(say("stats.no_rows"), width), "dim"),)]
    counts = [
        (
            f"{unit.tally('plan').complete}/{len(unit.rows)}",
            f"{unit.tally('video').complete}/{len(unit.rows)}",
        )
        for unit in view.units
    ]
    plan_width = max(len(plan) for plan, _ in counts)
    video_width = max(len(video) for _, video in counts)
    names = [crop(visible(unit.sub_committee.name), max(width // 3, 12)) for unit in view.units]
    names = [pad(name, max(map(width_of, names))) for name in names]
    bar = max((width - width_of(names[0]) - plan_width - video_width - 7) // 2, 3)
    for unit, name, (plan, video) in zip(view.units, names, counts, strict=True):
        lines.append(
            (
                (name + "  ", "text"),
                *_bar(unit, "plan", bar, PLAN, "blue"),
                (f" {plan:>{plan_width}}  ", "text"),
                *_bar(unit, "video", bar, VIDEO, "mauve"),
                (f" {video:>{video_width}}", "text"),
            )
        )
    return lines


def _bar(unit: UnitTally, column: str, width: int, glyph: str, ink: str) -> Sequence[Span]:
    tally = unit.tally(column)
    # Full only when all is done, empty only when nothing is.
    filled = width * tally.complete // tally.total if tally.total else 0
    if tally.complete and not filled:
        filled = 1
    return ((glyph * filled, ink), (EMPTY * (width - filled), "dim"))


# -- arrivals per day --------------------------------------------------------------------------


def _arrivals(source: ReportSource, width: int) -> list[Line]:
    say, view = source.say, source.view
    due = source.dates.local(view.board.deadline)
    keys = say("stats.arrivals_key", plan=PLAN, video=VIDEO)
    lines: list[Line] = [((crop(say("stats.arrivals"), width), "strong bold"),)]
    lines.append(((crop(keys, width), "dim"),))
    total = len(view.board.rows)
    most = max((max(day.plans, day.videos) for day in view.arrivals), default=0) or 1
    told = [
        say("stats.so_far", plans=day.plans_so_far, videos=day.videos_so_far, total=total)
        for day in view.arrivals
    ]
    told_width = max(map(width_of, told), default=0)
    bar = max((width - 5 - told_width - 2 * (len(str(most)) + 2) - 3) // 2, 3)
    words_of = dict(zip(view.arrivals, told, strict=True))
    today = source.dates.day(view.board.as_of)
    # What lies ahead has no arrivals; only the deadline is shown of it.
    past = [day for day in view.arrivals if day.day <= today]
    for days in _runs(past, due.date()):
        if len(days) > 1:
            said = say("stats.quiet", first=f"{days[0].day:%m-%d}", last=f"{days[-1].day:%m-%d}")
            lines.append(((crop(said, width), "dim"),))
            continue
        (day,) = days
        lines.append(_day(day, bar, most, fit(words_of[day], told_width)))
        if day.day == due.date():
            lines.append(_due(say("stats.due", clock=f"{due:%H:%M}"), width))
    if due.date() > today:
        lines.append(_due(say("stats.due_ahead", day=f"{due:%m-%d}", clock=f"{due:%H:%M}"), width))
    return lines


def _due(said: str, width: int) -> Line:
    rest = max(width - width_of(said) - 7, 0)
    return ((f"----- {said} " + "-" * rest, "amber"),)


def _runs(days: Sequence[DayArrivals], due: date) -> Iterator[list[DayArrivals]]:
    """Days one by one; several without arrivals in a row together. The deadline stands alone."""
    quiet: list[DayArrivals] = []
    for day in days:
        if not day.plans and not day.videos and day.day != due:
            quiet.append(day)
            continue
        if quiet:
            yield quiet
        quiet = []
        yield [day]
    if quiet:
        yield quiet


def _day(day: DayArrivals, bar: int, most: int, words: str) -> Line:
    digits = len(str(most))
    spans: list[Span] = [(f"{day.day:%m-%d} ", "dim")]
    for count, glyph, ink in ((day.plans, PLAN, "blue"), (day.videos, VIDEO, "mauve")):
        filled = max(bar * count // most, 1) if count else 0
        spans.append((glyph * filled, ink))
        spans.append((f" {count:<{digits}}" if count else " " * (digits + 1), "text"))
        spans.append((" " * (bar - filled + 1), "text"))
    spans.append((words, "dim"))
    return spans
