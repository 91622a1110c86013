"""`sixones roster memory`: what people's decisions taught, and how to take it back."""

from __future__ import annotations

import contextlib
from pathlib import Path

import click

from mailsync.sync.learning import Knowledge, knowledge
from mailsync.sync.sync import relearn
from mailsync.sync.taught import Taught, laid_open
from store.db.database import Store, open_store
from store.db.decisions import Marking
from store.decisions.teaching import forget, history_text, read_history, recall, settle_form
from store.errors import UsageError
from store.text.visible import visible
from store.text.wording import Wording
from store.workspace.settings_file import replace_file
from tui.base import cells
from tui.commands.kit.call import Call, current_call, print_json


@click.pass_context
def _memory(
    ctx: click.Context,
    as_json: bool,
    forget: str | None,
    accept: str | None,
    refuse: str | None,
    history: str | None,
    export: str | None,
) -> int:
    call = current_call(ctx)
    workspace = call.workspace()
    code = 0
    said: list[str] = []
    with contextlib.closing(open_store(workspace.database)) as store:
        known = knowledge(store)
        if forget is not None:
            said.append(_forget(call, store, known, forget))
        for form, accepted in ((accept, True), (refuse, False)):
            if form is not None:
                said.append(_settle(call, store, known, form, accepted))
        if history is not None:
            lines, code = _recall(call, store, known, history)
            said += lines
        if said:
            known = knowledge(store)
            changed = relearn(workspace, store, at=call.now(), known=known)
            said.append(call.say("cli.memory.rejudged", n=changed))
    if export == "-":
        for line in said:
            click.echo(line, err=True)
        click.echo(history_text(known.senders), nl=False)
        return code
    if export is not None:
        target = Path(export).expanduser()
        replace_file(target, history_text(known.senders))
        said.append(call.say("cli.memory.exported", n=len(known.senders), file=str(target)))
    taught = laid_open(known)
    if as_json:
        print_json(_json(taught))
    else:
        for line in said or memory_lines(taught, known, call.wording):
            click.echo(line)
    return code


def _forget(call: Call, store: Store, known: Knowledge, address: str) -> str:
    key = address.strip().lower()
    facts = [(one.address, one.branch_id) for one in known.senders if one.address == key]
    if not facts:
        raise UsageError("memory.unknown_address", address=address)
    forget(store, facts, marking=Marking(call.now(), call.who))
    return call.say("cli.memory.forgotten", address=key)


def _settle(call: Call, store: Store, known: Knowledge, form: str, accepted: bool) -> str:
    taught = laid_open(known)
    units = [one.sub_committee_id for one in taught.proposals if one.form == form]
    units += [one.sub_committee_id for one in known.forms if one.form == form]
    if len(set(units)) != 1:
        raise UsageError("memory.unknown_form", form=form)
    settle_form(store, units[0], form, accepted=accepted, marking=Marking(call.now(), call.who))
    code = "cli.memory.form_accepted" if accepted else "cli.memory.form_refused"
    return call.say(code, form=form, unit=known.roster.names.get(units[0], units[0]))


def _recall(call: Call, store: Store, known: Knowledge, file: str) -> tuple[list[str], int]:
    ids = frozenset(branch.id for branch in known.roster.branches)
    facts, left_out = read_history(Path(file).expanduser(), ids)
    if facts:
        recall(store, facts, at=call.now(), who=call.who)
    said = [call.say("cli.memory.recalled", n=len(facts))]
    if left_out:
        rows = "、".join(map(str, left_out[:20]))
        said.append(call.say("cli.memory.rows_left_out", n=len(left_out), rows=rows))
    return said, 1 if left_out else 0


def memory_lines(taught: Taught, known: Knowledge, wording: Wording) -> list[str]:
    """Word the whole memory, part by part."""
    say = wording.say
    branches = {branch.id: branch for branch in known.roster.branches}
    units = known.roster.names

    def name(branch_id: str) -> str:
        branch = branches.get(branch_id)
        if branch is None:
            return branch_id
        return f"{units.get(branch.sub_committee_id, '')} {branch.name}".strip()

    parts: list[tuple[str, list[list[str]]]] = [
        (
            "cli.memory.proposals",
            [
                [one.form, units.get(one.sub_committee_id, ""), one.example]
                for one in taught.proposals
            ],
        ),
        (
            "cli.memory.senders",
            [
                [
                    one.address,
                    say("cli.memory.times", n=one.times),
                    one.last_date,
                    name(one.branch_id),
                ]
                for one in taught.senders
            ],
        ),
        (
            "cli.memory.mailboxes",
            [[one.address, units.get(one.sub_committee_id, "")] for one in taught.mailboxes],
        ),
        ("cli.memory.not_ours", [[one.address, one.last_date] for one in taught.not_ours]),
        (
            "cli.memory.forms",
            [
                [
                    one.form,
                    say(f"cli.memory.{'accepted' if one.accepted else 'refused'}"),
                    units.get(one.sub_committee_id, ""),
                ]
                for one in taught.forms
            ],
        ),
        (
            "cli.memory.cues",
            [
                [
                    cue_words(code, wording),
                    say("cli.memory.trust", right=trust.right, wrong=trust.wrong),
                ]
                for code, trust in taught.cues.items()
            ],
        ),
    ]
    lines: list[str] = []
    for head, rows in parts:
        if rows:
            shown = [[visible(cell) for cell in row] for row in rows]
            lines += [say(head), *(f"  {line}" for line in cells.aligned(shown))]
    return lines or [say("cli.memory.empty")]


def cue_words(code: str, wording: Wording) -> str:
    """Name a kind of evidence by where it stands."""
    where = code.rpartition(".")[2].removesuffix("_college").replace("sender_remembered", "sender")
    return wording.say(f"matching.where.{where}")


def _json(taught: Taught) -> dict[str, object]:
    return {
        "senders": taught.senders,
        "not_ours": [one.address for one in taught.not_ours],
        "mailboxes": taught.mailboxes,
        "forms": taught.forms,
        "proposals": taught.proposals,
        "cues": taught.cues,
    }
