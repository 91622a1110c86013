"""The score sheet of one reviewer, as .xlsx and as .docx: the same table in both."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from store.items.review import Reviewer
from store.items.score_checks import (
    BRANCH,
    CASE,
    COMMENT,
    NOT_ASKED,
    NUMBER,
    UNIT,
    blind_code,
    blind_name,
    criterion_head,
)
from store.model import Branch, SubCommittee
from store.notice.clause import clause_words
from store.notice.notice import Criterion, Notice
from store.reports.content.blocks import Section, Table
from store.reports.formats.docx_page import BODY_FONT, Style, official_document
from store.reports.formats.docx_parts import add_table, end_after_table, heighten
from store.reports.formats.xlsx_sheets import row_height
from store.text.visible import visible
from store.text.wording import Wording

# What our tables say they were made at: the same table is the same bytes on any day.
NO_TIME = datetime(2000, 1, 1, tzinfo=UTC)
# Columns of a sheet in the widths of letters, wide enough for the longest names on two lines.
_UNIT_WIDTH, _BRANCH_WIDTH = 28, 34
_SPARE_PT = 15
# How high a row of a printed sheet is, to write in.
_ROW_TWIPS = 480
CODE_LABEL, NAME_LABEL = "评审编号", "评审专家"


@dataclass(frozen=True, slots=True)
class Case:
    """One case of a pack: its number there, whose it is."""

    number: int
    branch: Branch
    sub_committee: SubCommittee


@dataclass(frozen=True, slots=True)
class SheetText:
    """What a sheet says: its lines on top, its heads, its rows; the same for both formats."""

    title: str
    code: str
    name: str
    guide: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    # The most points of each criterion, in the order of their columns.
    most: tuple[int, ...] = ()


def sheet_text(
    reviewer: Reviewer,
    cases: Sequence[Case],
    notice: Notice,
    wording: Wording,
    *,
    blind: bool = False,
) -> SheetText:
    """Lay out the sheet of one reviewer; nothing of anybody else's is in it.

    The column of 长效机制 stands only where one of the cases is in its second year. A `blind` sheet
    names neither branches nor units: its cases have codes by which they are known again.
    """
    second_year = any(case.branch.consecutive_years for case in cases)
    criteria = notice.criteria_for(second_year=second_year)
    return SheetText(
        title=wording.say("review.sheet_title", title=notice.short_title),
        code=reviewer.id,
        name=reviewer.name,
        guide=_guide(criteria, wording),
        heads=(NUMBER, CASE, UNIT, BRANCH, *map(criterion_head, criteria), COMMENT),
        rows=tuple(
            (
                str(case.number),
                *_named(reviewer, case, blind=blind),
                *(
                    NOT_ASKED if one.second_year_only and not case.branch.consecutive_years else ""
                    for one in criteria
                ),
                "",
            )
            for case in cases
        ),
        most=tuple(one.points for one in criteria),
    )


def _named(reviewer: Reviewer, case: Case, *, blind: bool) -> tuple[str, str, str]:
    if not blind:
        return (case.branch.id, case.sub_committee.name, case.branch.name)
    code = blind_code(reviewer.id, case.branch.id)
    return (code, NOT_ASKED, blind_name(code))


def _guide(criteria: Sequence[Criterion], wording: Wording) -> str:
    said = [wording.say("review.sheet_guide", mark=NOT_ASKED)]
    said += [
        wording.say(
            "review.sheet_criterion",
            name=one.name,
            clause=clause_words(one.clause, wording),
            words=one.words,
        )
        for one in criteria
    ]
    return "\n".join(said)


def write_xlsx(text: SheetText) -> bytes:
    """Write the sheet for a spreadsheet program; only the fields to fill in are unlocked."""
    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_properties({"title": text.title, "created": NO_TIME})
    sheet = book.add_worksheet("评分表")
    base = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
    title = book.add_format({**base, "font_name": "黑体", "font_size": 16, "align": "center"})
    plain = book.add_format({**base, "text_wrap": True})
    head = book.add_format(
        {**base, "bold": True, "border": 1, "text_wrap": True, "align": "center"}
    )
    fixed = book.add_format({**base, "border": 1, "text_wrap": True, "bg_color": "#EEEEEE"})
    mark = book.add_format({**base, "border": 1, "align": "center", "bg_color": "#EEEEEE"})
    open_ = book.add_format({**base, "border": 1, "text_wrap": True, "locked": False})
    last = len(text.heads) - 1
    sheet.merge_range(0, 0, 0, last, text.title, title)
    for column, value in enumerate((CODE_LABEL, text.code, NAME_LABEL, text.name)):
        sheet.write_string(1, column, value, plain)
    sheet.merge_range(2, 0, 2, last, text.guide, plain)
    widths = [6, 11, _UNIT_WIDTH, _BRANCH_WIDTH, *[15] * len(text.most), 34]
    sheet.set_row(0, 30)
    # A line more than counted: where 宋体 is not installed, what stands in for it is wider.
    sheet.set_row(2, _height([text.guide], [sum(widths)]) + _SPARE_PT)
    sheet.set_row(3, _height(text.heads, widths) + _SPARE_PT)
    for column, value in enumerate(text.heads):
        sheet.write_string(3, column, value, head)
    for number, row in enumerate(text.rows, 4):
        sheet.set_row(number, _height(row, widths, least=32))
        for column, value in enumerate(row):
            if value:
                sheet.write_string(number, column, value, mark if value == NOT_ASKED else fixed)
            else:
                sheet.write_blank(number, column, None, open_)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    if text.rows:
        for column, most in enumerate(text.most, 4):
            sheet.data_validation(
                4, column, 3 + len(text.rows), column,
                {
                    "validate": "decimal", "criteria": "between", "minimum": 0, "maximum": most,
                    "error_title": "分数", "error_message": f"请填 0 至 {most} 之间的分数。",
                },
            )  # fmt: skip
    # The heads stand on every page that is printed.
    sheet.repeat_rows(3)
    sheet.freeze_panes(4, 4)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    # Pages that came apart are put together by whose they are.
    sheet.set_footer(f"&C{text.code.replace('&', '&&')}  &P / &N")
    sheet.protect("", {"format_columns": True, "format_rows": True})
    book.close()
    return stream.getvalue()


def _height(cells: Sequence[str], widths: Sequence[int], *, least: int = 18) -> int:
    """The height of a row in points, so that no cell runs into the next."""
    needed = (
        sum(row_height(line, width) for line in cell.split("\n"))
        for cell, width in zip(cells, widths, strict=True)
    )
    return max(*needed, least)


def write_docx(text: SheetText) -> bytes:
    """Write the sheet for a word processor, or to be printed."""
    guide = Style("Guide", BODY_FONT, 12, None)
    document = official_document(
        chinese=True, title=text.title, author="", landscape=True, more=(guide,)
    )
    document.add_paragraph(text.title, style="Title")
    for line in ("", f"{CODE_LABEL}：{text.code}", f"{NAME_LABEL}：{text.name}", text.guide, ""):
        document.add_paragraph(line, style="Guide")
    rows = tuple(tuple(map(visible, row)) for row in text.rows)
    criteria = len(text.heads) - 5
    widths = (12, 19, 36, 42, *[21] * criteria, max(131 - 21 * criteria, 25))
    add_table(document, Table("", text.heads, (Section("", rows),), widths))
    for row in document.tables[0].rows[1:]:
        heighten(row, _ROW_TWIPS)
    end_after_table(document)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()
