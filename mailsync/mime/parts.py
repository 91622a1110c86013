"""The parts of a mail, found in its raw bytes; broken boundaries are mended, nothing is dropped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from mailsync.mime.headers import HeaderFields, split_fields
from mailsync.mime.mail_start import begins_with_field, true_start
from mailsync.mime.parameters import Parameterised, parse
from mailsync.mime.rawmail import RawMail

DEEPEST = 20
MOST_PARTS = 500

_HEADER_BYTES = 256 << 10
_LONGEST_BLANK = 1024
# A body may be nothing but dashes; looking at each would take minutes.
_MOST_DASHES = 100_000
_DELIMITER_END = re.compile(rb"(--)?[ \t]*(\r{0,4}\n|\r|\Z)")
_LOST_BOUNDARY = re.compile(
    rb"--([^\s][^\r\n]{0,199}?)[ \t]*(?:\r{0,4}\n|\r)Content-[A-Za-z-]+[ \t]*:", re.IGNORECASE
)
MESSAGE_TYPES = frozenset({"message/rfc822", "message/global", "message/news"})
_BASE64 = re.compile(rb"[A-Za-z0-9+/]{20,}={0,2}[ \t]*(?:[\r\n]|\Z)")
# A parameter of a part's field, its equals sign encoded.
_QUOTED_FIELD = re.compile(
    rb"^Content-[A-Za-z-]{2,30}:[^\r\n]{1,200}[a-z]=3D", re.IGNORECASE | re.MULTILINE
)
_PLAIN_ENCODINGS = frozenset({"", "7bit", "8bit", "binary"})


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its fields and where its body lies; a container has `children` and no body.

    `kind` is "leaf", "multipart", "message", "encoded" for a multipart that has to be decoded
    before it is split, or "rest" for raw bytes past a limit.
    """

    kind: str
    fields: HeaderFields
    content: Parameterised
    encoding: str
    start: int
    end: int
    # How many containers it lies in, those of the mails around it counted.
    depth: int = 0
    children: tuple[Part, ...] = ()


class PartReader:
    """Splits one mail; `faults` names what had to be mended, in the order it was met."""

    def __init__(self, raw: RawMail) -> None:
        self._raw = raw
        self._left = MOST_PARTS
        self.faults: list[str] = []

    def whole(self, depth: int = 0) -> Part:
        """The mail itself, past a byte order mark, blank lines and a From line of mbox.

        Args:
            depth: how many containers the mail lies in already.
        """
        head = self._raw.read(0, min(self._raw.size, 64 << 10))
        return self._entity(true_start(head), self._raw.size, depth, "text/plain")

    def _entity(self, start: int, end: int, depth: int, default: str) -> Part:
        self._left -= 1
        window = self._raw.read(start, min(end, start + _HEADER_BYTES))
        fields, length = split_fields(window)
        if depth and not fields.pairs and begins_with_field(window[:_LONGEST_BLANK]):
            # A blank line stands between the boundary and the fields.
            self._note("header")
            fields, more = split_fields(window[length:])
            length += more
        if fields.malformed:
            self._note("header")
        content = parse(fields.raw("content-type"))
        if not content.value:
            content = Parameterised(default, content.parameters)
        encoding = fields.text("content-transfer-encoding").strip("\"' ").lower()
        body = start + length
        leaf = Part("leaf", fields, content, encoding, body, end, depth)
        if depth > DEEPEST:
            self._note("depth")
            return Part("rest", fields, content, "", start, end, depth)
        if content.value in MESSAGE_TYPES:
            return self._message(leaf)
        if content.value.startswith("multipart/"):
            return self._multipart(leaf)
        if _may_hide_parts(leaf):
            boundary = self._lost_boundary(body, end)
            if boundary is not None:
                self._note("boundary")
                return self._split(leaf, boundary)
        return leaf

    def _message(self, leaf: Part) -> Part:
        if leaf.encoding not in _PLAIN_ENCODINGS:
            # Encoded against the rules: whoever decodes it can read it as a mail of its own.
            return leaf
        head = self._raw.read(leaf.start, min(leaf.end, leaf.start + (64 << 10)))
        inner = self._entity(leaf.start + true_start(head), leaf.end, leaf.depth + 1, "text/plain")
        return replace(leaf, kind="message", children=(inner,))

    def _multipart(self, leaf: Part) -> Part:
        boundary = leaf.content.parameters.get("boundary", "").encode("utf-8").rstrip()
        if _is_encoded(leaf, self._raw):
            return replace(leaf, kind="encoded")
        if boundary and next(self._delimiters(boundary, leaf.start, leaf.end), None) is not None:
            return self._split(leaf, boundary)
        lost = self._lost_boundary(leaf.start, leaf.end)
        if lost is not None:
            self._note("boundary")
            return self._split(leaf, lost)
        if self._raw.read(leaf.start, min(leaf.end, leaf.start + 4096)).strip():
            self._note("no_parts")
        # The whole body is kept, as the text that it looks like.
        plain = Parameterised("text/plain", leaf.content.parameters)
        return replace(leaf, content=plain)

    def _split(self, leaf: Part, boundary: bytes) -> Part:
        default = "message/rfc822" if leaf.content.value == "multipart/digest" else "text/plain"
        children: list[Part] = []
        body = before = leaf.start
        inside = closed = False
        for line_start, line_end, closing in self._delimiters(boundary, leaf.start, leaf.end):
            if inside:
                end = max(body, line_start - self._line_end_before(line_start))
                children.append(self._entity(body, end, leaf.depth + 1, default))
            else:
                children += self._between(before, line_start, leaf)
            inside, closed = not closing, closing
            body = before = line_end
            if self._left <= 0:
                self._note("parts")
                children.append(replace(leaf, kind="rest", encoding="", start=body))
                return replace(leaf, kind="multipart", children=tuple(children))
        if inside:
            children.append(self._entity(body, leaf.end, leaf.depth + 1, default))
        else:
            children += self._between(before, leaf.end, leaf)
        if not closed:
            self._note("end")
        return replace(leaf, kind="multipart", children=tuple(children))

    def _between(self, start: int, end: int, parent: Part) -> tuple[Part, ...]:
        """Parts with another boundary in what should be a preamble or an epilogue."""
        if end - start < 64 or parent.depth >= DEEPEST:
            return ()
        boundary = self._lost_boundary(start, end)
        if boundary is None:
            return ()
        self._note("boundary")
        mixed = Parameterised("multipart/mixed", {})
        region = Part("leaf", HeaderFields(()), mixed, "", start, end, parent.depth + 1)
        return (self._split(region, boundary),)

    def _delimiters(self, boundary: bytes, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
        """Each delimiter line: where it starts, where the next line starts, whether it closes."""
        needle = b"--" + boundary
        for place in islice(self._raw.find_all(needle, start, end), _MOST_DASHES):
            if place > start and self._raw.read(place - 1, place) not in (b"\n", b"\r"):
                continue
            after = place + len(needle)
            tail = _DELIMITER_END.match(self._raw.read(after, min(end, after + 200)))
            if tail is not None:
                yield place, after + tail.end(), tail[1] is not None

    def _lost_boundary(self, start: int, end: int) -> bytes | None:
        """The boundary of the first `--` line below which a part's fields begin."""
        for place in islice(self._raw.find_all(b"--", start, end), _MOST_DASHES):
            if place > start and self._raw.read(place - 1, place) not in (b"\n", b"\r"):
                continue
            line = _LOST_BOUNDARY.match(self._raw.read(place, min(end, place + 300)))
            if line is not None:
                return line[1]
        return None

    def _line_end_before(self, place: int) -> int:
        """How many bytes of line end stand before a delimiter: they belong to it."""
        before = self._raw.read(max(0, place - 5), place)
        if before.endswith(b"\n"):
            without = before[:-1]
            return len(before) - len(without.rstrip(b"\r"))
        return 1 if before.endswith(b"\r") else 0

    def _note(self, fault: str) -> None:
        if fault not in self.faults:
            self.faults.append(fault)


def _is_encoded(leaf: Part, raw: RawMail) -> bool:
    """Whether a multipart is encoded as a whole, against the rules, and not only said to be."""
    head = raw.read(leaf.start, min(leaf.end, leaf.start + 4096)).strip()
    if leaf.encoding.startswith("base64"):
        return bool(head) and not head.startswith(b"--") and _BASE64.match(head) is not None
    if leaf.encoding.startswith("quoted-printable"):
        return _QUOTED_FIELD.search(head) is not None
    return False


def _may_hide_parts(leaf: Part) -> bool:
    return (
        leaf.depth == 0
        and leaf.content.value == "text/plain"
        and leaf.encoding in _PLAIN_ENCODINGS
        and not leaf.fields.has("content-disposition")
    )
