"""What every walk through a .docx knows of it: its names, its fields, and what is written twice."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
V = "{urn:schemas-microsoft-com:vml}"
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
ALTERNATIVES = _COMPATIBILITY + "AlternateContent"
# What Word itself understands: the namespaces of its makers (ECMA-376 part 3, 9.3).
_UNDERSTOOD = (
    "http://schemas.microsoft.com/office/", "http://schemas.openxmlformats.org/",
    "http://schemas.microsoft.com/ink/", "urn:schemas-microsoft-com:",
)  # fmt: skip
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


def chosen(alternatives: _Element) -> list[_Element]:
    """What Word shows of content written several times (`mc:AlternateContent`).

    The first choice whose every required namespace Word understands, else the fallback.
    """
    fallback: list[_Element] = []
    for one in alternatives:
        if one.tag == _COMPATIBILITY + "Choice":
            wanted = str(one.get("Requires", "")).split()
            names = [str(one.nsmap.get(prefix, "")) for prefix in wanted]
            if names and all(name.startswith(_UNDERSTOOD) for name in names):
                return list(one)
        elif one.tag == _COMPATIBILITY + "Fallback":
            fallback = list(one)
    return fallback


def shown_children(parent: _Element) -> Iterator[_Element]:
    """The children of an element, of alternatives those that Word shows; no comments."""
    for child in parent:
        if child.tag == ALTERNATIVES:
            for one in chosen(child):
                if isinstance(one.tag, str):
                    yield one
        elif isinstance(child.tag, str):
            yield child


def drawn(drawing: _Element) -> list[_Element]:
    """A drawing and all below it in order: of alternatives the one that is shown, and nothing
    inside a text box.
    """
    found: list[_Element] = []
    stack = [drawing]
    while stack:
        node = stack.pop()
        if node.tag == ALTERNATIVES:
            stack.extend(reversed(chosen(node)))
            continue
        found.append(node)
        if node.tag != W + "txbxContent":
            stack.extend(child for child in reversed(node) if isinstance(child.tag, str))
    return found


def is_contents_control(control: _Element) -> bool:
    """Whether a content control (`w:sdt`) is a generated table of contents."""
    gallery = control.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
    return gallery is not None and gallery.get(W + "val") == "Table of Contents"


def value_of(parent: _Element | None, tag: str) -> str:
    """The w:val of a child, "" where there is none."""
    child = parent.find(W + tag) if parent is not None else None
    return "" if child is None else str(child.get(W + "val", ""))


def whole(text: str | None, otherwise: int) -> int:
    """A written number of up to five digits; `otherwise` for whatever else a file may hold."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else otherwise
