"""`sixones remind`: plan letters, show them whole, and send exactly what was shown."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

from mailsync.demo.kept import with_kept_server
from mailsync.letters.kinds import asks_for_files, by_hand, letter_kinds
from mailsync.letters.overview import left_today
from mailsync.letters.planning import plan_letters
from mailsync.sending.dispatch import SendJob, send
from mailsync.sending.events import Ended, Finished, Handing, Held, SendEvent, Settled, Waiting
from mailsync.sending.outbox_account import open_outbox
from mailsync.sync.sync import open_mailbox
from store.db.database import Store, open_store
from store.db.decisions import live_decisions
from store.errors import UsageError
from store.items.review import reviewers_of
from store.letters import events as outgoing
from store.letters.letter import Dropped, LetterPlan, reviewer_of
from store.letters.standing import LetterStanding, letters_of_plan
from store.letters.titles import dates_words, kind_title, kinds_title
from store.model import Intent
from store.roster.stored import load_roster
from store.text.visible import visible
from store.text.wording import Wording
from store.views.letters.facts import letter_facts
from store.workspace.workspace import Workspace
from tui.base.task_words import wanted_words
from tui.commands.kit.call import Call, current_call, print_json
from tui.commands.kit.progress import size_words
from tui.commands.work.letters_json import plan_json
from tui.commands.work.old_notice import notice_warning

if TYPE_CHECKING:
    from collections.abc import Sequence


@click.pass_context
def _remind(
    ctx: click.Context,
    round_name: str | None,
    dry_run: bool,
    digest: str | None,
    as_json: bool,
) -> int:
    call = current_call(ctx)
    if dry_run and digest is not None:
        raise UsageError("letters.plan_or_send")
    if digest is None:
        return plan_round(call, round_name, as_json=as_json)
    with (
        with_kept_server(call.whole_workspace()) as (workspace, code),
        contextlib.closing(open_store(workspace.database)) as store,
    ):
        return send_plan(call, workspace, store, digest, code, as_json=as_json)


def plan_round(call: Call, round_name: str | None, *, as_json: bool) -> int:
    """Plan the letters of a round or a kind, keep the plan, and show it whole."""
    # A scope of this run narrows what is planned; who writes, and the check, stay the same.
    whole, workspace = call.whole_workspace(), call.workspace()
    with contextlib.closing(open_store(workspace.database)) as store:
        now = call.now()
        facts = letter_facts(store, workspace, now=now)
        plan = plan_letters(
            workspace,
            store,
            now=now,
            facts=facts,
            who=call.who,
            round_name=round_name,
            scoped=bool(whole.settings.scope),
        )
        _show(call, store, plan.digest, plan.dropped, as_json=as_json)
        for warning in notice_warning(workspace, call):
            click.echo(warning, err=True)
        if not as_json:
            _warn_of_unclaimed(call, store, plan, facts.unclaimed)
            _warn_of_messages(call, store, plan, facts.open_messages)
            _warn_of_limit(call, plan, left_today(store, workspace, now=now))
        if not as_json and plan.letters:
            click.echo(call.say("cli.remind.send_by", digest=plan.digest))
    return 0


def kind_list(wording: Wording) -> str:
    """The kinds as they are typed, each with what it is called."""
    named = (f"{name} {kind.title(wording)}" for name, kind in letter_kinds().items())
    return wording.say("letters.joined").join(named)


def _warn_of_limit(call: Call, plan: LetterPlan, left: int) -> None:
    """Say before anything is sent that not all of it goes today."""
    recipients = sum(len(letter.recipients) for letter in plan.letters)
    if recipients > left:
        told = call.say("letters.over_limit", today=left, later=recipients - left)
        click.echo(told, err=True)


def _warn_of_unclaimed(
    call: Call, store: Store, plan: LetterPlan, unclaimed: Mapping[str, int]
) -> None:
    """Name the sub-committees whose files wait to be assigned though they are reminded."""
    names = _names(store)
    reminded = {letter.sub_committee_id for letter in plan.letters if asks_for_files(letter.kinds)}
    for unit_id in sorted(reminded & set(unclaimed)):
        unit = names.get(unit_id, unit_id)
        click.echo(call.say("cli.remind.unclaimed", unit=unit, n=unclaimed[unit_id]), err=True)


def _warn_of_messages(
    call: Call, store: Store, plan: LetterPlan, wanted: Mapping[str, Sequence[Intent | None]]
) -> None:
    """Name the sub-committees that get letters though mail of theirs is not looked at yet."""
    names = _names(store)
    written = {one.sub_committee_id for one in plan.letters if not by_hand(one.kinds)}
    for unit_id in sorted(written & set(wanted)):
        unit = names.get(unit_id, unit_id)
        intents = wanted_words(wanted[unit_id], call.wording)
        click.echo(call.say("cli.remind.open_message", unit=unit, intents=intents), err=True)


def send_plan(
    call: Call,
    workspace: Workspace,
    store: Store,
    digest: str,
    code: str | None,
    *,
    as_json: bool,
) -> int:
    def password() -> str:
        return call.smtp_password(workspace) if code is None else code

    workspace.require_own_notice()
    outbox = open_outbox(workspace, password)
    outgoing.approve(store, digest, at=call.now(), who=call.who)
    held: list[Held] = []
    finished: Finished | None = None
    with contextlib.closing(
        open_mailbox(workspace, lambda: call.password(workspace) if code is None else code)
    ) as mailbox:
        job = SendJob(
            workspace, store, digest, outbox, mailbox, call.now, call.who, wait=time.sleep
        )
        for event in send(job):
            if not as_json:
                _tell(call, event)
            if isinstance(event, Held):
                held.append(event)
            elif isinstance(event, Finished):
                finished = event
    dropped = tuple(
        Dropped(
            entry.letter.kind,
            entry.letter.sub_committee_id,
            entry.letter.branch_ids,
            entry.reason,
            reviewer_of(entry.letter),
        )
        for entry in held
    )
    if as_json:
        _show(call, store, digest, dropped, as_json=True)
    return 0 if finished is not None and _all_went(finished) else 1


def _all_went(finished: Finished) -> bool:
    return not (finished.refused or finished.unknown or finished.held or finished.left)


def _show(
    call: Call, store: Store, digest: str, dropped: Sequence[Dropped], *, as_json: bool
) -> None:
    found = letters_of_plan(store, digest) or ()
    if as_json:
        print_json(plan_json(digest, found, dropped, call.wording))
        return
    names = _names(store)
    for entry in found:
        _show_letter(call, entry, names)
    for drop in dropped:
        named = [names.get(name, name) for name in drop.branch_ids]
        click.echo(
            call.say(
                "cli.remind.dropped",
                kind=kind_title(drop.kind, call.wording),
                unit=names.get(drop.addressee, drop.addressee),
                branches=call.say("letters.joined").join(named) or call.say("cli.none"),
                reason=call.say(drop.reason.code, **drop.reason.params),
            )
        )
    click.echo(call.say("cli.remind.total", n=len(found), dropped=len(dropped), digest=digest))


def _show_letter(call: Call, entry: LetterStanding, names: dict[str, str]) -> None:
    letter = entry.letter
    click.echo(
        call.say(
            "cli.remind.letter",
            id=letter.id,
            kind=kinds_title(letter, call.wording),
            unit=names.get(letter.addressee, letter.addressee),
        )
    )
    for each in entry.recipients:
        click.echo(
            call.say(
                f"cli.remind.{each.recipient.role}",
                address=each.recipient.address.email,
                why=call.say(each.recipient.why.code, **each.recipient.why.params),
                state=call.say(f"letters.state.{each.state}"),
            )
        )
    click.echo(call.say("cli.remind.subject", subject=letter.subject))
    for file in letter.files:
        size = size_words(file.size_bytes)
        click.echo("  " + call.say("letters.file", name=visible(file.name), size=size))
    if letter.dates:
        click.echo("  " + dates_words(letter, call.wording))
    click.echo()
    for line in letter.text.rstrip().splitlines():
        click.echo(f"    {line}".rstrip())
    click.echo()


def _tell(call: Call, event: SendEvent) -> None:
    say = call.say
    match event:
        case Held():
            click.echo(
                say(
                    "cli.remind.held",
                    subject=event.letter.subject,
                    reason=say(event.reason.code, **event.reason.params),
                    to=", ".join(event.letter.addresses("to")),
                )
            )
        case Handing():
            click.echo(
                say("cli.remind.handing", recipient=event.recipient, left=event.left), err=True
            )
        case Ended():
            state = say(f"letters.state.{event.state}")
            click.echo(
                say("cli.remind.ended", state=state, recipient=event.recipient, answer=event.answer)
            )
        case Waiting():
            if event.why != "pace":
                click.echo(
                    say(
                        f"cli.remind.waiting.{event.why}",
                        seconds=int(event.seconds),
                        answer=event.answer,
                    ),
                    err=True,
                )
        case Settled():
            click.echo(say("cli.remind.settled", recipient=event.recipient))
        case Finished():
            if event.stopped:
                click.echo(say(f"letters.stopped.{event.stopped}", answer=event.answer))
            click.echo(
                say(
                    "cli.remind.finished",
                    sent=event.sent,
                    refused=event.refused,
                    unknown=event.unknown,
                    held=event.held,
                    left=event.left,
                )
            )
        case _:
            pass


def _names(store: Store) -> dict[str, str]:
    roster = load_roster(store)
    return {
        **{one.id: one.name for one in reviewers_of(live_decisions(store)).values()},
        **roster.names,
        **{branch.id: branch.name for branch in roster.branches},
    }
