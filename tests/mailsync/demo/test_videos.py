import json
import shutil
import subprocess
from importlib.resources import files
from pathlib import Path

import pytest

from mailsync.demo.videos import Recording, committed_clips, nearest_clip, record, stamped
from store.errors import SixOnesError

FFMPEG = shutil.which("ffmpeg")
FFPROBE = shutil.which("ffprobe")
needs_ffprobe = pytest.mark.skipif(FFPROBE is None, reason="ffprobe is not installed")
needs_ffmpeg = pytest.mark.skipif(
    FFMPEG is None or FFPROBE is None, reason="ffmpeg and ffprobe are not installed"
)


def assert_is(wanted: Recording, video: bytes, path: Path) -> None:
    path.write_bytes(video)
    command = [str(FFPROBE), "-v", "error", "-show_format", "-show_streams", "-of", "json"]
    said = subprocess.run([*command, str(path)], check=True, capture_output=True, timeout=30)
    probed = json.loads(said.stdout)
    streams = {s["codec_type"]: s for s in probed["streams"]}
    assert ("flv" if wanted.container == "flv" else "mov") in probed["format"]["format_name"]
    assert float(probed["format"]["duration"]) == pytest.approx(wanted.seconds, abs=1.1)
    size = (streams["video"]["width"], streams["video"]["height"])
    assert size == (wanted.width, wanted.height)
    assert ("audio" in streams) == wanted.voice
    assert (video[4:12] == b"ftypqt  ") == (wanted.container == "mov")


@needs_ffprobe
@pytest.mark.parametrize("clip", committed_clips(), ids=str)
def test_a_committed_clip_is_what_its_name_says(clip: Recording, tmp_path: Path) -> None:
    assert_is(clip, nearest_clip(clip), tmp_path / "clip.mp4")


def test_committed_clips_are_tiny_and_cover_the_cases() -> None:
    clips = committed_clips()
    folder = files("mailsync.demo").joinpath("clips")
    sizes = [len(e.read_bytes()) for e in folder.iterdir() if e.name.endswith(".mp4")]
    assert len(sizes) == len(clips)
    assert max(sizes) < 60_000
    assert {c.container for c in clips} == {"mp4", "mov", "flv"}
    assert any(c.seconds > 480 for c in clips)
    assert any(c.width < 1024 for c in clips)
    assert any(not c.voice for c in clips)


def test_the_nearest_clip_keeps_size_sound_and_container() -> None:
    wanted = Recording(399, 1024, 768)
    assert nearest_clip(wanted) == nearest_clip(Recording(451, 1024, 768))
    assert nearest_clip(Recording(399, 1024, 768, voice=False)) != nearest_clip(wanted)


@needs_ffmpeg
def test_ffmpeg_makes_what_was_wanted_and_repeats_it(tmp_path: Path) -> None:
    wanted = [
        Recording(451, 1024, 768),
        Recording(522, 1280, 720),
        Recording(60, 1024, 768, voice=False),
        Recording(65, 1280, 720, container="mov"),
        Recording(40, 1280, 720, container="flv"),
    ]
    made = record(wanted, tmp_path, ffmpeg=str(FFMPEG), seed=8)
    assert set(made) == set(wanted)
    for recording, video in made.items():
        assert len(video) < 400_000
        stamp = video if recording.container == "flv" else stamped(video, "B0001")
        assert_is(recording, stamp, tmp_path / "made.mp4")
    assert record(wanted[2:3], tmp_path, ffmpeg=str(FFMPEG), seed=8) == {wanted[2]: made[wanted[2]]}


@pytest.mark.parametrize("program", ["no-such-ffmpeg", "false"])
def test_an_ffmpeg_that_does_not_work_is_named(program: str, tmp_path: Path) -> None:
    with pytest.raises(SixOnesError) as caught:
        record([Recording(60, 1024, 768)], tmp_path, ffmpeg=program, seed=8)
    assert caught.value.code == "demo.video_failed"
    assert caught.value.fields["program"] == program
    assert caught.value.fields["reason"]
