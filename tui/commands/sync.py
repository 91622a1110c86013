"""`sixones sync`: fetch what is new, credit it or queue it, and say what came."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import click

from store.wording import Wording
from tui.commands.call import Call, current_call, print_json
from tui.commands.progress import SyncProgress, size_words
from tui.commands.worded import WordedCommand

if TYPE_CHECKING:
    from collections.abc import Callable

    from store.config import Workspace
    from store.db import Store
    from store.intake import SyncRun
    from store.model import Problem


def command(wording: Wording) -> click.Command:
    """Make the command."""
    return WordedCommand(
        "sync",
        wording,
        callback=_sync,
        params=[
            click.Option(["--json", "as_json"], is_flag=True, help=wording.say("cli.option.json"))
        ],
    )


@click.pass_context
def _sync(ctx: click.Context, as_json: bool) -> int:
    from mailsync.demo.kept import with_kept_server
    from store.db import open_store

    call = current_call(ctx)
    with (
        with_kept_server(call.workspace()) as (workspace, code),
        contextlib.closing(open_store(workspace.database)) as store,
    ):
        run = run_sync(
            call, workspace, store, lambda: call.password(workspace) if code is None else code
        )
    if as_json:
        print_json(
            {"new": run.new, "known": run.known, "problems": run.problems, "bytes": run.bytes}
        )
    else:
        click.echo(
            call.say(
                "cli.sync.done",
                new=run.new,
                known=run.known,
                problems=run.problems,
                size=size_words(run.bytes),
            )
        )
    return 1 if run.problems else 0


def run_sync(
    call: Call, workspace: Workspace, store: Store, password: Callable[[], str]
) -> SyncRun:
    """Sync once with progress; what could not be read is told on stderr.

    Raises:
        MailboxError: the mailbox failed; what was received is stored.
        StoreError: another sync runs, or the disk is full.
    """
    from mailsync.mailbox import FolderListed, MailUnread
    from mailsync.sync import SyncEnded, open_mailbox, sync

    progress = SyncProgress(call)
    problems: list[Problem] = []
    with contextlib.closing(open_mailbox(workspace, password)) as mailbox:
        try:
            for event in sync(workspace, store, mailbox, clock=call.now):
                progress.show(event)
                match event:
                    case MailUnread() | FolderListed() if event.problem is not None:
                        problems.append(event.problem)
                    case SyncEnded():
                        run = event.run
        finally:
            progress.end()
            for problem in problems:
                click.echo(call.say(problem.code, **problem.params), err=True)
    return run
