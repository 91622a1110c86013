"""Stills of a video: as pictures where the terminal shows any, else as blank cells on colours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from mailsync.examine.video import ffmpeg_tools, still_cells, stills
from store.model import Params
from store.rules.video import clock
from store.workspace.workspace import Workspace
from tui.base.cells import crop, fit
from tui.base.drawn import Picture
from tui.widgets.painted import Line, Span

STILLS = 3
STILL_GAP = 2
_LEAST_COLUMNS = 8


@dataclass(frozen=True, slots=True)
class ShownStill:
    """One still for the screen: when in seconds, and rows of colours as `#rrggbb`."""

    at_s: float
    rows: tuple[tuple[str, ...], ...]


def still_pictures(workspace: Workspace, digest: str, measures: Params) -> tuple[Picture, ...]:
    """The stills of a video as pictures, named by when they were."""
    return tuple(
        Picture(clock(round(at_s)), png) for at_s, png in _taken(workspace, digest, measures)
    )


def read_stills(
    workspace: Workspace, digest: str, measures: Params, *, columns: int, rows: int
) -> tuple[ShownStill, ...]:
    """The stills of a video as cells.

    Args:
        columns: cells that one still may take in a line; `rows` the lines.
    """
    return tuple(
        ShownStill(at_s, tuple(tuple(map(_shade, row)) for row in cells))
        for at_s, png in _taken(workspace, digest, measures)
        if (cells := still_cells.still_cells(png, columns=columns, rows=rows))
    )


def still_size(width: int, most: int, measures: Params) -> tuple[int, int]:
    """The cells of one still, so many of which stand in a pane: columns and at `most` lines.

    A cell is about twice as high as wide.
    """
    columns = max((width - (STILLS - 1) * STILL_GAP) // STILLS, _LEAST_COLUMNS)
    wide, high = measures.get("width"), measures.get("height")
    shape = high / wide if isinstance(wide, int) and isinstance(high, int) and wide > 0 else 9 / 16
    lines = max(round(columns * shape / 2), 1)
    if lines > most:
        lines, columns = most, max(round(2 * most / shape), 4)
    return columns, lines


def still_lines(shown: Sequence[ShownStill], width: int) -> Iterator[Line]:
    """The stills beside each other, and when they were."""
    for row in range(max((len(still.rows) for still in shown), default=0)):
        line: list[Span] = []
        for still in shown:
            line += _blanks(still.rows[row] if row < len(still.rows) else ())
            line.append((" " * STILL_GAP, "text"))
        yield tuple(line)
    times = "".join(
        fit(clock(round(still.at_s)), len(still.rows[0]) + STILL_GAP) for still in shown
    )
    yield ((crop(times.rstrip(), width), "dim"),)


def _taken(workspace: Workspace, digest: str, measures: Params) -> list[tuple[float, bytes]]:
    """Second and PNG of each still, `STILLS` at most: kept by the full check, else taken now."""
    blobs = workspace.blobs
    taken: list[tuple[float, bytes]] = []
    kept = measures.get("stills")
    for one in kept[:STILLS] if isinstance(kept, list) else ():
        path = blobs.path(str(one["digest"]))
        if path.is_file():
            taken.append((float(one["at_s"]), path.read_bytes()))
    if not taken and blobs.has(digest):
        tools = ffmpeg_tools.find_tools(workspace.settings.ffmpeg)
        found = stills.stills(blobs.path(digest), tools=tools)
        taken = [(still.at_s, still.png) for still in found]
    return taken


def _blanks(row: tuple[str, ...]) -> Iterator[Span]:
    """Blank cells on coloured ground: block glyphs are of ambiguous width."""
    for colour, same in groupby(row):
        yield " " * len(tuple(same)), f"text on:{colour}"


def _shade(colour: tuple[int, int, int]) -> str:
    """A colour in steps of 8: finer ones cost styles and are not seen."""
    return "#" + "".join(f"{part & 0xF8:02x}" for part in colour)
