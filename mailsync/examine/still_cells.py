"""A still as rows of colours, for half blocks in a terminal; no picture library is needed."""

from __future__ import annotations

import struct
import zlib

Colour = tuple[int, int, int]

_SIDE_CAP = 4096
_TRUE_COLOUR = 2


def still_cells(png: bytes, *, columns: int, rows: int) -> tuple[tuple[Colour, ...], ...]:
    """Shrink a still of `stills` to `rows` rows of `columns` colours; () if it is no such PNG.

    A half block shows two rows: give twice the lines of the terminal.
    """
    size = _size(png)
    if size is None or columns <= 0 or rows <= 0:
        return ()
    width, height = size
    lines = _lines(png, width, height)
    if len(lines) != height:
        return ()
    picked: list[tuple[Colour, ...]] = []
    for row in range(rows):
        line = lines[(2 * row + 1) * height // (2 * rows)]
        starts = (3 * ((2 * at + 1) * width // (2 * columns)) for at in range(columns))
        picked.append(tuple((line[at], line[at + 1], line[at + 2]) for at in starts))
    return tuple(picked)


def _size(png: bytes) -> tuple[int, int] | None:
    if png[:8] != b"\x89PNG\r\n\x1a\n" or len(png) < 33:
        return None
    width, height, depth, colour, _, _, interlaced = struct.unpack_from(">IIBBBBB", png, 16)
    fits = 0 < width <= _SIDE_CAP and 0 < height <= _SIDE_CAP
    return (width, height) if fits and (depth, colour, interlaced) == (8, _TRUE_COLOUR, 0) else None


def _lines(png: bytes, width: int, height: int) -> list[bytes]:
    packed = bytearray()
    at = 8
    while at + 8 <= len(png):
        length, kind = struct.unpack_from(">I4s", png, at)
        if kind == b"IDAT":
            packed += png[at + 8 : at + 8 + length]
        at += 12 + length
    stride = 3 * width
    try:
        raw = zlib.decompressobj().decompress(bytes(packed), height * (stride + 1))
    except zlib.error:
        return []
    lines: list[bytes] = []
    above = bytes(stride)
    for start in range(0, len(raw) - stride, stride + 1):
        line = _unfiltered(raw[start], bytearray(raw[start + 1 : start + 1 + stride]), above)
        lines.append(line)
        above = line
    return lines


def _unfiltered(kind: int, line: bytearray, above: bytes) -> bytes:
    """Undo one of the five filters of PNG; three bytes a pixel."""
    if kind == 0:
        return bytes(line)
    for at in range(len(line)):
        left = line[at - 3] if at >= 3 else 0
        corner = above[at - 3] if at >= 3 else 0
        if kind == 1:
            guess = left
        elif kind == 2:
            guess = above[at]
        elif kind == 3:
            guess = (left + above[at]) // 2
        else:
            guess = _nearest(left, above[at], corner)
        line[at] = (line[at] + guess) & 255
    return bytes(line)


def _nearest(left: int, above: int, corner: int) -> int:
    straight = left + above - corner
    by_left, by_above, by_corner = (
        abs(straight - left),
        abs(straight - above),
        abs(straight - corner),
    )
    if by_left <= by_above and by_left <= by_corner:
        return left
    return above if by_above <= by_corner else corner
