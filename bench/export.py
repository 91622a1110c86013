"""Each report of many branches beside bare writing of the same cells, in turns, in one run.

Both begin with the frozen snapshot. A peer words the same cells by the same words and then does
nothing but write them: xlsxwriter without formats, links and charts; python-docx cell by cell;
joined strings; the csv module; json of the standard library. "words" is the part of the peer's
time that wording takes. Usage: python bench/export.py [BRANCHES] [ROUNDS]
"""

from __future__ import annotations

import csv
import gc
import io
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import docx
import xlsxwriter

from store.keeping.freeze import freeze
from store.reports.content.blocks import Block, Chart, Heading, Table, Text
from store.reports.content.circular import circular
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
)
from store.reports.content.source import ReportSource
from store.reports.content.tables import matrix
from store.reports.formats import missing_list, plain
from store.reports.formats.docx_circular import write_circular
from store.reports.formats.html import write_page
from store.reports.formats.statement import (
    Statement,
    statement_blocks,
    statement_heads,
    statement_rows,
    write_statement_document,
    write_statement_sheet,
    write_statement_text,
)
from store.reports.formats.xlsx_ledger import write_ledger
from store.reports.reports import read_statement
from store.text.wording import load
from store.views.report import ReportScope, report_view
from tests.store.reports.made_reports import AT, many

MOST = 1.5


def sheets(source: ReportSource) -> list[list[Row]]:
    """The cells of every sheet of the ledger."""
    return [
        [matrix_heads(source), *matrix_rows(source, source.cell)],
        [file_heads(source), *(file_row(source, line) for line in source.view.files)],
        [finding_heads(source), *finding_rows(source)],
        [missing_heads(source), *missing_rows(source)],
        [letter_heads(source), *letter_rows(source)],
    ]


def bare_workbook(held: Sequence[Sequence[Row]]) -> None:
    """Write cells with xlsxwriter and nothing else."""
    workbook = xlsxwriter.Workbook(io.BytesIO(), {"in_memory": True})
    for rows in held:
        sheet = workbook.add_worksheet()
        for line, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(line, column, value)
                elif value is not None:
                    sheet.write_number(line, column, value)
    workbook.close()


def blocks(source: ReportSource) -> tuple[Block, ...]:
    """The parts of the circular."""
    parts = circular(source)
    return (*parts.body, *parts.figures, matrix(source))


def bare_document(parts: Sequence[Block]) -> None:
    """Write paragraphs and tables with python-docx, cell by cell."""
    document = docx.Document()
    for part in parts:
        match part:
            case Heading() | Text():
                document.add_paragraph(part.text)
            case Chart():
                document.add_paragraph(part.caption)
            case Table():
                rows = [part.heads, *(row for section in part.sections for row in section.rows)]
                table = document.add_table(len(rows), len(part.heads))
                cells = iter(table._cells)
                for row in rows:
                    for text in row:
                        next(cells).text = text
    document.save(io.BytesIO())


def bare_page(parts: Sequence[Block]) -> None:
    """Write paragraphs and tables as strings."""
    out = io.BytesIO()
    for part in parts:
        if isinstance(part, Table):
            for section in part.sections:
                for row in section.rows:
                    cells = "".join(f"<td>{escape(text)}</td>" for text in row)
                    out.write(f"<tr>{cells}</tr>\n".encode())
        elif isinstance(part, Text | Heading):
            out.write(f"<p>{escape(part.text)}</p>\n".encode())


def bare_markdown(parts: Sequence[Block]) -> None:
    """Write paragraphs and tables as strings."""
    out = io.BytesIO()
    for part in parts:
        if isinstance(part, Table):
            for section in part.sections:
                for row in section.rows:
                    out.write(f"| {' | '.join(row)} |\n".encode())
        elif isinstance(part, Text | Heading):
            out.write(f"{part.text}\n\n".encode())


def bare_csv(rows: Sequence[Row]) -> None:
    """Write rows with the csv module."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    text.getvalue().encode("utf-8-sig")


def bare_json(value: object) -> None:
    """Write ready values with the standard library, indented as ours."""
    import json

    json.dumps(value, ensure_ascii=False, indent=1).encode()


def matrix_cells(source: ReportSource) -> list[Row]:
    """The cells of the CSV."""
    return [matrix_heads(source), *matrix_rows(source, source.named)]


def owed_cells(source: ReportSource) -> list[Row]:
    """The cells of the list of who owes what."""
    return [missing_heads(source), *missing_rows(source)]


def bare_lines(lines: Sequence[str]) -> None:
    """Write lines."""
    "\n".join(lines).encode()


def statement_cells(source: ReportSource, frozen: Statement) -> list[Row]:
    """The cells of the statement at the deadline."""
    return [statement_heads(source), *statement_rows(source, frozen.frozen)]


def bare_tabs(rows: Sequence[Row]) -> None:
    """Write rows as lines of cells parted by tabs."""
    out = io.BytesIO()
    for row in rows:
        out.write(("\t".join(str(value or "") for value in row) + "\n").encode())


@dataclass(frozen=True)
class Peer:
    """How a peer words its cells, and writes them."""

    words: Callable[[ReportSource], Any]
    write: Callable[[Any], None]


def timed(work: Callable[[], object]) -> float:
    """Processor seconds that a work takes: nothing waits for a disk, and others use the machine."""
    gc.collect()
    started = time.process_time()
    work()
    return time.process_time() - started


def main(branches: int, rounds: int) -> int:
    """Measure all; returns how many formats are beyond their limit."""
    with tempfile.TemporaryDirectory() as folder:
        workspace, store = many(Path(folder), branches)
        wording = load("zh_CN")
        scope = ReportScope(AT)
        view_s = timed(lambda: report_view(store, workspace, scope))
        view = report_view(store, workspace, scope)
        freeze(store, workspace, AT)
        frozen = read_statement(ReportSource(view, workspace, wording), store)
        store.close()

    def source() -> ReportSource:
        return ReportSource(view, workspace, wording)

    def statement_words(given: ReportSource) -> tuple[Block, ...]:
        return tuple(statement_blocks(given, frozen))

    made: dict[str, Callable[[ReportSource], None]] = {
        "docx": lambda given: write_circular(given, io.BytesIO()),
        "xlsx": lambda given: write_ledger(given, io.BytesIO()),
        "html": lambda given: write_page(given, io.BytesIO()),
        "csv": lambda given: plain.write_csv(given, io.BytesIO()),
        "json": lambda given: plain.write_json(given, io.BytesIO()),
        "md": lambda given: plain.write_markdown(given, io.BytesIO()),
        "missing.xlsx": lambda given: missing_list.write_missing_sheet(given, io.BytesIO()),
        "missing.docx": lambda given: missing_list.write_missing_document(given, io.BytesIO()),
        "missing.txt": lambda given: missing_list.write_missing_text(given, io.BytesIO()),
        "statement.xlsx": lambda given: write_statement_sheet(given, frozen, io.BytesIO()),
        "statement.docx": lambda given: write_statement_document(given, frozen, io.BytesIO()),
        "statement.txt": lambda given: write_statement_text(given, frozen, io.BytesIO()),
    }
    peers: dict[str, Peer] = {
        "docx": Peer(blocks, bare_document),
        "xlsx": Peer(sheets, bare_workbook),
        "html": Peer(blocks, bare_page),
        "csv": Peer(matrix_cells, bare_csv),
        "json": Peer(plain.facts_json, bare_json),
        "md": Peer(blocks, bare_markdown),
        "missing.xlsx": Peer(lambda given: [owed_cells(given)], bare_workbook),
        "missing.docx": Peer(lambda given: (missing_list.missing_table(given),), bare_document),
        "missing.txt": Peer(lambda given: list(missing_list.missing_text(given)), bare_lines),
        "statement.xlsx": Peer(lambda given: [statement_cells(given, frozen)], bare_workbook),
        "statement.docx": Peer(statement_words, bare_document),
        "statement.txt": Peer(lambda given: statement_cells(given, frozen), bare_tabs),
    }
    print(f"{branches} branches, {len(view.files)} files; snapshot {view_s:.2f} s; medians")
    beyond = 0
    for name, peer in peers.items():
        ours, words, bare = [], [], []
        for _ in range(rounds):
            ours.append(timed(lambda: made[name](source())))  # noqa: B023  (called at once)
            given = source()
            cells: list[Any] = []
            words.append(timed(lambda: cells.append(peer.words(given))))  # noqa: B023  (called at once)
            bare.append(timed(lambda: peer.write(cells[0])))  # noqa: B023  (called at once)
        own = statistics.median(ours)
        worded, wrote = statistics.median(words), statistics.median(bare)
        ratio = own / (worded + wrote)
        beyond += ratio > MOST
        print(
            f"{name:14} {own * 1000:7.0f} ms   peer {(worded + wrote) * 1000:7.0f} ms "
            f"(words {worded * 1000:5.0f})   {ratio:5.2f}x"
        )
    return beyond


if __name__ == "__main__":
    given = [int(text) for text in sys.argv[1:]]
    sys.exit(min(1, main(*(given + [5_000, 3][len(given) :]))))
