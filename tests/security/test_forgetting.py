"""Personal data of a cohort is deleted for good, and only what a copy has; the record stays."""

from __future__ import annotations

import contextlib
import json
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import NamedTuple

import pytest

from mailsync.letters.planning import plan_letters
from mailsync.mailbox.folder import FolderMailbox
from mailsync.sync.sync import MailStored, sync
from store.db import chain
from store.db.acts import Act
from store.db.chain import ChainHead
from store.db.database import Store, open_store
from store.db.decisions import Draft, decide, undo
from store.db.journal import record
from store.db.sqlite.row_digests import teach
from store.errors import SixOnesError, StoreError
from store.files.digest import digest_of_file
from store.keeping.backup import back_up
from store.keeping.forget import extent, forget, forgotten_before
from store.keeping.freeze import freeze, read_frozen
from store.keeping.handed_out import handed_out
from store.keeping.released import is_pending
from store.keeping.verify import Damage, verify_workspace
from store.letters import events as outgoing
from store.reports.archive.write import write_archive
from store.views.board.history import HistoryFilter, all_history
from store.workspace.workspace import Workspace, open_workspace
from tests.engines import EMBEDDED, OVER_BOTH
from tests.finishing import finished
from tests.making import DEADLINE, NOW, make_workspace
from tests.store.reports.made_reports import source_of
from tui.cli import main

pytestmark = OVER_BOTH

# The cohort is over, and a new one began.
CUT = DEADLINE + timedelta(days=60)
LATER = CUT + timedelta(days=300)
SECRETS = (
    "王隐名", "yinming", "隐名的工作方案", "只有本人知道", "附件里的秘密", "另一个秘密",
    "share.example/secret", "隐去的备注", "收信人一",
)  # fmt: skip


class Place(NamedTuple):
    workspace: Workspace
    store: Store
    mails: Path


def write_mail(folder: Path, name: str, *, at: datetime, secret: str = "") -> None:
    mail = EmailMessage()
    mail["From"] = f"王隐名 <yinming{secret}@neu.example>"
    mail["To"] = "zzb@neu.example"
    mail["Subject"] = f"自动化研究所教工党支部 隐名的工作方案{secret}"
    mail["Date"] = at.strftime("%a, %d %b %Y %H:%M:%S +0000")
    mail["Message-ID"] = f"<{name}@neu.example>"
    mail.set_content(f"只有本人知道{secret} https://share.example/secret")
    text = f"附件里的秘密{secret}\n" * 3000
    mail.add_attachment(
        text.encode(), maintype="application", subtype="octet-stream", filename="另一个秘密.txt"
    )
    mail.add_attachment(
        b"%PDF-1.4\n%shared by all years\n1 0 obj",
        maintype="application",
        subtype="pdf",
        filename=f"通知{secret}.pdf",
    )
    (folder / f"{name}.eml").write_bytes(mail.as_bytes())


def synced(place: Place, at: datetime) -> list[MailStored]:
    box = FolderMailbox(place.mails, spool=place.workspace.spool)
    events = sync(place.workspace, place.store, box, clock=lambda: at)
    return [event for event in events if isinstance(event, MailStored)]


def archived(place: Place, name: str, at: datetime = CUT) -> ChainHead:
    target = place.mails.parent / name
    source = source_of(place.workspace, place.store, at=at)
    with contextlib.closing(write_archive(source, place.store, target)) as steps:
        for _ in steps:
            pass
    return handed_out(str(target))


def deleted(place: Place, copy: ChainHead, *, at: datetime = LATER) -> int:
    work = forget(place.workspace, place.store, CUT, copy, at=at, who="李老师")
    return finished(work).freed_bytes


def damages(workspace: Workspace, *against: ChainHead) -> list[Damage]:
    return list(finished(verify_workspace(workspace, against)))


def everything(workspace: Workspace) -> bytes:
    """All bytes of a workspace but the list at the deadline, which is the record itself."""
    files = [file for file in sorted(workspace.folder.rglob("*")) if file.is_file()]
    lists = {digest_of_file(file) for file in files if file.name.startswith("frozen-")}
    return b"".join(file.read_bytes() for file in files if digest_of_file(file) not in lists)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """A workspace after its cohort, with everything that a year leaves."""
    workspace, store = make_workspace(tmp_path)
    made = Place(workspace, store, tmp_path / "mails")
    write_mail(made.mails, "old", at=NOW)
    write_mail(made.mails, "other", at=NOW, secret="二")
    assert len(synced(made, NOW)) == 2
    decide(
        store,
        [
            Draft(Act.CREDIT, "file:1", {"branch_ids": ["B1"], "kind": "plan"}),
            Draft(Act.NOTE, "branch:B1", {"text": "隐去的备注"}, "隐去的备注"),
            Draft(
                Act.ALIAS,
                "alias:U1/自动化",
                {"sub_committee_id": "U1", "form": "自动化", "accepted": True},
            ),
            Draft(Act.FORGET, "sender:yinming@neu.example", {"branch_id": "B1"}),
        ],
        at=NOW,
        who="李老师",
    )
    undone = decide(store, [Draft(Act.NOTE, "branch:B2", {"text": "隐去的备注"})], at=NOW, who="李")
    undo(store, undone, at=NOW, who="李")
    plan = plan_letters(workspace, store, now=NOW, who="李老师", round_name="all")
    outgoing.approve(store, plan.digest, at=NOW, who="李老师")
    freeze(store, workspace, DEADLINE + timedelta(hours=2))
    # A decision of later on a file of before, and a copy that was shown.
    decide(store, [Draft(Act.POSTPONE, "mail:1", {})], at=CUT + timedelta(days=1), who="李老师")
    shown = workspace.folder / "opened" / ("ab" * 8)
    shown.mkdir(parents=True)
    (shown / "另一个秘密.txt").write_text("附件里的秘密", encoding="utf-8")
    yield made
    store.close()


@EMBEDDED
def test_nothing_of_a_person_is_left_and_the_record_is(place: Place) -> None:
    assert all(word.encode() in everything(place.workspace) for word in SECRETS[:6])
    heads = [chain.head(place.store)]
    lines = place.store.rows("SELECT id, at, actor, act, chain FROM journal ORDER BY id")
    frozen = read_frozen(place.store, place.workspace)
    copy = archived(place, "archive")

    found = extent(place.store, CUT)
    assert (found.mails, found.files) == (2, 4)
    assert found.letters > 0
    assert deleted(place, copy) > 100_000

    place.store.close()
    left = everything(place.workspace)
    assert [word for word in SECRETS if word.encode() in left] == []
    assert [word for word in SECRETS if json.dumps(word)[1:-1].encode() in left] == []
    assert list((place.workspace.folder / "opened").iterdir()) == []

    with contextlib.closing(open_store(place.workspace.database)) as store:
        after = store.rows("SELECT id, at, actor, act, chain FROM journal ORDER BY id")
        assert [dict(row) for row in after[:-1]] == [dict(row) for row in lines]
        assert (after[-1]["act"], after[-1]["actor"]) == (chain.FORGOTTEN, "李老师")
        assert forgotten_before(store) == CUT
        assert read_frozen(store, place.workspace) == frozen
        assert [row["act"] for row in store.rows("SELECT act FROM decisions")] == [Act.ALIAS]
        # Whoever looks at the history sees who did what kind of thing when.
        shown = all_history(store, HistoryFilter(), dates=place.workspace.notice.dates)
        assert len(shown) == len(after)
    assert damages(place.workspace, copy, *(head for head in heads if head)) == []


def test_a_sync_does_not_bring_it_back_wherever_it_lies(place: Place) -> None:
    deleted(place, archived(place, "archive"))
    assert synced(place, LATER) == []
    # Under another name it is met again, and known all the same.
    shutil.move(place.mails / "old.eml", place.mails / "moved.eml")
    (place.mails / "sub").mkdir()
    shutil.copy(place.mails / "other.eml", place.mails / "sub" / "copy.eml")
    assert [mail.new for mail in synced(place, LATER)] == [False, False]
    assert synced(place, LATER) == []
    assert place.store.rows("SELECT * FROM mails") == []
    assert all(word.encode() not in everything(place.workspace) for word in SECRETS)


def test_what_came_later_stays_whole(place: Place) -> None:
    write_mail(place.mails, "new", at=CUT + timedelta(days=5), secret="三")
    synced(place, CUT + timedelta(days=5))
    freed = deleted(place, archived(place, "archive", at=LATER))
    assert freed > 0
    assert [row["subject"] for row in place.store.rows("SELECT subject FROM mails")] == [
        "自动化研究所教工党支部 隐名的工作方案三"
    ]
    files = place.store.rows("SELECT digest FROM files")
    assert len(files) == 2
    # The notice is a content of all three mails, and one of them stays.
    assert all(place.workspace.blobs.read_whole(row["digest"]) for row in files)
    assert damages(place.workspace) == []


def test_letters_are_not_written_for_what_was_deleted(place: Place) -> None:
    deleted(place, archived(place, "archive"))
    with pytest.raises(StoreError) as told:
        plan_letters(place.workspace, place.store, now=LATER, who="李老师", round_name="all")
    assert told.value.code == "forget.cohort"


@pytest.mark.parametrize("step", range(4))
def test_it_may_end_at_any_step_and_is_finished_by_the_next(place: Place, step: int) -> None:
    copy = archived(place, "archive")
    steps = forget(place.workspace, place.store, CUT, copy, at=LATER, who="李老师")
    for _ in range(step):
        next(steps)
    steps.close()
    assert bool(extent(place.store, CUT)) is (step == 0)
    assert is_pending(place.store) is (step == 1)
    deleted(place, copy)
    assert not is_pending(place.store)
    place.store.close()
    assert all(word.encode() not in everything(place.workspace) for word in SECRETS)
    assert damages(place.workspace, copy) == []


def test_a_backup_is_a_copy_too(place: Place) -> None:
    target = place.mails.parent / "backup"
    for _ in back_up(place.store, place.workspace, target, at=CUT):
        pass
    assert deleted(place, handed_out(str(target))) > 0


def test_only_what_a_copy_has_and_what_is_over_is_deleted(place: Place) -> None:
    copy = archived(place, "archive")

    def code(before: datetime, head: ChainHead, now: datetime) -> str:
        with pytest.raises(SixOnesError) as told:
            list(forget(place.workspace, place.store, before, head, at=now, who="李"))
        return told.value.code

    assert code(LATER, copy, CUT) == "forget.future"
    assert code(NOW, copy, NOW) == "forget.running"
    other = ChainHead(copy.row, "0" * 64)
    assert code(CUT, other, LATER) == "forget.other_copy"
    with place.store.atomic():
        record(place.store, CUT - timedelta(days=1), "李老师", "mark", "branch:B1")
    assert code(CUT, copy, LATER) == "forget.older_copy"
    assert place.store.rows("SELECT 1 FROM mails")


@EMBEDDED
def test_emptied_lines_without_a_word_that_they_were_are_tampering(place: Place) -> None:
    last = chain.head(place.store)
    assert last is not None
    place.store.close()
    with contextlib.closing(sqlite3.connect(place.workspace.database_file)) as conn:
        teach(conn)
        conn.execute(
            "UPDATE journal SET before = NULL, after = NULL, subject = 'mail:' WHERE id IN (3, 5)"
        )
        conn.commit()
    assert ("history", "journal 3") in [(d.kind, d.where) for d in damages(place.workspace)]


@EMBEDDED
def test_a_line_changed_beside_emptied_ones_is_named(place: Place) -> None:
    deleted(place, archived(place, "archive"))
    place.store.close()
    with contextlib.closing(sqlite3.connect(place.workspace.database_file)) as conn:
        teach(conn)
        kept = conn.execute("SELECT id FROM journal WHERE act = 'list.frozen'").fetchone()[0]
        conn.execute("UPDATE journal SET actor = '别人' WHERE id = ?", (kept,))
        conn.commit()
    found = [(d.kind, d.where) for d in damages(place.workspace)]
    assert any(kind == "history" for kind, _ in found)


@pytest.fixture
def old(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A workspace of 2021, as the commands make it."""
    (tmp_path / "mails").mkdir()
    write_mail(tmp_path / "mails", "old", at=datetime(2021, 4, 1, tzinfo=DEADLINE.tzinfo))
    roster = tmp_path / "r.csv"
    roster.write_text(
        "分党委,党支部,书记,邮箱\n信息学院党委,教工第一党支部,王一,a@neu.example\n",
        encoding="utf-8",
    )
    made = main(
        ["--workspace", str(tmp_path / "w"), "init", "--mail-folder", str(tmp_path / "mails"),
         "--roster", str(roster), "--deadline", "2021-04-14"]
    )  # fmt: skip
    assert made == 0
    assert main(["--workspace", str(tmp_path / "w"), "sync"]) in (0, 1)
    capsys.readouterr()
    return tmp_path


def run(old: Path, *arguments: str) -> int:
    return main(["--workspace", str(old / "w"), *arguments])


def test_the_command_asks_for_a_copy_and_for_a_yes(
    old: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(old, "forget", "--older-than", "2022-01-01", "--dry-run", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["mails"], told["files"], told["deleted"]) == (1, 2, False)
    assert run(old, "forget", "--older-than", "2022-01-01") == 2
    assert "--archive" in capsys.readouterr().err
    assert run(old, "export", "archive", str(old / "a.zip")) in (0, 1)
    assert run(old, "forget", "--older-than", "2022-01-01", "--archive", str(old / "a.zip")) == 2
    assert "--yes" in capsys.readouterr().err
    given = ("forget", "--older-than", "3y", "--archive", str(old / "a.zip"), "--yes")
    assert run(old, *given) == 0
    said = capsys.readouterr().out
    assert "1 封" in said
    assert run(old, "verify") == 0
    assert run(old, *given) == 0
    assert run(old, "sync") == 0
    assert "王隐名".encode() not in everything(open_workspace(old / "w"))


@pytest.mark.parametrize("day", ["", "2022", "2022-13-01", "0001-01-01x", "9999y", "yesterday"])
def test_what_is_no_day_is_told(old: Path, day: str) -> None:
    assert run(old, "forget", "--older-than", day, "--dry-run") == 2


def test_a_copy_that_is_damaged_or_of_a_part_is_not_enough(
    old: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ("forget", "--older-than", "2022-01-01", "--yes", "--archive")
    part = main(
        ["--workspace", str(old / "w"), "--sub-committee", "信息学院党委", "export", "archive",
         str(old / "part")]
    )  # fmt: skip
    assert part in (0, 1)
    assert run(old, *given, str(old / "part")) in (2, 4)
    assert run(old, "export", "archive", str(old / "whole")) in (0, 1)
    (old / "whole" / "sixones-database.jsonl").write_text("{}", encoding="utf-8")
    assert run(old, *given, str(old / "whole")) == 4
    assert run(old, *given, str(old / "nowhere")) == 2
    assert run(old, *given, str(old / "r.csv")) == 2
    capsys.readouterr()
    assert run(old, "forget", "--older-than", "2022-01-01", "--dry-run", "--json") == 0
    assert json.loads(capsys.readouterr().out)["mails"] == 1
