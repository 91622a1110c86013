"""The readable text of a mail, put together from its text parts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from mailsync.text import charsets
from mailsync.text.html_text import readable_text

_META_CHARSET = re.compile(
    rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([A-Za-z0-9_-]{2,30})", re.IGNORECASE
)
# So many more characters are a table that was left out of the plain text.
_A_TABLE = 20


@dataclass(frozen=True, slots=True)
class Piece:
    """One text part as it is read: `html` where the text is made from HTML."""

    text: str
    html: bool


def decode_body(raw: bytes, label: str, *, html: bool) -> tuple[str, bool]:
    """The text of a part, and whether all of it was understood."""
    if html and charsets.codec_of(label) is None:
        meta = _META_CHARSET.search(raw[:2048])
        label = meta[1].decode("ascii") if meta is not None else label
    text, certain = charsets.decode_checked(raw, label)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return (text if html else charsets.undo_mojibake(text)), certain


def piece_of(text: str, *, html: bool) -> Piece:
    """A text part as its reader sees it."""
    return Piece(readable_text(text) if html else text.strip(), html)


def best_of(pieces: list[Piece]) -> list[Piece]:
    """Of alternatives with the same content the plain one, unless it leaves a table out."""
    plain = [piece for piece in pieces if not piece.html and piece.text]
    html = [piece for piece in pieces if piece.html]
    tabled = any("\t" in piece.text for piece in html)
    if plain and tabled and _letters(html) >= 2 * _letters(plain) + _A_TABLE:
        return html
    return plain or html


def _letters(pieces: Iterable[Piece]) -> int:
    return sum(len("".join(piece.text.split())) for piece in pieces)


def body_text(pieces: Iterable[Piece]) -> str:
    """All text of a mail; HTML that repeats a plain part is left out."""
    pieces = tuple(pieces)
    plain = "".join("".join(piece.text.split()) for piece in pieces if not piece.html)
    return "\n\n".join(
        piece.text
        for piece in pieces
        if piece.text and not (piece.html and plain and "".join(piece.text.split()) in plain)
    )


def without_flow(text: str, *, delete_space: bool) -> str:
    """The paragraphs of a text in format=flowed (RFC 3676), each on one line.

    Args:
        delete_space: whether the blank at a line's end is only a mark (DelSp=yes).
    """
    lines: list[str] = []
    flows: str | None = None
    for line in text.split("\n"):
        content = line.lstrip(">")
        quoted = line[: len(line) - len(content)]
        content = content.removeprefix(" ")
        if flows == quoted:
            lines[-1] += content
        else:
            lines.append(f"{quoted} {content}" if quoted else content)
        flows = None
        if content.endswith(" ") and content != "-- ":
            flows = quoted
            if delete_space:
                lines[-1] = lines[-1][:-1]
    return "\n".join(lines)
