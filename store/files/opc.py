"""Packages of parts (.docx, .xlsx, .pptx, ...), opened once for documents, tables and rosters.

Parts are found by relations; names are equal without case, with dot segments and backslashes
undone (ISO/IEC 29500-2, RFC 3986). Strict namespaces and parts in UTF-16 read as the usual ones.
Bounded: no DTD, no entities, no network, caps on real bytes.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING
from urllib.parse import unquote

from store.files.zip_end import open_zip

if TYPE_CHECKING:
    from lxml.etree import _Element

CONTENT_TYPES = "[content_types].xml"
# A plan's main part is 20 to 500 kB; ten thousand pages stay under the first cap.
_PART_CAP_BYTES = 24 << 20
_TOTAL_CAP_BYTES = 64 << 20
_MEMBERS_CAP = 10_000
_STRICT = b"purl.oclc.org/ooxml/"
_STRICT_NAME = re.compile(rb"http://purl\.oclc\.org/ooxml/([A-Za-z]+)/")
# The only names that differ by more than their beginning.
_STRICT_TAILS = (
    (b"/2006/extendedProperties", b"/2006/extended-properties"),
    (b"/2006/customProperties", b"/2006/custom-properties"),
    (b"/2006/relationships/extendedProperties", b"/2006/relationships/extended-properties"),
    (b"/2006/relationships/customProperties", b"/2006/relationships/custom-properties"),
)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_UNREADABLE = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError,
    ValueError,
)  # fmt: skip


class RefusedPart(Exception):  # noqa: N818  (the name says what it is)
    """A part that is not read; `reason` is damaged, too_large, dtd or no_text."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Relation:
    """What a part points to: `kind` is the last word of its type, `target` a key of a part.

    `target` is "" where it points outside of the package or nowhere.
    """

    id: str
    kind: str
    target: str


class Package:
    """An open package, read part by part.

    `names` holds the keys of all parts; `part_key` makes one of any way to write a name.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._archive = open_zip(path)
        except (*_UNREADABLE, UnicodeDecodeError) as err:
            raise RefusedPart("damaged") from err
        infos = self._archive.infolist()
        if len(infos) > _MEMBERS_CAP:
            self._archive.close()
            raise RefusedPart("too_large")
        self._parts = {part_key(info.orig_filename): info for info in infos}
        self.names = frozenset(self._parts)
        self._left = _TOTAL_CAP_BYTES

    def __enter__(self) -> Package:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._archive.close()

    def bytes_of(self, name: str) -> bytes:
        """Read one part.

        Raises:
            RefusedPart: not there (no_text), damaged, or larger than a document has reason to be.
        """
        cap = min(_PART_CAP_BYTES, self._left)
        content = self.picture(name, cap)
        if len(content) > cap:
            raise RefusedPart("too_large")
        self._left -= len(content)
        return content

    def picture(self, name: str, cap_bytes: int) -> bytes:
        """Read one part that is not parsed, and at most a byte more than the cap.

        Raises:
            RefusedPart: not there (no_text) or damaged.
        """
        info = self._parts.get(part_key(name))
        if info is None:
            raise RefusedPart("no_text")
        try:
            with self._archive.open(info) as part:
                return part.read(cap_bytes + 1)
        except _UNREADABLE as err:
            raise RefusedPart("damaged") from err

    def xml_bytes(self, name: str) -> bytes:
        """One part as the XML that most programs write: UTF-8, transitional namespaces.

        Raises:
            RefusedPart: as `bytes_of`.
        """
        return usual_xml(self.bytes_of(name))

    def xml(self, name: str) -> _Element:
        """Parse one part.

        Raises:
            RefusedPart: as `bytes_of`, or a document type definition stands in it (dtd).
        """
        return parse_bounded(self.bytes_of(name))

    def relations(self, name: str = "") -> tuple[Relation, ...]:
        """What a part points to, or the package itself; none where it has no relations.

        Raises:
            RefusedPart: the relations are there and cannot be read.
        """
        folder, base = posixpath.split(part_key(name))
        listed = posixpath.join(folder, "_rels", f"{base}.rels")
        if listed not in self.names:
            return ()
        return tuple(self._relations(self.xml(listed), folder))

    def _relations(self, listed: _Element, folder: str) -> Iterator[Relation]:
        for relation in listed.iter("{*}Relationship"):
            kind = str(relation.get("Type", "")).rpartition("/")[2]
            target = str(relation.get("Target", ""))
            found = ""
            if relation.get("TargetMode", "").lower() != "external":
                found = self.resolved(target, folder)
            yield Relation(str(relation.get("Id", "")), kind, found)

    def resolved(self, target: str, folder: str = "") -> str:
        """The key of the part that a target means, seen from a folder; "" where it is not there."""
        bare = target.partition("#")[0].replace("\\", "/")
        whole = bare if bare.startswith("/") else f"{folder}/{bare}"
        for written in (whole, unquote(whole), bare):
            key = part_key(written)
            if key in self.names:
                return key
        return ""

    def main_part(self, usual: str) -> str:
        """The key of the main part: the package's relations say it, else it has its usual name.

        Raises:
            RefusedPart: no_text, where neither is there.
        """
        for relation in self.relations():
            if relation.kind == "officeDocument" and relation.target:
                return relation.target
        if part_key(usual) in self.names:
            return part_key(usual)
        raise RefusedPart("no_text")


@lru_cache(1024)
def part_key(name: str) -> str:
    """A part's name in one spelling: without case, dot segments, backslashes, a leading slash."""
    plain = name.split("\0", 1)[0].replace("\\", "/")
    parts: list[str] = []
    for part in plain.split("/"):
        if part == "..":
            del parts[-1:]
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts).casefold()


def usual_xml(content: bytes) -> bytes:
    """XML in UTF-8 with transitional namespaces, whatever it was written in.

    Raises:
        RefusedPart: damaged, where its marks promise UTF-16 and it is none.
    """
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or content[:4].count(b"\0"):
        content = _from_utf_16(content)
    if _STRICT in content:
        content = _STRICT_NAME.sub(rb"http://schemas.openxmlformats.org/\1/2006/", content)
        for strict, usual in _STRICT_TAILS:
            content = content.replace(strict, usual)
    return content


def _from_utf_16(content: bytes) -> bytes:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encoding = "utf-16"
    else:
        encoding = "utf-16-le" if content[1:2] == b"\0" else "utf-16-be"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as err:
        raise RefusedPart("damaged") from err
    return _DECLARATION.sub("", text).encode("utf-8", "surrogatepass")


def parse_bounded(content: bytes) -> _Element:
    """Parse XML from outside.

    Raises:
        RefusedPart: dtd or damaged.
    """
    from lxml import etree

    content = usual_xml(content)
    # In an encoding of more than one byte a DTD could hide from the search: there is none left.
    if b"<!DOCTYPE" in content:
        raise RefusedPart("dtd")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as err:
        raise RefusedPart("damaged") from err
    if root.getroottree().docinfo.internalDTD is not None:
        raise RefusedPart("dtd")
    return root
