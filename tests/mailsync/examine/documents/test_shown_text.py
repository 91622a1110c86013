"""A notice as a document: list numbers, tables and text boxes are read as a reader sees them."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from mailsync.examine.documents.shown_text import shown_text
from store.notice.reading.figures import figures
from tests.mailsync.examine.documents import made as documents

_NUMBERING = """
<w:numbering {ns}>
  <w:abstractNum w:abstractNumId="7">
    <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/>
      <w:lvlText w:val="%1、"/></w:lvl>
    <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/>
      <w:lvlText w:val="%2."/></w:lvl>
  </w:abstractNum>
  <w:num w:numId="7"><w:abstractNumId w:val="7"/></w:num>
</w:numbering>"""

_BOX = """
<w:r {ns} xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:shape><v:textbox><w:txbxContent>
  <w:p><w:r><w:t>林大组字〔2027〕12号</w:t></w:r></w:p>
</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"""


def notice_document(path: Path) -> Path:
    """Numbers by Word's lists, the figures in a table, the number in a text box."""
    document = docx.Document()
    numbering = document.part.numbering_part.element
    for child in parse_xml(_NUMBERING.format(ns=nsdecls("w"))):
        numbering.append(child)

    def point(text: str, level: int) -> None:
        paragraph = document.add_paragraph(text)
        properties = paragraph._p.get_or_add_pPr()
        number = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="7"/></w:numPr>'
        properties.append(parse_xml(number))

    document.add_paragraph("林业大学委员会文件")._p.append(parse_xml(_BOX.format(ns=nsdecls("w"))))
    document.add_paragraph("关于对2026年度特色支部创建工作成果进行验收的通知")
    document.add_paragraph("各分党委（直属党总支）：")
    point("验收方式", 0)
    document.add_paragraph(
        "采取“五个一”的形式，即形成一份工作案例、制作一部展示视频、开展一轮网络宣传、"
        "举办一场分享交流会、组织一次专家评审。"
    )
    point("工作案例。要求见下表。", 1)
    point("展示视频。要求见下表。", 1)
    table = document.add_table(rows=0, cols=2)
    for name, asked in (
        ("项目", "要求"),
        ("工作案例", "文字材料一般不超过二千字"),
        ("展示视频", "时长不超过6分钟，MP4格式，分辨率不低于1080P"),
        ("报送时间", "2027年4月17日（星期六）16:00前"),
        ("报送邮箱", "lindazzb@linda.example"),
    ):
        cells = table.add_row().cells
        cells[0].text, cells[1].text = name, asked
    point("具体要求", 0)
    point("各分党委要严格把关。", 1)
    document.add_paragraph("中共林业大学委员会组织部")
    document.add_paragraph("2027年3月18日")
    assert document.element.body.find(qn("w:tbl")) is not None
    document.save(str(path))
    return path


def test_a_notice_with_lists_a_table_and_a_text_box(tmp_path: Path) -> None:
    text = shown_text(notice_document(tmp_path / "通知.docx"))
    assert text is not None
    read = {one.key: one for one in figures(text)}
    assert {key: one.value for key, one in read.items()} == {
        "dues": "",
        "number": "林大组字〔2027〕12号",
        "title": "关于对2026年度特色支部创建工作成果进行验收的通知",
        "issuer": "中共林业大学委员会组织部",
        "issued": "2027-03-18",
        "cohort": "2026",
        "work": "特色支部创建工作",
        "items": "工作案例、展示视频、网络宣传、分享交流会、专家评审",
        "deadline": "04-17",
        "clock": "16:00",
        "mailbox": "lindazzb@linda.example",
        "chars": "2000",
        "chars_min": "",
        "chars_rule": "soft",
        "minutes": "6",
        "minutes_min": "",
        "minutes_rule": "hard",
        "format": "mp4",
        "resolution": "1920×1080",
        "channels": "",
        "forms": "",
        "volume": "",
    }
    assert read["items"].clause == "一"


def test_a_list_goes_on_counting_over_what_stands_between(tmp_path: Path) -> None:
    text = shown_text(notice_document(tmp_path / "通知.docx")) or ""
    for line in (
        "一、验收方式",
        "1.工作案例。",
        "2.展示视频。",
        "二、具体要求",
        "1.各分党委要严格把关。",
    ):
        assert line in text


@pytest.mark.parametrize("level", ["x", "", "1.5", "²", "9" * 5000])
@pytest.mark.parametrize("where", ["paragraph", "style", "list", "start"])
def test_a_list_with_a_forged_level_is_read_all_the_same(
    where: str, level: str, tmp_path: Path
) -> None:
    document = docx.Document(str(notice_document(tmp_path / "通知.docx")))
    if where == "style":
        number = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="7"/></w:numPr>'
        document.styles["Normal"].element.get_or_add_pPr().append(parse_xml(number))
    root, path, name = {
        "paragraph": (document.element, "//w:p//w:ilvl", "val"),
        "style": (document.styles.element, "//w:style//w:ilvl", "val"),
        "list": (document.part.numbering_part.element, "//w:lvl", "ilvl"),
        "start": (document.part.numbering_part.element, "//w:lvl/w:start", "val"),
    }[where]
    forged = root.xpath(path)
    assert forged
    for one in forged:
        one.set(qn(f"w:{name}"), level)
    document.save(str(tmp_path / "改动.docx"))
    text = shown_text(tmp_path / "改动.docx") or ""
    for line in ("验收方式", "具体要求", "各分党委要严格把关。"):
        assert line in text


def test_a_pdf_of_three_pages_is_read_over_its_page_numbers(tmp_path: Path) -> None:
    pages = [
        ["林大组字〔2027〕12号", "关于对2026年度特色支部创建工作成果进行验收的", "通知",
         "各分党委：", "一、验收方式", "1.创建工作方案。文字材料不超", "— 1 —"],
        ["过2000字。", "2.成果展示视频。视频时长一般不超过8", "分钟，格式为MP4。", "— 2 —"],
        ["三、具体要求", "1.请于4月16日下", "班前发送至", "lindazzb@linda.example。",
         "中共林业大学委员会组织部", "2027年3月18日", "— 3 —"],
    ]  # fmt: skip
    (tmp_path / "通知.pdf").write_bytes(documents.pdf(pages))
    read = {one.key: one.value for one in figures(shown_text(tmp_path / "通知.pdf") or "")}
    assert (read["chars"], read["minutes"], read["minutes_rule"]) == ("2000", "8", "soft")
    assert (read["deadline"], read["clock"], read["number"]) == (
        "04-16", "下班", "林大组字〔2027〕12号",
    )  # fmt: skip
    assert read["mailbox"] == "lindazzb@linda.example"


def test_a_scan_has_no_text(tmp_path: Path) -> None:
    (tmp_path / "扫描.pdf").write_bytes(documents.pdf([[], []], picture=True))
    assert shown_text(tmp_path / "扫描.pdf") is None
