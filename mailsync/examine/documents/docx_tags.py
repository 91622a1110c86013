"""What every walk through a .docx knows of it: its names, its fields, and what is written twice."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
V = "{urn:schemas-microsoft-com:vml}"
# A drawing is written twice, once for old programs: the fallback is the second writing.
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
BREAKS = MappingProxyType({W + "tab": "\t", W + "ptab": "\t", W + "br": "\n", W + "cr": "\n"})
DRAWINGS = frozenset((W + "drawing", W + "pict", W + "object"))


class OpenFields:
    """The fields that are open where a walk stands; they may span paragraphs."""

    def __init__(self) -> None:
        # One entry for each: True while its instruction, not its result, is read.
        self._instructions: list[bool] = []

    def mark(self, mark: _Element) -> None:
        """Follow the begin, separate and end of fields, in `w:fldChar`."""
        kind = mark.get(W + "fldCharType")
        if kind == "begin":
            self._instructions.append(True)
        elif kind == "separate" and self._instructions:
            self._instructions[-1] = False
        elif kind == "end" and self._instructions:
            self._instructions.pop()

    @property
    def in_instruction(self) -> bool:
        """Whether what is read now is a field's instruction and not its result."""
        return any(self._instructions)


def drawn(drawing: _Element) -> list[_Element]:
    """A drawing and all below it in order, but no fallback and nothing inside a text box."""
    found: list[_Element] = []
    stack = [drawing]
    while stack:
        node = stack.pop()
        found.append(node)
        if node.tag != W + "txbxContent":
            stack.extend(
                child
                for child in reversed(node)
                if isinstance(child.tag, str) and child.tag != FALLBACK
            )
    return found


def is_contents_control(control: _Element) -> bool:
    """Whether a content control (`w:sdt`) is a generated table of contents."""
    gallery = control.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
    return gallery is not None and gallery.get(W + "val") == "Table of Contents"


def value_of(parent: _Element | None, tag: str) -> str:
    """The w:val of a child, "" where there is none."""
    child = parent.find(W + tag) if parent is not None else None
    return "" if child is None else str(child.get(W + "val", ""))
