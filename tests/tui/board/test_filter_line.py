"""The line of filters where not all of them have room."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from store.text.wording import LANGUAGES
from store.views.board.finding import Filter, Wanted
from tests.tui.conftest import Place, settle
from tui.base.cells import width_of
from tui.board.filter_line import Found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("chosen", [Filter.ALL, Filter.EXTENDED])
async def test_the_inbox_and_what_is_chosen_are_the_last_to_give_way(
    place: Place, language: str, chosen: Filter
) -> None:
    app = place.dashboard(language=language)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        view = app.board.view
        assert view is not None
        app.board.filters.show(view, Found(dict.fromkeys(Filter, 4000), Wanted(filter=chosen), 7))
        line = "".join(text for text, _ in app.board.filters.lines(78)[0])
        say = app.wording.say
        assert width_of(line) <= 78
        assert say("filter_short.queue") in line
        assert f"[{say(f'filter_short.{chosen}')} 4000]" in line
        assert say("filter_short.incomplete") in line


async def test_what_narrows_the_board_is_never_cut_for_the_news(place: Place) -> None:
    app = place.dashboard(language="en")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        view = app.board.view
        assert view is not None
        wanted = Wanted(text="工作案例")
        troubled = replace(view, problems=2, outside_mails=3)
        app.board.filters.show(troubled, Found({}, wanted, 5, unowned=1))
        line = "".join(text for text, _ in app.board.filters.lines(78)[1])
        assert "工作案例" in line
        assert ".." not in line
