"""Files as other programs make them: each kind by several examples, none of them named twice."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import struct
import subprocess
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from mailsync.archives.unpack import seven_zip_program
from mailsync.examine.checked import CheckedFile, check_files
from mailsync.examine.video.ffmpeg_tools import FfmpegTools
from store.notice.notice import Notice
from store.rules.findings import RuleSettings
from tests.mailsync.archives.opened import RARS
from tests.mailsync.examine.documents import made as documents
from tests.mailsync.examine.documents.made import NAMESPACES, plan, text_box, text_of

Check = Callable[..., tuple[CheckedFile, ...]]
CONTENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


@pytest.fixture
def check(tmp_path: Path, notice: Notice) -> Check:
    def checked(name: str, content: bytes) -> tuple[CheckedFile, ...]:
        path = tmp_path / name
        path.write_bytes(content)
        return check_files(
            [path],
            notice=notice,
            settings=RuleSettings(),
            tools=FfmpegTools(),
            progress=lambda _file, _share: None,
        )

    return checked


def codes(one: CheckedFile) -> set[str]:
    return {finding.code for finding in one.findings}


def zipped(members: Mapping[str, bytes | str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


def parts_of(chars: int, *extra: str) -> dict[str, bytes]:
    """A plan's parts by their names."""
    document = plan(chars)
    for xml in extra:
        documents.inserted(document, xml)
    saved = io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def commented(packed: bytes, comment: bytes) -> bytes:
    return packed[:-2] + len(comment).to_bytes(2, "little") + comment


def renamed(parts: Mapping[str, bytes], new: Callable[[str], str]) -> bytes:
    return zipped({new(name): content for name, content in parts.items()})


def replaced(parts: Mapping[str, bytes], name: str, *pairs: tuple[str, str]) -> dict[str, bytes]:
    text = parts[name].decode()
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return {**parts, name: text.encode()}


def strict(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    return {
        name: content.replace(
            b"http://schemas.openxmlformats.org/wordprocessingml/2006/",
            b"http://purl.oclc.org/ooxml/wordprocessingml/",
        ).replace(
            b"http://schemas.openxmlformats.org/officeDocument/2006/",
            b"http://purl.oclc.org/ooxml/officeDocument/",
        )
        for name, content in parts.items()
    }


def utf_16(parts: Mapping[str, bytes], name: str) -> dict[str, bytes]:
    text = parts[name].decode().replace('encoding="UTF-8"', 'encoding="UTF-16"')
    text = text.replace("encoding='UTF-8'", "encoding='UTF-16'")
    return {**parts, name: text.encode("utf-16")}


RELATIONS = "_rels/.rels"
PACKAGES: dict[str, Callable[[], bytes]] = {
    "names in capitals": lambda: renamed(parts_of(900), str.upper),
    "names in small letters": lambda: renamed(parts_of(900), str.lower),
    "backslashes everywhere": lambda: renamed(parts_of(900), lambda name: name.replace("/", "\\")),
    "a slash before each name": lambda: renamed(parts_of(900), lambda name: "/" + name),
    "a dot before each name": lambda: renamed(parts_of(900), lambda name: "./" + name),
    "an absolute target": lambda: zipped(
        replaced(parts_of(900), RELATIONS, ('"word/document.xml"', '"/word/document.xml"'))
    ),
    "a target up and down again": lambda: zipped(
        replaced(
            parts_of(900), RELATIONS, ('"word/document.xml"', '"docProps/../word/./document.xml"')
        )
    ),
    "a main part of another name": lambda: renamed(
        replaced(
            replaced(parts_of(900), RELATIONS, ('"word/document.xml"', '"text/main.xml"')),
            "[Content_Types].xml",
            ("/word/document.xml", "/text/main.xml"),
        ),
        lambda name: {
            "word/document.xml": "text/main.xml",
            "word/_rels/document.xml.rels": "text/_rels/main.xml.rels",
        }.get(name, name),
    ),
    "strict namespaces": lambda: zipped(strict(parts_of(900))),
    "a main part in UTF-16": lambda: zipped(utf_16(parts_of(900), "word/document.xml")),
    "relations in UTF-16": lambda: zipped(utf_16(parts_of(900), RELATIONS)),
    "a comment with the mark of an end": lambda: commented(zipped(parts_of(900)), b"a PK\x05\x06"),
    "100 kB of zeros behind": lambda: zipped(parts_of(900)) + bytes(100_000),
    "bytes before": lambda: b"\0\1\2\3" * 300 + zipped(parts_of(900)),
}


@pytest.mark.parametrize("kind", PACKAGES)
def test_a_package_is_read_however_its_parts_are_named(kind: str, check: Check) -> None:
    (one,) = check("方案.docx", PACKAGES[kind]())
    assert (one.measures["content"], one.measures.get("chars")) == ("docx", 900), one.measures
    assert not one.findings


EPUB = {"mimetype": "application/epub+zip", "META-INF/container.xml": "<x/>", "a/1.xhtml": "<p/>"}
ONE_DOCUMENT: dict[str, tuple[str, dict[str, bytes | str]]] = {
    "epub": ("epub", {**EPUB}),
    "ofd in capitals": ("ofd", {"OFD.XML": "<x/>", "Doc_0/Document.xml": "<x/>"}),
    "ofd": ("ofd", {"OFD.xml": "<x/>", "Doc_0/Pages/Page_0/Content.xml": "<x/>"}),
    "xps": ("xps", {"[Content_Types].xml": "<Types/>", "FixedDocumentSequence.fdseq": "<x/>"}),
    "xmind of today": ("xmind", {"content.json": "[]", "metadata.json": "{}"}),
    "xmind of old": ("xmind", {"content.xml": "<x/>", "META-INF/manifest.xml": "<x/>"}),
    "live photo": ("livp", {"IMG_0412.HEIC": b"x", "IMG_0412.mov": b"x"}),
    "keynote": ("iwork", {"Index/Presentation.iwa": b"x", "Data/a.jpg": b"x"}),
    "numbers": ("iwork", {"Index/Tables/Tile.iwa": b"x", "preview.jpg": b"x"}),
    "pages": ("iwork", {"Index/Document.iwa": b"x", "Data/a.jpg": b"x"}),
    "visio": ("vsdx", {"[Content_Types].xml": "<Types/>", "visio/document.xml": "<x/>"}),
    "uof": ("uof", {"uof.xml": "<x/>", "_meta/meta.xml": "<x/>"}),
    "odt": ("odf", {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}),
    "epub without its type": (
        "epub",
        {"META-INF/container.xml": "<x/>", "OEBPS/1.xhtml": "<p/>"},
    ),
    "mind map of Edraw": ("packed", {"document.xml": "<x/>", "page/page.xml": "<x/>"}),
    "mind map of MindManager": ("packed", {"Document.xml": "<x/>", "Preview.png": b"x"}),
    "ofd with its folders": ("ofd", {"Doc_0/": "", "Doc_0/Res/": "", "OFD.xml": "<x/>"}),
    "ofd with backslashes": ("ofd", {"OFD.xml": "<x/>", "Doc_0\\Document.xml": "<x/>"}),
    "any package": ("packed", {"[Content_Types].xml": "<Types/>", "3D/3dmodel.model": "<x/>"}),
    "any of a media type": ("packed", {"mimetype": "application/x-krita", "maindoc.xml": "<x/>"}),
}


@pytest.mark.parametrize("kind", ONE_DOCUMENT)
def test_a_document_in_a_zip_is_one_file(kind: str, check: Check) -> None:
    content, members = ONE_DOCUMENT[kind]
    (one,) = check("方案.bin", zipped(members))
    assert one.measures["content"] == content
    assert "members" not in one.measures
    assert codes(one) <= {"document.not_countable"}


MACOS = {"__MACOSX/._方案": b"\0\5\x16\7", ".DS_Store": b"\0\0\0\1Bud1"}


@pytest.mark.parametrize("beside", [{}, MACOS])
@pytest.mark.parametrize("kind", ["docx", "ofd"])
def test_a_document_that_was_packed_again_with_its_folder_is_one_damaged_file(
    kind: str, beside: Mapping[str, bytes], check: Check
) -> None:
    """Neither Word nor LibreOffice nor a reader of OFD opens it."""
    whole: Mapping[str, bytes | str] = parts_of(900) if kind == "docx" else ONE_DOCUMENT["ofd"][1]
    inside = {f"方案/{name}": content for name, content in whole.items()}
    (one,) = check(f"方案.{kind}", zipped({**inside, **beside}))
    assert codes(one) == {"document.unreadable"}


@pytest.mark.parametrize(
    "first",
    ["[Content_Types].xml", "word/document.xml", "docProps/core.xml", "_rels/", "xl/workbook.xml",
     "OFD.xml", "Doc_0/Document.xml", "mimetype", "word\\document.xml"],
)  # fmt: skip
def test_a_document_that_is_cut_off_is_no_archive(first: str, check: Check) -> None:
    whole = zipped({first: "x" * 40, "b": os.urandom(3000)})
    (one,) = check("方案.bin", whole[:1500])
    assert codes(one) == {"document.unreadable"}


def test_side_files_and_shortcuts_in_an_archive_are_no_plans(check: Check) -> None:
    side = ("~$方案.docx", ".~lock.方案.docx#", "~WRL0003.tmp", "Thumbs.db", "方案.docx.crdownload",
            "方案.docx.baiduyun.p.downloading", "方案.asd")  # fmt: skip
    members = dict.fromkeys((f"材料/{name}" for name in side), b"x" * 700)
    members |= {"材料/方案.docx": zipped(parts_of(600)), "材料/说明.url": b"[InternetShortcut]\r\n"}
    whole, *inside = check("材料.zip", zipped(members))
    assert not whole.findings
    assert {(one.file.rpartition("/")[2], str(one.kind)) for one in inside} == {
        ("方案.docx", "plan"),
        ("说明.url", "other"),
    }


def test_an_archive_of_documents_stays_an_archive(check: Check) -> None:
    whole, *members = check(
        "材料.zip",
        zipped({"甲/方案.docx": zipped(parts_of(600)), "甲/mimetype": "x", "乙.txt": "字"}),
    )
    assert whole.measures["members"] == len(members) == 3


TEXT = text_of(1600)
MARKUP: dict[str, tuple[str, bytes]] = {
    "a page": ("html", f"<html><body><p>{TEXT}</p></body></html>".encode()),
    "a page in capitals": ("html", f"<HTML><BODY>{TEXT}</BODY></HTML>".encode("gb18030")),
    "a page without a head": ("html", f"<div><p>{TEXT}</p></div>".encode()),
    "a page behind a comment": (
        "html",
        f"<!-- a --><table><tr><td>{TEXT}</td></tr></table>".encode(),
    ),
    "a page with a declaration": (
        "html",
        f'<?xml version="1.0"?><!DOCTYPE html><html>{TEXT}'.encode(),
    ),
    "a page in UTF-16": ("html", f"<html><p>{TEXT}</p></html>".encode("utf-16")),
    "MHT of a browser": (
        "mht",
        b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://x.example/\r\nSubject: a\r\n"
        b'MIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="b"\r\n'
        b"\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>a</p>\r\n--b--\r\n",
    ),
    "MHT behind empty lines": (
        "mht",
        b"\r\n\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related; type="text/html"; boundary="b"\r\n'
        b"\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>a</p>\r\n--b--\r\n",
    ),
    "MHT of one part": (
        "mht",
        b"MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n"
        b"Content-Location: file:///C:/a.htm\r\n\r\n<p>a</p>\r\n",
    ),
    "a mail": (
        "eml",
        b"Received: from a\r\nFrom: a@x.example\r\nTo: b@x.example\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: text/plain\r\n\r\na\r\n",
    ),
    "Word 2003": (
        "word_xml",
        b'<?xml version="1.0"?><w:wordDocument '
        b'xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"/>',
    ),
    "Word in one file": (
        "flat_office",
        b'<?xml version="1.0"?><?mso-application progid="Word.Document"?>'
        b'<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage"/>',
    ),
    "XML without a declaration": ("xml", f"<mxfile><diagram>{TEXT}</diagram></mxfile>".encode()),
    "XML of a name space": ("xml", f'<a:x xmlns:a="urn:a">{TEXT}<a:y/></a:x>'.encode("utf-16")),
    "XML in GBK": ("xml", f"<plan>{TEXT}<p></p></plan>".encode("gbk")),
    "Excel 2003": (
        "excel_xml",
        b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
    ),
}


@pytest.mark.parametrize("kind", MARKUP)
def test_markup_is_never_counted(kind: str, check: Check) -> None:
    content, written = MARKUP[kind]
    (one,) = check("方案.doc", written)
    assert (one.measures["content"], one.measures.get("chars")) == (content, None)
    assert codes(one) == {"document.not_countable", "file.wrong_suffix"}


PLAIN = "一、工作内容\n" + text_of(1000)
TEXTS: dict[str, bytes] = {
    "UTF-16 big end first, without a mark": PLAIN.encode("utf-16-be"),
    "UTF-16 small end first, without a mark": PLAIN.encode("utf-16-le"),
    "UTF-16 of Chinese alone, without a mark": text_of(1006).encode("utf-16-le"),
    "UTF-16 big end first, of Chinese alone": text_of(1006).encode("utf-16-be"),
    "UTF-32": PLAIN.encode("utf-32"),
    "UTF-8 filled up with zeros": PLAIN.encode() + bytes(4000),
    "GBK filled up with zeros": PLAIN.encode("gbk") + bytes(4001),
    "UTF-16 filled up with zeros": PLAIN.encode("utf-16") + bytes(4000),
    "UTF-8 cut in a character": PLAIN.encode()[:-1],
    "UTF-8 with a broken byte": PLAIN.encode().replace("支".encode(), b"\xe6\x94\xff", 1),
    "Big5": ("機械學院黨支部開展學習，記錄問題。" * 60)[:1006].encode("big5"),
    "GBK with a lost byte": PLAIN.encode("gb18030").replace("支".encode("gbk"), b"\xd6", 1),
    "GBK with a broken byte": PLAIN.encode("gb18030").replace("支".encode("gbk"), b"\xff\xa7", 1),
}


@pytest.mark.parametrize("kind", TEXTS)
def test_a_text_that_people_can_open_is_counted(kind: str, check: Check) -> None:
    (one,) = check("方案.txt", TEXTS[kind])
    chars = one.measures.get("chars")
    assert isinstance(chars, int)
    assert abs(chars - 1006) <= 3
    assert not any(finding.severity == "hard" for finding in one.findings)


@pytest.mark.parametrize("content", [bytes(range(256)) * 40, b"\x89\0\xff\xfe" * 900])
def test_what_is_no_text_stays_damaged(content: bytes, check: Check) -> None:
    (one,) = check("方案.docx", content)
    assert codes(one) >= {"document.unreadable"}


def alternative(requires: str, uri: str, choice: int, fallback: int) -> str:
    def run(chars: int) -> str:
        return f"<w:r><w:t>{text_of(chars)}</w:t></w:r>"

    return (
        f'<w:p><mc:AlternateContent><mc:Choice Requires="{requires}" xmlns:{requires}="{uri}">'
        f"{run(choice)}</mc:Choice><mc:Fallback>{run(fallback)}</mc:Fallback>"
        "</mc:AlternateContent></w:p>"
    )


@pytest.mark.parametrize(
    ("uri", "chars"),
    [
        ("http://schemas.microsoft.com/office/word/2010/wordml", 10),
        ("http://schemas.openxmlformats.org/drawingml/2006/main", 10),
        ("http://www.wps.cn/officeDocument/2013/wpsCustomData", 30),
        ("urn:nobody", 30),
    ],
)
def test_of_alternatives_the_one_counts_that_word_understands(
    uri: str, chars: int, check: Check
) -> None:
    (one,) = check("方案.docx", bare(alternative("q", uri, 10, 30)))
    assert one.measures["chars"] == chars


BARE = f"<w:document {NAMESPACES}><w:body>{{}}</w:body></w:document>"


def bare(body: str, **parts: bytes) -> bytes:
    names = {"[Content_Types].xml": "<Types/>", "word/document.xml": BARE.format(body)}
    return zipped({**names, **{f"word/{name}": content for name, content in parts.items()}})


WORD_ART = (
    '<w:p><w:r><w:pict><v:shape><v:textpath string="艺术字标题"/></v:shape></w:pict></w:r></w:p>'
)
SHAPE = "<w:p><w:r><w:drawing><a:p><a:r><a:t>图形里的字</a:t></a:r></a:p></w:drawing></w:r></w:p>"
UNKNOWN = '<q:wrap xmlns:q="urn:q"><w:p><w:r><w:t>包起来的字</w:t></w:r></w:p></q:wrap>'


FORM_FIELD = (
    '<w:p><w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:listEntry w:val="甲"/>'
    '</w:ddList></w:ffData></w:fldChar></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
)
BARE_PICTURE = '<w:pict><v:shape><v:imagedata title="a"/></v:shape></w:pict>'


@pytest.mark.parametrize(
    "body", [BARE_PICTURE, f"<w:tbl><w:tr><w:tc>{BARE_PICTURE}</w:tc></w:tr></w:tbl>"]
)
def test_a_picture_counts_wherever_it_stands(body: str, check: Check) -> None:
    (one,) = check("方案.docx", bare(body))
    assert codes(one) == {"document.not_countable"}
    assert one.measures["pictures"] == 1


@pytest.mark.parametrize("body", [WORD_ART, SHAPE, UNKNOWN, FORM_FIELD])
def test_text_that_was_not_read_is_not_nothing(body: str, check: Check) -> None:
    (one,) = check("方案.docx", bare(body))
    assert codes(one) == {"document.not_countable"}
    assert one.measures["not_countable"] == "unread"


@pytest.mark.parametrize("body", ["", "<w:p/>", "<w:p><w:r><w:t>  </w:t></w:r></w:p>"])
def test_a_document_of_nothing_is_empty(body: str, check: Check) -> None:
    (one,) = check("方案.docx", bare(body))
    assert codes(one) == {"document.empty"}


@pytest.mark.parametrize("kind", ["aFChunk", "subDocument"])
@pytest.mark.parametrize(
    ("chars", "code"), [(300, "document.not_countable"), (1600, "document.too_long")]
)
def test_another_document_within_is_no_pass(kind: str, chars: int, code: str, check: Check) -> None:
    parts = replaced(
        parts_of(chars),
        "word/_rels/document.xml.rels",
        (
            "</Relationships>",
            f'<Relationship Id="c" Type="x/{kind}" Target="c.htm"/></Relationships>',
        ),
    )
    (one,) = check("方案.docx", zipped({**parts, "word/c.htm": b"<p>a</p>"}))
    assert codes(one) == {code}


@pytest.mark.parametrize(
    ("boxes", "beside", "chars"), [(1600, 300, 1900), (900, 500, 1400), (400, 600, 600)]
)
def test_boxes_count_where_most_of_the_text_stands_in_them(
    boxes: int, beside: int, chars: int, check: Check
) -> None:
    (one,) = check("方案.docx", zipped(parts_of(beside, text_box(text_of(boxes)))))
    assert one.measures["chars"] == chars
    assert ("document.too_long" in codes(one)) == (chars > 1500)


def test_a_count_with_boxes_says_so(check: Check) -> None:
    (one,) = check("方案.docx", zipped(parts_of(300, text_box(text_of(1600)))))
    params = one.findings[0].params
    assert (params["reason"], params["boxes"]) == ("boxes", 1600)


def test_a_document_of_an_older_word_is_not_damaged(check: Check) -> None:
    for content in (b"\xdb\xa5" + bytes(600), b"\x31\xbe\0\0\0\xab" + bytes(600)):
        (one,) = check("方案.doc", content)
        assert codes(one) == {"document.not_countable"}
    works = documents.compound({"MatOST": b"x" * 5000, "CONTENTS": b"y" * 5000})
    (one,) = check("方案.doc", works)
    assert "document.unreadable" not in codes(one)


@pytest.mark.parametrize(
    "before", [b"\n\n", b"\xef\xbb\xbf", b"HTTP/1.1 200 OK\r\n\r\n", b" " * 900]
)
def test_a_pdf_may_begin_late(before: bytes, check: Check) -> None:
    (one,) = check("方案.pdf", before + documents.pdf([[text_of(40)] * 3]))
    assert one.measures["content"] == "pdf"


SIDE_FILES = (
    "~$方案.docx", ".~方案.docx", ".~lock.方案.docx#", "._方案.docx", "~WRL0003.tmp", "Thumbs.db",
    "__MACOSX/a/._方案.docx", ".DS_Store",
)  # fmt: skip


@pytest.mark.parametrize("side", SIDE_FILES)
def test_side_files_are_never_a_document(side: str, check: Check) -> None:
    members = {"材料/方案.docx": zipped(parts_of(600)), f"材料/{side}": b"\5admin" + bytes(156)}
    whole, *found = check("材料.zip", zipped(members))
    assert [one.file.rpartition("/")[2] for one in found] == ["方案.docx"]
    assert not whole.findings


def test_an_owner_file_is_known_by_its_content_too(check: Check) -> None:
    owner = b"\5admin" + b" " * 48 + b"\5\0" + "admin".encode("utf-16-le")
    members = {"方案.docx": zipped(parts_of(600)), "方案(2).docx": owner.ljust(162, b" ")}
    _, *found = check("材料.zip", zipped(members))
    assert len(found) == 1


def tarred() -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, content in (("学院/方案.docx", zipped(parts_of(600))), ("学院/a.txt", b"text")):
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "packed"),
    [
        ("材料.tar", tarred),
        ("材料.tar.gz", lambda: gzip.compress(tarred())),
        ("材料.tgz", lambda: gzip.compress(tarred())),
        ("材料.tar.bz2", lambda: bz2.compress(tarred())),
        ("材料.tar.xz", lambda: lzma.compress(tarred())),
    ],
)
def test_a_tar_is_opened_however_it_is_packed(
    name: str, packed: Callable[[], bytes], check: Check
) -> None:
    whole, *found = check(name, packed())
    assert {one.file.partition(f"{name}/")[2] for one in found} == {"学院/方案.docx", "学院/a.txt"}
    assert not whole.findings


def test_one_packed_file_is_opened(check: Check) -> None:
    _, one = check("方案.docx.gz", gzip.compress(zipped(parts_of(600))))
    assert (one.file.rpartition("/")[2], one.measures["chars"]) == ("方案.docx", 600)


def test_a_packed_file_that_is_cut_off_is_told(check: Check) -> None:
    whole, *_ = check("材料.tar.gz", gzip.compress(tarred())[:-400])
    assert "archive.unreadable" in codes(whole)


@pytest.mark.parametrize("method", ["Deflate64", "PPMd", "LZMA", "BZip2"])
def test_a_zip_is_read_by_every_method_of_7_zip(method: str, tmp_path: Path, check: Check) -> None:
    program = seven_zip_program()
    assert program is not None
    (tmp_path / "a.txt").write_text(text_of(5000), encoding="utf-8")
    (tmp_path / "b.txt").write_text(text_of(6000), encoding="utf-8")
    made = tmp_path / "made.zip"
    subprocess.run(
        [program, "a", "-bd", f"-mm={method}", str(made), "a.txt", "b.txt"],
        cwd=tmp_path, check=True, capture_output=True,
    )  # fmt: skip
    whole, *found = check("材料.zip", made.read_bytes())
    assert not whole.findings
    assert [one.measures["chars"] for one in found] == [5000, 6000]


def test_a_program_that_unpacks_itself_is_opened(tmp_path: Path, check: Check) -> None:
    program = seven_zip_program()
    assert program is not None
    (tmp_path / "a.txt").write_text(text_of(50), encoding="utf-8")
    for kind in ("7z", "zip"):
        made = tmp_path / f"made.{kind}"
        subprocess.run(
            [program, "a", "-bd", str(made), "a.txt"], cwd=tmp_path, check=True, capture_output=True
        )
        stub = b"MZ" + struct.pack("<H", 0x90) + bytes(3000) + b"PE\0\0" + bytes(500)
        _, one = check("材料.exe", stub + made.read_bytes())
        assert one.measures["chars"] == 50


@pytest.mark.parametrize("name", ["rar5-blake.rar", "rar3-solid.rar"])
def test_a_program_that_unpacks_a_rar_is_opened(name: str, check: Check) -> None:
    stub = b"MZ" + bytes(3500)
    whole, *found = check("材料.exe", stub + (RARS / name).read_bytes())
    assert (whole.measures["content"], bool(found)) == ("rar", True)


@pytest.mark.parametrize("mark", [b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07\0", b"Rar!\x1a\x07\1\0"])
def test_a_program_that_knows_an_archive_by_its_mark_carries_none(
    mark: bytes, check: Check
) -> None:
    (one,) = check("程序.exe", b"MZ" + bytes(3000) + mark + b"no archive" * 20)
    assert (one.measures["content"], "archive.unreadable" in codes(one)) == ("exe", False)


def test_a_program_in_a_zip_that_calls_itself_an_archive_is_not_called_damaged(
    check: Check,
) -> None:
    manifest = {"META-INF/MANIFEST.MF": "Manifest-Version: 1.0", "a.class": "x"}
    (one,) = check("材料.zip", zipped(manifest))
    (found,) = one.findings
    assert (found.code, found.params) == ("file.unreadable", {"reason": "foreign"})


@pytest.mark.parametrize("junk", [b"\0" * 200_000, b"junk" * 50_000, b"PK\5\6" + b"\xff" * 90_000])
def test_bytes_behind_a_zip_are_none_of_it(junk: bytes, check: Check) -> None:
    whole, *found = check("材料.zip", zipped({"a.txt": text_of(20), "b.txt": "b"}) + junk)
    assert (len(found), whole.findings) == (2, ())


def with_count(
    chars: int, stated: int, program: str = "Microsoft Office Word", letters: int = 0
) -> bytes:
    parts = parts_of(chars)
    parts["docProps/app.xml"] = (
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
        f'extended-properties"><Application>{program}</Application><Words>{stated}</Words>'
        + (f"<Characters>{letters}</Characters>" if letters else "")
        + "</Properties>"
    ).encode()
    return zipped(parts)


@pytest.mark.parametrize(
    ("chars", "stated", "program", "said"),
    [
        (1400, 1600, "Microsoft Office Word", True),
        (1600, 1400, "Microsoft Office Word", True),
        (1400, 1600, "WPS Office_11.8", True),
        (1495, 1505, "Microsoft Office Word", False),
        (1400, 1200, "Microsoft Office Word", False),
        (1400, 0, "Microsoft Office Word", False),
        (1400, 1600, "LibreOffice/7.4", False),
    ],
)
def test_the_count_of_word_is_shown_where_it_decides(
    chars: int, stated: int, program: str, said: bool, check: Check
) -> None:
    (one,) = check("方案.docx", with_count(chars, stated, program))
    found = [finding for finding in one.findings if finding.code == "document.count_differs"]
    assert bool(found) == said
    for finding in found:
        assert (finding.params["chars"], finding.params["stated"]) == (chars, stated)


@pytest.mark.parametrize(
    ("stated", "letters", "said"),
    [
        # As Word reckons it from the length of a file: 1017 words for 5803 characters.
        (281, 1602, False),
        (1017, 5803, False),
        (300, 1750, False),
        # In German, and in the English of Britain.
        (1300, 8325, False),
        (1400, 7700, False),
        # A count: about as many characters as words.
        (1400, 1430, True),
        (1400, 2100, True),
    ],
)
def test_a_count_that_was_reckoned_from_the_length_is_none(
    stated: int, letters: int, said: bool, check: Check
) -> None:
    (one,) = check("方案.docx", with_count(1600, stated, letters=letters))
    assert bool([entry for entry in one.findings if entry.code == "document.count_differs"]) == said
