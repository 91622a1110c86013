"""Addresses as people and programs misspell them, spelt as a browser takes them."""

from __future__ import annotations

import html
import re
from urllib.parse import urljoin

_ZERO_WIDTH = re.compile("[\u200b-\u200d\u2060-\u2063\ufeff\u00ad]")
# "http" in full-width letters and what follows; of the marks those that end no sentence.
_WIDE_RUN = re.compile(
    "[\uff28\uff48](?:[\uff34\uff54]){2}[\uff30\uff50][\uff01-\uff5e\\w./-]{4,500}"
)
_WIDE = {
    ord(wide): chr(ord(wide) - 0xFEE0)
    for wide in map(chr, range(0xFF01, 0xFF5F))
    if wide.isalnum() or wide in "\uff0f\uff0e\uff0d\uff3f\uff1d\uff05\uff06\uff03"
}
_SCHEME = re.compile(r"\b(h(?:tt|xx)ps?)\s?[:：]\s?[/／]\s?[/／]\s?", re.IGNORECASE)
# "pan。baidu。com", "pan[.]baidu[.]com": dots that a hand or a filter changed.
_DOT = re.compile(
    r"(?<=[A-Za-z0-9])(?:。|\[\.\]|\(\.\)|\[dot\])"
    r"(?=(?:[A-Za-z0-9-]{1,40}(?:。|\.|\[\.\]|\(\.\)|\[dot\]))?(?:com|cn|net|org|edu|gov)\b)",
    re.IGNORECASE,
)
_CHANGED_DOT = re.compile(r"。(?:com|cn|net|org|edu|gov)|[\[(](?:\.|dot)[\])]")
_TORN = re.compile(
    r"(https?://[A-Za-z0-9.-]{4,80}/) ?(?P<kind>s|share|f|d|l|t|link) ?/ ?(?=[A-Za-z0-9])",
    re.IGNORECASE,
)
# What the share of a drive is, written without its host.
_SHARE_ALONE = re.compile(
    r"(?:(?:百度网盘|百度云盘?|网盘|链接)\s{0,2}[:：]?\s{0,2}|(?<![\w/.-])/s/)(?=1[A-Za-z0-9_-]{21,22}(?![\w-]))"
)
_BAIDU = "https://pan.baidu.com/s/"
_LINE_ENDS = re.compile(r"\s*[\r\n\t]\s*")
_HOST = re.compile(r"(?:[a-z0-9-]{1,40}\.){1,4}[a-z]{2,6}(?::\d{2,5})?/\S", re.IGNORECASE)


def spelt_out(text: str) -> str:
    """A text with its addresses as they are meant; what is no address stays as it is."""
    text = _ZERO_WIDTH.sub("", text)
    if "\uff50" in text or "\uff30" in text:
        text = _WIDE_RUN.sub(lambda hit: hit[0].translate(_WIDE), text)
    if _CHANGED_DOT.search(text) is not None:
        text = _DOT.sub(".", text)
    if "tp" in text or "TP" in text or "xxp" in text:
        text = _SCHEME.sub(lambda hit: hit[1].lower().replace("x", "t") + "://", text)
        text = _TORN.sub(r"\1\g<kind>/", text)
    if "/s/1" in text or "盘" in text or "链接" in text:
        text = _SHARE_ALONE.sub(f" {_BAIDU}", text)
    return text


def target_of(value: str, base: str) -> str:
    """The address in an attribute of a tag, as a browser follows it.

    Args:
        base: what the page says its addresses begin with; "" where it says nothing.
    """
    value = _ZERO_WIDTH.sub("", _LINE_ENDS.sub("", value.strip()))
    if value.startswith("//"):
        return f"https:{value}"
    if _SCHEME.match(value) is not None:
        return _SCHEME.sub(lambda hit: hit[1].lower().replace("x", "t") + "://", value, count=1)
    if _HOST.match(value) is not None:
        return f"https://{value}"
    if base and value and ":" not in value.partition("/")[0] and not value.startswith("#"):
        try:
            return urljoin(base, value)
        except ValueError:
            return value
    return html.unescape(value) if "&amp;" in value else value
