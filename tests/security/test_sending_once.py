"""A letter goes out once, however many send it at once and whatever the clock says afterwards."""

from __future__ import annotations

import contextlib
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mailsync.sending.dispatch import SendJob, send
from mailsync.sending.events import Handing
from mailsync.sending.smtp import Outbox
from store.db.database import open_store
from store.errors import StoreError
from tests.mailsync.letters.desk import LetterDesk
from tests.mailsync.letters.sending import account, approved, desk_of, run
from tests.servers.smtp_sink import SmtpSink, smtp_sink

UNITS = 12


def another_sender(desk: LetterDesk, digest: str, sink: SmtpSink) -> str:
    """Send as another program does, with a Store of its own; why it could not, else ""."""
    with contextlib.closing(open_store(desk.workspace.database)) as store:
        job = SendJob(
            workspace=desk.workspace,
            store=store,
            digest=digest,
            outbox=Outbox(account(sink.host, sink.port)),
            mailbox=None,
            clock=lambda: desk.now,
            who="王老师",
            wait=lambda _: None,
            stop=lambda: False,
        )
        try:
            list(send(job))
        except StoreError as refused:
            return refused.code
    return ""


def everybody(units: int) -> list[str]:
    return sorted(f"unit{number}@neu.example" for number in range(1, units + 1))


def test_three_senders_at_once_send_each_letter_once(tmp_path: Path) -> None:
    desk = desk_of(tmp_path, UNITS, 1)
    plan = approved(desk)
    told: list[str] = []
    begin = threading.Barrier(3)
    with smtp_sink() as sink:

        def one() -> None:
            begin.wait()
            told.append(another_sender(desk, plan.digest, sink))

        senders = [threading.Thread(target=one) for _ in range(3)]
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join()
        assert sorted(sink.recipients) == everybody(UNITS)
    assert "" in told
    assert set(told) <= {"", "outbox.locked"}


def test_a_deleted_lock_lets_nobody_send_a_letter_twice(tmp_path: Path) -> None:
    desk = desk_of(tmp_path, UNITS, 1)
    plan = approved(desk)
    lock = desk.workspace.folder / "outbox.lock"
    others: list[str] = []
    with smtp_sink() as sink:

        def while_sending(event: object) -> None:
            if isinstance(event, Handing) and not others:
                lock.unlink()
                others.append(another_sender(desk, plan.digest, sink))

        with pytest.raises(StoreError) as refused:
            run(desk, plan.digest, sink.host, sink.port, on_event=while_sending)
        assert refused.value.code == "letters.not_approved"
        assert others == [""]
        assert sorted(sink.recipients) == everybody(UNITS)


@pytest.mark.parametrize(
    "moved",
    [
        timedelta(days=-1),
        timedelta(days=-10),
        timedelta(days=-365),
        datetime(2028, 1, 1, 0, 0, 1, tzinfo=UTC),
        datetime(2028, 2, 29, 12, tzinfo=UTC),
    ],
    ids=str,
)
def test_a_clock_that_was_set_elsewhere_sends_nothing_again(
    tmp_path: Path, moved: timedelta | datetime
) -> None:
    desk = desk_of(tmp_path, 3, 1)
    plan = approved(desk)
    with smtp_sink() as sink:
        run(desk, plan.digest, sink.host, sink.port)
        assert sorted(sink.recipients) == everybody(3)
        desk.now = desk.now + moved if isinstance(moved, timedelta) else moved
        assert run(desk, plan.digest, sink.host, sink.port).sent == 0
        assert sorted(sink.recipients) == everybody(3)
