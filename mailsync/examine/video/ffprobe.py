"""What ffprobe says of a video, through ffmpeg-python; runs inside the child."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from store.model import JsonValue

# The demuxer is forced by the content: a playlist in disguise is not followed.
DEMUXERS: Mapping[str, str] = {
    "mp4": "mov", "mov": "mov", "3gp": "mov", "m4a": "mov", "flv": "flv",
    "matroska": "matroska", "avi": "avi", "asf": "asf", "mpeg": "mpeg", "mpegts": "mpegts",
    "rm": "rm",
}  # fmt: skip
ALLOC_CAP_BYTES = 256 << 20


_PACKETS = "packet=stream_index,pts_time,duration_time"


def ask_ffprobe(path: str, content: str, *, program: str) -> dict[str, JsonValue]:
    """ffprobe's answer as it is, or {"failed": its last words}."""
    import ffmpeg

    wanted: dict[str, str | int] = {
        "cmd": program,
        "v": "error",
        "max_alloc": ALLOC_CAP_BYTES,
        "protocol_whitelist": "file",
        "f": DEMUXERS[content],
    }
    try:
        answer: dict[str, JsonValue] = ffmpeg.probe(path, **wanted)
        if _leaves_open(answer):
            if wanted["f"] == "mov" and not _lasts(answer):
                # Edits of no length hide all samples from ffmpeg, and from no player.
                wanted["ignore_editlist"] = 1
                answer["edits_ignored"] = True
            packets = ffmpeg.probe(path, show_entries=_PACKETS, **wanted).get("packets", [])
            _add_packets(answer, packets)
    except ffmpeg.Error as err:
        return {"failed": err.stderr.decode("utf-8", "replace")[-300:]}
    except (json.JSONDecodeError, UnicodeDecodeError):
        return {"failed": "no answer"}
    return answer


def _leaves_open(answer: Mapping[str, JsonValue]) -> bool:
    """Whether headers say of a picture or a sound neither how long it is nor that it is there."""
    streams = answer.get("streams")
    whole = answer.get("format")
    lasting = _lasts(answer)
    is_mov = isinstance(whole, dict) and "mov" in str(whole.get("format_name", ""))
    for stream in streams if isinstance(streams, list) else ():
        if isinstance(stream, dict) and stream.get("codec_type") in ("video", "audio"):
            if not lasting and _seconds(stream.get("duration")) <= 0:
                return True
            if is_mov and "nb_frames" not in stream:
                return True
    return False


def _lasts(answer: Mapping[str, JsonValue]) -> bool:
    whole = answer.get("format")
    return isinstance(whole, dict) and _seconds(whole.get("duration")) > 0


def _add_packets(answer: dict[str, JsonValue], packets: Iterable[Mapping[str, JsonValue]]) -> None:
    """Say of each stream how many packets it has, and its duration by them where none is said."""
    counts: dict[int, int] = {}
    starts: dict[int, float] = {}
    ends: dict[int, float] = {}
    for packet in packets:
        index = packet.get("stream_index")
        if not isinstance(index, int):
            continue
        counts[index] = counts.get(index, 0) + 1
        if "pts_time" in packet:
            at = _seconds(packet["pts_time"])
            starts[index] = min(at, starts.get(index, at))
            ends[index] = max(at + _seconds(packet.get("duration_time")), ends.get(index, at))
    streams = answer.get("streams")
    for stream in streams if isinstance(streams, list) else ():
        if isinstance(stream, dict) and isinstance(stream.get("index"), int):
            index = int(str(stream["index"]))
            stream["nb_read_packets"] = counts.get(index, 0)
            if _seconds(stream.get("duration")) <= 0 and index in ends:
                stream["duration"] = f"{ends[index] - starts[index]:.6f}"


def _seconds(value: JsonValue) -> float:
    try:
        return float(value) if isinstance(value, str | int | float) else 0.0
    except ValueError:
        return 0.0
