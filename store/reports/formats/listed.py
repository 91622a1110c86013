"""A list that people work through: as a sheet with filters, or as a document to print."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import BinaryIO

from store.reports.content.blocks import Table
from store.reports.content.history import history_words
from store.reports.content.rows import Row
from store.reports.content.source import ReportSource
from store.reports.formats.docx_page import official_document
from store.reports.formats.docx_parts import add_table, end_after_table
from store.reports.formats.xlsx_sheets import Formats, Sheet, write_rows


def write_list_sheet(
    source: ReportSource,
    out: BinaryIO,
    *,
    name: str,
    title: str,
    heads: Sequence[str],
    widths: Sequence[int],
    rows: Iterable[Row],
    none: str,
) -> None:
    """Write one sheet of rows as .xlsx.

    Args:
        title: what stands above each printed page.
        none: what is said where there are no rows.
    """
    import xlsxwriter

    workbook = xlsxwriter.Workbook(out, {"in_memory": True})
    workbook.set_properties({"comments": history_words(source.view.history)})
    sheet = workbook.add_worksheet(name)
    formats = Formats.of(workbook)
    if write_rows(Sheet(sheet, heads, widths, print_title=title), rows, formats) == 0:
        sheet.write_string(1, 0, none, formats.line)
    workbook.close()


def write_list_document(
    source: ReportSource, out: BinaryIO, *, title: str, table: Table, none: str
) -> None:
    """Write a table with its title and its moment as .docx."""
    document = official_document(
        chinese=source.chinese,
        title=title,
        author=source.office_name,
        history=source.view.history,
    )
    document.add_paragraph(title, style="Title")
    document.add_paragraph(as_of_line(source), style="Caption")
    if table.sections:
        add_table(document, table)
        end_after_table(document)
    else:
        document.add_paragraph(none, style="Body Text")
    document.save(out)


def as_of_line(source: ReportSource) -> str:
    """The moment of a list, and until when was to be handed in."""
    board = source.view.board
    return source.say("ledger.as_of", as_of=source.moment(board.as_of), deadline=source.until)
