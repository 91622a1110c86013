"""Tables of web pages, and of spreadsheets written as XML, that were saved as .xls."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

MAX_SPAN = 1_000
_PAGE = re.compile(r"<(?:!doctype\s+html|html|table)\b", re.IGNORECASE)
_ARCHIVE = re.compile(r"\A\s*(?:[\w-]+:[^\n]*\n)*?mime-version:", re.IGNORECASE)
_XML_SHEETS = "urn:schemas-microsoft-com:office:spreadsheet"
_HEAD_CHARS = 4_000
_BREAKS = frozenset({"br", "p", "div", "li"})
_UNSEEN = frozenset({"script", "style", "head", "title", "template"})


@dataclass(frozen=True, slots=True)
class PageTable:
    """One table: its title where it has one, the texts of its cells, and its merged cells.

    A merged cell is (first row, first column, last row, last column), counted from 0.
    """

    title: str
    rows: list[list[str]]
    merged: list[tuple[int, int, int, int]]
    hidden: frozenset[int] = frozenset()


def is_page(text: str) -> bool:
    """Whether a text is a web page or a spreadsheet in XML, not values between commas."""
    head = text[:_HEAD_CHARS]
    return bool(_PAGE.search(head)) or (_XML_SHEETS in head and "<" in head)


def page_of_archive(content: bytes) -> bytes | None:
    """The page within a web archive (.mht), as its bytes; None where this is none."""
    head = content[:_HEAD_CHARS].decode("ascii", "replace")
    if not _ARCHIVE.search(head) or "multipart/related" not in content[:20_000].decode(
        "ascii", "replace"
    ):
        return None
    message = email.message_from_bytes(content, policy=email.policy.compat32)
    pages = [
        part.get_payload(decode=True)
        for part in message.walk()
        if part.get_content_type() == "text/html"
    ]
    # A workbook saved as an archive has a frame first; the sheets hold the tables.
    tables = [page for page in pages if isinstance(page, bytes) and b"<t" in page.lower()]
    return b"\n".join(tables) if tables else None


def page_tables(text: str) -> list[PageTable]:
    """Every table that holds text, in the order of the page; inner tables stand by themselves."""
    reader = _Sheets() if _XML_SHEETS in text[:_HEAD_CHARS] else _Page()
    reader.feed(text)
    reader.close()
    found = [_laid_out(table) for table in reader.done]
    return [table for table in found if any(any(row) for row in table.rows)]


@dataclass(slots=True)
class _Cell:
    text: list[str] = field(default_factory=list)
    across: int = 1
    down: int = 1
    # The column that the cell says itself, counted from 1; 0 is the next free one.
    at: int = 0


@dataclass(slots=True)
class _Table:
    title: str = ""
    # The rows with the number that each says itself, counted from 1; 0 is the next one.
    rows: list[tuple[int, list[_Cell]]] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)


class _Reader(HTMLParser):
    """Collects cells; what a tag means is said by the two kinds below."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.done: list[_Table] = []
        self.open: list[_Table] = []
        self.cells: list[_Cell | None] = []

    def begin_table(self, title: str = "") -> None:
        table = _Table(title)
        self.done.append(table)
        self.open.append(table)
        self.cells.append(None)

    def begin_row(self, number: int = 0, *, hidden: bool = False) -> None:
        if self.open:
            self.cells[-1] = None
            self.open[-1].rows.append((number, []))
            if hidden:
                self.open[-1].hidden.add(len(self.open[-1].rows) - 1)

    def begin_cell(self, cell: _Cell) -> None:
        if self.open:
            if not self.open[-1].rows:
                self.begin_row()
            self.open[-1].rows[-1][1].append(cell)
            self.cells[-1] = cell

    def end_cell(self) -> None:
        if self.cells:
            self.cells[-1] = None

    def end_table(self) -> None:
        if self.open:
            self.open.pop()
            self.cells.pop()

    def handle_data(self, data: str) -> None:
        if self.cells and (cell := self.cells[-1]) is not None:
            cell.text.append(data)


class _Page(_Reader):
    """A web page."""

    def __init__(self) -> None:
        super().__init__()
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "table":
            self.begin_table()
        elif tag == "tr":
            style = said.get("style", "").replace(" ", "").lower()
            self.begin_row(hidden="display:none" in style or "hidden" in said)
        elif tag in ("td", "th"):
            self.begin_cell(
                _Cell(across=_span(said.get("colspan")), down=_span(said.get("rowspan")))
            )
        elif tag in _BREAKS:
            self.handle_data("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag == "table":
            self.end_table()
        elif tag in ("td", "th", "tr"):
            self.end_cell()

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            # White space of the page's source is none of the text; a break is put in as such.
            super().handle_data(data if data == "\n" else " ".join(data.split("\n")))


class _Sheets(_Reader):
    """A spreadsheet in XML of 2003: names come in small letters, with their prefix."""

    def __init__(self) -> None:
        super().__init__()
        self._data = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name.rpartition(":")[2]: value or "" for name, value in attrs}
        name = tag.rpartition(":")[2]
        if name == "worksheet":
            self.begin_table(said.get("name", ""))
        elif name == "row":
            self.begin_row(_number(said.get("index")), hidden=said.get("hidden") == "1")
        elif name == "cell":
            across, down = _number(said.get("mergeacross")), _number(said.get("mergedown"))
            self.begin_cell(_Cell(across=across + 1, down=down + 1, at=_number(said.get("index"))))
        elif name == "data":
            self._data = True

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name == "worksheet":
            self.end_table()
        elif name == "cell":
            self.end_cell()
        elif name == "data":
            self._data = False

    def handle_data(self, data: str) -> None:
        if self._data:
            super().handle_data(data)


def _laid_out(table: _Table) -> PageTable:
    """Put every cell into its place: what spans rows or columns leaves its others empty."""
    grid: dict[tuple[int, int], str] = {}
    taken: set[tuple[int, int]] = set()
    merged: list[tuple[int, int, int, int]] = []
    hidden: set[int] = set()
    row = -1
    for position, (number, cells) in enumerate(table.rows):
        row = max(row + 1, number - 1) if number <= row + 1 + MAX_SPAN else row + 1
        if position in table.hidden:
            hidden.add(row)
        column = 0
        for cell in cells:
            if 0 < cell.at <= MAX_SPAN:
                column = cell.at - 1
            while (row, column) in taken:
                column += 1
            grid[row, column] = "".join(cell.text)
            down, across = min(cell.down, MAX_SPAN), min(cell.across, MAX_SPAN)
            if down > 1 or across > 1:
                merged.append((row, column, row + down - 1, column + across - 1))
                taken.update(
                    (row + below, column + beside)
                    for below in range(down)
                    for beside in range(across)
                )
            column += across
    return PageTable(table.title, list(_rows(grid, row)), merged, frozenset(hidden))


def _rows(grid: dict[tuple[int, int], str], last: int) -> Iterator[list[str]]:
    width = max((column for _, column in grid), default=-1) + 1
    for row in range(last + 1):
        yield [grid.get((row, column), "") for column in range(width)]


def _span(text: str | None) -> int:
    return max(1, _number(text))


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < len(str(10**6)) else 0
