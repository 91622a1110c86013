"""What every screen is given: the workspace, the words, the person, the clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import msgspec

from store.text.wording import Wording
from store.workspace.workspace import Workspace
from tui.base.drawn import Drawn

if TYPE_CHECKING:
    from mailsync.net.web import Opener


def utc_now() -> datetime:
    """The time now."""
    return datetime.now(UTC)


class Desk(msgspec.Struct, frozen=True):
    """One person at work on one workspace.

    `who` is the person's name for the journal; `password` finds the authorization code and is
    called in a worker only: it must not use the terminal. `opener` asks for the files behind
    links; None means the web. `drawn` keeps how files look.
    """

    workspace: Workspace
    wording: Wording
    who: str
    password: Callable[[], str]
    clock: Callable[[], datetime] = utc_now
    opener: Opener | None = None
    drawn: Drawn = msgspec.field(default_factory=Drawn)

    @property
    def today(self) -> date:
        """This day where the notice's clock runs."""
        return self.workspace.notice.dates.day(self.clock())
