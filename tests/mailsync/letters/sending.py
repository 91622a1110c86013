"""Sending in tests: a run without waits, and a short way to plan and approve."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from mailsync.mailbox.contract import Mailbox
from mailsync.sending.dispatch import SendJob, send
from mailsync.sending.events import Finished, SendEvent
from mailsync.sending.smtp import Outbox
from mailsync.sending.smtp_account import SmtpAccount
from store.letters import events as outgoing
from store.letters.letter import LetterPlan
from tests.mailsync.letters.desk import LetterDesk, add_units, empty_roster


def desk_of(folder: Path, units: int, branches_each: int = 2) -> LetterDesk:
    """A desk with so many sub-committees, of which nobody sent anything."""
    desk = LetterDesk(folder)
    empty_roster(desk.workspace, desk.store)
    add_units(desk.store, units, branches_each)
    return desk


def account(host: str, port: int, **more: Any) -> SmtpAccount:
    """An account at a server of a test, with short waits."""
    settings: dict[str, Any] = {
        "user": "zzb",
        "password": "",
        "tls": "none",
        "command_s": 5.0,
        "final_s": 5.0,
        **more,
    }
    return SmtpAccount(host, port, **settings)


def approved(desk: LetterDesk, round_name: str | None = None) -> LetterPlan:
    """Plan, and approve all of it."""
    plan = desk.plan(round_name)
    outgoing.approve(desk.store, plan.digest, at=desk.now, who="李老师")
    return plan


def run(
    desk: LetterDesk,
    digest: str,
    host: str,
    port: int,
    *,
    mailbox: Mailbox | None = None,
    waits: list[float] | None = None,
    on_event: Callable[[SendEvent], None] = lambda event: None,
    stop: Callable[[], bool] = lambda: False,
    **more: Any,
) -> Finished:
    """Send to the end; a wait moves the clock and takes no time."""

    def wait(seconds: float) -> None:
        desk.now += timedelta(seconds=seconds)
        if waits is not None:
            waits.append(seconds)

    job = SendJob(
        workspace=desk.workspace,
        store=desk.store,
        digest=digest,
        outbox=Outbox(account(host, port, **more)),
        mailbox=mailbox,
        clock=lambda: desk.now,
        who="李老师",
        wait=wait,
        stop=stop,
    )
    last: SendEvent | None = None
    for last in send(job):
        on_event(last)
    assert isinstance(last, Finished)
    return last
