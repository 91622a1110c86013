"""Addresses that a gateway or web mail rewrote, as their writer wrote them."""

from __future__ import annotations

import binascii
import re
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

import pybase64

_HTTP = re.compile(r"https?://[^\s/]+", re.IGNORECASE)
# Hosts that only pass on: the address stands whole in one of these parameters.
_PASS_ON = re.compile(
    r"(?:.*\.)?safelinks\.protection\.(?:outlook\.com|office365\.us|partner\.outlook\.cn)"
    r"|statics\.teams\.cdn\.office\.net"
    r"|linkprotect\.cudasvc\.com|(?:.*\.)?barracuda(?:networks)?\.com"
    r"|protect2?\.fireeye\.com|(?:.*\.)?trendmicro\.com|clicktime\.symantec\.com"
    r"|(?:.*\.)?vadesecure\.com|(?:www\.)?google\.[a-z.]{2,6}|(?:.*\.)?mimecast(?:protect)?\.com"
    r"|mail\.qq\.com|exmail\.qq\.com|c\.pc\.qq\.com|weixin110\.qq\.com|mail\.163\.com"
    r"|link\.zhihu\.com|.*\.sophos\.com|l\.facebook\.com|(?:.*\.)?lnk\.to",
    re.IGNORECASE,
)
_PARAMETERS = ("url", "u", "a", "q", "target", "pfurl", "gourl", "link", "dest", "redirect", "to")
_DEFENSE_V3 = re.compile(r"/v3/__(?P<url>.+?)__;(?P<letters>[A-Za-z0-9_-]*=*)!", re.DOTALL)
_AVANAN = re.compile(r"/v2/(?:r\d\d/)?_{3}(?P<url>.+?)_{3}\.", re.DOTALL)
_RUNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_MOST_LAYERS = 5


def original(url: str) -> str:
    """The address behind Safe Links, urldefense and their like; itself where there is none."""
    for _ in range(_MOST_LAYERS):
        inner = _inner(url)
        if inner is None or inner == url:
            return url
        url = inner
    return url


def behind_parameter(url: str) -> str | None:
    """An address that stands whole in a parameter of another, whatever host that one has."""
    if "?" not in url:
        return None
    try:
        parts = urlsplit(url)
        pairs = parse_qsl(parts.query, max_num_fields=60)
    except ValueError:
        return None
    given = dict(reversed(pairs))
    for name in _PARAMETERS:
        value = given.get(name, "").strip()
        for candidate in (value, unquote(value)):
            if _HTTP.match(candidate) is not None:
                return candidate
        decoded = _of_base64(value) if value.startswith("aHR0c") else ""
        if _HTTP.match(decoded) is not None:
            return decoded
    return None


def _inner(url: str) -> str | None:
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    if host.startswith("urldefense."):
        return _of_defense(url, parts)
    if host.endswith(".avanan.click") or host == "avanan.click":
        hit = _AVANAN.search(url)
        return None if hit is None else hit["url"]
    if host == "secure-web.cisco.com":
        last = parts.path.rpartition("/")[2]
        return unquote(last) if _HTTP.match(unquote(last)) else None
    return behind_parameter(url) if _PASS_ON.fullmatch(host) is not None else None


def _of_defense(url: str, parts: SplitResult) -> str | None:
    hit = _DEFENSE_V3.search(url)
    if hit is not None:
        return _with_letters(hit["url"], _of_base64(hit["letters"]))
    given = dict(reversed(parse_qsl(parts.query, max_num_fields=60)))
    value = given.get("u", "")
    if not value:
        return None
    if parts.path.startswith("/v2/"):
        return unquote(value.replace("-", "%").replace("_", "/"))
    return unquote(value)


def _with_letters(text: str, letters: str) -> str:
    """Put back the letters that version 3 keeps apart: one for "*", a run for "**" and a digit."""
    kept = iter(letters)
    parts: list[str] = []
    place = 0
    while place < len(text):
        if text.startswith("**", place) and place + 2 < len(text):
            run = _RUNS.find(text[place + 2]) + 2
            parts += [next(kept, "*") for _ in range(max(run, 0))]
            place += 3
        elif text[place] == "*":
            parts.append(next(kept, "*"))
            place += 1
        else:
            parts.append(text[place])
            place += 1
    joined = "".join(parts)
    # A proxy between may have made one slash of two.
    return re.sub(r"^(https?):/(?!/)", r"\1://", joined, flags=re.IGNORECASE)


def _of_base64(text: str) -> str:
    text = text.rstrip("=").replace("-", "+").replace("_", "/")
    if not text or len(text) % 4 == 1 or not text.isascii():
        return ""
    try:
        return pybase64.b64decode(text + "=" * (-len(text) % 4), validate=True).decode(
            "utf-8", "replace"
        )
    except (binascii.Error, ValueError):
        return ""
