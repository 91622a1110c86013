"""Documents of the table: every limit at, under and over, and every way to be wrong."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
from docx import Document

from tests.mailsync.examine.documents import made as documents
from tests.mailsync.examine.documents.made import ASPECTS, SENTENCE, inserted, plan, text_of
from tests.mailsync.examine.row import FILES, Maker, Row, copy_of, of_bytes, zip_of


def of_docx(chars: int, *extra: str, **wishes: Any) -> Maker:
    """A plan of so many characters, with more WordprocessingML at its end."""

    def make(path: Path, _ffmpeg: str) -> None:
        document = plan(chars, **wishes)
        for xml in extra:
            inserted(document, xml)
        document.save(str(path))

    return make


def _lines(*lines: str, size: int = 300) -> Maker:
    """A plan of `size` characters and more lines behind it."""

    def make(path: Path, _ffmpeg: str) -> None:
        document = plan(size)
        for line in lines:
            document.add_paragraph(line)
        document.save(str(path))

    return make


def _last_aspect(chars: int) -> Maker:
    """A plan of 1000 characters of which so many stand under its fourth heading, itself too."""

    def make(path: Path, _ffmpeg: str) -> None:
        document = Document()
        sizes = (300, 300, 400 - chars, chars)
        for heading, size in zip(NUMBERED_ASPECTS, sizes, strict=True):
            document.add_heading(heading, 1)
            document.add_paragraph(text_of(size - len(heading)))
        document.save(str(path))

    return make


def _empty(path: Path, _ffmpeg: str) -> None:
    Document().save(str(path))


def _pictures_only(path: Path, _ffmpeg: str) -> None:
    document = Document()
    document.add_picture(io.BytesIO(documents.png()))
    document.save(str(path))


def _table_text(path: Path, _ffmpeg: str) -> None:
    document = plan(1480)
    table = document.add_table(3, 7)
    for row in table.rows:
        for cell in row.cells:
            cell.text = "字"
    document.save(str(path))


def _with_note(path: Path, _ffmpeg: str) -> None:
    documents.with_parts(
        plan(1500), path, {"footnotes.xml": ("footnotes", documents.footnotes("脚注里的字"))}
    )


def _encrypted_doc(path: Path, _ffmpeg: str) -> None:
    content = bytearray((FILES / "rich.doc").read_bytes())
    at = content.index(b"\xec\xa5")
    content[at + 0x0B] |= 0x01
    path.write_bytes(content)


def _sheet(path: Path, _ffmpeg: str) -> None:
    book = openpyxl.Workbook()
    for row in (("序号", "材料名称"), (1, "活动照片")):
        book.active.append(row)
    book.save(path)


def _headers(path: Path, _ffmpeg: str) -> None:
    document = plan(1500)
    document.sections[0].header.paragraphs[0].text = "页眉里的字"
    document.sections[0].footer.paragraphs[0].text = "页脚里的字"
    document.save(str(path))


def _nested_table(path: Path, _ffmpeg: str) -> None:
    document = plan(1499)
    inner = document.add_table(1, 1).cell(0, 0).add_table(1, 1)
    inner.cell(0, 0).text = "内层"
    document.save(str(path))


def _merged_cells(path: Path, _ffmpeg: str) -> None:
    document = plan(1498)
    table = document.add_table(1, 2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "合并"
    document.save(str(path))


NUMBERED_ASPECTS = [f"{n}、{aspect}" for n, aspect in zip("一二三四", ASPECTS, strict=True)]
# 40 characters a line; no line comes twice, as a header would.
LONG_PAGES = [
    [f"{aspect}{at:02d}{page}{SENTENCE * 3}" for at in range(10)]
    for page, aspect in enumerate(NUMBERED_ASPECTS)
]
ENCRYPTED_OFFICE = documents.compound({"EncryptionInfo": b"", "EncryptedPackage": b"x"})

DOCUMENT_ROWS = (
    Row("方案-1499字.docx", of_docx(1499)),
    Row("方案-1500字.docx", of_docx(1500)),
    Row("方案-1501字.docx", of_docx(1501), "document.too_long"),
    Row("方案-很长.docx", of_docx(6000), "document.too_long"),
    Row("方案-西文.docx", _lines("COVID-19 3.5% A/B", size=1497)),
    Row("方案-西文超.docx", _lines("COVID-19 3.5% A/B x", size=1497), "document.too_long"),
    Row("方案-文本框.docx", of_docx(1500, documents.text_box("文本框不计入字数"))),
    Row("方案-表格.docx", _table_text, "document.too_long"),
    Row("方案-脚注.docx", _with_note),
    Row("方案-修订.docx", of_docx(1496, documents.tracked("保留", "新增", "删去的不算"))),
    Row("方案-修订超.docx", of_docx(1497, documents.tracked("保留", "新增", "删")),
        "document.too_long"),
    Row("方案-隐藏文字.docx", of_docx(1498, documents.hidden("可见", "隐藏的不算"))),
    Row("方案-域.docx", of_docx(1498, documents.field("结果"))),
    Row("方案-后附支撑材料.docx", _lines("支撑材料", text_of(1600))),
    Row("方案-后附目录.docx", _lines("支撑材料目录", "1.活动照片", "2.新闻报道")),
    Row("方案-分界不清.docx", _lines("支撑材料", text_of(1400), "五、长效机制", SENTENCE),
        "document.not_countable"),
    Row("方案-附件说明.docx", _lines("附件", text_of(1400)), "document.not_countable"),
    Row("方案-分界不清但都不超.docx", _lines("附件", text_of(200))),
    Row("方案-缺两方面.docx", of_docx(900, aspects=ASPECTS[:2]), "document.aspect_missing"),
    Row("方案-无标题.docx", of_docx(900, aspects=()), "document.aspect_missing"),
    Row("方案-流水账.docx", _lines(*(f"3月{day}日，{SENTENCE}" for day in range(1, 7))),
        "document.diary_style"),
    Row("方案-四条日期.docx", _lines(*(f"3月{day}日，{SENTENCE}" for day in range(1, 5)))),
    Row("方案-空白.docx", _empty, "document.empty"),
    Row("方案-只有图.docx", _pictures_only, "document.not_countable"),
    Row("方案-零字节.docx", of_bytes(b""), "file.empty"),
    Row("方案-截断.docx", copy_of("rich.docx", 0.6), "document.unreadable"),
    Row("方案-乱码.docx", of_bytes(bytes(range(256)) * 40), "document.unreadable"),
    Row("方案-加密.docx", of_bytes(ENCRYPTED_OFFICE), "document.encrypted"),
    Row("方案-其实是doc.docx", copy_of("rich.doc"), "file.wrong_suffix"),
    Row("方案-旧版.doc", copy_of("rich.doc")),
    Row("方案-旧版加密.doc", _encrypted_doc, "document.encrypted"),
    Row("方案-旧版截断.doc", copy_of("rich.doc", 0.4), "document.unreadable"),
    Row("方案-其实是docx.doc", of_docx(300), "file.wrong_suffix"),
    Row("方案-金山.wps", copy_of("rich.doc")),
    Row("方案-富文本.rtf", of_bytes(rb"{\rtf1 text}"), "document.not_countable"),
    Row("方案-文字.pdf",
        of_bytes(documents.pdf([NUMBERED_ASPECTS]))),
    Row("方案-扫描.pdf", of_bytes(documents.pdf([[], []], picture=True)), "document.not_countable"),
    Row("方案-加密.pdf", copy_of("encrypted.pdf"), "document.encrypted"),
    Row("方案-坏.pdf", of_bytes(b"%PDF-1.7\nbroken"), "document.unreadable"),
    Row("方案-拍的.png", of_bytes(documents.png()), "document.not_countable"),
    Row("方案-幻灯片.pptx", of_bytes(documents.slides(["工作内容"])), "document.not_countable"),
    Row("方案-国标.txt",
        of_bytes("\n".join(f"{a}\n{SENTENCE * 3}" for a in NUMBERED_ASPECTS).encode("gb18030"))),
    Row("方案-超长.txt", of_bytes(("一、" + "、".join(ASPECTS) + "\n" + "字" * 1600).encode()),
        "document.too_long"),
    Row("支撑材料-很长.docx", of_docx(5000)),
    Row("支撑材料-空.docx", _empty, "document.empty"),
    Row("支撑材料目录.xlsx", _sheet),
    Row("特色支部创建工作评价表.docx", of_docx(2000)),
    Row("方案-页眉页脚.docx", _headers),
    Row("方案-嵌套表格.docx", _nested_table, "document.too_long"),
    Row("方案-合并单元格.docx", _merged_cells),
    Row("方案-一方面占49.docx", _last_aspect(49), "document.aspect_missing"),
    Row("方案-一方面占50.docx", _last_aspect(50)),
    Row("方案-一方面占51.docx", _last_aspect(51)),
    Row("方案-五条日期.docx", _lines(*(f"3月{day}日，{SENTENCE}" for day in range(1, 6))),
        "document.diary_style"),
    Row("方案-分界不清恰1500.docx", _lines("附件", text_of(1198))),
    Row("方案-分界不清恰1501.docx", _lines("附件", text_of(1199)), "document.not_countable"),
    Row("方案-超长.pdf", of_bytes(documents.pdf(LONG_PAGES)),
        "document.too_long"),
    Row("方案-截断.pdf", of_bytes(documents.pdf([["一、工作内容"]])[:200]), "document.unreadable"),
    Row("方案-零字节.pdf", of_bytes(b""), "file.empty"),
    Row("方案-其实是pdf.docx", of_bytes(documents.pdf([NUMBERED_ASPECTS])), "file.wrong_suffix"),
    Row("方案-截断.pptx", of_bytes(documents.slides(["一"])[:300]), "document.unreadable"),
    Row("方案-空.txt", of_bytes(b" \r\n\t"), "document.empty"),
    Row("方案-其实是程序.docx", of_bytes(b"MZ" + bytes(range(256)) * 8), "document.unreadable"),
    Row("方案-其实是压缩包.docx", of_bytes(zip_of(("a.txt", b"text"))), "file.wrong_suffix"),
)  # fmt: skip
