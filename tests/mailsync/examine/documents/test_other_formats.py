"""Formats that are read and not counted: their text is there for matching, its length is told."""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Callable, Mapping

import pytest

from mailsync.examine.checked import CheckedFile
from tests.mailsync.examine.documents.made import text_of
from tests.mailsync.examine.test_kinds_of_files import Check, check

__all__ = ["check"]
TITLE = "海洋工程学院船舶系教工党支部工作方案"
BODY = text_of(600)
LINES = (TITLE, "一、工作内容", BODY)
CHARS = len(TITLE) + len("一、工作内容") + len(BODY)


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def ofd(pieces: list[str], *, base: str = "Doc_0/") -> bytes:
    """A document of one page; a base that begins with a slash is one from the root."""
    root = base.strip("/")
    spaces = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    return zipped(
        {
            "OFD.xml": f"<ofd:OFD {spaces}><ofd:DocBody><ofd:DocRoot>{base}Document.xml"
            "</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
            f"{root}/Document.xml": f"<ofd:Document {spaces}><ofd:Pages>"
            '<ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>',
            f"{root}/Pages/Page_0/Content.xml": f"<ofd:Page {spaces}><ofd:Content><ofd:Layer>"
            f"{''.join(pieces)}</ofd:Layer></ofd:Content></ofd:Page>",
        }
    )


def piece(x: float, y: float, text: str, inside: str = 'X="0" Y="4"') -> str:
    return (
        f'<ofd:TextObject Boundary="{x} {y} 180 8" Font="1" Size="4">'
        f"<ofd:TextCode {inside}>{text}</ofd:TextCode></ofd:TextObject>"
    )


def rtf(lines: tuple[str, ...], write: Callable[[str], str]) -> bytes:
    head = (
        "{\\rtf1\\ansi\\ansicpg936\\deff0{\\fonttbl{\\f0\\fnil\\fcharset134 \\'cb\\'ce\\'cc\\'e5;}"
        "{\\f1 Times;}}{\\*\\generator Riched20;}{\\header \\'d2\\'b3\\'c3\\'bc\\par}"
        "{\\info{\\title t}}\\pard\\f0 "
    )
    return (head + "\\par\n".join(map(write, lines)) + "\\par}").encode("ascii")


def in_code_page(text: str) -> str:
    return "".join(f"\\'{byte:02x}" for byte in text.encode("gbk"))


def in_unicode(text: str) -> str:
    return "".join(f"\\u{ord(char) - 65536 if ord(char) > 32767 else ord(char)}?" for char in text)


WORD_2003 = "http://schemas.microsoft.com/office/word/2003/wordml"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
ODF = "urn:oasis:names:tc:opendocument:xmlns"


def in_word(space: str) -> str:
    paragraphs = "".join(
        f"<w:p><w:r><w:t>{line[:5]}</w:t></w:r>\n<w:r><w:t>{line[5:]}</w:t></w:r></w:p>"
        for line in LINES
    )
    return f'<w:body xmlns:w="{space}">{paragraphs}<w:p><w:del><w:r/></w:del></w:p></w:body>'


def in_open_document(wrapped: str) -> str:
    return (
        f'<office:{wrapped} xmlns:office="{ODF}:office:1.0" xmlns:text="{ODF}:text:1.0">'
        "<office:body><office:text>"
        f"<text:tracked-changes><text:p>删去的</text:p></text:tracked-changes>"
        f"<text:h>{TITLE}</text:h><text:p>一、<text:span>工作</text:span>内容</text:p>"
        f"<text:p>{BODY}</text:p></office:text></office:body></office:{wrapped}>"
    )


PAGE = f"<html><head><title>x</title></head><body><h1>{TITLE}</h1><p>一、工作内容<p>{BODY}</body>"
OTHER: dict[str, tuple[str, bytes]] = {
    "OFD": ("方案.ofd", ofd([piece(10, 10 * (at + 1), line) for at, line in enumerate(LINES)])),
    "OFD with a root from the top, in pieces, upside down": (
        "方案.ofd",
        ofd(
            [
                *(piece(10, 30 + 10 * at, BODY[at * 20 : at * 20 + 20]) for at in range(30)),
                piece(10, 20, "一、工作内容"),
                piece(90, 10.5, TITLE[8:]),
                piece(10, 10, TITLE[:8]),
            ],
            base="/Doc_0/",
        ),
    ),
    "RTF in its code page": ("方案.rtf", rtf(LINES, in_code_page)),
    "RTF in Unicode": ("方案.rtf", rtf(LINES, in_unicode)),
    "RTF called .doc": ("方案.doc", rtf(LINES, in_code_page)),
    "web page": ("方案.html", PAGE.encode()),
    "web page in GBK": ("方案.htm", PAGE.encode("gb18030")),
    "web archive": (
        "方案.mht",
        b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b; type="text/html"\r\n'
        b"\r\n--b\r\nContent-Type: text/html; charset=gb2312\r\n"
        b"Content-Transfer-Encoding: base64\r\n"
        b"Content-Location: file:///C:/a.htm\r\n\r\n"
        + base64.encodebytes(PAGE.encode("gb18030"))
        + b"\r\n--b--\r\n",
    ),
    "Word 2003 in XML": (
        "方案.xml",
        f'<?xml version="1.0"?><w:wordDocument xmlns:w="{WORD_2003}">{in_word(WORD_2003)}'
        "</w:wordDocument>".encode(),
    ),
    "Word in one file of XML": (
        "方案.xml",
        '<?xml version="1.0"?><?mso-application progid="Word.Document"?>'
        '<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">'
        f'<pkg:part pkg:name="/word/document.xml"><pkg:xmlData>{in_word(WORD)}</pkg:xmlData>'
        "</pkg:part></pkg:package>".encode(),
    ),
    "OpenDocument": (
        "方案.odt",
        zipped(
            {
                "mimetype": "application/vnd.oasis.opendocument.text",
                "content.xml": in_open_document("document-content"),
                "META-INF/manifest.xml": "<manifest/>",
            }
        ),
    ),
    "OpenDocument in one file": (
        "方案.fodt",
        f'<?xml version="1.0"?>{in_open_document("document")}'.encode(),
    ),
}


def only(found: tuple[CheckedFile, ...]) -> CheckedFile:
    (one,) = found
    return one


@pytest.mark.parametrize("kind", OTHER)
def test_the_text_is_there_for_matching_and_its_length_decides_nothing(
    kind: str, check: Check
) -> None:
    name, content = OTHER[kind]
    one = only(check(name, content))
    assert one.measures["title"] == TITLE
    assert one.measures["chars_about"] == CHARS
    assert "chars" not in one.measures
    finding = next(entry for entry in one.findings if entry.code == "document.not_countable")
    assert (finding.severity, finding.params["about"]) == ("hint", CHARS)
    assert not any(entry.severity == "hard" for entry in one.findings)


HOSTILE: dict[str, tuple[str, bytes]] = {
    "OFD without pages": ("方案.ofd", zipped({"OFD.xml": "<OFD/>"})),
    "OFD that is no XML": ("方案.ofd", zipped({"OFD.xml": b"\0\1"})),
    "OFD with entities": (
        "方案.ofd",
        zipped({"OFD.xml": '<!DOCTYPE a [<!ENTITY b "c">]><OFD><DocRoot>&b;</DocRoot></OFD>'}),
    ),
    "OFD that points out of itself": ("方案.ofd", ofd([], base="../../etc/")),
    "RTF that never ends": ("方案.rtf", b"{\\rtf1" + b"{" * 100_000),
    "RTF with numbers beyond all": ("方案.rtf", b"{\\rtf1\\ansicpg99999999\\u9999999999\\'e"),
    "OpenDocument without text": (
        "方案.odt",
        zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a"}),
    ),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_one_that_cannot_be_read_is_not_countable_and_not_damaged(kind: str, check: Check) -> None:
    name, content = HOSTILE[kind]
    one = only(check(name, content))
    assert {entry.code for entry in one.findings} == {"document.not_countable"}
    assert one.findings[0].params.get("about", 0) in (0, 1)
