"""`sixones submit`: what a sub-committee hands on (报送): shown, sent, or put in a folder."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from pathlib import Path

import click

from mailsync.demo.kept import with_kept_server
from mailsync.submission.folder import write_folder
from mailsync.submission.plan import SubmissionPlan, mail_bytes, plan_submission
from mailsync.submission.words import reason_code, reason_words
from store.db.database import Store, open_store
from store.errors import UsageError
from store.letters.handed_on import SUBMISSION
from store.letters.standing import letters_of_plan
from store.model import JsonValue
from store.notice.notice import Dates
from store.roster.stored import load_roster
from store.text.visible import visible
from store.text.wording import Wording
from store.workspace.workspace import Workspace
from tui.commands.kit.call import Call, current_call, print_json
from tui.commands.kit.progress import size_words
from tui.commands.remind import send_plan
from tui.commands.work.old_notice import notice_warning


@click.pass_context
def _submit(
    ctx: click.Context,
    branches: tuple[str, ...],
    anyway: str | None,
    dry_run: bool,
    digest: str | None,
    folder: str | None,
    as_json: bool,
) -> int:
    call = current_call(ctx)
    if dry_run + (digest is not None) + (folder is not None) > 1:
        raise UsageError("submission.one_way")
    if digest is not None:
        with (
            with_kept_server(call.whole_workspace()) as (workspace, code),
            contextlib.closing(open_store(workspace.database)) as store,
        ):
            _require_submission(store, digest)
            return send_plan(call, workspace, store, digest, code, as_json=as_json)
    workspace = call.whole_workspace()
    with contextlib.closing(open_store(workspace.database)) as store:
        planned = plan_submission(
            workspace,
            store,
            now=call.now(),
            who=call.who,
            branch_ids=branches or None,
            anyway=dict.fromkeys(branches or _every_branch(workspace, store), anyway or ""),
        )
        written = ""
        if folder is not None:
            target = Path(folder).expanduser()
            made = write_folder(workspace, store, planned, target, now=call.now(), who=call.who)
            written = str(made)
    if as_json:
        print_json(_json(planned, written, call.wording))
        return 0
    for warning in notice_warning(workspace, call):
        click.echo(warning, err=True)
    _show(call, planned, written, workspace.notice.dates)
    return 0


def _every_branch(workspace: Workspace, store: Store) -> tuple[str, ...]:
    return tuple(one.id for one in load_roster(store, scope=workspace.settings.scope).branches)


def _require_submission(store: Store, digest: str) -> None:
    """The digest must be that of a submission: this command sends nothing else."""
    found = letters_of_plan(store, digest)
    if not found or any(entry.letter.kind != SUBMISSION for entry in found):
        raise UsageError("submission.unknown_plan", digest=digest)


def _json(planned: SubmissionPlan, written: str, wording: Wording) -> Mapping[str, JsonValue]:
    return {
        "digest": planned.plan.digest,
        "mails": [
            {
                "subject": letter.subject,
                "to": list(letter.addresses("to")),
                "size_bytes": mail_bytes(letter),
                "files": [
                    {
                        "file": line.file,
                        "branch": line.branch_id,
                        "item": line.item,
                        "sha256": line.sha256,
                        "size_bytes": line.size_bytes,
                        "vetted_by": line.vetted_by,
                        "vetted_on": line.vetted_on,
                        "replaces": line.replaces,
                        "anyway": line.anyway,
                    }
                    for line in letter.submitted
                ],
            }
            for letter in planned.plan.letters
        ],
        "branches": [
            {
                "id": row.branch.id,
                "state": row.state.value,
                "reasons": [reason_code(one) for one in (*row.blocking, *row.remarks)],
            }
            for row in planned.rows
        ],
        "left_out": [
            {
                "branch": one.branch_id,
                "reason": reason_code(one.reason),
                "message": reason_words(one.reason, wording),
            }
            for one in planned.left_out
        ],
        "elsewhere": [
            {"file": file.name, "sha256": file.digest, "size_bytes": file.size_bytes}
            for file in planned.elsewhere
        ],
        "folder": written or None,
    }


def _show(call: Call, planned: SubmissionPlan, written: str, dates: Dates) -> None:
    say, wording = call.say, call.wording
    names = {row.branch.id: row.branch.name for row in planned.rows}
    for row in planned.rows:
        reasons = (*row.blocking, *row.remarks)
        day = ""
        if row.last is not None:
            day = f" {dates.local(row.last.at):%m-%d}"
        click.echo(
            say(
                "cli.submit.branch",
                state=say(f"submission.state.{row.state}") + day,
                branch=visible(row.branch.name),
                reasons=visible("；".join(reason_words(one, wording) for one in reasons)),
            ).rstrip()
        )
    for one in planned.left_out:
        reason = visible(reason_words(one.reason, wording))
        branch = visible(names.get(one.branch_id, one.branch_id))
        click.echo(say("cli.submit.left_out", branch=branch, reason=reason))
    if written:
        n = len(planned.package.files)
        click.echo(say("cli.submit.folder", folder=written, n=n))
        return
    for letter in planned.plan.letters:
        click.echo()
        click.echo(say("cli.submit.mail", subject=letter.subject))
        to, size = ", ".join(letter.addresses("to")), size_words(mail_bytes(letter))
        click.echo(say("cli.submit.to", to=to, size=size, n=len(letter.files)))
        for file in letter.files:
            told = say("letters.file", name=visible(file.name), size=size_words(file.size_bytes))
            click.echo("  " + told)
        click.echo()
        for line in letter.text.rstrip().splitlines():
            click.echo(f"    {line}".rstrip())
    click.echo()
    for packed in planned.elsewhere:
        size = size_words(packed.size_bytes)
        click.echo(say("cli.submit.elsewhere", file=visible(packed.name), size=size))
    digest = planned.plan.digest
    click.echo(say("cli.submit.total", n=len(planned.plan.letters), digest=digest))
    if planned.plan.letters:
        click.echo(say("cli.submit.send_by", digest=digest))
