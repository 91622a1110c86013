"""Quick measures of a video, from ffprobe's answer and the boxes."""

from __future__ import annotations

from pathlib import Path

import pytest

from mailsync.examine.probe import probe
from mailsync.examine.process.child import Child
from mailsync.examine.video.boxes import walk_boxes
from mailsync.examine.video.ffmpeg_tools import FfmpegTools
from mailsync.examine.video.quick import measure_answer
from store.model import JsonValue
from tests.mailsync.examine.video import made as videos

VIDEO: dict[str, JsonValue] = {
    "index": 0,
    "codec_type": "video",
    "codec_name": "h264",
    "width": 1280,
    "height": 720,
    "duration": "60.0",
    "avg_frame_rate": "25/1",
}
AUDIO: dict[str, JsonValue] = {
    "index": 1,
    "codec_type": "audio",
    "codec_name": "aac",
    "duration": "60.02",
    "sample_rate": "44100",
    "channels": 2,
}


def answer(*streams: dict[str, JsonValue]) -> dict[str, JsonValue]:
    return {"streams": list(streams), "format": {"duration": "61.5"}}


@pytest.mark.parametrize(
    ("change", "size"),
    [
        ({}, (1280, 720)),
        ({"sample_aspect_ratio": "4:3"}, (1707, 720)),
        ({"sample_aspect_ratio": "0:1"}, (1280, 720)),
        ({"sample_aspect_ratio": "N/A"}, (1280, 720)),
        ({"side_data_list": [{"rotation": -90}]}, (720, 1280)),
        ({"side_data_list": [{"rotation": 180}]}, (1280, 720)),
        ({"tags": {"rotate": "270"}}, (720, 1280)),
        ({"width": 720, "height": 576, "sample_aspect_ratio": "64:45"}, (1024, 576)),
        (
            {"sample_aspect_ratio": "2:1", "side_data_list": [{"rotation": 90}]},
            (720, 2560),
        ),
    ],
)
def test_the_size_is_as_displayed(change: dict[str, JsonValue], size: tuple[int, int]) -> None:
    measures = measure_answer(answer(VIDEO | change, AUDIO))
    assert (measures["width"], measures["height"]) == size


@pytest.mark.parametrize(
    ("video", "audio", "seconds"),
    [
        ("480.000000", "480.021", 480.0),
        ("480.040000", "480.021", 480.04),
        ("60.0", "75.5", 75.5),
        ("N/A", "60.0", 61.5),
    ],
)
def test_the_duration_is_that_of_the_streams(video: str, audio: str, seconds: float) -> None:
    measures = measure_answer(answer(VIDEO | {"duration": video}, AUDIO | {"duration": audio}))
    assert measures["duration_s"] == seconds


@pytest.mark.parametrize(
    ("streams", "reason"),
    [
        ((AUDIO,), "no_picture"),
        ((), "no_picture"),
        ((VIDEO | {"disposition": {"attached_pic": 1}}, AUDIO), "no_picture"),
        ((VIDEO | {"width": 0}, AUDIO), "no_picture"),
        ((VIDEO | {"codec_type": 3, "side_data_list": [None, 7]},), "no_picture"),
    ],
)
def test_a_file_without_a_picture_is_no_video(
    streams: tuple[dict[str, JsonValue], ...], reason: str
) -> None:
    measures = measure_answer(answer(*streams))
    assert (measures["unreadable"], measures["reason"]) == ("video.unreadable", reason)


def test_a_video_without_duration_is_unreadable() -> None:
    measures = measure_answer({"streams": [VIDEO | {"duration": "0.0"}]})
    assert measures["reason"] == "no_duration"


def test_without_ffprobe_a_video_is_not_checked_and_never_fine(
    tmp_path: Path, tools: FfmpegTools, child: Child
) -> None:
    path = tmp_path / "a.mp4"
    videos.make(path, str(tools.ffmpeg), size="64x64", seconds=0.5)
    measures = probe(
        path, media_type="video/mp4", name="a.mp4", tools=FfmpegTools(), child=child
    ).measures
    assert measures["not_checked"] == "ffmpeg_missing"
    assert "duration_s" not in measures
    assert measures["container"] == "mp4"


def test_a_probed_video_gives_every_promised_measure(
    tmp_path: Path, tools: FfmpegTools, child: Child
) -> None:
    path = tmp_path / "a.mp4"
    videos.make(
        path, str(tools.ffmpeg), size="320x240", seconds=1,
        extra=("-metadata", "title=机械学院第一党支部"),
    )  # fmt: skip
    examined = probe(path, media_type="video/mp4", name="A.MP4", tools=tools, child=child)
    expected = {
        "container": "mp4",
        "duration_s": 1.0,
        "width": 320,
        "height": 240,
        "video_codec": "h264",
        "audio": True,
        "faststart": False,
        "title_text": "机械学院第一党支部",
        "suffix": ".mp4",
        "content": "mp4",
    }
    assert {name: examined.measures.get(name) for name in expected} == expected
    assert examined.depth == "probe"


def test_faststart_is_the_index_before_the_media(tmp_path: Path, tools: FfmpegTools) -> None:
    path = tmp_path / "a.mp4"
    videos.make(
        path, str(tools.ffmpeg), size="64x64", seconds=0.5, extra=("-movflags", "+faststart")
    )
    assert walk_boxes(path).index_first


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0\0\0\x08",
        b"\0\0\0\0ftypisom",
        b"\0\0\0\x01ftypisom",
        b"\0\0\0\x01ftyp" + (1 << 62).to_bytes(8, "big"),
        b"\0\0\0\x08free" * 50_000,
        b"\0\0\0\x03mdat",
    ],
)
def test_a_walk_over_forged_boxes_ends(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(content)
    assert not walk_boxes(tmp_path / "a").has_index
