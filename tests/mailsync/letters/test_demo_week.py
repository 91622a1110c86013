"""A week of the demonstration: mails come in, and all that is due is sent every day."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from mailsync.demo.kept import DEMO_CODE
from mailsync.demo.mails import DEMO_MAILBOX, make_mails
from mailsync.demo.server import serve
from mailsync.sync.sync import open_mailbox, sync
from store.db.database import open_store
from store.letters.letter import Letter
from store.letters.standing import letters_of_plan
from store.text.wording import load
from store.workspace.settings import LetterSettings
from tests.mailsync.letters.desk import LetterDesk
from tests.mailsync.letters.sending import approved, run
from tests.making import DEADLINE
from tests.servers.smtp_sink import SmtpSink, smtp_sink
from tui.commands.demo import _workspace
from tui.commands.kit.call import Call

# What is said again after some days, as long as it is so.
AGAIN = ("sharing", "overdue", "scores")
REPEATED = timedelta(days=LetterSettings().repeat_days)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LetterDesk]:
    """The demonstration with every mail of its weeks read; what had come counts day by day."""
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr("mailsync.examine.video.ffmpeg_tools.find_spec", lambda _: None)
    deadline = DEADLINE.astimezone(ZoneInfo("Asia/Shanghai"))
    end = deadline + timedelta(days=2)
    mails = make_mails(tmp_path, deadline=deadline, now=end, ffmpeg=None)
    call = Call(load("zh_CN"), tmp_path, True, "李老师", None, {})
    with serve(mails, user=DEMO_MAILBOX, password=DEMO_CODE) as server:
        workspace = _workspace(call, tmp_path / "workspace", server, deadline)
        store = open_store(workspace.database)
        with contextlib.closing(open_mailbox(workspace, lambda: DEMO_CODE)) as mailbox:
            for _ in sync(workspace, store, mailbox, clock=lambda: end):
                pass
    yield LetterDesk(tmp_path, made=(workspace, store))
    store.close()


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with smtp_sink() as made:
        yield made


@pytest.mark.sweep
def test_a_week_sends_each_unit_at_most_one_mail_a_day_and_says_nothing_twice(
    desk: LetterDesk, sink: SmtpSink
) -> None:
    sent: list[tuple[date, Letter]] = []
    first = (DEADLINE - timedelta(days=7)).date()
    for number in range(9):
        day = first + timedelta(days=number)
        for hour in (1, 7):
            desk.now = datetime.combine(day, time(hour), UTC)
            before = len(sink.taken)
            plan = approved(desk, "all")
            told = run(desk, plan.digest, sink.host, sink.port)
            assert told.unknown == told.refused == 0
            gone = {one.mail["Message-ID"] for one in sink.taken[before:]}
            assert len(gone) == len(sink.taken) - before
            sent += [
                (day, state.letter)
                for state in letters_of_plan(desk.store, plan.digest) or ()
                if state.told_at
            ]
    # What somebody wrote from a mailbox of their own is answered there, not to the unit.
    heard = Counter((day, each.address.email) for day, one in sent for each in one.recipients)
    assert len(heard) > 20
    assert [pair for pair, count in heard.items() if count > 1] == []
    heard_of: dict[str, date] = {}
    for day, letter in sent:
        for part in letter.parts:
            again = [heard_of[key] for key in part.about if key in heard_of]
            assert not again or part.kind in AGAIN, part
            assert all(day - before >= REPEATED for before in again), part
            heard_of |= dict.fromkeys(part.about, day)
    for _, letter in sent:
        points = [line for line in letter.text.splitlines() if line.startswith("  - ")]
        assert len(points) == len(set(points)), letter.text
        assert letter.text.count("《关于对") <= 1, letter.text
        assert letter.text.count("收件回执") <= 1, letter.text
