"""The full check in a running dashboard: by itself, stopped by a key, one window at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace as with_setting
from textual.pilot import Pilot

from mailsync.examine.probe import probe
from mailsync.examine.video.ffmpeg_tools import find_tools
from mailsync.sync.decoding import DecodeProgress
from store.files.lock import exclusive
from store.intake import record as intake
from store.model import FileKind, Judgement
from store.views.items.undecoded import undecoded_videos
from store.workspace.settings import MailSettings
from tests.mailsync.examine.video import made as videos
from tests.making import NOW, auto, make_mail
from tests.tui.conftest import Place, make_place, settle, text_of
from tui.app.app import Dashboard
from tui.base.messages import DecodeMoved


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """A workspace with one real video that was probed and not decoded."""
    made = make_place(
        tmp_path, MailSettings(host="127.0.0.1", port=9, user="neuzzb@163.example", tls="none")
    )
    file = tmp_path / "视频.mp4"
    videos.make(file, str(find_tools().ffmpeg), seconds=2)
    blobs = made.workspace.blobs
    ref = blobs.put([file.read_bytes()])
    mail = make_mail("一", [("视频.mp4", "x")])
    part = msgspec.structs.replace(
        mail.attachments[0], digest=ref.digest, size_bytes=ref.size_bytes
    )
    found = probe(
        blobs.path(ref.digest),
        media_type="",
        name="视频.mp4",
        tools=find_tools(),
        digest=ref.digest,
    )
    intake.record(
        made.store,
        msgspec.structs.replace(mail, attachments=(part,)),
        raw_digest=mail.digest,
        judgements=[Judgement(0, auto("B1", FileKind.VIDEO))],
        examinations=[found],
        place=None,
        at=NOW,
    )
    yield made
    made.store.close()


async def over(pilot: Pilot[None], app: Dashboard) -> None:
    """Wait until the full check ended and what it found is shown."""
    for _ in range(200):
        await settle(pilot)
        if not app.decoding.running:
            break
    app.poll()
    await settle(pilot)


async def test_a_video_is_checked_by_itself_and_shown_at_once(place: Place) -> None:
    app = place.dashboard()
    async with app.run_test(size=(160, 40)) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+g")
        await settle(pilot)
        assert "1 个未细查" in text_of(app)
        assert "未查" in text_of(app)
        app.decoding.begin()
        await over(pilot, app)
        assert undecoded_videos(place.store) == ()
        assert "未细查" not in text_of(app)
        assert "未见异常" in text_of(app)


async def test_a_key_stops_it_and_it_does_not_begin_again_by_itself(place: Place) -> None:
    app = place.dashboard()
    async with app.run_test(size=(160, 40)) as pilot:
        await settle(pilot)
        app.decoding.begin()
        app.decoding.toggle()
        await over(pilot, app)
        await pilot.press("ctrl+g")
        await settle(pilot)
        assert "1 个未细查（已停）" in text_of(app)
        app.decoding.begin()
        assert not app.decoding.running
        await pilot.press("ctrl+k", "1")
        await over(pilot, app)
        assert undecoded_videos(place.store) == ()


async def test_while_another_window_checks_nothing_is_done_and_nothing_complained(
    place: Place,
) -> None:
    app = place.dashboard()
    async with app.run_test(size=(160, 40)) as pilot:
        await settle(pilot)
        with exclusive(place.workspace.folder / "decode.lock", code="decode.locked"):
            app.decoding.begin()
            await over(pilot, app)
        assert app.board.said.text == ""
        assert len(undecoded_videos(place.store)) == 1


async def test_how_far_it_is_stands_in_the_head_of_the_queue(place: Place) -> None:
    app = place.dashboard(language="en")
    async with app.run_test(size=(160, 40)) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+g")
        await settle(pilot)
        app.decoding.begin()
        app.on_decode_moved(DecodeMoved(DecodeProgress("视频.mp4", 1, 1, 0.43)))
        await pilot.pause()
        assert "full check 1/1" in text_of(app)
        await over(pilot, app)


async def test_without_ffmpeg_a_video_is_called_not_checked(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = tmp_path / "nowhere"
    nowhere.mkdir()
    settings = with_setting(place.workspace.settings, ffmpeg=str(nowhere))
    app = Place(replace(place.workspace, settings=settings), place.store).dashboard()
    async with app.run_test(size=(160, 40)) as pilot:
        await settle(pilot)
        app.decoding.begin()
        await over(pilot, app)
        await pilot.press("ctrl+g")
        await settle(pilot)
        assert "没有 ffmpeg，1 个未细查" in text_of(app)
        assert "未见异常" not in text_of(app)
