"""Pictures drawn from a seed: PNG photographs and the slides of a video, standard library only."""

from __future__ import annotations

import random
import struct
import zlib

Yuv = tuple[int, int, int]

_PAPER: Yuv = (244, 126, 130)
_RED: Yuv = (82, 101, 208)
_INK: Yuv = (110, 128, 128)


def png(rng: random.Random, width: int, height: int) -> bytes:
    """Draw something like a group photograph: a sky, a wall, and a row of people."""
    wall = [rng.randrange(90, 200) for _ in range(3)]
    people = [
        (
            x,
            rng.randrange(height // 3, height // 2),
            bytes(rng.randrange(30, 220) for _ in range(3)),
        )
        for x in range(width // 20, width - width // 20, width // 12)
    ]
    rows = []
    for y in range(height):
        shade = 40 * y // height
        row = bytearray(bytes(max(0, c - shade) for c in wall) * width)
        for x, top, colour in people:
            if y > top:
                body = width // 18
                row[x * 3 : (x + body) * 3] = colour * body
        rows.append(b"\0" + bytes(row))
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
        + _chunk(b"IDAT", zlib.compress(b"".join(rows), 6))
        + _chunk(b"IEND", b"")
    )


def slide(rng: random.Random, width: int, height: int) -> bytes:
    """Draw a slide with a title bar, lines and a picture as one raw yuv420p frame."""
    blocks: list[tuple[float, float, float, float, Yuv]] = [
        (0.08, 0.07, rng.uniform(0.4, 0.7), 0.08, _RED),
        (0.0, 0.95, 1.0, 0.05, _RED),
        (
            0.64,
            0.3,
            0.28,
            0.42,
            (rng.randrange(60, 200), rng.randrange(70, 190), rng.randrange(70, 190)),
        ),
    ]
    blocks += [(0.1, 0.26 + 0.09 * n, rng.uniform(0.2, 0.48), 0.035, _INK) for n in range(7)]
    planes = []
    for plane, step in enumerate((16, 8, 8)):
        w, h = width * step // 16, height * step // 16
        canvas = bytearray(bytes([_PAPER[plane]]) * (w * h))
        for left, top, across, down, colour in blocks:
            # Edges on the codec's 16 pixel blocks keep a slide within a few kilobytes.
            x, y, run, lines = (
                round(part * whole / step) * step
                for part, whole in ((left, w), (top, h), (across, w), (down, h))
            )
            stripe = bytes([colour[plane]]) * run
            for line in range(y, min(h, y + lines)):
                canvas[line * w + x : line * w + x + run] = stripe
        planes.append(bytes(canvas))
    return b"".join(planes)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return (
        struct.pack(">I", len(content))
        + kind
        + content
        + struct.pack(">I", zlib.crc32(kind + content))
    )
