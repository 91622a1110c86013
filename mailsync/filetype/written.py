"""Bytes as text, where a person wrote them: in the encodings of Chinese programs."""

from __future__ import annotations

import codecs
import re

# What texts are made of: ASCII, Chinese characters and marks, full-width forms, Western marks.
_USUAL = re.compile(
    "[\t\n\f\r -~\u00b7\u2010-\u2026\u2160-\u217f\u2460-\u249b\u25a0-\u25ff"
    "\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]"
)
# So many characters tell what the rest is made of.
_SAMPLE = 4_000
_USUAL_PART = 0.95
# Behind a lost byte GB18030 pairs the wrong ones, up to the next ASCII: as many, but rarer ones.
_SHIFTED_PART = 0.6
# One lost byte costs a character or two; with more than this it is no text.
_BROKEN_PART = 0.01
# Fewer bytes before many zeros are no text that was filled up.
_LEAST_WRITTEN = 64


def decode_text(content: bytes, *, whole: bool = True) -> str | None:
    """Decode a text, or the beginning of one; None where it is none.

    By its mark, else UTF-8, GB18030, UTF-16 or Big5 as it fits; some broken bytes become U+FFFD.
    Zeros with which a program filled up the end are none of it.

    Args:
        whole: the content is not cut off, perhaps inside of a character.
    """
    if content.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return content[: len(content) & ~3].decode("utf-32", "replace")
    content = _without_filling(content)
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content[: len(content) & ~1].decode("utf-16", "replace")
    zeros = b"\0" in content
    doubtful = None
    if not zeros:
        text = _strictly(content, "utf-8-sig", whole)
        if text is not None:
            return text
        text = _strictly(content, "gb18030", whole)
        fits = 0.0 if text is None else _usual_part(text)
        if fits >= _USUAL_PART:
            return text
        # Nearly every pair of bytes is a character of GB18030, those of UTF-16 too.
        doubtful = text if fits >= _SHIFTED_PART else None
    units = content[: len(content) & ~1]
    if len(units) >= 4:
        for encoding in ("utf-16-le", "utf-16-be"):
            beginning = units[: 2 * _SAMPLE].decode(encoding, "replace")
            if _usual_part(beginning) >= _USUAL_PART and not beginning.isascii():
                return units.decode(encoding, "replace")
    if zeros or doubtful is not None:
        return doubtful
    # Of Taiwan and Hong Kong, and of old programs.
    traditional = _strictly(content, "big5hkscs", whole)
    if traditional is not None and _usual_part(traditional) >= _USUAL_PART:
        return traditional
    return _mostly(content, whole)


def _without_filling(content: bytes) -> bytes:
    written = content.rstrip(b"\0")
    if len(content) - len(written) < 2 or len(written) < _LEAST_WRITTEN:
        return content
    # The last character of UTF-16 may end with a zero of its own.
    return content[: len(written) + (len(written) & 1 if b"\0" in written else 0)]


def _strictly(content: bytes, encoding: str, whole: bool) -> str | None:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        return decoder.decode(content, final=whole)
    except UnicodeDecodeError:
        return None


def _mostly(content: bytes, whole: bool) -> str | None:
    """The better of UTF-8 and GB18030, where only some bytes are broken."""
    texts = []
    for encoding in ("utf-8-sig", "gb18030"):
        decoder = codecs.getincrementaldecoder(encoding)("replace")
        texts.append(decoder.decode(content, final=whole))
    best = min(texts, key=lambda text: text.count("\ufffd") / max(1, len(text)))
    broken = best.count("\ufffd")
    if broken > max(1, _BROKEN_PART * len(best)) or _usual_part(best) < _SHIFTED_PART:
        return None
    return best


def _usual_part(text: str) -> float:
    sample = text[:_SAMPLE]
    return len(_USUAL.findall(sample)) / len(sample) if sample else 1.0
