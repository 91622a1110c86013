"""The queue of the decoding worker."""

from __future__ import annotations

from pathlib import Path

from mailsync.examine.backlog import Backlog, decode_backlog
from mailsync.examine.video.ffmpeg_tools import FfmpegTools
from tests.mailsync.examine.video import made as videos


def made(folder: Path, tools: FfmpegTools, *names: str) -> list[Backlog]:
    waiting: list[Backlog] = []
    for name in names:
        videos.make(folder / name, str(tools.ffmpeg), size="64x64", seconds=1)
        waiting.append(Backlog(name, folder / name, "video/mp4"))
    return waiting


def test_videos_are_decoded_in_their_order_with_progress(
    tmp_path: Path, tools: FfmpegTools
) -> None:
    waiting = made(tmp_path, tools, "b.mp4", "a.mp4")
    shares: list[tuple[str, float]] = []
    found = list(
        decode_backlog(
            waiting,
            tools=tools,
            progress=lambda video, share: shares.append((video.digest, share)),
            stop=lambda: False,
        )
    )
    assert [one.digest for one in found] == ["b.mp4", "a.mp4"]
    assert [one for one in shares if one[1] == 1.0] == [("b.mp4", 1.0), ("a.mp4", 1.0)]


def test_a_stopped_queue_resumes_with_what_is_left(tmp_path: Path, tools: FfmpegTools) -> None:
    waiting = made(tmp_path, tools, "a.mp4", "b.mp4")
    asked: list[str] = []

    def after_the_first() -> bool:
        return bool(asked)

    first = []
    for examination in decode_backlog(
        waiting, tools=tools, progress=lambda _video, _share: None, stop=after_the_first
    ):
        first.append(examination.digest)
        asked.append("stop")
    left = [one for one in waiting if one.digest not in first]
    second = decode_backlog(
        left, tools=tools, progress=lambda _video, _share: None, stop=lambda: False
    )
    assert first == ["a.mp4"]
    assert [one.digest for one in second] == ["b.mp4"]


def test_without_ffmpeg_nothing_is_called_decoded(tmp_path: Path, tools: FfmpegTools) -> None:
    waiting = made(tmp_path, tools, "a.mp4")
    nothing = decode_backlog(
        waiting, tools=FfmpegTools(), progress=lambda _video, _share: None, stop=lambda: False
    )
    assert list(nothing) == []
