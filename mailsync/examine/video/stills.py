"""Three stills of a video as PNG: the first slide, the middle, the end."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mailsync.examine.process.child import Child, kill_group
from mailsync.examine.process.limits import limit_started
from mailsync.examine.video.ffmpeg_tools import FfmpegTools
from mailsync.examine.video.ffprobe import ALLOC_CAP_BYTES, DEMUXERS
from mailsync.examine.video.quick import probe_video
from mailsync.filetype.magic import VIDEO_CONTENTS, content_of
from mailsync.programs.environment import bare_environment
from mailsync.programs.launch import confined

STILL_WIDTH = 640
_TIMEOUT_S = 30.0
_PNG_CAP_BYTES = 8 << 20
# Fades in and out are over by then; of a short video a twentieth.
_EDGE_S = 3.0
_EDGE_PART = 0.05


@dataclass(frozen=True, slots=True)
class Still:
    """One picture of a video: when in seconds, and the PNG, STILL_WIDTH wide as displayed."""

    at_s: float
    png: bytes


def stills(path: Path, *, tools: FfmpegTools, child: Child | None = None) -> tuple[Still, ...]:
    """Take three stills; fewer, or none, where the video or ffmpeg does not give them."""
    if child is None:
        with Child() as own:
            return stills(path, tools=tools, child=own)
    try:
        content = content_of(path)
        if content not in VIDEO_CONTENTS or tools.ffmpeg is None:
            return ()
        measures = probe_video(path, content, tools=tools, child=child)
    except OSError:
        return ()
    duration_s, index = measures.get("duration_s"), measures.get("video_index")
    if not isinstance(duration_s, float) or not isinstance(index, int) or duration_s <= 0:
        return ()
    edits: dict[str, int] = {"ignore_editlist": 1} if measures.get("edits_ignored") else {}
    taken: list[Still] = []
    for at_s in still_times(duration_s):
        # Where no picture begins after that moment, as in slides of one picture a minute, the
        # one that stands there began before it.
        for exact in (True, False):
            png = _picture(tools.ffmpeg, path, content, index, at_s, edits, exact=exact)
            if png.startswith(b"\x89PNG"):
                taken.append(Still(at_s, png))
                break
    return tuple(taken)


def still_times(duration_s: float) -> tuple[float, float, float]:
    """When the three stills are taken, in seconds."""
    edge_s = min(_EDGE_S, _EDGE_PART * duration_s)
    return (round(edge_s, 3), round(duration_s / 2, 3), round(duration_s - edge_s, 3))


def _picture(
    ffmpeg: str,
    path: Path,
    content: str,
    index: int,
    at_s: float,
    edits: Mapping[str, int],
    *,
    exact: bool,
) -> bytes:
    import ffmpeg as graph

    seek = {} if exact else {"noaccurate_seek": None}
    entry = graph.input(
        str(path.absolute()),
        ss=at_s,
        f=DEMUXERS[content],
        protocol_whitelist="file",
        max_alloc=ALLOC_CAP_BYTES,
        **seek,
        **edits,
    )
    # Square pixels first: an anamorphic picture is shown as a player shows it.
    picture = (
        entry[str(index)]
        .filter("scale", "trunc(iw*max(sar,0.01)/2)*2", "ih")
        .filter("setsar", 1)
        .filter("scale", STILL_WIDTH, -2, flags="area")
    )
    output = graph.output(
        picture, "pipe:1", format="image2pipe", vcodec="png", pix_fmt="rgb24", vframes=1
    ).global_args("-nostdin", "-hide_banner", "-loglevel", "error")
    process = subprocess.Popen(
        confined(
            [str(part) for part in graph.compile(output, cmd=ffmpeg)],
            read=(str(path.absolute()),),
        ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=bare_environment(),
        start_new_session=True,
    )
    limit_started(process)
    try:
        png: bytes = process.communicate(timeout=_TIMEOUT_S)[0]
    except subprocess.TimeoutExpired:
        kill_group(process)
        process.communicate()
        return b""
    return png if len(png) <= _PNG_CAP_BYTES else b""
