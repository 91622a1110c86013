"""The index of an MP4 says what ffprobe says, or leaves the question to it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import pytest

from mailsync.examine.video.ffmpeg_tools import FfmpegTools
from mailsync.examine.video.ffprobe import ask_ffprobe
from mailsync.examine.video.index_boxes import read_index
from mailsync.examine.video.quick import Measures, measure_answer
from store.model import JsonValue
from tests.mailsync.examine.video import made as videos

# How a video may come about, by the options of ffmpeg that make it.
WAYS: tuple[dict[str, Any], ...] = (
    {},
    {"extra": ("-movflags", "+faststart")},
    {"extra": ("-bf", "3", "-preset", "medium"), "rate": "25"},
    {"rate": "30000/1001"},
    {"sound": None},
    {"sound": f"{videos.VOICE},aresample=44100,pan=stereo|c0=c0|c1=c0"},
    {"sound": f"{videos.VOICE},aresample=48000", "extra": ("-ss", "0.5")},
    {"extra": ("-metadata", "title=支部工作案例")},
    {"extra": ("-metadata", "title=a", "-metadata", "comment=b", "-metadata", "artist=c")},
    {"extra": ("-map", "0:v", "-map", "1:a", "-map", "1:a")},
    {"extra": ("-map", "1:a", "-map", "0:v")},
    {"extra": ("-movflags", "+frag_keyframe+empty_moov")},
    {"extra": ("-video_track_timescale", "90000", "-output_ts_offset", "0.7")},
    {"picture_filter": "setsar=4/3"},
    {"size": "1022x766"},
    {"codec": "libx265"},
    {"codec": "mpeg4"},
    {"extra": ("-c:a", "mp3")},
    {"extra": ("-x264-params", "interlaced=1")},
    {"extra": ("-vsync", "vfr"), "rate": "7"},
)


def _measured(answer: dict[str, JsonValue]) -> Measures:
    whole = answer.get("format")
    tags = whole.get("tags") if isinstance(whole, dict) else None
    title = tags.get("title") if isinstance(tags, dict) else None
    return measure_answer(answer) | {"title": title}


def _differs(path: Path, tools: FfmpegTools) -> bool | None:
    """Whether both readings differ; None where the boxes leave it to ffprobe."""
    known = read_index(path)
    if known is None:
        return None
    assert tools.ffprobe is not None
    return _measured(known) != _measured(ask_ffprobe(str(path), "mp4", program=tools.ffprobe))


def _clips() -> Iterator[Path]:
    for clip in files("mailsync.demo").joinpath("clips").iterdir():
        with as_file(clip) as path:
            yield path


def test_the_index_says_what_ffprobe_says_of_every_clip(tools: FfmpegTools) -> None:
    found = {clip.name: _differs(clip, tools) for clip in _clips()}

    assert True not in found.values(), found
    # Most say everything themselves: this is what the reading is for.
    assert list(found.values()).count(False) >= 6


@pytest.mark.parametrize("way", WAYS, ids=lambda way: " ".join(map(str, way.values())) or "plain")
def test_the_index_says_what_ffprobe_says_however_a_video_was_made(
    way: dict[str, Any], tools: FfmpegTools, tmp_path: Path
) -> None:
    path = tmp_path / "a.mp4"
    assert tools.ffmpeg is not None
    videos.make(path, tools.ffmpeg, **way)

    assert not _differs(path, tools)


def test_a_plain_video_and_one_that_is_turned_need_no_ffprobe(
    tools: FfmpegTools, tmp_path: Path
) -> None:
    path = tmp_path / "a.mp4"
    assert tools.ffmpeg is not None
    videos.make(path, tools.ffmpeg)

    assert _differs(path, tools) is False
    videos.rotate(path)
    assert _differs(path, tools) is False


def test_bytes_that_turned_in_an_index_are_left_to_ffprobe_or_read_as_it_does(
    tools: FfmpegTools, tmp_path: Path
) -> None:
    path = tmp_path / "a.mp4"
    assert tools.ffmpeg is not None
    videos.make(path, tools.ffmpeg)
    whole = path.read_bytes()
    begins = whole.index(b"moov")
    length = int.from_bytes(whole[begins - 4 : begins], "big") - 8
    chance = random.Random(19)
    for _ in range(30):
        turned = bytearray(whole)
        turned[begins + 4 + chance.randrange(length - 4)] = chance.randrange(256)
        path.write_bytes(turned)
        assert not _differs(path, tools)


def test_every_cut_of_a_video_is_left_to_ffprobe(tools: FfmpegTools, tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    assert tools.ffmpeg is not None
    videos.make(path, tools.ffmpeg, extra=("-movflags", "+faststart"))
    whole = path.read_bytes()
    for length in range(0, len(whole), 97):
        path.write_bytes(whole[:length])
        assert read_index(path) is None
