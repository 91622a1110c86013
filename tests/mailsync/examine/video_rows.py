"""Videos of the table: every limit at, under and over, and every way to be wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.mailsync.examine.document_rows import of_docx
from tests.mailsync.examine.documents import made as documents
from tests.mailsync.examine.row import Maker, Row, of_bytes
from tests.mailsync.examine.video import made as videos

QUIET_NOISE = "anoisesrc=a=0.5:r=8000,tremolo=f=2:d=0.98"
# A picture that shakes, cut from one that is larger.
SHAKEN = "mandelbrot=s=1124x868:r=25:end_scale=0.3,loop=-1:1"
SHAKING = "crop=1024:768:x='40+12*sin(n*1.7)':y='40+10*sin(n*2.3)'"


def _video(**wishes: Any) -> Maker:
    return lambda path, ffmpeg: videos.make(path, ffmpeg, **wishes)


def _rotated(size: str) -> Maker:
    def make(path: Path, ffmpeg: str) -> None:
        videos.make(path, ffmpeg, size=size)
        videos.rotate(path)

    return make


def _named_otherwise(suffix: str, **wishes: Any) -> Maker:
    def make(path: Path, ffmpeg: str) -> None:
        made = path.with_suffix(suffix)
        videos.make(made, ffmpeg, **wishes)
        made.rename(path)

    return make


def _cut(part: float, *extra: str) -> Maker:
    def make(path: Path, ffmpeg: str) -> None:
        videos.make(path, ffmpeg, extra=extra)
        content = path.read_bytes()
        path.write_bytes(content[: int(part * len(content))])

    return make


def _long(step_s: int, steps: int) -> Maker:
    """A video of step_s × steps seconds that is quick to make: one picture each step."""
    return _video(
        seconds=step_s * steps,
        rate=f"1/{step_s}",
        sound="anoisesrc=a=0.5:r=8000,tremolo=f=2:d=0.98",
    )


def _odd_length(pictures: int, rate: str, seconds: float) -> Maker:
    """A video that lasts no whole seconds: so many pictures at a rate."""
    return _video(seconds=seconds, rate=rate, sound=QUIET_NOISE, extra=("-frames:v", str(pictures)))


def _black(seconds: float) -> Maker:
    """Slides with so many seconds of black in their midst."""
    return _video(
        seconds=5,
        picture="color=c=0x80a0c0:s=1024x768:r=10,"
        f"drawbox=c=black:t=fill:enable='between(t,0.95,{0.9 + seconds})'",
    )


def _sound_only(path: Path, ffmpeg: str) -> None:
    videos.make(path, ffmpeg, extra=("-vn",))


VIDEO_ROWS = (
    Row("视频-合格.mp4", _video()),
    Row("视频-1023宽.mp4", _video(size="1022x768"), "video.too_small"),
    Row("视频-两种读法都不够.mp4", _video(size="800x600"), "video.too_small"),
    Row("视频-720.mp4", _video(size="1280x720"), "video.too_small"),
    Row("视频-竖屏.mp4", _video(size="768x1024"), "video.too_small"),
    Row("视频-旋转成横屏.mp4", _rotated("768x1024")),
    Row("视频-旋转成竖屏.mp4", _rotated("1024x768"), "video.too_small"),
    Row("视频-变形后够大.mp4", _video(size="960x1080", picture_filter="setsar=2/1")),
    Row("视频-变形后不够.mp4", _video(size="1440x1080", picture_filter="setsar=1/2"),
        "video.too_small"),
    Row("视频-无声道.mp4", _video(sound=None), "video.no_audio"),
    Row("视频-静音.mp4", _video(sound="anullsrc=r=22050:cl=mono"), "video.silent"),
    Row("视频-mov改名.mp4", _named_otherwise(".mov"), "file.wrong_suffix video.not_mp4"),
    Row("视频-flv改名.mp4", _named_otherwise(".flv"), "file.wrong_suffix video.not_mp4"),
    Row("视频-苹果.mov", _video(), "video.not_mp4"),
    Row("视频-mkv.mkv", _video(), "video.not_mp4"),
    Row("视频-avi.avi", _video(), "video.not_mp4"),
    Row("视频-mp4改名.mov", _named_otherwise(".mp4"), "file.wrong_suffix"),
    Row("视频-HEVC.mp4", _video(codec="libx265"), "video.codec_hint"),
    Row("视频-截断.mp4", _cut(0.5), "video.unreadable"),
    Row("视频-截断但有索引.mp4", _cut(0.7, "-movflags", "+faststart"), "video.unreadable"),
    Row("视频-零字节.mp4", of_bytes(b""), "file.empty"),
    Row("视频-播放列表.mp4", of_bytes(b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n"),
        "file.wrong_suffix video.unreadable"),
    Row("视频-乱码.mp4", of_bytes(bytes(range(256)) * 40), "video.unreadable"),
    Row("视频-其实是文档.mp4", of_docx(300), "file.wrong_suffix video.not_mp4"),
    Row("视频-黑屏.mp4", _video(picture="color=c=black:s=1024x768:r=10"), "video.black"),
    Row("视频-动画.mp4", _video(picture="mandelbrot=s=1024x768:r=10"), "video.not_slides"),
    Row("视频-单声道坏.mp4",
        _video(sound=f"{videos.VOICE},pan=stereo|c0=c0|c1=0*c0"), "video.dead_channel"),
    Row("视频-声音小.mp4", _video(sound=f"{videos.VOICE},volume=-15dB"), "video.quiet"),
    Row("视频-嘈杂.mp4", _video(sound="anoisesrc=a=0.3:r=22050"), "video.noisy"),
    Row("视频-478秒.mp4", _long(239, 2)),
    Row("视频-480秒.mp4", _long(60, 8)),
    Row("视频-481秒.mp4", _long(37, 13), "video.too_long"),
    Row("活动录像-支撑材料.mov", _video(size="640x480"), ""),
    Row("视频-恰好1024×768.mp4", _video(size="1024x768")),
    Row("视频-1026×770.mp4", _video(size="1026x770")),
    Row("视频-1024×766.mp4", _video(size="1024x766"), "video.too_small"),
    Row("视频-479.96秒.mp4", _odd_length(13, "25/923", 479.96)),
    Row("视频-480.04秒.mp4", _odd_length(11, "25/1091", 480.04), "video.too_long"),
    Row("视频-黑1.9秒.mp4", _black(1.9)),
    Row("视频-黑2秒.mp4", _black(2.0)),
    Row("视频-黑2.1秒.mp4", _black(2.1), "video.black"),
    Row("视频-手抖.mp4", _video(picture=SHAKEN, picture_filter=SHAKING, rate="25"),
        "video.not_slides video.shaky"),
    Row("视频-破音.mp4", _video(sound=f"{videos.VOICE},volume=40dB"),
        "video.clipped video.noisy"),
    Row("视频-无画面.mp4", _sound_only, "video.unreadable"),
    Row("视频-ts改名.mp4", _named_otherwise(".ts"), "file.wrong_suffix video.not_mp4"),
    Row("视频-wmv.wmv", _video(codec="wmv2"), "video.codec_hint video.not_mp4"),
    Row("视频-3gp.3gp", _video(), "video.not_mp4"),
    Row("视频-其实是程序.mp4", of_bytes(b"MZ" + bytes(range(256)) * 8), "video.unreadable"),
    Row("视频-其实是png.mp4", of_bytes(documents.png()), "file.wrong_suffix video.not_mp4"),
)  # fmt: skip
