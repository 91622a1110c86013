"""`sixones export`: the state as a document, a workbook, a page, a list, data, or an archive."""

from __future__ import annotations

import click

from store.text.wording import LANGUAGES, Wording
from tui.commands.kit.group import Kit

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
    kit = Kit(wording)
    return kit.command(
        "export",
        "tui.commands.export:_export",
        kit.argument(
            "report",
            "export.format",
            type=click.Choice(_FORMATS),
        ),
        kit.argument(
            "path",
            "export.path",
        ),
        kit.option("as-of", "when", "as_of"),
        kit.option("sub-committee", "name", "export.option.unit", to="units", multiple=True),
        kit.option("items", "text", "export.option.items"),
        kit.option("sign", "name", "export.option.sign"),
        kit.option("lang", "", "export.option.lang", to="language", type=click.Choice(LANGUAGES)),
    )
