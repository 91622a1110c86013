"""The full look at a video: what it measures, and that it can be stopped."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from mailsync.examine.full import full
from mailsync.examine.process.child import Child
from mailsync.examine.video.ffmpeg_tools import FfmpegTools
from mailsync.examine.video.picture_quality import (
    FRAME_BYTES,
    FRAME_HEIGHT,
    FRAME_WIDTH,
    PictureQuality,
)
from mailsync.examine.video.sound_quality import SoundQuality
from store.model import Params
from tests.mailsync.examine.video import made as videos


def never() -> bool:
    return False


def measured(path: Path, tools: FfmpegTools, child: Child) -> Params:
    shares: list[float] = []
    found = full(path, media_type="", tools=tools, progress=shares.append, stop=never, child=child)
    assert found.depth == "full"
    assert shares == sorted(shares)
    return found.measures


SHAKING = "crop=640:480:x='20+6*sin(n*1.7)':y='20+5*sin(n*2.3)'"
PANNING = "crop=640:480:x='4*n':y=10"


@pytest.mark.parametrize(
    ("crop", "least", "most"),
    [(SHAKING, 0.5, 5.0), (PANNING, 0.0, 0.15), ("crop=640:480:0:0", 0.0, 0.0)],
)
def test_a_shaking_camera_is_told_from_a_pan_and_from_a_slide(
    crop: str, least: float, most: float, tmp_path: Path, tools: FfmpegTools, child: Child
) -> None:
    picture = "mandelbrot=s=700x540:r=25:end_scale=0.3,loop=-1:1"
    videos.make(
        tmp_path / "a.mp4", str(tools.ffmpeg), picture=picture, picture_filter=crop, rate="25",
        sound=None, seconds=4,
    )  # fmt: skip
    measures = measured(tmp_path / "a.mp4", tools, child)
    shake = measures["shake_percent"]
    assert isinstance(shake, float)
    assert least <= shake <= most


def test_a_damaged_stream_gives_decode_errors(
    tmp_path: Path, tools: FfmpegTools, child: Child
) -> None:
    path = tmp_path / "a.mp4"
    videos.make(path, str(tools.ffmpeg), picture="mandelbrot=s=320x240:r=10", seconds=3)
    content = bytearray(path.read_bytes())
    at = content.index(b"mdat") + 3000
    for where in range(at, min(len(content) - 4000, at + 20000), 97):
        content[where] ^= 0xFF
    path.write_bytes(content)
    errors = measured(path, tools, child)["decode_errors"]
    assert isinstance(errors, int)
    assert errors > 0


def test_a_full_look_can_be_stopped(tmp_path: Path, tools: FfmpegTools, child: Child) -> None:
    path = tmp_path / "a.mp4"
    videos.make(path, str(tools.ffmpeg), rate="1/20", seconds=3600, sound=None)
    begun = time.monotonic()
    found = full(
        path,
        media_type="",
        tools=tools,
        progress=lambda _share: None,
        stop=lambda: True,
        child=child,
    )
    assert found.measures["not_checked"] == "stopped"
    assert time.monotonic() - begun < 10


def test_without_ffmpeg_the_full_look_says_so(
    tmp_path: Path, tools: FfmpegTools, child: Child
) -> None:
    path = tmp_path / "a.mp4"
    videos.make(path, str(tools.ffmpeg), size="64x64", seconds=0.5)
    assert measured(path, FfmpegTools(), child)["not_checked"] == "ffmpeg_missing"


def test_what_is_no_video_has_nothing_to_decode(
    tmp_path: Path, tools: FfmpegTools, child: Child
) -> None:
    (tmp_path / "a.mp4").write_text("text", encoding="utf-8")
    assert set(measured(tmp_path / "a.mp4", tools, child)) == {"examiner"}
    assert measured(tmp_path / "none.mp4", tools, child)["unreadable"] == "file.unreadable"


def test_black_is_the_longest_run_and_still_is_a_share() -> None:
    quality = PictureQuality()
    black, grey = bytes([16]) * FRAME_BYTES, bytes([120]) * FRAME_BYTES
    for frame in [black] * 12 + [grey] * 20 + [black] * 25 + [grey] * 4:
        quality.take(frame)
    assert quality.black_s == 2.5
    assert quality.still_share == pytest.approx(9 / 12, abs=0.01)


def test_a_cursor_on_a_slide_leaves_it_still() -> None:
    quality = PictureQuality()
    for at in range(100):
        frame = bytearray([90]) * FRAME_BYTES
        frame[(at % FRAME_HEIGHT) * FRAME_WIDTH + at % FRAME_WIDTH] = 250
        quality.take(bytes(frame))
    assert quality.still_share == 1.0
    assert quality.shake_percent == 0.0


def levels(*pairs: tuple[float, float]) -> list[str]:
    lines: list[str] = []
    for left, right in pairs:
        lines.append("[Parsed_ametadata_7 @ 0x55d] [info] frame:0    pts:0   pts_time:0")
        for channel, level in ((1, left), (2, right)):
            head = f"[Parsed_ametadata_7 @ 0x55d] [info] lavfi.astats.{channel}"
            lines += [f"{head}.Peak_level={level + 10}", f"{head}.RMS_level={level}"]
    return lines


def test_levels_become_measures_and_a_missing_end_is_silence() -> None:
    quality = SoundQuality()
    for line in levels(*[(-20.0, -60.0)] * 60, *[(-70.0, float("-inf"))] * 40):
        assert quality.take(line)
    quality.take("    I:         -23.4 LUFS")
    measures = quality.measures(20.0)
    assert measures["loudness_lufs"] == -23.4
    assert measures["silence_share"] == 0.7
    assert measures["speech_to_noise_db"] == 50.0
    assert measures["channel_gap_db"] == 40.0
    assert measures["clipped_share"] == 0.0


def test_lines_of_others_are_left_to_others() -> None:
    quality = SoundQuality()
    for line in (
        "[info]     title           : lavfi.astats.1.RMS_level=-1",
        "[h264 @ 0x55] [error] error while decoding MB 1 2",
        "[Parsed_ametadata_7 @ 0x55d] [info] lavfi.astats.9.RMS_level=x",
    ):
        assert not quality.take(line)
    assert quality.measures(10.0) == {"silence_share": 1.0}
