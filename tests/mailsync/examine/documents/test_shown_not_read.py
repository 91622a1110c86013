"""What is seen and not read: fields, stamps, drawings, charts; never told to be nothing."""

from __future__ import annotations

import pytest

from tests.mailsync.examine.documents.made import text_of
from tests.mailsync.examine.documents.test_other_formats import zipped
from tests.mailsync.examine.test_kinds_of_files import Check, check, codes

__all__ = ["check"]
SQUARE = "0 0 m 80 0 l 80 40 l 0 40 l f"


def pdf(page: str, *others: str, pages: int = 1) -> bytes:
    """A PDF whose page has these entries, and further objects from number 10 on; readers find
    the objects without a table of them."""
    kids = " ".join(f"{100 + number} 0 R" for number in range(pages))
    objects = [
        "1 0 obj <</Type/Catalog/Pages 2 0 R/AcroForm <</Fields[10 0 R]>>>> endobj",
        f"2 0 obj <</Type/Pages/Count {pages}/Kids[{kids}]>> endobj",
        "3 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica>> endobj",
        *(
            f"{100 + number} 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 400 400]"
            f"/Resources<</Font<</F 3 0 R>>>>{page}>> endobj"
            for number in range(pages)
        ),
        *(f"{10 + number} 0 obj {one} endobj" for number, one in enumerate(others)),
        "trailer <</Root 1 0 R>>",
    ]
    return ("%PDF-1.7\n" + "\n".join(objects) + "\n%%EOF").encode("latin-1")


def stream(content: str, entries: str = "") -> str:
    return f"<<{entries}/Length {len(content)}>> stream\n{content}\nendstream"


def utf_16(text: str) -> str:
    return f"<{text.encode('utf-16').hex()}>" if not text.isascii() else f"({text})"


APPEARANCE = stream(SQUARE, "/Type/XObject/Subtype/Form/BBox[0 0 80 40]")
NOTE = "<</Type/Annot/Subtype/{0}/Rect[50 50 130 90]/F 4/AP<</N 11 0 R>>{1}>>"
SEEN: dict[str, bytes] = {
    "a stamp": pdf("/Annots[10 0 R]", NOTE.format("Stamp", ""), APPEARANCE),
    "ink": pdf("/Annots[10 0 R]", NOTE.format("Ink", "/InkList[[1 1 2 2]]"), APPEARANCE),
    "a field that was left empty": pdf(
        "/Annots[10 0 R]", NOTE.format("Widget", "/FT/Tx/T(a)"), APPEARANCE
    ),
    "a drawing in a form of its own": pdf(
        "/Contents 10 0 R", stream("q 1 0 0 1 50 50 cm 0 0 80 40 re f Q")
    ),
}


@pytest.mark.parametrize("kind", SEEN)
def test_a_page_with_something_on_it_is_not_empty(kind: str, check: Check) -> None:
    (one,) = check("方案.pdf", SEEN[kind])
    assert codes(one) == {"document.not_countable"}


WRITTEN: dict[str, bytes] = {
    "a field": pdf(
        "/Annots[10 0 R]",
        NOTE.format("Widget", f"/FT/Tx/T(a)/V {utf_16(text_of(200))}"),
        APPEARANCE,
    ),
    "a text over the page": pdf(
        "/Annots[10 0 R]",
        NOTE.format("FreeText", f"/Contents {utf_16(text_of(200))}"),
        APPEARANCE,
    ),
}


@pytest.mark.parametrize("kind", WRITTEN)
def test_what_was_filled_in_is_read_as_text_in_boxes(kind: str, check: Check) -> None:
    (one,) = check("方案.pdf", WRITTEN[kind])
    assert (one.measures["chars"], one.measures["chars_boxes"]) == (200, 200)
    assert not any(entry.severity == "hard" for entry in one.findings)


def test_a_page_of_nothing_is_empty(check: Check) -> None:
    (one,) = check("方案.pdf", pdf("/Contents 10 0 R", stream("q Q"), pages=3))
    assert codes(one) == {"document.empty"}


def test_a_link_over_nothing_is_nothing(check: Check) -> None:
    (one,) = check("方案.pdf", pdf("/Annots[10 0 R]", "<</Subtype/Link/Rect[0 0 9 9]>>"))
    assert codes(one) == {"document.empty"}


def test_one_line_on_every_page_is_text(check: Check) -> None:
    line = stream("BT /F 12 Tf 50 50 Td (Hello world) Tj ET")
    (one,) = check("方案.pdf", pdf("/Contents 10 0 R", line, pages=5))
    assert one.measures["chars"] == 10
    assert "document.empty" not in codes(one)


SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SLIDE = "http://schemas.openxmlformats.org/presentationml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def package(main: str, parts: dict[str, str], related: dict[str, str]) -> bytes:
    def relations(targets: dict[str, str]) -> str:
        listed = "".join(
            f'<Relationship Id="r{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'
            for number, (target, kind) in enumerate(targets.items(), 1)
        )
        return f'<Relationships xmlns="{PACKAGE}/relationships">{listed}</Relationships>'

    folder, name = main.split("/")
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
            "_rels/.rels": relations({main: "officeDocument"}),
            f"{folder}/_rels/{name}.rels": relations(related),
            **parts,
        }
    )


def workbook(**beside: str) -> bytes:
    return package(
        "xl/workbook.xml",
        {
            "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}"><sheets>'
            '<sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/sheet1.xml": f'<worksheet xmlns="{SHEET}"><sheetData/></worksheet>',
            **beside,
        },
        {"sheet1.xml": "worksheet"},
    )


def slides(**beside: str) -> bytes:
    return package(
        "ppt/presentation.xml",
        {
            "ppt/presentation.xml": f'<p:presentation xmlns:p="{SLIDE}" xmlns:r="{OFFICE}">'
            '<p:sldIdLst><p:sldId id="256" r:id="r1"/></p:sldIdLst></p:presentation>',
            "ppt/slide1.xml": f'<p:sld xmlns:p="{SLIDE}"><p:cSld/></p:sld>',
            **beside,
        },
        {"slide1.xml": "slide"},
    )


@pytest.mark.parametrize("part", ["charts/chart1.xml", "embeddings/a.bin", "media/image1.png"])
def test_a_sheet_or_slide_that_only_shows_something_is_not_empty(part: str, check: Check) -> None:
    (sheet,) = check("支撑材料目录.xlsx", workbook(**{f"xl/{part}": "x"}))
    (slide,) = check("方案.pptx", slides(**{f"ppt/{part}": "x"}))
    assert "document.empty" not in codes(sheet) | codes(slide)
    assert codes(slide) == {"document.not_countable"}


@pytest.mark.parametrize("geometry", ["prstGeom", "custGeom"])
def test_slides_of_shapes_alone_are_not_empty(geometry: str, check: Check) -> None:
    shape = f'<a:{geometry} xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"/>'
    (one,) = check("方案.pptx", slides(**{"ppt/slide1.xml": f"<x>{shape}</x>"}))
    assert codes(one) == {"document.not_countable"}


def test_a_sheet_or_slide_of_nothing_is_empty(check: Check) -> None:
    (sheet,) = check("支撑材料目录.xlsx", workbook())
    (slide,) = check("方案.pptx", slides())
    assert (codes(sheet), codes(slide)) == ({"document.empty"}, {"document.empty"})


@pytest.mark.parametrize("begin", [b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00"])
def test_a_sheet_of_an_older_excel_is_not_damaged(begin: bytes, check: Check) -> None:
    (one,) = check("支撑材料目录.xls", begin + b"\x02\0\x10\0" + bytes(4_000))
    assert one.measures["not_countable"] == "old_format"
    assert not any(entry.severity == "hard" for entry in one.findings)


def test_a_document_of_nothing_but_a_note_is_not_empty(check: Check) -> None:
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    parts = {
        "word/document.xml": f'<w:document xmlns:w="{word}"><w:body><w:p><w:r>'
        '<w:footnoteReference w:id="2"/></w:r></w:p></w:body></w:document>',
        "word/footnotes.xml": f'<w:footnotes xmlns:w="{word}"><w:footnote w:id="2"><w:p><w:r>'
        f"<w:t>{text_of(100)}</w:t></w:r></w:p></w:footnote></w:footnotes>",
    }
    content = package("word/document.xml", parts, {"footnotes.xml": "footnotes"})
    (one,) = check("方案.docx", content)
    assert codes(one) == {"document.not_countable"}
