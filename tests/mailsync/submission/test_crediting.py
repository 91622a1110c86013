from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from store.letters.manifest import (
    FILE_NAME,
    ManifestList,
    ManifestNotice,
    ManifestUnit,
    write_manifest,
)
from store.model import FileKind, State
from store.views.board.branch import branch_view
from store.views.board.dashboard import dashboard
from store.views.board.types import VettingState
from tests.mailsync.submission.handing import (
    FILM,
    MADE,
    PLAN,
    Department,
    line,
    manifest,
    with_manifest,
)
from tests.making import NOW, make_workspace

TEXT = "一、工作内容。".encode() * 30
OTHER = "二、建设成果。".encode() * 30


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Department]:
    workspace, store = make_workspace(tmp_path)
    yield Department(workspace, store, tmp_path / "mails")
    store.close()


def vetting(place: Department, branch_id: str) -> VettingState:
    view = dashboard(place.store, place.workspace, now=NOW)
    return next(row.vetting for row in view.rows if row.branch.id == branch_id)


def test_what_a_manifest_lists_is_credited_and_vetted_without_a_question(place: Department) -> None:
    listed = "报送目录.docx", b"list"
    made = manifest(
        line(TEXT),
        # Nothing in its name says whose it is or what.
        line(OTHER, file="2.txt", branch_id="B2", branch="研究生第一党支部", item="support"),
        list=ManifestList(listed[0], line(listed[1]).sha256),
    )
    place.receive(with_manifest(made, (PLAN, TEXT), ("2.txt", OTHER), listed))
    found = place.credits()
    assert (found[PLAN].branch_ids, found[PLAN].kind) == (("B1",), FileKind.PLAN)
    assert (found["2.txt"].branch_ids, found["2.txt"].kind) == (("B2",), FileKind.SUPPORT)
    assert place.questions() == []
    assert place.problems() == []
    assert vetting(place, "B1") is VettingState.VETTED
    view = branch_view(place.store, place.workspace, "B1", now=NOW)
    assert view is not None
    assert view.vetting is not None
    assert (view.vetting.by, view.vetting.date, view.vetting.who) == ("李明", "2027-04-08", "")
    assert dashboard(place.store, place.workspace, now=NOW).queue == 0


def test_what_nobody_vetted_is_credited_and_not_vetted(place: Department) -> None:
    made = manifest(line(TEXT, vetted_by="", vetted_on="", anyway="书记出差，补审"))
    place.receive(with_manifest(made, (PLAN, TEXT)))
    assert place.credits()[PLAN].branch_ids == ("B1",)
    assert vetting(place, "B1") is VettingState.PROPOSED


def test_a_later_version_that_nobody_vetted_is_not_vetted_by_the_manifest_of_an_earlier_one(
    place: Department,
) -> None:
    place.receive(with_manifest(manifest(line(TEXT)), (PLAN, TEXT)))
    place.receive([(PLAN, OTHER)], sender="wjg@neu.example", when=NOW)
    assert vetting(place, "B1") is VettingState.NOT_VETTED


def test_one_byte_changed_on_the_way_makes_one_question(place: Department) -> None:
    made = manifest(
        line(TEXT),
        line(OTHER, file=FILM, branch_id="B2", branch="研究生第一党支部"),
    )
    changed = bytes([TEXT[0] ^ 1]) + TEXT[1:]
    place.receive(with_manifest(made, (PLAN, changed), (FILM, OTHER)))
    assert place.questions() == ["submission.changed"]
    found = place.credits()
    assert found[PLAN].waiting
    assert found[PLAN].branch_ids[0] == "B1"
    assert (found[FILM].waiting, found[FILM].branch_ids) == (False, ("B2",))


def test_a_byte_of_the_manifest_changed_is_a_named_problem(place: Department) -> None:
    content = write_manifest(manifest(line(TEXT))).replace("李明".encode(), "李朋".encode())
    place.receive(with_manifest(content, (PLAN, TEXT)))
    assert place.problems() == ["submission.problem_damaged"]
    assert vetting(place, "B1") is VettingState.PROPOSED


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"{", "broken"),
        (b"", "broken"),
        (b"[" * 100_000, "broken"),
        (b'{"format": "other", "version": 1}', "broken"),
        (b'{"format": "sixones-submission", "version": 2, "files": 7}', "version"),
        (b'{"format": "sixones-submission", "version": "1"}', "version"),
        (b'{"format": "sixones-submission", "version": true}', "version"),
        (b'{"format": "sixones-submission", "version": 1}', "broken"),
        (b" " * 2_000_001, "too_big"),
    ],
)
def test_a_manifest_that_cannot_be_read_is_a_named_problem(
    place: Department, content: bytes, problem: str
) -> None:
    place.receive(with_manifest(content, (PLAN, TEXT)))
    assert place.problems() == [f"submission.problem_{problem}"]
    assert place.questions() == []
    assert vetting(place, "B1") is VettingState.PROPOSED


@pytest.mark.parametrize(
    "change",
    [
        {"sha256": "0" * 63},
        {"sha256": "../" + "0" * 61},
        {"item": "volume"},
        {"vetted_on": "2027-02-30"},
        {"vetted_on": "yesterday"},
        {"size_bytes": -1},
        {"branch_id": 7},
        {"file": "a" * 1_001},
    ],
)
def test_a_line_that_is_not_of_the_format_makes_the_whole_manifest_a_problem(
    place: Department, change: dict[str, object]
) -> None:
    raw = json.loads(write_manifest(manifest(line(TEXT))))
    raw["files"][0] |= change
    del raw["digest"]
    place.receive(with_manifest(json.dumps(raw).encode(), (PLAN, TEXT)))
    assert place.problems() == ["submission.problem_broken"]


def test_a_manifest_that_another_program_wrote_needs_no_checksum_and_may_say_more(
    place: Department,
) -> None:
    raw = json.loads(write_manifest(manifest(line(TEXT))))
    del raw["digest"]
    raw["remark"] = {"later": "version"}
    place.receive(with_manifest(b"\xef\xbb\xbf" + json.dumps(raw).encode(), (PLAN, TEXT)))
    assert vetting(place, "B1") is VettingState.VETTED


def test_a_strangers_manifest_is_a_hint_only(place: Department) -> None:
    made = manifest(line(TEXT), line(OTHER, file="2.txt", branch="研究生第一党支部"))
    place.receive(with_manifest(made, (PLAN, TEXT), ("2.txt", OTHER)), sender="a@evil.example")
    assert place.questions() == ["submission.stranger"] * 2
    assert place.credits()["2.txt"].branch_ids[0] == "B2"
    assert vetting(place, "B1") is VettingState.NOTHING


def test_a_branchs_own_mailbox_is_none_of_its_sub_committee(place: Department) -> None:
    place.receive(with_manifest(manifest(line(TEXT)), (PLAN, TEXT)), sender="wjg@neu.example")
    assert place.questions() == ["submission.stranger"]


def test_another_sub_committee_does_not_speak_for_this_one(place: Department) -> None:
    place.receive(with_manifest(manifest(line(TEXT)), (PLAN, TEXT)), sender="tsg@neu.example")
    assert place.questions() == ["submission.other_unit"]


def test_last_years_manifest_is_a_question(place: Department) -> None:
    made = manifest(line(TEXT), notice=ManifestNotice("东大组字〔2026〕3号", 2025))
    place.receive(with_manifest(made, (PLAN, TEXT)))
    assert place.questions() == ["submission.other_year"]


@pytest.mark.parametrize(
    ("branch_id", "branch"),
    [
        ("B9", "自动化研究所学生党支部"),
        # An id of another roster says nothing beside another name.
        ("B1", "软件学院教工党支部"),
        # Known, and of another sub-committee.
        ("B3", "流通部党支部"),
        ("B3", ""),
        ("", "研究生党支部"),
    ],
)
def test_a_branch_that_the_roster_does_not_know_is_a_question(
    place: Department, branch_id: str, branch: str
) -> None:
    made = manifest(
        line(TEXT, branch_id=branch_id, branch=branch),
        line(OTHER, file=FILM, branch_id="B2", branch="研究生第一党支部"),
    )
    place.receive(with_manifest(made, (PLAN, TEXT), (FILM, OTHER)))
    assert place.questions() == ["submission.branch_unknown"]
    assert place.credits()[FILM].branch_ids == ("B2",)


@pytest.mark.parametrize(
    ("branch_id", "branch"),
    [
        ("B1", ""),
        ("7", "自动化研究所教工党支部"),
        ("", "自动化研究所教工党支部"),
        # The other roster counts otherwise.
        ("B2", "自动化研究所教工党支部"),
        ("", "信息科学与工程学院自动化研究所教工党支部"),
    ],
)
def test_a_branch_is_found_by_its_id_or_by_its_name(
    place: Department, branch_id: str, branch: str
) -> None:
    made = manifest(line(TEXT, file="1.txt", branch_id=branch_id, branch=branch))
    place.receive(with_manifest(made, ("1.txt", TEXT)))
    assert place.questions() == []
    assert place.credits()["1.txt"].branch_ids == ("B1",)


def test_a_file_that_is_not_listed_is_a_question_and_so_is_one_that_is_missing(
    place: Department,
) -> None:
    made = manifest(line(TEXT), line(OTHER, file=FILM, branch_id="B2", branch="研究生第一党支部"))
    place.receive(with_manifest(made, (PLAN, TEXT), ("研究生第一党支部 总结.txt", b"x" * 90)))
    assert place.questions() == ["submission.missing", "submission.unlisted"]
    assert place.credits()[PLAN].branch_ids == ("B1",)


def test_the_same_mail_twice_changes_nothing(place: Department) -> None:
    for _ in range(2):
        place.receive(with_manifest(manifest(line(TEXT)), (PLAN, TEXT)))
    view = branch_view(place.store, place.workspace, "B1", now=NOW)
    assert view is not None
    assert [one.version for one in view.files] == [0, 1]
    assert place.questions() == []


def test_a_later_submission_replaces_what_was_handed_on_before(place: Department) -> None:
    place.receive(with_manifest(manifest(line(TEXT)), (PLAN, TEXT)))
    again = manifest(line(OTHER, replaces=line(TEXT).sha256), made_at=MADE + timedelta(hours=5))
    place.receive(with_manifest(again, (PLAN, OTHER)))
    view = branch_view(place.store, place.workspace, "B1", now=NOW)
    assert view is not None
    assert [(one.version, one.current) for one in view.files] == [(2, True), (1, False)]
    assert view.row.cell("plan").file == "file:4"
    assert place.questions() == []


def test_one_that_was_overtaken_on_the_way_replaces_nothing_by_itself(place: Department) -> None:
    newer = manifest(line(OTHER), made_at=MADE + timedelta(hours=5))
    place.receive(with_manifest(newer, (PLAN, OTHER)), when=NOW - timedelta(hours=2))
    place.receive(with_manifest(manifest(line(TEXT)), (PLAN, TEXT)), when=NOW - timedelta(hours=1))
    late = place.credits()[PLAN]
    assert dashboard(place.store, place.workspace, now=NOW).queue == 1
    view = branch_view(place.store, place.workspace, "B1", now=NOW)
    assert view is not None
    assert [one.credit.digest for one in view.files] == [line(OTHER).sha256]
    assert [one.credit.held for one in view.waiting] == ["held.handed_on_earlier"]
    assert late.digest == line(TEXT).sha256


def test_a_form_of_several_branches_belongs_to_all_of_them(place: Department) -> None:
    form = {"file": "评价表.txt", "item": "eval_form"}
    made = manifest(
        line(TEXT, **form), line(TEXT, **form, branch_id="B2", branch="研究生第一党支部")
    )
    place.receive(with_manifest(made, ("评价表.txt", TEXT)))
    found = place.credits()["评价表.txt"]
    assert (found.kind, found.branch_ids) == (FileKind.EVAL_FORM, ("B1", "B2"))
    assert place.questions() == []
    rows = dashboard(place.store, place.workspace, now=NOW).rows
    assert [row.cell("eval_form").state for row in rows] == [State.DONE, State.DONE, State.OPEN]


def test_one_content_of_two_branches_goes_to_each_under_its_name(place: Department) -> None:
    made = manifest(line(TEXT), line(TEXT, file=FILM, branch_id="B2", branch="研究生第一党支部"))
    place.receive(with_manifest(made, (PLAN, TEXT), (FILM, TEXT)))
    found = place.credits()
    assert (found[PLAN].branch_ids, found[FILM].branch_ids) == (("B1",), ("B2",))


def test_a_mailbox_of_two_sub_committees_speaks_for_the_one_it_names(place: Department) -> None:
    with place.store.atomic():
        contacts = '["both@neu.example"]'
        place.store.execute("UPDATE sub_committees SET contacts = ?", (contacts,))
    made = manifest(line(TEXT))
    place.receive(with_manifest(made, (PLAN, TEXT)), sender="both@neu.example")
    assert place.credits()[PLAN].branch_ids == ("B1",)
    unnamed = msgspec.structs.replace(made, sub_committee=ManifestUnit("U7", "某学院党委"))
    place.receive(with_manifest(unnamed, ("2.txt", OTHER)), sender="both@neu.example")
    assert "submission.missing" not in place.questions()


def test_a_changed_roster_judges_a_manifest_anew(place: Department) -> None:
    made = manifest(line(TEXT, branch_id="", branch="机电楼联合支部"))
    place.receive(with_manifest(made, ("1.txt", TEXT)))
    assert place.questions() == ["submission.branch_unknown"]
    with place.store.atomic():
        place.store.execute(
            """UPDATE branches SET aliases = '["机电楼联合支部"]' WHERE id = 'B1'"""
        )
    place.receive([("说明.txt", b"x")])
    assert place.credits()["1.txt"].branch_ids == ("B1",)


@pytest.mark.parametrize(
    ("headers", "asked"),
    [
        ([("Authentication-Results", "mx.neu.example; spf=fail; dkim=none")], True),
        ([("Authentication-Results", "mx.neu.example; dmarc=pass (p=none); dkim=pass")], False),
        ([("Authentication-Results", "mx.neu.example; spf=softfail")], False),
        # The words of a comment are no result.
        (
            [("Authentication-Results", "mx.neu.example; spf=pass (was: fail; dkim=fail)")],
            False,
        ),
    ],
)
def test_a_sender_that_the_receiving_server_does_not_believe_makes_a_question(
    place: Department, headers: list[tuple[str, str]], asked: bool
) -> None:
    made = with_manifest(manifest(line(TEXT)), (PLAN, TEXT))
    place.receive(made, headers=headers)
    assert place.questions() == (["mail.not_authentic"] if asked else [])
    assert vetting(place, "B1") is (VettingState.NOTHING if asked else VettingState.VETTED)


def test_a_mail_without_a_manifest_is_not_asked_about_for_that(place: Department) -> None:
    failed = [("Authentication-Results", "mx.neu.example; spf=fail")]
    place.receive([(PLAN, TEXT)], headers=failed)
    assert (place.questions(), place.problems()) == ([], [])


def test_a_bounce_that_brings_a_manifest_back_is_no_submission(place: Department) -> None:
    made = with_manifest(manifest(line(TEXT)), (PLAN, TEXT))
    returned = [("X-Failed-Recipients", "zzb@neu.example"), ("Return-Path", "<>")]
    place.receive(made, headers=returned, sender="mailer-daemon@neu.example")
    assert place.questions() == []
    assert vetting(place, "B1") is VettingState.NOTHING


def test_before_the_window_a_manifest_is_a_question(place: Department) -> None:
    made = with_manifest(manifest(line(TEXT)), (PLAN, TEXT))
    place.receive(made, when=NOW - timedelta(days=60))
    assert place.questions() == ["mail.before_window"]


def test_a_manifest_is_known_by_names_that_mail_programs_give_it(place: Department) -> None:
    content = write_manifest(manifest(line(TEXT)))
    place.receive([("sixones-submission (1).json", content), (PLAN, TEXT)])
    assert vetting(place, "B1") is VettingState.VETTED
    assert FILE_NAME not in place.credits()
