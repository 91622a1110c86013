"""Which screen shows a place; it is imported when the place is first opened."""

from __future__ import annotations

import importlib
from typing import Any

from tui.places.place import Place
from tui.places.registry import OVERVIEW

_SCREENS = {
    OVERVIEW: "tui.board.screen:BoardScreen",
    "intake": "tui.inbox.screen:IntakePlace",
    "letters": "tui.letters.screen:LettersPlace",
    "sharing": "tui.sharing.screen:SharingPlace",
    "promotion": "tui.promotion.screen:PromotionPlace",
    "review": "tui.review.screen:ReviewPlace",
    "reports": "tui.reports.screen:ReportsPlace",
    "viewing": "tui.viewing.screen:ViewingPlace",
    "links": "tui.places.links:LinksPlace",
    "roster": "tui.places.roster:RosterPlace",
    "history": "tui.places.history:HistoryPlace",
    "submission": "tui.submission.screen:SubmissionPlace",
    "problems": "tui.places.problems:ProblemsPlace",
    "settings": "tui.places.settings:SettingsPlace",
}


def place_class(name: str) -> type[Place[Any]]:
    """Import the screen of a place."""
    module, _, cls = _SCREENS[name].partition(":")
    found: type[Place[Any]] = getattr(importlib.import_module(module), cls)
    return found
