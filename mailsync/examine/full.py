"""The slow look at one file, by a worker that has time: a video is decoded, a scan recognised."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from mailsync.examine.documents.text_measures import Measures
from mailsync.examine.ocr.scan import recognise
from mailsync.examine.probe import EXAMINER, digest_of
from mailsync.examine.process.child import Child
from mailsync.examine.video.ffmpeg_tools import FfmpegTools
from mailsync.examine.video.full import VideoSource, decode
from mailsync.examine.video.quick import probe_video
from mailsync.filetype.magic import VIDEO_CONTENTS, content_of
from store.model import Examination


def full(
    path: Path,
    *,
    media_type: str,
    tools: FfmpegTools,
    progress: Callable[[float], None],
    stop: Callable[[], bool],
    child: Child | None = None,
    digest: str = "",
) -> Examination:
    """Decode a video and measure picture and sound; bad input is a measure, never an exception.

    One file is one piece of work: a queue is resumed by asking for what has no full examination.
    An examination with the measure `not_checked` (stopped, timeout, ffmpeg_missing) is not to be
    stored as done.

    Args:
        media_type: as declared; the content decides.
        progress: called with the share done, 0 to 1.
        stop: asked about ten times a second; True ends the decoding.
    """
    if child is None:
        with Child() as own:
            return full(
                path,
                media_type=media_type,
                tools=tools,
                progress=progress,
                stop=stop,
                child=own,
                digest=digest,
            )
    try:
        content = content_of(path)
        measures = _measures(path, content, tools, progress, stop, child)
        digest = digest or digest_of(path)
    except OSError:
        measures = {"unreadable": "file.unreadable", "reason": "not_readable"}
    return Examination(digest=digest, depth="full", measures={"examiner": EXAMINER, **measures})


def _measures(
    path: Path,
    content: str,
    tools: FfmpegTools,
    progress: Callable[[float], None],
    stop: Callable[[], bool],
    child: Child,
) -> Measures:
    if content not in VIDEO_CONTENTS:
        return {}
    probed = probe_video(path, content, tools=tools, child=child)
    if tools.ffmpeg is None:
        return {"not_checked": "ffmpeg_missing"}
    duration_s, video_index = probed.get("duration_s"), probed.get("video_index")
    if not isinstance(duration_s, float) or not isinstance(video_index, int):
        # Nothing to decode: the probe has said why.
        return {}
    audio_rate, audio_index = probed.get("audio_rate"), probed.get("audio_index")
    source = VideoSource(
        path,
        content,
        duration_s,
        video_index,
        audio_rate=audio_rate if isinstance(audio_rate, int) else 0,
        ignore_edits=probed.get("edits_ignored") is True,
        audio_index=audio_index if isinstance(audio_index, int) else -1,
    )
    return decode(source, ffmpeg=tools.ffmpeg, progress=progress, stop=stop)


def full_scan(path: Path, *, child: Child, digest: str = "") -> Examination:
    """Recognise the text of a scan; bad input is a measure, never an exception.

    Args:
        child: one of `mailsync.examine.ocr.scan.recogniser`.
    """
    try:
        measures = recognise(path, content_of(path), child=child)
        digest = digest or digest_of(path)
    except OSError:
        measures = {"ocr": "failed", "reason_ocr": "not_readable"}
    return Examination(digest=digest, depth="full", measures={"examiner": EXAMINER, **measures})
