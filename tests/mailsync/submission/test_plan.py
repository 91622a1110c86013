from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import docx
import msgspec
import pytest

from mailsync.submission.folder import write_folder
from mailsync.submission.plan import mail_bytes
from mailsync.sync.by_folder import take_submission
from store.db.decisions import latest_batch, undo
from store.errors import StoreError, UsageError
from store.intake.record import examined
from store.letters.letter import Letter, SendState
from store.letters.manifest import FILE_NAME, read_manifest
from store.letters.standing import letters_of_plan
from store.model import Address, Examination, FileKind, Params, Source, State
from store.views.board.columns import board_columns, shown_columns
from store.views.board.dashboard import dashboard
from store.views.board.measures import latest_measures
from store.views.board.submission import Readiness
from tests.mailsync.letters import shown
from tests.mailsync.submission.desk import SubmittingDesk
from tests.mailsync.submission.handing import Department
from tests.making import NOW, make_mail, make_workspace, take_in
from tests.servers.smtp_fake import fake_smtp

TOO_LONG: Params = {"chars": 1600, "title_text": ""}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[SubmittingDesk]:
    made = SubmittingDesk(tmp_path / "ours")
    yield made
    made.store.close()


def ready(desk: SubmittingDesk) -> SubmittingDesk:
    """B1 has a plan, a video and a photograph and was vetted; B2 has a plan that nobody vetted."""
    desk.deliver("B1", FileKind.PLAN, "plan one")
    film: Params = {"duration_s": 432.0, "width": 1920, "height": 1080}
    desk.deliver("B1", FileKind.VIDEO, "film", name="成果.mp4", measures=film)
    desk.deliver("B1", FileKind.SUPPORT, "photo", name="照片.jpg", measures={})
    desk.deliver("B2", FileKind.PLAN, "plan two")
    desk.later(minutes=5)
    desk.vet("B1")
    return desk


def names(letter: Letter) -> list[str]:
    return [file.name for file in letter.files]


def test_what_is_vetted_goes_under_the_names_of_the_archive(desk: SubmittingDesk) -> None:
    planned = ready(desk).plan()
    (letter,) = planned.plan.letters
    assert names(letter) == [
        "报送目录.docx",
        "自动化研究所教工党支部_1-创建工作方案_第1稿.docx",
        "自动化研究所教工党支部_1-支撑材料_照片.jpg",
        "自动化研究所教工党支部_2-成果展示视频_第1稿.mp4",
        FILE_NAME,
    ]
    assert letter.addresses("to") == (desk.workspace.notice.mailbox,)
    assert letter.sender.email == "xinxi@neu.example"
    assert letter.subject.startswith("信息科学与工程学院党委报送")
    assert [(one.branch_id, one.reason.code) for one in planned.left_out] == [
        ("B2", "submission.reason.not_vetted")
    ]
    assert desk.row("B1").state is Readiness.READY
    assert (desk.row("B2").state, desk.reasons("B2")) == (
        Readiness.NOT_YET,
        ["not_vetted", "no_video"],
    )


def test_the_manifest_and_the_list_say_what_goes_along(desk: SubmittingDesk) -> None:
    (letter,) = ready(desk).plan().plan.letters
    blobs = desk.workspace.blobs
    content = blobs.read_whole(letter.files[-1].digest)
    assert content is not None
    said = read_manifest(content)["submission"]
    assert isinstance(said, dict)
    assert said["notice"] == {"number": desk.workspace.notice.number, "cohort": 2026}
    assert said["sub_committee"] == {"id": "U1", "name": "信息科学与工程学院党委"}
    assert said["list"]["sha256"] == letter.files[0].digest
    assert [line["original_name"] for line in said["files"]] == [
        "方案.docx",
        "照片.jpg",
        "成果.mp4",
    ]
    assert {(line["vetted_by"], line["vetted_on"]) for line in said["files"]} == {
        ("李明", "2027-04-09")
    }
    document = blobs.read_whole(letter.files[0].digest)
    assert document is not None
    rows = [
        [cell.text for cell in row.cells]
        for row in docx.Document(io.BytesIO(document)).tables[0].rows
    ]
    assert ["900 字", "李明 2027-04-09"] in [row[3:5] for row in rows]
    assert any("7分12秒 1920×1080" in row for row in rows)


def test_the_board_has_a_column_of_its_own_and_leaves_to_the_department_what_is_its(
    desk: SubmittingDesk, tmp_path: Path
) -> None:
    planned = ready(desk).plan()
    view = dashboard(desk.store, desk.workspace, now=desk.now)
    assert shown_columns(view.rows)[2] == "submission"
    cells = [row.cell("submission") for row in view.rows]
    assert [(one.state, one.detail and one.detail.code) for one in cells] == [
        (State.OPEN, "submission_cell.ready"), (State.OPEN, "submission_cell.not_yet"),
    ]  # fmt: skip
    assert [(one.item, one.ours) for one in view.progress if not one.ours] == [
        ("review", False), ("volume", False),
    ]  # fmt: skip
    detail = view.rows[0].cell("review").detail
    assert detail is not None
    assert detail.code == "submission_cell.department"
    write_folder(desk.workspace, desk.store, planned, tmp_path, now=desk.now, who="王老师")
    view = dashboard(desk.store, desk.workspace, now=desk.now)
    handed = view.rows[0].cell("submission")
    assert (handed.state, handed.detail and handed.detail.params) == (
        State.DONE, {"day": "4-10"},
    )  # fmt: skip
    everybody = replace(desk.workspace, narrowed=True)
    assert shown_columns(dashboard(desk.store, everybody, now=desk.now).rows) == tuple(
        board_columns()
    )


def test_what_is_not_vetted_or_faulty_goes_only_with_a_reason(desk: SubmittingDesk) -> None:
    desk.deliver("B1", FileKind.PLAN, "long", measures=TOO_LONG)
    desk.later(minutes=1)
    desk.vet("B1")
    desk.deliver("B2", FileKind.PLAN, "plan two")
    assert desk.plan().plan.letters == ()
    assert desk.reasons("B1")[0] == "fault"
    (letter,) = desk.plan(anyway="书记出差，先报").plan.letters
    assert [(one.branch_id, one.vetted_on, one.anyway) for one in letter.submitted] == [
        ("B1", "2027-04-09", "书记出差，先报"),
        ("B2", "", "书记出差，先报"),
    ]
    assert "书记出差，先报" in letter.text


def test_what_came_after_the_vetting_was_not_vetted(desk: SubmittingDesk) -> None:
    ready(desk)
    desk.later(hours=1)
    desk.deliver("B1", FileKind.PLAN, "plan one, mended")
    assert desk.reasons("B1") == ["vetted_before"]
    assert desk.plan().plan.letters == ()
    desk.later(minutes=1)
    desk.vet("B1")
    assert len(desk.plan().plan.letters) == 1


def test_a_branch_is_chosen_and_an_unknown_one_refused(desk: SubmittingDesk) -> None:
    ready(desk).vet("B2")
    (letter,) = desk.plan("B2").plan.letters
    assert letter.branch_ids == ("B2",)
    with pytest.raises(UsageError, match=r"mark\.branch"):
        desk.plan("B3")


def test_the_department_hands_nothing_on(tmp_path: Path, desk: SubmittingDesk) -> None:
    workspace, store = make_workspace(tmp_path / "theirs")
    desk.workspace, desk.store = workspace, store
    with pytest.raises(UsageError, match=r"submission\.department"):
        desk.plan()


def test_it_never_goes_to_the_mailbox_that_sends(desk: SubmittingDesk) -> None:
    desk.set(submit_to="xinxi@neu.example")
    with pytest.raises(UsageError, match=r"submission\.own_address"):
        desk.plan()
    desk.set(submit_to="组织部")
    with pytest.raises(UsageError, match=r"submission\.no_address"):
        desk.plan()


def test_what_one_mail_does_not_hold_goes_in_several_each_with_its_manifest(
    desk: SubmittingDesk,
) -> None:
    desk.set(attach_mb=1)
    for branch in ("B1", "B2"):
        desk.deliver(branch, FileKind.PLAN, branch * 150_000)
        desk.deliver(branch, FileKind.SUPPORT, branch + "s" * 500_000, name="照片.jpg", measures={})
    desk.deliver("B1", FileKind.VIDEO, "v" * 1_200_000, name="成果.mp4", measures={})
    desk.later(minutes=1)
    desk.vet("B1", "B2")
    planned = desk.plan()
    letters = planned.plan.letters
    assert [one.branch_ids for one in letters] == [("B1",), ("B2",)]
    assert [one.subject[:5] for one in letters] == ["〔1/2〕", "〔2/2〕"]
    assert [file.lines[0].original_name for file in planned.elsewhere] == ["成果.mp4"]
    assert "太大" in letters[0].text
    assert "成果展示视频" in letters[0].text
    blobs = desk.workspace.blobs
    for number, letter in enumerate(letters, start=1):
        said = json.loads(blobs.path(letter.files[-1].digest).read_text(encoding="utf-8"))
        assert said["mail"] == {"number": number, "of": 2}
        assert [one["sha256"] for one in said["files"]] == [x.sha256 for x in letter.submitted]
        assert [one["original_name"] for one in said["elsewhere"]] == ["成果.mp4"]
        message = desk.message(letter)
        assert abs(len(message) - mail_bytes(letter)) < 60_000
        assert len(message) < 1_400_000


def test_what_was_handed_on_is_on_record_and_only_what_changed_is_offered_again(
    desk: SubmittingDesk,
) -> None:
    planned = ready(desk).plan()
    desk.approve(planned)
    with fake_smtp() as fake:
        assert desk.send(planned, fake.host, fake.port).sent == 1
    row = desk.row("B1")
    assert row.state is Readiness.SUBMITTED
    assert row.last is not None
    assert row.last.place == planned.plan.letters[0].subject
    assert desk.plan().plan.letters == ()
    first = row.files[0].credit.digest
    desk.later(hours=1)
    desk.deliver("B1", FileKind.PLAN, "plan one, mended")
    assert desk.row("B1").state is Readiness.CHANGED
    desk.later(minutes=1)
    desk.vet("B1")
    (again,) = desk.plan().plan.letters
    assert [(one.item, one.replaces) for one in again.submitted] == [("plan", first)]
    assert "替换" in again.text


def test_a_fault_found_in_what_was_handed_on_is_a_change(desk: SubmittingDesk) -> None:
    planned = ready(desk).plan()
    desk.approve(planned)
    with fake_smtp() as fake:
        desk.send(planned, fake.host, fake.port)
    digest = desk.row("B1").files[0].credit.digest
    found = {**latest_measures(desk.store)[digest], "chars": 1600}
    examined(desk.store, Examination(digest, "probe", found), at=desk.now)
    assert desk.row("B1").state is Readiness.CHANGED
    assert desk.reasons("B1") == ["fault"]


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_what_the_department_sends_back_is_a_change_until_something_goes_again(
    desk: SubmittingDesk, tmp_path: Path, language: str
) -> None:
    planned = ready(desk).plan()
    desk.approve(planned)
    with fake_smtp() as fake:
        desk.send(planned, fake.host, fake.port)
    desk.later(hours=2)
    letters = {kind: letter for kind, letter, _ in shown.letters(language, tmp_path / "theirs")}
    department = Address("组织部", desk.workspace.notice.mailbox)
    stranger = Address("组织部", "neuzzb@other.example")
    for kind, sender in (("reminder", department), ("return", stranger)):
        mail = msgspec.structs.replace(
            make_mail(kind, at=desk.now), sender=sender, body=letters[kind].text
        )
        take_in(desk.store, mail)
    desk.later(minutes=1)
    assert desk.row("B1").state is Readiness.SUBMITTED
    mail = make_mail("函", at=desk.now)
    take_in(
        desk.store, msgspec.structs.replace(mail, sender=department, body=letters["return"].text)
    )
    desk.later(minutes=1)
    assert desk.row("B1").state is Readiness.CHANGED
    (reason,) = desk.row("B1").blocking
    assert reason.code == "submission.reason.sent_back"
    assert len(str(reason.params["items"]).split("、")) == 2
    assert desk.row("B2").state is not Readiness.CHANGED
    desk.deliver("B1", FileKind.PLAN, "plan one, mended")
    desk.later(minutes=1)
    desk.vet("B1")
    again = desk.plan()
    desk.approve(again)
    with fake_smtp() as fake:
        desk.send(again, fake.host, fake.port)
    assert desk.row("B1").state is Readiness.SUBMITTED


def test_a_mail_of_which_anything_changed_since_is_not_sent(desk: SubmittingDesk) -> None:
    planned = ready(desk).plan()
    desk.approve(planned)
    desk.later(minutes=1)
    desk.deliver("B1", FileKind.PLAN, "plan one, mended")
    with fake_smtp() as fake:
        finished = desk.send(planned, fake.host, fake.port)
    assert (finished.sent, finished.held) == (0, 1)
    assert fake.taken == []


def test_a_mail_that_may_have_arrived_is_not_offered_again(desk: SubmittingDesk) -> None:
    planned = ready(desk).plan()
    desk.approve(planned)
    with fake_smtp() as fake:
        fake.before = lambda name: name == "MESSAGE!"
        assert desk.send(planned, fake.host, fake.port).unknown == 1
    assert desk.plan().plan.letters == ()
    assert "doubt" in desk.reasons("B1")
    (entry,) = letters_of_plan(desk.store, planned.plan.digest) or ()
    assert entry.state is SendState.UNKNOWN


def test_it_is_written_to_a_folder_whole_with_its_manifest_and_put_on_record(
    desk: SubmittingDesk, tmp_path: Path
) -> None:
    planned = ready(desk).plan()
    stick = tmp_path / "stick"
    stick.mkdir()
    made = write_folder(desk.workspace, desk.store, planned, stick, now=desk.now, who="王老师")
    assert [one.name for one in stick.iterdir()] == [made.name]
    said = json.loads((made / FILE_NAME).read_text(encoding="utf-8"))
    assert {one["file"] for one in said["files"]} < {one.name for one in made.iterdir()}
    assert len(list(made.iterdir())) == 5
    assert desk.row("B1").state is Readiness.SUBMITTED
    assert desk.row("B1").last is not None
    undo(desk.store, latest_batch(desk.store, who="王老师") or "", at=desk.now, who="王老师")
    assert desk.row("B1").state is Readiness.READY


def test_a_content_that_is_not_what_it_was_is_written_nowhere(
    desk: SubmittingDesk, tmp_path: Path
) -> None:
    planned = ready(desk).plan()
    digest = planned.package.files[0].digest
    path = desk.workspace.blobs.path(digest)
    path.chmod(0o600)
    path.write_bytes(b"other")
    with pytest.raises(StoreError, match=r"submission\.file_lost"):
        write_folder(desk.workspace, desk.store, planned, tmp_path, now=desk.now, who="王老师")
    assert not any(one.name.startswith(("报送", ".new")) for one in tmp_path.iterdir())
    assert desk.row("B1").state is Readiness.READY


def test_the_department_credits_what_the_sub_committee_planned(
    desk: SubmittingDesk, tmp_path: Path
) -> None:
    (letter,) = ready(desk).plan().plan.letters
    workspace, store = make_workspace(tmp_path / "theirs")
    department = Department(workspace, store, tmp_path / "theirs" / "mails")
    (department.mails / "1.eml").write_bytes(desk.message(letter))
    department.sync()
    assert department.questions() == []
    assert department.problems() == []
    row = next(x for x in dashboard(store, workspace, now=NOW).rows if x.branch.id == "B1")
    assert row.vetting == "vetted"
    kinds = {one.kind for one in department.credits().values() if one.branch_ids == ("B1",)}
    assert kinds == {FileKind.PLAN, FileKind.SUPPORT, FileKind.VIDEO}
    assert dashboard(store, workspace, now=NOW).queue == 0
    store.close()


def test_the_department_takes_in_a_stick_by_its_manifest(
    desk: SubmittingDesk, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    planned = ready(desk).plan()
    made = write_folder(desk.workspace, desk.store, planned, stick, now=desk.now, who="王老师")
    film = next(one for one in made.iterdir() if one.suffix == ".mp4")
    film.write_bytes(b"other bytes")
    workspace, store = make_workspace(tmp_path / "theirs")
    found = take_submission(
        workspace, store, made, Source.USB, received_at=desk.now, at=desk.now, who="李老师"
    )
    assert [(one.file, one.reason.code) for one in found.left] == [
        (film.name, "submission.changed")
    ]
    row = next(x for x in dashboard(store, workspace, now=desk.now).rows if x.branch.id == "B1")
    assert row.vetting == "vetted"
    assert row.cell("plan").state is not State.MISSING
    assert row.cell("video").state is State.MISSING
    (made / FILE_NAME).write_text("{")
    with pytest.raises(UsageError, match=r"submission\.bad_manifest"):
        take_submission(
            workspace, store, made, Source.USB, received_at=desk.now, at=desk.now, who="李老师"
        )
    store.close()
