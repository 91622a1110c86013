import io
import random

import docx
import openpyxl
import pytest

from mailsync.demo import documents
from mailsync.demo.documents import Author
from mailsync.demo.prose import char_count

AUTHOR = Author(
    "机械设计系教工党支部", "机械工程与自动化学院党委", "戚长庚", "匠心传承育新人", second_year=True
)


@pytest.mark.parametrize("chars", [1297, 1500, 1874])
def test_a_plan_opens_and_has_the_wanted_number_of_characters(chars: int) -> None:
    content = documents.plan(random.Random(1), AUTHOR, chars=chars, pictures=1)
    opened = docx.Document(io.BytesIO(content))
    assert sum(char_count(p.text) for p in opened.paragraphs) == chars
    assert len(opened.inline_shapes) == 1
    headings = [p.text for p in opened.paragraphs if p.style and p.style.name == "Heading 1"]
    assert [h[2:] for h in headings] == ["工作内容", "建设成果", "特色做法", "宣传推广", "长效机制"]


def test_every_kind_of_document_opens_and_names_its_branch() -> None:
    made = (
        documents.news(random.Random(1), AUTHOR),
        documents.article(random.Random(1), AUTHOR),
        documents.contents(AUTHOR, listed=["新闻报道", "照片"]),
        documents.eval_form(random.Random(1), AUTHOR, title="特色支部创建工作评价表"),
        documents.minutes(random.Random(1), AUTHOR, present=[AUTHOR.heading, "第二党支部"]),
    )
    for content in made:
        opened = docx.Document(io.BytesIO(content))
        text = "\n".join(p.text for p in opened.paragraphs)
        text += "\n".join(c.text for t in opened.tables for r in t.rows for c in r.cells)
        assert AUTHOR.heading in text


def test_a_document_repeats_byte_for_byte() -> None:
    twice = [documents.plan(random.Random(3), AUTHOR, chars=1400, pictures=1) for _ in range(2)]
    assert twice[0] == twice[1]


def test_the_summary_of_several_branches_opens_and_repeats() -> None:
    rows = [("机械工程与自动化学院党委", "机械设计系教工党支部", "戚长庚")]
    content = documents.summary(rows=rows)
    assert content == documents.summary(rows=rows)
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    assert [cell.value for cell in sheet[2]][:4] == ["1", *rows[0]]
