"""The 台账 as a workbook: overview with charts, branches, files, findings, letters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, BinaryIO

from store.model import FileKind, State
from store.reports.content.blocks import Table
from store.reports.content.history import history_words
from store.reports.content.rows import (
    Row,
    file_heads,
    file_row,
    finding_heads,
    finding_rows,
    letter_heads,
    letter_rows,
    matrix_heads,
    matrix_rows,
    missing_heads,
    missing_rows,
    review_heads,
    review_rows,
)
from store.reports.content.source import ReportSource
from store.reports.content.tables import items_table, units_table
from store.reports.formats.missing_list import MISSING_WIDTHS
from store.reports.formats.xlsx_charts import (
    DataAt,
    arrival_heads,
    arrival_rows,
    arrivals_chart,
    progress_chart,
    progress_heads,
    progress_rows,
)
from store.reports.formats.xlsx_sheets import Formats, Sheet, write_rows
from store.views.board.columns import asked_columns

# More links than Excel takes on one sheet stay plain text.
_MOST_LINKS = 65_000
_CHART_ROWS = 17
# More of them below figures and charts are too small to read on one page.
_UNITS_ON_A_PAGE = 45
# Both together are as wide as the tables above and below them.
_CHART_PX = (455, 410)
_MATRIX_FIRST_CELL = 4


def write_ledger(source: ReportSource, out: BinaryIO) -> None:
    """Write the workbook of a snapshot."""
    import xlsxwriter

    workbook = xlsxwriter.Workbook(out, {"in_memory": True})
    workbook.set_properties(
        {
            "title": source.say("ledger.title", n=source.number_of_items),
            "author": "",
            "comments": history_words(source.view.history),
        }
    )
    formats = Formats.of(workbook)
    names = {name: source.say(f"ledger.sheet.{name}") for name in _SHEETS}
    if not source.view.reviews:
        del names["review"]
    sheets = {name: workbook.add_worksheet(title) for name, title in names.items()}
    _overview(workbook, sheets["overview"], names["overview"], source, formats)
    first_row = _files(sheets["files"], source, formats)
    _matrix(sheets["branches"], names["files"], first_row, source, formats)
    for name, heads, rows, widths in (
        ("findings", finding_heads(source), finding_rows(source), (40, 52, 22, 8, 44, 16, 9, 100)),
        ("review", review_heads(source), review_rows(source), _review_widths(source)),
        ("missing", missing_heads(source), missing_rows(source), MISSING_WIDTHS),
        ("letters", letter_heads(source), letter_rows(source), (14, 24, 40, 30, 12, 17, 40)),
    ):
        if name not in sheets:
            continue
        sheet = Sheet(sheets[name], heads, widths, print_title=names[name])
        if write_rows(sheet, rows, formats) == 0:
            sheets[name].write_string(1, 0, source.say(f"ledger.none.{name}"), formats.line)
    workbook.close()


# The row of the first file of a kind, by its branch's id and the kind.
FirstRows = dict[tuple[str, FileKind | None], int]
_SHEETS = ("overview", "branches", "files", "findings", "review", "missing", "letters")


def _review_widths(source: ReportSource) -> tuple[int, ...]:
    return (40, 52, *[10] * (7 + len(source.workspace.notice.criteria)), 90)


def _overview(workbook: Any, sheet: Any, name: str, source: ReportSource, formats: Formats) -> None:
    """Figures in tables, the charts beside them, and the cells that the charts are drawn from."""
    board = source.view.board
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 8, 11)
    sheet.write_string(0, 0, source.say("ledger.title", n=source.number_of_items), formats.title)
    sheet.write_string(
        1,
        0,
        source.say(
            "ledger.as_of",
            as_of=source.moment(board.as_of),
            deadline=source.until,
        ),
    )
    row = _small_table(sheet, 3, items_table(source), formats)
    progress = progress_chart(workbook, source, DataAt(name, 3, 20))
    sheet.insert_chart(row + 1, 0, _sized(progress, _CHART_PX[0]))
    arrivals = DataAt(name, 3, 27)
    if source.view.arrivals:
        chart = arrivals_chart(workbook, source, arrivals)
        beside = {"x_offset": _CHART_PX[0] + 6}
        sheet.insert_chart(row + 1, 0, _sized(chart, _CHART_PX[1]), beside)
    _small_table(sheet, row + 2 + _CHART_ROWS, units_table(source), formats)
    _chart_cells(sheet, 3, 20, progress_heads(source), progress_rows(source), formats)
    _chart_cells(sheet, 3, 27, arrival_heads(source), arrival_rows(source), formats)
    sheet.write_string(2, 20, source.say("ledger.chart_data"))
    sheet.set_portrait()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 1 if len(source.view.units) <= _UNITS_ON_A_PAGE else 0)
    last = row + 3 + _CHART_ROWS + len(source.view.units)
    sheet.print_area(0, 0, last, 8)


def _sized(chart: Any, width: int) -> Any:
    chart.set_size({"width": width, "height": 330})
    return chart


def _small_table(sheet: Any, row: int, table: Table, formats: Formats) -> int:
    """Write a table of words and figures; returns the row after it."""
    for column, head in enumerate(table.heads):
        sheet.write_string(row, column, head, formats.head)
    for section in table.sections:
        for texts in section.rows:
            row += 1
            for column, text in enumerate(texts):
                if column in table.numbers and text.isdecimal():
                    sheet.write_number(row, column, int(text), formats.cell)
                else:
                    figure = column in table.numbers
                    kind = formats.figure if figure else formats.cell
                    sheet.write_string(row, column, text, kind)
    return row + 1


def _chart_cells(
    sheet: Any,
    row: int,
    column: int,
    heads: Sequence[str],
    rows: Iterable[Sequence[str | int]],
    formats: Formats,
) -> None:
    for place, head in enumerate(heads):
        sheet.write_string(row, column + place, head, formats.head)
    for line, values in enumerate(rows, start=row + 1):
        for place, value in enumerate(values):
            if isinstance(value, str):
                sheet.write_string(line, column + place, value)
            else:
                sheet.write_number(line, column + place, value)


def _files(sheet: Any, source: ReportSource, formats: Formats) -> FirstRows:
    """Write all files; returns the row of each branch's first file of a kind."""
    first: FirstRows = {}
    rows: list[Row] = []
    for line in source.view.files:
        key = (line.branch.id, line.kind)
        if key not in first or line.current:
            first[key] = len(rows) + 1
        rows.append(file_row(source, line))
    widths = (40, 52, 22, 8, 7, 72, 12, 24, 17, 8, 12, 34, 50, 66)
    title = source.say("ledger.sheet.files")
    # Who sent it how, and its digest, are for the screen.
    target = Sheet(sheet, file_heads(source), widths, print_title=title, printed=10)
    if write_rows(target, rows, formats) == 0:
        sheet.write_string(1, 0, source.say("ledger.none.files"), formats.line)
    return first


def _matrix(
    sheet: Any,
    files: str,
    first_row: FirstRows,
    source: ReportSource,
    formats: Formats,
) -> None:
    """Every branch with its cells: a cell leads to its file, states have their colours."""
    columns = source.view.columns
    heads, rows = matrix_heads(source), matrix_rows(source, source.cell)
    # Whom to ring stands beside who it is; the id is for other programs, and last.
    order = [
        0,
        1,
        3,
        len(heads) - 3,
        *range(4, len(heads) - 3),
        *range(len(heads) - 2, len(heads)),
        2,
    ]
    widths = (40, 52, 12, 18, *(18 for _ in columns), 10, 10, 22, 17, 17, 20, 18, 16)
    links: dict[tuple[int, int], str] = {}
    known = asked_columns(source.workspace.notice)
    kinds = [
        (place, known[name].kind) for place, name in enumerate(columns) if known[name].one_file
    ]
    for line, row in enumerate(source.view.board.rows, start=1):
        for place, kind in kinds:
            target = first_row.get((row.branch.id, kind))
            if target is not None and len(links) < _MOST_LINKS:
                links[line, _MATRIX_FIRST_CELL + place] = f"internal:'{files}'!A{target + 1}"
    title = source.say("ledger.sheet.branches")
    written = write_rows(
        Sheet(
            sheet,
            [heads[place] for place in order],
            widths,
            print_title=title,
            frozen_columns=2,
            printed=_MATRIX_FIRST_CELL + len(columns),
        ),
        (tuple(row[place] for place in order) for row in rows),
        formats,
        links,
    )
    last = max(written, 1)
    end = _MATRIX_FIRST_CELL + len(columns) - 1
    for states, ground in _GROUNDS:
        for state in states:
            sheet.conditional_format(
                1,
                _MATRIX_FIRST_CELL,
                last,
                end,
                {
                    "type": "text",
                    "criteria": "begins with",
                    "value": source.say(f"state.{state}"),
                    "format": formats.grounds[ground],
                },
            )
    legend = source.legend()
    for line, entry in enumerate(legend, start=last + 2):
        sheet.write_string(line, 0, entry, formats.line)
    sheet.print_area(0, 0, last + 1 + len(legend), end)


_GROUNDS = (
    ((State.DONE, State.ACCEPTED), "good"),
    ((State.SOFT, State.REVIEW, State.LINK, State.SUBMITTED), "look"),
    ((State.FAULT, State.MISSING), "bad"),
)
