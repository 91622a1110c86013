"""How pictures are shown: by a protocol that the terminal says it speaks, else as blank cells.

The terminal is never asked: an answer that comes while keys are read would be taken for keys. What
it says of itself in the environment is enough for those that speak Kitty's protocol with
placeholders or Sixel by themselves; for others `SIXONES_PICTURES` says so. `sixones doctor` asks.
"""

from __future__ import annotations

import importlib
import os
import re
import sys
from collections.abc import Mapping
from enum import StrEnum


class Graphics(StrEnum):
    """The ways to show a picture."""

    KITTY = "kitty"
    SIXEL = "sixel"
    CELLS = "cells"


SAID_BY = "SIXONES_PICTURES"
_KITTY_PROGRAMS = frozenset(("kitty", "ghostty"))
_SIXEL_PROGRAMS = frozenset(("wezterm", "iterm.app", "contour", "mintty", "rio"))
_KITTY_TERM = re.compile(r"xterm-(?:kitty|ghostty)")
_SIXEL_TERM = re.compile(r"foot|contour|mlterm|yaft")
# Konsole has Sixel since 22.04.
_KONSOLE = 220400


def graphics_of(environ: Mapping[str, str] | None = None) -> Graphics:
    """The way that the environment says; what multiplexes terminals passes no picture on."""
    found = os.environ if environ is None else environ
    said = found.get(SAID_BY, "").strip().lower()
    if said in tuple(Graphics):
        return Graphics(said)
    term, program = found.get("TERM", ""), found.get("TERM_PROGRAM", "").lower()
    if found.get("TMUX") or found.get("STY") or term.startswith(("tmux", "screen")):
        return Graphics.CELLS
    if program in _KITTY_PROGRAMS or _KITTY_TERM.match(term) or found.get("KITTY_WINDOW_ID"):
        return Graphics.KITTY
    konsole = found.get("KONSOLE_VERSION", "")
    if (
        program in _SIXEL_PROGRAMS
        or _SIXEL_TERM.match(term)
        or (konsole.isdigit() and int(konsole) >= _KONSOLE)
    ):
        return Graphics.SIXEL
    return Graphics.CELLS


def asked_graphics() -> Graphics:
    """What the terminal answers when asked; only where nothing else reads the keys.

    What multiplexes terminals is not asked: it answers for itself and passes no picture on.
    """
    if not (sys.stdin and sys.stdin.isatty() and sys.__stdout__ and sys.__stdout__.isatty()):
        return Graphics.CELLS
    if os.environ.get("TMUX") or os.environ.get("STY"):
        return Graphics.CELLS
    # Imported here: at a terminal the import itself asks.
    renderable = importlib.import_module("textual_image.renderable")
    if renderable.Image is renderable.SixelImage:
        return Graphics.SIXEL
    return Graphics.KITTY if renderable.Image is renderable.TGPImage else Graphics.CELLS
