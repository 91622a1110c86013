"""Links fetched from a loopback https server: hosts, redirects, size, cut lines, cancelling."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from mailsync.mailbox.contract import never
from mailsync.sync.fetch_link import Fetch, fetch_link, forget
from store.errors import MailboxError
from tests.servers.https_server import FileServer, file_server

CONTENT = bytes(range(256)) * 8000  # 2 MB
URL = "https://mail.163.com/large-attachment-download/index.html?file=abc"


@pytest.fixture
def server() -> Iterator[FileServer]:
    with file_server(CONTENT, "mail.163.com", "wx.mail.qq.com") as served:
        yield served


@pytest.fixture
def fetch(tmp_path: Path) -> Fetch:
    return Fetch(URL, tmp_path / "spool" / "link-1.part")


def run(fetch: Fetch, server: FileServer) -> Path | None:
    return fetch_link(fetch, progress=lambda _done, _total: None, stop=never, opener=server.open)


def refusal(fetch: Fetch, server: FileServer) -> str:
    with pytest.raises(MailboxError) as told:
        run(fetch, server)
    return told.value.code


def test_a_file_arrives_whole_and_says_how_far_it_is(fetch: Fetch, server: FileServer) -> None:
    seen: list[tuple[int, int | None]] = []
    path = fetch_link(
        fetch,
        progress=lambda done, total: seen.append((done, total)),
        stop=never,
        opener=server.open,
    )
    assert path is not None
    assert path.read_bytes() == CONTENT
    assert seen[0] == (0, len(CONTENT))
    assert seen[-1] == (len(CONTENT), len(CONTENT))
    assert len(seen) > 4
    forget(path)
    assert not list(path.parent.iterdir())


@pytest.mark.parametrize(
    "url",
    [
        "https://wx.mail.qq.com/ftn/download?func=3&key=k&code=c",
        "https://mail.163.com/large-attachment-download/index.html?p=X&file=abc",
    ],
)
def test_the_known_services_are_fetched(fetch: Fetch, server: FileServer, url: str) -> None:
    assert run(replace(fetch, url=url), server) is not None


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (404, "fetch.gone"),
        (410, "fetch.gone"),
        (403, "fetch.gone"),
        (500, "fetch.refused"),
        (204, "fetch.refused"),
    ],
)
def test_what_the_server_says_is_told(
    fetch: Fetch, server: FileServer, status: int, code: str
) -> None:
    server.status, server.content = status, b""
    assert refusal(fetch, server) == code


def test_a_page_is_no_file(fetch: Fetch, server: FileServer) -> None:
    server.media_type = "text/html; charset=utf-8"
    assert refusal(fetch, server) == "fetch.page"
    assert not fetch.part.exists()


@pytest.mark.parametrize("tells_size", [True, False])
def test_a_file_past_the_cap_is_left(fetch: Fetch, server: FileServer, tells_size: bool) -> None:
    server.tells_size = tells_size
    assert refusal(replace(fetch, cap_bytes=1_000_000), server) == "fetch.too_large"
    received = fetch.part.stat().st_size if fetch.part.exists() else 0
    assert received <= 1_000_000


def test_a_cut_line_is_taken_up_where_it_broke(fetch: Fetch, server: FileServer) -> None:
    server.cut_after = 700_000
    assert refusal(fetch, server) == "fetch.lost"
    assert fetch.part.stat().st_size == 700_000
    server.cut_after = None
    path = run(fetch, server)
    assert path is not None
    assert path.read_bytes() == CONTENT
    assert server.asked == ["", "bytes=700000-"]


def test_a_file_that_changed_meanwhile_begins_anew(fetch: Fetch, server: FileServer) -> None:
    server.cut_after = 700_000
    refusal(fetch, server)
    server.cut_after = None
    server.content, server.etag = CONTENT[::-1], '"two"'
    path = run(fetch, server)
    assert path is not None
    assert path.read_bytes() == CONTENT[::-1]


def test_a_file_of_another_size_without_a_mark_is_not_glued(
    fetch: Fetch, server: FileServer
) -> None:
    server.etag, server.cut_after = "", 700_000
    refusal(fetch, server)
    server.cut_after = None
    server.content = CONTENT + b"more"
    assert refusal(fetch, server) == "fetch.changed"
    path = run(fetch, server)
    assert path is not None
    assert path.read_bytes() == server.content


def test_a_shorter_file_is_not_glued_either(fetch: Fetch, server: FileServer) -> None:
    server.etag, server.cut_after = "", 700_000
    refusal(fetch, server)
    server.cut_after, server.content = None, b"short"
    assert refusal(fetch, server) == "fetch.changed"
    path = run(fetch, server)
    assert path is not None
    assert path.read_bytes() == b"short"


def test_it_is_cancelled_and_what_arrived_is_kept(fetch: Fetch, server: FileServer) -> None:
    seen: list[int] = []
    stopped = fetch_link(
        fetch,
        progress=lambda done, _total: seen.append(done),
        stop=lambda: len(seen) > 2,
        opener=server.open,
    )
    assert stopped is None
    assert fetch.part.stat().st_size == seen[-1]
    path = run(fetch, server)
    assert path is not None
    assert path.read_bytes() == CONTENT


def test_half_a_file_of_another_link_is_not_used(fetch: Fetch, server: FileServer) -> None:
    server.cut_after = 700_000
    refusal(fetch, server)
    server.cut_after = None
    assert run(replace(fetch, url=URL + "d"), server) is not None
    assert server.asked[-1] == ""


def test_a_damaged_note_begins_anew(fetch: Fetch, server: FileServer) -> None:
    server.cut_after = 700_000
    refusal(fetch, server)
    server.cut_after = None
    fetch.part.with_name("link-1.part.json").write_text("{", encoding="utf-8")
    assert run(fetch, server) is not None


def test_no_room_is_told_before_it_begins(
    fetch: Fetch, server: FileServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = type("Usage", (), {"free": 1_000_000})
    monkeypatch.setattr("shutil.disk_usage", lambda _path: usage)
    with pytest.raises(Exception, match=r"disk\.full"):
        run(fetch, server)


def test_the_systems_certificates_are_asked_in_earnest(
    fetch: Fetch, server: FileServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = replace(fetch, url=f"https://localhost:{server.port}/file", demo=True)
    with pytest.raises(MailboxError) as told:
        fetch_link(home, progress=lambda _done, _total: None, stop=never)
    assert told.value.code == "fetch.unreachable"
    authority = server.write_authority(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    path = fetch_link(home, progress=lambda _done, _total: None, stop=never)
    assert path is not None
    assert path.read_bytes() == CONTENT
    server.status, server.location = 302, "https://evil.example/"
    with pytest.raises(MailboxError) as told:
        fetch_link(home, progress=lambda _done, _total: None, stop=never)
    assert told.value.code == "fetch.redirect"
