"""An archive on the screen and on the command line: the board it was, and every act refused."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from textual.pilot import Pilot

from store.keeping.archived import OpenedArchive, opened_archive
from store.reports.archive.write import write_archive
from store.workspace.workspace import change_setting, open_workspace
from tests.making import NOW
from tests.store.reports.made_reports import source_of
from tests.tui.conftest import Place, settle
from tui.app.app import Dashboard
from tui.cli import main

WIDE, NARROW = (160, 40), (80, 24)


@dataclass
class Archive:
    """An archive, and the same one opened."""

    place: Path
    opened: OpenedArchive

    def dashboard(
        self, language: str = "zh_CN", clock: Callable[[], datetime] = lambda: NOW
    ) -> Dashboard:
        return Dashboard(
            open_workspace(self.opened.folder),
            language=language,
            who="李老师",
            password=lambda: "",
            clock=clock,
        )


@pytest.fixture
def archive(place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Archive]:
    target = tmp_path / "a.zip"
    for _ in write_archive(source_of(place.workspace, place.store, at=NOW), place.store, target):
        pass
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SIXONES_USER", "李老师")
    monkeypatch.delenv("SIXONES_WORKSPACE", raising=False)
    with opened_archive(target) as opened:
        yield Archive(target, opened)


def after(*keys: str) -> Callable[[Pilot[None]], Awaitable[None]]:
    async def run(pilot: Pilot[None]) -> None:
        await settle(pilot)
        for key in keys:
            await pilot.press(key)
            await settle(pilot)

    return run


async def test_the_keys_of_the_board_change_nothing(archive: Archive) -> None:
    before = archive.place.read_bytes()
    app = archive.dashboard()
    async with app.run_test(size=WIDE) as pilot:
        await settle(pilot)
        for key in ("f5", "ctrl+z", "a", "s", "d", "space", "enter", "escape", "f3", "f4", "f6"):
            await pilot.press(key)
            await settle(pilot)
    assert archive.place.read_bytes() == before
    assert app.return_code in (0, None)


def test_the_command_line_opens_it(archive: Archive, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--workspace", "a.zip", "status"]) == 0
    assert "归档，只读　截至 2027-04-10 17:00" in capsys.readouterr().out
    assert main(["--workspace", "a.zip", "status", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["branches"]) == 7
    assert main(["--workspace", "a.zip", "export", "csv", "b.csv"]) == 0
    assert main(["--workspace", "a.zip", "verify"]) == 0
    assert main(["verify", "a.zip"]) == 0


@pytest.mark.parametrize(
    "command", [["sync"], ["backup", "b"], ["roster", "import", "r.csv", "--yes", "--force"]]
)
def test_commands_that_would_write_are_refused(
    archive: Archive, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    Path("r.csv").write_text("分党委,党支部\n新学院,新支部\n", encoding="utf-8")
    code = main(["--workspace", "a.zip", *command])
    assert code == 4
    assert "这是归档，只能看，不能改。" in capsys.readouterr().err


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no zip at all"])
def test_a_zip_that_is_none_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    (tmp_path / "b.zip").write_bytes(content)
    assert main(["--workspace", str(tmp_path / "b.zip"), "status"]) == 4
    said = capsys.readouterr().err.strip()
    assert "不是完整的归档" in said
    assert len(said.splitlines()) == 1


def test_an_archive_speaks_the_language_of_its_reader(
    place: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    english = change_setting(place.workspace, "language", "en")
    for target in (tmp_path / "e.zip", tmp_path / "e"):
        with contextlib.closing(
            write_archive(source_of(english, place.store, at=NOW), place.store, target)
        ) as steps:
            for _ in steps:
                pass
        assert main(["--workspace", str(target), "status"]) == 0
        assert "Archive, read only" in capsys.readouterr().out
