"""Word and Excel files about a branch, real ones, with fixed dates so that a seed repeats them."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from mailsync.demo import prose
from mailsync.demo.archives import write_zip
from mailsync.demo.pictures import png

if TYPE_CHECKING:
    from docx.document import Document

_WRITTEN = datetime(2021, 3, 15, 10, 0)  # noqa: DTZ001  (core properties carry no zone)


@dataclass(frozen=True, slots=True)
class Author:
    """Who a document is about: `heading` is the branch name as it stands in the document."""

    heading: str
    sub_committee: str
    secretary: str
    theme: str
    second_year: bool = False


def plan(rng: random.Random, author: Author, *, chars: int, pictures: int = 0) -> bytes:
    """Write a 工作案例 of exactly `chars` characters, title and headings included (一.1)."""
    top = (author.theme, f"{author.heading}特色支部创建工作案例", f"支部书记：{author.secretary}")
    body = prose.sections(
        rng,
        theme=author.theme,
        second_year=author.second_year,
        chars=chars - sum(map(prose.char_count, top)),
    )

    def write(document: Document) -> None:
        document.add_heading(top[0], level=0)
        for line in top[1:]:
            document.add_paragraph(line)
        for section in body:
            document.add_heading(section.heading, level=1)
            for text in section.paragraphs:
                document.add_paragraph(text)
        _add_pictures(document, rng, pictures)

    return _docx(write, title=top[1], author=author.secretary)


def news(rng: random.Random, author: Author, *, pictures: int = 1) -> bytes:
    """Write a 新闻报道: supporting material."""
    title = f"{author.heading}开展“{author.theme}”主题党日活动"
    return _running_text(rng, author, title=title, source="稿件来源：学院网站", pictures=pictures)


def article(rng: random.Random, author: Author) -> bytes:
    """Write a piece for the department's public account (notice 一.3)."""
    title = f"特色支部巡礼：{author.theme}"
    return _running_text(rng, author, title=title, source="“We党微家”微信公众号推送稿", pictures=2)


def contents(author: Author, *, listed: Sequence[str]) -> bytes:
    """Write a 支撑材料目录 that lists `listed` in order."""

    def write(document: Document) -> None:
        document.add_heading(f"{author.heading}支撑材料目录", level=0)
        _add_table(
            document,
            [
                ("序号", "材料名称", "备注"),
                *((str(n), name, "") for n, name in enumerate(listed, 1)),
            ],
        )

    return _docx(write, title="支撑材料目录", author=author.secretary)


def eval_form(rng: random.Random, author: Author, *, title: str, blank: bool = False) -> bytes:
    """Write an evaluation form; the notice itself gives it two titles (一.4 and 三.4)."""

    def write(document: Document) -> None:
        document.add_heading(f"《{title}》", level=0)
        rows = [
            ("党支部", author.heading),
            ("所属分党委", author.sub_committee),
            ("交流人", f"{author.secretary}（支部书记）"),
            (
                "交流形式",
                rng.choice(("党支部书记工作例会", "党支部书记述职", "党支部书记会议")),
            ),
            ("参加人数", str(rng.randrange(18, 60))),
            ("工作内容评价", "与主题相符，重点突出，党员参与面广。"),
            ("建设成果评价", "解决实际问题成效明显，群众认可度较高。"),
            ("特色做法评价", "做法易学易懂，具有推广价值。"),
            ("分党委意见", "同意报送。"),
        ]
        _add_table(document, [(label, "") for label, _ in rows] if blank else rows)

    return _docx(write, title=title, author=author.secretary)


def minutes(rng: random.Random, author: Author, *, present: Sequence[str]) -> bytes:
    """Write the record of a sharing session of several branches."""

    def write(document: Document) -> None:
        document.add_heading(f"{author.sub_committee}特色支部创建现场分享交流会议记录", level=0)
        document.add_paragraph(f"形式：党支部书记工作例会　　记录人：{author.secretary}")
        document.add_paragraph("参会支部：" + "、".join(present))
        for name in present:
            document.add_paragraph(
                f"{name}书记作经验介绍。" + prose.paragraph(rng, theme=author.theme, sentences=2)
            )
        document.add_paragraph("会议按学校疫情防控要求组织，参会人员测温、佩戴口罩。")

    return _docx(write, title="现场分享交流会议记录", author=author.secretary)


def paper(rng: random.Random, author: Author, *, title: str) -> bytes:
    """Write an office paper that has nothing to do with the six ones."""

    def write(document: Document) -> None:
        document.add_heading(title, level=0)
        for n in range(1, 5):
            document.add_paragraph(
                f"{n}. 请于本月{rng.randrange(18, 29)}日前反馈，联系电话见通讯录。"
            )

    return _docx(write, title=title, author=author.secretary)


def summary(*, rows: Sequence[tuple[str, str, str]]) -> bytes:
    """Write a 汇总表 of several branches as .xlsx: (sub-committee, branch, secretary)."""
    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_properties({"title": "特色支部材料汇总表", "created": _WRITTEN})
    sheet = book.add_worksheet("汇总表")
    for column, head in enumerate(("序号", "分党委", "支部名称", "书记", "工作案例", "视频")):
        sheet.write_string(0, column, head)
    for number, row in enumerate(rows, 1):
        for column, text in enumerate((str(number), *row, "有", "有")):
            sheet.write_string(number, column, text)
    book.close()
    return stream.getvalue()


def _running_text(
    rng: random.Random, author: Author, *, title: str, source: str, pictures: int
) -> bytes:
    def write(document: Document) -> None:
        document.add_heading(title, level=0)
        document.add_paragraph(source)
        document.add_paragraph(f"单位：{author.heading}")
        for _ in range(3):
            document.add_paragraph(prose.paragraph(rng, theme=author.theme, sentences=3))
        _add_pictures(document, rng, pictures)

    return _docx(write, title=title, author=author.secretary)


def _add_pictures(document: Document, rng: random.Random, count: int) -> None:
    from docx.shared import Cm

    for _ in range(count):
        document.add_picture(io.BytesIO(png(rng, 240, 150)), width=Cm(10))


def _add_table(document: Document, rows: Sequence[Sequence[str]]) -> None:
    table = document.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
    for cells, row in zip(table.rows, rows, strict=True):
        for cell, text in zip(cells.cells, row, strict=True):
            cell.text = text


def _docx(write: Callable[[Document], None], *, title: str, author: str) -> bytes:
    import docx

    document = docx.Document(io.BytesIO(_blank()))
    write(document)
    about = document.core_properties
    about.title, about.author, about.last_modified_by = title, author, author
    about.created = about.modified = _WRITTEN
    stream = io.BytesIO()
    document.save(stream)
    # python-docx stamps the clock into every member: pack them again without it.
    with zipfile.ZipFile(stream) as package:
        return write_zip([(name, package.read(name)) for name in package.namelist()])


@cache
def _blank() -> bytes:
    """Make an empty document whose styles name a Chinese font."""
    import docx
    from docx.oxml.ns import qn

    document = docx.Document()
    for name, font in (("Normal", "宋体"), ("Title", "黑体"), ("Heading 1", "黑体")):
        fonts = document.styles[name].element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:eastAsia"), font)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()
