"""NO_COLOR: nothing is said by colour alone, and nothing is coloured."""

from __future__ import annotations

import re

import pytest

from tests.tui.conftest import Place, settle, text_of

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
