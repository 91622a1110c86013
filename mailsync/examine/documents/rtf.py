"""RTF: the text of its main story, in the code page or in Unicode as it was written."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from pathlib import Path

from mailsync.examine.documents.text import DocumentText, Line

_CAP_BYTES = 24 << 20
_DEEPEST = 400
# A control word, a byte in hex, a control mark, a brace, or text up to the next of them.
_TOKEN = re.compile(
    rb"\\([a-z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-f]{2})|\\([^a-z])|([{}])|([^\\{}]+)",
    re.IGNORECASE,
)
# Groups that hold no text of the document.
_ASIDE = frozenset(
    b"fonttbl colortbl stylesheet info pict object header headerl headerr headerf footer footerl "
    b"footerr footerf footnote annotation generator listtable listoverridetable revtbl rsidtbl "
    b"themedata datastore latentstyles xmlnstbl fldinst atnauthor atnid filetbl nonshppict".split()
)
_MARKS = {
    b"par": "\n", b"line": "\n", b"sect": "\n", b"page": "\n", b"row": "\n", b"tab": "\t",
    b"cell": "\t", b"emdash": "\u2014", b"endash": "\u2013", b"lquote": "\u2018",
    b"rquote": "\u2019", b"ldblquote": "\u201c", b"rdblquote": "\u201d", b"bullet": "\u2022",
}  # fmt: skip
# Character sets of fonts (Windows) as code pages.
_CHARSETS = {128: 932, 129: 949, 134: 936, 136: 950, 161: 1253, 162: 1254, 204: 1251, 238: 1250}
_CHINESE = 936


@dataclass(slots=True)
class _State:
    """What a group inherits: whether its text is shown, its code page, bytes behind \\u."""

    shown: bool = True
    page: int = 1252
    behind: int = 1
    skipped: int = 0


@dataclass(slots=True)
class _Text:
    parts: list[str] = field(default_factory=list)
    raw: bytearray = field(default_factory=bytearray)
    page: int = 1252

    def bytes_in(self, content: bytes, page: int) -> None:
        if self.raw and page != self.page:
            self.flush()
        self.page = page
        self.raw += content

    def flush(self) -> None:
        if self.raw:
            self.parts.append(self.raw.decode(_codec(self.page), "replace"))
            self.raw.clear()

    def add(self, text: str) -> None:
        self.flush()
        self.parts.append(text)


def read_rtf(path: Path) -> DocumentText:
    """Read the paragraphs; pictures, notes, headers and the tables of fonts are left out."""
    with path.open("rb") as file:
        content = file.read(_CAP_BYTES)
    return DocumentText(lines=tuple(Line(line) for line in _text(content).split("\n")))


def _text(content: bytes) -> str:
    text = _Text()
    states = [_State()]
    fonts: dict[int, int] = {}
    ansi, font = 1252, -1
    table = False
    for found in _TOKEN.finditer(content):
        word, number, byte, mark, brace, plain = found.groups()
        state = states[-1]
        if brace == b"{":
            if len(states) < _DEEPEST:
                states.append(_State(state.shown, state.page, state.behind))
        elif brace == b"}":
            if len(states) > 1:
                states.pop()
            table = table and len(states) > 1 and not states[-1].shown
        elif word is not None:
            name, value = word.lower(), int(number) if number else 0
            if name == b"fonttbl":
                table = True
            if name in _ASIDE:
                state.shown = False
            elif name == b"ansicpg":
                ansi = state.page = value
            elif name == b"f":
                font = value
                if not table:
                    state.page = fonts.get(value, ansi)
            elif name == b"fcharset" and table:
                fonts[font] = _CHARSETS.get(value, ansi)
            elif name == b"uc":
                state.behind = value
            elif name == b"v":
                state.shown = state.shown and value == 0 and number is not None
            elif name == b"u" and state.shown:
                text.add(chr(value & 0xFFFF))
                state.skipped = state.behind
            elif name in _MARKS and state.shown:
                text.add(_MARKS[name])
        elif mark == b"*":
            state.shown = False
        elif state.shown and mark is not None:
            text.add({b"~": " ", b"_": "-", b"\r": "\n", b"\n": "\n"}.get(mark, ""))
            if mark in (b"\\", b"{", b"}"):
                text.bytes_in(mark, state.page)
        elif state.shown:
            piece = bytes.fromhex(byte.decode()) if byte else plain.translate(None, b"\r\n")
            taken = min(state.skipped, len(piece))
            state.skipped -= taken
            if piece[taken:]:
                text.bytes_in(piece[taken:], state.page)
    text.flush()
    # Characters outside of the first plane are written as two halves.
    return "".join(text.parts).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _codec(page: int) -> str:
    try:
        return codecs.lookup("gb18030" if page == _CHINESE else f"cp{page}").name
    except LookupError:
        return "cp1252"
