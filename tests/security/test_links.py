"""What lies behind a link: a login page is no file, and nothing takes for ever."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from mailsync.mailbox.contract import never
from mailsync.net.web import Answer, Opener
from mailsync.sync.fetch_link import Fetch, fetch_link
from store.errors import MailboxError

URL = "https://mail.163.com/large-attachment-download/index.html?file=abc"
PAGES = (
    b"<!DOCTYPE html><html><body>Log in</body></html>",
    b"\xef\xbb\xbf\r\n  <HTML><form action=login></form></HTML>",
    b'<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"/>',
    b"<!-- login --><html><head><title>Log in</title></head></html>",
)


def answering(content: bytes, media_type: str) -> Opener:
    """A server that answers with a content under a name for it."""
    held = io.BytesIO(content)
    headers = {"Content-Type": media_type, "Content-Length": str(len(content))}
    return lambda _url, _headers: Answer(200, headers, held.read, held.close)


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
