"""Pictures by Kitty's protocol or Sixel, never half blocks; the terminal is asked nothing."""

from __future__ import annotations

import io
import os
import pty
import subprocess
import sys

import pytest
from PIL import Image
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import Static

from tui.base.compositor import FrontCompositor
from tui.base.drawn import Picture
from tui.base.graphics import Graphics
from tui.widgets.pictures import Pictures


def png(wide: int, high: int) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (wide, high), (200, 30, 30)).save(made, "PNG")
    return made.getvalue()


class Front(Screen[None]):
    """Composed as the program's places are."""

    def __init__(self) -> None:
        super().__init__()
        self._compositor = FrontCompositor()


class Shown(App[None]):
    """A row of pictures above a line of text."""

    def __init__(self, graphics: Graphics) -> None:
        super().__init__()
        self._graphics = graphics

    def compose(self) -> ComposeResult:
        yield Pictures(self._graphics)
        yield Static("below")

    def get_default_screen(self) -> Screen[None]:
        return Front()


def drawn(app: App[None]) -> str:
    """Everything that the screen would write to the terminal, unfinished pieces too."""
    lines = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in line) for line in lines)


@pytest.mark.parametrize(
    ("graphics", "sign", "height"),
    [(Graphics.SIXEL, "\x1bP", 14), (Graphics.KITTY, "\U0010eeee", 14), (Graphics.CELLS, "", 0)],
)
async def test_pictures_take_their_share_and_nothing_where_there_are_none(
    graphics: Graphics, sign: str, height: int
) -> None:
    app = Shown(graphics)
    async with app.run_test(size=(80, 40)) as pilot:
        pictures = app.query_one(Pictures)
        await pictures.show([Picture("1", png(640, 360)), Picture("2", png(300, 420))])
        await pilot.pause()
        assert pictures.outer_size.height == height
        widths = [child.outer_size.width for child in pictures.children]
        assert all(width <= 38 for width in widths)
        text = drawn(app)
        assert sign in text
        assert not set("▀▄█") & set(text)
        await pictures.show([])
        await pilot.pause()
        assert not pictures.display


@pytest.mark.parametrize("graphics", [Graphics.SIXEL, Graphics.KITTY])
async def test_a_form_over_the_pictures_hides_them(graphics: Graphics) -> None:
    app = Shown(graphics)
    async with app.run_test(size=(80, 40)) as pilot:
        await app.query_one(Pictures).show([Picture("1", png(640, 360))])
        await pilot.pause()
        await app.push_screen(Front())
        await pilot.pause()
        assert "\x1bP" not in drawn(app)
        app.pop_screen()
        await pilot.pause()
        assert app.query_one(Pictures).outer_size.height


ASKS_NOTHING = """
from tui.widgets.pictures import _nothing_asked
with _nothing_asked():
    import textual_image.widget as library
from textual_image._terminal import get_cell_size
print(library.SixelImage.__name__, *get_cell_size())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
def test_at_a_terminal_nothing_is_asked_and_the_size_of_a_cell_is_the_systems() -> None:
    ours, theirs = pty.openpty()
    import fcntl
    import struct
    import termios

    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 120 * 9, 40 * 18))
    ran = subprocess.Popen([sys.executable, "-c", ASKS_NOTHING], stdin=theirs, stdout=theirs)
    assert ran.wait(60) == 0
    os.close(theirs)
    assert os.read(ours, 4096) == b"Image 9 18\r\n"
    os.close(ours)
