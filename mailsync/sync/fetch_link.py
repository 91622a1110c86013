"""The file behind a link, fetched on a person's key: named hosts, https, capped, resumed."""

from __future__ import annotations

import errno
import http.client
import re
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import msgspec

from mailsync.filetype.magic import content_of_head
from mailsync.mime.links import may_fetch
from mailsync.net.web import Answer, Opener, open_https
from store.errors import MailboxError, StoreError
from store.workspace.settings import is_loopback

# What the mail services themselves allow is less.
CAP_BYTES = 4 << 30
_LONGEST_S = 4 * 3600
_PAGE_HEAD_BYTES = 2048
_CHUNK_BYTES = 256 << 10
_MOST_REDIRECTS = 5
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_GONE = frozenset((403, 404, 410))
_MOST_DIGITS = 18
_RANGE = re.compile(r"bytes (?P<start>\d{1,18})-\d{1,18}/(?P<total>\d{1,18}|\*)")

# Called with the bytes received so far and the size, None where the server does not say it.
Progress = Callable[[int, int | None], None]


@dataclass(frozen=True, slots=True)
class Fetch:
    """What is fetched, and into which half-way file. `demo` keeps it on this computer."""

    url: str
    part: Path
    demo: bool = False
    cap_bytes: int = CAP_BYTES


class _Known(msgspec.Struct, frozen=True):
    """What is remembered of a half-way file: a server must still offer the same content."""

    url: str
    mark: str
    total_bytes: int | None


def fetch_link(
    fetch: Fetch,
    *,
    progress: Progress,
    stop: Callable[[], bool],
    opener: Opener = open_https,
    clock: Callable[[], float] = time.monotonic,
) -> Path | None:
    """Fetch the file, going on where an earlier try broke off.

    Returns:
        The whole file; None where it was stopped: what arrived is kept for the next try.

    Raises:
        MailboxError: `fetch.host` (not one of the known services), `fetch.demo`,
            `fetch.redirect` (to another host), `fetch.page` (a page and not a file),
            `fetch.gone`, `fetch.refused`, `fetch.too_large`, `fetch.lost`, `fetch.slow` (it took
            more than four hours), `fetch.unreachable`.
        StoreError: `disk.full` or `disk.write`.
    """
    _check(fetch)
    fetch.part.parent.mkdir(parents=True, exist_ok=True)
    have, known = _half_way(fetch)
    answer = _ask(fetch, have, known, opener)
    try:
        start, total = _placed(fetch, answer, have, known)
        if total is not None and total > fetch.cap_bytes:
            raise MailboxError("fetch.too_large", size=total, cap=fetch.cap_bytes)
        _check_room(fetch, (total or 0) - start)
        _remember(fetch, answer, total)
        return _receive(fetch, answer, start, total, progress, _until(clock, stop))
    finally:
        answer.close()


def _until(clock: Callable[[], float], stop: Callable[[], bool]) -> Callable[[], bool]:
    """A `stop` that ends what takes too long, however little arrives at a time."""
    latest = clock() + _LONGEST_S

    def stopped() -> bool:
        if clock() > latest:
            raise MailboxError("fetch.slow", hours=_LONGEST_S // 3600)
        return stop()

    return stopped


def forget(part: Path) -> None:
    """Remove a half-way file, once it was taken in."""
    part.unlink(missing_ok=True)
    _note(part).unlink(missing_ok=True)


def _check(fetch: Fetch) -> None:
    parts = urlsplit(fetch.url)
    host = parts.hostname or ""
    if fetch.demo and not is_loopback(host):
        raise MailboxError("fetch.demo", host=host)
    if parts.scheme != "https" or not (fetch.demo or may_fetch(fetch.url)):
        raise MailboxError("fetch.host", host=host)


def _ask(fetch: Fetch, have: int, known: _Known | None, opener: Opener) -> Answer:
    """Ask for the rest of the file, following redirects within the host."""
    headers = {"User-Agent": "sixones", "Accept-Encoding": "identity"}
    if have and known is not None:
        headers["Range"] = f"bytes={have}-"
        if known.mark:
            headers["If-Range"] = known.mark
    url = fetch.url
    for _ in range(_MOST_REDIRECTS):
        try:
            answer = opener(url, headers)
        except OSError as err:
            host = urlsplit(url).hostname or ""
            raise MailboxError("fetch.unreachable", host=host, reason=_reason(err)) from err
        if answer.status not in _REDIRECTS:
            return answer
        answer.close()
        following = urljoin(url, answer.header("location"))
        before, after = urlsplit(url), urlsplit(following)
        if (after.scheme, after.netloc) != (before.scheme, before.netloc):
            raise MailboxError("fetch.redirect", host=after.hostname or after.scheme or "-")
        url = following
    raise MailboxError("fetch.redirect", host=urlsplit(url).hostname or "-")


def _placed(
    fetch: Fetch, answer: Answer, have: int, known: _Known | None
) -> tuple[int, int | None]:
    """Where the answer's bytes begin in the file, and how large the file is."""
    length = answer.header("content-length")
    # A size of more digits than a file can have is none.
    size = int(length) if length.isdecimal() and len(length) <= _MOST_DIGITS else None
    if answer.status == 206 and known is not None:
        span = _RANGE.fullmatch(answer.header("content-range").strip())
        total = int(span["total"]) if span is not None and span["total"] != "*" else None
        if span is not None and int(span["start"]) == have and total == known.total_bytes:
            return have, total
    if answer.status in (206, 416):
        # Not the rest of what we have: begin anew the next time.
        forget(fetch.part)
        raise MailboxError("fetch.changed")
    if answer.status in _GONE:
        raise MailboxError("fetch.gone", status=answer.status)
    if answer.status != 200:
        raise MailboxError("fetch.refused", status=answer.status)
    if answer.header("content-type").partition(";")[0].strip().lower() == "text/html":
        raise MailboxError("fetch.page")
    return 0, size


def _is_page(head: bytes) -> bool:
    """Whether a content begins as a page does, whatever the server calls it."""
    if content_of_head(head) == "html":
        return True
    start = head[:_PAGE_HEAD_BYTES].lower()
    return b"<html" in start and start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def _check_room(fetch: Fetch, needed_bytes: int) -> None:
    # It is copied into the store afterwards: twice its size is needed for a moment.
    if shutil.disk_usage(fetch.part.parent).free < needed_bytes * 2:
        raise StoreError("disk.full", folder=str(fetch.part.parent), reason=f"{needed_bytes} B")


def _receive(
    fetch: Fetch,
    answer: Answer,
    start: int,
    total: int | None,
    progress: Progress,
    stop: Callable[[], bool],
) -> Path | None:
    done = start
    try:
        with fetch.part.open("ab" if start else "wb") as out:
            progress(done, total)
            while not stop():
                chunk = _read(answer, done)
                if not chunk:
                    break
                if done == 0 and _is_page(chunk):
                    raise MailboxError("fetch.page")
                done += len(chunk)
                if done > fetch.cap_bytes:
                    raise MailboxError("fetch.too_large", size=done, cap=fetch.cap_bytes)
                out.write(chunk)
                progress(done, total)
            else:
                return None
    except OSError as err:
        code = "disk.full" if err.errno in (errno.ENOSPC, errno.EDQUOT) else "disk.write"
        raise StoreError(code, folder=str(fetch.part.parent), reason=_reason(err)) from err
    if total is not None and done != total:
        raise MailboxError("fetch.lost", received=done)
    return fetch.part


def _read(answer: Answer, done: int) -> bytes:
    try:
        return answer.read(_CHUNK_BYTES)
    except (OSError, http.client.HTTPException) as err:
        raise MailboxError("fetch.lost", received=done) from err


def _half_way(fetch: Fetch) -> tuple[int, _Known | None]:
    """What an earlier try left of this very address; a note that cannot be read is none."""
    try:
        known = msgspec.json.decode(_note(fetch.part).read_bytes(), type=_Known)
        have = fetch.part.stat().st_size
    except (OSError, msgspec.DecodeError):
        return 0, None
    resumable = known.url == fetch.url and bool(known.mark or known.total_bytes)
    return (have, known) if resumable else (0, None)


def _remember(fetch: Fetch, answer: Answer, total: int | None) -> None:
    mark = answer.header("etag")
    # A weak mark promises alike, not equal bytes.
    if mark.startswith("W/"):
        mark = ""
    known = _Known(fetch.url, mark or answer.header("last-modified"), total)
    try:
        _note(fetch.part).write_bytes(msgspec.json.encode(known))
    except OSError as err:
        raise StoreError("disk.write", folder=str(fetch.part.parent), reason=_reason(err)) from err


def _note(part: Path) -> Path:
    return part.with_name(f"{part.name}.json")


def _reason(err: OSError) -> str:
    return str(getattr(err, "reason", "") or err.strerror or err)
