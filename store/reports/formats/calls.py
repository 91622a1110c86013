"""The call list as a document to print and write on, or as a sheet."""

from __future__ import annotations

from typing import BinaryIO

from store.reports.content.call_list import call_heads, call_rows, call_table, call_title
from store.reports.content.source import ReportSource
from store.reports.formats.listed import write_list_document, write_list_sheet

_WIDTHS = (40, 18, 20, 52, 10, 18, 34, 60, 10, 17, 50)


def write_calls_document(source: ReportSource, out: BinaryIO) -> None:
    """Write the call list as .docx."""
    write_list_document(
        source,
        out,
        title=call_title(source),
        table=call_table(source),
        none=source.say("calls.none"),
    )


def write_calls_sheet(source: ReportSource, out: BinaryIO) -> None:
    """Write the call list as .xlsx."""
    write_list_sheet(
        source,
        out,
        name=source.say("reports.file.calls"),
        title=call_title(source),
        heads=call_heads(source),
        widths=_WIDTHS,
        rows=call_rows(source),
        none=source.say("calls.none"),
    )
