"""Outlook's own mail file (.msg, .oft) written as an ordinary mail, to be read like any other."""

from __future__ import annotations

import base64
import io
import re
import struct
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from email.header import Header
from email.utils import format_datetime, formataddr
from pathlib import Path

import olefile

from mailsync.text import charsets

_Storage = tuple[str, ...]
# Property numbers of MS-OXPROPS.
_SUBJECT, _PLAIN, _HTML, _HEADERS = "0037", "1000", "1013", "007D"
_SENDER_NAME, _SENDER_EMAIL, _SENDER_SMTP = "0C1A", "0C1F", "5D01"
_FROM_NAME, _FROM_EMAIL, _FROM_SMTP = "0042", "0065", "5D02"
_MESSAGE_ID, _IN_REPLY_TO = "1035", "1042"
_NAME, _SMTP, _EMAIL = "3001", "39FE", "3003"
_DATA, _LONG_NAME, _SHORT_NAME, _MIME_TYPE, _LONG_PATH = "3701", "3707", "3704", "370E", "370D"
_SUBMITTED, _DELIVERED, _CODEPAGE, _RECIPIENT_KIND, _METHOD = 0x0039, 0x0E06, 0x3FFD, 0x0C15, 0x3705
_BY_LINK = 7
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_DEEPEST = 10
_MOST_PARTS = 2_000
# Fields that speak of the form that the mail had on its way; we write it in another.
_OF_FORM = re.compile(r"(?:content-[a-z-]+|mime-version)\s*:", re.IGNORECASE)
_LINE_BYTES = 57 * 1024


class UnreadableMessage(Exception):  # noqa: N818  (the name says what it is)
    """The file is no Outlook mail, or is damaged."""


def as_mail(raw: Path | bytes) -> Iterator[bytes]:
    """The mail in a .msg file as MIME, in pieces.

    Raises:
        UnreadableMessage: at the first piece, or at a later one where the file is damaged.
    """
    try:
        with olefile.OleFileIO(str(raw) if isinstance(raw, Path) else io.BytesIO(raw)) as ole:
            if not ole.exists("__properties_version1.0"):
                raise UnreadableMessage
            yield from _Message(ole, (), 0).pieces()
    except (
        OSError,
        ValueError,
        TypeError,
        IndexError,
        KeyError,
        AttributeError,
        struct.error,
    ) as err:
        raise UnreadableMessage from err


class _Message:
    """One message of the file: the top one, or one that is attached to another."""

    def __init__(self, ole: olefile.OleFileIO, storage: _Storage, depth: int) -> None:
        self._ole = ole
        self._storage = storage
        self._depth = depth
        self._fixed = self._fixed_of(storage, 32 if not storage else 24)
        codepage = struct.unpack("<I", self._fixed.get(_CODEPAGE, b"\0" * 8)[:4])[0]
        self._label = {936: "gb18030", 54936: "gb18030", 950: "big5", 65001: "utf-8"}.get(
            codepage, f"cp{codepage}" if codepage else ""
        )

    def pieces(self) -> Iterator[bytes]:
        boundary = f"=_msg_{self._depth}_{abs(hash(self._storage)) % 10**8:08d}"
        yield self._header().encode("utf-8", "replace")
        yield b"MIME-Version: 1.0\r\n"
        yield f'Content-Type: multipart/mixed; boundary="{boundary}"\r\n\r\n'.encode()
        for kind, text in self._bodies():
            yield f"--{boundary}\r\nContent-Type: {kind}; charset=utf-8\r\n".encode()
            yield b"Content-Transfer-Encoding: base64\r\n\r\n"
            yield from _base64(text.encode("utf-8", "replace"))
        for attachment in self._storages("__attach_version1.0_"):
            yield f"--{boundary}\r\n".encode()
            yield from self._attachment(attachment)
        yield f"--{boundary}--\r\n".encode()

    def _header(self) -> str:
        given = self._text(self._storage, _HEADERS)
        if re.search(r"^(?:from|received)\s*:", given, re.IGNORECASE | re.MULTILINE) is not None:
            return _without_form(given)
        lines = [f"Subject: {_word(self._text(self._storage, _SUBJECT))}"]
        for name, smtp, email in (
            (_FROM_NAME, _FROM_SMTP, _FROM_EMAIL),
            (_SENDER_NAME, _SENDER_SMTP, _SENDER_EMAIL),
        ):
            shown = self._text(self._storage, name)
            address = self._text(self._storage, smtp) or self._text(self._storage, email)
            if "@" in address or shown:
                address = address if "@" in address else ""
                lines.append(f"From: {_address(shown, address)}")
                break
        for field, recipients in (("To", 1), ("Cc", 2)):
            named = list(self._recipients(recipients))
            if named:
                lines.append(f"{field}: {', '.join(named)}")
        delivered, submitted = self._moment(_DELIVERED), self._moment(_SUBMITTED)
        if delivered is not None:
            lines.insert(0, f"Received: from outlook; {format_datetime(delivered)}")
        if submitted is not None:
            lines.append(f"Date: {format_datetime(submitted)}")
        for field, number in (("Message-ID", _MESSAGE_ID), ("In-Reply-To", _IN_REPLY_TO)):
            value = self._text(self._storage, number).strip()
            if value:
                lines.append(f"{field}: {' '.join(value.split())}")
        return "".join(f"{line}\r\n" for line in lines)

    def _recipients(self, wanted: int) -> Iterator[str]:
        for storage in self._storages("__recip_version1.0_"):
            fixed = self._fixed_of(storage, 8)
            (kind,) = struct.unpack("<I", fixed.get(_RECIPIENT_KIND, b"\1\0\0\0")[:4])
            address = self._text(storage, _SMTP) or self._text(storage, _EMAIL)
            if kind == wanted and "@" in address:
                yield _address(self._text(storage, _NAME), address)

    def _bodies(self) -> Iterator[tuple[str, str]]:
        plain = self._text(self._storage, _PLAIN)
        html = self._text(self._storage, _HTML)
        if plain.strip():
            yield "text/plain", plain
        if html.strip():
            yield "text/html", html

    def _attachment(self, storage: _Storage) -> Iterator[bytes]:
        name = self._text(storage, _LONG_NAME) or self._text(storage, _SHORT_NAME)
        name = name or self._text(storage, _NAME)
        fixed = self._fixed_of(storage, 8)
        (method,) = struct.unpack("<I", fixed.get(_METHOD, b"\1\0\0\0")[:4])
        embedded = (*storage, f"__substg1.0_{_DATA}000D")
        disposition = f"Content-Disposition: attachment; filename={_parameter(name)}\r\n"
        if self._ole.exists("/".join(embedded)):
            if self._ole.exists("/".join((*embedded, "__properties_version1.0"))) and (
                self._depth < _DEEPEST
            ):
                yield f"Content-Type: message/rfc822\r\n{disposition}\r\n".encode()
                yield from _Message(self._ole, embedded, self._depth + 1).pieces()
                return
            # An object of another program: what it holds is kept as far as it is one stream.
            content = b"".join(self._streams_below(embedded))
        else:
            content = self._bytes(storage, f"{_DATA}0102")
        link = self._text(storage, _LONG_PATH)
        if not content and (method == _BY_LINK or link.startswith(("http:", "https:"))):
            target = link.replace('"', "%22")
            yield (
                f'Content-Type: message/external-body; access-type=URL; URL="{target}"\r\n'
                f"{disposition}\r\n"
            ).encode("utf-8", "replace")
            return
        kind = self._text(storage, _MIME_TYPE)
        if re.fullmatch(r"[\w.+-]{1,60}/[\w.+-]{1,100}", kind) is None or kind.startswith(
            ("multipart/", "message/")
        ):
            kind = "application/octet-stream"
        yield f"Content-Type: {kind}\r\n{disposition}".encode("utf-8", "replace")
        yield b"Content-Transfer-Encoding: base64\r\n\r\n"
        yield from _base64(content)

    def _storages(self, prefix: str) -> Iterable[_Storage]:
        deep = len(self._storage)
        found = {
            tuple(entry[: deep + 1])
            for entry in self._ole.listdir(streams=True, storages=True)
            if len(entry) > deep
            and tuple(entry[:deep]) == self._storage
            and entry[deep].startswith(prefix)
        }
        return sorted(found)[:_MOST_PARTS]

    def _streams_below(self, storage: _Storage) -> Iterator[bytes]:
        for entry in self._ole.listdir():
            if tuple(entry[: len(storage)]) == storage and entry[-1] in ("CONTENTS", "Package"):
                yield self._ole.openstream(entry).read()

    def _text(self, storage: _Storage, number: str) -> str:
        wide = self._bytes(storage, f"{number}001F")
        if wide:
            return wide.decode("utf-16-le", "replace").rstrip("\0")
        narrow = self._bytes(storage, f"{number}001E") or self._bytes(storage, f"{number}0102")
        return charsets.decode(narrow.rstrip(b"\0"), self._label)

    def _bytes(self, storage: _Storage, number: str) -> bytes:
        path = "/".join((*storage, f"__substg1.0_{number}"))
        if not self._ole.exists(path) or self._ole.get_type(path) != olefile.STGTY_STREAM:
            return b""
        return bytes(self._ole.openstream(path).read())

    def _fixed_of(self, storage: _Storage, header: int) -> dict[int, bytes]:
        """The properties of a fixed size: number to the eight bytes of the value."""
        path = "/".join((*storage, "__properties_version1.0"))
        if not self._ole.exists(path):
            return {}
        stream = io.BytesIO(self._ole.openstream(path).read())
        stream.seek(header)
        found: dict[int, bytes] = {}
        while len(entry := stream.read(16)) == 16:
            (number,) = struct.unpack_from("<H", entry, 2)
            found[number] = entry[8:]
        return found

    def _moment(self, number: int) -> datetime | None:
        value = self._fixed.get(number)
        if value is None:
            return None
        (ticks,) = struct.unpack("<Q", value)
        try:
            return _EPOCH + timedelta(microseconds=ticks // 10)
        except OverflowError:
            return None


def _without_form(header: str) -> str:
    """The fields of a transport header but those of its form, each on its lines."""
    kept: list[str] = []
    keeps = False
    for line in header.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        if line[:1] not in (" ", "\t"):
            keeps = re.match(r"[!-9;-~]+\s*:", line) is not None and _OF_FORM.match(line) is None
        if keeps and line.strip():
            kept.append(f"{line}\r\n")
    return "".join(kept)


def _word(text: str) -> str:
    return Header(" ".join(text.split()), "utf-8", maxlinelen=10**6).encode() if text else ""


def _address(name: str, email: str) -> str:
    name = " ".join(name.split()).replace('"', "")
    email = "".join(email.split())
    return formataddr((name, email), "utf-8") if email else _word(name)


def _parameter(name: str) -> str:
    name = " ".join(name.replace("\0", "").split())
    return f'"=?utf-8?B?{base64.b64encode(name.encode("utf-8", "replace")).decode()}?="'


def _base64(content: bytes) -> Iterator[bytes]:
    for start in range(0, len(content), _LINE_BYTES):
        yield base64.encodebytes(content[start : start + _LINE_BYTES]).replace(b"\n", b"\r\n")
    yield b"\r\n"
