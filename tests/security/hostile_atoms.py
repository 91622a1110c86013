"""MP4 files whose atoms lie: about their length, their number, what lies in them and where."""

from __future__ import annotations

import json
import resource
import struct
import sys
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from mailsync.examine.probe import probe
from mailsync.examine.process.child import Child
from mailsync.examine.video.ffmpeg_tools import find_tools
from tests.mailsync.examine.video.made import box

WHOLE = files("mailsync.demo").joinpath("clips", "mp4-1024x768-451s-voice.mp4").read_bytes()
BRANDS = box(b"ftyp", b"isom\0\0\2\0mp41")
MOST = 0xFFFFFFFF
HOLDERS = (b"moov", b"trak", b"mdia", b"minf", b"stbl")
TABLES = (b"stts", b"stsz", b"stco", b"stsc", b"ctts", b"elst", b"stsd", b"stss", b"dref")


def written_over(kind: bytes, at: int, *numbers: int) -> bytes:
    """A whole video with other numbers at a place behind the name of its first box of a kind."""
    content = bytearray(WHOLE)
    struct.pack_into(f">{len(numbers)}I", content, content.index(kind) + 4 + at, *numbers)
    return bytes(content)


def nested(kind: bytes, depth: int) -> bytes:
    """Boxes that hold nothing but one another."""
    return b"".join(struct.pack(">I4s", 8 * (depth - at), kind) for at in range(depth))


def exchanged(boxes: bytes, contents: Mapping[bytes, bytes]) -> bytes:
    """Boxes with other contents, wherever they lie."""
    made, at = b"", 0
    while at < len(boxes):
        length, kind = struct.unpack_from(">I4s", boxes, at)
        inner = boxes[at + 8 : at + length]
        if kind in HOLDERS:
            inner = exchanged(inner, contents)
        made += box(kind, contents.get(kind, inner))
        at += length
    return made


def one_table(*numbers: int) -> bytes:
    """A table of one row."""
    return struct.pack(f">II{len(numbers)}I", 0, 1, *numbers)


def of_samples(number: int) -> bytes:
    """A few bytes that speak of this many samples of one byte each."""
    contents = {
        b"stts": one_table(number, 512),
        b"stsz": struct.pack(">III", 0, 1, number),
        b"stsc": one_table(1, number, 1),
        b"stco": one_table(48),
    }
    return exchanged(WHOLE, contents)


def elsewhere(path: str) -> bytes:
    """A video whose samples are said to lie in another file."""
    address = box(b"url ", bytes(4) + f"file://{path}".encode() + b"\0")
    return exchanged(WHOLE, {b"dinf": box(b"dref", struct.pack(">II", 0, 1) + address)})


def hostile_atoms() -> dict[str, bytes]:
    """Every file with its name."""
    made = {
        "four million boxes": BRANDS + struct.pack(">I4s", 8, b"free") * 4_000_000,
        "boxes of length 0": BRANDS + struct.pack(">I4sQ", 1, b"free", 0) * 1000 + WHOLE,
        "boxes of length 7": BRANDS + struct.pack(">I4s", 7, b"free") * 1000 + WHOLE,
        "a box of 2 to the 64": BRANDS + struct.pack(">I4sQ", 1, b"mdat", 2**64 - 1) + WHOLE,
        "an index without end": BRANDS + struct.pack(">I4s", 0, b"moov") + bytes(1000),
        "an index in an index": BRANDS + nested(b"moov", 50_000),
        "a track in a track": BRANDS + box(b"moov", nested(b"trak", 50_000)),
        "twenty million samples": of_samples(20_000_000),
        "as many samples as there are numbers": of_samples(MOST),
        "samples that last for ever": written_over(b"stts", 8, MOST, MOST),
        "a clock that stands": written_over(b"mdhd", 12, 0, MOST),
        "a film of all times": written_over(b"mvhd", 12, 1, MOST),
        "no matrix": written_over(b"tkhd", 40, *[0] * 9),
        "a picture of all sizes": written_over(b"tkhd", 76, MOST, MOST),
        "settings of a decoder without end": written_over(b"avcC", 6, *[0] * 8),
        "descriptors without end": written_over(b"esds", 4, *[0x80808080] * 8),
        "samples in another file": elsewhere("/etc/passwd"),
    }
    for kind in TABLES:
        made[f"{kind.decode()}, as many rows as there are numbers"] = written_over(kind, 4, MOST)
        made[f"{kind.decode()}, longer than the file"] = written_over(kind, -8, MOST)
    return made


def main(folder: Path, most_s: int) -> None:
    """Measure each file under a processor limit, for this process and those it starts."""
    told: dict[str, object] = {}
    tools = find_tools()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with Child() as child:
        for path in sorted(folder.iterdir()):
            used = resource.getrusage(resource.RUSAGE_SELF)
            most = int(used.ru_utime + used.ru_stime) + most_s
            resource.setrlimit(resource.RLIMIT_CPU, (most, resource.RLIM_INFINITY))
            sys.stderr.write(f"{path.name}\n")
            examined = probe(
                path, media_type="video/mp4", name=path.name, tools=tools, child=child, digest="a"
            )
            told[path.name] = [examined.measures.get("reason"), len(examined.problems)]
    grown_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    of_children_kb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    answer = {"told": told, "grown_kb": grown_kb, "of_children_kb": of_children_kb}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
