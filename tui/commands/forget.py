"""`sixones forget`: personal data of earlier years deleted, once an archive or a backup has it."""

from __future__ import annotations

import contextlib
import re
from datetime import date, datetime, timedelta
from pathlib import Path

import click

from store.db.database import open_store
from store.errors import StoreError, UsageError
from store.keeping.forget import Extent, extent, forget, kept_elsewhere, refuse_early
from store.keeping.handed_out import handed_out
from store.keeping.released import is_pending
from store.keeping.verify_copy import holds_everything, verify_copy
from store.workspace.workspace import Workspace
from tui.commands.kit.call import Call, current_call, print_json
from tui.commands.kit.steps import StepLine

_SPAN = re.compile(r"(?P<n>\d{1,4})\s*(?P<unit>[dmy天月年])", re.IGNORECASE)


@click.pass_context
def _forget(
    ctx: click.Context,
    older_than: str,
    archive: str | None,
    dry_run: bool,
    yes: bool,
    as_json: bool,
) -> int:
    call = current_call(ctx)
    workspace = call.workspace()
    workspace.require_writable()
    before = _moment(older_than, workspace, call.now())
    with contextlib.closing(open_store(workspace.database)) as store:
        found = extent(store, before)
        # A run that was killed has contents left to take away.
        if dry_run or not (found or is_pending(store)):
            if as_json:
                print_json({**_json(found, before), "deleted": False})
            else:
                click.echo(
                    _told("forget.would" if found else "forget.nothing", found, before, call)
                )
            return 0
        if archive is None:
            raise UsageError("forget.no_archive")
        copy = handed_out(archive)
        refuse_early(workspace, store, before, copy, now=call.now())
        _refuse_damaged(Path(archive).expanduser(), call)
        if not as_json:
            click.echo(_told("forget.would", found, before, call))
        if not (yes or call.meant("forget", "forget.question", "forget.left")):
            return 0
        work = forget(workspace, store, before, copy, at=call.now(), who=call.who)
        done = StepLine(call).follow(
            work, lambda step: call.say("forget.step", done=step.done, of=step.of)
        )
    elsewhere = kept_elsewhere(workspace)
    if as_json:
        print_json(
            {
                **_json(found, before),
                "deleted": True,
                "freed_bytes": done.freed_bytes,
                "left": [str(path) for path in elsewhere],
            }
        )
        return 0
    click.echo(call.say("forget.done", size=f"{done.freed_bytes / 1e6:.1f}"))
    click.echo(call.say("forget.elsewhere"))
    for path in elsewhere:
        click.echo(f"  {path}")
    return 0


def _moment(given: str, workspace: Workspace, now: datetime) -> datetime:
    """The beginning of a day of the office's: one that is said, or so long ago."""
    dates = workspace.notice.dates
    today = dates.day(now)
    if found := _SPAN.fullmatch(given.strip()):
        count, unit = int(found["n"]), found["unit"].lower()
        if unit in ("d", "天"):
            day = today - timedelta(days=min(count, 365_000))
        else:
            months = today.year * 12 + today.month - 1 - count * (12 if unit in ("y", "年") else 1)
            if months < 12:
                raise UsageError("forget.day", given=given)
            # The last day of a shorter month counts as its end.
            first = date(months // 12, months % 12 + 1, 1)
            day = min(
                first + timedelta(days=today.day - 1),
                (first + timedelta(days=31)).replace(day=1) - timedelta(days=1),
            )
    else:
        try:
            day = date.fromisoformat(given.strip())
        except ValueError as err:
            raise UsageError("forget.day", given=given) from err
    return dates.start_of(day)


def _refuse_damaged(archive: Path, call: Call) -> None:
    """An archive that is not whole, or of a part only, has not what is to be deleted."""
    if not archive.exists():
        raise UsageError("forget.no_archive")
    found = StepLine(call).follow(
        verify_copy(archive), lambda step: call.say("verify.step", done=step.done, total=step.of)
    )
    if found:
        raise StoreError("forget.damaged_copy", n=len(found))
    if not holds_everything(archive):
        raise StoreError("forget.part_only")


def _told(code: str, found: Extent, before: datetime, call: Call) -> str:
    return call.say(
        code,
        day=before.date().isoformat(),
        mails=found.mails,
        files=found.files,
        decisions=found.decisions,
        letters=found.letters,
    )


def _json(found: Extent, before: datetime) -> dict[str, object]:
    return {
        "older_than": before.isoformat(),
        "mails": found.mails,
        "files": found.files,
        "decisions": found.decisions,
        "letters": found.letters,
    }
