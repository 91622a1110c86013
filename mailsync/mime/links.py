"""Files that came as links: oversize attachments of mail services, shares of cloud drives."""

from __future__ import annotations

import html as html_entities
import itertools
import re
from collections.abc import Collection, Iterator
from datetime import datetime
from io import StringIO
from urllib.parse import SplitResult, parse_qs

from mailsync.mime.link_codes import code_beside, code_comes_first, holds_code
from mailsync.mime.link_details import (
    describes_file,
    expiry_in,
    expiry_of_attribute,
    is_file_name,
    name_beside,
    size_in,
)
from mailsync.mime.link_kinds import Kind, known_kind, may_be_file, split_url
from mailsync.mime.link_spelling import spelt_out, target_of
from mailsync.mime.parameters import readable
from mailsync.mime.quotations import quotations
from mailsync.mime.rewritten import behind_parameter, original
from mailsync.text.html_text import Token, tokens
from store.model import Link

# What an address may be written with (RFC 3986), and what begins a new one within it.
_URL = re.compile(
    r"(?:https?://|(?:ftps?|sftp|smb|davs?)://|thunder://|ed2k://|magnet:\?)"
    r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%|{}^]{4,2000}"
    # What a house keeps on a machine of its own: file://10.0.0.5/…, \\10.0.0.5\…
    r"|(?:file:/{2,5}|\\\\)[\w.-]{1,80}[/\\][^\s<>\"|?*，。；]{1,300}|#小程序://[^\s，。]{2,100}",
    re.IGNORECASE,
)
# People paste shares without their scheme.
_BARE_URL = re.compile(
    r"(?<![A-Za-z0-9@/.:_%=-])(?:[a-z0-9-]{1,40}\.){1,4}[a-z]{2,6}(?::\d{2,5})?/"
    r"[A-Za-z0-9\-._~:/?#@!$&'()*+,;=%]{2,2000}",
    re.IGNORECASE,
)
_SECOND_URL = re.compile(r"(?<=[^=/_?&:%])https?://", re.IGNORECASE)
_CODE_INSIDE = re.compile(r"[\[({,;:|]\s?(?:pwd|code|password|passcode|key)\s?[:=]", re.IGNORECASE)
# A file's name in its own letters may end a written address: …&title=汇报视频.mp4
_NAME_AFTER = re.compile(
    r"(?<=[=/])[^\s<>\"'，。；、（）()【】]{1,120}?"
    r"\.(?:docx?|pdf|wps|ofd|pptx?|xlsx?|zip|rar|7z|mp4|mov|avi|wmv)"
    r"(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_URL_ATTRIBUTES = ("href", "downloadlink", "data-href", "data-url", "action", "src", "data")
# Tags that show or style a page, and attributes that hold no way to a file.
_NO_LINK_TAGS = frozenset(("img", "link", "meta", "html", "body", "v:imagedata", "input"))
_NO_LINK_ATTRIBUTES = re.compile(r"xmlns|style|class|id|cite|background|poster|longdesc|profile")
_MAY_LEAD = re.compile(r"/|&#|magnet:")
# Within an address these are nothing.
_INLINE = frozenset(("b", "i", "u", "em", "strong", "span", "font", "wbr", "mark", "code", "o:p"))
_NAME_ATTRIBUTES = ("filename", "data-filename", "download", "title")
_SIZE_ATTRIBUTES = ("filesize", "data-filesize", "size")
_EXPIRY_ATTRIBUTES = ("expiretime", "data-expiretime", "expire")
# How far from a link its name, size and date are looked for, in characters.
_NEAR = 300
_MOST_LINKS = 500
_SENTENCE = 200
_LINES = frozenset(("div", "p", "br", "tr", "li", "hr", "blockquote", "table", "h1", "h2", "h3"))
_OPENING = {")": "(", "]": "[", "}": "{"}
_IN_BRACKETS = re.compile(r"<https?://[^<>]{4,2000}>", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z0-9]{2,8}:/{2}|magnet:|file:|\\\\|#", re.IGNORECASE)
_CODE_BEHIND = re.compile(r"\{[A-Za-z0-9]{4,8}\}$")
_ADDRESS_RUN = re.compile(r"[A-Za-z0-9\-._~:/?#@!$&'*+,;=%]*")
_TAIL = 400
_OPEN_ADDRESS = re.compile(
    r"(?:https?://|\b[a-z0-9-]+\.[a-z0-9.-]+/)[^\s\u4e00-\u9fff<>]{0,300}$", re.I
)


class _Found:
    """One place of a link: where it stands in the flattened text and what its tag says."""

    def __init__(self, url: str, key: str, fetchable: bool, start: int) -> None:
        self.url = url
        self.key = key
        self.fetchable = fetchable
        self.start = start
        self.end = start
        self.attributes: dict[str, str] = {}
        self.known = True


def find_links(
    html: str,
    text: str,
    *,
    received_at: datetime | None,
    ours: Collection[str] = (),
    answers: bool = False,
) -> tuple[Link, ...]:
    """Every file offered as a link in a mail's bodies, each once, in the order of the mail.

    A link that stands only in a quoted copy of a letter of ours is no offer.

    Args:
        html: all HTML bodies; text: all plain ones.
        received_at: from where "in 15 days" is counted; None leaves such an expiry unknown.
        ours: our own addresses in lower case.
        answers: whether the mail is a reply, so that an unsigned quotation is what we wrote.
    """
    links: dict[str, Link] = {}
    for flat, places in (_of_html(html), _of_text(text)):
        quoted = quotations(flat, ours, answers=answers) if places else ()
        before_first = _codes_first(flat, places)
        for number, place in enumerate(places):
            if any(start <= place.start < end for start, end in quoted):
                continue
            link = _read(flat, places, number, received_at, code_first=before_first)
            known = links.get(place.key)
            links[place.key] = link if known is None else _merged(known, link)
    return tuple(links.values())


def link_of_url(url: str, name: str) -> Link:
    """A link that a part of the mail gives by itself, such as message/external-body."""
    kind = known_kind(url)
    host = (split_url(url) or SplitResult("", "", "", "", "")).hostname or ""
    return Link(url, host, name, fetchable=kind is not None and kind.fetchable)


def may_fetch(url: str) -> bool:
    """Whether an address is an oversize attachment of a known service, over https."""
    kind = known_kind(url)
    return kind is not None and kind.fetchable


def _of_html(source: str) -> tuple[str, list[_Found]]:
    """The visible text, and the links with their places in it."""
    page = _Page()
    for token in tokens(source):
        if token.tag:
            page.tag(token)
        else:
            page.text(spelt_out(token.text))
    flat = page.flat.getvalue()
    places: list[_Found] = []
    for place in page.tagged:
        place.end = max(place.end, place.start)
        kind = _kind_there(flat, place, place.attributes)
        if kind is not None:
            place.key, place.fetchable, place.known = kind.key, kind.fetchable, kind.known
            places.append(place)
    # An address that is only written out; one that a tag holds too is merged by its key.
    places += list(_written_out(flat))
    places.sort(key=lambda place: place.start)
    return flat, places[:_MOST_LINKS]


class _Page:
    """A page read tag by tag: its visible text, and the tags in it that lead somewhere."""

    def __init__(self) -> None:
        self.flat = StringIO()
        self.tagged: list[_Found] = []
        self._open: _Found | None = None
        self._base = ""
        # Whether the text so far ends within an address, which inline tags do not end.
        self._in_address = False

    def tag(self, token: Token) -> None:
        """A start or an end of an element."""
        name = token.tag.lstrip("/")
        here = self.flat.tell()
        if name == "base":
            self._base = token.attributes().get("href", "")
        elif token.tag == "img" and self._open is not None:
            # A picture that is a button says by its other text what it opens.
            self.flat.write(f" {token.attributes().get('alt', '')}")
        elif (found := _in_tag(token, here, self._base)) is not None:
            if len(self.tagged) < _MOST_LINKS * 4:
                self.tagged.append(found)
                self._open = found
        elif token.tag in ("/a", "/span", "/button", "/form") and self._open is not None:
            self._open.end = here
            self._open = None
        if name == "wbr" or (self._in_address and name in _INLINE):
            return
        self._in_address = False
        self.flat.write("\n" if name in _LINES else " ")

    def text(self, text: str) -> None:
        """A run of visible text."""
        run = _ADDRESS_RUN.match(text) if self._in_address else None
        if run is None or run.end() < len(text):
            self._in_address = _ends_in_address(text)
        self.flat.write(text.replace("\n", " "))


def _ends_in_address(text: str) -> bool:
    """Whether the last word of a text is an address that may go on behind a tag."""
    tail = text[-_TAIL:]
    if "/" not in tail or not tail[-1:].isascii():
        return False
    return _OPEN_ADDRESS.search(tail) is not None


def _of_text(text: str) -> tuple[str, list[_Found]]:
    text = _IN_BRACKETS.sub(lambda hit: re.sub(r"\s+", "", hit[0]), spelt_out(text))
    return text, list(_written_out(text))[:_MOST_LINKS]


def _in_tag(token: Token, start: int, base: str) -> _Found | None:
    """A link of a start tag, whatever it leads to."""
    if token.tag in _NO_LINK_TAGS or not _MAY_LEAD.search(token.text):
        return None
    attributes = token.attributes()
    for name in _URL_ATTRIBUTES:
        url = target_of(attributes.get(name, ""), base)
        if _URL.match(url) is not None:
            return _found_in(url, attributes, start)
    for name, value in attributes.items():
        if _NO_LINK_ATTRIBUTES.match(name) is None and (hit := _URL.search(value)) is not None:
            return _found_in(hit[0].rstrip("');,"), attributes, start)
    return None


def _found_in(url: str, attributes: dict[str, str], start: int) -> _Found:
    found = _Found(original(url), "", False, start)
    found.attributes = attributes
    return found


def _kind_there(flat: str, place: _Found, attributes: dict[str, str]) -> Kind | None:
    """What a link offers, by its address and by what stands at it and around it."""
    kind = known_kind(place.url)
    if kind is not None:
        return kind
    inner = behind_parameter(place.url)
    if inner is not None and (kind := known_kind(inner)) is not None:
        place.url = inner
        return kind
    shown = next(
        (attributes[key] for key in _NAME_ATTRIBUTES if is_file_name(attributes.get(key, ""))),
        flat[place.start : place.end],
    )
    return may_be_file(place.url, shown, _line_around(flat, place))


def _line_around(flat: str, place: _Found) -> str:
    """The line of a link without its address, and the end of the line above where it begins one."""
    start = max(flat.rfind("\n", 0, place.start) + 1, place.start - 120)
    end = flat.find("\n", place.end, place.end + 80)
    end = min(len(flat), place.end + 80) if end < 0 else end
    before = flat[start : place.start]
    if not before.strip():
        before = flat[max(0, start - 60) : start].strip().rpartition("\n")[2] + "\n"
    shown = "" if _URL.match(flat, place.start) else flat[place.start : place.end]
    return f"{before}{shown} {flat[place.end : end]}"


def _written_out(text: str) -> Iterator[_Found]:
    taken_to = 0
    hits = sorted(
        itertools.islice(
            itertools.chain(_URL.finditer(text), _BARE_URL.finditer(text)), _MOST_LINKS * 8
        ),
        key=lambda hit: hit.start(),
    )
    for hit in hits:
        if hit.start() < taken_to:
            continue
        end = hit.start()
        for written, start in _addresses(text, hit):
            end = start + len(written)
            url = html_entities.unescape(written)
            bare = _SCHEME.match(url) is None
            url = original(f"https://{url}" if bare else url)
            place = _Found(url, "", False, start)
            place.end = end
            kind = known_kind(url) if bare else _kind_there(text, place, {})
            if kind is None and bare and holds_code(text[end : end + 40]):
                kind = may_be_file(url, "", _line_around(text, place))
            if kind is not None:
                place.key, place.fetchable, place.known = kind.key, kind.fetchable, kind.known
                yield place
        taken_to = end


def _addresses(text: str, hit: re.Match[str]) -> Iterator[tuple[str, int]]:
    """The addresses of one run of address characters, each with where it begins."""
    start, end = hit.span()
    while start < end:
        second = _SECOND_URL.search(text, start + 8, end)
        stop = second.start() if second is not None else end
        written = text[start:stop]
        code = _CODE_INSIDE.search(written)
        if code is not None and "?" not in written[code.start() :]:
            written = written[: code.start()]
        elif stop == end:
            name = _NAME_AFTER.match(text, end)
            if name is not None:
                written += name[0]
        yield _without_tail(written), start
        start = stop


def _without_tail(written: str) -> str:
    """Without the punctuation of the sentence, and a bracket that was opened before it."""
    written = _CODE_BEHIND.sub("", written)
    while written:
        last = written[-1]
        unpaired = last in ")]}" and written.count(last) > written.count(_OPENING[last])
        if last in ".,;:!?'\"*|^([{" or unpaired:
            written = written[:-1]
        else:
            break
    return written


def _codes_first(flat: str, places: list[_Found]) -> bool:
    """Whether codes stand above their links in this text, as the first of them tells."""
    if not places:
        return False
    place = places[0]
    line_end = flat.find("\n", place.end)
    same_line = flat[place.end : line_end if line_end >= 0 else place.end + _NEAR]
    return code_comes_first(flat[max(0, place.start - 60) : place.start], same_line)


def _read(
    flat: str,
    places: list[_Found],
    number: int,
    received_at: datetime | None,
    *,
    code_first: bool,
) -> Link:
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
    if not place.fetchable:
        shown = "" if _URL.match(inside.strip()) else inside
        share = place.known
        if code := code_beside(shown, before, after, code_first=code_first, share=share):
            # Staff need it to open the share.
            name = f"{name} {code}".strip()
    size: int | None = None
    for key in _SIZE_ATTRIBUTES:
        size = size or size_in(attributes.get(key, ""), True)
    expires: datetime | None = None
    for key in _EXPIRY_ATTRIBUTES:
        expires = expires or expiry_of_attribute(attributes.get(key, ""))
    for near in _nearest_first(place, inside, before, after):
        size = size if size is not None else size_in(near, False)
        expires = expires or expiry_in(near, received_at)
    host = (split_url(place.url) or SplitResult("", "", "", "", "")).hostname or ""
    sentence = "" if place.known else " ".join(_line_around(flat, place).split())[:_SENTENCE]
    return Link(place.url, host, name, size, expires, place.fetchable, sentence)


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
    parts = split_url(url)
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
        first.sentence or second.sentence,
    )
