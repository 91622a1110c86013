"""The traffic of `sixones review`: packs out, reminders, returned sheets in."""

from __future__ import annotations

from pathlib import Path

import click

from mailsync.letters.kinds.scores import KIND as SCORES
from mailsync.review.exchange import take_all_returned, take_file
from mailsync.review.packing import MadePacks, PackJob, keep_packs, write_packs
from store.db.decisions import Marking, live_decisions
from store.errors import UsageError
from store.items.review_pack import packs_of
from store.notice.when import parse_when
from store.views.items.review import review
from store.views.items.volume import selection
from tui.commands.kit.at_work import at_work
from tui.commands.kit.call import current_call, print_json
from tui.commands.remind import plan_round
from tui.review.pack_words import pack_json, remarks


@click.pass_context
def packs(
    ctx: click.Context,
    folder: str | None,
    by_mail: bool,
    by: str | None,
    videos: bool,
    reviewer: str | None,
    as_json: bool,
) -> int:
    """Make the packs of all reviewers, for a folder or for letters."""
    if by_mail == (folder is not None):
        raise UsageError("review.folder_or_mail")
    with at_work(ctx) as (call, workspace, store):
        now = call.now()
        job = PackJob(
            workspace,
            review(store, workspace, now=now),
            selection(store, workspace, now=now),
            return_by=parse_when(by, workspace.notice.dates.zone, now=now).date() if by else None,
            with_videos=videos,
            only=reviewer,
        )
        if folder is None:
            made = keep_packs(job, store, marking=Marking(now, call.who))
        else:
            missing: dict[str, None] = {}
            count = 0
            for pack in write_packs(job, store, Path(folder).expanduser(), at=now, who=call.who):
                if not as_json:
                    click.echo(str(pack.file))
                missing.update(dict.fromkeys(pack.without_plan))
                count += 1
            made = MadePacks(count, tuple(missing))
        known = packs_of(live_decisions(store))
    more = remarks(made, call.wording, workspace.settings.letters.attach_mb)
    if as_json:
        ids = [row.reviewer.id for row in job.view.reviewers if reviewer in (None, row.reviewer.id)]
        print_json([pack_json(name, known[name]) for name in ids if name in known])
    else:
        kept = [call.say("cli.review.packs_kept", n=made.count)] if by_mail else []
        for said in (*kept, *more):
            click.echo(said)
    return 1 if more else 0


@click.pass_context
def read(ctx: click.Context, files: tuple[str, ...], partly: bool, as_json: bool) -> int:
    """Read returned sheets, from files or from the mail."""
    taken = []
    with at_work(ctx) as (call, workspace, store):
        now = call.now()
        view = review(store, workspace, now=now)
        if files:
            for name in files:
                path = Path(name).expanduser()
                taken.append(
                    take_file(store, workspace, view, path, partly=partly, at=now, who=call.who)
                )
        else:
            taken += take_all_returned(store, workspace, view, partly=partly, at=now, who=call.who)
    wrong = any(one.checked.problems for one in taken)
    if as_json:
        print_json(
            [
                {
                    "file": one.file,
                    "reviewer": one.checked.reviewer_id,
                    "taken": one.taken,
                    "nothing_received": list(one.empty),
                    "problems": [
                        {
                            "code": p.code,
                            "params": p.params,
                            "message": call.say(p.code, **p.params),
                        }
                        for p in one.checked.problems
                    ],
                }
                for one in taken
            ]
        )
        return 1 if wrong else 0
    if not taken:
        click.echo(call.say("cli.nothing"))
    for one in taken:
        click.echo(call.say("review.read", file=one.file, n=one.taken, replaced=one.replaced))
        if one.empty:
            names = "、".join(one.empty)
            click.echo(call.say("review.empty_scored", n=len(one.empty), names=names), err=True)
        for problem in one.checked.problems:
            click.echo("  " + call.say(problem.code, **problem.params))
    return 1 if wrong else 0


@click.pass_context
def remind(ctx: click.Context, as_json: bool) -> int:
    """Plan the reminders to reviewers who owe scores, as `sixones remind` does."""
    return plan_round(current_call(ctx), SCORES.name, as_json=as_json)
