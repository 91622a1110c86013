"""CSV, JSON and Markdown: the same snapshot for other tools."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from typing import BinaryIO

import msgspec

from store.model import JsonValue, Params
from store.reports.content.blocks import (
    Block,
    Chart,
    Circular,
    Heading,
    Section,
    Table,
    Text,
)
from store.reports.content.circular import circular
from store.reports.content.history import history_words
from store.reports.content.rows import Row, matrix_heads, matrix_rows
from store.reports.content.source import ReportSource
from store.rules.wording import finding_message
from store.text.formulas import no_formula
from store.views.board.types import BranchRow
from store.views.report_types import FileLine, Tally

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
JSON_FORMAT = "sixones-facts-1"


def write_csv(source: ReportSource, out: BinaryIO) -> None:
    """Write one row a branch; Excel opens it in Chinese, and takes no text for a formula."""
    out.write(_BYTE_ORDER_MARK)
    text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=False)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(matrix_heads(source))
    writer.writerows(map(guarded, matrix_rows(source, source.named)))
    text.flush()
    # The file stays its owner's to close.
    text.detach()


def guarded(row: Row) -> Iterator[str | int | float | None]:
    """The cells of a row, none of which a spreadsheet takes for a formula."""
    for value in row:
        yield no_formula(value) if isinstance(value, str) else value


def write_json(source: ReportSource, out: BinaryIO) -> None:
    """Write the snapshot as one JSON object, see docs/formats.md."""
    out.write(msgspec.json.format(msgspec.json.encode(facts_json(source)), indent=1))
    out.write(b"\n")


def facts_json(source: ReportSource) -> dict[str, JsonValue]:
    """The snapshot as plain values: texts as they are, times in ISO 8601 with their zone."""
    view = source.view
    files: dict[str, list[JsonValue]] = {}
    for line in view.files:
        files.setdefault(line.branch.id, []).append(_file(source, line))
    reminded = {line.row.branch.id: line.reminded for line in view.missing}
    return {
        "format": JSON_FORMAT,
        "notice": source.workspace.notice.number,
        "as_of": source.dates.local(view.board.as_of).isoformat(),
        "deadline": view.board.deadline.isoformat(),
        "revision": view.board.revision,
        "history": view.history,
        "columns": list(view.columns),
        "totals": {column: _tally(view.tally(column)) for column in view.columns},
        "queue": view.board.queue,
        "links": view.board.links,
        "arrivals": [
            {"day": day.day.isoformat(), "plans": day.plans, "videos": day.videos}
            for day in view.arrivals
        ],
        "branches": [
            _branch(source, row, files.get(row.branch.id, []), reminded.get(row.branch.id))
            for row in view.board.rows
        ],
    }


def _tally(tally: Tally) -> dict[str, JsonValue]:
    return {
        "total": tally.total,
        "complete": tally.complete,
        "in_time": tally.in_time,
        "late": tally.late,
        "states": {state.value: count for state, count in tally.states.items()},
    }


def _branch(
    source: ReportSource, row: BranchRow, files: list[JsonValue], reminded: int | None
) -> dict[str, JsonValue]:
    branch = row.branch
    return {
        "id": branch.id,
        "sub_committee": row.sub_committee.name,
        "branch": branch.name,
        "secretary": branch.secretary,
        "contacts": list(branch.contacts),
        "consecutive_years": branch.consecutive_years,
        "vetting": row.vetting.value,
        "limit": source.dates.local(row.limit).isoformat(),
        "owes": reminded is not None,
        "reminded": reminded or 0,
        "cells": {
            cell.column: {
                "state": cell.state.value,
                "detail": source.detail(cell.detail),
                "late": cell.late,
            }
            for cell in row.cells
            if cell.column in source.view.columns
        },
        "files": files,
    }


def _file(source: ReportSource, line: FileLine) -> dict[str, JsonValue]:
    received = line.received_at
    measures: Params = line.measures
    return {
        "kind": line.kind.value,
        "version": line.version,
        "in_use": line.current,
        "path": line.path,
        "sha256": line.digest,
        "size": line.size_bytes,
        "received": source.dates.local(received).isoformat() if received else None,
        "received_from": line.received_from.value,
        "late": line.late,
        "mended": line.mended,
        "sender": line.sender_email,
        "subject": line.mail_subject,
        "url": line.url,
        "measures": dict(measures),
        "findings": [
            {
                "code": finding.code,
                "severity": finding.severity.value,
                "clause": finding.clause,
                "accepted": finding.code in line.accepted,
                "message": finding_message(finding, source.wording),
            }
            for finding in line.findings
        ],
    }


def write_markdown(source: ReportSource, out: BinaryIO) -> None:
    """Write the circular as Markdown."""
    out.write("\n".join((*markdown(source, circular(source)), "")).encode())


def markdown(source: ReportSource, parts: Circular) -> Iterator[str]:
    """The circular, line by line."""
    yield from (f"# {_plain(parts.title)}", "", _plain(parts.number), "")
    yield from (_plain(parts.addressees), "")
    for block in parts.body:
        yield from _block(source, block)
    yield from (_plain(parts.signature), "", _plain(parts.date), "")
    for block in parts.figures:
        yield from _block(source, block)
    if parts.appendix is not None:
        yield from (f"## {_plain(parts.appendix.title)}", "")
        yield from _table(parts.appendix.table)
    if source.view.history:
        yield f"<!-- {history_words(source.view.history)} -->"


def _block(source: ReportSource, block: Block) -> Iterator[str]:
    match block:
        case Heading():
            yield from (f"{'#' * (block.level + 1)} {_plain(block.text)}", "")
        case Text():
            yield from (_plain(block.text), "")
        case Chart():
            told = source.say("report.told", caption=block.caption, told=block.told)
            yield from (_plain(told), "")
        case Table():
            yield from _table(block)


def _table(block: Table) -> Iterator[str]:
    if block.caption:
        yield from (_plain(block.caption), "")
    yield f"| {' | '.join(map(_plain, block.heads))} |"
    marks = ("---:" if place in block.numbers else "---" for place in range(len(block.heads)))
    yield f"| {' | '.join(marks)} |"
    for section in block.sections:
        yield from _rows(section, len(block.heads))
    yield ""
    if block.note:
        yield from (_plain(block.note), "")


def _rows(section: Section, columns: int) -> Iterator[str]:
    if section.title:
        yield f"| **{_plain(section.title)}** |{' |' * (columns - 1)}"
    for row in section.rows:
        lines = "\n".join(row)
        # Few of the thousands of rows have a mark.
        if _MARKED.search(lines) or lines.count("\n") >= len(row):
            row = tuple(map(_plain, row))
        yield f"| {' | '.join(row)} |"


# What Markdown reads as something else than text; `visible` has seen to line breaks.
_MARKS = str.maketrans({char: f"\\{char}" for char in "\\`*_[]<>|~$"} | {"\n": " "})
# A mark anywhere in a cell, or one at its head; cells stand on lines of their own.
_MARKED = re.compile(r"[\\`*_\[\]<>|~$]|^[#+>=-]", re.MULTILINE)
_AT_HEAD = ("#", "-", "+", ">", "=")


def _plain(text: str) -> str:
    escaped = text.translate(_MARKS)
    return f"\\{escaped}" if escaped.startswith(_AT_HEAD) else escaped


def text_lines(
    source: ReportSource, write: Callable[[ReportSource, BinaryIO], None]
) -> Iterator[str]:
    """The lines of the CSV or the JSON, as they are in the file."""
    held = io.BytesIO()
    write(source, held)
    yield from held.getvalue().decode("utf-8-sig").splitlines()
