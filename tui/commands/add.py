"""`sixones add`: take in files that came by link, stick or chat."""

from __future__ import annotations

import contextlib
import sys
from datetime import datetime
from pathlib import Path

import click

from mailsync.sync.by_folder import is_submission, take_submission
from mailsync.sync.by_hand import add_files
from store.db.database import open_store
from store.errors import UsageError
from store.intake.by_hand import HandArrival
from store.model import FileKind, Source
from store.notice.when import parse_when
from store.roster.stored import load_roster
from store.text.visible import visible
from tui.base import cells
from tui.commands.kit.call import Call, current_call, print_json
from tui.commands.kit.progress import size_words

_WIDTH = 78


@click.pass_context
def _add(
    ctx: click.Context,
    files: tuple[str, ...],
    branch: str | None,
    kind: str | None,
    source: str,
    received: str | None,
    link: str | None,
    note: str | None,
    as_json: bool,
) -> int:
    call = current_call(ctx)
    workspace = call.workspace()
    dates = workspace.notice.dates
    moment = None
    if received:
        end = dates.end_of_work
        moment = parse_when(received, dates.zone, end_of_work=end, now=call.now())
    if branch is None:
        return _add_submissions(call, files, Source(source), moment, as_json=as_json)
    arrival = HandArrival(
        branch,
        Source(source),
        moment,
        link if link is None or ":" in link else f"link:{link}",
        note or "",
    )
    with contextlib.closing(open_store(workspace.database)) as store:
        given = add_files(
            workspace,
            store,
            [Path(file).expanduser() for file in files],
            arrival,
            kind=FileKind(kind) if kind else None,
            at=call.now(),
            who=call.who,
            progress=_Saving(call).show,
        )
        names = {one.id: one.name for one in load_roster(store).branches}
    if as_json:
        print_json(
            [
                {
                    "subject": name,
                    "path": file.attachment.path,
                    "kind": file.kind,
                    "size": file.attachment.size_bytes,
                    "sha256": file.attachment.digest,
                }
                for name, file in zip(given.taken.subjects, given.files, strict=True)
            ]
        )
        return 0
    for file in given.files:
        click.echo(
            call.say(
                "cli.add.file",
                file=visible(file.attachment.path),
                kind=call.say(f"check.kind.{file.kind}"),
                size=size_words(file.attachment.size_bytes),
            )
        )
    at = dates.local(given.taken.received_at).strftime("%Y-%m-%d %H:%M:%S")
    click.echo(call.say("cli.add.done", n=len(given.files), branch=visible(names[branch]), at=at))
    return 0


def _add_submissions(
    call: Call,
    folders: tuple[str, ...],
    source: Source,
    received: datetime | None,
    *,
    as_json: bool,
) -> int:
    """Take in folders that a sub-committee handed on; everything else needs its branch."""
    paths = [Path(folder).expanduser() for folder in folders]
    if not all(map(is_submission, paths)):
        raise UsageError("submission.branch_needed")
    workspace = call.workspace()
    found = []
    with contextlib.closing(open_store(workspace.database)) as store:
        for path in paths:
            now = call.now()
            found.append(
                take_submission(
                    workspace,
                    store,
                    path,
                    source,
                    received_at=received or now,
                    at=now,
                    who=call.who,
                )
            )
    left = [one for each in found for one in each.left]
    taken = [name for each in found for name in each.taken]
    if as_json:
        codes = [{"file": one.file, "reason": one.reason.code} for one in left]
        print_json({"taken": taken, "left": codes})
        return 1 if left else 0
    for name in taken:
        click.echo(visible(name))
    for one in left:
        why = call.say(one.reason.code, **one.reason.params)
        click.echo(call.say("cli.add.left", file=visible(one.file), reason=visible(why)))
    click.echo(call.say("cli.add.submission", n=len(taken), left=len(left)))
    return 1 if left else 0


class _Saving:
    """One line on stderr while large files are copied, only where that is a terminal."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self._last = -1

    def show(self, done_bytes: int, total_bytes: int) -> None:
        """Draw the line where another percent was reached, and take it away in the end."""
        percent = done_bytes * 100 // max(total_bytes, 1)
        if percent == self._last or not sys.stderr.isatty():
            return
        self._last = percent
        done, total = size_words(done_bytes), size_words(total_bytes)
        text = "" if percent == 100 else self._call.say("cli.add.saving", done=done, total=total)
        sys.stderr.write("\r" + cells.pad(text, _WIDTH) + ("\r" if not text else ""))
        sys.stderr.flush()
