"""Videos as other programs make them: what a player shows is what is measured."""

from __future__ import annotations

import struct
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from mailsync.examine.checked import CheckedFile, check_files
from mailsync.examine.video.ffmpeg_tools import FfmpegTools
from mailsync.examine.video.full import VideoSource, command
from mailsync.examine.video.picture_quality import COLOUR_BYTES, FRAME_BYTES, PictureQuality
from mailsync.filetype.magic import content_of
from store.notice.notice import Notice
from store.rules.findings import RuleSettings
from tests.mailsync.examine.video import made as videos

PICTURE = "testsrc=s=1024x768:r=5:d=4"
SMALL = "testsrc=s=320x240:r=5:d=4"
VOICE = "sine=f=300:r=44100:d=4,tremolo=f=2:d=0.9"
SILENCE = "anullsrc=r=44100:cl=mono,atrim=0:4"
Check = Callable[[bytes], CheckedFile]


def codes(one: CheckedFile) -> set[str]:
    return {finding.code for finding in one.findings}


def built(tools: FfmpegTools, folder: Path, suffix: str, *sources: str, extra: str = "") -> bytes:
    """A video of these pictures and sounds, each a track in their order."""
    assert tools.ffmpeg is not None
    command = [tools.ffmpeg, "-v", "error", "-y", "-nostdin"]
    maps = []
    for number, source in enumerate(sources):
        command += ["-f", "lavfi", "-i", source]
        maps += ["-map", str(number)]
    path = folder / f"built{suffix}"
    codecs = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac"]
    subprocess.run([*command, *maps, *codecs, *extra.split(), str(path)], check=True)
    return path.read_bytes()


@pytest.fixture
def build(tools: FfmpegTools, tmp_path: Path) -> Callable[..., bytes]:
    return lambda *sources, suffix=".mp4", extra="": built(
        tools, tmp_path, suffix, *sources, extra=extra
    )


@pytest.fixture
def check(tools: FfmpegTools, tmp_path: Path, notice: Notice) -> Check:
    def checked(content: bytes) -> CheckedFile:
        path = tmp_path / "视频.mp4"
        path.write_bytes(content)
        (one,) = check_files(
            [path],
            notice=notice,
            settings=RuleSettings(),
            tools=tools,
            progress=lambda _file, _share: None,
        )
        return one

    return checked


@pytest.mark.parametrize(
    "behind",
    [
        b"\r\n------WebKitFormBoundaryAbC--\r\n",
        bytes(5000),
        b"APETAGEX" + bytes(200),
        videos.box(b"free", bytes(90))[:40],
        struct.pack(">I4s", 5_000_000, b"uuid") + bytes(30),
    ],
)
def test_bytes_behind_a_video_take_nothing_away(
    behind: bytes, build: Callable[..., bytes], check: Check
) -> None:
    one = check(build(PICTURE, VOICE) + behind)
    assert not any(finding.severity == "hard" for finding in one.findings), one.findings


def test_a_video_that_is_cut_stays_cut(build: Callable[..., bytes], check: Check) -> None:
    whole = build(PICTURE, VOICE, extra="-movflags +faststart")
    assert "video.unreadable" in codes(check(whole[: int(0.6 * len(whole))]))


AS_MADE: dict[str, str] = {
    "in fragments": "-movflags frag_keyframe+empty_moov",
    "in fragments for a stream": "-movflags frag_keyframe+empty_moov+default_base_moof+dash",
    "with its index first": "-movflags +faststart",
    "with a time code": "-timecode 00:00:00:00",
    "with a long title": f"-metadata title={'题' * 1000}",
    "in ticks of 1/90000": "-video_track_timescale 90000",
    "with sound of MP3": "-c:a libmp3lame",
    "with pictures that refer ahead": "-bf 3 -preset medium",
}


@pytest.mark.parametrize("kind", AS_MADE)
def test_an_mp4_is_right_however_its_program_laid_it_out(
    kind: str, build: Callable[..., bytes], check: Check
) -> None:
    one = check(build(PICTURE, VOICE, extra=AS_MADE[kind]))
    assert one.measures["duration_s"] == pytest.approx(4.0, abs=0.1)
    assert (one.measures["width"], one.measures["height"]) == (1024, 768)
    assert not any(finding.severity == "hard" for finding in one.findings), one.findings


def _edited(content: bytearray, kind: bytes, at: int, value: int) -> None:
    place = content.index(kind) + 4
    struct.pack_into(">I", content, place + at, value)


@pytest.mark.parametrize(
    ("kind", "at", "value"),
    [
        # No duration in the header of the film, of a track, of its media; one that nobody knows.
        (b"mvhd", 16, 0),
        (b"mvhd", 16, 0xFFFFFFFF),
        (b"tkhd", 20, 0),
        (b"mdhd", 16, 0),
    ],
)
def test_a_header_without_its_duration_takes_nothing_away(
    kind: bytes, at: int, value: int, build: Callable[..., bytes], check: Check
) -> None:
    made = bytearray(build(PICTURE, VOICE))
    _edited(made, kind, at, value)
    one = check(bytes(made))
    assert one.measures["duration_s"] == pytest.approx(4.0, abs=0.1)
    assert not any(finding.severity == "hard" for finding in one.findings), one.findings


def test_two_films_one_behind_the_other_are_the_first_one(
    build: Callable[..., bytes], check: Check
) -> None:
    made = build(PICTURE, VOICE)
    assert check(made + made).measures["duration_s"] == pytest.approx(4.0, abs=0.1)


def test_a_picture_that_begins_late_is_as_long_as_it_is_shown(
    build: Callable[..., bytes], check: Check, tools: FfmpegTools, tmp_path: Path
) -> None:
    """Cut without encoding: an edit list leaves out what stands before the cut."""
    build(PICTURE, VOICE)
    assert tools.ffmpeg is not None
    command = [tools.ffmpeg, "-v", "error", "-ss", "1", "-i", str(tmp_path / "built.mp4")]
    subprocess.run([*command, "-c", "copy", str(tmp_path / "cut.mp4")], check=True)
    one = check((tmp_path / "cut.mp4").read_bytes())
    assert one.measures["duration_s"] == pytest.approx(3.0, abs=0.3)


def test_sound_that_begins_late_makes_the_film_longer(
    build: Callable[..., bytes], check: Check, tools: FfmpegTools, tmp_path: Path
) -> None:
    build(PICTURE, VOICE)
    assert tools.ffmpeg is not None
    whole = str(tmp_path / "built.mp4")
    command = [tools.ffmpeg, "-v", "error", "-itsoffset", "1.5", "-i", whole, "-i", whole]
    late = ["-map", "1:v", "-map", "0:a", "-c", "copy", str(tmp_path / "late.mp4")]
    subprocess.run([*command, *late], check=True)
    one = check((tmp_path / "late.mp4").read_bytes())
    assert one.measures["duration_s"] == pytest.approx(5.5, abs=0.1)


@pytest.mark.parametrize(
    ("major", "compatible", "content"),
    [
        (b"3gp4", b"isommp42", "mp4"),
        (b"qt  ", b"qt  mp41", "mp4"),
        (b"MSNV", b"isom", "mp4"),
        (b"3gp5", b"3gp5isom", "3gp"),
        (b"qt  ", b"qt  ", "mov"),
    ],
)
def test_any_brand_of_an_mp4_makes_it_one(
    major: bytes, compatible: bytes, content: str, tmp_path: Path
) -> None:
    (tmp_path / "a").write_bytes(videos.box(b"ftyp", major + bytes(4) + compatible))
    assert content_of(tmp_path / "a") == content


@pytest.mark.parametrize("first", [b"free", b"skip", b"wide", b"uuid"])
def test_brands_may_stand_behind_other_boxes(first: bytes, tmp_path: Path) -> None:
    for size in (8, 100, 200_000):
        boxes = videos.box(first, bytes(size)) + videos.box(b"ftyp", b"isom\0\0\2\0mp41")
        (tmp_path / "a").write_bytes(boxes)
        assert content_of(tmp_path / "a") == "mp4"


def test_without_brands_the_tracks_tell_an_mp4_from_quicktime(
    build: Callable[..., bytes], check: Check
) -> None:
    for suffix, content in ((".mp4", "mp4"), (".mov", "mov")):
        made = build(PICTURE, VOICE, suffix=suffix)
        (length,) = struct.unpack_from(">I", made)
        assert made[4:8] == b"ftyp"
        without = struct.pack(">I4s", length, b"free") + made[8:]
        assert check(without).measures["content"] == content


def test_the_enabled_picture_is_measured(build: Callable[..., bytes], check: Check) -> None:
    one = check(build(SMALL, PICTURE, VOICE, extra="-disposition:v:0 0 -disposition:v:1 default"))
    assert (one.measures["width"], one.measures["height"]) == (1024, 768)
    assert "video.too_small" not in codes(one)


def test_of_two_enabled_pictures_the_larger_is_measured(
    build: Callable[..., bytes], check: Check
) -> None:
    extra = "-disposition:v:0 default -disposition:v:1 default"
    assert check(build(SMALL, PICTURE, VOICE, extra=extra)).measures["width"] == 1024


def test_the_only_picture_counts_though_it_is_not_enabled(
    build: Callable[..., bytes], check: Check
) -> None:
    made = bytearray(build(PICTURE, VOICE))
    made[made.index(b"tkhd") + 7] &= 0xFE
    one = check(bytes(made))
    assert one.measures["width"] == 1024
    assert not any(finding.severity == "hard" for finding in one.findings), one.findings


def test_a_still_beside_a_video_is_not_the_video(build: Callable[..., bytes], check: Check) -> None:
    still = "testsrc=s=160x120:r=1:d=1"
    one = check(build(still, PICTURE, VOICE, extra="-disposition:v:0 default"))
    assert one.measures["width"] == 1024


def test_the_enabled_sound_is_heard(build: Callable[..., bytes], check: Check) -> None:
    extra = "-disposition:a:0 0 -disposition:a:1 default"
    assert "video.silent" not in codes(check(build(PICTURE, SILENCE, VOICE, extra=extra)))
    assert "video.silent" in codes(check(build(PICTURE, VOICE, SILENCE, extra=extra)))


@pytest.mark.parametrize("suffix", [".mkv", ".flv", ".ts"])
def test_a_duration_that_no_header_gives_is_that_of_the_samples(
    suffix: str, build: Callable[..., bytes], check: Check, tools: FfmpegTools, tmp_path: Path
) -> None:
    build(PICTURE, VOICE, suffix=suffix)
    assert tools.ffmpeg is not None
    kind = {".mkv": "matroska", ".flv": "flv", ".ts": "mpegts"}[suffix]
    # To a pipe nothing can be written back into the header.
    command = [tools.ffmpeg, "-v", "error", "-i", str(tmp_path / f"built{suffix}"), "-c", "copy"]
    piped = subprocess.run([*command, "-f", kind, "-"], check=True, capture_output=True).stdout
    one = check(piped)
    assert one.measures["duration_s"] == pytest.approx(4.0, abs=0.3)
    assert "video.unreadable" not in codes(one)


@pytest.mark.parametrize(
    ("start", "end", "lost"), [(0.5, 1.0, True), (0.3, 0.6, True), (0.0, 0.0, False)]
)
def test_a_part_that_cannot_be_decoded_is_no_hint(
    start: float, end: float, lost: bool, build: Callable[..., bytes], check: Check
) -> None:
    made = bytearray(build(PICTURE, VOICE, extra="-movflags +faststart -g 5"))
    at = made.index(b"mdat") + 4
    size = len(made) - at
    for place in range(at + int(start * size), at + int(end * size)):
        made[place] = 0
    found = [one for one in check(bytes(made)).findings if one.code == "video.unreadable"]
    assert bool(found) == lost
    for one in found:
        assert (one.severity, one.params["reason"]) == ("hard", "part_lost")


GREY = bytes([128]) * COLOUR_BYTES


@pytest.mark.parametrize(
    ("frame", "colour", "black"),
    [
        (bytes([16]) * FRAME_BYTES, GREY, True),
        (bytes([0]) * FRAME_BYTES, GREY, True),
        (
            bytes([20]) * FRAME_BYTES,
            bytes([190]) * (COLOUR_BYTES // 2) + GREY[COLOUR_BYTES // 2 :],
            False,
        ),
        (bytes([16]) * (FRAME_BYTES - 20) + bytes([150]) * 20, GREY, False),
        (bytes([60]) * FRAME_BYTES, GREY, False),
    ],
)
def test_a_dark_slide_is_not_black(frame: bytes, colour: bytes, black: bool) -> None:
    quality = PictureQuality()
    for _ in range(30):
        quality.take(frame, colour)
    assert (quality.black_s == 3.0) is black


@pytest.mark.parametrize(("index", "shown"), [(-1, "[0:a:0]"), (2, "[0:2]")])
def test_the_sound_that_is_heard_is_decoded(index: int, shown: str) -> None:
    source = VideoSource(Path("a.mp4"), "mp4", 1.0, 0, 44100, audio_index=index)
    assert any(shown in part for part in command(source, ffmpeg="ffmpeg"))
