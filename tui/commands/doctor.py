"""`sixones doctor`: look at everything that a working day needs, and say what to do."""

from __future__ import annotations

import click

from store.files.private import make_private, open_to_others
from tui.base import cells
from tui.commands.kit.call import Call, current_call, print_json
from tui.commands.work.checkup import checkup


@click.pass_context
def _doctor(ctx: click.Context, private: bool, as_json: bool) -> int:
    call = current_call(ctx)
    if private:
        return _close(call)
    remarks = []
    for remark in checkup(call):
        remarks.append(remark)
        if not as_json:
            level = cells.pad(f"[{call.say(f'cli.doctor.{remark.level}')}]", 8)
            click.echo(f"{level} {call.say(f'cli.doctor.{remark.topic}')}: {remark.text}")
    if as_json:
        print_json([{"topic": r.topic, "level": r.level, "message": r.text} for r in remarks])
    return 1 if any(remark.level == "bad" for remark in remarks) else 0


def _close(call: Call) -> int:
    """Close the workspace to everybody else on this machine."""
    folder = call.workspace().folder
    found = open_to_others(folder)
    make_private(folder)
    click.echo(call.say("cli.doctor.private_closed", n=len(found), folder=str(folder.absolute())))
    return 0
