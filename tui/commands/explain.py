"""`sixones explain`: show how mail files are read; needs no workspace."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from mailsync.matching.explain import why
from mailsync.sending.smtp_replies import Stage, ruling
from store.model import Attachment, Finding, Params, Proposal
from store.text.visible import visible
from store.workspace.workspace import Workspace
from tui.base.worded_facts import finding_words, problem_words
from tui.commands.kit.call import Call, current_call, print_json
from tui.commands.kit.progress import size_words
from tui.commands.work.explained import (
    Explained,
    Reading,
    explain,
    explained_json,
    reading_of,
    section_lines,
    sender_words,
)


@click.pass_context
def _explain(
    ctx: click.Context,
    files: tuple[str, ...],
    as_json: bool,
    smtp: tuple[Stage, int, str] | None,
) -> int:
    if smtp is not None:
        _tell_reply(current_call(ctx), *smtp, as_json=as_json)
    if not files:
        if smtp is None:
            raise click.MissingParameter(ctx=ctx, param=ctx.command.params[0])
        return 0
    call = current_call(ctx)
    reading = reading_of(_workspace(call))
    unread = 0
    for entry in explain((Path(file).expanduser() for file in files), reading, now=call.now()):
        unread += entry.mail is None
        if as_json:
            print_json(explained_json(entry, reading, call.wording))
        else:
            for line in _lines(entry, reading, call):
                click.echo(line)
            click.echo()
    return 1 if unread else 0


def _tell_reply(call: Call, stage: Stage, code: int, text: str, *, as_json: bool) -> None:
    """Say what a server's reply asks of the queue."""
    ruled = ruling(code, text, stage)
    if as_json:
        print_json({"verdict": ruled.verdict.value, "reason": ruled.reason})
    else:
        said = call.say(f"cli.smtp_verdict.{ruled.verdict}")
        reason = f"cli.smtp_reason.{ruled.reason or 'none'}"
        click.echo(call.say("cli.explain.smtp", verdict=said, why=call.say(reason)))


def _workspace(call: Call) -> Workspace | None:
    """The workspace that was named, or that lies at the usual place; else none is needed."""
    if call.chosen or (call.folder / "sixones.toml").is_file():
        return call.workspace()
    return None


def _lines(entry: Explained, reading: Reading, call: Call) -> Iterator[str]:
    say = call.say
    mail = entry.mail
    if mail is None:
        if entry.problem:
            yield problem_words(entry.problem, call.wording)
        return
    dates = reading.notice.dates
    received = mail.received_at
    yield say("cli.explain.file", file=str(entry.file))
    yield say("cli.explain.subject", text=visible(mail.subject))
    yield say("cli.explain.from", text=visible(sender_words(mail)))
    yield say(
        "cli.explain.received",
        text=dates.local(received).strftime("%Y-%m-%d %H:%M:%S") if received else "-",
        source=say(f"cli.received_from.{mail.received_from}"),
    )
    yield say("cli.explain.message_id", text=visible(mail.message_id) or "-")
    for part, proposal, found in zip(
        mail.attachments, entry.proposals, entry.findings, strict=False
    ):
        measures = entry.measures.get(part.digest, {})
        yield from _file_lines(part, proposal, found, measures, reading, call)
    for link in mail.links:
        yield say(
            "cli.explain.link",
            name=visible(link.name),
            size=size_words(link.size_bytes) if link.size_bytes is not None else "?",
            expires=dates.minute(link.expires_at) if link.expires_at else "?",
            url=visible(link.url),
        )
    for problem in mail.problems:
        yield say("cli.explain.problem", text=problem_words(problem, call.wording))


def _file_lines(
    part: Attachment,
    proposal: Proposal,
    found: tuple[Finding, ...],
    measures: Params,
    reading: Reading,
    call: Call,
) -> Iterator[str]:
    say = call.say
    kind = say(f"kind.{proposal.kind}")
    yield say(
        "cli.explain.attachment",
        path=visible(part.path),
        size=size_words(part.size_bytes),
        kind=kind,
    )
    if reading.matched:
        branch = reading.branches.get(proposal.branch_id or "")
        named = f"{visible(branch.name)} ({branch.id})" if branch else "-"
        yield say(
            "cli.explain.credit", verdict=say(f"cli.verdict.{proposal.verdict}"), branch=named
        )
        told = why(proposal, reading.known.compiled, call.wording)
        for text in (*(line.text for line in told.lines), *told.excluded):
            yield f"      {text}"
        for text in section_lines(part, proposal, measures, reading, call.wording):
            yield f"      {text}"
    for finding in found:
        yield f"      {finding_words(finding, call.wording)}"
