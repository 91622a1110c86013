"""The reports: one object says everything about each, and export, F9 and the preview iterate."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType
from typing import Any, BinaryIO

from store.db.database import Store
from store.errors import StoreError
from store.keeping.freeze import read_frozen
from store.keeping.signing import sign_offs
from store.reports.archive.pages import own_names
from store.reports.archive.plan import archive_plan
from store.reports.content.blocks import Block, Chart, Heading, Text
from store.reports.content.call_list import call_table, call_title
from store.reports.content.circular import circular
from store.reports.content.safe_names import safe_name
from store.reports.content.source import ReportSource
from store.reports.content.tables import items_table, matrix, units_table
from store.reports.content.unit_page import unit_pages
from store.reports.formats import missing_list, plain
from store.reports.formats.calendar import calendar_lines, write_calendar
from store.reports.formats.calls import write_calls_document, write_calls_sheet
from store.reports.formats.docx_circular import write_circular
from store.reports.formats.html import unit_page_bytes, write_page, write_unit_pages
from store.reports.formats.statement import (
    Statement,
    statement_blocks,
    write_statement_document,
    write_statement_sheet,
    write_statement_text,
)
from store.reports.formats.xlsx_ledger import write_ledger

_PREVIEW_BLOCKS, _PREVIEW_LINES = 24, 200


@dataclass(frozen=True, slots=True)
class Lines:
    """Text as it stands in a file, line by line."""

    lines: tuple[str, ...]


# Given the snapshot, what `Report.read` gave, and the open file.
Writer = Callable[[ReportSource, Any, BinaryIO], None]
Preview = tuple[Block | Lines, ...]


def _nothing_more(_source: ReportSource, _store: Store) -> None:
    """Most reports are made of the snapshot alone."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Report:
    """One report.

    Attributes:
        name: as it is typed; its words are `reports.row.NAME`, `reports.file.NAME`.
        group: the heading that it stands under in F9.
        writers: by the suffix that it is written under, the usual one first; "" is a folder. None
            where it is written step by step, see `store.reports.archive.write`.
        shown: its beginning, as far as a page goes, given what `read` gave.
        read: what it needs beside the snapshot.
        quotes_notice: it is not written where the notice is another year's.
        unlisted: suffixes that may be typed and are not offered.
        pages: its files by name, where it is written into a folder at once.
    """

    name: str
    group: str
    writers: Mapping[str, Writer | None]
    shown: Callable[[ReportSource, Any], Iterable[Block | Lines]]
    read: Callable[[ReportSource, Store], Any] = _nothing_more
    quotes_notice: bool = False
    unlisted: tuple[str, ...] = ()
    pages: Callable[[ReportSource], Iterable[tuple[str, bytes]]] | None = None

    @property
    def suffixes(self) -> tuple[str, ...]:
        """What it may be written under."""
        return tuple(self.writers)

    @property
    def offered(self) -> tuple[str, ...]:
        """What it is offered under."""
        return tuple(suffix for suffix in self.writers if suffix not in self.unlisted)


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


def _simply(write: Callable[[ReportSource, BinaryIO], None]) -> Writer:
    return lambda source, _, out: write(source, out)


def _circular_shown(source: ReportSource, _: None) -> Iterator[Block]:
    parts = circular(source)
    yield Text(parts.number)
    yield Heading(parts.title)
    yield Text(parts.addressees)
    yield from parts.body
    yield Text(parts.signature)
    yield Text(parts.date)
    if parts.appendix is not None:
        yield Heading(parts.appendix.title)
        yield parts.appendix.table
    for figure in parts.figures:
        if isinstance(figure, Chart):
            yield Text(source.say("report.told", caption=figure.caption, told=figure.told))


def _units_shown(source: ReportSource, _: None) -> Iterator[Block]:
    for found in unit_pages(source):
        yield Heading(found.title)
        yield from found.blocks


def _unit_files(source: ReportSource) -> Iterator[tuple[str, bytes]]:
    for found in unit_pages(source):
        yield safe_name(found.unit, suffix=".html"), unit_page_bytes(source, found)


def _in_lines(
    lines: Callable[[ReportSource], Iterable[str]],
) -> Callable[[ReportSource, None], Iterator[Lines]]:
    def shown(source: ReportSource, _: None) -> Iterator[Lines]:
        yield Lines(tuple(islice(lines(source), _PREVIEW_LINES)))

    return shown


_ALL = (
    Report(
        name="docx",
        group="circular",
        writers={".docx": _simply(write_circular)},
        shown=_circular_shown,
        quotes_notice=True,
    ),
    Report(
        name="html",
        group="circular",
        writers=dict.fromkeys((".html", ".htm"), _simply(write_page)),
        shown=_circular_shown,
        quotes_notice=True,
        unlisted=(".htm",),
    ),
    Report(
        name="md",
        group="circular",
        writers={".md": _simply(plain.write_markdown)},
        shown=_in_lines(lambda source: plain.markdown(source, circular(source))),
        quotes_notice=True,
    ),
    Report(
        name="unit",
        group="unit",
        writers={".html": _simply(write_unit_pages), "": None},
        shown=_units_shown,
        quotes_notice=True,
        pages=_unit_files,
    ),
    Report(
        name="xlsx",
        group="ledger",
        writers={".xlsx": _simply(write_ledger)},
        shown=lambda source, _: (items_table(source), units_table(source), matrix(source)),
    ),
    Report(
        name="csv",
        group="ledger",
        writers={".csv": _simply(plain.write_csv)},
        shown=_in_lines(lambda source: plain.text_lines(source, plain.write_csv)),
    ),
    Report(
        name="json",
        group="ledger",
        writers={".json": _simply(plain.write_json)},
        shown=_in_lines(lambda source: plain.text_lines(source, plain.write_json)),
    ),
    Report(
        name="missing",
        group="missing",
        writers={
            ".xlsx": _simply(missing_list.write_missing_sheet),
            ".docx": _simply(missing_list.write_missing_document),
            ".txt": _simply(missing_list.write_missing_text),
        },
        shown=_in_lines(missing_list.missing_text),
    ),
    Report(
        name="calls",
        group="calls",
        writers={
            ".docx": _simply(write_calls_document),
            ".xlsx": _simply(write_calls_sheet),
        },
        shown=lambda source, _: (Heading(call_title(source)), call_table(source)),
    ),
    Report(
        name="statement",
        group="statement",
        writers={
            ".docx": write_statement_document,
            ".xlsx": write_statement_sheet,
            ".txt": write_statement_text,
        },
        shown=lambda source, read: () if read is None else statement_blocks(source, read),
        read=read_statement,
        quotes_notice=True,
    ),
    Report(
        name="calendar",
        group="calendar",
        writers={".ics": _simply(write_calendar)},
        shown=_in_lines(calendar_lines),
    ),
    Report(
        name="archive",
        group="archive",
        writers={"": None, ".zip": None},
        shown=_in_lines(
            lambda source: (
                entry.path for entry in archive_plan(source, reserved=own_names(source))
            )
        ),
    ),
)
# In the order in which they are offered, a group's together.
REPORTS: Mapping[str, Report] = MappingProxyType({one.name: one for one in _ALL})


def preview(source: ReportSource, name: str, read: Any = None) -> Preview:
    """The beginning of a report, as far as a page goes.

    Args:
        read: what its `read` gave.
    """
    return tuple(islice(REPORTS[name].shown(source, read), _PREVIEW_BLOCKS))
