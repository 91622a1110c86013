"""The places of the program: which key opens which screen."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tui.base.actions import Command

if TYPE_CHECKING:
    from tui.places.place import Place

OVERVIEW = "overview"


@dataclass(frozen=True, slots=True)
class PlaceInfo:
    """One place: `screen` is written "module:Class" and imported when it is first opened; one
    without a key is reached by the palette.

    The catalogs have `place.NAME` (its title), `place_help.NAME` (what one does there) and the
    texts of its command, `go_NAME`.
    """

    name: str
    key: str
    screen: str
    pinyin: str
    rank: int

    @property
    def command(self) -> Command:
        """The command that goes there."""
        return Command(
            f"app.go('{self.name}')",
            (self.key,) if self.key else (),
            self.pinyin,
            self.rank,
            code=f"go_{self.name}",
        )


PLACES = (
    PlaceInfo(OVERVIEW, "f2", "tui.board.screen:BoardScreen", "zong lan", 20),
    PlaceInfo("intake", "f3", "tui.inbox.screen:IntakePlace", "shou jian", 21),
    PlaceInfo("letters", "f4", "tui.letters.screen:LettersPlace", "cui ban", 22),
    PlaceInfo("sharing", "f6", "tui.sharing.screen:SharingPlace", "xian chang fen xiang", 23),
    PlaceInfo("promotion", "f7", "tui.promotion.screen:PromotionPlace", "xian shang tui guang", 24),
    PlaceInfo("review", "f8", "tui.review.screen:ReviewPlace", "ping shen", 25),
    PlaceInfo("reports", "f9", "tui.reports.screen:ReportsPlace", "bao biao", 26),
    PlaceInfo("viewing", "ctrl+g", "tui.viewing.screen:ViewingPlace", "shen kan", 27),
    PlaceInfo("links", "ctrl+backslash", "tui.places.links:LinksPlace", "lian jie", 28),
    PlaceInfo("roster", "ctrl+r", "tui.places.roster:RosterPlace", "ming ce", 29),
    PlaceInfo("history", "f12", "tui.places.history:HistoryPlace", "dong tai", 31),
    PlaceInfo("problems", "", "tui.places.problems:ProblemsPlace", "du qu wen ti", 98),
    PlaceInfo("settings", "", "tui.places.settings:SettingsPlace", "she zhi", 99),
)


def place_class(name: str) -> type[Place[Any]]:
    """Import the screen of a place."""
    info = next(one for one in PLACES if one.name == name)
    module, _, cls = info.screen.partition(":")
    found: type[Place[Any]] = getattr(importlib.import_module(module), cls)
    return found
