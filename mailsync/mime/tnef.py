"""winmail.dat (TNEF), in which Outlook hides attachments from every other mailer."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from mailsync.text import charsets

_SIGNATURE = 0x223E9F78
_HEADER = struct.Struct("<BLL")
_MESSAGE, _ATTACHMENT = 1, 2
# Attribute numbers of MS-OXTNEF, with their types in the upper half.
_ATTACH_RENDER_DATA = 0x9002
_ATTACH_TITLE = 0x8010
_ATTACH_DATA = 0x800F
_ATTACHMENT_PROPERTIES = 0x9005
_MESSAGE_PROPERTIES = 0x9003
_BODY = 0x800C
_OEM_CODEPAGE = 0x9007
# Property numbers of MAPI.
_LONG_NAME, _SHORT_NAME, _DISPLAY_NAME = 0x3707, 0x3704, 0x3001
_DATA_OBJECT = 0x3701
_PLAIN_BODY, _HTML_BODY = 0x1000, 0x1013
_EMBEDDED_MESSAGE = bytes.fromhex("0703020000000000c000000000000046")
_FIXED_BYTES = {2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 10: 4, 11: 4, 20: 8, 64: 8, 72: 16}
_STRING_8, _STRING_16, _OBJECT, _BINARY = 0x1E, 0x1F, 0x0D, 0x102
_MOST_PROPERTIES = 10_000
_MOST_NESTED = 5


class UnreadableTnef(Exception):  # noqa: N818  (the name says what it is)
    """The bytes are no TNEF, or end in the middle."""


@dataclass(slots=True)
class TnefFile:
    """One attachment: its name as the sender saw it and where its content lies.

    `nested` holds the files of a message that was attached inside of Outlook.
    """

    name: str = ""
    content: memoryview = field(default_factory=lambda: memoryview(b""))
    nested: tuple[TnefFile, ...] | None = None


@dataclass(slots=True)
class Tnef:
    """What a winmail.dat holds; `whole` is False where it ended in the middle."""

    files: list[TnefFile] = field(default_factory=list)
    body: str = ""
    html: str = ""
    whole: bool = True


def read_tnef(data: memoryview, depth: int = 0) -> Tnef:
    """Read a winmail.dat; contents stay views of `data`.

    Raises:
        UnreadableTnef: it does not begin as one.
    """
    if len(data) < 6 or struct.unpack_from("<L", data)[0] != _SIGNATURE:
        raise UnreadableTnef
    found = Tnef()
    label = ""
    current: TnefFile | None = None
    place = 6
    while place + _HEADER.size <= len(data):
        level, attribute, length = _HEADER.unpack_from(data, place)
        start = place + _HEADER.size
        if level not in (_MESSAGE, _ATTACHMENT) or start + length > len(data):
            found.whole = False
            break
        value = data[start : start + length]
        place = start + length + 2
        number = attribute & 0xFFFF
        if number == _OEM_CODEPAGE and length >= 4:
            label = _label(struct.unpack_from("<L", value)[0])
        elif number == _ATTACH_RENDER_DATA:
            current = TnefFile()
            found.files.append(current)
        elif level == _ATTACHMENT:
            if current is None:
                current = TnefFile()
                found.files.append(current)
            _read_attachment(current, number, value, label, depth)
        elif number == _BODY:
            found.body = found.body or charsets.decode(_text(bytes(value)), label)
        elif number == _MESSAGE_PROPERTIES:
            _read_message(found, value, label)
    return found


def _read_attachment(
    file: TnefFile, number: int, value: memoryview, label: str, depth: int
) -> None:
    if number == _ATTACH_TITLE:
        file.name = file.name or charsets.decode(_text(bytes(value)), label)
    elif number == _ATTACH_DATA:
        file.content = value
    elif number == _ATTACHMENT_PROPERTIES:
        names: dict[int, str] = {}
        for prop, kind, content in _properties(value):
            if prop in (_LONG_NAME, _SHORT_NAME, _DISPLAY_NAME):
                names[prop] = _string(kind, content, label)
            elif prop == _DATA_OBJECT and kind in (_OBJECT, _BINARY):
                _read_object(file, content, depth)
        # The title is often the 8.3 name, the display name that of an attached message.
        best = names.get(_LONG_NAME) or file.name or names.get(_SHORT_NAME)
        file.name = best or names.get(_DISPLAY_NAME, "")


def _read_object(file: TnefFile, content: memoryview, depth: int) -> None:
    if not len(content):
        return
    if bytes(content[:16]) != _EMBEDDED_MESSAGE:
        file.content = content
        return
    file.content = content[16:]
    if depth < _MOST_NESTED:
        try:
            file.nested = tuple(read_tnef(content[16:], depth + 1).files)
        except UnreadableTnef:
            file.nested = None


def _read_message(found: Tnef, value: memoryview, label: str) -> None:
    for prop, kind, content in _properties(value):
        if prop == _PLAIN_BODY and not found.body:
            found.body = _string(kind, content, label)
        elif prop == _HTML_BODY and not found.html:
            found.html = _string(kind, content, label)


def _properties(data: memoryview) -> Iterator[tuple[int, int, memoryview]]:
    """Number, type and content of each MAPI property; ends quietly where the bytes do."""
    try:
        (count,) = struct.unpack_from("<L", data)
        place = 4
        for _ in range(min(count, _MOST_PROPERTIES)):
            kind, number = struct.unpack_from("<HH", data, place)
            place += 4
            if number >= 0x8000:
                place = _after_name(data, place)
            several = bool(kind & 0x1000)
            kind &= 0x0FFF
            values = 1
            variable = kind in (_STRING_8, _STRING_16, _OBJECT, _BINARY)
            if several or variable:
                (values,) = struct.unpack_from("<L", data, place)
                place += 4
            for _ in range(min(values, _MOST_PROPERTIES)):
                if variable:
                    (length,) = struct.unpack_from("<L", data, place)
                    place += 4
                    if place + length > len(data):
                        return
                    yield number, kind, data[place : place + length]
                    place += length + -length % 4
                elif kind in _FIXED_BYTES:
                    place += _FIXED_BYTES[kind]
                else:
                    return
    except struct.error:
        return


def _after_name(data: memoryview, place: int) -> int:
    """Past the GUID and the number or string that a named property begins with."""
    (kind,) = struct.unpack_from("<L", data, place + 16)
    place += 20
    if kind == 0:
        return place + 4
    (length,) = struct.unpack_from("<L", data, place)
    return int(place + 4 + length + -length % 4)


def _string(kind: int, content: memoryview, label: str) -> str:
    raw = bytes(content)
    if kind == _STRING_16:
        return raw[: len(raw) & ~1].decode("utf-16-le", "replace").split("\0")[0]
    return charsets.decode(_text(raw), label)


def _text(raw: bytes) -> bytes:
    return raw.split(b"\0")[0]


def _label(codepage: int) -> str:
    return {936: "gb18030", 54936: "gb18030", 950: "big5", 65001: "utf-8"}.get(
        codepage, f"cp{codepage}"
    )
