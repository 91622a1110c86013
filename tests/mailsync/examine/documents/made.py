"""Documents made for the tests of examining: .docx by python-docx, the rest by hand."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path

from docx import Document
from docx.document import Document as DocxDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

# Ten characters, nine words and a mark; sections of a plan are made of it.
SENTENCE = "支部党员认真学习讨论。"
ASPECTS = ("工作内容", "建设成果", "特色做法", "宣传推广")
NAMESPACES = nsdecls("w") + (
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)


def plan(
    chars: int, *, aspects: Iterable[str] = ASPECTS, title: str = "特色支部工作案例"
) -> DocxDocument:
    """A plan whose title, headings and text are exactly `chars` characters."""
    document = Document()
    document.add_heading(title, 0)
    headings = [f"{number}、{name}" for number, name in zip("一二三四五六", aspects, strict=False)]
    left = chars - len(title) - sum(map(len, headings))
    share = left // max(1, len(headings))
    for at, heading in enumerate(headings):
        document.add_heading(heading, 1)
        size = left - share * (len(headings) - 1) if at == len(headings) - 1 else share
        document.add_paragraph(text_of(size))
    if not headings:
        document.add_paragraph(text_of(left))
    return document


def text_of(chars: int) -> str:
    """Running text of so many characters."""
    return (SENTENCE * (chars // len(SENTENCE) + 1))[:chars]


def inserted(document: DocxDocument, xml: str) -> None:
    """Put a paragraph or table of WordprocessingML at the end of the text."""
    element = parse_xml(xml.replace(">", f" {NAMESPACES}>", 1))
    document.element.body.insert(len(document.element.body) - 1, element)


def text_box(text: str) -> str:
    """A text box as Word writes it: for itself, and once more for old programs."""
    inside = f"<w:txbxContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent>"
    return (
        "<w:p><w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wp:inline>"
        f"<a:graphic><a:graphicData uri='u'><wps:wsp><wps:txbx>{inside}</wps:txbx></wps:wsp>"
        "</a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice><mc:Fallback><w:pict>"
        f"<v:shape><v:textbox>{inside}</v:textbox></v:shape></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )


def tracked(kept: str, added: str, removed: str) -> str:
    """A paragraph with a tracked insertion and a tracked deletion."""
    return (
        f"<w:p><w:r><w:t>{kept}</w:t></w:r>"
        f"<w:ins w:id='1' w:author='a'><w:r><w:t>{added}</w:t></w:r></w:ins>"
        f"<w:del w:id='2' w:author='a'><w:r><w:delText>{removed}</w:delText></w:r></w:del></w:p>"
    )


def hidden(shown: str, unseen: str) -> str:
    """A paragraph with a hidden run."""
    return (
        f"<w:p><w:r><w:t>{shown}</w:t></w:r>"
        f"<w:r><w:rPr><w:vanish/></w:rPr><w:t>{unseen}</w:t></w:r></w:p>"
    )


def field(result: str) -> str:
    """A field: its instruction is not text, its result is."""
    return (
        "<w:p><w:r><w:fldChar w:fldCharType='begin'/></w:r>"
        '<w:r><w:instrText>HYPERLINK "http://x.example/abc"</w:instrText></w:r>'
        "<w:r><w:t>指令里的字</w:t></w:r>"
        "<w:r><w:fldChar w:fldCharType='separate'/></w:r>"
        f"<w:r><w:t>{result}</w:t></w:r><w:r><w:fldChar w:fldCharType='end'/></w:r></w:p>"
    )


def with_parts(document: DocxDocument, path: Path, parts: dict[str, tuple[str, str]]) -> None:
    """Save with more stories: part name -> (type of relation, content)."""
    packed = io.BytesIO()
    document.save(packed)
    relations = "word/_rels/document.xml.rels"
    with zipfile.ZipFile(packed) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == relations:
                added = "".join(
                    f'<Relationship Id="x{at}" Type="http://x/{kind}" Target="{part}"/>'
                    for at, (part, (kind, _content)) in enumerate(parts.items())
                )
                content = content.replace(b"</Relationships>", f"{added}</Relationships>".encode())
            target.writestr(name, content)
        for part, (_kind, xml) in parts.items():
            target.writestr(f"word/{part}", xml)


def footnotes(text: str) -> str:
    """A part of footnotes: Word's separator, which is no text, and one note."""
    return (
        f"<w:footnotes {NAMESPACES}><w:footnote w:type='separator' w:id='0'><w:p><w:r>"
        f"<w:t>分隔</w:t></w:r></w:p></w:footnote><w:footnote w:id='1'>"
        f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:footnote></w:footnotes>"
    )


def png(width: int = 8, height: int = 8) -> bytes:
    """A small grey picture."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content
            + struct.pack(">I", zlib.crc32(kind + content))
        )  # fmt: skip

    rows = b"".join(b"\0" + b"\x80\x80\x80" * width for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    )  # fmt: skip


def pdf(pages: list[list[str]], *, picture: bool = False) -> bytes:
    """A PDF of lines of text, or of one picture a page and no text."""
    objects: list[bytes] = [b"", b""]
    objects.append(
        b"<</Type/Font/Subtype/Type0/BaseFont/SimSun/Encoding/Identity-H/DescendantFonts[4 0 R]"
        b"/ToUnicode 5 0 R>>"
    )
    objects.append(
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/SimSun/CIDSystemInfo<</Registry(Adobe)"
        b"/Ordering(Identity)/Supplement 0>>/FontDescriptor 6 0 R/DW 1000>>"
    )
    cmap = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        b"1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        b"1 beginbfrange <0000> <ffff> <0000> endbfrange\nendcmap end end"
    )
    objects.append(_stream(b"", cmap))
    objects.append(
        b"<</Type/FontDescriptor/FontName/SimSun/Flags 4/FontBBox[0 0 1000 1000]/ItalicAngle 0"
        b"/Ascent 800/Descent -200/CapHeight 800/StemV 80>>"
    )
    objects.append(
        _stream(b"/Type/XObject/Subtype/Image/Width 2/Height 2/ColorSpace/DeviceGray"
                b"/BitsPerComponent 8", b"\x00\x80\x80\xff")
    )  # fmt: skip
    kids: list[int] = []
    for lines in pages:
        shown = b"q 500 0 0 700 40 60 cm /I Do Q" if picture else b"BT /F 10 Tf 40 800 Td 14 TL\n"
        if not picture:
            shown += b"".join(
                b"<" + line.encode("utf-16-be").hex().encode() + b"> Tj T*\n" for line in lines
            )
            shown += b"ET"
        objects.append(_stream(b"", shown))
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R"
            b"/Resources<</Font<</F 3 0 R>>/XObject<</I 7 0 R>>>>>>" % len(objects)
        )
        kids.append(len(objects))
    objects[0] = b"<</Type/Catalog/Pages 2 0 R>>"
    objects[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (
        len(kids), b" ".join(b"%d 0 R" % kid for kid in kids),
    )  # fmt: skip
    out = bytearray(b"%PDF-1.7\n")
    offsets: list[int] = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table_at = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, table_at)
    return bytes(out)


def _stream(keys: bytes, content: bytes) -> bytes:
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (keys, len(content), content)


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file (OLE2) with these streams, each padded beyond the mini stream's limit."""
    sector = 512
    padded = {
        name: content.ljust(max(4096, len(content)), b"\0") for name, content in streams.items()
    }
    counts = {name: -(-len(content) // sector) for name, content in padded.items()}
    directory_sectors = -(-(1 + len(padded)) // 4)
    fat: list[int] = [0xFFFFFFFD]
    fat += [*range(2, 1 + directory_sectors), 0xFFFFFFFE]
    starts: dict[str, int] = {}
    for name, count in counts.items():
        starts[name] = len(fat)
        fat += [*range(len(fat) + 1, len(fat) + count), 0xFFFFFFFE]
    fat += [0xFFFFFFFF] * (128 - len(fat))
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
        + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
        + struct.pack("<IIIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0)
        + b"\xff" * (109 * 4 - 4)
    )  # fmt: skip
    entries = [_entry("Root Entry", 5, 1, 0xFFFFFFFE, 0)]
    names = list(padded)
    for at, name in enumerate(names):
        following = at + 2 if at + 1 < len(names) else 0xFFFFFFFF
        entries.append(_entry(name, 2, 0xFFFFFFFF, starts[name], len(padded[name]), following))
    directory = b"".join(entries).ljust(directory_sectors * sector, b"\0")
    body = b"".join(content.ljust(counts[name] * sector, b"\0") for name, content in padded.items())
    return header + struct.pack("<128I", *fat) + directory + body


def _entry(
    name: str, kind: int, child: int, start: int, size: int, right: int = 0xFFFFFFFF
) -> bytes:
    encoded = (name + "\0").encode("utf-16-le")
    return (
        encoded.ljust(64, b"\0") + struct.pack("<HBB", len(encoded), kind, 1)
        + struct.pack("<III", 0xFFFFFFFF, right, child) + bytes(36)
        + struct.pack("<IQ", start, size)
    )  # fmt: skip


def slides(titles: list[str]) -> bytes:
    """A presentation with one titled slide for each title."""
    a = "http://schemas.openxmlformats.org/drawingml/2006/main"
    p = "http://schemas.openxmlformats.org/presentationml/2006/main"
    r = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as target:
        target.writestr("[Content_Types].xml", "<Types/>")
        ids = "".join(f'<p:sldId id="{256 + at}" r:id="r{at}"/>' for at in range(len(titles)))
        target.writestr(
            "ppt/presentation.xml",
            f'<p:presentation xmlns:p="{p}" xmlns:r="{r}"><p:sldIdLst>{ids}</p:sldIdLst>'
            "</p:presentation>",
        )
        relations = "".join(
            f'<Relationship Id="r{at}" Type="x/slide" Target="slides/slide{at}.xml"/>'
            for at in range(len(titles))
        )
        target.writestr(
            "ppt/_rels/presentation.xml.rels", f"<Relationships>{relations}</Relationships>"
        )
        for at, title in enumerate(titles):
            target.writestr(
                f"ppt/slides/slide{at}.xml",
                f'<p:sld xmlns:p="{p}" xmlns:a="{a}"><p:sp><p:nvSpPr><p:nvPr><p:ph type="title"/>'
                f"</p:nvPr></p:nvSpPr><p:txBody><a:p><a:r><a:t>{title}</a:t></a:r></a:p></p:txBody>"
                "</p:sp></p:sld>",
            )
    return packed.getvalue()
