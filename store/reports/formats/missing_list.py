"""The 未报齐名单: whom to ask, for what, asked how often; as a sheet, a document, or a message."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import BinaryIO

from store.reports.content.blocks import Section, Table
from store.reports.content.rows import (
    missing_heads,
    missing_parts,
    missing_rows,
    owing_branches,
)
from store.reports.content.source import ReportSource
from store.reports.formats.listed import as_of_line, write_list_document, write_list_sheet
from store.text.visible import visible
from store.views.report_types import MissingLine

MISSING_WIDTHS = (40, 52, 12, 34, 18, 70, 10, 17, 18, 20, 18)


def write_missing_sheet(source: ReportSource, out: BinaryIO) -> None:
    """Write the list as .xlsx."""
    write_list_sheet(
        source,
        out,
        name=source.say("ledger.sheet.missing"),
        title=missing_title(source),
        heads=missing_heads(source),
        widths=MISSING_WIDTHS,
        rows=missing_rows(source),
        none=source.say("ledger.none.missing"),
    )


def write_missing_document(source: ReportSource, out: BinaryIO) -> None:
    """Write the list as .docx, a table for each sub-committee."""
    write_list_document(
        source,
        out,
        title=missing_title(source),
        table=missing_table(source),
        none=source.say("ledger.none.missing"),
    )


def missing_table(source: ReportSource) -> Table:
    """The list as a table, by part and sub-committee, without what has no room on paper."""
    heads, rows = missing_heads(source), tuple(missing_rows(source))
    names = {
        (visible(row.sub_committee.name), visible(row.branch.name)): source.branch_within(row)
        for row in source.view.board.rows
    }
    # How often somebody was reminded stands there where anybody was.
    reminded = any(row[6] for row in rows)
    shown = (1, 2, 4, 5, *((6,) if reminded else ()))
    units = {visible(unit.sub_committee.name): unit.sub_committee for unit in source.view.units}
    sections = tuple(
        Section(
            source.say("missing.section", part=part, unit=source.to_ring(units[str(unit)])),
            tuple(
                (
                    names.get((str(row[0]), str(row[1])), str(row[1])),
                    *(str(row[place] or "") for place in shown[1:]),
                )
                for row in mine
            ),
        )
        for (part, unit), mine in groupby(rows, key=lambda row: (row[8], row[0]))
    )
    widths = (39, 14, 20, 83, 14)
    return Table("", tuple(heads[place] for place in shown), sections, widths[: len(shown)])


def write_missing_text(source: ReportSource, out: BinaryIO) -> None:
    """Write the list as a message to paste into a chat."""
    for line in missing_text(source):
        out.write(f"{line}\n".encode())


def missing_text(source: ReportSource) -> Iterator[str]:
    """The message: short lines, numbered within each sub-committee."""
    yield missing_title(source)
    yield as_of_line(source)
    if not source.view.missing:
        yield source.say("ledger.none.missing")
        return
    ordinals = source.say("report.ordinals").split()
    for ordinal, (part, lines) in zip(ordinals, missing_parts(source), strict=False):
        yield ""
        yield source.say(f"missing.head.{part}", ordinal=ordinal, n=len(lines))
        for unit, mine in groupby(lines, key=lambda line: line.row.sub_committee):
            yield source.say("missing.unit", unit=source.to_ring(unit))
            yield from _numbered(source, mine)


def _numbered(source: ReportSource, lines: Iterable[MissingLine]) -> Iterator[str]:
    for number, line in enumerate(lines, start=1):
        branch, owed = visible(line.row.branch.name), source.owed_by(line)
        said = source.say("missing.line", number=number, branch=branch, owed=owed)
        yield said + (source.say("missing.reminded", n=line.reminded) if line.reminded else "")


def missing_title(source: ReportSource) -> str:
    """The title, with how many branches are on the list."""
    return source.say("missing.title", n=owing_branches(source))
