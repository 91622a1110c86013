"""Every screen made anew, after a changed setting or for another language."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tui.board.screen import BoardScreen
from tui.places.registry import OVERVIEW, PLACES, place_class

if TYPE_CHECKING:
    from tui.app.app import Dashboard


async def make_screens_anew(app: Dashboard) -> None:
    """Let every screen go, and come back to the place that was in front."""
    here, desk = app.place.NAME, app.desk
    while len(app.screen_stack) > 1:
        app.pop_screen()
    for info in PLACES:
        if app.is_screen_installed(info.name):
            screen = app.get_screen(info.name)
            app.uninstall_screen(info.name)
            await screen.remove()
    # The first screen of a stack cannot be replaced: another stack takes over.
    before, mode = app.current_mode, f"desk-{id(desk)}"
    app.add_mode(mode, partial(BoardScreen, desk))
    await app.switch_mode(mode)
    if before.startswith("desk-"):
        await app.remove_mode(before)
    if here != OVERVIEW:
        app.install_screen(place_class(here)(desk), here)
        await app.push_screen(here)
