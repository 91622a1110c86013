""".doc and .wps of Word 97 to 2003: the stories of the text through the table of pieces."""

from __future__ import annotations

import struct
from bisect import bisect_right
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from mailsync.examine.documents.old_doc_runs import unseen_ranges
from mailsync.examine.documents.text import NOT_COUNTABLE, DocumentText, Line, NotRead

if TYPE_CHECKING:
    from olefile import OleFileIO

_STREAM_CAP_BYTES = 32 << 20
_PIECES_CAP = 200_000
_CHARACTERS_CAP = 4_000_000
_WORD_97 = 0xA5EC
_ENCRYPTED, _TABLE_1 = 0x0100, 0x0200
# Offsets in the file's first block: sizes of the stories, and of the table of pieces.
_STORY_SIZES = 0x4C
_STORIES = ("text", "notes", "heads", "macros", "remarks", "ends", "boxes", "head_boxes")
_PIECES_AT, _RUNS_AT = 0x01A2, 0x00FA
_FIELD_BEGIN, _FIELD_RESULT, _FIELD_END = "\x13", "\x14", "\x15"
_CELL_END, _PICTURE = "\x07", "\x01"
_REPLACED = str.maketrans({"\x0b": "\n", "\x0c": "\n", "\x1e": "-", "\xa0": " ", "\t": "\t"})


def read_old_doc(path: Path) -> DocumentText | NotRead:
    """Read a compound .doc; an older Word, or a program that writes it otherwise, is not read."""
    import olefile

    try:
        with olefile.OleFileIO(path) as compound:
            main = _stream(compound, "WordDocument")
            if len(main) < 0x1AA or struct.unpack_from("<H", main)[0] != _WORD_97:
                # Word 6 and 95, and others: their own programs open it.
                return NotRead(NOT_COUNTABLE, "old_format")
            flags = struct.unpack_from("<H", main, 0x0A)[0]
            if flags & _ENCRYPTED:
                return NotRead("document.encrypted", "password")
            table = _stream(compound, "1Table" if flags & _TABLE_1 else "0Table")
        return _read(main, table)
    except (OSError, struct.error, IndexError, ValueError, TypeError):
        # olefile and struct raise these on files that are cut off or forged.
        return NotRead("document.unreadable", "damaged")


def _stream(compound: OleFileIO, name: str) -> bytes:
    content: bytes = compound.openstream(name).read(_STREAM_CAP_BYTES)
    return content


@dataclass(slots=True)
class _Story:
    lines: list[Line] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    pictures: int = 0


def _read(main: bytes, table: bytes) -> DocumentText:
    sizes = struct.unpack_from("<8i", main, _STORY_SIZES)
    if min(sizes) < 0 or not sizes[0]:
        raise ValueError("sizes of stories")
    characters, offsets = _characters(main, table)
    unseen = unseen_ranges(main, table, *struct.unpack_from("<II", main, _RUNS_AT))
    stories: dict[str, _Story] = {}
    at = 0
    for name, size in zip(_STORIES, sizes, strict=True):
        part = slice(at, at + size)
        stories[name] = _story(characters[part], offsets[part], unseen)
        at += size
    text = stories["text"]
    shown = text.hidden or text.deleted or any(line.text.strip() for line in text.lines)
    # Letters that only stand in the code of a field, as those under a reading aid do.
    coded = not shown and any(char.isalnum() for char in characters[: sizes[0]])
    return DocumentText(
        lines=tuple(text.lines),
        boxes=_texts(stories["boxes"]) + _texts(stories["head_boxes"]),
        notes=_texts(stories["notes"]) + _texts(stories["ends"]),
        headers=_texts(stories["heads"]),
        hidden=tuple(text.hidden),
        deleted=tuple(text.deleted),
        pictures=text.pictures,
        unread="other" if coded else "",
    )


def _characters(main: bytes, table: bytes) -> tuple[str, list[int]]:
    """All characters in their order, and for each where it lies in the file."""
    at, size = struct.unpack_from("<II", main, _PIECES_AT)
    clx = table[at : at + size]
    position = 0
    while clx[position] == 1:
        position += 3 + struct.unpack_from("<H", clx, position + 1)[0]
    plc = clx[position + 5 :]
    count = min((len(plc) - 4) // 12, _PIECES_CAP)
    starts = struct.unpack_from(f"<{count + 1}I", plc)
    texts: list[str] = []
    offsets: list[int] = []
    for piece in range(count):
        length = starts[piece + 1] - starts[piece]
        file_at = struct.unpack_from("<I", plc, 4 * (count + 1) + 8 * piece + 2)[0]
        if file_at & 0x40000000:
            file_at, step = (file_at & 0x3FFFFFFF) // 2, 1
            text = main[file_at : file_at + length].decode("cp1252", "replace")
        else:
            step = 2
            units = main[file_at : file_at + 2 * length]
            # Positions count UTF-16 units: halves of a rare character stay apart until the end.
            text = "".join(
                map(chr, struct.unpack(f"<{len(units) // 2}H", units[: len(units) & ~1]))
            )
        texts.append(text)
        offsets += range(file_at, file_at + step * len(text), step)
        if len(offsets) > _CHARACTERS_CAP:
            raise ValueError("length of the text")
    return "".join(texts), offsets


def _story(text: str, offsets: list[int], unseen: list[tuple[int, int, str]]) -> _Story:
    story = _Story()
    shown: list[str] = []
    hidden: list[str] = []
    deleted: list[str] = []
    fields: list[bool] = []
    row, cells = 1, 0
    for char, kind in zip(text, _kinds(offsets, unseen), strict=True):
        if char == _FIELD_BEGIN:
            fields.append(True)
        elif char == _FIELD_RESULT and fields:
            fields[-1] = False
        elif char == _FIELD_END and fields:
            fields.pop()
        elif any(fields):
            continue
        elif char in ("\r", _CELL_END):
            ended_row = char == _CELL_END and not shown and cells > 0
            if not ended_row:
                in_table = char == _CELL_END or cells > 0
                story.lines.append(Line("".join(shown), row=row if in_table else 0))
            cells = 0 if ended_row or char == "\r" else cells + 1
            row += ended_row
            shown = []
        elif char == _PICTURE:
            story.pictures += 1
        elif char >= " " or char in "\t\x0b\x0c\x1e":
            (hidden if kind == "hidden" else deleted if kind == "deleted" else shown).append(char)
    if shown:
        story.lines.append(Line("".join(shown)))
    story.lines = [
        Line(_whole(line.text.translate(_REPLACED)), row=line.row) for line in story.lines
    ]
    story.hidden = [_whole("".join(hidden))]
    story.deleted = [_whole("".join(deleted))]
    return story


def _whole(text: str) -> str:
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _kinds(offsets: list[int], unseen: list[tuple[int, int, str]]) -> list[str]:
    """For each character "", "hidden" or "deleted"."""
    if not unseen:
        return [""] * len(offsets)
    kinds: list[str] = []
    ordered = sorted(unseen)
    starts = [start for start, _end, _kind in ordered]
    for offset in offsets:
        at = bisect_right(starts, offset) - 1
        kinds.append(ordered[at][2] if at >= 0 and offset < ordered[at][1] else "")
    return kinds


def _texts(story: _Story) -> tuple[str, ...]:
    return tuple(line.text for line in story.lines)
