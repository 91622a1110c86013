"""Painting only what is seen and changed: of what lies under something else, nothing is drawn."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from typing import cast

from textual._compositor import Compositor
from textual.geometry import Region
from textual.strip import Strip

# The pieces of a line, between the edges of widgets, by where they begin.
Pieces = dict[int, Strip | None]


class FrontCompositor(Compositor):
    """Composes the same picture as Textual's own, from fewer lines.

    Textual asks every widget of the screen for all of its lines, whatever changed, and then takes
    the front ones. This one goes from front to back too, but asks only for the lines that changed,
    and no more once every cell of them has its widget. A test compares what both draw.
    """

    def _render_chops(
        self, crop: Region, is_rendered_line: Callable[[int], bool]
    ) -> Sequence[Mapping[int, Strip]]:
        cuts = self.cuts
        chops: list[Pieces] = [dict.fromkeys(line_cuts[:-1]) for line_cuts in cuts]
        missing = {
            y: _pieces_within(cuts[y], crop)
            for y in crop.line_range
            if y < len(cuts) and is_rendered_line(y)
        }
        for widget, (region, clip) in self.visible_widgets.items():
            if not missing:
                break
            seen = region.intersection(clip)
            area = seen.intersection(crop)
            wanted = [y for y in area.line_range if y in missing] if area else []
            if not wanted:
                continue
            top = wanted[0]
            strips = widget.render_lines(
                Region(seen.x - region.x, top - region.y, seen.width, wanted[-1] + 1 - top)
            )
            for y in wanted:
                if y - top >= len(strips):
                    # A picture gives no lines while its screen lies under another one.
                    break
                missing[y] -= _fill(chops[y], cuts[y], seen, crop, strips[y - top])
                if not missing[y]:
                    del missing[y]
        return cast("Sequence[Mapping[int, Strip]]", chops)


def _pieces_within(line_cuts: Sequence[int], crop: Region) -> int:
    """How many pieces of a line are seen through `crop`."""
    first = max(bisect_right(line_cuts, crop.x) - 1, 0)
    return min(bisect_left(line_cuts, crop.right), len(line_cuts) - 1) - first


def _fill(pieces: Pieces, line_cuts: list[int], seen: Region, crop: Region, strip: Strip) -> int:
    """Take the pieces that no widget before gave from a widget's line; tell how many count."""
    first, last = bisect_left(line_cuts, seen.x), bisect_right(line_cuts, seen.right)
    edges = line_cuts[first:last]
    filled = 0
    given = strip.divide([edge - seen.x for edge in edges[1:]])
    for begin, end, piece in zip(edges, edges[1:], given, strict=False):
        if pieces[begin] is None:
            pieces[begin] = piece
            filled += end > crop.x and begin < crop.right
    return filled
