"""What each place for shared contents does: a folder, and an S3 store."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from store.errors import ConfigError, StoreError
from store.files.blobs import Blobs
from store.files.draft import UnfinishedFile
from store.files.keep_drafts import keep_together
from store.files.shared.cache import Cache
from store.files.shared.contract import MARKER, SharedContents
from store.files.shared.location import contents_location
from store.files.shared.opened import open_contents
from store.workspace.server_secrets import with_secret
from tests.servers.s3 import S3Server


@pytest.fixture
def server(s3: S3Server) -> Iterator[S3Server]:
    yield s3
    s3.full = s3.without_conditions = False
    s3.takes = None


@pytest.fixture(params=["folder", "s3"])
def shared(request: pytest.FixtureRequest, tmp_path: Path) -> SharedContents:
    if request.param == "folder":
        place = str(tmp_path / "share")
    else:
        place = request.getfixturevalue("server").address(tmp_path.name)
    return opened(place)


def opened(place: str) -> SharedContents:
    found = open_contents(with_secret(contents_location(place)))
    found.prepare()
    return found


def desk(folder: Path, shared: SharedContents, most_bytes: int = 1 << 30) -> Blobs:
    return Blobs(folder, Cache(folder, shared, most_bytes))


def code_of(work: object) -> str:
    with pytest.raises(StoreError) as told:
        work()  # type: ignore[operator]
    return told.value.code


def test_what_one_desk_stores_the_other_reads(tmp_path: Path, shared: SharedContents) -> None:
    one, other = desk(tmp_path / "one", shared), desk(tmp_path / "other", shared)
    stored = one.put([b"abc", b"def"])
    assert not (tmp_path / "other" / stored.digest[:2]).exists()
    assert other.has(stored.digest)
    assert other.size_of(stored.digest) == 6
    assert other.path(stored.digest).read_bytes() == b"abcdef"
    assert b"".join(other.checked(stored.digest)) == b"abcdef"
    assert list(other.stored()) == [(stored.digest, 6)]
    assert one.put([b"abcdef"]) == stored
    assert not other.has("0" * 64)
    assert other.read_whole("0" * 64) is None


def test_a_draft_is_nowhere_but_here_until_it_is_kept(
    tmp_path: Path, shared: SharedContents
) -> None:
    cache = Cache(tmp_path / "files", shared, 1 << 30)
    spool = tmp_path / "spool"
    spool.mkdir()
    draft = UnfinishedFile(tmp_path / "files", spool / "mail", cache)
    stored = draft.put([b"abc"])
    assert draft.path(stored.digest).read_bytes() == b"abc"
    assert draft.has(stored.digest)
    assert list(shared.listed()) == []
    keep_together([draft])
    assert list(shared.listed()) == [(stored.digest, 3)]
    assert list(spool.iterdir()) == []


def test_a_content_taken_away_is_nowhere_after_the_next_sweep(
    tmp_path: Path, shared: SharedContents
) -> None:
    one, other = desk(tmp_path / "one", shared), desk(tmp_path / "other", shared)
    kept, gone = one.put([b"kept"]).digest, one.put([b"gone"]).digest
    assert other.path(gone).read_bytes() == b"gone"
    assert other.path(kept).exists()
    assert one.remove(gone) == 4
    assert one.remove(gone) == 0
    other.sweep()
    assert not other.path(gone).exists()
    assert [digest for digest, _ in other.stored()] == [kept]


def test_a_cache_is_bounded_and_what_it_dropped_comes_back(
    tmp_path: Path, shared: SharedContents
) -> None:
    import os

    writer = desk(tmp_path / "writer", shared)
    digests = [writer.put([bytes([n]) * 1000]).digest for n in range(10)]
    reader = desk(tmp_path / "reader", shared, most_bytes=5000)
    for digest in digests:
        path = reader.path(digest)
        # As if it had been asked for long ago.
        os.utime(path, (1_000_000_000, 1_000_000_000))
    held = list((tmp_path / "reader").glob("??/*"))
    assert 1 <= len(held) <= 5
    assert all(reader.path(digest).exists() for digest in digests)


def test_a_content_that_turned_there_is_fetched_as_lost_and_found_damaged(tmp_path: Path) -> None:
    shared = opened(str(tmp_path / "share"))
    digest = desk(tmp_path / "one", shared).put([b"abc"]).digest
    (tmp_path / "share" / digest[:2] / digest).write_bytes(b"abd")
    other = desk(tmp_path / "other", shared)
    assert not other.path(digest).exists()
    assert other.read_whole(digest) is None
    assert not other.is_whole(digest)
    assert list((tmp_path / "other").glob(".new-*")) == []


def test_bytes_that_turned_in_a_cache_are_not_told_as_the_contents(
    tmp_path: Path, shared: SharedContents
) -> None:
    one = desk(tmp_path / "one", shared)
    digest = one.put([b"abc"]).digest
    one.path(digest).write_bytes(b"abd")
    assert one.read_whole(digest) == b"abc"
    assert one.is_whole(digest)


def test_a_share_that_is_not_there_is_not_taken_for_an_empty_one(tmp_path: Path) -> None:
    shared = opened(str(tmp_path / "share"))
    blobs = desk(tmp_path / "one", shared)
    cached = blobs.put([b"abc"]).digest
    (tmp_path / "share").rename(tmp_path / "away")
    (tmp_path / "share").mkdir()
    assert code_of(lambda: blobs.has("0" * 64)) == "contents.none"
    assert code_of(lambda: blobs.put([b"new"])) == "contents.none"
    assert code_of(lambda: list(blobs.stored())) == "contents.none"
    assert code_of(blobs.sweep) == "contents.none"
    assert list((tmp_path / "share").iterdir()) == []
    # What is here can be looked at meanwhile.
    assert blobs.path(cached).read_bytes() == b"abc"


def test_a_place_with_something_else_in_it_is_refused(tmp_path: Path, server: S3Server) -> None:
    (tmp_path / "share").mkdir()
    (tmp_path / "share" / "photo.jpg").touch()
    assert code_of(lambda: opened(str(tmp_path / "share"))) == "contents.not_empty"
    inner = opened(server.address("taken/inner"))
    assert inner.size_of("0" * 64) is None
    assert code_of(lambda: opened(server.address("taken"))) == "contents.not_empty"


def test_a_full_store_is_told_and_work_goes_on_when_it_has_space(
    tmp_path: Path, server: S3Server
) -> None:
    blobs = desk(tmp_path / "one", opened(server.address("full")))
    server.full = True
    assert code_of(lambda: blobs.put([b"abc"])) == "contents.full"
    assert list((tmp_path / "one").rglob("*")) == []
    server.full = False
    digest = blobs.put([b"abc"]).digest
    assert blobs.is_whole(digest)


def test_a_server_that_went_is_told_and_work_goes_on_when_it_is_back(
    tmp_path: Path, server: S3Server
) -> None:
    blobs = desk(tmp_path / "one", opened(server.address("gone")))
    before = blobs.put([b"before"]).digest
    server.stop()
    try:
        assert code_of(lambda: blobs.put([b"abc"])) == "contents.unreachable"
        assert code_of(lambda: blobs.has("0" * 64)) == "contents.unreachable"
    finally:
        server.start()
    assert blobs.put([b"abc"]) == blobs.put([b"abc"])
    assert blobs.is_whole(before)


def test_a_wrong_bucket_and_a_missing_one_are_told(tmp_path: Path, server: S3Server) -> None:
    address = server.address("x").replace("party-files", "another-bucket")
    assert code_of(lambda: opened(address)) == "contents.none"


def test_a_store_that_knows_no_conditions_keeps_contents_all_the_same(
    tmp_path: Path, server: S3Server
) -> None:
    from store.files.shared.s3 import S3Contents

    shared = opened(server.address("old"))
    assert isinstance(shared, S3Contents)
    assert shared.knows_conditions()
    server.without_conditions = True
    assert not shared.knows_conditions()
    blobs = desk(tmp_path / "one", shared)
    assert blobs.put([b"abc"]) == blobs.put([b"abc"])
    assert [size for _, size in blobs.stored()] == [3]


def test_a_content_is_stored_by_one_request_and_a_second_one_changes_nothing(
    tmp_path: Path, server: S3Server
) -> None:
    blobs = desk(tmp_path / "one", opened(server.address("asked")))
    server.asked.clear()
    digest = blobs.put([b"abc"]).digest
    assert server.asked == [f"PUT /party-files/asked/{digest[:2]}/{digest}"]


def test_a_long_content_goes_in_parts(tmp_path: Path, server: S3Server) -> None:
    blobs = desk(tmp_path / "one", opened(server.address("long")))
    piece = hashlib.sha256(b"x").digest() * (1 << 15)
    stored = blobs.put([piece] * 66)
    other = desk(tmp_path / "other", opened(server.address("long")))
    assert other.is_whole(stored.digest)
    assert blobs.put([piece] * 66) == stored


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("s3://key:secret@bucket/p?endpoint=https://s3.example", "contents.password"),
        ("s3://bucket/p?secret_access_key=x", "contents.password"),
        ("s3://bucket/p?endpoint=http://s3.example", "contents.no_tls"),
        ("s3://B/p", "contents.not_an_address"),
        ("http://bucket/p", "contents.not_an_address"),
        ("s3://bucket/p?endpoint=http://[", "contents.not_an_address"),
    ],
)
def test_an_address_that_is_none_is_refused(text: str, code: str) -> None:
    with pytest.raises(ConfigError) as told:
        contents_location(text)
    assert told.value.code == code
    assert "secret" not in str(told.value.fields)


def test_the_marker_is_no_content(tmp_path: Path, shared: SharedContents) -> None:
    assert list(shared.listed()) == []
    assert len(MARKER) != 64
