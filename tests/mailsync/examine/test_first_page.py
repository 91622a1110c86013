"""The first page of a file as a picture: PDFs and pictures, drawn in the child."""

from __future__ import annotations

import struct
from pathlib import Path

import docx
from PIL import Image

from mailsync.examine.first_page import first_page
from mailsync.examine.process.child import Child


def size(png: bytes | None) -> tuple[int, int]:
    assert png is not None
    assert png.startswith(b"\x89PNG")
    wide, high = struct.unpack_from(">II", png, 16)
    return wide, high


def test_pages_and_photographs_are_drawn_and_nothing_else(tmp_path: Path) -> None:
    Image.new("RGB", (2480, 3508), "white").save(tmp_path / "a.pdf", resolution=300)
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (4000, 3000), "red").save(tmp_path / "a.jpg", exif=exif)
    (tmp_path / "cut.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 40)
    docx.Document().save(str(tmp_path / "a.docx"))
    with Child() as child:
        wide, high = size(first_page(tmp_path / "a.pdf", "pdf", child=child))
        assert abs(high / wide - 1.414) < 0.01
        assert size(first_page(tmp_path / "a.jpg", "jpeg", child=child)) == (750, 1000)
        assert first_page(tmp_path / "cut.png", "png", child=child) is None
        # What it carries is the picture of its template.
        assert first_page(tmp_path / "a.docx", "docx", child=child) is None
