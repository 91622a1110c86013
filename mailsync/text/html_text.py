"""HTML of a mail as tokens and as readable text; quick on any input, however malformed."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO

_TAG_NAME = re.compile(r"/?([A-Za-z][A-Za-z0-9:-]{0,40})")
# Quoted values may hold ">"; bounded, so that an open quote costs no scan of the whole text.
_TAG_REST = re.compile(r"(?:[^\"'<>]++|\"[^\"]{0,8000}+\"|'[^']{0,8000}+'){0,2000}+>")
_ATTRIBUTE = re.compile(
    r"(?<![\w:.-])([A-Za-z_:][\w:.-]{0,60})\s{0,8}=\s{0,8}(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))"
)
_EMBEDDED = re.compile(r"data:[\w/+.-]{1,80};base64,[A-Za-z0-9+/=\s]*+")
# All but the last of them begin nothing.
_NO_TAGS = re.compile(r"<+(?=<)")
_HIDDEN = frozenset({"style", "script", "head", "title", "template", "noscript"})
_BLOCKS = frozenset(
    {"p", "div", "br", "tr", "li", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6"}
    | {"blockquote", "pre", "hr", "section", "article", "header", "footer", "dt", "dd", "center"}
)
_CELLS = frozenset({"td", "th"})
_SPACES = re.compile(r"[ \t\r\f\v\u00a0]+")


@dataclass(frozen=True, slots=True)
class Token:
    """One piece: `tag` is "" for text, "/a" for an end; `text` is unescaped, attributes raw."""

    tag: str
    text: str

    def attributes(self) -> dict[str, str]:
        """The attributes of a start tag, names in lower case, values unescaped."""
        found: dict[str, str] = {}
        for name, double, single, bare in _ATTRIBUTE.findall(self.text):
            found.setdefault(name.lower(), html.unescape(double or single or bare))
        return found


def tokens(source: str) -> Iterator[Token]:
    """Tags and visible text in their order; styles, scripts, the head and comments left out."""
    if ";base64," in source:
        # Pictures written into the text are no text, and longer than any attribute.
        source = _EMBEDDED.sub("", source)
    place = 0
    # The nearest end of a tag: looked for once, not for every beginning that has none.
    next_end = -1
    never_closed: set[str] = set()
    while place < len(source):
        opened = source.find("<", place)
        if opened < 0:
            opened = len(source)
        if opened > place:
            yield Token("", html.unescape(source[place:opened]))
        if opened >= len(source):
            return
        if source.startswith("<!--", opened):
            closed = source.find("-->", opened + 4)
            if closed < 0:
                # Never closed: only the mark itself is dropped, so that no text is lost.
                place = opened + 4
                source = source[:place] + source[place:].replace("<!--", "")
                next_end = -1
            else:
                place = closed + 3
            continue
        name = _TAG_NAME.match(source, opened + 1)
        if name is None:
            if source.startswith(("<!", "<?"), opened):
                closed = source.find(">", opened, opened + 4000)
                place = closed + 1 if closed >= 0 else opened + 2
            else:
                begun = _NO_TAGS.match(source, opened)
                place = begun.end() if begun is not None else opened + 1
                yield Token("", source[opened:place])
            continue
        tag = name[0].lower()
        rest = _TAG_REST.match(source, name.end())
        if rest is not None:
            place = rest.end()
            attributes = source[name.end() : place - 1]
        else:
            if next_end < name.end():
                next_end = source.find(">", name.end())
                next_end = next_end if next_end >= 0 else len(source) + 8000
            closed = next_end if next_end < name.end() + 8000 else -1
            place = closed + 1 if closed >= 0 else name.end()
            attributes = source[name.end() : max(name.end(), place - 1)]
        if tag in _HIDDEN:
            closed = -1 if tag in never_closed else _end_of(source, tag, place)
            if closed < 0:
                never_closed.add(tag)
            place = max(place, closed)
            continue
        yield Token(tag, attributes)


def readable_text(source: str) -> str:
    """The text of an HTML body as a reader sees it, one block a line."""
    # Not a list: a mail of nothing but tags would cost a hundred bytes for each.
    text = StringIO()
    for token in tokens(source):
        if not token.tag:
            text.write(_SPACES.sub(" ", token.text.replace("\n", " ")))
        elif token.tag.lstrip("/") in _BLOCKS:
            text.write("\n")
        elif token.tag in _CELLS:
            text.write("\t")
    lines = (_cells(line) for line in text.getvalue().split("\n"))
    return "\n".join(line for line in lines if line)


def _cells(line: str) -> str:
    """A line with one tab between cells that hold something."""
    cells = (cell.strip(" ") for cell in line.split("\t"))
    return "\t".join(cell for cell in cells if cell).strip()


def _end_of(source: str, tag: str, place: int) -> int:
    closing = re.compile(rf"</{tag}\s*>", re.IGNORECASE).search(source, place)
    if closing is not None:
        return closing.end()
    # A head that is not closed ends where the body begins.
    body = re.compile(r"<body\b", re.IGNORECASE).search(source, place) if tag == "head" else None
    return body.start() if body is not None else -1
