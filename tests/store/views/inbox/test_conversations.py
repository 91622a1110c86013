"""Mails of words as conversations: who waits, what belongs together, what settles it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from store.db.database import Store
from store.db.decisions import Marking, undo
from store.decisions.correspondence import answer, settle
from store.decisions.tasks import finish, hand
from store.intake.meanings import keep_meaning
from store.model import Address, FileKind, Intent, IntentWords, MailMeaning
from store.views.board.dashboard import dashboard
from store.views.board.facts import read_facts
from store.views.inbox.conversations import Conversation, conversations
from store.views.inbox.queue import Pile, intake_view
from store.workspace.workspace import Workspace
from tests.making import NOW, ask, make_mail, make_workspace, take_in

BY = Marking(NOW, "李老师")


@pytest.fixture
def made(tmp_path: Path) -> Iterator[tuple[Workspace, Store]]:
    workspace, store = make_workspace(tmp_path)
    yield workspace, store
    store.close()


def came(
    store: Store,
    name: str,
    *intents: Intent,
    hours: float = 1,
    sender: str = "xinxi@neu.example",
    title: str | None = None,
    answers: tuple[str, ...] = (),
    branch_ids: tuple[str, ...] = (),
    units: tuple[str, ...] = ("U1",),
    automatic: str | None = None,
) -> int:
    """A mail of words that arrived some hours ago."""
    mail = replace(
        make_mail(name, at=NOW - timedelta(hours=hours)),
        subject=name if title is None else title,
        sender=Address("", sender),
        automatic=automatic,
        body=f"{name}的正文",
    )
    mail_id = take_in(store, mail).mail_id
    words = tuple(IntentWords(one, "body", 0, 2) for one in intents)
    meaning = MailMeaning(words, branch_ids, units, answers)
    with store.atomic():
        keep_meaning(store, mail_id, meaning, read_by="test")
    return mail_id


def talks(made: tuple[Workspace, Store]) -> tuple[Conversation, ...]:
    workspace, store = made
    return conversations(store, read_facts(store, workspace, as_of=NOW), workspace)


def open_ids(made: tuple[Workspace, Store]) -> list[int]:
    return [one.latest.mail_id for one in talks(made) if one.is_open]


def test_every_mail_of_words_waits_for_a_person_the_gravest_first(
    made: tuple[Workspace, Store],
) -> None:
    _, store = made
    thanks = came(store, "谢", Intent.THANKS, hours=9)
    other = came(store, "其他", hours=8)
    question = came(store, "问", Intent.QUESTION, hours=1)
    leaves = came(store, "退", Intent.WITHDRAWAL, hours=2)
    assert open_ids(made) == [leaves, question, other, thanks]
    assert [one.waits for one in talks(made)] == [True, True, False, False]


def test_one_without_a_reading_waits_too(made: tuple[Workspace, Store]) -> None:
    _, store = made
    mail_id = take_in(store, make_mail("从前的")).mail_id
    assert open_ids(made) == [mail_id]


def test_a_mail_with_files_is_here_only_where_it_asks(made: tuple[Workspace, Store]) -> None:
    _, store = made
    asks = take_in(store, make_mail("延期", [("方案.docx", "x")]), ask(FileKind.PLAN, "B1")).mail_id
    take_in(store, make_mail("材料", [("视频.mp4", "y")]), ask(FileKind.VIDEO, "B1"))
    meaning = MailMeaning((IntentWords(Intent.EXTENSION, "body", 0, 0),), ("B1",), ("U1",))
    with store.atomic():
        keep_meaning(store, asks, meaning, read_by="test")
    assert open_ids(made) == [asks]


def test_an_answer_to_an_answer_is_one_conversation(made: tuple[Workspace, Store]) -> None:
    _, store = made
    first = came(store, "问", Intent.QUESTION, hours=5)
    second = came(store, "又", Intent.THANKS, hours=3, answers=("问@neu.example",))
    (talk,) = talks(made)
    assert [one.mail_id for one in talk.mails] == [first, second]
    assert talk.latest.mail_id == second
    assert talk.intents == (Intent.QUESTION, Intent.THANKS)


def test_two_units_that_answer_one_circular_are_two_conversations(
    made: tuple[Workspace, Store],
) -> None:
    _, store = made
    came(store, "甲", Intent.QUESTION, answers=("circular@neu.example",))
    came(
        store,
        "乙",
        Intent.QUESTION,
        answers=("circular@neu.example",),
        sender="tsg@neu.example",
        units=("U2",),
    )
    assert len(talks(made)) == 2


@pytest.mark.parametrize(
    ("title", "together"),
    [("回复：视频格式", True), ("Re[2]:视频格式", True), ("视频格式", False)],
)
def test_a_subject_joins_only_what_says_that_it_answers(
    made: tuple[Workspace, Store], title: str, together: bool
) -> None:
    _, store = made
    came(store, "一", Intent.QUESTION, hours=5, title="视频格式")
    came(store, "二", Intent.QUESTION, hours=3, title=title)
    assert len(talks(made)) == (1 if together else 2)


def test_our_own_answer_from_elsewhere_settles_what_came_before_it(
    made: tuple[Workspace, Store],
) -> None:
    _, store = made
    came(store, "问", Intent.QUESTION, hours=5)
    came(store, "答", hours=4, answers=("问@neu.example",), units=(), automatic="own")
    assert open_ids(made) == []
    later = came(store, "再问", Intent.QUESTION, hours=3, answers=("答@neu.example",))
    assert open_ids(made) == [later]


def test_what_a_person_settles_is_settled_until_it_is_taken_back(
    made: tuple[Workspace, Store],
) -> None:
    _, store = made
    mail_id = came(store, "退", Intent.WITHDRAWAL)
    batch = settle(store, [mail_id], marking=BY)
    assert open_ids(made) == []
    undo(store, batch, at=NOW, who="李老师")
    assert open_ids(made) == [mail_id]


def test_a_withdrawal_changes_nothing_by_itself(made: tuple[Workspace, Store]) -> None:
    workspace, store = made
    before = dashboard(store, workspace, now=NOW)
    came(store, "退", Intent.WITHDRAWAL, branch_ids=("B1",))
    view = dashboard(store, workspace, now=NOW)
    assert len(view.rows) == len(before.rows) == 3
    assert (view.messages, view.messages_waiting) == (1, 1)
    assert [row.messages for row in view.rows if row.branch.id == "B1"] == [1]


def test_a_sender_of_no_concern_is_filed_apart_from_then_on(made: tuple[Workspace, Store]) -> None:
    _, store = made
    advert = came(store, "培训班", sender="ad@shop.example", units=())
    settle(store, [advert], marking=BY, not_ours=True)
    came(store, "又是培训班", sender="AD@shop.example", units=())
    named = came(store, "问", sender="ad@shop.example", units=("U1",), branch_ids=("B1",))
    assert open_ids(made) == [named]


def test_machines_that_send_by_themselves_wait_for_nobody(made: tuple[Workspace, Store]) -> None:
    _, store = made
    came(store, "简报", automatic="list", units=())
    came(store, "退信", automatic="bounce", units=())
    auto = came(store, "外出", Intent.AUTO_REPLY, automatic="auto_reply")
    assert open_ids(made) == [auto]


def test_what_came_before_the_window_lies_apart(made: tuple[Workspace, Store]) -> None:
    workspace, store = made
    came(store, "去年的", Intent.QUESTION, hours=24 * 60)
    assert open_ids(made) == []
    view = intake_view(store, workspace, now=NOW)
    assert [line.received.subject for line in view.pile(Pile.OUTSIDE)] == ["去年的"]
    assert dashboard(store, workspace, now=NOW).outside_mails == 1


def test_an_answer_in_the_outbox_comes_last_and_is_open_still(
    made: tuple[Workspace, Store],
) -> None:
    _, store = made
    first = came(store, "退", Intent.WITHDRAWAL, hours=5)
    second = came(store, "问", Intent.QUESTION, hours=3, sender="wjg@neu.example", units=("U2",))
    answer(store, first, "请补交书面说明。", marking=BY)
    assert open_ids(made) == [second, first]
    assert [one.answer is not None for one in talks(made)] == [False, True]


def test_what_is_in_hand_till_later_comes_last_and_first_on_its_day(
    made: tuple[Workspace, Store],
) -> None:
    workspace, store = made
    first = came(store, "退", Intent.WITHDRAWAL, hours=5)
    second = came(store, "问", Intent.QUESTION, hours=3, sender="wjg@neu.example", units=("U2",))
    day = NOW.date() + timedelta(days=2)
    hand(store, [f"mail:{first}"], to="小李", day=day, text="电话核实", marking=BY)
    assert open_ids(made) == [second, first]
    hand(store, [f"mail:{first}"], to="小李", day=NOW.date(), text="电话核实", marking=BY)
    assert open_ids(made) == [first, second]
    (named,) = dashboard(store, workspace, now=NOW, who="小李").tasks
    assert (named.about, named.task.due(NOW.date())) == ("退", True)
    finish(store, [f"mail:{first}"], marking=BY)
    assert dashboard(store, workspace, now=NOW).tasks == ()


def test_whoever_has_a_branch_in_hand_finds_it_among_mine(made: tuple[Workspace, Store]) -> None:
    workspace, store = made
    hand(store, ["branch:B2"], to="小李", day=date(2027, 4, 9), text="", marking=BY)
    mine = {r.branch.id for r in dashboard(store, workspace, now=NOW, who="小李").rows if r.mine}
    others = [r for r in dashboard(store, workspace, now=NOW, who="李老师").rows if r.mine]
    assert (mine, others) == ({"B2"}, [])


def test_the_whole_conversation_is_read_newest_first(made: tuple[Workspace, Store]) -> None:
    workspace, store = made
    came(store, "问", Intent.QUESTION, hours=5)
    second = came(store, "又", Intent.QUESTION, hours=3, answers=("问@neu.example",))
    view = intake_view(store, workspace, now=NOW, pile=Pile.MESSAGES)
    assert view.mail is not None
    assert view.mail.received.mail_id == second
    assert [one.body for one in view.thread] == ["又的正文", "问的正文"]
    assert [len(view.pile(pile)) for pile in Pile] == [0, 1, 0, 0]
