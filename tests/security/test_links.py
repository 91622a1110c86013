"""What lies behind a link: known hosts only, no page for a file, and nothing takes for ever."""

from __future__ import annotations

import gzip
import io
import json
import threading
import zlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from mailsync.mailbox.contract import never
from mailsync.net.web import Answer, Opener
from mailsync.sync.fetch_link import Fetch, fetch_link
from store.errors import MailboxError
from tests.mailsync.sync.test_fetch_link import CONTENT, fetch, refusal, run, server
from tests.servers.https_server import FileServer, file_server

__all__ = ["fetch", "server"]

URL = "https://mail.163.com/large-attachment-download/index.html?file=abc"
PAGES = (
    b"<!DOCTYPE html><html><body>Log in</body></html>",
    b"\xef\xbb\xbf\r\n  <HTML><form action=login></form></HTML>",
    b'<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"/>',
    b"<!-- login --><html><head><title>Log in</title></head></html>",
    b"<!--" + b" please log in " * 400 + b"--><html></html>",
    b"<!--" + b" please log in " * 20_000 + b"--><html></html>",
    b" " * 5_000 + b"<html><body>Log in</body></html>",
    b"\xff\xfe" + "<html><body>请登录</body></html>".encode("utf-16-le"),
    b"\xfe\xff" + "<html><body>请登录</body></html>".encode("utf-16-be"),
    "<html><body>请登录</body></html>".encode("gb18030"),
    b"<script>location.href='/login'</script>",
    b"<meta http-equiv=refresh content='0;url=/login'>",
    b"<form action=/login><input name=password></form>",
    b"<br />\n<b>Warning</b>: session expired",
    b'{"code": 401, "msg": "login first"}',
    b'  [{"error": "expired"}]',
    b'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code></Error>',
    b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\nContent-Location: /\n",
)
FILES = (
    b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj",
    b"PK\x03\x04" + bytes(60),
    b"\x00\x00\x00\x18ftypmp42" + bytes(200_000),
    "第一党支部工作方案\n".encode(),
    b"",
)


def answering(
    content: bytes, media_type: str, *, most: int = 1 << 20, encoding: str = ""
) -> Opener:
    """A server that answers with a content under a name for it, `most` bytes at a time."""
    held = io.BytesIO(content)
    headers = {"Content-Type": media_type, "Content-Length": str(len(content))}
    headers["Content-Encoding"] = encoding
    return lambda _url, _headers: Answer(
        200, headers, lambda n: held.read(min(n, most)), held.close
    )


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    "media_type", ["application/octet-stream", "application/xhtml+xml", "video/mp4", ""]
)
def test_a_login_page_is_no_file_whatever_it_calls_itself(
    tmp_path: Path, page: bytes, media_type: str
) -> None:
    with pytest.raises(MailboxError) as told:
        fetch_link(
            Fetch(URL, tmp_path / "a.part"),
            progress=lambda _done, _total: None,
            stop=never,
            opener=answering(page, media_type),
        )
    assert told.value.code == "fetch.page"


def fetched(folder: Path, opener: Opener) -> Path | None:
    return fetch_link(
        Fetch(URL, folder / "a.part"),
        progress=lambda _done, _total: None,
        stop=never,
        opener=opener,
    )


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("most", [1, 7])
def test_a_page_in_small_pieces_is_one_too_and_leaves_nothing(
    tmp_path: Path, page: bytes, most: int
) -> None:
    with pytest.raises(MailboxError) as told:
        fetched(
            tmp_path, answering(page[:70_000], "", most=most * 1000 if len(page) > 9000 else most)
        )
    assert told.value.code == "fetch.page"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("how", ["gzip", "x-gzip", "deflate"])
def test_a_page_that_comes_packed_is_one_too(tmp_path: Path, how: str) -> None:
    packed = zlib.compress(PAGES[0]) if how == "deflate" else gzip.compress(PAGES[0])
    with pytest.raises(MailboxError) as told:
        fetched(tmp_path, answering(packed, "video/mp4", encoding=how))
    assert told.value.code == "fetch.page"


@pytest.mark.parametrize("content", FILES)
@pytest.mark.parametrize("most", [997, 1 << 20])
def test_a_file_is_none(tmp_path: Path, content: bytes, most: int) -> None:
    path = fetched(tmp_path, answering(content, "", most=most))
    assert path is not None
    assert path.read_bytes() == content


def test_the_rest_of_a_page_is_no_file_either(tmp_path: Path) -> None:
    """Its beginning came before the connection broke, and was too little to tell."""
    part = tmp_path / "a.part"
    page = b"<!--" + b" " * 3000 + b"--><html></html>"
    part.write_bytes(page[:10])
    note = {"url": URL, "mark": "one", "total_bytes": len(page)}
    (tmp_path / "a.part.json").write_text(json.dumps(note), encoding="utf-8")
    held = io.BytesIO(page[10:])
    headers = {"Content-Range": f"bytes 10-{len(page) - 1}/{len(page)}"}
    with pytest.raises(MailboxError) as told:
        fetched(tmp_path, lambda _url, _headers: Answer(206, headers, held.read, held.close))
    assert told.value.code == "fetch.page"


def test_a_server_that_lets_its_head_drip_is_left(tmp_path: Path) -> None:
    never_answers = threading.Event()
    moments = iter(float(number * 100) for number in range(10_000))

    def hang(_url: str, _headers: Mapping[str, str]) -> Answer:
        never_answers.wait(30)
        raise OSError

    def run(stop: Callable[[], bool]) -> Path | None:
        return fetch_link(
            Fetch(URL, tmp_path / "a.part"),
            progress=lambda _done, _total: None,
            stop=stop,
            opener=hang,
            clock=lambda: next(moments),
        )

    with pytest.raises(MailboxError) as told:
        run(never)
    assert told.value.code == "fetch.unreachable"
    assert run(lambda: True) is None
    never_answers.set()


def test_a_body_that_drips_is_told_of_as_it_comes(tmp_path: Path) -> None:
    """A byte at a time: nobody waits until a quarter of a megabyte is there."""
    told = threading.Event()
    pieces: list[bytes] = []
    with file_server(b"", "mail.163.com") as server:
        server.content, server.drips = b"A" * 900_000, told

        def opened(url: str, headers: Mapping[str, str]) -> Answer:
            answer = server.open(url, headers)

            def read(most: int) -> bytes:
                pieces.append(answer.read(most))
                return pieces[-1]

            return replace(answer, read=read)

        stopped = fetch_link(
            Fetch(URL, tmp_path / "a.part"),
            progress=lambda _done, _total: None,
            stop=lambda: bool(pieces),
            opener=opened,
        )
        told.set()
    assert stopped is None
    assert pieces == [b"A"]


def test_a_fetch_that_never_ends_is_stopped_and_kept(tmp_path: Path) -> None:
    moments = iter(float(number * 1000) for number in range(10_000))

    def drop(_most: int) -> bytes:
        return b"x"

    with pytest.raises(MailboxError) as told:
        fetch_link(
            Fetch(URL, tmp_path / "a.part"),
            progress=lambda _done, _total: None,
            stop=never,
            opener=lambda _url, _headers: Answer(200, {}, drop, lambda: None),
            clock=lambda: next(moments),
        )
    assert told.value.code == "fetch.slow"
    assert (tmp_path / "a.part").read_bytes().startswith(b"x")


@pytest.mark.parametrize(
    "url",
    [
        "http://mail.163.com/large-attachment-download/index.html?file=abc",
        "https://mail.163.com.evil.example/large-attachment-download/index.html?file=abc",
        "https://mail.163.com:8443/large-attachment-download/index.html?file=abc",
        "https://user@mail.163.com/large-attachment-download/index.html?file=abc",
        "https://mail.163.com/other/index.html?file=abc",
        "https://pan.baidu.com/s/1abc?pwd=ab12",
        "https://127.0.0.1/large-attachment-download/index.html?file=abc",
        "file:///etc/passwd",
        "",
    ],
)
def test_nothing_else_is_ever_asked(fetch: Fetch, server: FileServer, url: str) -> None:
    assert refusal(replace(fetch, url=url), server) == "fetch.host"
    assert server.asked == []
    assert not fetch.part.exists()


def test_a_demonstration_stays_on_this_computer(fetch: Fetch, server: FileServer) -> None:
    assert refusal(replace(fetch, demo=True), server) == "fetch.demo"
    assert server.asked == []
    home = replace(fetch, url=f"https://localhost:{server.port}/any", demo=True)
    assert run(replace(home, url="https://localhost/any"), server) is not None
    assert refusal(replace(home, url="http://localhost/any"), server) == "fetch.host"


@pytest.mark.parametrize(
    "location",
    [
        "https://evil.example/file",
        "http://mail.163.com/large-attachment-download/index.html?file=abc",
        "https://mail.163.com:444/x",
        "//evil.example/x",
        "file:///etc/passwd",
    ],
)
def test_a_redirect_to_another_host_is_not_followed(
    fetch: Fetch, server: FileServer, location: str
) -> None:
    server.status, server.location = 302, location
    assert refusal(fetch, server) == "fetch.redirect"
    assert len(server.asked) == 1


def test_a_redirect_within_the_host_is_followed_but_not_for_ever(
    fetch: Fetch, server: FileServer
) -> None:
    server.status, server.location = 302, "/large-attachment-download/again"
    assert refusal(fetch, server) == "fetch.redirect"
    assert 1 < len(server.asked) <= 5


def test_a_certificate_of_another_authority_is_refused(fetch: Fetch, server: FileServer) -> None:
    with file_server(CONTENT, "mail.163.com") as other:
        other.authority = server.authority
        assert refusal(fetch, other) == "fetch.unreachable"
