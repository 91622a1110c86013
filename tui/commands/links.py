"""`sixones links`: the links whose files are not fetched yet, by expiry."""

from __future__ import annotations

import contextlib

import click

from store.db.database import open_store
from store.notice.notice import Dates
from store.text.visible import visible
from store.views.board.links import LinkEntry, open_links
from tui.commands.kit.call import Call, current_call, print_json
from tui.commands.kit.progress import size_words


@click.pass_context
def _links(ctx: click.Context, as_json: bool) -> int:
    call = current_call(ctx)
    workspace = call.workspace()
    with contextlib.closing(open_store(workspace.database)) as store:
        found = open_links(store, workspace, now=call.now())
    dates = workspace.notice.dates
    if as_json:
        print_json([_plain(entry, dates) for entry in found])
        return 0
    if not found:
        click.echo(call.say("cli.links.none"))
    for entry in found:
        for line in _lines(entry, call, dates):
            click.echo(line)
    return 0


def _plain(entry: LinkEntry, dates: Dates) -> dict[str, object]:
    received = entry.received.received_at
    return {
        "id": entry.subject,
        "url": entry.url,
        "name": entry.name,
        "size": entry.size_bytes,
        "expires": dates.local(entry.expires_at).isoformat() if entry.expires_at else None,
        "expiry": entry.expiry,
        "fetchable": entry.fetchable,
        "branches": list(entry.branch_ids),
        "waiting": entry.waiting,
        "received": dates.local(received).isoformat() if received else None,
        "sender": entry.received.sender_email,
        "sentence": entry.sentence,
    }


def _lines(entry: LinkEntry, call: Call, dates: Dates) -> list[str]:
    say = call.say
    at = dates.local(entry.expires_at).strftime("%m-%d %H:%M") if entry.expires_at else ""
    owner = say("add.joint").join(entry.branches) if not entry.waiting else say("links.nobody")
    size = size_words(entry.size_bytes) if entry.size_bytes else say("links.size_unknown")
    unknown = (
        [say("cli.links.sentence", text=visible(entry.sentence))]
        if entry.sentence is not None
        else []
    )
    return [
        say(
            "cli.links.line",
            id=entry.subject,
            expiry=say(f"links.{entry.expiry}", at=at),
            size=size,
            branch=visible(owner),
        ),
        say(
            "cli.links.file",
            name=visible(entry.name or "-"),
            host=visible(entry.host),
            fetch=say("links.fetchable" if entry.fetchable else "links.browser_only"),
        ),
        *unknown,
        say("cli.links.url", url=visible(entry.url)),
    ]
