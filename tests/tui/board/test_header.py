"""The head of the board on the last day."""

from __future__ import annotations

from datetime import timedelta

import pytest

from store.text.wording import LANGUAGES
from tests.making import DEADLINE
from tests.tui.conftest import Place, settle
from tui.base.cells import width_of
from tui.board.header import BoardHeader


@pytest.mark.parametrize("hours", [-2, 10])
@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_has_no_room_in_the_band_is_left_out_and_not_cut(
    place: Place, language: str, hours: int
) -> None:
    app = place.dashboard(language=language, clock=lambda: DEADLINE - timedelta(hours=hours))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        header = app.board.query_one(BoardHeader)
        for width in (78, 60, 40):
            band = "".join(text for text, _ in header.lines(width)[-1])
            assert ".." not in band
            assert width_of(band) == width
        assert "6" in "".join(text for text, _ in header.lines(78)[-1])
