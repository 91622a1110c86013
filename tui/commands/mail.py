"""`sixones mail`: mails of words (来信): list and read them, answer, settle."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

import click

from store.db.database import Store
from store.db.decisions import Marking
from store.decisions.correspondence import answer, settle
from store.errors import UsageError
from store.model import JsonValue
from store.text.visible import visible
from store.views.board.facts import read_facts
from store.views.inbox.conversations import Conversation, conversations, stored_mail_ids
from store.views.inbox.queue import IntakeView, mail_view
from store.workspace.workspace import Workspace
from tui.base.task_words import intent_words, task_words
from tui.commands.kit.at_work import at_work, lines
from tui.commands.kit.call import Call, print_json
from tui.commands.work.tasks_json import task_json


@click.pass_context
def _list(ctx: click.Context, waiting: bool, mine: bool, everything: bool, as_json: bool) -> int:
    """Exit code 0, however many there are."""
    with at_work(ctx) as (call, workspace, store):
        facts = read_facts(store, workspace, as_of=call.now())
        found = conversations(store, facts, workspace)
        names = facts.roster.names
    shown = [
        one
        for one in found
        if (everything or one.is_open)
        and (not waiting or one.waits)
        and (not mine or (one.task is not None and one.task.is_of(call.who)))
    ]
    if as_json:
        print_json([_json(one) for one in shown])
        return 0
    lines(
        call,
        [
            (
                str(one.latest.mail_id),
                _moment(one.latest.received.received_at, workspace, call),
                next((names[unit] for unit in one.sub_committee_ids if unit in names), "")
                or one.latest.received.sender_name
                or one.latest.received.sender_email,
                _state(one, call),
                one.latest.received.subject,
            )
            for one in shown
        ],
    )
    return 0


@click.pass_context
def _show(ctx: click.Context, mail_id: int, as_json: bool) -> int:
    with at_work(ctx) as (call, workspace, store):
        _refuse_unknown(store, [mail_id])
        view = mail_view(store, workspace, now=call.now(), mail_id=mail_id)
    if as_json:
        print_json(_whole(view))
        return 0
    for line in _lines(view, workspace, call):
        click.echo(visible(line))
    return 0


@click.pass_context
def _answer(ctx: click.Context, mail_id: int, text: str, as_json: bool) -> int:
    with at_work(ctx) as (call, _, store):
        _refuse_unknown(store, [mail_id])
        batch = answer(store, mail_id, text, marking=Marking(call.now(), call.who))
    return _told(call, as_json, "answer", [mail_id], batch)


@click.pass_context
def _settle(ctx: click.Context, mail_ids: tuple[int, ...], not_ours: bool, as_json: bool) -> int:
    with at_work(ctx) as (call, _, store):
        _refuse_unknown(store, mail_ids)
        by = Marking(call.now(), call.who)
        batch = settle(store, mail_ids, marking=by, not_ours=not_ours)
    return _told(call, as_json, "settle", mail_ids, batch)


def _refuse_unknown(store: Store, mail_ids: Sequence[int]) -> None:
    known = stored_mail_ids(store)
    for mail_id in mail_ids:
        if mail_id not in known:
            raise UsageError("correspondence.no_mail", id=mail_id)


def _told(call: Call, as_json: bool, what: str, mail_ids: Sequence[int], batch: str) -> int:
    if as_json:
        print_json({"mails": [*mail_ids], "batch": batch})
    else:
        click.echo(call.say(f"cli.mail.{what}", n=len(mail_ids)))
    return 0


def _state(talk: Conversation, call: Call) -> str:
    """What a conversation wants, and who has it in hand."""
    parts = [intent_words(talk.intents, call.wording)]
    if talk.answer is not None:
        parts.append(call.say(f"correspondence.answer_state.{talk.answer.state}"))
    elif talk.waits:
        parts.append(call.say("correspondence.waits"))
    if not talk.is_open:
        parts.append(
            call.say("correspondence.early" if talk.is_early else "correspondence.settled")
        )
    if talk.task is not None:
        parts.append(task_words(talk.task, call.wording))
    return call.say("intake.comma").join(filter(None, parts))


def _lines(view: IntakeView, workspace: Workspace, call: Call) -> Iterator[str]:
    mail, talk = view.mail, view.conversation
    if mail is None:
        return
    came = mail.received
    yield f"{call.say('intake.from')}  {came.sender_name}  {came.sender_email}"
    yield f"{call.say('intake.subject')}  {came.subject}"
    yield call.say("intake.came", at=_moment(came.received_at, workspace, call))
    if talk is not None:
        yield _state(talk, call)
    for entry in mail.files:
        yield f"- {entry.credit.path}"
    if not view.thread:
        yield ""
        yield mail.body
    for one in view.thread:
        yield ""
        code = "correspondence.ours" if one.ours else "correspondence.theirs"
        at = _moment(one.at, workspace, call)
        yield call.say(code, at=at, who=one.who, title=one.title)
        yield one.body.strip()


def _moment(moment: datetime | None, workspace: Workspace, call: Call) -> str:
    if moment is None:
        return call.say("received.unknown")
    return workspace.notice.dates.local(moment).strftime("%Y-%m-%d %H:%M")


def _json(talk: Conversation) -> dict[str, JsonValue]:
    latest = talk.latest
    return {
        "id": latest.mail_id,
        "thread": [one.mail_id for one in talk.mails],
        "sender": latest.received.sender_email,
        "title": latest.received.subject,
        "received": _iso(latest.received.received_at),
        "intents": [str(one) for one in talk.intents],
        "open": talk.is_open,
        "waiting": talk.waits,
        "before_window": talk.is_early,
        "sub_committees": [*talk.sub_committee_ids],
        "branches": [*talk.branch_ids],
        "answer": None if talk.answer is None else str(talk.answer.state),
        "task": None if talk.task is None else task_json(talk.task),
    }


def _whole(view: IntakeView) -> dict[str, JsonValue]:
    mail, talk = view.mail, view.conversation
    assert mail is not None
    words = (
        [] if talk is None else [one for one in talk.mails if one.mail_id == mail.received.mail_id]
    )
    return {
        "id": mail.received.mail_id,
        "sender": mail.received.sender_email,
        "sender_name": mail.received.sender_name,
        "title": mail.received.subject,
        "received": _iso(mail.received.received_at),
        "body": mail.body,
        "files": [entry.credit.path for entry in mail.files],
        "words": [
            {
                "intent": str(one.intent),
                "source": one.source,
                "start": one.start,
                "end": one.end,
            }
            for found in words
            for one in found.meaning.intents
        ],
        "conversation": None if talk is None else _json(talk),
        "thread": [
            {
                "id": one.mail_id,
                "who": one.who,
                "at": _iso(one.at),
                "title": one.title,
                "body": one.body,
                "ours": one.ours,
            }
            for one in view.thread
        ],
    }


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
