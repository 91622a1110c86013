"""A made-up kind of letter has its tab, its heading, its line in the help and in the palette."""

from __future__ import annotations

import pytest

from store.model import FileKind
from tests.mailsync.letters.desk import FINE_PLAN, FINE_VIDEO
from tests.mailsync.letters.made_up import with_thanks
from tests.making import NOW, auto, make_mail, take_in
from tests.tui.conftest import Place, press, settle, text_of

__all__ = ["with_thanks"]


@pytest.mark.usefixtures("with_thanks")
async def test_a_kind_of_one_file_is_everywhere_on_the_screen(place: Place) -> None:
    for kind, measures in ((FileKind.PLAN, FINE_PLAN), (FileKind.VIDEO, FINE_VIDEO)):
        name = f"流通部 {kind}"
        take_in(
            place.store,
            make_mail(name, [(f"{name}.bin", name)], at=NOW),
            auto("B7", kind),
            measures={name: measures},
        )
    async with place.dashboard().run_test(size=(160, 60)) as pilot:
        await settle(pilot)
        await press(pilot, "f4")
        assert "thanks 2" in text_of(pilot.app)
        await press(pilot, "ctrl+p", *"zhixie")
        assert "信件：thanks" in text_of(pilot.app)
        await press(pilot, "enter")
        assert "[thanks 2]" in text_of(pilot.app)
        await press(pilot, "f1", "end")
        await press(pilot, "up", "up")
        assert "信件：thanks" in text_of(pilot.app)
