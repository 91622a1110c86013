"""`sixones examine`: the full check of stored videos from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest

from mailsync.examine.video.ffmpeg_tools import find_tools
from store.files.lock import exclusive
from store.workspace.personal import change_personal
from tests.mailsync.examine.video import made as videos
from tests.making import make_workspace
from tui.cli import main

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    workspace, store = make_workspace(tmp_path)
    store.close()

    def ran(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(["--workspace", str(workspace.folder), *arguments])
        told = capsys.readouterr()
        return code, told.out, told.err

    return ran


def send_video(folder: Path) -> None:
    made = folder / "made.mp4"
    videos.make(made, str(find_tools().ffmpeg), seconds=1)
    mail = EmailMessage()
    mail["From"] = "wjg@neu.example"
    mail["Subject"] = "自动化研究所教工党支部成果展示视频"
    mail["Date"] = "Thu, 01 Apr 2027 09:00:00 +0800"
    mail.add_attachment(
        made.read_bytes(),
        maintype="video",
        subtype="mp4",
        filename="自动化研究所教工党支部视频.mp4",
    )
    (folder / "mails" / "one.eml").write_bytes(mail.as_bytes())


def test_stored_videos_are_checked_once(run: Run, tmp_path: Path) -> None:
    send_video(tmp_path)
    assert run("sync")[0] == 0
    code, out, err = run("examine", "--json")
    assert code == 0, err
    assert json.loads(out) == {
        "probed": 0,
        "decoded": 1,
        "waiting": 0,
        "ffmpeg": True,
        "recognised": 0,
    }
    code, out, _ = run("--lang", "en", "examine")
    assert (code, out) == (
        0,
        "Videos checked in full: 0. Files looked at again: 0. Not checked yet: 0.\n",
    )


def test_a_missing_ffmpeg_is_told_and_is_not_fine(run: Run, tmp_path: Path) -> None:
    send_video(tmp_path)
    nowhere = tmp_path / "nowhere"
    nowhere.mkdir()
    change_personal("ffmpeg", str(nowhere))
    assert run("sync")[0] == 0
    code, out, _ = run("examine")
    assert code == 1
    assert "ffmpeg" in out
    assert "不表示合格" in out


def test_a_second_window_that_checks_is_told(run: Run, tmp_path: Path) -> None:
    with exclusive(tmp_path / "workspace" / "decode.lock", code="decode.locked"):
        code, _, err = run("examine")
    assert code == 4
    assert "正在细查视频" in err
