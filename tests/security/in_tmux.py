"""Every screen and some commands in a pane of tmux: `python -m tests.security.in_tmux DIR TOLD`.

Writes what tmux has in its buffers, and the title of the pane, at first after a sequence that is
meant for the clipboard, then after all that the program showed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tty
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from store.workspace.workspace import open_workspace
from tests.making import NOW
from tests.tui.conftest import settle
from tui.app.app import Dashboard
from tui.cli import main as command
from tui.places.registry import PLACES

COMMANDS = (
    ("status",), ("status", "--json"), ("problems",), ("links",), ("roster", "check"),
    ("remind", "--dry-run"), ("doctor",),
)  # fmt: skip


def tmux(*words: str) -> str:
    """What tmux answers."""
    return subprocess.run(["tmux", *words], capture_output=True, text=True, check=True).stdout


def reached() -> None:
    """Wait until the terminal has taken all that was written: its answer comes after that."""
    tty.setcbreak(0)
    os.write(1, b"\x1b[c")
    while os.read(0, 1) != b"c":
        pass


def kept() -> dict[str, str]:
    """The buffers and the title of the pane."""
    reached()
    pane = os.environ["TMUX_PANE"]
    return {
        "buffers": tmux("list-buffers", "-F", "#{buffer_sample}"),
        "title": tmux("display-message", "-p", "-t", pane, "#{pane_title}"),
    }


async def walk(pilot: Pilot[Any]) -> None:
    """Go to every place."""
    app = pilot.app
    assert isinstance(app, Dashboard)
    await settle(pilot)
    for info in PLACES:
        app.action_go(info.name)
        await settle(pilot)
    app.exit()


def main(folder: Path, told: Path) -> None:
    """Show everything, and tell what tmux has then."""
    os.write(1, b"\x1b]52;c;Y29udHJvbA==\x07\x1b]2;control\x07")
    control = kept()
    tmux("delete-buffer")
    os.write(1, b"\x1b]2;before\x07")
    codes = [command(["--workspace", str(folder), *words]) for words in COMMANDS]
    board = Dashboard(
        open_workspace(folder), language="zh_CN", who="test", password=str, clock=lambda: NOW,
        by_itself=False,
    )  # fmt: skip
    board.run(auto_pilot=walk)
    told.write_text(json.dumps({"control": control, "after": kept(), "codes": codes}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
