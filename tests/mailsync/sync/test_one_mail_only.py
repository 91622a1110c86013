"""One mail, whatever it is, costs itself only."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import cast

import msgspec
import pytest

from mailsync.archives.budget import Budget
from mailsync.examine.probe import probe
from mailsync.examine.process.child import Child, Reply
from mailsync.examine.video.ffmpeg_tools import find_tools
from mailsync.mailbox.contract import FetchedMail, Known, MailboxEvent, MailUnread, never
from mailsync.mailbox.folder import FolderMailbox
from mailsync.matching.propose import Matcher
from mailsync.mime.read import read_split
from mailsync.sync.judge import judge_or_ask
from mailsync.sync.sync import MailStored, SyncEnded, examine, sync
from store.files.blobs import Blobs
from store.files.passing import sweep_passing
from store.intake.raw import raw_mail
from store.model import Attachment, FileKind, Mail, Verdict
from store.notice.notice import load_notice, shipped_notices
from store.rules.findings import RuleSettings, findings
from store.rules.wording import finding_message
from store.text.wording import LANGUAGES, load
from store.views.board.sync_status import sync_status
from store.views.inbox.problems import mail_problems
from tests.mailsync.archives.made import Entry, make_zip
from tests.mailsync.sync.problem_words import word_all
from tests.making import NOW, make_mail, make_workspace
from tui.cli import main

HOSTILE = sorted((Path(__file__).parents[2] / "corpus" / "hostile").glob("*.eml"))
DATES = load_notice("neu-2021-8").dates
# A moment that does not say where: nothing that is stored may be one.
NAIVE = NOW.replace(tzinfo=None)
PLAIN = b"From: a@b.example\nSubject: %d\nDate: Thu, 01 Apr 2027 09:00:00 +0800\n\nx\n"


def synced(folder: Path, mails: dict[str, bytes]) -> tuple[list[str], dict[str, list[str]], int]:
    """Sync mails by name; the stored subjects, the codes of problems by subject, the run's."""
    workspace, store = make_workspace(folder)
    for name, content in mails.items():
        (folder / "mails" / name).write_bytes(content)
    box = FolderMailbox(folder / "mails", spool=workspace.spool)
    (run,) = (
        event.run
        for event in sync(workspace, store, box, clock=lambda: NOW)
        if isinstance(event, SyncEnded)
    )
    again = list(sync(workspace, store, box, clock=lambda: NOW))
    assert not any(isinstance(event, MailStored) for event in again)
    subjects = [row["subject"] for row in store.rows("SELECT subject FROM mails ORDER BY id")]
    blobs = workspace.blobs
    ids = [row["id"] for row in store.rows("SELECT id FROM mails")]
    assert sorted(b"".join(raw_mail(store, blobs, one)) for one in ids) == sorted(mails.values())
    problems = mail_problems(store)
    assert all(word_all(problem for mail in problems for problem in mail.problems))
    said = {
        mail.received.subject if mail.received else mail.subject: [p.code for p in mail.problems]
        for mail in problems
    }
    store.close()
    return subjects, said, run.problems


@pytest.mark.parametrize("path", HOSTILE, ids=lambda path: path.stem)
def test_a_hostile_mail_stops_no_other_mail(path: Path, tmp_path: Path) -> None:
    mails = {"a.eml": PLAIN % 1, "b.eml": path.read_bytes(), "c.eml": PLAIN % 3}
    subjects, _, _ = synced(tmp_path, mails)
    assert len(subjects) == 3
    assert (subjects[0], subjects[2]) == ("1", "3")


class BrokenError(Exception):
    """Something that nobody expected."""


class BrokenMailbox(FolderMailbox):
    """Hands over the second mail with an arrival that is no moment."""

    def __init__(self, path: Path, *, spool: Path, arrival: object) -> None:
        super().__init__(path, spool=spool)
        self._arrival = arrival

    def fetch(self, known: Known, *, stop: Callable[[], bool] = never) -> Iterator[MailboxEvent]:
        number = 0
        for event in super().fetch(known, stop=stop):
            if isinstance(event, FetchedMail):
                number += 1
                if number == 2:
                    event = replace(event, internal_date=cast(datetime, self._arrival))
            yield event


@pytest.mark.parametrize(("stage", "arrival"), [("read", "never"), ("read", NAIVE)])
def test_what_nobody_expected_is_written_on_its_mail(
    stage: str, arrival: object, tmp_path: Path
) -> None:
    workspace, store = make_workspace(tmp_path)
    for number in (1, 2, 3):
        (tmp_path / "mails" / f"{number}.eml").write_bytes(PLAIN % number)
    box = BrokenMailbox(tmp_path / "mails", spool=workspace.spool, arrival=arrival)
    events = list(sync(workspace, store, box, clock=lambda: NOW))

    (run,) = (event.run for event in events if isinstance(event, SyncEnded))
    assert (run.new, run.problems, run.error) == (3, 1, None)
    (told,) = mail_problems(store)
    assert told.received is not None
    assert told.received.subject == "2"
    (problem,) = told.problems
    assert (problem.code, problem.params["stage"]) == ("mail.not_whole", stage)
    (row,) = store.rows("SELECT id FROM mails WHERE subject = '2'")
    assert b"".join(raw_mail(store, workspace.blobs, row["id"])) == PLAIN % 2
    assert sync_status(store).error is None
    store.close()


def test_a_row_that_the_database_refuses_is_listed_and_offered_again(tmp_path: Path) -> None:
    workspace, store = make_workspace(tmp_path)
    for number in (1, 2, 3):
        (tmp_path / "mails" / f"{number}.eml").write_bytes(PLAIN % number)
    store.execute(
        """CREATE TRIGGER refusing BEFORE INSERT ON mails WHEN new.subject = '2'
           BEGIN SELECT raise(ABORT, 'no'); END"""
    )
    box = FolderMailbox(tmp_path / "mails", spool=workspace.spool)
    events = list(sync(workspace, store, box, clock=lambda: NOW))
    (unread,) = (event for event in events if isinstance(event, MailUnread))
    assert unread.problem.params == {"stage": "store", "reason": "db.row_refused"}
    assert all(word_all([unread.problem]))
    (told,) = mail_problems(store)
    assert told.problems == (unread.problem,)
    store.execute("DROP TRIGGER refusing")
    assert sum(isinstance(e, MailStored) for e in sync(workspace, store, box, clock=lambda: NOW))
    assert mail_problems(store) == ()
    store.close()


def test_a_mail_that_cannot_be_judged_is_asked_about() -> None:
    class Failing:
        def match(self, mail: Mail, titles: object) -> None:
            raise BrokenError

    mail = make_mail("m", [("方案.docx", "x")])
    judgements, problems = judge_or_ask(
        mail,
        {},
        cast(Matcher, Failing()),
        window_start=date(2027, 3, 15),
        dates=DATES,
    )
    (judgement,) = judgements
    assert judgement.proposal.verdict is Verdict.REVIEW
    assert [problem.code for problem in problems] == ["mail.not_whole"]


def test_a_file_that_cannot_be_measured_is_no_fault_of_its_sender(tmp_path: Path) -> None:
    class Dying(Child):
        def ask(self, question: Reply, *, timeout_s: float) -> Reply | str:
            raise BrokenError("no")

    plan = tmp_path / "方案.txt"
    plan.write_text("工作案例", encoding="utf-8")
    found = probe(plan, media_type="", name=plan.name, tools=find_tools(), child=Dying())
    notice = load_notice(shipped_notices()[0])
    said = findings(
        found.measures,
        kind=FileKind.PLAN,
        notice=notice,
        second_year=False,
        settings=RuleSettings(),
    )
    assert [(one.code, one.severity) for one in said] == [("document.not_countable", "hint")]
    assert [problem.code for problem in found.problems] == ["file.not_measured"]
    assert all(word_all(found.problems))
    assert all(finding_message(one, load(language)) for one in said for language in LANGUAGES)


def test_a_mail_of_many_archives_is_opened_as_far_as_its_budget_goes(tmp_path: Path) -> None:
    mail = EmailMessage()
    mail["From"] = "a@b.example"
    for number in range(5):
        content = make_zip([Entry(b"a.txt", b"x" * 100), Entry(b"b.txt", b"y" * number)])
        mail.add_attachment(
            content, maintype="application", subtype="zip", filename=f"{number}.zip"
        )
    raw = tmp_path / "raw.eml"
    raw.write_bytes(mail.as_bytes())
    blobs = Blobs(tmp_path / "files")

    whole = read_split(raw, blobs, budget=(budget := Budget())).mail
    assert len(whole.attachments) == 10
    assert budget.members == Budget().members - 10
    assert budget.unpacked_bytes == Budget().unpacked_bytes - 510

    fewer = read_split(raw, blobs, budget=Budget(members=6)).mail
    assert len(fewer.attachments) == 8
    assert [problem.code for problem in fewer.problems].count("archive.not_opened") == 2
    less = read_split(raw, blobs, budget=Budget(unpacked_bytes=150)).mail
    assert "archive.too_large" in [problem.code for problem in less.problems]
    none = read_split(raw, blobs, budget=Budget(child_s=0)).mail
    assert [problem.code for problem in none.problems].count("archive.not_opened") == 5
    assert all(word_all(problem for mail in (fewer, less, none) for problem in mail.problems))


def test_files_past_the_time_of_their_mail_wait_for_a_later_look(tmp_path: Path) -> None:
    plan = tmp_path / "files"
    blobs = Blobs(plan)
    ref = blobs.put(["工作案例".encode()])
    mail = msgspec.structs.replace(
        make_mail("m"), attachments=(Attachment("方案.txt", ref.digest, "text/plain", 12),)
    )
    with Child() as child:
        (examined,), problems = examine(mail, blobs, find_tools(), child, Budget(child_s=0))
    assert examined.measures["not_checked"] == "budget"
    assert [problem.code for problem in problems] == ["file.not_measured_in_time"]
    assert all(word_all(problems))


@pytest.mark.skipif(os.name == "nt", reason="folders of programs that run cannot be removed there")
def test_the_next_start_removes_what_a_killed_program_had_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    dead = tmp_path / f"sixones-unpack-{ended.pid}-abc"
    alive = tmp_path / f"sixones-unpack-{os.getpid()}-abc"
    foreign = tmp_path / "sixones-unpack-mine"
    for folder in (dead, alive, foreign):
        folder.mkdir()
        (folder / "1").write_bytes(b"x")
    sweep_passing()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([alive.name, foreign.name])


def test_any_command_removes_what_a_killed_program_had_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    workspace, store = make_workspace(tmp_path)
    store.close()
    place = tmp_path / "tmp"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    mail = tmp_path / "1.eml"
    mail.write_bytes(b"From: a@dept.example\r\n\r\nx\r\n")
    for arguments in (["status"], ["problems"], ["explain", str(mail)], ["check", str(mail)]):
        dead = place / f"sixones-unpack-{ended.pid}-abc"
        dead.mkdir()
        main(["--workspace", str(workspace.folder), *arguments])
        assert list(place.iterdir()) == [], arguments
    capsys.readouterr()
