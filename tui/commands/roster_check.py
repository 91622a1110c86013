"""`sixones roster check`: what should be mended in the roster before the matcher is trusted."""

from __future__ import annotations

import contextlib

import click

from mailsync.matching.roster.problems import RosterProblem
from mailsync.sync.learning import knowledge
from mailsync.sync.taught import needs_mending, problems_first
from store.db.database import open_store
from store.text.wording import Wording
from tui.commands.kit.call import current_call, print_json


@click.pass_context
def _check(ctx: click.Context, as_json: bool) -> int:
    call = current_call(ctx)
    with contextlib.closing(open_store(call.workspace().database)) as store:
        known = knowledge(store)
    problems = problems_first(known)
    to_mend = [one for one in problems if needs_mending(one)]
    if as_json:
        print_json([_json(one, call.wording) for one in problems])
        return 1 if to_mend else 0
    for head, group in (
        ("cli.roster.to_mend", to_mend),
        ("cli.roster.to_know", [one for one in problems if not needs_mending(one)]),
    ):
        if group:
            click.echo(call.say(head, n=len(group)))
            for one in group:
                click.echo(f"  {problem_words(one, call.wording)}")
    if not problems:
        click.echo(call.say("cli.roster.clean", n=len(known.roster.active)))
    return 1 if to_mend else 0


def problem_words(problem: RosterProblem, wording: Wording) -> str:
    """Word one problem of the roster."""
    return wording.say(f"matching.problem.{problem.code}", **problem.params)


def _json(problem: RosterProblem, wording: Wording) -> dict[str, object]:
    return {
        "code": problem.code,
        "mend": needs_mending(problem),
        "branches": problem.branch_ids,
        "params": problem.params,
        "message": problem_words(problem, wording),
    }
