"""What of a .docx is main text, and what stands beside it."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document
from docx.enum.text import WD_BREAK

from mailsync.examine.documents.document import measure_document
from mailsync.examine.documents.docx_text import read_docx
from mailsync.examine.documents.text import DocumentText
from tests.mailsync.examine.documents import made as documents
from tests.mailsync.examine.documents.made import inserted, plan

FILES = Path(__file__).parents[1] / "files"


def texts(path: Path) -> list[str]:
    document = read_docx(path)
    assert isinstance(document, DocumentText)
    return [line.text for line in document.lines if line.text]


@pytest.mark.parametrize("name", ["rich.docx", "rich.doc"])
def test_the_old_format_is_counted_like_the_new_one(name: str) -> None:
    measures = measure_document(FILES / name, name.rpartition(".")[2])
    expected = {
        "chars": 332,
        "chars_no_punctuation": 304,
        "chars_boxes": 6,
        "chars_headers": 4,
        "chars_hidden": 8,
        "chars_deleted": 7,
    }
    assert {key: measures[key] for key in expected} == expected


def test_spaces_between_runs_are_kept(tmp_path: Path) -> None:
    document = Document()
    paragraph = document.add_paragraph()
    for text in ("Hello", " ", "World"):
        paragraph.add_run(text)
    document.save(str(tmp_path / "a.docx"))
    assert texts(tmp_path / "a.docx") == ["Hello World"]


def test_breaks_and_tabs_part_words(tmp_path: Path) -> None:
    document = Document()
    run = document.add_paragraph().add_run("one")
    run.add_break(WD_BREAK.LINE)
    run.add_text("two\tthree")
    document.save(str(tmp_path / "a.docx"))
    assert measure_document(tmp_path / "a.docx", "docx")["chars"] == 3


@pytest.mark.parametrize(
    "xml",
    [
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>控件内容</w:t></w:r></w:p></w:sdtContent></w:sdt>",
        "<w:p><w:hyperlink><w:r><w:t>控件内容</w:t></w:r></w:hyperlink></w:p>",
        "<w:p><w:smartTag><w:r><w:t>控件内容</w:t></w:r></w:smartTag></w:p>",
        "<w:p><w:fldSimple w:instr='DATE'><w:r><w:t>控件内容</w:t></w:r></w:fldSimple></w:p>",
        "<w:p><w:moveTo><w:r><w:t>控件内容</w:t></w:r></w:moveTo></w:p>",
        "<w:p><w:r><w:ruby><w:rt><w:r><w:t>pin</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>控件内容</w:t>"
        "</w:r></w:rubyBase></w:ruby></w:r></w:p>",
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>控件内容</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
        "<w:p><w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>控件内容</w:t></w:r></w:p>",
    ],
)
def test_text_is_found_wherever_word_keeps_it(xml: str, tmp_path: Path) -> None:
    document = plan(100)
    inserted(document, xml)
    document.save(str(tmp_path / "a.docx"))
    assert measure_document(tmp_path / "a.docx", "docx")["chars"] == 104


def test_a_generated_table_of_contents_does_not_count(tmp_path: Path) -> None:
    document = plan(100)
    inserted(
        document,
        "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/></w:docPartObj>"
        "</w:sdtPr><w:sdtContent><w:p><w:r><w:t>目录</w:t></w:r></w:p>"
        "<w:p><w:r><w:t>一、工作内容 1</w:t>"
        "</w:r></w:p></w:sdtContent></w:sdt>",
    )
    document.save(str(tmp_path / "a.docx"))
    assert measure_document(tmp_path / "a.docx", "docx")["chars"] == 100


def test_text_hidden_by_its_style_is_hidden(tmp_path: Path) -> None:
    document = plan(100)
    style = document.styles.add_style("Unseen", 1)
    style.font.hidden = True
    document.add_paragraph("看不见", style="Unseen")
    document.save(str(tmp_path / "a.docx"))
    measures = measure_document(tmp_path / "a.docx", "docx")
    assert (measures["chars"], measures["chars_hidden"]) == (100, 3)


def test_pictures_are_counted_once_and_text_boxes_too(tmp_path: Path) -> None:
    document = plan(100)
    (tmp_path / "p.png").write_bytes(documents.png())
    for _ in range(3):
        document.add_picture(str(tmp_path / "p.png"))
    inserted(document, documents.text_box("方框"))
    document.save(str(tmp_path / "a.docx"))
    measures = measure_document(tmp_path / "a.docx", "docx")
    assert (measures["pictures"], measures["chars_boxes"], measures["chars"]) == (3, 2, 100)


def test_the_title_and_the_first_300_characters_are_kept(tmp_path: Path) -> None:
    plan(900, title="机械学院第一党支部工作案例").save(str(tmp_path / "a.docx"))
    measures = measure_document(tmp_path / "a.docx", "docx")
    assert measures["title"] == "机械学院第一党支部工作案例"
    assert len(str(measures["title_text"])) == 300
