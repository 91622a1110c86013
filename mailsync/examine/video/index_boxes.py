"""The index of an MP4 read as ffprobe reads it; None wherever the boxes leave a question open."""

from __future__ import annotations

import struct
from array import array
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path

from mailsync.examine.video.h264_picture import picture_of
from store.model import JsonValue

# An index of four hours is smaller; what is larger is left to ffprobe.
_INDEX_CAP_BYTES = 4 << 20
_MOST_SAMPLES = 200_000
_TOP_CAP = 100
_BOXES_CAP = 1000
_TOP_LEVEL = frozenset((b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide"))
_OF_MOVIE = frozenset((b"mvhd", b"trak", b"udta", b"free", b"skip"))
_OF_TRACK = frozenset((b"tkhd", b"mdia", b"edts", b"free", b"skip"))
_OF_TABLES = frozenset(
    (b"stsd", b"stts", b"stsc", b"stsz", b"stco", b"co64", b"ctts", b"stss", b"sdtp", b"sgpd",
     b"sbgp", b"cslg", b"free")
)  # fmt: skip
_TITLE = b"\xa9nam"
# Words about the file that ffprobe shows as tags which nobody reads.
_TAGS = frozenset((b"\xa9too", b"\xa9swr", b"\xa9xyz", b"\xa9enc", b"\xa9cmt", b"desc"))
# One reference, and it is to the file itself.
_IN_THIS_FILE = bytes.fromhex("0000001c 64726566 00000000 00000001 0000000c 75726c20 00000001")
_ONE, _UPRIGHT = 1 << 16, 1 << 30
# The matrix of a track: a, b, c, d as 16.16, with the turn that ffprobe tells of it.
_TURNS = {
    (_ONE, 0, 0, _ONE): 0,
    (0, _ONE, -_ONE, 0): -90,
    (0, -_ONE, _ONE, 0): 90,
    (-_ONE, 0, 0, -_ONE): -180,
}
_AAC_RATES = (
    96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350,
)  # fmt: skip
# At this rate and below, a plain AAC stream may hide another one of twice the rate.
_MAY_BE_DOUBLED_HZ = 24000
_FINEST_SCALE, _MOST_FRAMES_PER_S = 1_000_000, 1000
# Sounds that an encoder writes before the first that is to be heard.
_MOST_PRIMING = 3
_AAC, _AAC_LOW_COMPLEXITY, _MOST_CHANNELS = 0x40, 2, 6

Answer = dict[str, JsonValue]


class _OpenQuestion(Exception):  # noqa: N818  (it is no error of anybody)
    """The boxes do not say it, say it twice, or say it in a way that is not read here."""


@dataclass(frozen=True, slots=True)
class _Box:
    """One box: its kind and where its content lies in the bytes it was found in."""

    kind: bytes
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Tables:
    """The sample tables of a track: how many samples, how long, where each chunk of them lies.

    `step`: how long the first one lasts; `begin`: when the first one is shown.
    """

    samples: int
    ticks: int
    chunks: list[tuple[int, int]]
    step: int
    begin: int


def read_index(path: Path) -> Answer | None:
    """What ffprobe would answer for this file with -show_format -show_streams, as far as we read.

    Raises:
        OSError: the file could not be read.
    """
    try:
        index, media = _top_level(path)
        return _movie(index, media)
    except (_OpenQuestion, struct.error, IndexError, ValueError, OverflowError):
        return None


def _top_level(path: Path) -> tuple[bytes, list[tuple[int, int]]]:
    """The content of the one index, and where media lies: whole boxes that fill the file."""
    index: bytes | None = None
    media: list[tuple[int, int]] = []
    with path.open("rb") as file:
        size_bytes = file.seek(0, 2)
        at = 0
        for number in range(_TOP_CAP):
            if at == size_bytes:
                break
            file.seek(at)
            head = file.read(16)
            length, kind = struct.unpack_from(">I4s", head)
            body = at + 8
            if length == 1:
                (length,) = struct.unpack_from(">Q", head, 8)
                body = at + 16
            _sure(kind in _TOP_LEVEL and (kind == b"ftyp") == (number == 0))
            _sure(body <= at + length <= size_bytes)
            if kind == b"moov":
                _sure(index is None and length <= _INDEX_CAP_BYTES)
                file.seek(body)
                index = file.read(at + length - body)
            elif kind == b"mdat":
                media.append((body, at + length))
            at += length
        _sure(at == size_bytes)
    _sure(bool(media))
    if index is None:
        raise _OpenQuestion
    return index, media


def _movie(index: bytes, media: list[tuple[int, int]]) -> Answer:
    boxes = list(_boxes(index, 0, len(index), _OF_MOVIE))
    header = _one(boxes, b"mvhd")
    movie_scale = _movie_scale(index, header)
    tracks = [box for box in boxes if box.kind == b"trak"]
    _sure(bool(tracks))
    streams: list[JsonValue] = []
    longest_s = 0.0
    chunks: list[tuple[int, int]] = []
    for number, track in enumerate(tracks):
        stream, duration_s, own = _track(index, track, movie_scale)
        streams.append({"index": number, **stream})
        longest_s = max(longest_s, duration_s)
        chunks += own
    _lie_apart(chunks, media)
    whole: Answer = {"duration": f"{longest_s:.6f}"}
    title = _title(index, boxes)
    if title:
        whole["tags"] = {"title": title}
    return {"streams": streams, "format": whole}


def _movie_scale(index: bytes, header: _Box) -> int:
    version = index[header.start]
    _sure(version <= 1)
    scale, matrix = (12, 36) if version == 0 else (20, 48)
    (ticks,) = struct.unpack_from(">I", index, header.start + scale)
    _sure(0 < ticks <= _FINEST_SCALE and _turn(index, header.start + matrix) == 0)
    return int(ticks)


def _turn(index: bytes, at: int) -> int:
    a, b, u, c, d, v, _x, _y, w = struct.unpack_from(">9i", index, at)
    _sure(u == 0 and v == 0 and w == _UPRIGHT and (a, b, c, d) in _TURNS)
    return _TURNS[a, b, c, d]


def _track(
    index: bytes, track: _Box, movie_scale: int
) -> tuple[Answer, float, list[tuple[int, int]]]:
    """A track as a stream, how long it plays, and where its chunks lie."""
    boxes = list(_boxes(index, track.start, track.end, _OF_TRACK))
    header, inner = _one(boxes, b"tkhd"), _one(boxes, b"mdia")
    of_media = list(_boxes(index, inner.start, inner.end))
    scale, media_ticks = _media_header(index, _one(of_media, b"mdhd"))
    handler = _one(of_media, b"hdlr")
    kind = index[handler.start + 8 : handler.start + 12]
    information = _one(of_media, b"minf")
    of_information = list(_boxes(index, information.start, information.end))
    where = _one(of_information, b"dinf")
    _sure(index[where.start : where.end] == _IN_THIS_FILE)
    table = _one(of_information, b"stbl")
    of_table = list(_boxes(index, table.start, table.end, _OF_TABLES))
    tables = _tables(index, of_table)
    begins = (tables.begin,) if kind == b"vide" else range(_MOST_PRIMING * tables.step + 1)
    all_ticks = min(media_ticks, tables.ticks)
    ticks = min(all_ticks, *_edited(index, boxes, movie_scale, scale, begins), all_ticks)
    # An edit leaves out what an encoder added; what was cut on purpose is read by ffprobe.
    _sure(ticks * 10 >= all_ticks * 9)
    entry = _description(index, _one(of_table, b"stsd"))
    enabled = index[header.start + 3] & 1
    stream: Answer = {
        "duration": f"{ticks / scale:.6f}",
        "disposition": {"default": enabled, "attached_pic": 0},
    }
    if kind == b"vide":
        stream |= _picture(index, entry, header)
        _sure(tables.samples * scale <= tables.ticks * _MOST_FRAMES_PER_S)
        stream["avg_frame_rate"] = f"{tables.samples * scale}/{tables.ticks}"
        stream["nb_frames"] = str(tables.samples)
    elif kind == b"soun":
        stream |= _sound(index, entry)
    else:
        raise _OpenQuestion
    return stream, ticks / scale, tables.chunks


def _media_header(index: bytes, header: _Box) -> tuple[int, int]:
    version = index[header.start]
    _sure(version <= 1)
    scale, ticks = struct.unpack_from(
        ">II" if version == 0 else ">IQ", index, header.start + (12 if version == 0 else 20)
    )
    _sure(0 < scale <= _FINEST_SCALE and ticks > 0)
    return int(scale), int(ticks)


def _tables(index: bytes, boxes: list[_Box]) -> _Tables:
    times = _one(boxes, b"stts")
    pairs = _numbers_of(index, times, 2)
    counts, steps = pairs[0::2], pairs[1::2]
    _sure(bool(counts) and min(counts) > 0 and min(steps) > 0 and max(steps) < 1 << 31)
    samples = sum(counts)
    sizes = _one(boxes, b"stsz")
    size, number = struct.unpack_from(">II", index, sizes.start + 4)
    # Samples of one size are sound without compression: nobody sends it in a video.
    _sure(size == 0 and number == samples <= _MOST_SAMPLES)
    _sure(sizes.end - sizes.start == 12 + 4 * number)
    where = [box for box in boxes if box.kind in (b"stco", b"co64")]
    _sure(len(where) == 1)
    wide = where[0].kind == b"co64"
    offsets = _numbers(
        index, where[0].start + 8, _count(index, where[0], 8 if wide else 4), wide=wide
    )
    ticks = sum(count * step for count, step in zip(counts, steps, strict=True))
    chunks = _chunks(
        _numbers_of(index, _one(boxes, b"stsc"), 3),
        offsets,
        _numbers(index, sizes.start + 12, number),
    )
    begin = 0
    for box in boxes:
        if box.kind == b"ctts":
            _sure(sum(_numbers_of(index, box, 2)[0::2]) == samples)
            (begin,) = struct.unpack_from(">i", index, box.start + 12)
        elif box.kind == b"stss":
            keys = _numbers_of(index, box, 1)
            _sure(list(keys) == sorted(set(keys)) and all(0 < key <= samples for key in keys))
    return _Tables(samples, ticks, chunks, steps[0], begin)


def _chunks(rows: array[int], offsets: array[int], sizes: array[int]) -> list[tuple[int, int]]:
    """Where each chunk lies; `rows` say from which chunk on how many samples are in each."""
    firsts, each, descriptions = rows[0::3], rows[1::3], rows[2::3]
    _sure(bool(firsts) and firsts[0] == 1 and set(descriptions) == {1} and min(each) > 0)
    reached = [0, *accumulate(sizes)]
    chunks: list[tuple[int, int]] = []
    sample = 0
    ends = [*firsts[1:], len(offsets) + 1]
    for first, end, number in zip(firsts, ends, each, strict=True):
        _sure(first < end)
        for chunk in range(first, end):
            after = sample + number
            begin = offsets[chunk - 1]
            chunks.append((begin, begin + reached[after] - reached[sample]))
            sample = after
    _sure(sample == len(sizes))
    return chunks


def _lie_apart(chunks: list[tuple[int, int]], media: list[tuple[int, int]]) -> None:
    """Every chunk lies in media, and none on another."""
    chunks.sort()
    _sure(all(one[1] <= other[0] for one, other in pairwise(chunks)))
    for begin, end in chunks:
        _sure(any(start <= begin and end <= stop for start, stop in media))


def _edited(
    index: bytes, boxes: list[_Box], movie_scale: int, scale: int, may_begin: Collection[int]
) -> Iterator[int]:
    """How long the one edit of a track lets it play, in the track's ticks."""
    edits = [box for box in boxes if box.kind == b"edts"]
    _sure(len(edits) <= 1)
    for edit in edits:
        entries = _one(list(_boxes(index, edit.start, edit.end)), b"elst")
        version = index[entries.start]
        _sure(version <= 1)
        _sure(_count(index, entries, 12 if version == 0 else 20) == 1)
        shape = ">IiI" if version == 0 else ">QqI"
        plays, begins, rate = struct.unpack_from(shape, index, entries.start + 8)
        _sure(plays > 0 and begins in may_begin and rate == _ONE)
        yield -(-plays * scale // movie_scale)


def _description(index: bytes, box: _Box) -> _Box:
    _sure(_count(index, box, 8) == 1)
    entries = list(_boxes(index, box.start + 8, box.end))
    _sure(len(entries) == 1)
    return entries[0]


def _picture(index: bytes, entry: _Box, header: _Box) -> Answer:
    _sure(entry.kind == b"avc1")
    width, height = struct.unpack_from(">HH", index, entry.start + 24)
    inner = list(_boxes(index, entry.start + 78, entry.end))
    settings = _one(inner, b"avcC")
    picture = picture_of(index[settings.start : settings.end])
    _sure(picture is not None and (picture.width, picture.height) == (width, height))
    _sure(picture is not None and picture.square)
    for box in inner:
        if box.kind == b"pasp":
            across, down = struct.unpack_from(">II", index, box.start)
            _sure(across == down > 0)
    place = header.start + (40 if index[header.start] == 0 else 52)
    shown = struct.unpack_from(">II", index, place + 36)
    _sure(shown == (width << 16, height << 16))
    turn = _turn(index, place)
    answer: Answer = {
        "codec_type": "video",
        "codec_name": "h264",
        "width": width,
        "height": height,
        "sample_aspect_ratio": "1:1",
    }
    if turn:
        answer["side_data_list"] = [{"side_data_type": "Display Matrix", "rotation": turn}]
    return answer


def _sound(index: bytes, entry: _Box) -> Answer:
    _sure(entry.kind == b"mp4a")
    (version,) = struct.unpack_from(">H", index, entry.start + 8)
    _sure(version == 0)
    settings = _one(list(_boxes(index, entry.start + 28, entry.end)), b"esds")
    rate, channels = _aac(_decoder_settings(index[settings.start + 4 : settings.end]))
    return {
        "codec_type": "audio",
        "codec_name": "aac",
        "sample_rate": str(rate),
        "channels": channels,
    }


def _decoder_settings(descriptor: bytes) -> bytes:
    """What an AAC decoder is told, out of the descriptors 3, 4 and 5 within each other."""
    tag, at, _ = _descriptor(descriptor, 0)
    _sure(tag == 3 and descriptor[at + 2] == 0)
    tag, at, _ = _descriptor(descriptor, at + 3)
    _sure(tag == 4 and descriptor[at] == _AAC)
    tag, at, length = _descriptor(descriptor, at + 13)
    _sure(tag == 5)
    return descriptor[at : at + length]


def _descriptor(descriptor: bytes, at: int) -> tuple[int, int, int]:
    tag, length = descriptor[at], 0
    for _ in range(4):
        at += 1
        length = length << 7 | descriptor[at] & 0x7F
        if not descriptor[at] & 0x80:
            break
    _sure(at + 1 + length <= len(descriptor))
    return tag, at + 1, length


def _aac(settings: bytes) -> tuple[int, int]:
    """Rate and channels of plain AAC, where nothing doubles the rate."""
    _sure(2 <= len(settings) <= 16)
    bits = int.from_bytes(settings, "big")
    width = len(settings) * 8

    def taken(at: int, count: int) -> int:
        return bits >> width - at - count & (1 << count) - 1

    rate_at, channels, flags = taken(5, 4), taken(9, 4), taken(13, 3)
    _sure(taken(0, 5) == _AAC_LOW_COMPLEXITY and rate_at < len(_AAC_RATES) and flags == 0)
    _sure(1 <= channels <= _MOST_CHANNELS)
    rate = _AAC_RATES[rate_at]
    if len(settings) > 2:
        # It says of itself that nothing is doubled.
        _sure(len(settings) >= 5 and taken(16, 11) == 0x2B7 and taken(27, 6) == 5 << 1)
    else:
        _sure(rate > _MAY_BE_DOUBLED_HZ)
    return rate, channels


def _title(index: bytes, boxes: list[_Box]) -> str:
    """The title among the words about the file; a picture among them is a stream to ffprobe."""
    words = [box for box in boxes if box.kind == b"udta"]
    _sure(len(words) <= 1)
    for box in words:
        for word in _boxes(index, box.start, box.end):
            if word.kind == b"meta":
                return _listed_title(index, word)
            _sure(word.kind in _TAGS)
    return ""


def _listed_title(index: bytes, meta: _Box) -> str:
    title = ""
    inner = list(_boxes(index, meta.start + 4, meta.end))
    handler, words = _one(inner, b"hdlr"), _one(inner, b"ilst")
    _sure(index[handler.start + 8 : handler.start + 12] == b"mdir")
    for word in _boxes(index, words.start, words.end):
        if word.kind != _TITLE:
            _sure(word.kind in _TAGS)
            continue
        _sure(not title)
        value = _one(list(_boxes(index, word.start, word.end)), b"data")
        _sure(struct.unpack_from(">I", index, value.start) == (1,))
        title = index[value.start + 8 : value.end].decode("utf-8")
    return title


def _boxes(
    index: bytes, start: int, end: int, known: frozenset[bytes] | None = None
) -> Iterator[_Box]:
    """The boxes that fill a stretch; of `known` kinds only, where given."""
    at = start
    for _ in range(_BOXES_CAP):
        if at == end:
            return
        length, kind = struct.unpack_from(">I4s", index, at)
        _sure(8 <= length <= end - at and (known is None or kind in known))
        yield _Box(kind, at + 8, at + length)
        at += length
    raise _OpenQuestion


def _one(boxes: list[_Box], kind: bytes) -> _Box:
    found = [box for box in boxes if box.kind == kind]
    _sure(len(found) == 1)
    return found[0]


def _count(index: bytes, box: _Box, entry_bytes: int) -> int:
    """The number of entries of a table, which must fill its box."""
    (count,) = struct.unpack_from(">I", index, box.start + 4)
    if box.kind != b"stsd":
        _sure(box.end - box.start == 8 + count * entry_bytes)
    return int(count)


def _numbers_of(index: bytes, box: _Box, width: int) -> array[int]:
    """All numbers of a table of rows of `width` of them."""
    return _numbers(index, box.start + 8, _count(index, box, 4 * width) * width)


def _numbers(index: bytes, at: int, count: int, *, wide: bool = False) -> array[int]:
    found = array("Q" if wide else "I")
    found.frombytes(index[at : at + count * found.itemsize])
    found.byteswap()
    return found


def _sure(holds: bool) -> None:
    if not holds:
        raise _OpenQuestion
