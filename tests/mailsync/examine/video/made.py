"""Videos made for the tests of examining, by ffmpeg, small and quick to make."""

from __future__ import annotations

import struct
import subprocess
from pathlib import Path

ROTATED_90 = (0, 1 << 16, 0, -1 << 16, 0, 0, 0, 0, 1 << 30)
VOICE = "anoisesrc=a=0.5:c=pink:r=22050,tremolo=f=2:d=0.98"


def make(
    path: Path,
    ffmpeg: str,
    *,
    size: str = "1024x768",
    seconds: float = 3.0,
    rate: str = "10",
    picture: str = "",
    picture_filter: str = "null",
    sound: str | None = VOICE,
    codec: str = "libx264",
    extra: tuple[str, ...] = (),
) -> None:
    """Make a video: slides that stand still and something like a voice, unless told otherwise."""
    source = (
        picture
        or f"color=c=0x80a0c0:s={size}:r={rate},drawbox=x=40:y=40:w=iw/2:h=60:c=white:t=fill"
    )
    command = [ffmpeg, "-v", "error", "-y", "-f", "lavfi", "-i", source]
    if sound is not None:
        command += ["-f", "lavfi", "-i", sound]
    command += [
        "-t",
        str(seconds),
        "-vf",
        f"{picture_filter},format=yuv420p",
        "-r",
        rate,
        "-c:v",
        codec,
    ]
    if codec in ("libx264", "libx265"):
        command += ["-preset", "ultrafast"]
    if codec == "libx265":
        command += ["-x265-params", "log-level=none", "-tag:v", "hvc1"]
    if sound is not None:
        command += ["-c:a", "aac", "-aac_coder", "fast", "-b:a", "32k"]
    subprocess.run([*command, *extra, str(path)], check=True, stdin=subprocess.DEVNULL)


def rotate(path: Path) -> None:
    """Turn the picture by a quarter through the display matrix of its track."""
    content = bytearray(path.read_bytes())
    at = content.index(b"tkhd") + 4 + 40
    content[at : at + 36] = struct.pack(">9i", *ROTATED_90)
    path.write_bytes(content)


def box(kind: bytes, content: bytes) -> bytes:
    """One box of an ISO media file."""
    return struct.pack(">I4s", 8 + len(content), kind) + content
