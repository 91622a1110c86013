"""The circular as one self-contained page: for a browser, a wall screen, a phone or a printer."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from importlib.resources import files
from typing import BinaryIO

from store.reports.content.blocks import ADDRESS, Block, Chart, Heading, Section, Table, Text
from store.reports.content.circular import circular
from store.reports.content.source import ReportSource
from store.reports.content.unit_page import OnePage, unit_pages
from store.reports.formats.svg_charts import svg

# A table of more columns becomes a list of cards on a phone.
_WIDE_FROM = 4
# What has no more bytes stands on one line: a word, a measure, a moment.
_SHORT = 24


def write_page(source: ReportSource, out: BinaryIO) -> None:
    """Write the page of a snapshot."""
    for piece in page(source):
        out.write(piece.encode())


def page(source: ReportSource) -> Iterator[str]:
    """The page in pieces."""
    parts = circular(source)
    title = escape(parts.title)
    yield _opening_of_page(source, parts.title)
    yield (
        f'<p class="number">{escape(parts.number)}</p>\n<h1>{title}</h1>\n'
        f"<p>{escape(parts.addressees)}</p>\n"
    )
    for block in parts.body:
        yield from _block(source, block)
    yield f'<p class="sign">{escape(parts.signature)}<br>{escape(parts.date)}</p>\n'
    for block in parts.figures:
        yield from _block(source, block)
    if parts.appendix is not None:
        yield f'<h2 class="appendix">{escape(parts.appendix.title)}</h2>\n'
        yield from table(parts.appendix.table)
    yield "</main>\n</body>\n</html>\n"


def _opening_of_page(source: ReportSource, title: str) -> str:
    return (
        f'<!DOCTYPE html>\n<html lang="{"zh-CN" if source.chinese else "en"}">\n<head>\n'
        '<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f'<meta name="sixones-history" content="{escape(source.view.history)}">\n'
        f"<title>{escape(title)}</title>\n<style>\n{css()}</style>\n</head>\n<body>\n<main>\n"
    )


def write_unit_pages(source: ReportSource, out: BinaryIO) -> None:
    """Write the pages of all sub-committees one after another, each on paper of its own."""
    pages = tuple(unit_pages(source))
    title = (
        pages[0].title if len(pages) == 1 else source.say("unit_page.all", n=source.number_of_items)
    )
    out.write(_opening_of_page(source, title).encode())
    for found in pages:
        out.write("".join(_unit(source, found)).encode())
    out.write(b"</main>\n</body>\n</html>\n")


def unit_page_bytes(source: ReportSource, found: OnePage) -> bytes:
    """The page of one sub-committee as a file of its own."""
    parts = (_opening_of_page(source, found.title), *_unit(source, found))
    return ("".join(parts) + "</main>\n</body>\n</html>\n").encode()


def _unit(source: ReportSource, found: OnePage) -> Iterator[str]:
    yield f'<section class="unit-page">\n<h1>{escape(found.title)}</h1>\n'
    for block in found.blocks:
        yield from _block(source, block)
    yield "</section>\n"


def css() -> str:
    """The style sheet of a page."""
    return files("store.reports.formats").joinpath("page.css").read_text(encoding="utf-8")


def _block(source: ReportSource, block: Block) -> Iterator[str]:
    match block:
        case Heading():
            level = block.level + 1
            yield f"<h{level}>{escape(block.text)}</h{level}>\n"
        case Text():
            # A hyphen at the end of a line would not be told from that of the address.
            text = ADDRESS.sub(r'<span class="whole">\g<0></span>', escape(block.text))
            yield f"<p>{text}</p>\n"
        case Table():
            yield from table(block)
        case Chart():
            yield (
                f"<figure>{svg(source, block)}"
                f"<figcaption>{escape(block.caption)}</figcaption></figure>\n"
            )


def table(block: Table) -> Iterator[str]:
    """A table that can be read aloud: heads have scopes, groups have titles."""
    wide = len(block.heads) >= _WIDE_FROM
    caption = f"<caption>{escape(block.caption)}</caption>" if block.caption else ""
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in block.heads)
    yield _opening(caption, heads, wide=wide)
    named = [f' data-head="{escape(head)}"' if wide else "" for head in block.heads]
    for section in block.sections:
        yield from _section(section, block, named)
    yield "</table></div>\n"
    if block.note:
        yield f"<p>{escape(block.note)}</p>\n"


def _opening(caption: str, heads: str, *, wide: bool) -> str:
    kind = ' class="wide"' if wide else ""
    return (
        f'<div class="scroll" tabindex="0"><table{kind}>{caption}<thead><tr>{heads}</tr></thead>\n'
    )


def _section(section: Section, block: Table, named: list[str]) -> Iterator[str]:
    yield "<tbody>"
    if section.title:
        yield (
            f'<tr><th class="unit" scope="rowgroup" colspan="{len(block.heads)}">'
            f"{escape(section.title)}</th></tr>\n"
        )
    numbers = ["n" if place in block.numbers else "" for place in range(len(block.heads))]
    for place, row in enumerate(section.rows):
        states = section.states[place] if section.states else None
        cells = [f'<th scope="row">{escape(row[0])}</th>']
        for column in range(1, len(row)):
            state = states[column] if states else None
            short = "short" if len(row[column].encode()) <= _SHORT else ""
            kinds = " ".join(filter(None, (state, numbers[column], short)))
            kind = f' class="{kinds}"' if kinds else ""
            cells.append(f"<td{kind}{named[column]}>{_lines(row[column])}</td>")
        yield f"<tr>{''.join(cells)}</tr>\n"
    yield "</tbody>\n"


def _lines(text: str) -> str:
    return "<br>".join(map(escape, text.split("\n")))
