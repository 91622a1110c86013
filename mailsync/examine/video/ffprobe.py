"""What ffprobe says of a video, through ffmpeg-python; runs inside the child."""

from __future__ import annotations

import json
from collections.abc import Mapping

from store.model import JsonValue

# The demuxer is forced by the content: a playlist in disguise is not followed.
DEMUXERS: Mapping[str, str] = {
    "mp4": "mov", "mov": "mov", "3gp": "mov", "m4a": "mov", "flv": "flv",
    "matroska": "matroska", "avi": "avi", "asf": "asf", "mpeg": "mpeg", "mpegts": "mpegts",
    "rm": "rm",
}  # fmt: skip
ALLOC_CAP_BYTES = 256 << 20


def ask_ffprobe(path: str, content: str, *, program: str) -> dict[str, JsonValue]:
    """ffprobe's answer as it is, or {"failed": its last words}."""
    import ffmpeg

    try:
        answer: dict[str, JsonValue] = ffmpeg.probe(
            path,
            cmd=program,
            v="error",
            max_alloc=ALLOC_CAP_BYTES,
            protocol_whitelist="file",
            f=DEMUXERS[content],
        )
    except ffmpeg.Error as err:
        return {"failed": err.stderr.decode("utf-8", "replace")[-300:]}
    except (json.JSONDecodeError, UnicodeDecodeError):
        return {"failed": "no answer"}
    return answer
