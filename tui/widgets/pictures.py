"""Pictures beside each other, by Kitty's protocol or Sixel; the library is imported with the first.

Elsewhere it shows nothing and takes no room: cells show pictures in the lines of a pane.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import os
import struct
import sys
from collections.abc import Iterator, Sequence

from textual.containers import Horizontal
from textual.widget import Widget

from tui.base.drawn import Picture
from tui.base.graphics import Graphics

if sys.platform != "win32":
    import fcntl
    import termios

# How the library is told the size of a cell where it cannot ask.
_CELL = ("TEXTUAL_CELL_WIDTH", "TEXTUAL_CELL_HEIGHT")
_MOST_LINES = 14
# The share of its place that the row takes at most.
_MOST_SHARE = 0.4
# Cells that the row keeps free at its edges.
_EDGE = 3
_WIDGETS = {Graphics.KITTY: "TGPImage", Graphics.SIXEL: "SixelImage"}


class Pictures(Horizontal):
    """A row of pictures, each as large as its share of the row lets it be."""

    DEFAULT_CSS = """
    Pictures { display: none; height: auto; }
    Pictures.shown { display: block; }
    Pictures > * { margin: 0 1 0 0; }
    """

    def __init__(self, graphics: Graphics, *, id: str | None = None) -> None:  # noqa: A002  (Textual's name)
        super().__init__(id=id)
        self.graphics = graphics
        self._shown: tuple[Picture, ...] = ()

    @property
    def able(self) -> bool:
        """Whether this terminal shows pictures."""
        return self.graphics in _WIDGETS

    @property
    def shown(self) -> tuple[Picture, ...]:
        """What is shown."""
        return self._shown

    async def show(self, pictures: Sequence[Picture]) -> None:
        """Show these in place of the ones before."""
        wanted = tuple(pictures) if self.able else ()
        if wanted == self._shown:
            return
        self._shown = wanted
        with self.app.batch_update():
            await self.remove_children()
            self.set_class(bool(wanted), "shown")
            await self.mount(*(self._widget(one) for one in wanted))
            self._fit()

    def on_resize(self) -> None:
        """Make them as large as the row now lets them be."""
        self._fit()

    def _fit(self) -> None:
        """Give each its share of the row's width, and no more lines than are seen."""
        if not self._shown:
            return
        room = self._room().size
        cell_width, cell_height = cell_pixels()
        most = min(_MOST_LINES, int(room.height * _MOST_SHARE))
        share = (room.width - _EDGE) // len(self._shown) - 1
        for picture, shown in zip(self._shown, self.children, strict=True):
            wide, high = size_of_png(picture.png)
            # How many columns the picture takes for each line.
            shape = wide * cell_height / (high * cell_width)
            lines = max(min(most, int(share / shape)), 1)
            shown.styles.width, shown.styles.height = (
                max(min(round(lines * shape), share), 1),
                lines,
            )

    def _room(self) -> Widget:
        """What it stands in whose height does not follow from what it holds."""
        around = (one for one in self.ancestors if isinstance(one, Widget))
        return next((one for one in around if not one.styles.is_auto_height), self.screen)

    def _widget(self, picture: Picture) -> Widget:
        with _nothing_asked():
            library = importlib.import_module("textual_image.widget")
        made: Widget = getattr(library, _WIDGETS[self.graphics])(io.BytesIO(picture.png))
        return made


@contextlib.contextmanager
def _nothing_asked() -> Iterator[None]:
    """Import the library as where there is no terminal.

    At a terminal its import asks what that can and how large a cell is, and would read the
    person's keys for the answer. Both are known: by `graphics_of`, and from the system.
    """
    width, height = cell_pixels()
    before, vars(sys)["__stdout__"] = sys.__stdout__, io.StringIO()
    kept = {name: os.environ.get(name) for name in _CELL}
    os.environ |= dict(zip(_CELL, (str(width), str(height)), strict=True))
    try:
        yield
    finally:
        vars(sys)["__stdout__"] = before
        for name, value in kept.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def size_of_png(png: bytes) -> tuple[int, int]:
    """Width and height of a PNG in pixels."""
    wide, high = struct.unpack_from(">II", png, 16)
    return max(wide, 1), max(high, 1)


def cell_pixels() -> tuple[int, int]:
    """Width and height of a cell in pixels, as the terminal told the system; else the usual."""
    if sys.platform != "win32" and sys.__stdout__ is not None:
        with contextlib.suppress(OSError, ValueError):
            told = fcntl.ioctl(sys.__stdout__.fileno(), termios.TIOCGWINSZ, b"\0" * 8)
            rows, columns, wide, high = struct.unpack("HHHH", told)
            if rows and columns and wide >= columns and high >= rows:
                return wide // columns, high // rows
    return 10, 20
