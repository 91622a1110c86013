"""A video's quick measures, from ffprobe's answer and the file's boxes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

from mailsync.examine.process.child import Child
from mailsync.examine.video.boxes import walk_boxes
from mailsync.examine.video.ffmpeg_tools import FfmpegTools
from mailsync.examine.video.index_boxes import read_index
from store.model import JsonValue

_TIMEOUT_S = 20.0
_TITLE_TEXT_CHARS = 300
# Encoders pad sound by some hundredths of a second; a picture that ends is the end of the video.
_SOUND_TAIL_S = 0.5

Measures = dict[str, JsonValue]
Stream = Mapping[str, JsonValue]


def probe_video(path: Path, content: str, *, tools: FfmpegTools, child: Child) -> Measures:
    """Measure a video without decoding it.

    `duration_s` is that of the streams; `width` and `height` are as displayed, after sample
    aspect and rotation; `not_checked` says that there was no ffprobe to ask.

    Raises:
        OSError: the file could not be read.
    """
    measures: Measures = {"container": content, "title_text": ""}
    if content in ("mp4", "mov", "3gp"):
        boxes = walk_boxes(path)
        measures |= {"brand": boxes.brand, "faststart": boxes.index_first}
        if boxes.truncated or not boxes.has_index:
            measures |= {"unreadable": "video.unreadable", "reason": "truncated"}
            if not boxes.has_index:
                return measures
    if tools.ffprobe is None:
        return measures | {"not_checked": "ffmpeg_missing"}
    # Starting ffprobe takes 65 ms; a whole, plain file says the same of itself at once.
    known = read_index(path) if "brand" in measures and "unreadable" not in measures else None
    if known is not None:
        return measure_answer(known) | measures | _title(known)
    answer = child.ask(
        {"do": "video", "path": str(path.absolute()), "content": content, "program": tools.ffprobe},
        timeout_s=_TIMEOUT_S,
    )
    if isinstance(answer, str):
        return measures | {"unreadable": "video.unreadable", "reason": answer}
    if "failed" in answer:
        return {"unreadable": "video.unreadable", "reason": "damaged"} | measures
    # A cut file keeps its reason: what can still be read of it is shown beside.
    return measure_answer(answer) | measures | _title(answer)


def measure_answer(answer: Mapping[str, JsonValue]) -> Measures:
    """Measures from ffprobe's -show_format -show_streams."""
    streams = [s for s in _list(answer.get("streams")) if isinstance(s, dict)]
    video = _shown([stream for stream in streams if _is_picture(stream)])
    audio = _shown([stream for stream in streams if stream.get("codec_type") == "audio"])
    if audio is not None and _packets(audio) == 0:
        # A track of which not one sample is there sounds nowhere.
        audio = None
    measures: Measures = {"audio": audio is not None}
    if audio is not None:
        measures |= {
            "audio_index": int(_number(audio.get("index"))),
            "audio_codec": str(audio.get("codec_name", "")),
            "audio_rate": int(_number(audio.get("sample_rate"))),
            "audio_channels": int(_number(audio.get("channels"))),
        }
    if video is None:
        return measures | {"unreadable": "video.unreadable", "reason": "no_picture"}
    width, height = _displayed(video)
    duration_s = _duration_s(video, audio, answer)
    measures |= {
        "video_index": int(_number(video.get("index"))),
        "video_codec": str(video.get("codec_name", "")),
        "width": width,
        "height": height,
        "coded_width": int(_number(video.get("width"))),
        "coded_height": int(_number(video.get("height"))),
        "frame_rate": round(float(_ratio(str(video.get("avg_frame_rate", ""))) or 0), 3),
        "duration_s": duration_s,
    }
    if answer.get("edits_ignored"):
        measures["edits_ignored"] = True
    if duration_s <= 0:
        measures |= {"unreadable": "video.unreadable", "reason": "no_duration"}
    elif width <= 0 or height <= 0:
        measures |= {"unreadable": "video.unreadable", "reason": "no_picture"}
    return measures


def _shown(tracks: list[Stream]) -> Stream | None:
    """The track that a player takes: more than a still, enabled, of several pictures the largest.

    Players differ where several pictures are enabled; ffmpeg takes the largest one, too.
    """
    return max(
        tracks,
        key=lambda track: (
            _packets(track) != 0, _lasts(track), _is_enabled(track),
            _number(track.get("width")) * _number(track.get("height")),
        ),
        default=None,
    )  # fmt: skip


def _is_enabled(track: Stream) -> bool:
    disposition = track.get("disposition")
    return isinstance(disposition, dict) and disposition.get("default") == 1


def _lasts(track: Stream) -> bool:
    return _packets(track) != 1


def _packets(track: Stream) -> int:
    """How many samples a track has; -1 where nobody said."""
    for name in ("nb_read_packets", "nb_frames"):
        if name in track:
            return int(_number(track[name]))
    return -1


def _displayed(video: Stream) -> tuple[int, int]:
    width, height = _number(video.get("width")), _number(video.get("height"))
    aspect = _ratio(str(video.get("sample_aspect_ratio", "")).replace(":", "/"))
    if aspect:
        width = math.floor(width * aspect + Fraction(1, 2))
    if round(_rotation(video)) % 180 == 90:
        width, height = height, width
    return int(width), int(height)


def _rotation(video: Stream) -> float:
    for entry in _list(video.get("side_data_list")):
        if isinstance(entry, dict) and "rotation" in entry:
            return _number(entry["rotation"])
    tags = video.get("tags")
    return _number(tags.get("rotate")) if isinstance(tags, dict) else 0.0


def _duration_s(video: Stream, audio: Stream | None, answer: Mapping[str, JsonValue]) -> float:
    picture_s = _number(video.get("duration"))
    sound_s = 0.0
    if audio is not None:
        later_s = _number(audio.get("start_time")) - _number(video.get("start_time"))
        sound_s = _number(audio.get("duration")) + max(later_s, 0.0)
    whole = answer.get("format")
    whole_s = _number(whole.get("duration")) if isinstance(whole, dict) else 0.0
    if picture_s <= 0:
        picture_s = whole_s
    return round(sound_s if sound_s > picture_s + _SOUND_TAIL_S else picture_s, 3)


def _title(answer: Mapping[str, JsonValue]) -> Measures:
    whole = answer.get("format")
    tags = whole.get("tags") if isinstance(whole, dict) else None
    title = tags.get("title") if isinstance(tags, dict) else None
    return {"title_text": str(title)[:_TITLE_TEXT_CHARS]} if title else {}


def _is_picture(stream: Stream) -> bool:
    disposition = stream.get("disposition")
    cover = isinstance(disposition, dict) and disposition.get("attached_pic") == 1
    return stream.get("codec_type") == "video" and not cover


def _list(value: JsonValue) -> list[JsonValue]:
    return value if isinstance(value, list) else []


def _number(value: JsonValue) -> float:
    try:
        number = float(value) if isinstance(value, str | int | float) else 0.0
    except ValueError:
        return 0.0
    return number if math.isfinite(number) else 0.0


def _ratio(text: str) -> Fraction | None:
    try:
        ratio = Fraction(text)
    except (ValueError, ZeroDivisionError):
        return None
    return ratio if ratio > 0 else None
