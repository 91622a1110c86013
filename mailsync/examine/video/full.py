"""One decoding pass over a whole video: every measure of picture and sound out of one ffmpeg."""

from __future__ import annotations

import re
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from mailsync.examine.documents.text_measures import Measures
from mailsync.examine.process.child import kill_group
from mailsync.examine.process.limits import limit_started
from mailsync.examine.video.ffprobe import ALLOC_CAP_BYTES, DEMUXERS
from mailsync.examine.video.picture_quality import (
    COLOUR_BYTES,
    FRAME_BYTES,
    FRAME_HEIGHT,
    FRAME_WIDTH,
    FRAMES_PER_S,
    PictureQuality,
)
from mailsync.examine.video.sound_quality import WINDOWS_PER_S, SoundQuality
from mailsync.programs.environment import bare_environment
from mailsync.programs.launch import confined

# Whatever a file claims, nobody presents for four hours.
_LENGTH_CAP_S = 4 * 3600
_LEAST_S = 120.0
_TIMES_DURATION = 10.0
_POLL_S = 0.1
_ERROR_LINES_CAP = 1000
# What ffmpeg says of each stream at the end.
_COUNTED = re.compile(r"\((video|audio)\): (\d+) packets read [^;]*; (\d+) frames decoded")
# Of so many lost packets one gives an error at least.
_PACKETS_AN_ERROR = 2


@dataclass(frozen=True, slots=True)
class VideoSource:
    """What the probe knew of a video: which streams to decode and how long it is."""

    path: Path
    content: str
    duration_s: float
    video_index: int
    # Samples a second; 0 where there is no sound.
    audio_rate: int
    # Which stream sounds; -1 for the first one.
    audio_index: int = -1
    # Its edits hide all of it, and its samples are there.
    ignore_edits: bool = False


@dataclass(slots=True)
class _Pass:
    picture: PictureQuality = field(default_factory=PictureQuality)
    sound: SoundQuality = field(default_factory=SoundQuality)
    errors: int = 0
    # Of picture and sound: packets read, and how many of them became something.
    packets: dict[str, tuple[int, int]] = field(default_factory=dict)


def decode(
    source: VideoSource,
    *,
    ffmpeg: str,
    progress: Callable[[float], None],
    stop: Callable[[], bool],
) -> Measures:
    """Decode once and measure; `not_checked` says where it was stopped or took too long.

    `progress` is called with the share done, 0 to 1, and `stop` asked, some ten times a second.
    """
    # A session of its own: Ctrl+C in the terminal is not for it, and it can be ended as a whole.
    process = subprocess.Popen(
        confined(command(source, ffmpeg=ffmpeg), read=(str(source.path.absolute()),)),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=bare_environment(),
        start_new_session=True,
    )
    limit_started(process)
    taken = _Pass()
    readers = [
        threading.Thread(target=_read_frames, args=(process, taken.picture), daemon=True),
        threading.Thread(target=_read_lines, args=(process, taken), daemon=True),
    ]
    for reader in readers:
        reader.start()
    try:
        ended = _wait(process, source, taken.picture, progress, stop)
    finally:
        # Interrupted from the keyboard: it must not go on decoding for nobody.
        kill_group(process)
        process.wait()
    for reader in readers:
        reader.join()
    for pipe in (process.stdout, process.stderr):
        if pipe is not None:
            pipe.close()
    if ended:
        return {"not_checked": ended}
    if not taken.picture.frames:
        return {"unreadable": "video.unreadable", "reason": "damaged"}
    if process.returncode and not taken.errors:
        taken.errors = 1
    progress(1.0)
    return _measures(taken, source)


def command(source: VideoSource, *, ffmpeg: str) -> list[str]:
    """The command line of the pass: small grey frames on its output, levels on its errors."""
    import ffmpeg as graph

    entry = graph.input(
        str(source.path.absolute()),
        f=DEMUXERS[source.content],
        protocol_whitelist="file",
        max_alloc=ALLOC_CAP_BYTES,
        **({"ignore_editlist": 1} if source.ignore_edits else {}),
    )
    picture = (
        entry[str(source.video_index)]
        .filter("fps", FRAMES_PER_S)
        .filter("scale", FRAME_WIDTH, FRAME_HEIGHT, flags="area", out_range="full")
        .filter("format", "yuv420p")
    )
    outputs = [graph.output(picture, "pipe:1", format="rawvideo", t=_LENGTH_CAP_S)]
    if source.audio_rate:
        sound = (
            entry[str(source.audio_index) if source.audio_index >= 0 else "a:0"]
            .filter("ebur128", framelog="verbose")
            .filter("asetnsamples", n=max(1, source.audio_rate // WINDOWS_PER_S), p=0)
            .filter(
                "astats",
                metadata=1,
                reset=1,
                measure_overall="none",
                measure_perchannel="RMS_level+Peak_level",
            )
            .filter("ametadata", mode="print")
        )
        outputs.append(graph.output(sound, "-", format="null", t=_LENGTH_CAP_S))
    merged = graph.merge_outputs(*outputs).global_args(
        "-nostdin", "-hide_banner", "-nostats", "-loglevel", "level+verbose"
    )
    return [str(part) for part in graph.compile(merged, cmd=ffmpeg)]


def _read_frames(process: subprocess.Popen[bytes], picture: PictureQuality) -> None:
    if process.stdout is None:
        return
    size_bytes = FRAME_BYTES + COLOUR_BYTES
    while len(frame := process.stdout.read(size_bytes)) == size_bytes:
        picture.take(frame[:FRAME_BYTES], frame[FRAME_BYTES:])


def _read_lines(process: subprocess.Popen[bytes], taken: _Pass) -> None:
    if process.stderr is None:
        return
    for raw in iter(lambda: process.stderr.readline(4096) if process.stderr else b"", b""):
        line = raw.decode("utf-8", "replace").rstrip("\n")
        if taken.sound.take(line):
            continue
        if counted := _COUNTED.search(line):
            taken.packets[counted[1]] = (int(counted[2]), int(counted[3]))
        if ("[error]" in line or "[fatal]" in line) and taken.errors < _ERROR_LINES_CAP:
            taken.errors += 1


def _wait(
    process: subprocess.Popen[bytes],
    source: VideoSource,
    picture: PictureQuality,
    progress: Callable[[float], None],
    stop: Callable[[], bool],
) -> str:
    """Wait for the end; "" for its own, "stopped" or "timeout" where it was ended."""
    ends_at = time.monotonic() + max(_LEAST_S, _TIMES_DURATION * source.duration_s)
    expected = max(1.0, source.duration_s * FRAMES_PER_S)
    while True:
        try:
            process.wait(timeout=_POLL_S)
        except subprocess.TimeoutExpired:
            ended = "stopped" if stop() else "timeout" if time.monotonic() > ends_at else ""
            if ended:
                return ended
            progress(min(0.99, picture.frames / expected))
        else:
            return ""


def _measures(taken: _Pass, source: VideoSource) -> Measures:
    picture = taken.picture
    measures: Measures = {
        "decode_errors": taken.errors,
        "black_s": picture.black_s,
        "still_share": picture.still_share,
        "shake_percent": picture.shake_percent,
        "checked_s": round(picture.frames / FRAMES_PER_S, 1),
    }
    if lost := _lost_share(taken):
        measures["lost_share"] = lost
    if source.audio_rate and not taken.sound.windows:
        measures["sound_empty"] = True
    if source.audio_rate:
        measures |= taken.sound.measures(source.duration_s)
    return measures


def _lost_share(taken: _Pass) -> float:
    """The share of picture or sound that could not be decoded, whichever lost more, 0 to 1.

    Only where the decoder complained: some packets hold half a picture, or none that is shown.
    """
    worst = 0.0
    for read, decoded in taken.packets.values():
        lost = read - decoded
        complained = taken.errors >= min(lost / _PACKETS_AN_ERROR, _ERROR_LINES_CAP * 0.9)
        if lost > 1 and complained:
            worst = max(worst, lost / read)
    return round(worst, 3)
