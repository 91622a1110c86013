"""The traffic of `sixones review`: packs out, reminders, returned sheets in."""

from __future__ import annotations

from pathlib import Path

import click

from store.wording import LANGUAGES, load
from tui.commands.call import current_call, print_json
from tui.commands.group import at_work


@click.pass_context
def packs(
    ctx: click.Context, folder: str, by: str | None, videos: bool, reviewer: str | None
) -> int:
    """Write the packs of all reviewers."""
    from mailsync.papers.exchange import write_packs
    from store.views.review import review
    from store.views.volume import selection
    from store.when import parse_when

    with at_work(ctx) as (call, workspace, store):
        now = call.now()
        view = review(store, workspace, now=now)
        cases = selection(store, workspace, now=now)
        day = parse_when(by, workspace.notice.dates.zone).date() if by else None
        missing: dict[str, None] = {}
        for pack in write_packs(
            workspace,
            view,
            cases,
            load(LANGUAGES[0]),
            folder=Path(folder).expanduser(),
            return_by=day,
            with_videos=videos,
            only=reviewer,
        ):
            click.echo(str(pack.file))
            missing.update(dict.fromkeys(pack.without_plan))
    if missing:
        click.echo(call.say("review.without_plan", names="、".join(missing)))
    return 1 if missing else 0


@click.pass_context
def read(ctx: click.Context, files: tuple[str, ...], partly: bool, as_json: bool) -> int:
    """Read returned sheets, from files or from the mail."""
    from mailsync.papers.exchange import take_file, take_returned
    from store.views.review import review

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
            taken += [
                take_returned(store, workspace, view, file, partly=partly, at=now, who=call.who)
                for file in view.returned
                if not file.read
            ]
    wrong = any(one.checked.problems for one in taken)
    if as_json:
        print_json(
            [
                {
                    "file": one.file,
                    "reviewer": one.checked.reviewer_id,
                    "taken": one.taken,
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
        for problem in one.checked.problems:
            click.echo("  " + call.say(problem.code, **problem.params))
    return 1 if wrong else 0


@click.pass_context
def remind(ctx: click.Context, as_json: bool) -> int:
    """Plan the reminders to reviewers who owe scores, as `sixones remind` does."""
    from store.letter import LetterKind
    from tui.commands.remind import plan_round

    return plan_round(current_call(ctx), LetterKind.SCORES, as_json=as_json)
