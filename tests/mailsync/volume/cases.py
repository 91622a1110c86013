"""Twenty cases as branches write them: pictures, tables, lists, headings, and Word's oddities."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm

from mailsync.demo.pictures import png

NAMES = (
    "计算机学院教工第一党支部",
    "自动化系教工党支部",
    "机械设计系教工党支部",
    "材料物理研究所党支部",
    "冶金工程系学生第二党支部",
    "资源与土木工程学院研究生第三党支部",
    "文法学院本科生第一党支部",
    "外国语学院英语系党支部",
    "理学院数学系教工党支部",
    "工商管理学院会计系党支部",
    "艺术学院教工党支部",
    "体育部党支部",
    "图书馆流通部党支部",
    "后勤党总支第一党支部",
    "医学院研究生党支部",
    "软件学院本科生第四党支部",
    "机器人学院教工党支部",
    "江河建筑学院党支部",
    "马克思主义学院第二党支部",
    "离退休第六党支部",
)
THEMES = ("双融双促", "红色匠心", "一线先锋", "书香育人", "数智赋能")
_SENTENCE = "支部围绕创建目标，组织党员深入一线，为师生解决实际问题，形成了可推广的经验做法。"


def case(number: int) -> bytes:
    """The case of one branch; each has its own mixture of parts."""
    rng = random.Random(number)
    document = docx.Document()
    style = document.styles["Normal"].element.get_or_add_rPr().get_or_add_rFonts()
    style.set(qn("w:eastAsia"), rng.choice(("仿宋", "宋体", "楷体")))
    theme = THEMES[number % len(THEMES)]
    title = f"{theme}：{NAMES[number]}特色支部创建工作案例"
    if number % 3 == 0:
        document.add_heading(title, level=0)
    else:
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run(title).bold = True
    parts: list[Callable[[Any, random.Random], None]] = [
        _photo, _lists, _plain_table, _merged_table, _photo_table, _odd_words, _numbered, _note_box,
    ]  # fmt: skip
    for at, heading in enumerate(("工作内容", "建设成果", "特色做法", "宣传推广情况")):
        if number % 2:
            document.add_heading(heading, level=1)
        else:
            document.add_paragraph(f"{'一二三四'[at]}、{heading}")
        for _ in range(rng.randrange(1, 4)):
            document.add_paragraph("　　" + _SENTENCE * rng.randrange(1, 5))
        parts[(number + at) % len(parts)](document, rng)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def write_cases(folder: Path, count: int = len(NAMES)) -> list[Path]:
    """Write the cases as files."""
    paths = []
    for number in range(count):
        path = folder / f"{number:02d}.docx"
        path.write_bytes(case(number))
        paths.append(path)
    return paths


def _photo(document: Any, rng: random.Random) -> None:
    document.add_picture(io.BytesIO(png(rng, 320, 200)), width=Cm(rng.choice((8, 14, 30))))
    document.paragraphs[-1].alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_paragraph("图1  支部主题党日活动现场")


def _lists(document: Any, rng: random.Random) -> None:
    for text in ("建立联系制度", "设立党员先锋岗", "开展结对帮扶"):
        document.add_paragraph(text, style="List Bullet")
    for text in ("第一步摸清需求", "第二步列出清单", "第三步逐项销号"):
        document.add_paragraph(text, style="List Number")


def _plain_table(document: Any, rng: random.Random) -> None:
    document.add_paragraph("表1 活动开展情况")
    table = document.add_table(rows=1, cols=3, style="Table Grid")
    for cell, text in zip(table.rows[0].cells, ("时间", "活动", "人数"), strict=True):
        cell.text = text
    for month in range(3, 6):
        row = table.add_row().cells
        row[0].text, row[1].text, row[2].text = f"{month}月", "主题党日", str(rng.randrange(9, 60))


def _merged_table(document: Any, rng: random.Random) -> None:
    table = document.add_table(rows=4, cols=4, style="Table Grid")
    table.cell(0, 0).merge(table.cell(0, 3)).text = "成果一览"
    table.cell(1, 0).merge(table.cell(3, 0)).text = "获奖"
    for row in range(1, 4):
        table.cell(row, 1).text = f"第{row}项"
        table.cell(row, 2).merge(table.cell(row, 3)).text = "校级先进"


def _photo_table(document: Any, rng: random.Random) -> None:
    table = document.add_table(rows=1, cols=2)
    for cell in table.rows[0].cells:
        cell.paragraphs[0].add_run().add_picture(io.BytesIO(png(rng, 200, 150)), width=Cm(7))
        cell.add_paragraph("活动剪影").alignment = WD_ALIGN_PARAGRAPH.CENTER


def _odd_words(document: Any, rng: random.Random) -> None:
    """Kept and deleted changes, a hidden word, a link, a field."""
    paragraph = document.add_paragraph("修订：")
    spaces = nsdecls("w")
    for xml in (
        f"<w:ins {spaces}><w:r><w:t>新增的话</w:t></w:r></w:ins>",
        f"<w:del {spaces}><w:r><w:delText>删去的话</w:delText></w:r></w:del>",
        f"<w:r {spaces}><w:rPr><w:vanish/></w:rPr><w:t>隐藏的话</w:t></w:r>",
        f"<w:hyperlink {spaces} w:anchor='x'><w:r><w:t>链接的话</w:t></w:r></w:hyperlink>",
        f"<w:r {spaces}><w:fldChar w:fldCharType='begin'/></w:r>",
        f"<w:r {spaces}><w:instrText> DATE </w:instrText></w:r>",
        f"<w:r {spaces}><w:fldChar w:fldCharType='separate'/></w:r>",
        f"<w:r {spaces}><w:t>三月</w:t></w:r>",
        f"<w:r {spaces}><w:fldChar w:fldCharType='end'/></w:r>",
    ):
        paragraph._p.append(parse_xml(xml))
    document.add_paragraph("党建带动业务").runs[0].italic = True


def _numbered(document: Any, rng: random.Random) -> None:
    """A list that Word numbers in Chinese: 一、二、"""
    numbering = document.part.numbering_part.element
    abstract = parse_xml(
        f"<w:abstractNum {nsdecls('w')} w:abstractNumId='77'><w:lvl w:ilvl='0'><w:start w:val='1'/>"
        "<w:numFmt w:val='chineseCounting'/><w:lvlText w:val='%1、'/></w:lvl></w:abstractNum>"
    )
    numbering.insert(0, abstract)
    numbering.append(
        parse_xml(f"<w:num {nsdecls('w')} w:numId='77'><w:abstractNumId w:val='77'/></w:num>")
    )
    for text in ("完善制度。", "狠抓落实。"):
        paragraph = document.add_paragraph(text)
        paragraph._p.get_or_add_pPr().append(
            parse_xml(f"<w:numPr {nsdecls('w')}><w:ilvl w:val='0'/><w:numId w:val='77'/></w:numPr>")
        )


def _note_box(document: Any, rng: random.Random) -> None:
    """A text box, written for new and for old programs."""
    spaces = nsdecls("w", "wp", "a")
    wps = 'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    text = "<w:txbxContent><w:p><w:r><w:t>文本框里的话</w:t></w:r></w:p></w:txbxContent>"
    run = document.add_paragraph("").add_run()
    run._r.append(
        parse_xml(
            f"<mc:AlternateContent {spaces} {wps} {mc}><mc:Choice Requires='wps'><w:drawing>"
            "<wp:inline distT='0' distB='0' distL='0' distR='0'>"
            "<wp:extent cx='3600000' cy='900000'/><wp:docPr id='901' name='box'/>"
            "<a:graphic><a:graphicData "
            "uri='http://schemas.microsoft.com/office/word/2010/wordprocessingShape'>"
            f"<wps:wsp><wps:cNvSpPr/><wps:spPr/><wps:txbx>{text}</wps:txbx><wps:bodyPr/></wps:wsp>"
            "</a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice>"
            f"<mc:Fallback><w:pict>{text}</w:pict></mc:Fallback></mc:AlternateContent>"
        )
    )
