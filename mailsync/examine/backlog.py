"""The queue of the decoding worker: one video after the other, stopped and resumed by file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from mailsync.examine.full import full
from mailsync.examine.process.child import Child
from mailsync.examine.video.ffmpeg_tools import FfmpegTools
from store.model import Examination


@dataclass(frozen=True, slots=True)
class Backlog:
    """One video to decode; `left` counts those that wait with it, itself too."""

    digest: str
    path: Path
    media_type: str
    name: str = ""
    left: int = 1


def decode_backlog(
    waiting: Iterable[Backlog],
    *,
    tools: FfmpegTools,
    progress: Callable[[Backlog, float], None],
    stop: Callable[[], bool],
) -> Iterator[Examination]:
    """Decode in the order given and yield each examination for storing.

    What was stopped is not yielded: it waits for the next time. What took too long is, as not
    checked: trying it each time would hold up the rest. Without ffmpeg nothing is yielded.
    """
    if tools.ffmpeg is None or tools.ffprobe is None:
        return
    with Child() as child:
        for video in waiting:
            if stop():
                return
            examination = full(
                video.path,
                media_type=video.media_type,
                tools=tools,
                progress=_progress_of(video, progress),
                stop=stop,
                child=child,
                digest=video.digest,
            )
            if examination.measures.get("not_checked") in (None, "timeout"):
                yield examination


def _progress_of(
    video: Backlog, progress: Callable[[Backlog, float], None]
) -> Callable[[float], None]:
    return lambda share: progress(video, share)
