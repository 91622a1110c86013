"""The places of the program: their names, keys and order."""

from __future__ import annotations

from dataclasses import dataclass

from tui.base.actions import Command

OVERVIEW = "overview"


@dataclass(frozen=True, slots=True)
class PlaceInfo:
    """One place; one without a key is reached by the palette. Which screen shows it, the app knows.

    The catalogs have `place.NAME` (its title), `place_help.NAME` (what one does there) and the
    texts of its command, `go_NAME`.
    """

    name: str
    key: str
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
    PlaceInfo(OVERVIEW, "f2", "zong lan", 20),
    PlaceInfo("intake", "f3", "shou jian", 21),
    PlaceInfo("letters", "f4", "cui ban", 22),
    PlaceInfo("sharing", "f6", "xian chang fen xiang", 23),
    PlaceInfo("promotion", "f7", "xian shang tui guang", 24),
    PlaceInfo("review", "f8", "ping shen", 25),
    PlaceInfo("reports", "f9", "bao biao", 26),
    PlaceInfo("viewing", "ctrl+g", "shen kan", 27),
    PlaceInfo("links", "ctrl+backslash", "lian jie", 28),
    PlaceInfo("roster", "ctrl+r", "ming ce", 29),
    PlaceInfo("history", "f12", "dong tai", 31),
    PlaceInfo("submission", "", "shang bao", 97),
    PlaceInfo("problems", "", "du qu wen ti", 98),
    PlaceInfo("settings", "", "she zhi", 99),
)
