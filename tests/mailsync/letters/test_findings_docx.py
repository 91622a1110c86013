"""The findings as a Word document that goes along."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest

from store.model import FileKind
from tests.mailsync.letters.desk import LONG_PLAN, LetterDesk
from tests.mailsync.letters.sending import approved, run
from tests.servers.smtp_sink import SmtpSink, smtp_sink


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with smtp_sink() as made:
        yield made


def test_a_return_brings_its_findings_as_a_document(desk: LetterDesk, sink: SmtpSink) -> None:
    desk.set(attach_findings=True)
    desk.deliver("B1", FileKind.PLAN, LONG_PLAN)
    plan = approved(desk, "return")
    run(desk, plan.digest, sink.host, sink.port)
    (taken,) = sink.taken
    (attachment,) = taken.mail.iter_attachments()
    document = docx.Document(io.BytesIO(attachment.get_content()))
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert rows[0] == ["党支部", "项目", "文件", "意见"]
    assert rows[1][:3] == ["自动化研究所教工党支部", "创建工作方案", "B1-plan-1.docx"]
    assert "1912 字，上限 1500 字" in rows[1][3]
    assert attachment.get_filename() == "检查意见.docx"
    page = document.sections[0]
    assert page.page_width is not None
    assert page.page_height is not None
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)
    assert document.core_properties.author != "python-docx"


def test_nothing_is_attached_unless_the_setting_says_so(
    desk: LetterDesk, sink: SmtpSink, tmp_path: Path
) -> None:
    desk.deliver("B1", FileKind.PLAN, LONG_PLAN)
    plan = approved(desk, "return")
    run(desk, plan.digest, sink.host, sink.port)
    assert list(sink.taken[0].mail.iter_attachments()) == []
