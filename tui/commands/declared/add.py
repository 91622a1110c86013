"""`sixones add`: take in files that came by link, stick or chat."""

from __future__ import annotations

import click

from store.text.kinds import FileKind, Source
from store.text.wording import Wording
from tui.commands.kit.group import Kit

_SOURCES = tuple(source.value for source in Source if source is not Source.MAIL)


def command(wording: Wording) -> click.Command:
    """Make the command."""
    kit = Kit(wording)
    return kit.command(
        "add",
        "tui.commands.add:_add",
        kit.argument("files", "file", nargs=-1, required=True),
        kit.option("branch", "ID", "add_branch"),
        kit.option("kind", "", "add_kind", type=click.Choice([kind.value for kind in FileKind])),
        kit.option("source", "", "add_source", required=True, type=click.Choice(_SOURCES)),
        kit.option("received", "when", "add_received"),
        kit.option("link", "ID", "add_link"),
        kit.option("note", "text", "add_note"),
        kit.json,
    )
