"""RFC 2047 words such as =?gbk?B?…?=, also cut off, one within another, or torn in characters."""

from __future__ import annotations

import binascii
import re

import pybase64

from mailsync.text import charsets

_HEAD = re.compile(r"=\?([^?\s]{0,60})\?([bBqQ])\?")
# A base64 word may end in "==?=" or, cut off, in "=?": neither is the beginning of a word.
_BEGIN = re.compile(r"=\?(?=[^?\s=]{1,60}\?[bBqQ]\?)")
_SPACE = re.compile(r"[ \t\r\n]+")
# How far a word reaches that has lost its end.
_CUT_REACH = {"b": re.compile(r"[A-Za-z0-9+/=]*\??"), "q": re.compile(r"[^\s\"<>;,?]*\??")}
_HEX = re.compile(rb"=([0-9A-Fa-f]{2})")
# A word within a word within a word is as far as careless gateways go.
_MOST_ROUNDS = 4


def decode_words(text: str) -> str:
    """Replace encoded words by what they say, until none is left.

    Words of one charset are put together before they are decoded: senders cut characters in two.
    """
    return decode_words_checked(text)[0]


def decode_words_checked(text: str) -> tuple[str, bool]:
    """As `decode_words`, with whether every word had its end."""
    whole = True
    for _ in range(_MOST_ROUNDS):
        if "=?" not in text:
            break
        decoded, sound = _decode_once(text)
        whole = whole and sound
        if decoded == text:
            break
        text = decoded
    return text, whole


def _decode_once(text: str) -> tuple[str, bool]:
    parts: list[str] = []
    waiting: list[bytes] = []
    label = ""
    whole = True
    place = done = 0
    # Searched for once each: where none is left, the rest is not searched again.
    end = begin = -1
    while True:
        start = text.find("=?", place)
        if start < 0:
            break
        head = _HEAD.match(text, start)
        if head is None:
            place = start + 2
            continue
        # White space between two words is not part of the text.
        between = text[done:start]
        joined = bool(waiting) and _SPACE.fullmatch(between or " ") is not None
        own = head[1].split("*")[0].lower()
        if not joined or own != label:
            parts.append(_text(waiting, label))
            waiting = []
        if not joined:
            parts.append(between)
        label = own
        payload_at = head.end()
        if 0 <= end < payload_at or end == -1:
            end = _found(text.find("?=", payload_at), text)
        if 0 <= begin < payload_at or begin == -1:
            hit = _BEGIN.search(text, payload_at)
            begin = hit.start() if hit is not None else len(text)
        encoding = head[2].lower()
        if end < len(text) and end < begin:
            payload, done = text[payload_at:end], end + 2
        else:
            reach = _CUT_REACH[encoding].match(text, payload_at, begin)
            done = reach.end() if reach is not None else payload_at
            payload = text[payload_at:done].rstrip("?")
            whole = False
        waiting.append(_payload(encoding, payload))
        place = done
    parts.append(_text(waiting, label, cut=not whole))
    parts.append(text[done:])
    return "".join(parts), whole


def _found(place: int, text: str) -> int:
    return place if place >= 0 else len(text)


def _text(waiting: list[bytes], label: str, *, cut: bool = False) -> str:
    text = charsets.decode(b"".join(waiting), label) if waiting else ""
    # Half a character at the end of what was cut off says nothing.
    return text.rstrip("\ufffd") if cut else text


def _payload(encoding: str, text: str) -> bytes:
    if encoding == "q":
        raw = text.replace("_", " ").encode("utf-8", "replace")
        return _HEX.sub(lambda hit: bytes([int(hit[1], 16)]), raw)
    decoded = b""
    # Several padded pieces in one word do occur.
    for piece in re.split(r"=+", re.sub(r"[^A-Za-z0-9+/=]", "", text)):
        usable = piece[: len(piece) - (len(piece) % 4 == 1)]
        try:
            decoded += pybase64.b64decode(usable + "=" * (-len(usable) % 4))
        except (binascii.Error, ValueError):
            continue
    return decoded
