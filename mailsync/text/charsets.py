"""Bytes to text where the label may be missing, unknown or false."""

from __future__ import annotations

import codecs
import re

# Every Chinese label means its superset: senders write gb2312 and use GBK or four-byte characters.
_GB = "gb18030"
_LABELS = {
    "gb2312": _GB,
    "gb_2312-80": _GB,
    "gb2312-80": _GB,
    "gb-2312": _GB,
    "euc-cn": _GB,
    "hz-gb-2312": "hz",
    "gbk": _GB,
    "gb-k": _GB,
    "cp936": _GB,
    "936": _GB,
    "ms936": _GB,
    "windows-936": _GB,
    "x-gbk": _GB,
    "cn-gb": _GB,
    "x-euc-cn": _GB,
    "gb13000": _GB,
    "gb18030-2000": _GB,
    "gb18030-2005": _GB,
    "gb18030-2022": _GB,
    "x-mac-chinesesimp": _GB,
    "x-mac-simp-chinese": _GB,
    "gb18030": _GB,
    "gb-18030": _GB,
    "chinesesimplified": _GB,
    "utf8": "utf-8",
    "utf-8": "utf-8",
    "unicode-1-1-utf-8": "utf-8",
    "utf-8-sig": "utf-8",
    "utf8mb4": "utf-8",
    "utf-8mb4": "utf-8",
    "unicode": "utf-8",
    "x-unicode": "utf-8",
    "utf-8-mac": "utf-8",
    "iso-10646-ucs-2": "utf-16-be",
    "ucs-2": "utf-16-be",
    "ucs2": "utf-16-be",
    "csunicode": "utf-16-be",
    "unicode-1-1-utf-7": "utf-7",
    "unicode-2-0-utf-7": "utf-7",
    "x-unicode-2-0-utf-7": "utf-7",
    "cn-big5": "big5hkscs",
    "x-big5": "big5hkscs",
    "big5-eten": "big5hkscs",
    "x-mac-chinesetrad": "big5hkscs",
    "x-sjis": "cp932",
    "ks-c-5601-1987": "cp949",
    "x-windows-949": "cp949",
    "windows-874": "cp874",
    "x-windows-874": "cp874",
    "x-cp1252": "cp1252",
    "x-ansi": "cp1252",
    "macintosh": "mac-roman",
    "x-mac-roman": "mac-roman",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
    "x-x-big5": "big5hkscs",
}
# Labels that mailers write when they do not know: any byte is valid in them.
_EMPTY_LABELS = frozenset(
    {"", "us-ascii", "ascii", "iso-8859-1", "latin1", "latin-1", "windows-1252", "cp1252"}
    | {"default", "unknown", "unknown-8bit", "8bit", "binary", "x-unknown", "none", "user-defined"}
)
_WIDE = re.compile(r"utf-?(?:16|32|7)|ucs-?2|csunicode", re.IGNORECASE)
_SHIFTS = re.compile(rb"(\x1b\$[)*+][A-Z]|\x1b[NO]|[\x0e\x0f])")
# Codecs of Python that are no character sets, or that run away on hostile input.
_NOT_CHARSETS = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"})


def codec_of(label: str) -> str | None:
    """The codec to use for a charset label; None where the label says nothing useful."""
    cleaned = label.strip().strip("\"'").lower().replace("_", "-").split("*")[0]
    if cleaned in _EMPTY_LABELS:
        return None
    if cleaned in _LABELS:
        return _LABELS[cleaned]
    try:
        info = codecs.lookup(cleaned)
    except (LookupError, ValueError, UnicodeError):
        return None
    # Text encodings only: "base64" and "zip" are codecs too.
    if not getattr(info, "_is_text_encoding", True) or info.name.replace("-", "_") in _NOT_CHARSETS:
        return None
    return info.name


def decode(raw: bytes, label: str = "") -> str:
    """Decode bytes of which `label` may be missing or false; never fails.

    UTF-8 where it is strict and plausible, else the label, else gb18030, else the bytes that fit
    nothing become U+FFFD.
    """
    return decode_checked(raw, label)[0]


def decode_checked(raw: bytes, label: str = "") -> tuple[str, bool]:
    """As `decode`, with whether every byte was understood."""
    if b"\x0e" in raw and (b"\x1b$)A" in raw or b"\x1b$)G" in raw):
        return _shifted(raw)
    if raw.isascii() and b"\x1b" not in raw and b"~{" not in raw and not _wide(label):
        return raw.decode("ascii"), True
    if raw.startswith(codecs.BOM_UTF8):
        raw = raw[3:]
    codec = codec_of(label)
    as_utf8 = _strict(raw, "utf-8")
    if as_utf8 is not None and codec in (None, "utf-8", _GB):
        # GBK letters such as that of 一 are valid UTF-8 for a Cyrillic one.
        if codec != "utf-8" and _few_short(as_utf8):
            as_gb = _strict(raw, _GB)
            if as_gb is not None and _is_chinese(as_gb):
                return as_gb, True
        return as_utf8, True
    if codec not in (None, "utf-8"):
        text = _strict(raw, codec)
        if text is not None:
            return text, True
        if as_utf8 is not None:
            return as_utf8, True
    text = _strict(raw, _GB)
    if text is not None and (not _is_western(label) or _is_chinese(text)):
        return text, True
    if _is_western(label):
        return raw.decode("cp1252", "replace"), True
    return _most_of(raw, codec), False


def _shifted(raw: bytes) -> tuple[str, bool]:
    """ISO-2022-CN (RFC 1922), which Python has no codec for: GB 2312 between SO and SI.

    Characters of the other sets that it may switch to (CNS 11643) are not known here.
    """
    parts: list[str] = []
    shifted = known = False
    for piece in _SHIFTS.split(raw):
        if piece.startswith(b"\x1b$)"):
            known = piece == b"\x1b$)A"
        elif piece in (b"\x0e", b"\x0f"):
            shifted = piece == b"\x0e"
        elif shifted:
            high = bytes(byte | 0x80 if byte > 0x20 else byte for byte in piece)
            parts.append(high.decode("gb2312", "replace") if known else "\ufffd")
        elif not piece.startswith(b"\x1b"):
            parts.append(piece.decode("ascii", "replace"))
    text = "".join(parts)
    return text, "\ufffd" not in text


def undo_mojibake(text: str) -> str:
    """Give back what was read in a wrong charset, where the way back is exact; else `text`.

    UTF-8 read as GBK (中文 as 涓枃), and UTF-8 or GBK read as Latin-1.
    """
    if text.isascii():
        return text
    wrong_turns = ((_GB, "utf-8"), ("latin-1", "utf-8"), ("cp1252", "utf-8"), ("latin-1", _GB))
    for read_as, meant in wrong_turns:
        try:
            raw = text.encode(read_as)
            mended = raw.decode(meant)
            back = raw.decode(read_as)
        except UnicodeError:
            continue
        if back == text and _is_chinese(mended) and len(mended) < len(text):
            return mended
    return text


def has_chinese(text: str) -> bool:
    """Whether a Chinese character stands in `text`."""
    return any("\u4e00" <= char <= "\u9fff" for char in text)


def _strict(raw: bytes, codec: str | None) -> str | None:
    if codec is None:
        return None
    try:
        text = raw.decode(codec)
    except (UnicodeError, LookupError, ValueError):
        return None
    # UTF-16 and UTF-7 can smuggle halves of characters that no other codec would write again.
    return None if any("\ud800" <= char <= "\udfff" for char in text) else text


def _most_of(raw: bytes, codec: str | None) -> str:
    """The reading that loses least."""
    readings = [raw.decode("utf-8", "replace"), raw.decode(_GB, "replace")]
    if codec not in (None, "utf-8", _GB, "hz"):
        readings.insert(0, _printable(raw.decode(codec, "replace")))
    return min(readings, key=lambda text: text.count("\ufffd"))


def _printable(text: str) -> str:
    return "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text)


def _wide(label: str) -> bool:
    return bool(label) and _WIDE.search(label) is not None


def _is_western(label: str) -> bool:
    return label.strip().strip("\"'").lower().replace("_", "-") in (
        "iso-8859-1",
        "latin1",
        "latin-1",
        "windows-1252",
        "cp1252",
    )


def _few_short(text: str) -> bool:
    """Whether all that is not ASCII is up to four letters of two bytes in UTF-8."""
    letters = [char for char in text if char >= "\x80"]
    return len(letters) <= 4 and all(char < "\u0800" for char in letters)


def _is_chinese(text: str) -> bool:
    """Whether all that is not ASCII looks like Chinese text: ideographs and their punctuation."""
    found = False
    for char in text:
        if char < "\x80":
            continue
        if "\u4e00" <= char <= "\u9fff" or "\u3400" <= char <= "\u4dbf":
            found = True
        elif not ("\u2000" <= char <= "\u303f" or "\uff00" <= char <= "\uffef" or char in "·×°"):
            return False
    return found
