"""Archives that would fill a disk, a memory or an afternoon end at a limit."""

from __future__ import annotations

import io
import os
import resource
import struct
import tarfile
import zipfile
from collections.abc import Callable
from dataclasses import replace

import pytest

from mailsync.archives.unpack import UnpackLimits
from tests.mailsync.archives.made import Entry, make_zip
from tests.mailsync.archives.opened import Open, plain_zip

SMALL = UnpackLimits(total_bytes=200_000, members=20, ratio_from_bytes=100_000)


def _nested(depth: int) -> bytes:
    content = plain_zip("x.txt")
    for level in range(depth - 1):
        content = make_zip([Entry(f"{level}.zip".encode(), content)])
    return content


def _quine_like() -> bytes:
    """Many entries that run into each other's data, as in the overlapping bombs."""
    honest = make_zip([Entry(b"a", b"0" * 50_000), Entry(b"b", b"1" * 50_000)])
    # The first entry's data are said to go on over the second entry.
    directory = honest.index(b"PK\x01\x02")
    packed = struct.unpack_from("<L", honest, directory + 20)[0]
    return honest[: directory + 20] + struct.pack("<L", packed + 60) + honest[directory + 24 :]


BOMBS: dict[str, tuple[Callable[[], bytes], UnpackLimits, list[str]]] = {
    "bytes": (lambda: make_zip([Entry(b"a", os.urandom(300_000))]), SMALL, ["bytes"]),
    "ratio": (lambda: make_zip([Entry(b"a", bytes(150_000))]), SMALL, ["ratio"]),
    "members": (lambda: plain_zip(*(f"{n}.txt" for n in range(30))), SMALL, ["members"]),
    "depth": (lambda: _nested(4), SMALL, ["depth"]),
    "nested bytes": (
        lambda: make_zip([Entry(b"n.zip", make_zip([Entry(b"a", os.urandom(300_000))]))]),
        replace(SMALL, total_bytes=400_000),
        ["bytes"],
    ),
    "stated size too small": (
        lambda: make_zip([Entry(b"a", bytes(150_000), stated_size=10)]),
        SMALL,
        ["ratio"],
    ),
    "many entries on one content": (
        lambda: make_zip(
            [Entry(b"0", b"0" * 90_000)]
            + [Entry(str(n).encode(), b"0" * 90_000, offset_of=0) for n in range(1, 30)]
        ),
        SMALL,
        ["members"],
    ),
}


@pytest.mark.parametrize("case", BOMBS)
def test_a_bomb_ends_at_the_limit_and_is_said_to_be_one(case: str, open_archive: Open) -> None:
    content, limits, reasons = BOMBS[case]
    found, listed, said = open_archive(content(), limits=limits)
    assert [params["reason"] for code, params in said if code == "archive.too_large"] == reasons
    assert sum(len(part) for _, part in listed) <= limits.total_bytes
    # Only the nested one is complete: it holds the archive that was not opened.
    assert found.complete == (case == "depth")


def test_archives_are_opened_three_deep_and_the_fourth_is_kept(open_archive: Open) -> None:
    _, listed, _ = open_archive(_nested(3))
    assert listed == [("a.zip/1.zip/0.zip/x.txt", b"x")]
    _, listed, said = open_archive(_nested(4))
    assert [path for path, _ in listed] == ["a.zip/2.zip/1.zip/0.zip"]
    assert said == [("archive.too_large", {"reason": "depth"})]


def test_entries_that_run_into_each_other_are_refused(open_archive: Open) -> None:
    found, listed, said = open_archive(_quine_like())
    assert listed == []
    assert {params["reason"] for _, params in said} == {"overlap"}
    assert not found.complete


def test_many_names_of_one_content_are_refused_once(open_archive: Open) -> None:
    entries = [Entry(b"0", b"0" * 900)]
    entries += [Entry(str(n).encode(), b"0" * 900, offset_of=0) for n in range(1, 200)]
    _, listed, said = open_archive(make_zip(entries))
    assert listed == []
    assert [(code, params["reason"]) for code, params in said] == [("archive.unsafe", "overlap")]


def test_two_names_of_one_content_are_one_file(open_archive: Open) -> None:
    entries = [Entry(b"a", b"text"), Entry(b"b", b"text", offset_of=0)]
    _, listed, said = open_archive(make_zip(entries))
    assert listed == [("a.zip/a", b"text")]
    assert [code for code, _ in said] == ["archive.two_names"]


def _zip_of(members: int) -> bytes:
    with io.BytesIO() as out:
        with zipfile.ZipFile(out, "w") as archive:
            for number in range(members):
                archive.writestr(f"m/{number}.txt", "x")
        return out.getvalue()


def _tar_of(members: int) -> bytes:
    with io.BytesIO() as out:
        with tarfile.open(fileobj=out, mode="w:gz", compresslevel=1) as archive:
            for number in range(members):
                entry = tarfile.TarInfo(f"m/{number}.txt")
                entry.size = 1
                archive.addfile(entry, io.BytesIO(b"x"))
        return out.getvalue()


@pytest.mark.parametrize("make", [_zip_of, _tar_of])
def test_a_hundred_thousand_members_end_by_a_cap_that_is_said(
    open_archive: Open, make: Callable[[int], bytes]
) -> None:
    content = make(100_000)
    begun = resource.getrusage(resource.RUSAGE_CHILDREN)
    found, _, said = open_archive(content)
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert ("archive.too_large", {"reason": "members"}) in said
    assert not found.complete
    assert ended.ru_utime + ended.ru_stime - begun.ru_utime - begun.ru_stime < 5


def test_a_child_that_takes_too_long_is_ended_and_what_it_had_is_kept(open_archive: Open) -> None:
    limits = UnpackLimits(time_s=0.0)
    found, listed, said = open_archive(plain_zip("a.txt"), limits=limits)
    assert (listed, said) == ([], [("archive.too_large", {"reason": "time"})])
    assert not found.complete


def test_memory_of_the_child_is_limited(open_archive: Open) -> None:
    limits = UnpackLimits(memory_bytes=8 << 20)
    found, listed, said = open_archive(plain_zip("a.txt"), limits=limits)
    assert listed == []
    # The limit strikes at the interpreter's start or at the work: either is a named problem.
    assert [code for code, _ in said] in (["archive.unreadable"], ["archive.too_large"])
    assert not found.complete


def test_real_bytes_are_counted_where_the_stated_size_lies(open_archive: Open) -> None:
    for size in (0, 1, 3, 10_000):
        found, listed, said = open_archive(make_zip([Entry(b"a", b"four", stated_size=size)]))
        assert (listed, said, found.complete) == ([("a.zip/a", b"four")], [], True)


def test_what_lists_far_too_many_members_is_refused_before_one_is_read(open_archive: Open) -> None:
    content = plain_zip(*(f"{n}.txt" for n in range(50)))
    found, listed, said = open_archive(content, limits=SMALL)
    assert (listed, found.complete) == ([], False)
    assert said == [("archive.too_large", {"reason": "members"})]
