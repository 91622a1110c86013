"""Files that came as links: oversize attachments of mail services, shares of cloud drives."""

from __future__ import annotations

import html as html_entities
import re
from collections.abc import Iterator
from datetime import datetime
from io import StringIO
from urllib.parse import SplitResult, parse_qs, urlsplit

from mailsync.mime.link_details import (
    describes_file,
    expiry_in,
    expiry_of_attribute,
    is_file_name,
    name_beside,
    size_in,
)
from mailsync.mime.parameters import readable
from mailsync.text.html_text import Token, tokens
from store.model import Link

# Exactly these hosts and paths are oversize attachments; the parameter that names the file.
_MAIL_SERVICES: tuple[tuple[frozenset[str], str, str], ...] = (
    (frozenset({"mail.163.com"}), "/large-attachment-download/", "file"),
    (frozenset({"fs.163.com", "fs.qiye.163.com"}), "/fs/display", "file"),
    (frozenset({"dashi.163.com"}), "/html/cloud-attachment-download", "key"),
    (frozenset({"wx.mail.qq.com", "iwx.mail.qq.com"}), "/ftn/download", "key"),
    (frozenset({"mail.qq.com"}), "/cgi-bin/ftnexs_download", "k"),
    (frozenset({"mail.sina.com.cn"}), "/filecenter/download.php", ""),
)
# Shares that people paste; they are listed and never fetched.
_SHARES = re.compile(
    r"(?:pan\.baidu\.com/(?:s|share)/|yun\.baidu\.com/(?:s|share)/|cloud\.189\.cn/(?:t|web/share)"
    r"|(?:caiyun|yun)\.139\.com/|share\.weiyun\.com/|www\.(?:aliyundrive|alipan)\.com/s/"
    r"|pan\.xunlei\.com/s/|pan\.quark\.cn/s/|(?:\w+\.)?lanzou\w?\.com/|(?:www\.)?115\.com/s/"
    r"|(?:www\.)?kdocs\.cn/|docs\.qq\.com/|(?:www\.)?wenshushu\.cn/f/|cowtransfer\.com/s/"
    r"|drive\.weixin\.qq\.com/s|(?:www\.)?jianguoyun\.com/p/|1drv\.ms/|(?:www\.)?dropbox\.com/s"
    r"|drive\.google\.com/|we\.tl/|(?:pan|box|drive|cloud)\.[a-z0-9-]+\.edu\.cn/)",
    re.IGNORECASE,
)
_URL = re.compile(r"https?://[^\s<>\"'）】」，。；、]{4,2000}", re.IGNORECASE)
_ACCESS_CODE = re.compile(r"(?:提取码|访问码|提取密码|密码|code)\s*[:：]?\s*[A-Za-z0-9]{4,8}")
_URL_ATTRIBUTES = ("href", "downloadlink", "data-href", "data-url")
_NAME_ATTRIBUTES = ("filename", "data-filename", "download", "title")
_SIZE_ATTRIBUTES = ("filesize", "data-filesize", "size")
_EXPIRY_ATTRIBUTES = ("expiretime", "data-expiretime", "expire")
# How far from a link its name, size and date are looked for, in characters.
_NEAR = 300
_MOST_LINKS = 500


class _Found:
    """One place of a link: where it stands in the flattened text and what its tag says."""

    def __init__(self, url: str, key: str, fetchable: bool, start: int) -> None:
        self.url = url
        self.key = key
        self.fetchable = fetchable
        self.start = start
        self.end = start
        self.attributes: dict[str, str] = {}


def find_links(html: str, text: str, *, received_at: datetime | None) -> tuple[Link, ...]:
    """Every file offered as a link in a mail's bodies, each once, in the order of the mail.

    Args:
        html: all HTML bodies; text: all plain ones.
        received_at: from where "in 15 days" is counted; None leaves such an expiry unknown.
    """
    links: dict[str, Link] = {}
    for flat, places in (_of_html(html), _of_text(text)):
        for number, place in enumerate(places):
            link = _read(flat, places, number, received_at)
            known = links.get(place.key)
            links[place.key] = link if known is None else _merged(known, link)
    return tuple(links.values())


def link_of_url(url: str, name: str) -> Link:
    """A link that a part of the mail gives by itself, such as message/external-body."""
    kind = _kind(url)
    host = (_split(url) or SplitResult("", "", "", "", "")).hostname or ""
    return Link(url, host, name, fetchable=kind is not None and kind[1])


def may_fetch(url: str) -> bool:
    """Whether an address is an oversize attachment of a known service, over https."""
    kind = _kind(url)
    return kind is not None and kind[1]


def _of_html(source: str) -> tuple[str, list[_Found]]:
    """The visible text, and the links with their places in it."""
    text = StringIO()
    length = 0
    places: list[_Found] = []
    open_link: _Found | None = None
    for token in tokens(source):
        if token.tag:
            found = _in_tag(token, length)
            if found is not None and len(places) < _MOST_LINKS:
                places.append(found)
                open_link = found
            elif token.tag in ("/a", "/span") and open_link is not None:
                open_link.end = length
                open_link = None
            piece = " " if token.tag.lstrip("/") not in ("div", "p", "br", "tr", "li") else "\n"
        else:
            piece = token.text.replace("\n", " ")
        text.write(piece)
        length += len(piece)
    flat = text.getvalue()
    for place in places:
        place.end = max(place.end, place.start)
    # An address that is only written out; one that a tag holds too is merged by its key.
    places += list(_written_out(flat))
    places.sort(key=lambda place: place.start)
    return flat, places


def _of_text(text: str) -> tuple[str, list[_Found]]:
    return text, list(_written_out(text))


def _in_tag(token: Token, start: int) -> _Found | None:
    if "http" not in token.text.lower():
        return None
    attributes = token.attributes()
    for name in _URL_ATTRIBUTES:
        url = attributes.get(name, "").strip()
        kind = _kind(url)
        if kind is not None:
            found = _Found(url, kind[0], kind[1], start)
            found.attributes = attributes
            return found
    return None


def _written_out(text: str) -> Iterator[_Found]:
    for count, hit in enumerate(_URL.finditer(text)):
        if count > _MOST_LINKS * 4:
            return
        url = html_entities.unescape(hit[0]).rstrip(".,;:!?)]>")
        kind = _kind(url)
        if kind is not None:
            found = _Found(url, kind[0], kind[1], hit.start())
            found.end = hit.end()
            yield found


def _kind(url: str) -> tuple[str, bool] | None:
    """What makes a link the same file, and whether it may be fetched; None for other links."""
    parts = _split(url)
    if parts is None:
        return None
    host = (parts.hostname or "").lower()
    path = parts.path.lower()
    for hosts, prefix, parameter in _MAIL_SERVICES:
        if host in hosts and path.startswith(prefix):
            query = parse_qs(parts.query, max_num_fields=60)
            file_key = query.get(parameter, [""])[0] if parameter else ""
            plain = parts.scheme == "https" and parts.port in (None, 443) and not parts.username
            return f"{prefix}|{file_key or parts.query}", plain
    if _SHARES.match(f"{host}{parts.path}"):
        return f"{host}{parts.path}|{'' if 'pwd=' in parts.query else parts.query}", False
    return None


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        # Both raise late, on first use.
        _ = parts.port, parts.hostname
        parse_qs(parts.query, max_num_fields=60)
    except ValueError:
        return None
    return parts


def _read(flat: str, places: list[_Found], number: int, received_at: datetime | None) -> Link:
    place = places[number]
    before, after = _surroundings(flat, places, number)
    inside = flat[place.start : place.end]
    attributes = place.attributes
    name = next(
        (
            readable(attributes[key])
            for key in _NAME_ATTRIBUTES
            if describes_file(attributes.get(key, ""))
        ),
        "",
    )
    if not name:
        name = _name_of(place, flat[place.start : place.end], before, after)
    code = _ACCESS_CODE.search(f"{inside} {after}")
    if code is not None and not place.fetchable:
        # Staff need it to open the share.
        name = f"{name} {code[0]}".strip()
    size: int | None = None
    for key in _SIZE_ATTRIBUTES:
        size = size or size_in(attributes.get(key, ""), True)
    expires: datetime | None = None
    for key in _EXPIRY_ATTRIBUTES:
        expires = expires or expiry_of_attribute(attributes.get(key, ""))
    for near in _nearest_first(place, inside, before, after):
        size = size if size is not None else size_in(near, False)
        expires = expires or expiry_in(near, received_at)
    host = (_split(place.url) or SplitResult("", "", "", "", "")).hostname or ""
    return Link(place.url, host, name, size, expires, place.fetchable)


def _name_of(place: _Found, inside: str, before: str, after: str) -> str:
    """The file's name: the link's own text, the address's title, what stands beside it."""
    shown = " ".join(inside.split())
    usable = describes_file(shown) and not _URL.match(shown)
    if usable and is_file_name(shown):
        return readable(shown)
    title = _name_in_query(place.url)
    if title or usable:
        return title or readable(shown)
    return name_beside(before, after)


def _nearest_first(place: _Found, inside: str, before: str, after: str) -> tuple[str, ...]:
    """Texts to look for size and date in: the link's own tag and line, then farther ones.

    A tag is followed by its details; a written-out address has them before it.
    """
    tagged = " ".join(place.attributes.get(key, "") for key in ("title", "alt"))
    line_after = after.partition("\n")[0]
    line_before = before.rpartition("\n")[2]
    far = (after, before) if place.attributes else (before, after)
    return tagged, inside, line_after, line_before, *far


def _surroundings(flat: str, places: list[_Found], number: int) -> tuple[str, str]:
    """The text before and after a link that belongs to no other file."""
    place = places[number]
    start = max(0, place.start - _NEAR)
    for earlier in reversed(places[:number]):
        if earlier.key != place.key:
            # What stands on the line of another file is about that one.
            line_end = flat.find("\n", earlier.end, place.start)
            start = max(start, earlier.end, line_end)
            break
    end = min(len(flat), place.end + _NEAR)
    for later in places[number + 1 :]:
        if later.key != place.key:
            # Below a written-out address stand the details of the next one.
            line_end = -1 if place.attributes else flat.find("\n", place.end, later.start)
            end = min(end, max(later.start if line_end < 0 else line_end, place.end))
            break
    return flat[start : place.start], flat[place.end : end]


def _name_in_query(url: str) -> str:
    parts = _split(url)
    if parts is None:
        return ""
    query = parse_qs(parts.query, encoding="utf-8", errors="replace", max_num_fields=60)
    for key in ("title", "filename", "name"):
        for value in query.get(key, []):
            if value.strip() and "\ufffd" not in value:
                return readable(value)
    return ""


def _merged(first: Link, second: Link) -> Link:
    """One link of two mentions: the better name, whatever either knows."""
    name = first.name
    if (not name or not describes_file(name)) and second.name:
        name = second.name
    return Link(
        first.url,
        first.host,
        name,
        first.size_bytes if first.size_bytes is not None else second.size_bytes,
        first.expires_at or second.expires_at,
        first.fetchable or second.fetchable,
    )
