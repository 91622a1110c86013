"""Addresses of a header field: display names and mailboxes, however they were punctuated."""

from __future__ import annotations

import re

from mailsync.mime.headers import decode_words
from mailsync.text import charsets
from store.model import Address

_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_COMMENT = re.compile(r"\(((?:[^()\\]|\\.)*)\)")
_EMAIL = re.compile(r"[^\s<>,;:()\"\[\]@]+@[^\s<>,;:()\"@]+")
_MOST_ADDRESSES = 2_000


def read_addresses(raw: bytes) -> tuple[Address, ...]:
    """Every address of a field in its order; commas in a bare name do not split it.

    A field with a name and no address gives one entry with an empty `email`.
    """
    text = charsets.decode(raw).replace("\r", " ").replace("\n", " ").strip()
    found: list[Address] = []
    name_so_far = ""
    for piece in _pieces(text):
        name_so_far = f"{name_so_far},{piece}" if name_so_far else piece
        address = _address(name_so_far)
        if address is not None:
            found.append(address)
            name_so_far = ""
        if len(found) >= _MOST_ADDRESSES:
            return tuple(found)
    left_over = _display(name_so_far)
    if left_over and not found and not left_over.endswith(":"):
        found.append(Address(left_over, ""))
    return tuple(found)


def _pieces(text: str) -> list[str]:
    """Cut at commas and semicolons outside of quotation marks, comments and angle brackets."""
    pieces: list[str] = []
    start = 0
    closing = ""
    for place, char in enumerate(text):
        if closing:
            if char == closing and text[place - 1] != "\\":
                closing = ""
        elif char in '"<(' and _closes(text, place, char):
            closing = {'"': '"', "<": ">", "(": ")"}[char]
        elif char in ",;":
            pieces.append(text[start:place])
            start = place + 1
    pieces.append(text[start:])
    return [piece.strip() for piece in pieces if piece.strip()]


def _closes(text: str, place: int, char: str) -> bool:
    # Looked for nearby only: a mark that is never closed must not cost a scan each time.
    return text.find({'"': '"', "<": ">", "(": ")"}[char], place + 1, place + 2_000) >= 0


def _address(piece: str) -> Address | None:
    piece = piece.strip()
    opened = piece.rfind("<")
    if opened >= 0:
        inside = piece[opened + 1 :].partition(">")[0]
        email = _EMAIL.search(decode_words(inside))
        if email is not None:
            # A group's name stands before its first member: `收件人: 张三 <z@x.example>`.
            return Address(_display(piece[:opened]), email[0])
    bare = _QUOTED.sub(" ", _COMMENT.sub(" ", piece))
    email = _EMAIL.search(bare)
    if email is None:
        return None
    comment = _COMMENT.search(piece)
    name = comment[1] if comment is not None else piece.replace(email[0], "", 1)
    return Address(_display(name.strip("<> ")), email[0])


def _display(name: str) -> str:
    name = name.strip("<> \t")
    quoted = _QUOTED.fullmatch(name)
    if quoted is not None:
        name = re.sub(r"\\(.)", r"\1", quoted[1])
    decoded = decode_words(name).strip().strip("\"'").strip()
    return charsets.undo_mojibake(re.sub(r"[ \t\r\n]+", " ", decoded))
