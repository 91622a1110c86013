"""A document as text: what every reader of a document format returns."""

from __future__ import annotations

from dataclasses import dataclass, field

from mailsync.examine.documents.counting import Count, count

# The code of a document that is whole, and whose text is not read here.
NOT_COUNTABLE = "document.not_countable"


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph, counted once.

    `level` is its outline level if the file marks it as a heading (title 0); `row` numbers the
    table row that it stands in, `cell` its cell within the row from 1, both 0 outside of tables.
    """

    text: str
    level: int | None = None
    bold: bool = False
    numbered: bool = False
    row: int = 0
    # A line of a table of contents that the word processor made of the document's own headings.
    generated: bool = False
    cell: int = 0
    counted: Count = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "counted", count(self.text))

    @property
    def in_table(self) -> bool:
        """Whether it stands in a table."""
        return self.row > 0


@dataclass(frozen=True, slots=True)
class DocumentText:
    """The main text in reading order, and beside it what does not count as main text."""

    lines: tuple[Line, ...]
    boxes: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    pictures: int = 0
    pages: int = 0
    slide_titles: tuple[str, ...] = ()
    # Lines that may belong to the main text or not, such as running heads found in a PDF.
    unsure: tuple[str, ...] = ()
    # What the reader knows it left out: "chunk" for another document within, "other" for parts
    # that may hold text, "outlines" for text that was drawn, "scan" for pages that are pictures,
    # "garbled" for characters that nobody can tell.
    unread: str = ""
    # What Word or WPS stored as its own count when it saved the file; 0 for none.
    stated_words: int = 0


@dataclass(frozen=True, slots=True)
class NotRead:
    """Why a document gave no text: the code of the finding, and the reason in a word."""

    code: str
    reason: str
