"""The way into the dashboard: the first paint comes before everything else."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from store.workspace.workspace import Workspace

if TYPE_CHECKING:
    from datetime import datetime

# A worker that computes hands over to the screen ten times sooner than Python's default.
SWITCH_S = 0.0005


def start_dashboard(
    workspace: Workspace,
    *,
    language: str | None,
    who: str,
    password: Callable[[], str],
    clock: Callable[[], datetime] | None = None,
) -> int:
    """Import the screens, open the board and stay until the person leaves; returns the exit code.

    What is imported stays: looking through it for garbage costs a tenth of the time to the first
    paint. The dashboard looks for garbage again once the board was read.

    Args:
        language: "zh_CN" or "en"; None for the one of the settings.
        who: the person's name, for the journal.
        clock: tells the time; None for that of now.
        password: asked for once a sync begins, in a worker: it must not use the terminal.
    """
    gc.disable()
    try:
        from tui.app.app import Dashboard
        from tui.base.desk import utc_now

        sys.setswitchinterval(SWITCH_S)
        board = Dashboard(
            workspace,
            language=language,
            who=who,
            password=password,
            clock=clock or utc_now,
            # One sync serves all who come by a browser.
            by_itself=workspace.outbox is None,
        )
        board.run()
        return board.return_code or 0
    finally:
        gc.enable()
