"""What people taught is kept as it was derived, and derived again as soon as anybody teaches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import pytest
from msgspec.structs import replace

from mailsync.mailbox.folder import FolderMailbox
from mailsync.matching.roster.compiled import compile_roster
from mailsync.sync.learning import knowledge, remembered, with_forms
from mailsync.sync.sync import sync
from store.db.acts import Act
from store.db.database import Store
from store.db.decisions import Draft, decide, undo
from store.intake.record import record_folders_left
from store.letters import events
from store.letters.letter import SendState
from store.model import FileKind, Params
from store.workspace.workspace import Workspace
from tests.mailsync.letters.desk import LetterDesk
from tests.making import NOW, ask, make_mail, make_workspace, take_in


class Place(NamedTuple):
    workspace: Workspace
    store: Store


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    workspace, store = make_workspace(tmp_path)
    for number in range(4):
        mail = make_mail(f"m{number}", [(f"{number}.docx", f"{number}")])
        mail = replace(mail, sender=replace(mail.sender, email=f"c{number % 2}@neu.example"))
        take_in(store, mail, ask(FileKind.PLAN, "B1", "B2"))
    yield Place(workspace, store)
    store.close()


def synced(place: Place | LetterDesk, now: datetime = NOW) -> None:
    box = FolderMailbox(place.workspace.mail_folder, spool=place.workspace.spool)
    for _ in sync(place.workspace, place.store, box, clock=lambda: now):
        pass


def credit(place: Place, file: int, branch: str) -> str:
    drafts = [Draft(Act.CREDIT, f"file:{file}", {"branch_ids": [branch], "kind": "plan"})]
    return decide(place.store, drafts, at=NOW, who="李老师")


def holds(place: Place | LetterDesk) -> bool:
    """Whether something is kept; it must be what would be derived."""
    kept = remembered(place.store)
    if kept is not None:
        derived = knowledge(place.store)
        assert kept.memory == derived.memory
        assert kept.memory_digest() == derived.memory_digest()
        assert kept.senders == derived.senders
        assert kept.roster == derived.roster
    return kept is not None


TAUGHT: dict[str, Callable[[Place], object]] = {
    "a credit": lambda place: credit(place, 2, "B2"),
    "not ours": lambda place: decide(
        place.store, [Draft(Act.NOT_OURS, "file:3", {"remember": True})], at=NOW, who="李"
    ),
    "a short form": lambda place: decide(
        place.store,
        [Draft(Act.ALIAS, "alias:U1/信息", {"sub_committee_id": "U1", "form": "信息",
                                          "accepted": True})],
        at=NOW, who="李",
    ),
    "an address forgotten": lambda place: decide(
        place.store, [Draft(Act.FORGET, "sender:c0@neu.example", {"branch_id": "B1"})], at=NOW,
        who="李",
    ),
    "earlier years": lambda place: decide(
        place.store,
        [Draft(Act.RECALL, "sender:old@neu.example",
               {"branch_id": "B3", "times": 4, "last_date": "2026-04-01"})],
        at=NOW, who="李",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", TAUGHT)
def test_what_is_kept_is_what_would_be_derived(place: Place, what: str) -> None:
    assert not holds(place)
    first = credit(place, 1, "B1")
    synced(place)
    assert holds(place)
    TAUGHT[what](place)
    assert not holds(place)
    synced(place)
    assert holds(place)
    undo(place.store, first, at=NOW, who="李老师")
    assert not holds(place)
    synced(place)
    assert holds(place)


def test_a_sync_that_meets_new_mail_only_keeps_it(place: Place) -> None:
    credit(place, 1, "B1")
    synced(place)
    for number in range(3):
        raw = f"From: x{number}@neu.example\nSubject: x\nMessage-ID: <{number}@x>\n\nx\n"
        (place.workspace.mail_folder / f"{number}.eml").write_text(raw, encoding="utf-8")
        synced(place)
        assert holds(place)
        (row,) = place.store.rows("SELECT revision FROM learnt")
        # The next one has no line of this sync to look at.
        assert row["revision"] == place.store.revision()


def test_another_text_than_was_kept_is_not_believed(place: Place) -> None:
    credit(place, 1, "B1")
    synced(place)
    place.store.execute("UPDATE learnt SET facts = replace(facts, 'B1', 'B2')")
    assert not holds(place)
    synced(place)
    assert holds(place)


def incoming(subject: str, *, sender: str = "xinxi@neu.example", about: str = "x") -> str:
    return (
        f"From: {sender}\nDate: Mon, 12 Apr 2027 17:05:00 +0800\nSubject: {subject}\n"
        f"Message-ID: <{subject}@x>\nIn-Reply-To: {about}\n\n"
    )


REPORT = (
    "Content-Type: multipart/report; report-type=delivery-status; boundary=b\nMIME-Version: 1.0\n"
)


def returned(message_id: str, *, action: str = "failed") -> str:
    head = incoming(f"Undelivered {action} {message_id[1:4]}", sender="MAILER-DAEMON@neu.example")
    return (
        f"{head.rstrip()}\n{REPORT}\n--b\nContent-Type: message/delivery-status\n\n"
        f"Reporting-MTA: dns; mx.neu.example\n\nFinal-Recipient: rfc822; xinxi@neu.example\n"
        f"Action: {action}\nDiagnostic-Code: smtp; 550 5.1.1 User unknown\n\n"
        f"--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: {message_id}\n\n--b--\n"
    )


def test_a_sync_that_meets_answers_and_bounces_keeps_it(desk: LetterDesk) -> None:
    plan = desk.plan()
    events.approve(desk.store, plan.digest, at=desk.now, who="李老师")
    letter, address, ours = plan.letters[0], "xinxi@neu.example", "<0123.L1@neu.example>"
    events.begin(desk.store, letter, address, message_id=ours, at=desk.now, who="李老师")
    events.finish(
        desk.store, letter, address, SendState.SENT, at=desk.now, who="李老师", message_id=ours
    )
    synced(desk, desk.now)
    came = {
        "answers.seen": incoming("another matter"),
        "answer.found": incoming("an answer", about=ours),
        "bounce.none": returned(ours, action="delayed"),
        "bounce.unfit": returned("<other@neu.example>").replace("xinxi@", "other@"),
        "bounce.tied": returned(ours),
    }
    for number, (act, content) in enumerate(came.items()):
        (desk.workspace.mail_folder / f"{number}.eml").write_text(content, encoding="utf-8")
        synced(desk, desk.now)
        assert desk.store.rows("SELECT 1 FROM journal WHERE act = ?", (act,)), act
        assert holds(desk), act
    record_folders_left(desk.store, "zzb@neu.example", [("已删除", 3, False)], at=desk.now)
    assert holds(desk)


def test_a_roster_is_compiled_once_for_as_long_as_it_is_the_same(place: Place) -> None:
    first = knowledge(place.store).compiled
    credit(place, 1, "B1")
    assert knowledge(place.store).compiled is first

    form: Params = {"sub_committee_id": "U1", "form": "信息", "accepted": True}
    decide(place.store, [Draft(Act.ALIAS, "alias:U1/信息", form)], at=NOW, who="李老师")
    known = knowledge(place.store)
    with_form = known.compiled
    units = with_forms(known.roster.sub_committees, known.forms)
    assert with_form.lexicon == compile_roster(known.roster.active, units).lexicon
    assert with_form.lexicon != first.lexicon

    place.store.execute("UPDATE branches SET name = '信息研究所教工党支部' WHERE id = 'B1'", ())
    renamed = knowledge(place.store).compiled
    assert renamed is not with_form
    assert renamed.branches[0].name == "信息研究所教工党支部"
