"""Three stills, and their colours for a terminal."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest

from mailsync.examine.process.child import Child
from mailsync.examine.video.ffmpeg_tools import FfmpegTools
from mailsync.examine.video.still_cells import still_cells
from mailsync.examine.video.stills import STILL_WIDTH, still_times, stills
from tests.mailsync.examine.video import made as videos


def test_three_stills_show_the_beginning_the_middle_and_the_end(
    tmp_path: Path, tools: FfmpegTools, child: Child
) -> None:
    path = tmp_path / "a.mp4"
    videos.make(
        path, str(tools.ffmpeg), size="320x240", seconds=3,
        picture="color=c=red:s=320x240:r=10,hue=h='120*floor(t)'",
    )  # fmt: skip
    taken = stills(path, tools=tools, child=child)
    colours = [still_cells(one.png, columns=2, rows=2)[0][0] for one in taken]
    strongest = [max(range(3), key=colour.__getitem__) for colour in colours]
    assert [one.at_s for one in taken] == [0.15, 1.5, 2.85]
    assert sorted(strongest) == [0, 1, 2]


def test_an_anamorphic_still_is_as_wide_as_it_is_shown(
    tmp_path: Path, tools: FfmpegTools, child: Child
) -> None:
    path = tmp_path / "a.mp4"
    videos.make(path, str(tools.ffmpeg), size="160x240", seconds=1, picture_filter="setsar=2/1")
    width, height = struct.unpack(">II", stills(path, tools=tools, child=child)[0].png[16:24])
    assert (width, height) == (STILL_WIDTH, 480)


def test_slides_of_one_picture_a_minute_give_an_end_too(
    tmp_path: Path, tools: FfmpegTools, child: Child
) -> None:
    path = tmp_path / "a.mp4"
    videos.make(path, str(tools.ffmpeg), size="320x240", seconds=120, rate="1/60", sound=None)
    assert [one.at_s for one in stills(path, tools=tools, child=child)] == [3.0, 60.0, 117.0]


def test_a_file_that_gives_no_picture_gives_no_stills(
    tmp_path: Path, tools: FfmpegTools, child: Child
) -> None:
    (tmp_path / "a.mp4").write_bytes(videos.box(b"ftyp", b"isom\0\0\0\0"))
    assert stills(tmp_path / "a.mp4", tools=tools, child=child) == ()
    assert stills(tmp_path / "none.mp4", tools=tools, child=child) == ()
    assert stills(tmp_path / "a.mp4", tools=FfmpegTools(), child=child) == ()


def test_times_keep_off_the_edges() -> None:
    assert still_times(480.0) == (3.0, 240.0, 477.0)
    assert still_times(2.0) == (0.1, 1.0, 1.9)


def filtered_png(kind: int) -> bytes:
    """Two pixels by two: (10, 20, 30) (40, 50, 60) twice, written with one of the five filters."""
    pixels = [bytes((10, 20, 30, 40, 50, 60))] * 2
    rows = bytearray()
    above = bytes(6)
    for line in pixels:
        rows.append(kind)
        for at, value in enumerate(line):
            left = line[at - 3] if at >= 3 else 0
            corner = above[at - 3] if at >= 3 else 0
            straight = left + above[at] - corner
            nearest = min((left, above[at], corner), key=lambda one: abs(straight - one))
            guess = (0, left, above[at], (left + above[at]) // 2, nearest)[kind]
            rows.append((value - guess) & 255)
        above = line

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + bytes(4)

    header = struct.pack(">IIBBBBB", 2, 2, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(rows)))
    )


@pytest.mark.parametrize("kind", range(5))
def test_every_filter_of_png_is_undone(kind: int) -> None:
    cells = still_cells(filtered_png(kind), columns=2, rows=2)
    assert cells == (((10, 20, 30), (40, 50, 60)),) * 2


@pytest.mark.parametrize(
    "png",
    [b"", b"\x89PNG\r\n\x1a\n", filtered_png(0)[:40], filtered_png(0)[:30] + b"\xff" * 40],
)
def test_a_broken_still_has_no_cells(png: bytes) -> None:
    assert still_cells(png, columns=4, rows=4) == ()
