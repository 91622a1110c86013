"""What is inside of a signed S/MIME envelope (application/pkcs7-mime): readable without a key."""

from __future__ import annotations

import binascii
import re
import zlib
from collections.abc import Iterator

import pybase64

_SIGNED = bytes.fromhex("2a864886f70d010702")
_COMPRESSED = bytes.fromhex("2a864886f70d0109100109")
_SEQUENCE, _OID, _OCTETS, _EXPLICIT = 0x30, 0x06, 0x04, 0xA0
_CONSTRUCTED_OCTETS = 0x24
_ARMOUR = re.compile(rb"-----BEGIN (?:PKCS7|CMS|SIGNED)[^\r\n]*-----(.*?)-----END", re.DOTALL)
_DEEPEST = 20
_MOST_BYTES = 1 << 30


class UnreadableEnvelope(Exception):  # noqa: N818  (the name says what it is)
    """The bytes are no signed or compressed envelope, or are encrypted."""


def content_of_envelope(data: bytes) -> bytes:
    """The content of signed-data or compressed-data, without looking at the signature.

    Raises:
        UnreadableEnvelope: it is encrypted, detached, or no envelope.
    """
    armour = _ARMOUR.search(data)
    text = armour[1] if armour is not None else data
    if armour is not None or data[:2] in (b"MI", b"MF"):
        try:
            data = pybase64.b64decode(b"".join(text.split()), validate=False)
        except (binascii.Error, ValueError) as error:
            raise UnreadableEnvelope from error
    try:
        return _content(memoryview(data))
    except (IndexError, ValueError, zlib.error, RecursionError) as error:
        raise UnreadableEnvelope from error


def _content(data: memoryview) -> bytes:
    outer = list(_items(_inside(data, _SEQUENCE)))
    kind, explicit = outer[0], outer[1]
    oid = bytes(kind[1])
    if kind[0] != _OID or oid not in (_SIGNED, _COMPRESSED) or explicit[0] != _EXPLICIT:
        raise ValueError("another kind")
    # SignedData: version, digests, the content; CompressedData: version, algorithm, the content.
    fields = list(_items(_inside(explicit[1], _SEQUENCE)))
    held = list(_items(fields[2][1]))
    if len(held) < 2 or held[1][0] != _EXPLICIT:
        raise ValueError("detached")
    octets = b"".join(_octets(held[1][1], 0))
    if oid == _SIGNED:
        return octets
    opened = zlib.decompressobj()
    content = opened.decompress(octets, _MOST_BYTES)
    if opened.unconsumed_tail:
        raise ValueError("too large")
    return content


def _inside(data: memoryview, tag: int) -> memoryview:
    for found, content in _items(data):
        if found != tag:
            break
        return content
    raise ValueError("another shape")


def _octets(data: memoryview, depth: int) -> Iterator[bytes]:
    """The pieces of an octet string, which senders cut in any number of them."""
    if depth > _DEEPEST:
        raise ValueError("too deep")
    for tag, content in _items(data):
        if tag == _OCTETS:
            yield bytes(content)
        elif tag == _CONSTRUCTED_OCTETS:
            yield from _octets(content, depth + 1)
        else:
            # The whole entity without an octet string around it: old senders.
            raise ValueError("no octets")


def _items(data: memoryview) -> Iterator[tuple[int, memoryview]]:
    """Tag and content of each element; one of unknown length ends where its end mark stands."""
    place = 0
    while place < len(data):
        tag, start, length = _head(data, place)
        if tag == 0 and length == 0:
            return
        end = _end_of_open(data, start, 0) if length < 0 else start + length
        content_end = end - 2 if length < 0 else end
        if content_end > len(data):
            # Cut off on its way: what is there is read.
            content_end = end = len(data)
        yield tag, data[start:content_end]
        place = end


def _head(data: memoryview, place: int) -> tuple[int, int, int]:
    """Tag, where the content starts, its length (-1 where only an end mark tells)."""
    tag = data[place]
    first = data[place + 1]
    place += 2
    if first < 0x80:
        return tag, place, first
    if first == 0x80:
        return tag, place, -1
    count = first & 0x7F
    if count > 8:
        raise ValueError("length")
    return tag, place + count, int.from_bytes(data[place : place + count], "big")


def _end_of_open(data: memoryview, place: int, depth: int) -> int:
    if depth > _DEEPEST:
        raise ValueError("too deep")
    while True:
        tag, start, length = _head(data, place)
        if tag == 0 and length == 0:
            return start
        place = _end_of_open(data, start, depth + 1) if length < 0 else start + length
