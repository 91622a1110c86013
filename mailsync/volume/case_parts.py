"""What a case is made of, whatever program wrote it: headings, text, lists, tables, pictures."""

from __future__ import annotations

from dataclasses import dataclass, field

from store.model import Problem


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text in one manner."""

    text: str
    bold: bool = False
    italic: bool = False
    raised: bool = False


@dataclass(frozen=True, slots=True)
class CasePicture:
    """A picture with the size at which it was shown, in EMU (914,400 to the inch); 0 unknown."""

    content: bytes
    width_emu: int = 0
    height_emu: int = 0


@dataclass(frozen=True, slots=True)
class CaseText:
    """One paragraph. `level` is 1 and more for headings within the case, 0 for text; `marker`
    is the number or bullet of a list; `centred` as the author had it."""

    spans: tuple[Span, ...]
    level: int = 0
    marker: str = ""
    indent: int = 0
    centred: bool = False
    caption: bool = False

    @property
    def plain(self) -> str:
        """The text without its manners."""
        return "".join(span.text for span in self.spans)


@dataclass(frozen=True, slots=True)
class CaseCell:
    """One cell of a table, at a row and a column, over some of both."""

    row: int
    column: int
    blocks: tuple[CaseText | CasePicture, ...]
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class CaseTable:
    """A table as a grid; merged cells are one cell over several places."""

    rows: int
    columns: int
    cells: tuple[CaseCell, ...]


Block = CaseText | CasePicture | CaseTable


@dataclass(frozen=True, slots=True)
class CaseStory:
    """One case in reading order. `title` was its first line and is not among the blocks; `notes`
    are its footnotes by number; `problems` say what could not be taken over."""

    title: str
    blocks: tuple[Block, ...]
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = field(default=())

    @property
    def pictures(self) -> int:
        """How many pictures it has, those in tables too."""
        inside = sum(
            isinstance(part, CasePicture)
            for block in self.blocks
            if isinstance(block, CaseTable)
            for cell in block.cells
            for part in cell.blocks
        )
        return inside + sum(isinstance(block, CasePicture) for block in self.blocks)
