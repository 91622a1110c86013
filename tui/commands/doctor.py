"""`sixones doctor`: look at everything that a working day needs, and say what to do."""

from __future__ import annotations

import click

from store.text.wording import Wording
from tui.commands.kit.call import current_call, print_json
from tui.commands.kit.click_words import WordedCommand
from tui.commands.kit.columns import padded
from tui.commands.work.checkup import checkup


def command(wording: Wording) -> click.Command:
    """Make the command."""
    return WordedCommand(
        "doctor",
        wording,
        callback=_doctor,
        params=[
            click.Option(["--json", "as_json"], is_flag=True, help=wording.say("cli.option.json"))
        ],
    )


@click.pass_context
def _doctor(ctx: click.Context, as_json: bool) -> int:
    call = current_call(ctx)
    remarks = []
    for remark in checkup(call):
        remarks.append(remark)
        if not as_json:
            level = padded(f"[{call.say(f'cli.doctor.{remark.level}')}]", 8)
            click.echo(f"{level} {call.say(f'cli.doctor.{remark.topic}')}: {remark.text}")
    if as_json:
        print_json([{"topic": r.topic, "level": r.level, "message": r.text} for r in remarks])
    return 1 if any(remark.level == "bad" for remark in remarks) else 0
