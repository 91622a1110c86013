"""The tables and charts that reports share: items, branches, sub-committees, arrivals."""

from __future__ import annotations

from store.model import State
from store.reports.content.blocks import Chart, Section, Table
from store.reports.content.source import ReportSource
from store.text.visible import visible
from store.views.board.columns import asked_columns, due_columns


def items_table(source: ReportSource) -> Table:
    """A row for each column: how many branches are in which state."""
    say = source.say
    rows = []
    for column in source.view.columns:
        tally = source.view.tally(column)
        dated = column in due_columns()
        rows.append(
            (
                source.title(column),
                f"{tally.total}",
                f"{tally.complete}",
                source.percent(tally.share),
                f"{tally.in_time}" if dated else say("report.none_due"),
                f"{tally.late}" if dated else say("report.none_due"),
                f"{tally.of(State.FAULT)}",
                f"{tally.of(State.REVIEW, State.LINK)}",
                f"{tally.of(State.MISSING, State.OPEN, State.SUBMITTED)}",
            )
        )
    heads = tuple(
        say(f"report.col.{name}")
        for name in (
            "item",
            "branches",
            "complete",
            "share",
            "in_time",
            "late",
            "fault",
            "claim",
            "open",
        )
    )
    return Table(
        say("report.items_caption", as_of=source.moment(source.view.board.as_of)),
        heads,
        (Section("", tuple(rows)),),
        (26, 16, 14, 15, 14, 12, 15, 16, 17),
        frozenset(range(1, 9)),
    )


def progress_chart(source: ReportSource) -> Chart:
    """The progress of each column of which something was begun, told in figures too."""
    told = source.say("report.comma").join(
        source.say(
            "report.progress_of",
            item=source.title(column),
            n=source.view.tally(column).complete,
            total=source.view.tally(column).total,
        )
        for column in source.view.shown
    )
    return Chart("progress", source.say("report.progress_caption"), told)


def arrivals_chart(source: ReportSource) -> Chart:
    """The arrivals per day, told in figures too."""
    days, board = source.view.arrivals, source.view.board
    told = source.say(
        "report.arrivals_told",
        first=source.day(days[0].day),
        last=source.day(days[-1].day),
        plans=days[-1].plans_so_far,
        videos=days[-1].videos_so_far,
        deadline=source.day(source.dates.day(board.deadline)),
    )
    return Chart("arrivals", source.say("report.arrivals_caption"), told)


def matrix(source: ReportSource) -> Table:
    """Every branch with its cells in words, grouped by sub-committee.

    Columns of which nothing was begun are left out and named below; a branch is named without
    its sub-committee, which stands above it.
    """
    say, view, columns = source.say, source.view, source.view.shown
    known = asked_columns(source.workspace.notice)
    sections = tuple(
        Section(
            say("report.unit_of", unit=visible(unit.sub_committee.name), n=len(unit.rows)),
            tuple(
                (source.branch_within(row), *map(source.spelled, map(row.cell, columns)))
                for row in unit.rows
            ),
            tuple((None, *(row.cell(name).state for name in columns)) for row in unit.rows),
        )
        for unit in view.units
    )
    idle = [source.title(column) for column in view.columns if column not in columns]
    return Table(
        say("report.matrix_caption", as_of=source.moment(view.board.as_of)),
        (say("head.branch"), *map(source.head, columns)),
        sections,
        (48, *(known[name].report_width for name in columns)),
        note=say("report.left_out", items=say("report.between_names").join(idle)) if idle else "",
    )


def units_table(source: ReportSource) -> Table:
    """A row for each sub-committee: its branches and how many are complete in each column."""
    rows = tuple(
        (
            visible(unit.sub_committee.name),
            f"{len(unit.rows)}",
            *(f"{unit.tally(column).complete}" for column in source.view.columns),
        )
        for unit in source.view.units
    )
    return Table(
        source.say("report.units_caption"),
        (
            source.say("report.col.unit"),
            source.say("report.col.branches"),
            *map(source.head, source.view.columns),
        ),
        (Section("", rows),),
        (39, 18, *(16 for _ in source.view.columns)),
        frozenset(range(1, 2 + len(source.view.columns))),
    )
