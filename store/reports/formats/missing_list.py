"""The 未报齐名单: whom to ask, for what, asked how often; as a sheet, a document, or a message."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import BinaryIO

from store.reports.content.blocks import Section, Table
from store.reports.content.history import history_words
from store.reports.content.rows import (
    missing_heads,
    missing_parts,
    missing_rows,
    owing_branches,
)
from store.reports.content.source import ReportSource
from store.text.visible import visible
from store.views.report_types import MissingLine

MISSING_WIDTHS = (40, 52, 10, 34, 18, 70, 10, 17, 14, 20, 18)


def write_missing_sheet(source: ReportSource, out: BinaryIO) -> None:
    """Write the list as .xlsx."""
    import xlsxwriter

    from store.reports.formats.xlsx_sheets import Formats, Sheet, write_rows

    workbook = xlsxwriter.Workbook(out, {"in_memory": True})
    workbook.set_properties({"comments": history_words(source.view.history)})
    name = source.say("ledger.sheet.missing")
    sheet = workbook.add_worksheet(name)
    target = Sheet(sheet, missing_heads(source), MISSING_WIDTHS, print_title=missing_title(source))
    formats = Formats.of(workbook)
    if write_rows(target, missing_rows(source), formats) == 0:
        sheet.write_string(1, 0, source.say("ledger.none.missing"), formats.line)
    workbook.close()


def write_missing_document(source: ReportSource, out: BinaryIO) -> None:
    """Write the list as .docx, a table for each sub-committee."""
    from store.reports.formats.docx_page import official_document
    from store.reports.formats.docx_parts import add_table

    title = missing_title(source)
    document = official_document(
        chinese=source.chinese,
        title=title,
        author=source.office_name,
        history=source.view.history,
    )
    document.add_paragraph(title, style="Title")
    document.add_paragraph(_as_of(source), style="Caption")
    if source.view.missing:
        add_table(document, missing_table(source))
        document.add_paragraph(style="Table Text")
    else:
        document.add_paragraph(source.say("ledger.none.missing"), style="Body Text")
    document.save(out)


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
    sections = tuple(
        Section(
            source.say(
                "missing.section", part=part, unit=_named(str(unit), str(staff), str(phone))
            ),
            tuple(
                (
                    names.get((str(row[0]), str(row[1])), str(row[1])),
                    *(str(row[place] or "") for place in shown[1:]),
                )
                for row in mine
            ),
        )
        for (part, unit, staff, phone), mine in groupby(
            rows, key=lambda row: (row[8], row[0], row[9], row[10])
        )
    )
    widths = (46, 14, 24, 62, 16)
    return Table("", tuple(heads[place] for place in shown), sections, widths[: len(shown)])


def _named(unit: str, staff: str, phone: str) -> str:
    """A sub-committee with whom to ring there."""
    return " ".join(filter(None, (unit, staff, phone)))


def write_missing_text(source: ReportSource, out: BinaryIO) -> None:
    """Write the list as a message to paste into a chat."""
    for line in missing_text(source):
        out.write(f"{line}\n".encode())


def missing_text(source: ReportSource) -> Iterator[str]:
    """The message: short lines, numbered within each sub-committee."""
    yield missing_title(source)
    yield _as_of(source)
    if not source.view.missing:
        yield source.say("ledger.none.missing")
        return
    for part, lines in missing_parts(source):
        yield ""
        yield source.say(f"missing.head.{part}", n=len(lines))
        for unit, mine in groupby(lines, key=lambda line: line.row.sub_committee):
            staff = source.say("report.between_names").join(unit.staff)
            named = _named(visible(unit.name), visible(staff), visible(unit.phone))
            yield source.say("missing.unit", unit=named)
            yield from _numbered(source, mine)


def _numbered(source: ReportSource, lines: Iterable[MissingLine]) -> Iterator[str]:
    between = source.say("report.between_owed")
    for number, line in enumerate(lines, start=1):
        owed = between.join(source.owed(line.row.cells[place]) for place in line.cells)
        said = source.say(
            "missing.line", number=number, branch=visible(line.row.branch.name), owed=owed
        )
        yield said + (source.say("missing.reminded", n=line.reminded) if line.reminded else "")


def missing_title(source: ReportSource) -> str:
    """The title, with how many branches are on the list."""
    return source.say("missing.title", n=owing_branches(source))


def _as_of(source: ReportSource) -> str:
    return source.say(
        "ledger.as_of",
        as_of=source.moment(source.view.board.as_of),
        deadline=source.moment(source.view.board.deadline),
    )
