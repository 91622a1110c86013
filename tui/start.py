"""The way into the dashboard: the first paint comes before everything else."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from store.config import Workspace


def start_dashboard(
    workspace: Workspace, *, language: str | None, who: str, password: Callable[[], str]
) -> None:
    """Import the screens and open the board; see `tui.app.run_dashboard`.

    What is imported stays: looking through it for garbage costs a tenth of the time to the first
    paint. The dashboard looks for garbage again once it is laid out.
    """
    gc.disable()
    try:
        from tui.app import run_dashboard

        run_dashboard(workspace, language=language, who=who, password=password)
    finally:
        gc.enable()
