"""Addresses of a header field: display names and mailboxes, however they were punctuated."""

from __future__ import annotations

import re

from mailsync.mime.encoded_words import decode_words
from mailsync.text import charsets
from store.model import Address

# Each begins at its mark and always ends, at the latest at the end of the text: so looking for all
# of them is one walk over it. The group is empty where the mark is never closed.
_QUOTED = re.compile(r'"((?:[^"\\]++|\\(?s:.)?+)*+)("|\Z)')
_COMMENT = re.compile(r"\(((?:[^()\\]++|\\(?s:.)?+)*+)(\)|(?=\()|\Z)")
_DOMAIN = re.compile(r"[^\s<>,;:()\"@]++")
_NOT_LOCAL = frozenset('<>,;:()"[]@')
_MOST_ADDRESSES = 2_000
# Standards allow 64 characters before the @; the longest name on a screen is shorter still.
_LONGEST_LOCAL = 320
_LONGEST_NAME = 1_000
# How far a mark may be from the one that closes it.
_NEAR = 2_000
_CLOSING = {'"': '"', "<": ">", "(": ")"}


def read_addresses(raw: bytes) -> tuple[Address, ...]:
    """Every address of a field in its order; commas in a bare name do not split it.

    A field with a name and no address gives one entry with an empty `email`.
    """
    text = charsets.decode(raw).replace("\r", " ").replace("\n", " ").strip()
    found: list[Address] = []
    waiting: list[str] = []
    for piece in _pieces(text):
        waiting.append(piece)
        # No address reaches over a comma: what stands before it is its name.
        if _address(piece) is None:
            continue
        address = _address(",".join(waiting))
        if address is not None:
            found.append(address)
        waiting.clear()
        if len(found) >= _MOST_ADDRESSES:
            return tuple(found)
    left_over = _display(",".join(waiting)) if not found else ""
    if left_over and not left_over.endswith(":"):
        found.append(Address(left_over, ""))
    return tuple(found)


def _pieces(text: str) -> list[str]:
    """Cut at commas and semicolons outside of quotation marks, comments and angle brackets."""
    pieces: list[str] = []
    start = 0
    closing = ""
    closes = _Closes(text)
    for place, char in enumerate(text):
        if closing:
            if char == closing and text[place - 1] != "\\":
                closing = ""
        elif char in _CLOSING and closes.near(_CLOSING[char], place):
            closing = _CLOSING[char]
        elif char in ",;":
            pieces.append(text[start:place])
            start = place + 1
    pieces.append(text[start:])
    return [piece.strip() for piece in pieces if piece.strip()]


class _Closes:
    """Where marks are closed; looks at every character once, however often it is asked."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._next: dict[str, int] = {}

    def near(self, mark: str, place: int) -> bool:
        """Whether the mark stands soon after a place; places are asked for in their order."""
        found = self._next.get(mark, 0)
        if 0 <= found <= place:
            found = self._next[mark] = self._text.find(mark, place + 1)
        return 0 <= found < place + _NEAR


def _address(piece: str) -> Address | None:
    piece = piece.strip()
    opened = piece.rfind("<")
    if opened >= 0:
        inside = piece[opened + 1 :].partition(">")[0]
        email = _email_in(decode_words(inside))
        if email:
            # A group's name stands before its first member: `收件人: 张三 <z@x.example>`.
            return Address(_display(piece[:opened]), email)
    bare = _blanked(_QUOTED, _blanked(_COMMENT, piece))
    email = _email_in(bare)
    if not email:
        return None
    comment = next((found[1] for found in _COMMENT.finditer(piece) if found[2]), None)
    name = comment if comment is not None else piece.replace(email, "", 1)
    return Address(_display(name.strip("<> ")), email)


def _email_in(text: str) -> str:
    """The first address, or ""."""
    at = text.find("@")
    while at >= 0:
        begin = at
        while begin > 0 and at - begin <= _LONGEST_LOCAL:
            before = text[begin - 1]
            if before in _NOT_LOCAL or before.isspace():
                break
            begin -= 1
        domain = _DOMAIN.match(text, at + 1)
        if domain is not None and 0 < at - begin <= _LONGEST_LOCAL:
            return text[begin : domain.end()]
        at = text.find("@", at + 1)
    return ""


def _blanked(mark: re.Pattern[str], text: str) -> str:
    """The text with a space for everything between marks that are closed."""
    return mark.sub(lambda found: " " if found[2] else found[0], text)


def _display(name: str) -> str:
    name = name.strip("<> \t")
    quoted = _QUOTED.fullmatch(name)
    if quoted is not None and quoted[2]:
        name = re.sub(r"\\(.)", r"\1", quoted[1])
    decoded = decode_words(name).strip().strip("\"'").strip()
    shown = re.sub(r"[ \t\r\n]+", " ", decoded)
    return charsets.undo_mojibake(shown[:_LONGEST_NAME])
