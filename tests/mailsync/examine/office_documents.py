"""Documents that LibreOffice counts too, each with the difference that is expected."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from docx import Document
from docx.document import Document as DocxDocument

from tests.mailsync.examine.documents import made as documents
from tests.mailsync.examine.documents.made import inserted, plan

Builder = Callable[[], DocxDocument]


@dataclass(frozen=True, slots=True)
class Compared:
    """`more`: how many more characters LibreOffice counts than we do, and `why`."""

    name: str
    build: Builder
    more: int = 0
    why: str = ""


def text(*paragraphs: str) -> Builder:
    """A document of plain paragraphs."""

    def build() -> DocxDocument:
        document = Document()
        for paragraph in paragraphs:
            document.add_paragraph(paragraph)
        return document

    return build


def xml(*elements: str) -> Builder:
    """A plan of 100 characters and these elements of WordprocessingML."""

    def build() -> DocxDocument:
        document = plan(100)
        for element in elements:
            inserted(document, element)
        return document

    return build


def listed(style: str) -> Builder:
    """A plan of 100 characters and a list of three."""

    def build() -> DocxDocument:
        document = plan(100)
        for entry in ("第一条", "第二条", "第三条"):
            document.add_paragraph(entry, style=style)
        return document

    return build


def table(*cells: str) -> Builder:
    """A plan of 100 characters and a table of one row."""

    def build() -> DocxDocument:
        document = plan(100)
        row = document.add_table(1, len(cells)).rows[0]
        for cell, content in zip(row.cells, cells, strict=True):
            cell.text = content
        return document

    return build


def header(content: str) -> Builder:
    """A plan of 100 characters under a page header."""

    def build() -> DocxDocument:
        document = plan(100)
        document.sections[0].header.paragraphs[0].text = content
        return document

    return build


def statistics(paths: list[Path], folder: Path) -> dict[str, int]:
    """The word counts that LibreOffice stores in the .odt files it makes of these documents."""
    office = shutil.which("soffice")
    if office is None:
        raise FileNotFoundError("soffice")
    profile = (folder / "profile").as_uri()
    subprocess.run(
        [office, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "odt",
         "--outdir", str(folder), *map(str, paths)],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    counts: dict[str, int] = {}
    for path in paths:
        with zipfile.ZipFile(folder / f"{path.stem}.odt") as packed:
            found = re.search(rb'meta:word-count="(\d+)"', packed.read("meta.xml"))
        counts[path.stem] = int(found[1]) if found else 0
    return counts


COMPARED = (
    Compared("chinese", text("支部党员认真学习讨论。")),
    Compared("chinese_marks", text("学习、讨论；实践！总结？（交流）《方案》【重点】：好。")),
    Compared("plan_300", lambda: plan(300)),
    Compared("plan_1499", lambda: plan(1499)),
    Compared("plan_1500", lambda: plan(1500)),
    Compared("plan_1501", lambda: plan(1501)),
    Compared("plan_5000", lambda: plan(5000)),
    Compared("english", text("The branch studied and discussed the documents.")),
    Compared("english_hyphen", text("a well-known state-of-the-art method")),
    Compared("apostrophe", text("it isn’t the members’ fault")),
    Compared("mixed", text("抗击COVID-19疫情，增长3.5%。")),
    Compared("numbers", text("2020年3月5日，共25人，占比98.6%，投入1,500元。")),
    Compared("quotes", text("落实“两学一做”和‘三会一课’要求。")),
    Compared("quotes_around_latin", text("使用“Word”和“COVID-19”等。"),
        -4, "it joins quotes to the Western word between them"),
    Compared("dashes", text("坚持学习——不断改进……再总结。"),
        -3, "to it a dash parts words and is none, and …… is one"),
    Compared("middle_dot", text("卡尔·马克思")),
    Compared("enclosed", text("①学习②讨论③实践")),
    Compared("roman", text("第Ⅰ阶段和第Ⅲ阶段")),
    Compared("fullwidth", text("１２３ＡＢＣ％")),
    Compared("kana_hangul", text("かなカナ 한글")),
    Compared("degrees", text("温度25℃。")),
    Compared("superscript", text("面积30m²。"), 1, "it counts ² by itself"),
    Compared("times", text("尺寸1024×768。")),
    Compared("math", text("占比≥90%，误差±5%。")),
    Compared("url", text("网址http://www.neu.example/a?b=c#d，邮箱a.b@c.example。")),
    Compared("ascii_marks", text("学习,讨论;实践.")),
    Compared("lone_marks", text("学习 - 讨论 / 实践")),
    Compared("spaces", text("支 部　党 员\t学\u00a0习")),
    Compared("line_breaks", text("学习\nstudy\n讨论")),
    Compared("rare", text("𠀀𠀁支部")),
    Compared("emoji", text("学习🎉讨论")),
    Compared("shapes", text("●学习★讨论→实践")),
    Compared("empty", text("", "", "")),
    Compared("table", table("学习", "study hard", "讨论")),
    Compared("bullets", listed("List Bullet"),
        3, "it counts the three labels of the list"),
    Compared("numbered", listed("List Number"),
        3, "it counts the three labels of the list"),
    Compared("header", header("页眉文字"),
        4, "it counts headers"),
    Compared("text_box", xml(documents.text_box("文本框里的字")),
        6, "it counts text boxes"),
    Compared("tracked", xml(documents.tracked("保留", "新增", "删去的"))),
    Compared("hidden", xml(documents.hidden("可见", "隐藏的字"))),
    Compared("field", xml(documents.field("链接文字"))),
    Compared("ruby", xml(
        "<w:p><w:r><w:ruby><w:rubyPr/><w:rt><w:r><w:t>zhi</w:t></w:r></w:rt><w:rubyBase><w:r>"
        "<w:t>支部</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>")),
    Compared("content_control", xml(
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>控件内容</w:t></w:r></w:p></w:sdtContent></w:sdt>"),
        2, "it counts the two ends of a content control"),
)  # fmt: skip
