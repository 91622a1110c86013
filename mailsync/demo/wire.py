"""Mails put together byte by byte, the way Chinese mail programs really write them."""

from __future__ import annotations

import base64
import quopri
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

HeaderCode = Literal["utf8-b", "gb18030-b", "gb2312-q", "gbk-raw", "utf8-raw"]
NameCode = Literal[
    "utf8-b", "gb18030-b", "gbk-raw", "utf8-raw", "rfc2231", "rfc2231-parts", "type-only"
]
TransferCode = Literal["base64", "quoted-printable", "8bit"]

_WORD_CHARS = 12


@dataclass(frozen=True, slots=True)
class WirePart:
    """A file of a mail. A `message/rfc822` part goes in as it is."""

    name: str
    content: bytes
    media_type: str
    name_code: NameCode = "utf8-b"
    inline: bool = False


@dataclass(frozen=True, slots=True)
class WireBody:
    """The text of a mail; `html` is sent beside the plain text, or is empty."""

    text: str
    html: str = ""
    charset: str = "utf-8"
    transfer: TransferCode = "base64"


def header(name: str, text: str, code: HeaderCode = "utf8-b", *, after: str = "") -> bytes:
    """Write one header line, with `after` (such as an address) unencoded behind the text."""
    return f"{name}: ".encode() + encoded(text, code) + after.encode() + b"\r\n"


def encoded(text: str, code: HeaderCode) -> bytes:
    """Encode a header's text; what is ASCII stays."""
    if text.isascii():
        return text.encode()
    match code:
        case "utf8-b":
            return _words(text, "utf-8", "B")
        case "gb18030-b":
            return _words(text, "gb18030", "B")
        case "gb2312-q":
            return _words(text, "gb2312", "Q")
        case "gbk-raw":
            return text.encode("gbk")
        case "utf8-raw":
            return text.encode()


def compose(
    headers: Iterable[bytes], body: WireBody, parts: Sequence[WirePart], *, boundary: str
) -> bytes:
    """Put headers, text and files together; lines end in CRLF, the last one too."""
    content = _text_entity(body, boundary=f"{boundary}_alt")
    if parts:
        sections = [content, *(_file_entity(part) for part in parts)]
        content = _multipart("mixed", sections, boundary=boundary)
    return b"".join(headers) + b"MIME-Version: 1.0\r\n" + content


def _text_entity(body: WireBody, *, boundary: str) -> bytes:
    plain = _text("plain", body.text, body)
    if not body.html:
        return plain
    return _multipart("alternative", [plain, _text("html", body.html, body)], boundary=boundary)


def _text(subtype: str, text: str, body: WireBody) -> bytes:
    content = text.replace("\n", "\r\n").encode(body.charset)
    return (
        f'Content-Type: text/{subtype}; charset="{body.charset}"\r\n'.encode()
        + f"Content-Transfer-Encoding: {body.transfer}\r\n\r\n".encode()
        + _transferred(content, body.transfer)
    )


def _transferred(content: bytes, transfer: TransferCode) -> bytes:
    match transfer:
        case "base64":
            return base64.encodebytes(content).replace(b"\n", b"\r\n")
        case "quoted-printable":
            lines = quopri.encodestring(content.replace(b"\r\n", b"\n"))
            return lines.replace(b"\n", b"\r\n") + b"\r\n"
        case "8bit":
            return content + b"\r\n"


def _multipart(subtype: str, sections: Sequence[bytes], *, boundary: str) -> bytes:
    mark = f"--{boundary}".encode()
    return (
        f'Content-Type: multipart/{subtype};\r\n\tboundary="{boundary}"\r\n\r\n'.encode()
        + b"".join(mark + b"\r\n" + section + b"\r\n" for section in sections)
        + mark
        + b"--\r\n"
    )


def _file_entity(part: WirePart) -> bytes:
    kind = part.media_type.encode()
    if part.media_type == "message/rfc822":
        return (
            b"Content-Type: message/rfc822\r\nContent-Disposition: attachment;\r\n\t"
            + _named("filename", part.name, part.name_code)
            + b"\r\n\r\n"
            + part.content
        )
    lines = [b"Content-Type: " + kind + b";\r\n\t" + _named("name", part.name, part.name_code)]
    lines.append(b"Content-Transfer-Encoding: base64")
    if part.inline:
        lines.append(b"Content-ID: <" + part.name.encode("ascii", "ignore") + b"@mail.example>")
    if part.name_code != "type-only":
        how = b"inline" if part.inline else b"attachment"
        named = _named("filename", part.name, part.name_code)
        lines.append(b"Content-Disposition: " + how + b";\r\n\t" + named)
    return b"\r\n".join(lines) + b"\r\n\r\n" + _transferred(part.content, "base64")


def _named(parameter: str, name: str, code: NameCode) -> bytes:
    """Write a file name parameter; RFC 2047 inside quotes is wrong and is what 163 and QQ do."""
    if name.isascii():
        return f'{parameter}="{name}"'.encode()
    match code:
        case "utf8-b" | "type-only":
            return f'{parameter}="'.encode() + _words(name, "utf-8", "B") + b'"'
        case "gb18030-b":
            return f'{parameter}="'.encode() + _words(name, "gb18030", "B") + b'"'
        case "gbk-raw":
            return f'{parameter}="'.encode() + name.encode("gbk") + b'"'
        case "utf8-raw":
            return f'{parameter}="{name}"'.encode()
        case "rfc2231":
            return f"{parameter}*=utf-8''{quote(name)}".encode()
        case "rfc2231-parts":
            pieces = [quote(name[n : n + 6]) for n in range(0, len(name), 6)]
            marked = [f"{parameter}*{n}*={piece}" for n, piece in enumerate(pieces)]
            marked[0] = marked[0].replace("=", "=utf-8''", 1)
            return ";\r\n\t".join(marked).encode()


def _words(text: str, charset: str, form: Literal["B", "Q"]) -> bytes:
    words = []
    for start in range(0, len(text), _WORD_CHARS):
        raw = text[start : start + _WORD_CHARS].encode(charset)
        coded = base64.b64encode(raw).decode() if form == "B" else "".join(f"={b:02X}" for b in raw)
        words.append(f"=?{charset}?{form}?{coded}?=")
    return "\r\n ".join(words).encode()
