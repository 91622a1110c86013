"""What `sixones init` asks at a terminal: each answer is held up to what it must be, at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click

from store.errors import MailboxError, SixOnesError, UsageError
from store.notice.notice import load_notice, shipped_notices
from store.notice.when import parse_when
from store.roster.importing import read_roster, read_sub_committees
from tui.commands.kit.call import Call, ask
from tui.wizard.notice_reading import is_document, text_of


@dataclass(frozen=True, slots=True)
class InitAnswers:
    """What was answered; None where Enter was pressed."""

    notice: str
    mail_folder: str | None
    imap_user: str | None
    imap_host: str | None
    deadline: str | None
    roster: str | None
    sub_committees: str | None
    scope: str | None


def ask_all(call: Call) -> InitAnswers:
    """Ask for what a workspace needs; a wrong answer is told and asked again."""
    click.echo(call.say("cli.init.hello", folder=str(call.folder.absolute())), err=True)

    notice = _until(call, "cli.ask.notice", _notice, default=shipped_notices()[0])
    # One as issued is looked through when all is said.
    dates = load_notice(shipped_notices()[0] if is_document(notice) else notice).dates
    mailbox = _until(call, "cli.ask.mailbox", _mailbox)
    user = mailbox if "@" in mailbox else None
    host = (
        ask(call.say("cli.ask.host"), default=f"imap.{user.rpartition('@')[2]}") if user else None
    )
    deadline = _until(
        call,
        "cli.ask.deadline",
        lambda text: (
            text and parse_when(text, dates.zone, end_of_work=dates.end_of_work, now=call.now())
        ),
    )
    roster = _until(call, "cli.ask.roster", _roster)
    units = _until(call, "cli.ask.sub_committees", _sub_committees) if roster else ""
    return InitAnswers(
        notice=notice,
        mail_folder=None if user else mailbox,
        imap_user=user,
        imap_host=host,
        deadline=deadline or None,
        roster=roster or None,
        sub_committees=units or None,
        scope=ask(call.say("cli.ask.scope")) or None,
    )


def _until(call: Call, question: str, check: Callable[[str], object], *, default: str = "") -> str:
    """Ask until the answer holds; what is wrong with it is told."""
    while True:
        answer = ask(call.say(question), default=default)
        try:
            check(answer)
        except SixOnesError as err:
            click.echo(call.wording.error(err), err=True)
        else:
            return answer


def _notice(answer: str) -> None:
    if is_document(answer) and _there(answer):
        text_of(answer)
    else:
        load_notice(answer)


def _there(path: str) -> bool:
    return Path(path).expanduser().exists()


def _mailbox(answer: str) -> None:
    if not answer:
        raise UsageError("init.mailbox_asked")
    if "@" not in answer and not Path(answer).expanduser().exists():
        raise MailboxError("mailbox.path_missing", path=answer)


def _roster(file: str) -> None:
    if file:
        read_roster(Path(file).expanduser())


def _sub_committees(file: str) -> None:
    if file:
        read_sub_committees(Path(file).expanduser())
