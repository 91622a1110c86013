"""The places of the program: their names, keys and order."""

from __future__ import annotations

import msgspec

from tui.base import keys
from tui.base.actions import Command
from tui.base.keys import Verb

OVERVIEW = "overview"


class PlaceInfo(msgspec.Struct, frozen=True):
    """One place; one without a key is in the palette. Which screen shows it, the app knows.

    The catalogs have `place.NAME` (its title), `place_help.NAME` (what one does there) and the
    texts of its command, `go_NAME`.
    """

    name: str
    verb: Verb | None
    pinyin: str
    rank: int

    @property
    def command(self) -> Command:
        """The command that goes there."""
        return Command(
            f"app.go('{self.name}')",
            self.verb,
            self.pinyin,
            self.rank,
            code=f"go_{self.name}",
        )


PLACES = (
    PlaceInfo(OVERVIEW, keys.BOARD, "zong lan", 20),
    PlaceInfo("intake", keys.INBOX, "shou jian", 21),
    PlaceInfo("letters", keys.LETTERS, "cui ban", 22),
    PlaceInfo("sharing", keys.SHARING, "xian chang fen xiang", 23),
    PlaceInfo("promotion", keys.PROMOTION, "xian shang tui guang", 24),
    PlaceInfo("review", keys.REVIEW, "ping shen", 25),
    PlaceInfo("reports", keys.REPORTS, "bao biao", 26),
    PlaceInfo("viewing", keys.VIEWING, "shen kan", 27),
    PlaceInfo("links", keys.LINKS, "lian jie", 28),
    PlaceInfo("roster", keys.ROSTER, "ming ce", 29),
    PlaceInfo("history", keys.HISTORY, "dong tai", 30),
    PlaceInfo("submission", None, "shang bao", 97),
    PlaceInfo("problems", None, "du qu wen ti", 98),
    PlaceInfo("settings", None, "she zhi", 99),
)
