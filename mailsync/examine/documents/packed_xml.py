"""Parts of an office file, bounded: no DTD, no entities, no network, caps on real bytes."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

# A plan's main part is 20 to 500 kB; ten thousand pages stay under the first cap.
_PART_CAP_BYTES = 24 << 20
_TOTAL_CAP_BYTES = 64 << 20
_MEMBERS_CAP = 10_000


class RefusedPart(Exception):  # noqa: N818  (the name says what it is)
    """A part that is not read; `reason` is damaged, too_large, dtd or no_text."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class PackedXml:
    """An open office file, read part by part."""

    def __init__(self, path: Path) -> None:
        try:
            self._archive = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, UnicodeDecodeError, NotImplementedError, OSError) as err:
            raise RefusedPart("damaged") from err
        self.names = frozenset(self._archive.namelist())
        self._left = _TOTAL_CAP_BYTES
        if len(self._archive.infolist()) > _MEMBERS_CAP:
            self._archive.close()
            raise RefusedPart("too_large")

    def __enter__(self) -> PackedXml:
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
        try:
            with self._archive.open(name) as part:
                content = part.read(cap + 1)
        except KeyError as err:
            raise RefusedPart("no_text") from err
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as err:
            raise RefusedPart("damaged") from err
        except (OSError, ValueError) as err:
            raise RefusedPart("damaged") from err
        if len(content) > cap:
            raise RefusedPart("too_large")
        self._left -= len(content)
        return content

    def xml(self, name: str) -> _Element:
        """Parse one part into the element classes of python-docx.

        Raises:
            RefusedPart: as `bytes_of`, or a document type definition stands in it (dtd).
        """
        return parse_bounded(self.bytes_of(name))


def parse_bounded(content: bytes) -> _Element:
    """Parse XML from outside into the element classes of python-docx.

    Raises:
        RefusedPart: dtd or damaged.
    """
    from docx.oxml.parser import element_class_lookup
    from lxml import etree

    # Office programs write UTF-8; in another encoding a DTD could hide from the search.
    if (
        b"<!DOCTYPE" in content
        or content[:4].count(b"\0")
        or content[:2] in (b"\xff\xfe", b"\xfe\xff")
    ):
        raise RefusedPart("dtd")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    parser.set_element_class_lookup(element_class_lookup)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as err:
        raise RefusedPart("damaged") from err
    if root.getroottree().docinfo.internalDTD is not None:
        raise RefusedPart("dtd")
    return root
