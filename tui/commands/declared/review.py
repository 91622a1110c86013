"""`sixones review`: panel, assignment, packs, returned sheets, results (notice 一.5)."""

from __future__ import annotations

import click

from store.text.wording import Wording
from tui.commands.kit.group import Kit


def command(wording: Wording) -> click.Command:
    """Make the group with its commands."""
    kit = Kit(wording)
    group = kit.group("review")
    kit.add(group, "list", "tui.commands.review:_list", kit.json)
    kit.add(group, "panel", "tui.commands.review:_panel", kit.json)
    kit.add(
        group,
        "reviewer",
        "tui.commands.review:_reviewer",
        kit.argument("name", "name"),
        kit.option("kind", "name", "reviewer_kind", required=True),
        kit.option("sub-committee", "name", "reviewer_unit"),
        kit.option("branch", "ID", "reviewer_branch"),
        kit.option("address", "name", "reviewer_address"),
    )
    kit.add(group, "leave", "tui.commands.review:_leave", kit.argument("reviewer", "ID"))
    kit.add(
        group,
        "import",
        "tui.commands.review:_import",
        kit.argument("file", "file"),
        kit.flag("dry-run", "dry_run"),
        kit.json,
    )
    per_branch = kit.option("per-branch", "N", "per_branch", type=int)
    kit.add(group, "assign", "tui.commands.review:_assign", per_branch, kit.json)
    kit.add(
        group,
        "packs",
        "tui.commands.review_exchange:packs",
        kit.argument("folder", "[folder]", required=False),
        kit.flag("mail", "packs_by_mail", to="by_mail"),
        kit.option("by", "when", "return_by"),
        kit.flag("videos", "with_videos"),
        kit.option("reviewer", "ID", "only_reviewer"),
        kit.json,
    )
    kit.add(group, "remind", "tui.commands.review_exchange:remind", kit.json)
    files = kit.argument("files", "file", nargs=-1)
    params = [files, kit.flag("partly", "partly"), kit.json]
    kit.add(group, "read", "tui.commands.review_exchange:read", *params)
    return group
