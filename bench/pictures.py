"""The pictures of README and docs: the demonstration's screens, drawn by Chromium.

Run as `make pictures`. Needs Chromium and the fonts of Noto CJK
(`apt-get install --no-install-recommends chromium fonts-noto-cjk`).
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from mailsync.demo.kept import with_kept_server
from store.workspace.workspace import Workspace, open_workspace
from tests.tui.conftest import settle
from tui.app.app import Dashboard
from tui.base.desk import utc_now
from tui.cli import main

DOCS = Path(__file__).parents[1] / "docs"
WIDE, NARROW = (160, 40), (80, 24)
_FONT = "Noto Sans Mono CJK SC"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True, slots=True)
class Picture:
    """One screen: the keys that lead there, its size in cells, the picture's width in pixels;
    `own_desk` says that it is a sub-committee's."""

    name: str
    keys: tuple[str, ...] = ()
    size: tuple[int, int] = WIDE
    width: int = 1400
    own_desk: bool = False


PICTURES = (
    Picture("board"),
    Picture("board-narrow", (), NARROW, 900),
    Picture("intake", ("f3",)),
    Picture("intake-narrow", ("f3",), NARROW, 900),
    Picture("letters", ("f4",)),
    Picture("reports", ("f9",)),
    Picture(
        "submission",
        ("ctrl+t", "space", "space", "ctrl+d", "enter", "home"),
        (120, 30),
        1200,
        own_desk=True,
    ),
)


def plain_svg(svg: str) -> str:
    """A Textual screenshot whose columns line up: it squeezes Chinese by counting characters."""
    svg = re.sub(r' textLength="[^"]*"', "", svg)
    svg = re.sub(r"font-variant-east-asian: full-width;?", "", svg)
    return svg.replace("@font-face", "@unused").replace("Fira Code", _FONT)


async def shot(workspace: Workspace, code: str, picture: Picture) -> str:
    """The screen of a picture, as Textual draws it."""
    app = Dashboard(
        workspace, language="zh_CN", who="李老师", password=lambda: code, clock=utc_now,
        by_itself=False,
    )  # fmt: skip
    async with app.run_test(size=picture.size) as pilot:
        await settle(pilot)
        for key in picture.keys:
            await pilot.press(key)
            await settle(pilot)
        return app.export_screenshot()


def draw(svg: str, target: Path, width: int, browser: str) -> None:
    """Write the picture of a screen."""
    size = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    assert size is not None
    height = int(float(size[2]) / float(size[1]) * width) + 1
    with tempfile.TemporaryDirectory(prefix="sixones-pictures-") as name:
        folder = Path(name)
        (folder / "shot.svg").write_text(plain_svg(svg), encoding="utf-8")
        page = f'<body style="margin:0"><img src="shot.svg" style="width:{width}px">'
        (folder / "shot.html").write_text(page, encoding="utf-8")
        subprocess.run(
            [
                browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
                f"--user-data-dir={folder / 'profile'}", f"--window-size={width},{height}",
                "--hide-scrollbars", f"--screenshot={target}", (folder / "shot.html").as_uri(),
            ],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip


def make_all() -> int:
    """Make the demonstration and a picture of each screen."""
    browser = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if browser is None:
        print("needs Chromium: apt-get install --no-install-recommends chromium fonts-noto-cjk")
        return 2
    with tempfile.TemporaryDirectory(prefix="sixones-pictures-") as name:
        os.environ["SIXONES_CONFIG"] = str(Path(name) / "config")
        for own_desk in (False, True):
            demo = Path(name) / f"demo-{own_desk}"
            which = ["--sub-committee"] if own_desk else []
            main(["--lang", "zh_CN", "demo", *which, "--headless", "--keep", str(demo)])
            with with_kept_server(open_workspace(demo)) as (workspace, code):
                for picture in (one for one in PICTURES if one.own_desk == own_desk):
                    svg = asyncio.run(shot(workspace, code or "", picture))
                    draw(svg, DOCS / f"{picture.name}.png", picture.width, browser)
                    print(f"docs/{picture.name}.png")
    return 0


if __name__ == "__main__":
    sys.exit(make_all())
