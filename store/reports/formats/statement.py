"""The 截止台账 as a document: the frozen list, who signed it off, and how it can be proven."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import BinaryIO

from store.files.frozen_list import FrozenBranch, FrozenFile, FrozenList
from store.keeping.signing import SignOff
from store.reports.content.blocks import Block, Section, Table, Text
from store.reports.content.history import history_words
from store.reports.content.rows import Row
from store.reports.content.source import ReportSource
from store.reports.formats.docx_page import official_document
from store.reports.formats.docx_parts import add_table, end_after_table
from store.reports.formats.xlsx_sheets import Formats, Sheet, row_height, write_rows
from store.text.visible import visible

# A digest of 64 characters, and what it is of, on a line of paper.
_DIGEST_PT = 10.5
_ABOUT_WIDTH = 66


@dataclass(frozen=True, slots=True)
class Statement:
    """A frozen list and who signed it off so far, oldest first."""

    frozen: FrozenList
    signed: tuple[SignOff, ...]


def statement_blocks(source: ReportSource, statement: Statement) -> Iterator[Block]:
    """The statement in sentences and one table of all files."""
    yield from map(Text, statement_sentences(source, statement))
    yield statement_table(source, statement.frozen)


def statement_sentences(source: ReportSource, statement: Statement) -> Iterator[str]:
    """What the statement says of itself, and who signed it."""
    say, frozen = source.say, statement.frozen
    seen = frozen.mail_seen_until
    yield say(
        "statement.basis",
        number=frozen.notice or source.workspace.notice.number,
        cutoff=source.moment(frozen.cutoff),
        written=source.moment(frozen.written_at),
        seen=source.moment(seen) if seen else say("statement.never_seen"),
    )
    yield say(
        "statement.counts",
        branches=len(frozen.branches),
        files=sum(len(branch.files) for branch in frozen.branches),
        missing=len(frozen.missing),
        unclaimed=len(frozen.unclaimed),
    )
    # On a line of its own: justified, it would tear the sentence apart.
    yield say("statement.digest")
    yield frozen.digest
    if frozen.history:
        yield say("statement.history")
        yield frozen.history
    yield say("statement.proof")
    yield from signature_lines(source, statement)


def signature_lines(source: ReportSource, statement: Statement) -> Iterator[str]:
    """Who signed it off when; a line to sign on where nobody has."""
    if not statement.signed:
        yield source.say("statement.unsigned")
    for sign in statement.signed:
        yield source.say(
            "statement.signed",
            name=sign.name,
            at=source.moment(sign.at),
            who=sign.who,
            digest=sign.digest[:16],
        )


def statement_heads(source: ReportSource) -> tuple[str, ...]:
    """The heads of `statement_rows`."""
    names = ("unit", "branch", "plan_state", "video_state", "kind", "file", "received", "digest")
    return tuple(source.say(f"report.col.{name}") for name in names)


def statement_rows(source: ReportSource, frozen: FrozenList) -> Iterator[Row]:
    """A row for each file of each branch, one for a branch without files, then the unclaimed."""
    for branch in frozen.branches:
        for file in branch.files or (None,):
            yield (
                visible(branch.sub_committee),
                visible(branch.name),
                source.state(branch.plan),
                source.state(branch.video),
                *_file(source, file),
            )
    for file in frozen.unclaimed:
        yield ("", source.say("statement.unclaimed"), "", "", *_file(source, file))


def _file(source: ReportSource, file: FrozenFile | None) -> tuple[str, str, str, str]:
    if file is None:
        return (source.say("statement.nothing"), "", "", "")
    return (
        source.kind(file.kind),
        visible(file.path),
        _arrival(source, file),
        file.digest or source.say("report.link"),
    )


def _arrival(source: ReportSource, file: FrozenFile) -> str:
    """The arrival, with the mail's own Date beside it where they lie apart (notice 三.4)."""
    came = source.stamp(file.received_at)
    if file.own_date is None:
        return came
    return source.say("statement.own_date", at=came, own=source.stamp(file.own_date))


def statement_table(source: ReportSource, frozen: FrozenList) -> Table:
    """The rows on paper: a group for each branch, digests cut where files tell them whole."""
    heads = statement_heads(source)
    sections = [
        Section(title, tuple(_paper_rows(source, branches)))
        for title, branches in (
            (visible(unit), tuple(group))
            for unit, group in groupby(frozen.branches, key=lambda branch: branch.sub_committee)
        )
    ]
    if frozen.unclaimed:
        rows = tuple(("", *_file(source, file)) for file in frozen.unclaimed)
        sections.append(Section(source.say("statement.unclaimed"), rows))
    return Table(
        "",
        (heads[1], heads[4], heads[5], heads[6], heads[7]),
        tuple(sections),
        # A digest takes two lines.
        (30, 17, 37, 20, 52),
    )


def _paper_rows(
    source: ReportSource, branches: tuple[FrozenBranch, ...]
) -> Iterator[tuple[str, ...]]:
    for branch in branches:
        for place, file in enumerate(branch.files or (None,)):
            yield (visible(branch.name) if place == 0 else "", *_file(source, file))


def write_statement_document(source: ReportSource, statement: Statement, out: BinaryIO) -> None:
    """Write the statement as .docx."""
    from docx.shared import Pt

    title = source.say("statement.title")
    issuer = source.office_name
    document = official_document(
        chinese=source.chinese, title=title, author=issuer, history=source.view.history
    )
    document.add_paragraph(title, style="Title")
    document.add_paragraph()
    for block in statement_blocks(source, statement):
        if isinstance(block, Table):
            add_table(document, block)
            end_after_table(document)
        elif isinstance(block, Text):
            paragraph = document.add_paragraph(block.text, style="Body Text")
            if block.text in (statement.frozen.digest, statement.frozen.history):
                # On one line, to be compared.
                paragraph.runs[0].font.size = Pt(_DIGEST_PT)
    document.save(out)


def write_statement_sheet(source: ReportSource, statement: Statement, out: BinaryIO) -> None:
    """Write the statement as .xlsx: what it says of itself, then its rows."""
    import xlsxwriter

    workbook = xlsxwriter.Workbook(out, {"in_memory": True})
    workbook.set_properties({"comments": history_words(source.view.history)})
    formats = Formats.of(workbook)
    title = source.say("statement.title")
    about = workbook.add_worksheet(source.say("statement.about"))
    rows = workbook.add_worksheet(source.say("statement.rows"))
    about.set_column(0, 0, _ABOUT_WIDTH, formats.words)
    about.set_paper(9)
    about.fit_to_pages(1, 0)
    about.write_string(0, 0, title, formats.title)
    for line, text in enumerate(statement_sentences(source, statement), start=2):
        about.write_string(line, 0, text)
        about.set_row(line, row_height(text, _ABOUT_WIDTH))
    widths = (40, 52, 16, 16, 22, 60, 34, 66)
    target = Sheet(rows, statement_heads(source), widths, print_title=title)
    write_rows(target, statement_rows(source, statement.frozen), formats)
    workbook.close()


def write_statement_text(source: ReportSource, statement: Statement, out: BinaryIO) -> None:
    """Write the statement as plain text, a line for each file."""
    for line in statement_text(source, statement):
        out.write(f"{line}\n".encode())


def statement_text(source: ReportSource, statement: Statement) -> Iterator[str]:
    """The statement in lines, fields parted by tabs."""
    yield source.say("statement.title")
    yield ""
    yield from statement_sentences(source, statement)
    yield ""
    yield "\t".join(statement_heads(source))
    for row in statement_rows(source, statement.frozen):
        yield "\t".join(str(value or "") for value in row)
