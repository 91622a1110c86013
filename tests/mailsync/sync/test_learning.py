"""What people decide teaches, can be taken back, and is never changed by the machine."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from mailsync.sync.learning import knowledge
from mailsync.sync.rejudge import rejudge
from mailsync.sync.sync import open_mailbox, relearn, sync
from mailsync.sync.taught import laid_open, needs_mending, problems_first
from store.db.acts import Act
from store.db.database import Store, open_store
from store.db.decisions import Draft, Marking, decide, latest_batch, live_decisions, undo
from store.decisions.teaching import forget, read_history, recall, settle_form
from store.errors import ConfigError
from store.intake import record as intake
from store.model import Address, Branch, FileKind, Mail, Params, SenderFact, Verdict
from store.roster.importing import apply_plan, plan_import
from store.roster.reader import RosterFile
from store.roster.rows import RosterRow
from store.views.board.credits import all_credits
from store.workspace.workspace import Workspace
from tests.making import NOW, UNITS, add_roster, ask, auto, make_mail, make_workspace, take_in

NEW = "new@private.example"
COLUMNS = frozenset(("branch_id", "sub_committee", "name"))


@pytest.fixture
def made(tmp_path: Path) -> Iterator[tuple[Workspace, Store]]:
    workspace, store = make_workspace(tmp_path)
    yield workspace, store
    store.close()


def mail_of(name: str, sender: str = NEW, *paths: str, days: int = 0) -> Mail:
    """A mail that names no branch, from an address that is on no roster."""
    files = [(path, f"{name}/{path}") for path in paths or ("1.docx",)]
    mail = make_mail(name, files, at=NOW - timedelta(days=days))
    return replace(mail, subject="材料", sender=Address("", sender))


def judged(store: Store, subject: str) -> tuple[Verdict, str | None]:
    proposal = intake.latest_proposals(store)[subject]
    return proposal.verdict, proposal.branch_id


def credit(store: Store, number: int, *branch_ids: str, who: str = "李老师") -> str:
    payload: Params = {"branch_ids": list(branch_ids), "kind": "plan"}
    return decide(store, [Draft(Act.CREDIT, f"file:{number}", payload)], at=NOW, who=who)


def remember_not_ours(store: Store, number: int, *, remember: bool) -> str:
    draft = Draft(Act.NOT_OURS, f"file:{number}", {"remember": remember})
    return decide(store, [draft], at=NOW, who="李老师")


def three_mails_of_one_sender(store: Store) -> None:
    for name in ("a", "b", "c"):
        take_in(store, mail_of(name), ask(FileKind.PLAN))


def test_two_confirmed_mails_settle_what_still_waits_and_undoing_asks_again(
    made: tuple[Workspace, Store],
) -> None:
    workspace, store = made
    three_mails_of_one_sender(store)
    credit(store, 1, "B2")
    relearn(workspace, store, at=NOW)
    assert judged(store, "file:3") == (Verdict.REVIEW, None)
    second = credit(store, 2, "B2")
    assert relearn(workspace, store, at=NOW) == 1
    assert judged(store, "file:3") == (Verdict.AUTO, "B2")
    assert relearn(workspace, store, at=NOW) == 0
    undo(store, second, at=NOW, who="李老师")
    relearn(workspace, store, at=NOW)
    assert judged(store, "file:3") == (Verdict.REVIEW, None)


def test_forgetting_a_sender_asks_again_and_later_confirmations_count_anew(
    made: tuple[Workspace, Store],
) -> None:
    workspace, store = made
    three_mails_of_one_sender(store)
    take_in(store, mail_of("d"), ask(FileKind.PLAN))
    credit(store, 1, "B2")
    credit(store, 2, "B2")
    relearn(workspace, store, at=NOW)
    forget(store, [(NEW, "B2")], marking=Marking(NOW, "王老师"))
    assert knowledge(store).senders == ()
    relearn(workspace, store, at=NOW)
    assert judged(store, "file:3") == (Verdict.REVIEW, None)
    credit(store, 3, "B2")
    assert [fact.times for fact in knowledge(store).senders] == [1]


def test_memory_survives_a_restart(made: tuple[Workspace, Store]) -> None:
    workspace, store = made
    three_mails_of_one_sender(store)
    credit(store, 1, "B2")
    credit(store, 2, "B2")
    before = knowledge(store)
    again = open_store(workspace.database)
    after = knowledge(again)
    assert after.senders == before.senders == (SenderFact(NEW, "B2", 2, "2027-04-10"),)
    assert after.memory_digest() == before.memory_digest()
    batch = latest_batch(again, who="李老师")
    assert batch is not None
    undo(again, batch, at=NOW, who="李老师")
    assert [fact.times for fact in knowledge(store).senders] == [1]
    again.close()


def test_the_machines_own_credits_teach_nothing(made: tuple[Workspace, Store]) -> None:
    _, store = made
    for name in ("a", "b", "c"):
        take_in(store, mail_of(name), auto("B2", FileKind.PLAN))
    assert knowledge(store).senders == ()


def test_a_correction_counts_against_the_branch_that_was_credited(
    made: tuple[Workspace, Store],
) -> None:
    _, store = made
    for name in ("a", "b"):
        take_in(store, mail_of(name), auto("B1", FileKind.PLAN))
    take_in(store, mail_of("c"), auto("B1", FileKind.PLAN))
    credit(store, 1, "B1")
    credit(store, 2, "B1")
    credit(store, 3, "B2")
    assert {(f.branch_id, f.times) for f in knowledge(store).senders} == {("B1", 1), ("B2", 1)}


def test_not_ours_is_remembered_only_where_it_was_said(made: tuple[Workspace, Store]) -> None:
    workspace, store = made
    three_mails_of_one_sender(store)
    remember_not_ours(store, 1, remember=False)
    relearn(workspace, store, at=NOW)
    assert judged(store, "file:3") == (Verdict.REVIEW, None)
    batch = remember_not_ours(store, 2, remember=True)
    relearn(workspace, store, at=NOW)
    assert judged(store, "file:3") == (Verdict.AUTO, None)
    assert [fact.address for fact in laid_open(knowledge(store)).not_ours] == [NEW]
    undo(store, batch, at=NOW, who="李老师")
    relearn(workspace, store, at=NOW)
    assert judged(store, "file:3") == (Verdict.REVIEW, None)


def test_a_short_form_is_read_once_staff_accept_it_and_no_longer_once_they_refuse(
    made: tuple[Workspace, Store],
) -> None:
    workspace, store = made
    for name in ("a", "b"):
        take_in(store, mail_of(name, NEW, "信科学部研究生第一党支部.docx"), ask(FileKind.PLAN))
    relearn(workspace, store, at=NOW)
    assert judged(store, "file:2") == (Verdict.REVIEW, None)
    credit(store, 1, "B2")
    (proposed,) = laid_open(knowledge(store)).proposals
    assert (proposed.form, proposed.sub_committee_id) == ("信科学部", "U1")
    settle_form(store, "U1", "信科学部", accepted=True, marking=Marking(NOW, "李老师"))
    assert laid_open(knowledge(store)).proposals == ()
    relearn(workspace, store, at=NOW)
    assert judged(store, "file:2") == (Verdict.AUTO, "B2")
    settle_form(store, "U1", "信科学部", accepted=False, marking=Marking(NOW, "李老师"))
    take_in(store, mail_of("c", NEW, "信科学部研究生第一党支部.docx"), ask(FileKind.PLAN))
    relearn(workspace, store, at=NOW)
    assert judged(store, "file:3") == (Verdict.REVIEW, None)


def test_three_branches_of_one_unit_make_a_staff_mailbox(made: tuple[Workspace, Store]) -> None:
    _, store = made
    for at, name in enumerate("abc"):
        take_in(store, mail_of(name), ask(FileKind.PLAN))
        credit(store, at + 1, ("B1", "B2", "B1")[at])
    assert laid_open(knowledge(store)).mailboxes == ()
    add_roster(store, (), (Branch("B9", "U1", "本科生第四党支部"),))
    take_in(store, mail_of("d"), ask(FileKind.PLAN))
    credit(store, 4, "B9")
    (mailbox,) = laid_open(knowledge(store)).mailboxes
    assert (mailbox.address, mailbox.sub_committee_id) == (NEW, "U1")


def test_earlier_years_are_taken_over_from_a_file_and_can_be_forgotten(
    made: tuple[Workspace, Store], tmp_path: Path
) -> None:
    workspace, store = made
    file = tmp_path / "history.csv"
    file.write_text(
        "from_addr,branch_id,times,last_date\n"
        f"{NEW.upper()},B2,3,2026-05-01\n"
        "x@y.example,B99,2,2026-05-01\n"
        "no address,B2,2,2026-05-01\n"
        "z@y.example,B2,many,2026-05-01\n"
        "z@y.example,B2,2,last spring\n",
        encoding="utf-8",
    )
    facts, left_out = read_history(file, frozenset(("B1", "B2", "B3")))
    assert (facts, left_out) == ([SenderFact(NEW, "B2", 3, "2026-05-01")], [3, 4, 5, 6])
    take_in(store, mail_of("a"), ask(FileKind.PLAN))
    recall(store, facts, at=NOW, who="李老师")
    recall(store, facts, at=NOW, who="李老师")
    assert knowledge(store).senders == (SenderFact(NEW, "B2", 3, "2026-05-01"),)
    relearn(workspace, store, at=NOW)
    assert judged(store, "file:1") == (Verdict.AUTO, "B2")
    forget(store, [(NEW, "B2")], marking=Marking(NOW, "李老师"))
    relearn(workspace, store, at=NOW)
    assert judged(store, "file:1") == (Verdict.REVIEW, None)


def test_a_file_without_the_columns_of_a_history_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "other.csv"
    file.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        read_history(file, frozenset())
    assert caught.value.code == "history.no_head"


def test_what_is_to_mend_comes_before_what_is_to_know(made: tuple[Workspace, Store]) -> None:
    _, store = made
    add_roster(
        store,
        (),
        (
            Branch("B7", "U1", "研究生第二党支部"),
            Branch("B8", "U1", "联络小组"),
        ),
    )
    problems = problems_first(knowledge(store))
    assert [(one.code, needs_mending(one)) for one in problems] == [
        ("unparsed", True),
        ("twins_ordinal", False),
    ]


def test_mail_that_came_while_people_taught_is_judged_anew(made: tuple[Workspace, Store]) -> None:
    workspace, store = made
    three_mails_of_one_sender(store)
    started = knowledge(store)
    credit(store, 1, "B2")
    credit(store, 2, "B2")
    relearn(workspace, store, at=NOW)
    # The sync that was running stores one more, judged by what was known when it began.
    take_in(store, mail_of("late"), ask(FileKind.PLAN))
    known = knowledge(store)
    assert known.memory_digest() != started.memory_digest()
    relearn(workspace, store, at=NOW, known=known, meanwhile=True)
    assert judged(store, "file:4") == (Verdict.AUTO, "B2")


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("credit"), st.integers(1, 4), st.sampled_from(["B1", "B2", "B3"])),
        st.tuples(st.just("refuse"), st.integers(1, 4), st.booleans()),
        st.tuples(st.just("undo"), st.just(0), st.just("")),
        st.tuples(st.just("mail"), st.integers(0, 9), st.just("")),
        st.tuples(st.just("roster"), st.integers(0, 3), st.just("")),
        st.tuples(st.just("judge"), st.just(0), st.just("")),
        st.tuples(st.just("forget"), st.just(0), st.sampled_from(["B1", "B2", ""])),
        st.tuples(st.just("restart"), st.just(0), st.just("")),
    ),
    max_size=14,
)


@given(steps=STEPS)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_sync_import_or_rejudgement_changes_what_a_person_decided(
    steps: list[tuple[str, int, object]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        workspace, store = make_workspace(Path(folder))
        three_mails_of_one_sender(store)
        take_in(store, mail_of("d", "wjg@neu.example"), auto("B1", FileKind.PLAN))
        for step in steps:
            before = decided(store)
            store, own = one_step(workspace, store, step)
            if not own:
                assert decided(store) == before
            assert_decisions_hold(store)
        store.close()


def one_step(
    workspace: Workspace, store: Store, step: tuple[str, int, object]
) -> tuple[Store, bool]:
    """Do one step; whether a person decided in it."""
    name, number, what = step
    match name:
        case "credit":
            credit(store, number, str(what))
        case "refuse":
            remember_not_ours(store, number, remember=bool(what))
        case "undo":
            batch = latest_batch(store, who="李老师")
            if batch is not None:
                undo(store, batch, at=NOW, who="李老师")
        case "mail":
            take_in(store, mail_of(f"m{number}"), ask(FileKind.PLAN, "B1"))
        case "roster":
            import_roster(store, number)
        case "forget":
            forget(store, [(NEW, str(what))], marking=Marking(NOW, "王老师"))
        case "judge":
            rejudge(
                store,
                knowledge(store),
                window_start=workspace.settings.window_start,
                dates=workspace.notice.dates,
                cohort=workspace.settings.cohort,
                at=NOW,
            )
        case "restart":
            store.close()
            store = open_store(workspace.database)
    return store, name in ("credit", "refuse", "undo")


def import_roster(store: Store, number: int) -> None:
    names = ["自动化研究所教工党支部", "研究生第一党支部", f"研究生第{number + 2}党支部"]
    rows = tuple(
        RosterRow(at, UNITS[0].name, name, f"B{at}") for at, name in enumerate(names, start=1)
    )
    plan = plan_import(store, RosterFile(rows, (), COLUMNS), None)
    if not plan.empty:
        apply_plan(store, plan, at=NOW, actor="王老师", reason="更新", force=True)


def decided(store: Store) -> dict[str, tuple[FileKind, tuple[str, ...]]]:
    """What the board says of every file that a person decided on."""
    return {
        one.subject: (one.kind if one.branch_ids else FileKind.OTHER, one.branch_ids)
        for one in all_credits(store, live_decisions(store), as_of=NOW)
        if one.decided_by is not None
    }


def assert_decisions_hold(store: Store) -> None:
    latest = {
        made.subject: made
        for made in live_decisions(store)
        if made.act in (Act.CREDIT, Act.NOT_OURS)
    }
    said = decided(store)
    assert said.keys() == latest.keys()
    for name, made in latest.items():
        owners = made.payload["branch_ids"] if made.act is Act.CREDIT else []
        assert list(said[name][1]) == owners


def write_mail(folder: Path, number: int, file: str) -> None:
    """A mail in a folder, as exported from a mail program."""
    mail = EmailMessage()
    mail["From"] = f"新来的 <{NEW}>"
    mail["To"] = "zzb@neu.example"
    mail["Subject"] = "材料"
    mail["Date"] = f"Thu, 0{number} Apr 2027 10:00:00 +0800"
    mail["Message-ID"] = f"<{number}@private.example>"
    mail.set_content("见附件")
    mail.add_attachment(
        f"第{number}份工作方案，".encode() * 20,
        maintype="application",
        subtype="octet-stream",
        filename=file,
    )
    (folder / f"{number}.eml").write_bytes(mail.as_bytes())


def run_sync(workspace: Workspace, store: Store) -> None:
    mailbox = open_mailbox(workspace, str)
    try:
        list(sync(workspace, store, mailbox, clock=lambda: NOW))
    finally:
        mailbox.close()


def test_a_sync_uses_what_people_taught_and_leaves_what_they_decided(
    made: tuple[Workspace, Store], tmp_path: Path
) -> None:
    workspace, store = made
    for number in (1, 2):
        write_mail(tmp_path / "mails", number, "工作方案.txt")
    run_sync(workspace, store)
    assert judged(store, "file:1") == (Verdict.REVIEW, None)
    credit(store, 1, "B2")
    credit(store, 2, "B2")
    before = decided(store)
    write_mail(tmp_path / "mails", 3, "工作方案.txt")
    write_mail(tmp_path / "mails", 4, "流通部党支部 工作方案.txt")
    run_sync(workspace, store)
    assert judged(store, "file:3") == (Verdict.AUTO, "B2")
    assert judged(store, "file:4")[0] is Verdict.REVIEW
    assert decided(store) == before
    run_sync(workspace, store)
    assert decided(store) == before
