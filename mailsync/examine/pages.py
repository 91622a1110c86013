"""A file as pictures: pages of a PDF, pictures in a document, a photograph; runs in the child."""

from __future__ import annotations

import hashlib
import io
import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pypdfium2
from PIL import ImageOps, ImageSequence, UnidentifiedImageError
from PIL.Image import Image
from PIL.Image import open as open_picture

from store.files.opc import Package, RefusedPart

# The longer side of a page in pixels: A4 at 150 dots an inch.
_SIDE = 1754
# The same of a page that is shown.
_SHOWN_SIDE = 1000
# Icons, logos and seals are smaller than this.
_LEAST_SIDE = 300
# A photograph of more pixels is no photograph.
_PIXELS_CAP = 120_000_000
# The picture that a document carries of its own first page, in OpenDocument.
_ODF_THUMBNAIL = "thumbnails/thumbnail.png"
# Of a template that a library brings along: it shows an empty page, whatever the document says.
_OF_TEMPLATES = frozenset(("96367138dc44ce09bf2c8f0f8e49348a1478d2c5c0af69bbc2bbc38b63cdcead",))
_PICTURE = re.compile(r".*\.(?:png|jpe?g|bmp|tiff?|gif|webp|jb2)$", re.IGNORECASE)
_NUMBER = re.compile(r"(\d+)")


def pages_of(path: Path, content: str, *, most: int) -> Iterator[Image]:
    """The first pages of a scan, upright, in grey or colour; what cannot be drawn is left out."""
    # A picture of very many pixels is refused below; the library only warns.
    warnings.simplefilter("ignore")
    if content == "pdf":
        yield from _of_pdf(path, most)
    elif content in ("docx", "pptx", "ofd"):
        yield from _of_package(path, most)
    else:
        yield from _of_picture(path, most)


def first_page_png(path: Path, content: str) -> bytes:
    """The first page as a PNG to look at; b"" where it cannot be drawn."""
    return _shown(pages_of(path, content, most=1))


def thumbnail_png(path: Path) -> bytes:
    """The picture of its first page that an office program stored in a document; b"" if none."""
    warnings.simplefilter("ignore")
    try:
        with Package(path) as package:
            for name in _thumbnails(package):
                content = package.bytes_of(name)
                if hashlib.sha256(content).hexdigest() not in _OF_TEMPLATES:
                    return _shown(_frames(io.BytesIO(content), 1))
    except RefusedPart:
        pass
    return b""


def _shown(pages: Iterator[Image]) -> bytes:
    drawn = io.BytesIO()
    for page in pages:
        page.thumbnail((_SHOWN_SIDE, _SHOWN_SIDE))
        page.save(drawn, "PNG")
        break
    return drawn.getvalue()


def _thumbnails(package: Package) -> Iterator[str]:
    yield from (one.target for one in package.relations() if one.kind == "thumbnail" and one.target)
    if _ODF_THUMBNAIL in package.names:
        yield _ODF_THUMBNAIL


def _of_pdf(path: Path, most: int) -> Iterator[Image]:
    with pypdfium2.PdfDocument(path) as pdf:
        for number in range(min(len(pdf), most)):
            page = pdf[number]
            side = max(page.get_width(), page.get_height(), 1.0)
            yield page.render(scale=_SIDE / side).to_pil().convert("RGB")


def _of_package(path: Path, most: int) -> Iterator[Image]:
    try:
        with Package(path) as package:
            shown = (name for name in package.names if not name.startswith("docprops/"))
            names = sorted(filter(_PICTURE.match, shown), key=_natural)
            found = 0
            for name in names:
                for page in _frames(io.BytesIO(package.bytes_of(name)), 1):
                    if max(page.size) >= _LEAST_SIDE:
                        found += 1
                        yield page
                if found >= most:
                    return
    except RefusedPart:
        return


def _of_picture(path: Path, most: int) -> Iterator[Image]:
    with path.open("rb") as file:
        yield from _frames(file, most)


def _frames(file: IO[bytes], most: int) -> Iterator[Image]:
    """The frames of a picture file: a fax has one a page."""
    try:
        with open_picture(file) as picture:
            if picture.width * picture.height > _PIXELS_CAP:
                return
            several = picture.format == "TIFF"
            for number, frame in enumerate(ImageSequence.Iterator(picture)):
                if number >= (most if several else 1):
                    return
                upright = ImageOps.exif_transpose(frame.convert("RGB") if several else frame)
                page = upright.convert("RGB")
                page.thumbnail((_SIDE, _SIDE))
                yield page
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        return


def _natural(name: str) -> tuple[str | int, ...]:
    return tuple(
        int(part) if number else part.lower()
        for part, number in ((part, part.isdigit()) for part in _NUMBER.split(name))
    )
