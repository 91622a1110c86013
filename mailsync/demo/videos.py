"""Videos of slides with a voice, real ones: made with ffmpeg, or taken from the committed clips."""

from __future__ import annotations

import array
import math
import random
import re
import struct
import subprocess
import wave
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from mailsync.demo.pictures import slide
from store.errors import SixOnesError

_CLIP_NAME = re.compile(r"(mp4|mov|flv)-(\d+)x(\d+)-(\d+)s-(voice|mute)\.mp4")
_SLIDE_S = 20
_SLIDES = 3
_VOICE_S = 15
_VOICE_HZ = 8000
_LIMIT_S = 60


@dataclass(frozen=True, slots=True, order=True)
class Recording:
    """What a video is to be; `container` may be another than its name will claim."""

    seconds: int
    width: int
    height: int
    voice: bool = True
    container: str = "mp4"


def record(
    wanted: Iterable[Recording], folder: Path, *, ffmpeg: str, seed: int
) -> Mapping[Recording, bytes]:
    """Make each recording with the program `ffmpeg`, leaving its work files in `folder`.

    One short talk is encoded for each size and then repeated without encoding again, so that
    eight minutes take a tenth of a second and some hundred kilobytes.

    Raises:
        SixOnesError: `demo.video_failed`; the committed clips still serve.
    """
    folder = folder.resolve()
    voice = folder / "voice.wav"
    _write_voice(voice)
    talks: dict[tuple[int, int], Path] = {}
    made = {}
    for recording in sorted(set(wanted)):
        size = (recording.width, recording.height)
        if size not in talks:
            talks[size] = folder / f"talk-{size[0]}x{size[1]}.mp4"
            _encode_talk(talks[size], voice, *size, ffmpeg=ffmpeg, seed=seed)
        made[recording] = _repeat_talk(talks[size], folder, recording, ffmpeg=ffmpeg)
    return made


def nearest_clip(wanted: Recording) -> bytes:
    """Give the committed clip that is most like `wanted`; only its duration may differ much."""

    def distance(clip: Recording) -> tuple[bool, bool, int, int]:
        return (
            clip.container != wanted.container,
            clip.voice != wanted.voice,
            abs(clip.width - wanted.width) + abs(clip.height - wanted.height),
            abs(clip.seconds - wanted.seconds),
        )

    clips = _clips()
    return files(__package__).joinpath("clips", clips[min(clips, key=distance)]).read_bytes()


def committed_clips() -> tuple[Recording, ...]:
    """List what the committed clips are."""
    return tuple(sorted(_clips()))


def stamped(video: bytes, text: str) -> bytes:
    """Append a `free` box with `text`: players skip it, and no two branches send equal bytes."""
    content = text.encode()
    return video + struct.pack(">I", 8 + len(content)) + b"free" + content


@cache
def _clips() -> Mapping[Recording, str]:
    clips = {}
    for entry in files(__package__).joinpath("clips").iterdir():
        if match := _CLIP_NAME.fullmatch(entry.name):
            container, width, height, seconds, sound = match.groups()
            recording = Recording(
                int(seconds), int(width), int(height), sound == "voice", container
            )
            clips[recording] = entry.name
    return clips


def _write_voice(path: Path) -> None:
    """Write a hum with the rhythm of speech: syllables, and a breath after each sentence."""
    samples = array.array("h")
    for n in range(_VOICE_HZ * _VOICE_S):
        t = n / _VOICE_HZ
        speaking = t % 5 < 3.6
        syllable = math.sin(math.pi * 3 * t) ** 2 if speaking else 0.0
        pitch = 2 * math.pi * (150 * t + 4 * math.sin(2 * math.pi * 0.4 * t))
        tone = 0.6 * math.sin(pitch) + 0.4 * math.sin(2 * pitch)
        samples.append(int(9000 * syllable * tone))
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(_VOICE_HZ)
        sound.writeframes(samples.tobytes())


def _encode_talk(
    path: Path, voice: Path, width: int, height: int, *, ffmpeg: str, seed: int
) -> None:
    import ffmpeg as graph

    rng = random.Random(f"{seed} {width}x{height}")
    frames = b"".join(slide(rng, width, height) for _ in range(_SLIDES))
    pictures = graph.input(
        "pipe:",
        format="rawvideo",
        pix_fmt="yuv420p",
        s=f"{width}x{height}",
        framerate=f"1/{_SLIDE_S}",
    )
    sound = graph.input(str(voice), stream_loop=-1)
    _run(
        graph.output(
            pictures.video,
            # Sound that ends first keeps every repetition exactly one minute long.
            sound.audio.filter("atrim", duration=_SLIDES * _SLIDE_S - 0.3),
            str(path),
            t=_SLIDES * _SLIDE_S,
            r=1,
            vcodec="libx264",
            preset="ultrafast",
            tune="stillimage",
            crf=34,
            acodec="aac",
            audio_bitrate="3k",
            aac_coder="fast",
            threads=1,
            fflags="+bitexact",
            loglevel="error",
            **{"flags:v": "+bitexact", "flags:a": "+bitexact"},
        ),
        ffmpeg=ffmpeg,
        stdin=frames,
    )


def _repeat_talk(talk: Path, folder: Path, recording: Recording, *, ffmpeg: str) -> bytes:
    import ffmpeg as graph

    path = folder / f"video.{recording.container}"
    source = graph.input(str(talk), stream_loop=-1)
    streams = (source.video, source.audio) if recording.voice else (source.video,)
    _run(
        graph.output(
            *streams,
            str(path),
            t=recording.seconds,
            c="copy",
            fflags="+bitexact",
            loglevel="error",
        ),
        ffmpeg=ffmpeg,
    )
    content = path.read_bytes()
    path.unlink()
    return content


def _run(output: object, *, ffmpeg: str, stdin: bytes = b"") -> None:
    import ffmpeg as graph

    try:
        process = graph.run_async(
            output, cmd=ffmpeg, pipe_stdin=True, pipe_stderr=True, overwrite_output=True
        )
    except OSError as err:
        raise SixOnesError("demo.video_failed", program=ffmpeg, reason=str(err)) from err
    with process:
        try:
            _, said = process.communicate(stdin, timeout=_LIMIT_S)
        except subprocess.TimeoutExpired as err:
            process.kill()
            reason = f"no answer for {_LIMIT_S} s"
            raise SixOnesError("demo.video_failed", program=ffmpeg, reason=reason) from err
    if process.returncode != 0:
        lines = said.decode(errors="replace").strip().splitlines() or [str(process.returncode)]
        raise SixOnesError("demo.video_failed", program=ffmpeg, reason=lines[-1])
