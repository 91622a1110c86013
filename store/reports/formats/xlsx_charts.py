"""The two native charts, drawn from cells: of the ledger, and of the circular's own data sheet."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import Any

from store.model import State
from store.reports.content.source import ReportSource
from store.views.report_types import Tally

# Done, to mend, to claim, not done; as greys 67, 139, 213 and white, and labelled too.
COLOURS = ("#1B5E20", "#E0604E", "#FFD866", "#FFFFFF")
PLAN_COLOUR, VIDEO_COLOUR, DUE_COLOUR = "#174A7E", "#8FB8E8", "#FFFFFF"
EDGE, DUE_EDGE = "#555555", "#B71C1C"
CHART_DATA = "data"


@dataclass(frozen=True, slots=True)
class DataAt:
    """Where the cells of a chart are: sheet, first row with a head, first column."""

    sheet: str
    row: int
    column: int


def progress_heads(source: ReportSource) -> tuple[str, ...]:
    """The heads of `progress_rows`."""
    names = ("item", "complete", "fault", "claim", "open")
    return tuple(source.say(f"report.col.{name}") for name in names)


def progress_rows(source: ReportSource) -> list[tuple[str, int, int, int, int]]:
    """For each column of which something was begun: branches done, to mend, to claim, not done;
    they add up to all."""
    return [
        (source.title(column), *progress_parts(source.view.tally(column)))
        for column in source.view.shown
    ]


def progress_parts(tally: Tally) -> tuple[int, int, int, int]:
    """Branches done, to mend, to claim or fetch, and not done."""
    return (
        tally.complete,
        tally.of(State.FAULT),
        tally.of(State.REVIEW, State.LINK),
        tally.of(State.MISSING, State.OPEN, State.SUBMITTED),
    )


def arrival_heads(source: ReportSource) -> tuple[str, ...]:
    """The heads of `arrival_rows`."""
    due = source.dates.local(source.view.board.deadline)
    return (
        source.say("report.col.day"),
        source.title("plan"),
        source.title("video"),
        source.say("report.deadline", month=due.month, day=due.day),
    )


def arrival_rows(source: ReportSource) -> list[tuple[str, int, int, int]]:
    """For each day: first arrivals of plans and videos, and a mark as high on the last day."""
    due = source.dates.day(source.view.board.deadline)
    most = max((max(day.plans, day.videos) for day in source.view.arrivals), default=0)
    return [
        (
            f"{day.day.month}-{day.day.day:02d}",
            day.plans,
            day.videos,
            max(most, 1) if day.day == due else 0,
        )
        for day in source.view.arrivals
    ]


def progress_chart(workbook: Any, source: ReportSource, at: DataAt) -> Any:
    """A stacked bar for each column, over `progress_rows` written at `at`."""
    chart = workbook.add_chart({"type": "bar", "subtype": "stacked"})
    rows = len(source.view.shown)
    for place, colour in enumerate(COLOURS, start=1):
        chart.add_series(
            {
                **_series(at, rows, place),
                "fill": {"color": colour},
                "border": {"color": EDGE, "width": 0.5},
                "gap": 45,
                "data_labels": {
                    "value": True,
                    "num_format": "0;;;",
                    "font": {"color": "#FFFFFF" if place == 1 else "#000000"},
                },
            }
        )
    chart.set_title({"name": source.say("report.progress_caption"), "name_font": {"size": 12}})
    # Excel draws the first row at the bottom.
    chart.set_y_axis({"reverse": True})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
    chart.set_legend({"position": "bottom"})
    return chart


def arrivals_chart(workbook: Any, source: ReportSource, at: DataAt) -> Any:
    """Columns of first arrivals per day with the deadline, over `arrival_rows` at `at`."""
    chart = workbook.add_chart({"type": "column"})
    rows = len(source.view.arrivals)
    for place, colour in enumerate((PLAN_COLOUR, VIDEO_COLOUR, DUE_COLOUR), start=1):
        edge = (
            {"color": DUE_EDGE, "width": 1.25, "dash_type": "dash"}
            if colour == DUE_COLOUR
            else {"color": EDGE, "width": 0.5}
        )
        chart.add_series(
            {
                **_series(at, rows, place),
                "fill": {"color": colour},
                "border": edge,
                "gap": 20,
                "overlap": 0,
            }
        )
    chart.set_title({"name": source.say("report.arrivals_caption"), "name_font": {"size": 12}})
    chart.set_x_axis(
        {"interval_unit": max(1, rows // 10), "num_font": {"rotation": -45, "size": 8}}
    )
    chart.set_y_axis({"num_format": "0", "major_gridlines": {"visible": True}})
    chart.set_legend({"position": "bottom"})
    return chart


def standalone_chart(source: ReportSource, which: str) -> tuple[bytes, bytes]:
    """A chart for a document: the chart's XML, and the workbook that its data can be edited in."""
    import xlsxwriter

    heads = progress_heads(source) if which == "progress" else arrival_heads(source)
    rows = progress_rows(source) if which == "progress" else arrival_rows(source)
    held = io.BytesIO()
    workbook = xlsxwriter.Workbook(held, {"in_memory": True})
    sheet = workbook.add_worksheet(CHART_DATA)
    for column, head in enumerate(heads):
        sheet.write_string(0, column, head)
    for line, row in enumerate(rows, start=1):
        sheet.write_string(line, 0, str(row[0]))
        for column, value in enumerate(row[1:], start=1):
            sheet.write_number(line, column, value)
    make = progress_chart if which == "progress" else arrivals_chart
    sheet.insert_chart(0, 6, make(workbook, source, DataAt(CHART_DATA, 0, 0)))
    workbook.close()
    with zipfile.ZipFile(held) as archive:
        return _labels_told(archive.read("xl/charts/chart1.xml")), held.getvalue()


def _labels_told(chart: bytes) -> bytes:
    """Say of a label what it does not show: what stands there unsaid, programs read differently."""
    shown = b'<c:showVal val="1"/>'
    unsaid = (b"showCatName", b"showSerName", b"showPercent", b"showBubbleSize")
    return chart.replace(
        shown,
        b'<c:showLegendKey val="0"/>'
        + shown
        + b"".join(b"<c:" + name + b' val="0"/>' for name in unsaid),
    )


def _series(at: DataAt, rows: int, place: int) -> dict[str, object]:
    first, last = at.row + 1, at.row + rows
    return {
        "name": [at.sheet, at.row, at.column + place],
        "categories": [at.sheet, first, at.column, last, at.column],
        "values": [at.sheet, first, at.column + place, last, at.column + place],
    }
