"""`sixones promotion`: articles on channels, excellent cases, added channels (notice 一.3)."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from msgspec.structs import replace

from mailsync.matching.pasted_articles import read_pasted
from mailsync.matching.roster.compiled import compile_roster
from store.db.decisions import Marking, live_decisions
from store.errors import UsageError
from store.items.promotions import (
    Article,
    Step,
    add_channel,
    articles_of,
    mark_excellent,
    new_article_id,
    remove_channel,
    save_articles,
)
from store.notice.when import parse_when
from store.roster.stored import load_roster
from store.views.items.promotion import promotion
from tui.commands.kit.at_work import at_work, lines
from tui.commands.kit.call import print_json


@click.pass_context
def _list(ctx: click.Context, as_json: bool) -> int:
    with at_work(ctx) as (call, workspace, store):
        view = promotion(store, workspace, now=call.now())
    if as_json:
        print_json(
            {
                "channels": [{"id": c.id, "name": c.name, "cases": c.cases} for c in view.channels],
                "branches": [
                    {
                        "id": row.branch.id,
                        "branch": row.branch.name,
                        "excellent": row.excellent,
                        "drafts": [draft.subject for draft in row.drafts],
                        "channels": {
                            cell.channel: {
                                "state": cell.state,
                                "article": cell.article.id if cell.article else None,
                                "url": cell.article.url if cell.article else "",
                                "title": cell.article.title if cell.article else "",
                                "date": cell.article.date.isoformat()
                                if cell.article and cell.article.date
                                else None,
                            }
                            for cell in row.cells
                        },
                    }
                    for row in view.rows
                ],
            }
        )
        return 0
    head = ("", "", *(channel.name for channel in view.channels))
    body = [
        (
            row.branch.id,
            row.branch.name,
            *(
                "" if cell.state is None else call.say(f"channel_state.{cell.state}")
                for cell in row.cells
            ),
        )
        for row in view.rows
    ]
    lines(call, [head, *body] if body else [])
    return 0


@click.pass_context
def _add(
    ctx: click.Context,
    channel: str,
    step: Step,
    url: str | None,
    date: str | None,
    title: str | None,
    branches: tuple[str, ...],
) -> int:
    with at_work(ctx) as (call, workspace, store):
        now, dates = call.now(), workspace.notice.dates
        article = Article(
            new_article_id(),
            channel,
            step,
            branches,
            url or "",
            (parse_when(date, dates.zone, now=now) if date else dates.local(now)).date(),
            title or "",
        )
        save_articles(store, [article], workspace.notice, marking=Marking(now, call.who))
    click.echo(call.say("cli.promotion.added", id=article.id, n=len(branches)))
    return 0


@click.pass_context
def _paste(
    ctx: click.Context, channel: str, step: Step, dry_run: bool, as_json: bool, file: str
) -> int:
    text = _text(file)
    with at_work(ctx) as (call, workspace, store):
        now = call.now()
        today = workspace.notice.dates.day(now)
        roster = load_roster(store, scope=workspace.settings.scope)
        found = read_pasted(text, compile_roster(roster.active, roster.sub_committees))
        sure = [one for one in found if one.branch_ids and one.problem is None]
        if sure and not dry_run:
            articles = [
                Article(
                    new_article_id(), channel, step, one.branch_ids, one.url, one.day or today,
                    one.title,
                )
                for one in sure
            ]  # fmt: skip
            save_articles(store, articles, workspace.notice, marking=Marking(now, call.who))
    if as_json:
        print_json(
            [
                {
                    "url": one.url,
                    "title": one.title,
                    "branches": list(one.branch_ids),
                    "candidates": list(one.candidates),
                    "problem": one.problem,
                }
                for one in found
            ]
        )
    else:
        names = {branch.id: branch.name for branch in roster.branches}
        none = call.say("cli.promotion.unbound")
        lines(
            call,
            [
                ("、".join(names[name] for name in one.branch_ids) or none, one.title, one.url)
                for one in found
            ],
        )
        click.echo(call.say("cli.promotion.pasted", n=len(sure), rest=len(found) - len(sure)))
    return 0 if len(sure) == len(found) else 1


def _text(file: str) -> str:
    if file == "-":
        return sys.stdin.read()
    try:
        return Path(file).expanduser().read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as err:
        raise UsageError("promotion.file", file=file, reason=str(err)) from err


@click.pass_context
def _withdraw(ctx: click.Context, articles: tuple[str, ...]) -> int:
    with at_work(ctx) as (call, workspace, store):
        known = {one.id: one for one in articles_of(live_decisions(store))}
        for name in articles:
            if name not in known:
                raise UsageError("promotion.article", article=name)
        gone = [replace(known[name], withdrawn=True) for name in articles]
        save_articles(store, gone, workspace.notice, marking=Marking(call.now(), call.who))
    click.echo(call.say("cli.promotion.withdrawn", n=len(articles)))
    return 0


@click.pass_context
def _excellent(ctx: click.Context, undo: bool, branches: tuple[str, ...]) -> int:
    with at_work(ctx) as (call, _, store):
        mark_excellent(store, branches, not undo, marking=Marking(call.now(), call.who))
    click.echo(call.say("cli.promotion.marked", n=len(branches)))
    return 0


@click.pass_context
def _channel(ctx: click.Context, name: str, everyone: bool, remove: bool) -> int:
    with at_work(ctx) as (call, workspace, store):
        if remove:
            remove_channel(store, name, at=call.now(), who=call.who)
            click.echo(call.say("cli.promotion.channel_removed", id=name))
            return 0
        added = add_channel(
            store, name, workspace.notice, everyone=everyone, at=call.now(), who=call.who
        )
    click.echo(call.say("cli.promotion.channel_added", name=name, id=added))
    return 0
