"""NO_COLOR: nothing is said by colour alone, and nothing is coloured."""

from __future__ import annotations

import re

import pytest
from rich.style import Style

from tests.tui.conftest import Place, settle, text_of
from tui.base.inks import CONTRAST, DARK, INKS, LIGHT

_COLOUR = re.compile(r"#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})", re.IGNORECASE)
# The window frame of the picture, and its ink where a cell has none.
_FRAME = frozenset(("#ff5f57", "#febc2e", "#28c840", "#c5c8c6"))


async def test_without_colours_every_ink_is_grey_and_the_words_are_the_same(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = place.dashboard()
    async with app.run_test(size=(160, 40)) as pilot:
        await settle(pilot)
        coloured = text_of(app)
    monkeypatch.setenv("NO_COLOR", "1")
    app = place.dashboard()
    async with app.run_test(size=(160, 40)) as pilot:
        await settle(pilot)
        # Bars are drawn with marks where they cannot be coloured.
        assert re.sub(r"[=-]", " ", text_of(app)) == re.sub(r"[=-]", " ", coloured)
        picture = app.export_screenshot()
    inks = {hit[0].lower(): hit.groups() for hit in _COLOUR.finditer(picture)}
    assert {ink for ink, parts in inks.items() if len(set(parts)) > 1} <= _FRAME


async def test_without_colours_what_is_missing_or_wrong_is_stronger_than_what_is_done(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = place.dashboard()
    async with app.run_test(size=(160, 40)) as pilot:
        await settle(pilot)
        rows = app.screen.query_one("#matrix").region
        strips = app.screen._compositor.render_strips()[rows.y : rows.bottom]
        said = [segment for strip in strips for segment in strip.crop(0, rows.right)]
    # The mark of a cell, not a heading that begins with the same character.
    styles = {mark: [one.style for one in said if one.text.strip() == mark] for mark in "缺误齐"}
    assert all(styles.values())
    strongest = max(grey(style) for style in styles["齐"])
    assert not any(style.bold for style in styles["齐"] if style is not None)
    for style in (*styles["缺"], *styles["误"]):
        assert style is not None
        assert style.bold
        assert grey(style) > strongest


def grey(style: Style | None) -> int:
    """How bright an ink is, on a dark ground."""
    assert style is not None
    assert style.color is not None
    triplet = style.color.get_truecolor()
    return triplet.red + triplet.green + triplet.blue


@pytest.mark.parametrize(("theme", "least"), [(DARK, 3.3), (LIGHT, 3.3), (CONTRAST, 7.0)])
def test_every_ink_stands_out_from_every_ground(theme: str, least: float) -> None:
    inks = INKS[theme]
    for ground in ("ground", "sheet", "raised", "chosen"):
        for ink in ("text", "strong", "dim", "done", "amber", "red", "blue", "mauve"):
            assert contrast(inks[ink], inks[ground]) >= least, (ink, ground)


def contrast(ink: str, ground: str) -> float:
    """The contrast of two colours, as WCAG 2 reckons it."""
    light, dark = sorted((luminance(ink), luminance(ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
