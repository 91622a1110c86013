"""The viewing queue: four keys, the player, a word beside the machine's, nobody sent twice."""

from __future__ import annotations

import json
import stat
import struct
import sys
import zlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot

from store.db.decisions import Marking, live_decisions
from store.intake import record as intake
from store.items.viewing import CLAIM, claim, claims, confirm
from store.model import Examination, FileKind, Judgement, Params
from store.rules.viewing import Quality
from store.workspace.settings import MailSettings
from tests.making import NOW, auto, make_mail
from tests.tui.conftest import Place, make_place, settle, text_of
from tui.app.app import Dashboard
from tui.viewing.screen import ViewingPlace
from tui.widgets.pictures import Pictures

WIDE, NARROW = (160, 40), (80, 24)
FINE: Params = {
    "examiner": 1,
    "content": "mp4",
    "container": "mp4",
    "duration_s": 461.0,
    "width": 1920,
    "height": 1080,
    "audio": True,
    "video_codec": "h264",
    "checked_s": 461.0,
    "shake_percent": 0.0,
    "black_s": 0.0,
    "decode_errors": 0,
    "still_share": 0.93,
    "loudness_lufs": -19.4,
    "speech_to_noise_db": 31.0,
    "clipped_share": 0.0,
    "silence_share": 0.08,
}
SMALL: Params = {**FINE, "duration_s": 502.0, "width": 1280, "height": 720, "still_share": 0.2}
SILENT: Params = {
    **{name: value for name, value in FINE.items() if not name.startswith(("loud", "speech"))},
    "audio": False,
    "width": 768,
    "height": 1024,
}


def picture(red: int, green: int, blue: int) -> bytes:
    """A PNG of 64 by 36: a title bar over a ground of one colour."""
    ground, bar = bytes((red, green, blue)), bytes((250, 250, 250))
    lines = [
        b"\0" + b"".join(bar if 4 <= y < 12 and 6 <= x < 40 else ground for x in range(64))
        for y in range(36)
    ]

    def chunk(kind: bytes, content: bytes) -> bytes:
        crc = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + crc

    header = struct.pack(">IIBBBBB", 64, 36, 8, 2, 0, 0, 0)
    packed = zlib.compress(b"".join(lines))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed)


def receive(place: Place, branch_id: str, name: str, measures: Params, *, hours: int) -> None:
    """Take in one video with its stills, as the full check left it."""
    blobs = place.workspace.blobs
    ref = blobs.put([f"video of {branch_id}".encode()])
    stills = [
        {"at_s": at_s, "digest": blobs.put([picture(*colour)]).digest}
        for at_s, colour in ((3.0, (40, 80, 160)), (230.0, (40, 120, 80)), (458.0, (150, 60, 60)))
    ]
    mail = make_mail(name, [(name, branch_id)], at=NOW - timedelta(hours=hours))
    part = replace(mail.attachments[0], digest=ref.digest, size_bytes=182_000_000)
    intake.record(
        place.store,
        replace(mail, attachments=(part,)),
        raw_digest=mail.digest,
        judgements=[Judgement(0, auto(branch_id, FileKind.VIDEO))],
        examinations=[
            Examination(ref.digest, "probe", measures),
            Examination(ref.digest, "full", {"examiner": 1, "checked_s": 461.0, "stills": stills}),
        ],
        place=None,
        at=NOW,
    )


@pytest.fixture
def videos(tmp_path: Path) -> Iterator[Place]:
    """Three branches whose videos came one after the other."""
    place = make_place(
        tmp_path, MailSettings(host="127.0.0.1", port=9, user="neuzzb@163.example", tls="none")
    )
    receive(place, "B1", "自动化所成果展示.mp4", SMALL, hours=30)
    receive(place, "B2", "本科生三支部[b]视频.mp4", FINE, hours=20)
    receive(place, "B3", "硕士一支部.mp4", SILENT, hours=10)
    yield place
    place.store.close()


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A system's opener that writes down what it was asked to open."""
    programs, asked = tmp_path / "programs", tmp_path / "asked"
    programs.mkdir()
    opener = programs / ("open" if sys.platform == "darwin" else "xdg-open")
    opener.write_text(f'#!/bin/sh\necho "$1" >> "{asked}"\n', encoding="utf-8")
    opener.chmod(opener.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(programs))
    return asked


async def go(pilot: Pilot[None], *keys: str) -> ViewingPlace:
    """Open the queue, press keys, wait for what they start."""
    await settle(pilot)
    for key in ("ctrl+g", *keys):
        await pilot.press(key)
        await settle(pilot)
    await look(pilot)
    app = pilot.app
    assert isinstance(app, Dashboard)
    screen = app.screen_stack[1]
    assert isinstance(screen, ViewingPlace)
    return screen


async def save(pilot: Pilot[None], screen: ViewingPlace, key: str) -> None:
    """Press a key that saves, and wait until what came of it is shown."""
    await pilot.press(key)
    for _ in range(100):
        await settle(pilot)
        if not screen.saving:
            return


async def says(pilot: Pilot[None], screen: ViewingPlace, text: str) -> None:
    """Wait until the line of what happens has a text."""
    for _ in range(100):
        if text in screen.said.text:
            return
        await settle(pilot)
    assert text in screen.said.text


async def look(pilot: Pilot[None]) -> None:
    """Do not wait for the cursor to rest: read the stills at once."""
    app = pilot.app
    assert isinstance(app, Dashboard)
    if isinstance(app.screen, ViewingPlace):
        app.screen.look.read()
    await settle(pilot)


def after(*keys: str) -> Callable[[Pilot[None]], object]:
    async def run(pilot: Pilot[None]) -> None:
        await go(pilot, *keys)

    return run


def said_of(place: Place) -> list[tuple[str, str, dict[str, bool]]]:
    """What was confirmed: who, which file, the payload."""
    return [
        (one.who, one.subject, json.loads(json.dumps(one.payload)))
        for one in live_decisions(place.store)
        if one.act == "confirm"
    ]


async def test_four_keys_judge_and_saving_moves_on(videos: Place) -> None:
    app = videos.dashboard()
    async with app.run_test(size=WIDE) as pilot:
        screen = await go(pilot, "1", "2", "2", "3", "4", "4", "4")
        await save(pilot, screen, "ctrl+s")
        assert said_of(videos) == [
            ("李老师", "file:1", {"steady": True, "clear": False, "slides": True})
        ]
        assert screen.queue.current == "file:2"
        assert [one.subject for one in claims(videos.store, at=NOW)] == ["file:2"]
        assert screen.view is not None
        assert len(screen.view.viewed) == 1
        await pilot.press("ctrl+z")
        await settle(pilot)
        assert said_of(videos) == []


async def test_one_key_says_that_all_four_hold(videos: Place) -> None:
    app = videos.dashboard()
    async with app.run_test(size=NARROW) as pilot:
        screen = await go(pilot)
        for _ in range(3):
            await save(pilot, screen, "ctrl+a")
        assert [payload for _, _, payload in said_of(videos)] == [
            dict.fromkeys(("steady", "clear", "slides", "voice"), True)
        ] * 3
        await says(pilot, screen, "没有别的视频要看了")


async def test_a_mark_that_one_does_not_hold_is_not_overwritten_by_all_four(
    videos: Place,
) -> None:
    app = videos.dashboard()
    async with app.run_test(size=WIDE) as pilot:
        screen = await go(pilot, "2", "2", "ctrl+a")
        await says(pilot, screen, "已有标为不符合的项")
        assert said_of(videos) == []


async def test_nothing_marked_is_not_saved_and_told(videos: Place) -> None:
    app = videos.dashboard()
    async with app.run_test(size=WIDE) as pilot:
        screen = await go(pilot, "ctrl+s")
        assert said_of(videos) == []
        await says(pilot, screen, "还没有作出判断")


async def test_the_player_opens_a_copy_and_the_next_video_after_saving(
    videos: Place, opened: Path
) -> None:
    app = videos.dashboard()
    async with app.run_test(size=WIDE) as pilot:
        screen = await go(pilot, "enter")
        await says(pilot, screen, "已用系统播放器打开")
        await save(pilot, screen, "ctrl+a")
        await settle(pilot)
    first, second = (Path(line) for line in opened.read_text(encoding="utf-8").splitlines())
    assert first.name == "自动化所成果展示.mp4"
    assert second.name == "本科生三支部[b]视频.mp4"
    assert second.read_bytes() == b"video of B2"
    assert second.parent.parent == (videos.workspace.folder / "viewing").absolute()
    assert not first.exists()


async def test_without_a_player_the_file_is_named(
    videos: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    app = videos.dashboard()
    async with app.run_test(size=WIDE) as pilot:
        screen = await go(pilot, "enter")
        await says(pilot, screen, "没有能打开它的播放器")
        assert "自动化所成果展示.mp4" in screen.said.text


async def test_two_people_are_not_sent_to_the_same_video(videos: Place, opened: Path) -> None:
    claim(videos.store, "file:1", who="王老师", at=NOW)
    claim(videos.store, "file:2", who="赵老师", at=NOW)
    app = videos.dashboard()
    async with app.run_test(size=WIDE) as pilot:
        screen = await go(pilot, "enter")
        await says(pilot, screen, "王老师 正在看这个视频")
        assert not opened.exists()
        await pilot.press("tab")
        await settle(pilot)
        assert screen.queue.current == "file:3"
        assert "锁 " in text_of(app)


async def test_a_claim_that_ended_keeps_nobody_away(videos: Place, opened: Path) -> None:
    claim(videos.store, "file:1", who="王老师", at=NOW - CLAIM)
    app = videos.dashboard()
    async with app.run_test(size=WIDE) as pilot:
        await go(pilot, "enter")
        assert [one.who for one in claims(videos.store, at=NOW)] == ["李老师"]
        await pilot.press("escape")
        await settle(pilot)
        assert claims(videos.store, at=NOW) == ()


async def test_soft_findings_are_accepted_and_hard_ones_overridden_with_a_reason(
    videos: Place,
) -> None:
    app = videos.dashboard()
    async with app.run_test(size=WIDE) as pilot:
        screen = await go(pilot, "ctrl+y", "enter")
        assert "请写明理由" in text_of(app)
        await pilot.press(*"ok", "enter")
        await settle(pilot)
        await says(pilot, screen, "已认可 2 个问题")
        await pilot.press("end", "ctrl+e", *"usb", "enter")
        await settle(pilot)
        made = [(one.act, one.subject, one.payload["code"], one.reason)
                for one in live_decisions(videos.store)]  # fmt: skip
        assert made == [
            ("accept", "file:1", "video.too_long", "ok"),
            ("accept", "file:1", "video.too_small", "ok"),
            ("override", "file:3", "video.no_audio", "usb"),
        ]
        assert "李老师 已改判：usb" in text_of(app)
        await pilot.press("ctrl+e")
        await settle(pilot)
        await says(pilot, screen, "没有待改判")


async def test_somebody_elses_word_meanwhile_is_told_and_not_overwritten(videos: Place) -> None:
    app = videos.dashboard()
    async with app.run_test(size=WIDE) as pilot:
        screen = await go(pilot, "1")
        revision = screen.revision
        confirm(
            videos.store,
            "file:1",
            dict.fromkeys(Quality, False),
            reason="",
            marking=Marking(NOW, "王老师"),
        )
        assert screen.revision == revision
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert [who for who, _, _ in said_of(videos)] == ["王老师"]
        await says(pilot, screen, "王老师")


async def test_text_of_a_mail_is_shown_as_it_is(videos: Place) -> None:
    app = videos.dashboard()
    async with app.run_test(size=WIDE) as pilot:
        await go(pilot, "down")
        assert "[b]视频.mp4" in text_of(app)


async def test_an_empty_queue_says_so(tmp_path: Path) -> None:
    place = make_place(
        tmp_path, MailSettings(host="127.0.0.1", port=9, user="neuzzb@163.example", tls="none")
    )
    app = place.dashboard()
    async with app.run_test(size=NARROW) as pilot:
        await go(pilot, "enter", "1", "ctrl+a", "ctrl+s", "ctrl+y", "ctrl+e")
        assert "还没有收到视频" in text_of(app)
    place.store.close()


async def test_a_terminal_that_shows_pictures_shows_the_stills_of_the_video_in_hand(
    videos: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIXONES_PICTURES", "kitty")
    async with videos.dashboard().run_test(size=(160, 40)) as pilot:
        screen = await go(pilot)
        for _ in range(100):
            if screen.look.has_pictures:
                break
            await settle(pilot)
        assert [one.name for one in screen.look.query_one(Pictures).shown] == [
            "0:03", "3:50", "7:38",
        ]  # fmt: skip
        assert screen.look.cells() == ()
