"""Content-Type and Content-Disposition: the value, its parameters and the file name in them."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from mailsync.mime.encoded_words import decode_words_checked
from mailsync.mime.headers import HeaderFields
from mailsync.text import charsets

_NAME = re.compile(r"\s*([^\s=;\"]+?)\s*=\s*")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_SECTION = re.compile(r"([^*]+)\*(\d{1,4})(\*?)$")
_LABELLED = re.compile(
    r"([A-Za-z][A-Za-z0-9_-]{1,30})'(?:[A-Za-z-]{0,10}')?(\S*%[0-9A-Fa-f]{2}\S*)$"
)
_SUFFIX = re.compile(r"\S\.[A-Za-z0-9]{2,5}$")
_ENTITY = re.compile(r"&#(?:\d{2,6}|x[0-9A-Fa-f]{2,5});")
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})")
# One alone may be a folder: C:\\u1234.
_ESCAPES = re.compile(r"(?:\\u[0-9A-Fa-f]{4}){2}")
_PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")
# QQ writes such a name over a long RFC 2231 one: the sender's name is gone.
_OVERWRITTEN = re.compile(r"tcmime\.[\w.]*bin$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Parameterised:
    """One field: its value in lower case, and its parameters by lower-case name."""

    value: str
    parameters: dict[str, str]


@dataclass(frozen=True, slots=True)
class FileName:
    """The sender's name of a file; `lost` where it is known to be another or damaged."""

    text: str
    lost: bool = False


def parse(raw: bytes) -> Parameterised:
    """Read `value; a=b; c="d"`, with RFC 2231 sections put together and charsets undone."""
    text = charsets.decode(raw)
    head, _, rest = text.partition(";")
    value, _, tail = head.strip().strip('"').lower().partition(" ")
    if tail:
        # The semicolon is missing: `text/plain charset=gbk`.
        rest = f"{tail};{rest}"
    if "=" in value and "/" not in value:
        # The type itself is missing: `name=x.docx`.
        value, rest = "", text
    plain: dict[str, str] = {}
    sections: dict[str, list[tuple[int, str, bool]]] = {}
    for name, given in _pairs(rest):
        section = _SECTION.match(name)
        if section is not None:
            sections.setdefault(section[1], []).append((int(section[2]), given, bool(section[3])))
        elif name.endswith("*"):
            sections.setdefault(name[:-1], []).append((0, given, True))
        else:
            plain.setdefault(name, given)
    for name, pieces in sections.items():
        joined = _joined(pieces)
        # A sender that gives both meant them to be equal: take the one that can be read.
        if "\ufffd" not in joined or name not in plain:
            plain[name] = joined
    return Parameterised(value, plain)


def file_name(fields: HeaderFields) -> FileName:
    """The name of a part's file, from its disposition, else its type; "" where it has none."""
    choices: list[FileName] = []
    for field, names in (
        ("content-disposition", ("filename", "name")),
        ("content-type", ("name", "filename")),
    ):
        for raw in fields.raw_all(field):
            found = parse(raw).parameters
            choices += [_name_of(found[name]) for name in names if found.get(name, "").strip()]
    if fields.has("content-description"):
        # Some gateways leave the name only there.
        described = _name_of(fields.text("content-description"))
        choices += [described] if _SUFFIX.search(described.text) else []
    choices = [choice for choice in choices if choice.text]
    if not choices:
        return FileName("")
    return next((choice for choice in choices if not choice.lost), choices[0])


def readable(name: str) -> str:
    """A file name as its sender wrote it: encoded words, percent signs and mojibake undone."""
    return _name_of(name).text


def _name_of(name: str) -> FileName:
    decoded, whole = decode_words_checked(name)
    name = _unescaped(re.sub(r"[\t\r\n]+", " ", decoded).strip())
    labelled = _LABELLED.match(name)
    if labelled is not None:
        # RFC 2231 within a parameter that does not say so: utf-8''%E6%96%B9.docx.
        name = charsets.decode(unquote_to_bytes(labelled[2]), labelled[1])
    elif _PERCENT.search(name) is not None:
        raw = unquote_to_bytes(name)
        try:
            unquoted = raw.decode("utf-8")
        except UnicodeDecodeError:
            unquoted = charsets.decode(raw)
        # 100%25.docx may be meant as it stands; a Chinese name may not.
        if charsets.has_chinese(unquoted) and "\ufffd" not in unquoted:
            name = unquoted
    if "=?" in name:
        name, sound = decode_words_checked(name)
        whole = whole and sound
    name = charsets.undo_mojibake(name)
    return FileName(name, not whole or "\ufffd" in name or bool(_OVERWRITTEN.match(name)))


def _unescaped(name: str) -> str:
    """Without what web pages and scripts make of a name: &#35745; or \\u8ba1, marks around it."""
    if "&#" in name:
        name = _ENTITY.sub(lambda hit: html.unescape(hit[0]), name)
    if _ESCAPES.search(name) is not None:
        name = _ESCAPE.sub(lambda hit: _printable(int(hit[1], 16)), name)
    if len(name) > 2 and name[0] == name[-1] == '"':
        name = name[1:-1]
    return name


def _printable(code: int) -> str:
    return chr(code) if not 0xD800 <= code <= 0xDFFF else "\ufffd"


def _pairs(text: str) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    position = 0
    while position < len(text):
        name = _NAME.match(text, position)
        if name is None:
            position = _after(text, ";", position)
            continue
        position = name.end()
        quoted = _QUOTED.match(text, position)
        if quoted is not None:
            # Only these two are escapes: senders also write C:\plan\a.docx.
            inner, end = _whole_quoted(text, position, quoted)
            given = re.sub(r'\\(["\\])', r"\1", inner)
            position = _after(text, ";", end)
        else:
            end = _value_end(text, position)
            given = text[position:end].strip().strip('"')
            position = end + 1
        pairs.append((name[1].lower(), given))
    return pairs


def _whole_quoted(text: str, position: int, quoted: re.Match[str]) -> tuple[str, int]:
    """The quoted value, with quotation marks that the sender left bare inside of it."""
    end = _value_end(text, quoted.end())
    last = text.rfind('"', quoted.end(), end)
    if last < 0:
        return quoted[1], quoted.end()
    return text[position + 1 : last], last + 1


def _value_end(text: str, position: int) -> int:
    end = text.find(";", position)
    return len(text) if end < 0 else end


def _after(text: str, mark: str, position: int) -> int:
    found = text.find(mark, position)
    return len(text) if found < 0 else found + 1


def _joined(pieces: list[tuple[int, str, bool]]) -> str:
    """Put RFC 2231 sections together before undoing percent signs: some are cut inside of one."""
    pieces = sorted(pieces, key=lambda piece: piece[0])
    label = ""
    if any(encoded for _, _, encoded in pieces):
        number, first, encoded = pieces[0]
        if first.count("'") >= 2:
            label, _, first = first.split("'", 2)
            pieces[0] = (number, first, encoded)
        elif charsets.codec_of(first.partition("'")[0]) is not None and "'" in first:
            # One mark too few: utf-8'%E6%96%B9.docx
            label, _, first = first.partition("'")
            pieces[0] = (number, first, encoded)
        whole = "".join(
            text if encoded else text.replace("%", "%25") for _, text, encoded in pieces
        )
        return charsets.decode(unquote_to_bytes(whole), label)
    return "".join(text for _, text, _ in pieces)
