"""A still as rows of colours, for blanks on coloured ground; no picture library is needed."""

from __future__ import annotations

import struct
import zlib

Colour = tuple[int, int, int]

_SIDE_CAP = 4096
_TRUE_COLOUR = 2
_LINES_A_ROW = 6


def still_cells(png: bytes, *, columns: int, rows: int) -> tuple[tuple[Colour, ...], ...]:
    """Shrink a still of `stills` to `rows` rows of `columns` colours; () if it is no such PNG.

    Each colour is the mean over its part of the picture, so that slides stay readable as such.
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
        first = row * height // rows
        band = lines[first : max((row + 1) * height // rows, first + 1)]
        # A few lines of the band stand for all: the eye sees no more of it.
        band = band[:: max(len(band) // _LINES_A_ROW, 1)]
        picked.append(tuple(_mean(band, at, columns, width) for at in range(columns)))
    return tuple(picked)


def _mean(band: list[bytes], at: int, columns: int, width: int) -> Colour:
    first = at * width // columns
    after = max((at + 1) * width // columns, first + 1)
    pixels = len(band) * (after - first)
    red, green, blue = (
        sum(sum(line[3 * first + part : 3 * after : 3]) for line in band) // pixels
        for part in range(3)
    )
    return red, green, blue


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
