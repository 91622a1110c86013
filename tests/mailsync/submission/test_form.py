from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import docx
import msgspec
import pytest
from docx.oxml import parse_xml

from mailsync.submission.form import write_forms
from mailsync.submission.form_docx import TEMPLATE
from mailsync.sync.filled_form import filled_forms, take_filled
from store.db.decisions import Marking, live_decisions
from store.errors import ConfigError, UsageError
from store.items.sessions import Session, Speaker, save_session
from store.model import State
from store.text.wording import load
from store.views.board.dashboard import dashboard
from tests.mailsync.submission.desk import SubmittingDesk
from tests.mailsync.submission.handing import Department
from tests.making import NOW, make_workspace

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[SubmittingDesk]:
    made = SubmittingDesk(tmp_path / "ours")
    yield made
    made.store.close()


def held(desk: SubmittingDesk, **speakers: Speaker) -> Session:
    session = Session("S1", "U1", date(2027, 4, 8), "综合楼 301", "述职", "held", speakers, True)
    save_session(desk.store, session, desk.workspace.notice, marking=Marking(desk.now, "王老师"))
    return session


def write(desk: SubmittingDesk, session: Session, folder: Path | None = None) -> tuple[Path, ...]:
    wording = load("zh_CN")
    return write_forms(
        desk.workspace, desk.store, session, wording, folder=folder, at=desk.now, who="王老师"
    )


def fields_of(path: Path) -> dict[str, str]:
    rows = docx.Document(str(path)).tables[0].rows[1:]
    return {row.cells[0].text: row.cells[1].text for row in rows}


def fill(path: Path) -> None:
    document = docx.Document(str(path))
    for row in document.tables[0].rows:
        if not row.cells[1].text:
            row.cells[1].text = "符合要求，效果良好。"
    document.save(str(path))


def test_what_is_known_is_written_and_what_people_judge_is_blank(desk: SubmittingDesk) -> None:
    (path,) = write(desk, held(desk, B1="secretary", B2="deputy"))
    assert path.parent == desk.workspace.folder / "forms"
    fields = fields_of(path)
    assert fields["单位"] == "信息科学与工程学院党委"
    assert (fields["日期"], fields["地点"], fields["形式"]) == ("2027-04-08", "综合楼 301", "述职")
    assert fields["介绍经验的党支部"].split("\n") == [
        "自动化研究所教工党支部（书记）", "研究生第一党支部（代讲）",
    ]  # fmt: skip
    assert fields["分党委意见"] == fields["负责人签字（盖章）"] == ""
    text = "\n".join(one.text for one in docx.Document(str(path)).paragraphs)
    assert "《特色支部创建工作评价表》" in text
    assert "没有规定表样" in text


def test_each_branch_has_a_form_of_its_own_where_the_settings_say_so(desk: SubmittingDesk) -> None:
    settings = msgspec.structs.replace(desk.workspace.settings, eval_form_per="branch")
    desk.workspace = type(desk.workspace)(desk.workspace.folder, settings, desk.workspace.notice)
    written = write(desk, held(desk, B1="secretary", B2="deputy"))
    assert len(written) == 2
    assert "自动化研究所教工党支部" in written[0].name


def test_nothing_that_lies_there_is_replaced(desk: SubmittingDesk, tmp_path: Path) -> None:
    session = held(desk, B1="secretary")
    (first,) = write(desk, session, tmp_path)
    (second,) = write(desk, session, tmp_path)
    assert first != second
    assert first.exists()


def test_nobody_on_the_agenda_has_no_form(desk: SubmittingDesk) -> None:
    with pytest.raises(UsageError, match=r"form\.nobody"):
        write(desk, held(desk))


def test_a_filled_form_is_taken_in_handed_on_and_credited_to_all_by_its_manifest(
    desk: SubmittingDesk, tmp_path: Path
) -> None:
    session = held(desk, B1="secretary", B2="deputy")
    (path,) = write(desk, session)
    with pytest.raises(UsageError, match=r"form\.none_filled"):
        take_filled(desk.workspace, desk.store, session, at=desk.now, who="王老师")
    fill(path)
    assert len(filled_forms(live_decisions(desk.store), "S1")) == 1
    take_filled(desk.workspace, desk.store, session, at=desk.now, who="王老师")
    assert filled_forms(live_decisions(desk.store), "S1") == ()
    view = dashboard(desk.store, desk.workspace, now=desk.now)
    assert [row.cell("sharing").state for row in view.rows] == [State.DONE, State.DONE]
    (letter,) = desk.plan().plan.letters
    assert [(one.item, one.branch_id) for one in letter.submitted] == [
        ("eval_form", "B1"), ("eval_form", "B2"),
    ]  # fmt: skip
    workspace, store = make_workspace(tmp_path / "theirs")
    department = Department(workspace, store, tmp_path / "theirs" / "mails")
    (department.mails / "1.eml").write_bytes(desk.message(letter))
    department.sync()
    rows = dashboard(store, workspace, now=NOW).rows
    assert [row.cell("eval_form").state for row in rows] == [State.DONE, State.DONE, State.OPEN]
    assert department.questions() == []
    store.close()


def test_a_form_that_is_filled_in_further_is_offered_again(desk: SubmittingDesk) -> None:
    session = held(desk, B1="secretary")
    (path,) = write(desk, session)
    fill(path)
    take_filled(desk.workspace, desk.store, session, at=desk.now, who="王老师")
    document = docx.Document(str(path))
    document.add_paragraph("补充")
    document.save(str(path))
    desk.later(hours=1)
    assert len(take_filled(desk.workspace, desk.store, session, at=desk.now, who="王老师")) == 1


def template(desk: SubmittingDesk, *texts: str) -> Path:
    """A form of the office's own, with content controls and fields in the text."""
    document = docx.Document()
    for text in texts:
        paragraph = document.add_paragraph()
        # Word cuts what one types into runs.
        for piece in (text[:3], text[3:]):
            paragraph.add_run(piece)
    control = parse_xml(
        f'<w:sdt {W}><w:sdtPr><w:alias w:val="地点"/><w:tag w:val="place"/><w:showingPlcHdr/>'
        "</w:sdtPr><w:sdtContent><w:p><w:r><w:t>单击</w:t></w:r><w:r><w:t>输入</w:t></w:r></w:p>"
        "</w:sdtContent></w:sdt>"
    )
    document.element.body.insert(0, control)
    folder = desk.workspace.folder / "templates"
    folder.mkdir(exist_ok=True)
    document.save(str(folder / TEMPLATE))
    return folder / TEMPLATE


def test_the_offices_own_form_takes_its_place(desk: SubmittingDesk) -> None:
    template(desk, "单位：{{ unit }}，{{date}}", "发言：{{ speakers }}")
    (path,) = write(desk, held(desk, B1="secretary", B2="deputy"))
    document = docx.Document(str(path))
    text = "\n".join(one.text for one in document.paragraphs)
    assert "单位：信息科学与工程学院党委，2027-04-08" in text
    assert "研究生第一党支部（代讲）" in text
    xml = document.element.xml
    assert "综合楼 301" in xml
    assert "单击" not in xml
    assert "showingPlcHdr" not in xml


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no document", None])
def test_a_form_that_is_none_is_refused_by_name(
    desk: SubmittingDesk, content: bytes | None
) -> None:
    if content is None:
        template(desk, "{{ unit }} {{ unti }}")
    else:
        template(desk, "x").write_bytes(content)
    with pytest.raises(ConfigError, match=r"template\.form_") as told:
        write(desk, held(desk, B1="secretary"))
    assert TEMPLATE in str(load("zh_CN").error(told.value))
    assert not (desk.workspace.folder / "forms").exists() or not list(
        (desk.workspace.folder / "forms").iterdir()
    )
