"""`sixones roster`: `import`, `check`, and `memory`."""

from __future__ import annotations

import click

from store.text.wording import Wording
from tui.commands.kit.click_words import WordedCommand, WordedGroup
from tui.commands.kit.later import later


def command(wording: Wording) -> click.Command:
    """Make the group with its commands."""
    say = wording.say
    group = WordedGroup("roster", wording)
    file = say("cli.metavar.file")
    group.add_command(
        WordedCommand(
            "roster import",
            wording,
            callback=later("tui.commands.roster:_import"),
            params=[
                click.Argument(["file"], metavar=file),
                click.Option(
                    ["--sub-committees", "sub_committees"],
                    metavar=file,
                    help=say("cli.option.sub_committees"),
                ),
                click.Option(
                    ["--map", "mapped"],
                    multiple=True,
                    metavar=say("cli.metavar.map"),
                    help=say("cli.option.map"),
                ),
                click.Option(
                    ["--hidden"],
                    type=click.Choice(("import", "skip")),
                    help=say("cli.option.hidden"),
                ),
                click.Option(
                    ["--scope"],
                    metavar=say("cli.metavar.name"),
                    help=say("cli.option.roster_scope"),
                ),
                click.Option(["--dry-run"], is_flag=True, help=say("cli.option.dry_run")),
                click.Option(["--json", "as_json"], is_flag=True, help=say("cli.option.json")),
                click.Option(["--yes"], is_flag=True, help=say("cli.option.yes")),
                click.Option(
                    ["--reason"],
                    default="",
                    metavar=say("cli.metavar.text"),
                    help=say("cli.option.withdraw_reason"),
                ),
                click.Option(["--force"], is_flag=True, help=say("cli.option.force")),
            ],
        ),
        "import",
    )
    group.add_command(_checking(wording), "check")
    group.add_command(_memory(wording), "memory")
    return group


def _checking(wording: Wording) -> click.Command:
    """Make the command."""
    return WordedCommand(
        "roster check",
        wording,
        callback=later("tui.commands.roster_check:_check"),
        params=[
            click.Option(["--json", "as_json"], is_flag=True, help=wording.say("cli.option.json"))
        ],
    )


def _memory(wording: Wording) -> click.Command:
    """Make the command."""
    say = wording.say
    return WordedCommand(
        "roster memory",
        wording,
        callback=later("tui.commands.roster_memory:_memory"),
        params=[
            click.Option(["--json", "as_json"], is_flag=True, help=say("cli.option.json")),
            click.Option(
                ["--forget"],
                metavar=say("cli.metavar.address"),
                help=say("cli.option.forget"),
            ),
            click.Option(
                ["--accept"], metavar=say("cli.metavar.form"), help=say("cli.option.accept_form")
            ),
            click.Option(
                ["--refuse"], metavar=say("cli.metavar.form"), help=say("cli.option.refuse_form")
            ),
            click.Option(
                ["--import", "history"],
                metavar=say("cli.metavar.file"),
                help=say("cli.option.history"),
            ),
            click.Option(
                ["--export"],
                metavar=say("cli.metavar.file"),
                help=say("cli.option.memory_export"),
            ),
        ],
    )
