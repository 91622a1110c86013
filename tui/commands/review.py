"""`sixones review`: panel, assignment, packs, returned sheets, results (notice 一.5)."""

from __future__ import annotations

from pathlib import Path

import click
from msgspec.structs import replace

from store.db.decisions import Marking, live_decisions
from store.errors import UsageError
from store.items.review import Reviewer, assign_all, new_reviewer_id, reviewers_of, save_reviewers
from store.items.reviewer_table import read_reviewers
from store.model import JsonValue
from store.roster.stored import find_sub_committee, load_roster
from store.views.items.review import review
from tui.commands.kit.at_work import at_work, lines
from tui.commands.kit.call import print_json

# The figures of a branch, in the order of their columns.
_HEADS = ("count", "mean", "median", "spread", "rank", "corrected", "fair_rank")


@click.pass_context
def _list(ctx: click.Context, as_json: bool) -> int:
    with at_work(ctx) as (call, workspace, store):
        view = review(store, workspace, now=call.now())
    if as_json:
        print_json(
            [
                {
                    "id": one.branch.id,
                    "branch": one.branch.name,
                    "state": one.cell.state,
                    "asked": len(one.reviewer_ids),
                    "received": one.result.received if one.result else 0,
                    "mean": round(one.result.mean, 2) if one.result else None,
                    "median": round(one.result.median, 2) if one.result else None,
                    "spread": round(one.result.spread, 2) if one.result else None,
                    "corrected": round(one.corrected, 2) if one.corrected is not None else None,
                    "rank": one.rank,
                    "corrected_rank": one.corrected_rank,
                    "disagreed": bool(one.result and one.result.disagreed),
                    "comments": list(one.result.comments) if one.result else [],
                }
                for one in view.branches
            ]
        )
        return 0
    rows = []
    for one in view.branches:
        found = one.result
        figures = (
            (
                f"{found.mean:.1f}",
                f"{found.median:.1f}",
                f"{found.spread:.1f}",
                f"{one.rank}",
                f"{one.corrected:.1f}" if one.corrected is not None else "",
                f"{one.corrected_rank}",
            )
            if found
            else ("",) * 6
        )
        flagged = call.say("review.disagrees") if found and found.disagreed else ""
        count = f"{found.received if found else 0}/{len(one.reviewer_ids)}"
        rows.append((one.branch.id, one.branch.name, count, *figures, flagged))
    heads = (
        "",
        "",
        *(
            call.say(f"review.head_{n}")
            for n in ("count", "mean", "median", "spread", "rank", "corrected", "fair_rank")
        ),
    )
    lines(call, [(*heads, ""), *rows] if rows else [])
    return 0


@click.pass_context
def _panel(ctx: click.Context, as_json: bool) -> int:
    with at_work(ctx) as (call, workspace, store):
        view = review(store, workspace, now=call.now())
    if as_json:
        print_json(
            {
                "missing_kinds": list(view.missing_kinds),
                "reviewers": [
                    {
                        "id": one.reviewer.id,
                        "name": one.reviewer.name,
                        "kind": one.reviewer.kind,
                        "address": one.reviewer.address,
                        "branches": list(one.branch_ids),
                        "outstanding": one.outstanding,
                    }
                    for one in view.reviewers
                ],
            }
        )
        return 0
    lines(
        call,
        [
            (
                one.reviewer.id,
                one.reviewer.name,
                one.reviewer.kind,
                f"{len(one.scores)}/{len(one.branch_ids)}",
                one.reviewer.address,
            )
            for one in view.reviewers
        ],
    )
    if view.missing_kinds:
        click.echo(call.say("review.missing_kinds", kinds="、".join(view.missing_kinds)))
    return 1 if view.missing_kinds else 0


@click.pass_context
def _reviewer(
    ctx: click.Context,
    name: str,
    kind: str,
    sub_committee: str | None,
    branch: str | None,
    address: str | None,
) -> int:
    with at_work(ctx) as (call, workspace, store):
        units = load_roster(store).sub_committees
        unit = find_sub_committee(units, sub_committee) if sub_committee else None
        if sub_committee and unit is None:
            raise UsageError("review.unit", unit=sub_committee)
        made = Reviewer(
            new_reviewer_id(), name, kind, unit.id if unit else "", branch or "", address or ""
        )
        save_reviewers(store, [made], workspace.notice, marking=Marking(call.now(), call.who))
    click.echo(call.say("cli.review.added", name=name, id=made.id))
    return 0


@click.pass_context
def _import(ctx: click.Context, file: str, dry_run: bool, as_json: bool) -> int:
    with at_work(ctx) as (call, workspace, store):
        found = read_reviewers(
            Path(file).expanduser(),
            load_roster(store),
            workspace.notice,
            known=reviewers_of(live_decisions(store)).values(),
        )
        if found.reviewers and not dry_run:
            save_reviewers(
                store, found.reviewers, workspace.notice, marking=Marking(call.now(), call.who)
            )
    problems = [call.say(one.code, **one.params) for one in found.problems]
    remarks = [call.say(one.code, **one.params) for one in found.remarks]
    if as_json:
        ids: list[JsonValue] = [{"id": one.id, "name": one.name} for one in found.reviewers]
        print_json({"reviewers": ids, "problems": [*problems], "remarks": [*remarks]})
        return 1 if problems else 0
    for said in (*problems, *remarks):
        click.echo(said, err=True)
    code = "cli.review.would_import" if dry_run else "cli.review.imported"
    click.echo(call.say(code, n=len(found.reviewers), bad=len(problems)))
    return 1 if problems else 0


@click.pass_context
def _leave(ctx: click.Context, reviewer: str) -> int:
    with at_work(ctx) as (call, workspace, store):
        known = reviewers_of(live_decisions(store)).get(reviewer)
        if known is None:
            raise UsageError("review.reviewer", reviewer=reviewer)
        gone = replace(known, left=True)
        save_reviewers(store, [gone], workspace.notice, marking=Marking(call.now(), call.who))
    click.echo(call.say("cli.review.left", name=known.name))
    return 0


@click.pass_context
def _assign(ctx: click.Context, per_branch: int | None, as_json: bool) -> int:
    with at_work(ctx) as (call, workspace, store):
        wanted = per_branch or workspace.notice.review.reviewers_per_branch
        balance = assign_all(store, wanted, marking=Marking(call.now(), call.who))
        empty = review(store, workspace, now=call.now()).nothing_received(balance.reviewers)
    problems = [call.say(one.code, **one.params) for one in balance.problems]
    if empty:
        problems.append(call.say("review.empty_assigned", n=len(empty), names="、".join(empty)))
    if as_json:
        assigned: dict[str, JsonValue] = {
            name: list(readers) for name, readers in balance.reviewers.items()
        }
        print_json({"branches": assigned, "problems": problems})
    else:
        code = "review.assigned_fewer" if balance.fewer else "review.assigned"
        click.echo(call.say(code, n=len(balance.reviewers), per=wanted))
        for said in problems:
            click.echo(said)
    return 1 if problems else 0
