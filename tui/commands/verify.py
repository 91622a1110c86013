"""`sixones verify`: read everything again and name what is not what it was."""

from __future__ import annotations

from pathlib import Path

import click

from store.keeping.handed_out import handed_out
from store.keeping.verify import Damage, verify_workspace
from store.keeping.verify_copy import verify_copy
from tui.commands.kit.call import Call, current_call, print_json
from tui.commands.kit.steps import StepLine

_MOST_NAMES = 3


@click.pass_context
def _verify(ctx: click.Context, folder: str | None, against: tuple[str, ...], as_json: bool) -> int:
    call = current_call(ctx)
    copy = call.archive if folder is None else Path(folder).expanduser()
    if copy is None:
        heads = tuple(map(handed_out, against))
        work = verify_workspace(call.workspace(), heads)
    else:
        work = verify_copy(copy)
    found = StepLine(call).follow(
        work, lambda step: call.say("verify.step", done=step.done, total=step.of)
    )
    if as_json:
        print_json([_json(damage) for damage in found])
    elif not found:
        click.echo(call.say("verify.sound"))
    else:
        click.echo(call.say("verify.damaged", n=len(found)))
        for damage in found:
            click.echo(damage_words(damage, call))
    return 1 if found else 0


def damage_words(damage: Damage, call: Call) -> str:
    """Word one damage: what, where, whose."""
    if damage.kind == "row":
        table, _, key = damage.where.partition(" ")
        said = call.say(
            f"verify.row.{damage.reason}", table=call.say(f"verify.table.{table}"), key=key
        )
    elif damage.kind in ("schema", "history"):
        row = damage.where.partition(" ")[2]
        said = call.say(f"verify.{damage.kind}.{damage.reason}", where=damage.where, row=row)
    else:
        said = call.say(f"verify.{damage.kind}", where=damage.where, reason=damage.reason)
    if not damage.belongs_to:
        return said
    names = call.say("report.between_names").join(damage.belongs_to[:_MOST_NAMES])
    return said + call.say("verify.belongs_to", names=names)


def _json(damage: Damage) -> dict[str, object]:
    return {
        "kind": damage.kind,
        "where": damage.where,
        "belongs_to": list(damage.belongs_to),
        "reason": damage.reason,
    }
