"""What a terminal says of itself in the environment, and how pictures are shown by it."""

from __future__ import annotations

import pytest

from tui.base.graphics import Graphics, graphics_of


@pytest.mark.parametrize(
    ("environ", "graphics"),
    [
        ({"TERM": "xterm-256color"}, Graphics.CELLS),
        ({"TERM": "xterm-kitty"}, Graphics.KITTY),
        ({"TERM": "xterm-256color", "KITTY_WINDOW_ID": "1"}, Graphics.KITTY),
        ({"TERM": "xterm-ghostty", "TERM_PROGRAM": "ghostty"}, Graphics.KITTY),
        ({"TERM": "foot"}, Graphics.SIXEL),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"}, Graphics.SIXEL),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"}, Graphics.SIXEL),
        ({"TERM": "xterm-256color", "KONSOLE_VERSION": "230805"}, Graphics.SIXEL),
        ({"TERM": "xterm-256color", "KONSOLE_VERSION": "210400"}, Graphics.CELLS),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "vscode"}, Graphics.CELLS),
        ({"TERM": "screen-256color", "TERM_PROGRAM": "WezTerm"}, Graphics.CELLS),
        ({"TERM": "xterm-kitty", "TMUX": "/tmp/tmux-0/default,1,0"}, Graphics.CELLS),
        ({"TERM": "linux"}, Graphics.CELLS),
        ({}, Graphics.CELLS),
        # What a person says holds against all of it.
        ({"TERM": "tmux", "TMUX": "x", "SIXONES_PICTURES": "Sixel"}, Graphics.SIXEL),
        ({"TERM": "xterm-kitty", "SIXONES_PICTURES": "cells"}, Graphics.CELLS),
        ({"TERM": "xterm-kitty", "SIXONES_PICTURES": "nonsense"}, Graphics.KITTY),
    ],
)
def test_the_environment_says_how_pictures_are_shown(
    environ: dict[str, str], graphics: Graphics
) -> None:
    assert graphics_of(environ) is graphics
