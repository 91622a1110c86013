"""Our themes, as Textual wants them."""

from __future__ import annotations

from textual.theme import Theme

from tui.base.inks import INKS, LIGHT


def themes() -> tuple[Theme, ...]:
    """The dark one, the light one and that of high contrast."""
    return tuple(_theme(name) for name in INKS)


def _theme(name: str) -> Theme:
    inks = INKS[name]
    return Theme(
        name=name,
        primary=inks["blue"],
        foreground=inks["text"],
        background=inks["ground"],
        surface=inks["sheet"],
        panel=inks["raised"],
        dark=name != LIGHT,
        variables={f"ink-{ink}": colour for ink, colour in inks.items()},
    )
