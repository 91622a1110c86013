from __future__ import annotations

from pathlib import Path

import pytest

from store.errors import StoreError
from store.files.blobs import Blobs
from store.files.draft import UnfinishedFile
from store.files.keep_drafts import keep_together


def made(tmp_path: Path) -> tuple[UnfinishedFile, Blobs, Path]:
    spool = tmp_path / "spool"
    spool.mkdir()
    return UnfinishedFile(tmp_path / "files", spool / "reading-1"), Blobs(tmp_path / "files"), spool


def test_a_draft_is_known_to_itself_until_it_is_kept(tmp_path: Path) -> None:
    draft, blobs, spool = made(tmp_path)
    stored = draft.put([b"ab", b"c"])
    assert draft.has(stored.digest)
    assert draft.path(stored.digest).read_bytes() == b"abc"
    assert not blobs.has(stored.digest)
    assert [file.name.startswith("reading-1-") for file in spool.iterdir()] == [True]

    keep_together([draft])

    assert draft.path(stored.digest) == blobs.path(stored.digest)
    assert blobs.path(stored.digest).read_bytes() == b"abc"
    assert list(spool.iterdir()) == []


def test_a_content_that_is_there_already_stays_one_file(tmp_path: Path) -> None:
    draft, blobs, spool = made(tmp_path)
    first = blobs.put([b"abc"])
    assert [draft.put([b"abc"]), draft.put([b"abc"])] == [first, first]
    assert len(list(spool.iterdir())) == 1
    keep_together([draft])
    assert list(spool.iterdir()) == []
    assert [file for file in (tmp_path / "files").rglob("*") if file.is_file()] == [
        blobs.path(first.digest)
    ]


def test_a_finished_file_is_taken_over_by_moving_it(tmp_path: Path) -> None:
    draft, blobs, spool = made(tmp_path)
    content = spool / "reading-1"
    content.write_bytes(b"raw")
    draft.adopt(content, "ab" * 32)
    keep_together([draft])
    assert blobs.path("ab" * 32).read_bytes() == b"raw"
    assert list(spool.iterdir()) == []


def test_a_disk_that_refuses_is_told_and_names_nothing(tmp_path: Path) -> None:
    draft, blobs, spool = made(tmp_path)
    stored = [draft.put([b"first"]), draft.put([b"second"])]
    for file in spool.iterdir():
        file.unlink()
    with pytest.raises(StoreError) as told:
        keep_together([draft])
    assert told.value.code == "disk.write"
    assert not any(blobs.has(content.digest) for content in stored)
