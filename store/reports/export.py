"""The reports' one door: which there are, by which suffix, written whole, previewed in text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from store.db.database import Store
from store.errors import StoreError, UsageError
from store.files.whole_file import whole_file
from store.keeping.freeze import read_frozen
from store.keeping.signing import sign_offs
from store.reports.archive.pages import own_names
from store.reports.archive.plan import archive_plan
from store.reports.content.blocks import Block, Chart, Heading, Text
from store.reports.content.circular import circular
from store.reports.content.source import ReportSource
from store.reports.content.tables import items_table, matrix, units_table
from store.reports.formats import missing_list, plain
from store.reports.formats.docx_circular import write_circular
from store.reports.formats.html import write_page
from store.reports.formats.missing_list import missing_text
from store.reports.formats.statement import (
    Statement,
    statement_blocks,
    write_statement_document,
    write_statement_sheet,
    write_statement_text,
)
from store.reports.formats.xlsx_ledger import write_ledger
from store.text.wording import Wording
from store.views.board.columns import board_columns
from store.views.report import ReportScope, report_view
from store.workspace.workspace import Workspace

FORMATS = ("docx", "xlsx", "html", "csv", "json", "md", "missing", "statement", "archive")
# The suffixes that a format may be written under; the first one is the usual one.
SUFFIXES = {
    "docx": (".docx",),
    "xlsx": (".xlsx",),
    "html": (".html", ".htm"),
    "csv": (".csv",),
    "json": (".json",),
    "md": (".md",),
    "missing": (".xlsx", ".docx", ".txt"),
    "statement": (".docx", ".xlsx", ".txt"),
    "archive": ("", ".zip"),
}
# What quotes the notice: not written where the notice is another year's.
PAPERS = frozenset({"docx", "html", "md", "statement"})
_PREVIEW_BLOCKS, _PREVIEW_LINES = 24, 200

Writer = Callable[[ReportSource, BinaryIO], None]

_WRITERS: Mapping[str, Mapping[str, Writer]] = {
    "docx": {".docx": write_circular},
    "xlsx": {".xlsx": write_ledger},
    "html": {".html": write_page, ".htm": write_page},
    "csv": {".csv": plain.write_csv},
    "json": {".json": plain.write_json},
    "md": {".md": plain.write_markdown},
    "missing": {
        ".xlsx": missing_list.write_missing_sheet,
        ".docx": missing_list.write_missing_document,
        ".txt": missing_list.write_missing_text,
    },
}
_STATEMENT_WRITERS: Mapping[str, Callable[[ReportSource, Statement, BinaryIO], None]] = {
    ".docx": write_statement_document,
    ".xlsx": write_statement_sheet,
    ".txt": write_statement_text,
}


@dataclass(frozen=True, slots=True)
class Lines:
    """Text as it stands in a file, line by line."""

    lines: tuple[str, ...]


def report_source(
    store: Store, workspace: Workspace, scope: ReportScope, wording: Wording
) -> ReportSource:
    """Take the snapshot that a report is made from.

    Raises:
        UsageError: `report.sub_committee`.
    """
    return ReportSource(report_view(store, workspace, scope), workspace, wording)


def write_report(source: ReportSource, store: Store, name: str, path: Path) -> None:
    """Write one report to a file; the old file stands until the new one is whole.

    The archive is written by `store.reports.archive.write.write_archive`.

    Raises:
        UsageError: `report.suffix`.
        ConfigError: `notice.not_own`.
        StoreError: `report.folder`, `statement.none`, `frozen.*`, `disk.*`.
    """
    check_path(name, path)
    if name in PAPERS:
        source.workspace.require_own_notice()
    if path.is_dir():
        raise StoreError("report.folder", path=str(path))
    suffix = path.suffix.lower()
    if name == "statement":
        statement = read_statement(source, store)
        with whole_file(path) as out:
            _STATEMENT_WRITERS[suffix](source, statement, out)
        return
    with whole_file(path) as out:
        _WRITERS[name][suffix](source, out)


def check_path(name: str, path: Path) -> None:
    """Refuse a path whose suffix tells another format.

    Raises:
        UsageError: `report.suffix`.
    """
    if name != "archive" and path.suffix.lower() not in SUFFIXES[name]:
        raise UsageError(
            "report.suffix", path=str(path), format=name, known=" ".join(SUFFIXES[name])
        )


def columns_of(names: str, workspace: Workspace, wording: Wording) -> tuple[str, ...]:
    """The columns that a person names: `1,2`, `plan,video`, `方案，视频`; "" means all.

    Raises:
        UsageError: `report.items`.
    """
    chosen = []
    for word in names.replace("，", ",").replace("、", ",").split(","):
        if not word.strip():
            continue
        found = _column(word.strip().casefold(), workspace, wording)
        if found is None:
            raise UsageError("report.items", item=word.strip(), known=", ".join(board_columns()))
        chosen.append(found)
    return tuple(name for name in board_columns() if name in chosen)


def _column(word: str, workspace: Workspace, wording: Wording) -> str | None:
    notice = workspace.notice
    names = {"eval_form": {notice.eval_form.short}}
    for item in notice.items:
        names[item.id.value] = {f"{item.number}", item.title, item.short}
    for column in board_columns():
        mine = {*names.get(column, ()), column, wording.say(f"item_title.{column}")}
        if word in {name.casefold() for name in mine}:
            return column
    return None


def read_statement(source: ReportSource, store: Store) -> Statement:
    """The frozen list with its signatures.

    Raises:
        StoreError: `statement.ahead` before the deadline, `statement.none`, `frozen.*`.
    """
    frozen = read_frozen(store, source.workspace)
    if frozen is None:
        board = source.view.board
        if board.as_of <= board.deadline:
            raise StoreError("statement.ahead", deadline=source.moment(board.deadline))
        raise StoreError("statement.none")
    return Statement(frozen, sign_offs(store, source.workspace))


def preview(
    source: ReportSource, name: str, statement: Statement | None = None
) -> tuple[Block | Lines, ...]:
    """The beginning of a report, as far as a page goes.

    Args:
        statement: what `read_statement` gave; without it the statement has no beginning.
    """
    if name == "statement":
        return () if statement is None else tuple(statement_blocks(source, statement))
    if name == "xlsx":
        return (items_table(source), units_table(source), matrix(source))
    if name in ("docx", "html"):
        return tuple(islice(_circular_blocks(source), _PREVIEW_BLOCKS))
    return (Lines(tuple(islice(_raw_lines(source, name), _PREVIEW_LINES))),)


def _circular_blocks(source: ReportSource) -> Iterator[Block]:
    parts = circular(source)
    yield Text(parts.number)
    yield Heading(parts.title)
    yield Text(parts.addressees)
    for block in parts.body:
        if isinstance(block, Chart):
            yield Text(source.say("report.told", caption=block.caption, told=block.told))
        else:
            yield block
    yield Text(parts.signature)
    yield Text(parts.date)
    yield from parts.appendices


def _raw_lines(source: ReportSource, name: str) -> Iterator[str]:
    if name == "missing":
        return missing_text(source)
    if name == "md":
        return plain.markdown(source, circular(source))
    if name == "archive":
        return (entry.path for entry in archive_plan(source, reserved=own_names(source)))
    return plain.text_lines(source, name)
