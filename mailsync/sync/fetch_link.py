"""The file behind a link, fetched on a person's key: named hosts, https, capped, resumed."""

from __future__ import annotations

import contextlib
import errno
import http.client
import os
import queue
import re
import shutil
import threading
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import msgspec

from mailsync.filetype.magic import content_of_head
from mailsync.mime.links import may_fetch
from mailsync.net.web import Answer, Opener, open_https
from store.errors import MailboxError, StoreError
from store.text.hosts import is_loopback

# What the mail services themselves allow is less.
CAP_BYTES = 4 << 30
_LONGEST_S = 4 * 3600
# So long the head of an answer may take, and so often it is looked whether somebody stopped it.
_ANSWER_S = 120.0
_LOOK_S = 0.1
# By so much of its beginning a page is told from a file.
_HEAD_BYTES = 64 << 10
_CHUNK_BYTES = 256 << 10
_TOLD_EVERY_S = 1.0
_MOST_REDIRECTS = 5
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_GONE = frozenset((403, 404, 410))
_MOST_DIGITS = 18
_RANGE = re.compile(r"bytes (?P<start>\d{1,18})-\d{1,18}/(?P<total>\d{1,18}|\*)")

_PAGE_TYPES = frozenset(("text/html", "application/xhtml+xml"))
_ZIPPED = frozenset(("gzip", "x-gzip", "deflate"))
_ANY_ZLIB = 32 + zlib.MAX_WBITS

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
    answer = _ask(fetch, have, known, _Patient(opener, clock, stop))
    if answer is None:
        return None
    try:
        start, total = _placed(fetch, answer, have, known)
        if total is not None and total > fetch.cap_bytes:
            raise MailboxError("fetch.too_large", size=total, cap=fetch.cap_bytes)
        _check_room(fetch, (total or 0) - start)
        _remember(fetch, answer, total)
        return _receive(fetch, answer, start, total, _Telling(progress, clock), stop)
    finally:
        answer.close()


class _Telling:
    """Says how far it is, now and then, and ends what takes too long, however little arrives."""

    def __init__(self, progress: Progress, clock: Callable[[], float]) -> None:
        self._progress = progress
        self._clock = clock
        self._latest = clock() + _LONGEST_S
        self._told: tuple[int, float] | None = None

    def tell(self, done: int, total: int | None) -> None:
        now = self._clock()
        if now > self._latest:
            raise MailboxError("fetch.slow", hours=_LONGEST_S // 3600)
        if self._told is not None and done != total:
            bytes_before, before = self._told
            if done - bytes_before < _CHUNK_BYTES and now - before < _TOLD_EVERY_S:
                return
        self._told = done, now
        self._progress(done, total)


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


class _Patient:
    """Waits for the head of an answer, but not for ever: a server may let it drip, too."""

    def __init__(
        self, opener: Opener, clock: Callable[[], float], stop: Callable[[], bool]
    ) -> None:
        self._opener = opener
        self._clock = clock
        self._stop = stop

    def answer(self, url: str, headers: Mapping[str, str]) -> Answer | None:
        """The answer; None where it was stopped.

        Raises:
            OSError: none came, or none in time.
        """
        came: queue.SimpleQueue[Answer | OSError] = queue.SimpleQueue()

        def ask() -> None:
            try:
                came.put(self._opener(url, headers))
            except OSError as err:
                came.put(err)

        latest = self._clock() + _ANSWER_S
        # Left alone where nobody waits for it any more.
        threading.Thread(target=ask, name="fetching", daemon=True).start()
        while True:
            with contextlib.suppress(queue.Empty):
                answer = came.get(timeout=_LOOK_S)
                if isinstance(answer, OSError):
                    raise answer
                return answer
            if self._stop():
                return None
            if self._clock() > latest:
                raise TimeoutError(errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT))


def _ask(fetch: Fetch, have: int, known: _Known | None, patient: _Patient) -> Answer | None:
    """Ask for the rest of the file, following redirects within the host."""
    headers = {"User-Agent": "sixones", "Accept-Encoding": "identity"}
    if have and known is not None:
        headers["Range"] = f"bytes={have}-"
        if known.mark:
            headers["If-Range"] = known.mark
    url = fetch.url
    for _ in range(_MOST_REDIRECTS):
        try:
            answer = patient.answer(url, headers)
        except OSError as err:
            host = urlsplit(url).hostname or ""
            raise MailboxError("fetch.unreachable", host=host, reason=_reason(err)) from err
        if answer is None or answer.status not in _REDIRECTS:
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
    if answer.header("content-type").partition(";")[0].strip().lower() in _PAGE_TYPES:
        raise MailboxError("fetch.page")
    return 0, size


def _is_page(head: bytes, encoding: str) -> bool:
    """Whether a content begins as a page does, or an answer to a program, whatever it is called."""
    if encoding in _ZIPPED:
        with contextlib.suppress(zlib.error):
            head = zlib.decompressobj(_ANY_ZLIB).decompress(head, _HEAD_BYTES)
    content = content_of_head(head)
    if content in ("html", "mht", "xml"):
        return True
    if content != "text":
        return False
    # Half a comment before the first tag, a tag that nobody knows, the refusal of a service.
    start = head.translate(None, b"\0").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if start.startswith(b"<"):
        return True
    try:
        return isinstance(msgspec.json.decode(start), dict | list)
    except (msgspec.DecodeError, RecursionError):
        return False


def _check_room(fetch: Fetch, needed_bytes: int) -> None:
    # It is copied into the store afterwards: twice its size is needed for a moment.
    if shutil.disk_usage(fetch.part.parent).free < needed_bytes * 2:
        raise StoreError("disk.full", folder=str(fetch.part.parent), reason=f"{needed_bytes} B")


def _receive(
    fetch: Fetch,
    answer: Answer,
    start: int,
    total: int | None,
    telling: _Telling,
    stop: Callable[[], bool],
) -> Path | None:
    done = start
    known_as_file = False
    try:
        with fetch.part.open("ab" if start else "wb") as out:
            telling.tell(done, total)
            while not stop():
                chunk = _read(answer, done)
                done += len(chunk)
                if done > fetch.cap_bytes:
                    raise MailboxError("fetch.too_large", size=done, cap=fetch.cap_bytes)
                out.write(chunk)
                if not known_as_file and (not chunk or done >= _HEAD_BYTES):
                    out.flush()
                    _refuse_page(fetch, answer)
                    known_as_file = True
                if not chunk:
                    break
                telling.tell(done, total)
            else:
                return None
    except OSError as err:
        code = "disk.full" if err.errno in (errno.ENOSPC, errno.EDQUOT) else "disk.write"
        raise StoreError(code, folder=str(fetch.part.parent), reason=_reason(err)) from err
    if total is not None and done != total:
        raise MailboxError("fetch.lost", received=done)
    return fetch.part


def _refuse_page(fetch: Fetch, answer: Answer) -> None:
    """See what has arrived so far; however small its pieces were, or in how many tries."""
    with fetch.part.open("rb") as content:
        head = content.read(_HEAD_BYTES)
    if _is_page(head, answer.header("content-encoding").strip().lower()):
        forget(fetch.part)
        raise MailboxError("fetch.page")


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
