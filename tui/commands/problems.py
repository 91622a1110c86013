"""`sixones problems`: mails that were not read whole or not stored, each with the reason."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import click

from store.db.database import open_store
from store.model import JsonValue
from store.text.visible import visible
from store.views.board.types import MailProblem
from store.views.inbox.problems import mail_problems
from tui.base.worded_facts import problem_words
from tui.commands.kit.call import Call, current_call, print_json
from tui.commands.work.explained import problem_json


@click.pass_context
def _problems(ctx: click.Context, as_json: bool) -> int:
    """Exit code 1 where there is any."""
    call = current_call(ctx)
    with contextlib.closing(open_store(call.workspace().database)) as store:
        mails = mail_problems(store)
    if as_json:
        print_json([_json(mail, call) for mail in mails])
    else:
        for line in _lines(mails, call):
            click.echo(line)
    return 1 if mails else 0


def _lines(mails: tuple[MailProblem, ...], call: Call) -> Iterator[str]:
    if not mails:
        yield call.say("problems.none")
    dates = call.workspace().notice.dates
    for mail in mails:
        at = dates.local(mail.at).strftime("%Y-%m-%d %H:%M:%S") if mail.at else "-"
        came = mail.received
        if came is None:
            yield call.say("problems.where", folder=visible(mail.folder), at=at)
        else:
            yield f"{at}  {visible(came.sender_email or came.sender_name)}  {visible(came.subject)}"
        for problem in mail.problems:
            yield "  " + problem_words(problem, call.wording)


def _json(mail: MailProblem, call: Call) -> dict[str, JsonValue]:
    came = mail.received
    return {
        "subject": mail.subject,
        "stored": came is not None,
        "folder": mail.folder,
        "at": mail.at.isoformat() if mail.at else None,
        "sender": came.sender_email if came else "",
        "title": came.subject if came else "",
        "files": mail.files,
        "problems": [problem_json(one, call.wording) for one in mail.problems],
    }
