"""The clipboard of a terminal gets nothing from a mail, and no more than text from the person."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.security.test_terminal import fill_hostile, unseen
from tests.tui.conftest import Place, place, plain_terminal, press, settle

__all__ = ["place", "plain_terminal"]
ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")
def test_nothing_that_is_shown_reaches_the_clipboard_of_tmux(place: Place, tmp_path: Path) -> None:
    fill_hostile(place)
    told = tmp_path / "told.json"
    shown = shlex.join(
        [
            *(sys.executable, "-m", "tests.security.in_tmux"),
            *(str(place.workspace.folder), str(told)),
        ]
    )
    tmux = ["tmux", "-f", os.devnull, "-S", str(tmp_path / "socket")]
    environ = {name: value for name, value in os.environ.items() if not name.startswith("TMUX")}

    def ask(*words: str) -> None:
        subprocess.run([*tmux, *words], check=True, timeout=120, cwd=ROOT, env=environ)

    ask("new-session", "-d", "-x", "160", "-y", "40", "cat")
    try:
        ask("set-option", "-s", "set-clipboard", "on")
        ask("set-option", "-g", "allow-rename", "on")
        over = f"{shown} 2>{shlex.quote(str(tmp_path / 'errors'))}; tmux wait-for -S over"
        ask("new-window", "-d", over)
        ask("wait-for", "over")
    finally:
        ask("kill-server")
    assert told.is_file(), (tmp_path / "errors").read_text(encoding="utf-8")
    found = json.loads(told.read_text(encoding="utf-8"))
    assert found["control"] == {"buffers": "control\n", "title": "control\n"}
    assert found["after"] == {"buffers": "", "title": "before\n"}
    assert set(found["codes"]) <= {0, 1}


async def test_what_is_copied_is_text_that_a_shell_would_not_obey(place: Place) -> None:
    fill_hostile(place)
    app = place.dashboard()
    async with app.run_test(size=(160, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "end", "space")
        copied = {}
        for number in "123":
            await press(pilot, "ctrl+c", number)
            copied[number] = app.clipboard
        await press(pilot, "f4", "end", "space", "ctrl+c")
        copied["letter"] = app.clipboard
    assert all("U+001B" in text for text in copied.values())
    assert {what: unseen(text.replace("\t", " ")) for what, text in copied.items()} == {
        what: set() for what in copied
    }
