"""`sixones export`: the state as a document, a workbook, a page, a list, data, or an archive."""

from __future__ import annotations

import click

from store.text.wording import LANGUAGES, Wording
from tui.commands.kit.click_words import WordedCommand
from tui.commands.kit.group import option
from tui.commands.kit.later import later

# As `store.reports.reports.REPORTS`, which is not loaded for a help page.
_FORMATS = (
    "docx",
    "xlsx",
    "html",
    "unit",
    "csv",
    "json",
    "md",
    "missing",
    "calls",
    "statement",
    "calendar",
    "archive",
)


def command(wording: Wording) -> click.Command:
    """Make the command."""
    say = wording.say
    return WordedCommand(
        "export",
        wording,
        callback=later("tui.commands.export:_export"),
        params=[
            click.Argument(["report"], type=click.Choice(_FORMATS), metavar=say("export.format")),
            click.Argument(["path"], metavar=say("export.path")),
            option(wording, "as-of", "when", "as_of"),
            click.Option(
                ["--sub-committee", "units"],
                multiple=True,
                metavar=say("cli.metavar.name"),
                help=say("export.option.unit"),
            ),
            click.Option(
                ["--items"], metavar=say("cli.metavar.text"), help=say("export.option.items")
            ),
            click.Option(
                ["--sign"], metavar=say("cli.metavar.name"), help=say("export.option.sign")
            ),
            click.Option(
                ["--lang", "language"],
                type=click.Choice(LANGUAGES),
                help=say("export.option.lang"),
            ),
        ],
    )
