from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.errors import StoreError
from store.files.blobs import Blobs


@given(st.lists(st.binary(max_size=2000), max_size=5))
def test_a_content_lies_under_its_digest(
    tmp_path_factory: pytest.TempPathFactory, chunks: list[bytes]
) -> None:
    blobs = Blobs(tmp_path_factory.mktemp("blobs"))
    stored = blobs.put(chunks)
    assert stored.digest == hashlib.sha256(b"".join(chunks)).hexdigest()
    assert blobs.path(stored.digest).read_bytes() == b"".join(chunks)
    assert stored.size_bytes == sum(map(len, chunks))


def test_the_same_content_twice_is_one_file(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path / "files")
    first = blobs.put([b"abc"])
    assert blobs.put([b"a", b"bc"]) == first
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == [
        blobs.path(first.digest)
    ]


def test_a_broken_source_leaves_nothing_behind(tmp_path: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield b"half"
        raise ValueError("gone")

    blobs = Blobs(tmp_path)
    with pytest.raises(ValueError, match="gone"):
        blobs.put(broken())
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_told_and_leaves_nothing_behind(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)

    def full() -> Iterator[bytes]:
        yield b"half"
        raise OSError(28, "No space left on device")

    with pytest.raises(StoreError) as told:
        blobs.put(full())
    assert told.value.code == "disk.full"
    assert list(tmp_path.iterdir()) == []


def test_sweeping_removes_leftovers_only(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    kept = blobs.put([b"abc"])
    (tmp_path / ".new-dead").write_bytes(b"half")
    blobs.sweep()
    assert blobs.has(kept.digest)
    assert not (tmp_path / ".new-dead").exists()


def test_sweeping_leaves_what_somebody_still_writes(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)

    def slow() -> Iterator[bytes]:
        yield b"first half, "
        Blobs(tmp_path).sweep()
        yield b"second half"

    stored = blobs.put(slow())
    assert blobs.path(stored.digest).read_bytes() == b"first half, second half"


@pytest.mark.skipif(sys.platform != "linux", reason="/proc")
def test_a_content_outlasts_a_loss_of_power_with_every_folder_above_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blobs = Blobs(tmp_path / "files")
    synced: list[Path] = []

    def fsync(handle: int) -> None:
        synced.append(Path(f"/proc/self/fd/{handle}").readlink())

    monkeypatch.setattr(os, "fsync", fsync)
    place = blobs.path(blobs.put([b"abc"]).digest)
    # The content before it has its name; then the new folder, whose own name is in `files`.
    assert synced[0].parent == tmp_path / "files"
    assert {place.parent, tmp_path / "files"} <= set(synced[1:])
