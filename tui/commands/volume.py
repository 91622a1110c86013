"""`sixones volume`: choose cases, recommend videos, build the volume (notice 一.2, 一.6)."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from mailsync.programs.office import find_office
from mailsync.volume.training import Showing, file_words, running_order, write_training
from mailsync.volume.volume import make_volume
from store.db.database import Store
from store.db.decisions import Marking
from store.items.volume import Choice, choose, recommend_videos
from store.text.wording import LANGUAGES, load
from store.views.items.volume import selection
from store.workspace.workspace import Workspace
from tui.commands.kit.at_work import at_work, lines
from tui.commands.kit.call import Call, print_json
from tui.review.doubts import doubts_words


@click.pass_context
def _list(ctx: click.Context, as_json: bool) -> int:
    with at_work(ctx) as (call, workspace, store):
        view = selection(store, workspace, now=call.now())
    if as_json:
        print_json(
            [
                {
                    "id": row.branch.id,
                    "branch": row.branch.name,
                    "sub_committee": row.sub_committee.name,
                    "plan": row.row.cell("plan").state,
                    "promotion": row.row.cell("promotion").state,
                    "sharing": row.row.cell("sharing").state,
                    "mean": round(row.result.mean, 2) if row.result else None,
                    "comments": list(row.result.comments) if row.result else [],
                    "choice": row.selection.choice if row.selection else None,
                    "reason": row.selection.reason if row.selection else "",
                    "excellent": row.excellent,
                    "training": row.video_recommended,
                    "case": row.case.digest if row.case else None,
                }
                for row in view.rows
            ]
        )
        return 0
    lines(
        call,
        [
            (
                row.branch.id,
                row.branch.name,
                *(
                    call.say(f"state_name.{row.row.cell(name).state}")
                    for name in ("plan", "promotion", "sharing")
                ),
                f"{row.result.mean:.1f}" if row.result else "",
                call.say(f"cell.{row.selection.choice}") if row.selection else "",
                call.say("act.training") if row.video_recommended else "",
            )
            for row in view.rows
        ],
    )
    return 0


@click.pass_context
def _choose(
    ctx: click.Context, choice: Choice, reason: str | None, yes: bool, branches: tuple[str, ...]
) -> int:
    with at_work(ctx) as (call, workspace, store):
        if choice == "selected" and not _meant(call, store, workspace, branches, "doubts", yes=yes):
            return 0
        choose(
            store,
            branches,
            "" if str(choice) == "none" else choice,
            reason=reason or "",
            marking=Marking(call.now(), call.who),
        )
    click.echo(call.say("cli.volume.chosen", n=len(branches)))
    return 0


@click.pass_context
def _training(
    ctx: click.Context,
    undo: bool,
    to_folder: str | None,
    as_json: bool,
    yes: bool,
    branches: tuple[str, ...],
) -> int:
    """Recommend videos, or take that back; without branches show the running order, or write it
    with the videos into a folder."""
    if branches:
        with at_work(ctx) as (call, workspace, store):
            if not undo and not _meant(call, store, workspace, branches, "video_doubts", yes=yes):
                return 0
            recommend_videos(store, branches, not undo, marking=Marking(call.now(), call.who))
        click.echo(call.say("cli.volume.recommended", n=len(branches)))
        return 0
    with at_work(ctx) as (call, workspace, store):
        blobs = workspace.blobs
        shown = running_order(selection(store, workspace, now=call.now()), blobs.has)
    if as_json:
        print_json([_showing(one) for one in shown])
    elif to_folder is None:
        lines(
            call,
            [
                (
                    f"{one.number}",
                    one.row.branch.id,
                    one.row.branch.name,
                    f"{one.row.result.mean:.1f}" if one.row.result else "",
                    file_words(one, call.wording),
                )
                for one in shown
            ],
        )
    if to_folder is not None:
        folder = Path(to_folder).expanduser()
        for path in write_training(shown, folder, call.wording, content=blobs.path):
            click.echo(str(path), err=as_json)
    return 0 if all(one.name for one in shown) else 1


def _showing(one: Showing) -> dict[str, object]:
    return {
        "number": one.number,
        "id": one.row.branch.id,
        "branch": one.row.branch.name,
        "sub_committee": one.row.sub_committee.name,
        "mean": round(one.row.result.mean, 2) if one.row.result else None,
        "file": one.name,
    }


def _meant(
    call: Call,
    store: Store,
    workspace: Workspace,
    branches: tuple[str, ...],
    of: Literal["doubts", "video_doubts"],
    *,
    yes: bool,
) -> bool:
    """Say before it is written down what speaks against it, and ask whether it is meant.

    Raises:
        UsageError: `volume.needs_yes`: something does, and nobody can be asked.
    """
    view = selection(store, workspace, now=call.now())
    doubted = [
        doubts_words(row.branch.name, found, call.wording)
        for row in view.rows
        if row.branch.id in branches
        and (found := row.doubts if of == "doubts" else row.video_doubts)
    ]
    for line in doubted:
        click.echo(line, err=True)
    return not doubted or yes or call.meant("volume", "cli.volume.question", "cli.volume.left")


@click.pass_context
def _build(ctx: click.Context, folder: str, as_json: bool) -> int:
    with at_work(ctx) as (call, workspace, store):
        now = call.now()
        made = make_volume(
            store,
            workspace,
            selection(store, workspace, now=now),
            load(LANGUAGES[0]),
            folder=Path(folder).expanduser(),
            office=find_office(),
            at=now,
            who=call.who,
        )
    said = [call.say(one.code, **one.params) for one in made.problems]
    if as_json:
        print_json(
            {
                "volume": made.volume.id,
                "docx": str(made.docx),
                "pdf": str(made.pdf) if made.pdf else None,
                "chapters": [
                    {"branch": one.branch_id, "title": one.title, "digest": one.digest}
                    for one in made.volume.chapters
                ],
                "problems": said,
            }
        )
        return 1 if said else 0
    for file in (made.docx, made.pdf):
        if file is not None:
            click.echo(str(file))
    click.echo(call.say("volume.built", n=len(made.volume.chapters), id=made.volume.id))
    if made.pdf is None:
        click.echo(call.say("volume.no_pdf"))
    for line in said:
        click.echo(line)
    return 1 if said else 0


@click.pass_context
def _history(ctx: click.Context, as_json: bool) -> int:
    with at_work(ctx) as (call, workspace, store):
        view = selection(store, workspace, now=call.now())
    if as_json:
        print_json(
            [
                {
                    "volume": built.volume.id,
                    "at": built.at.isoformat(),
                    "who": built.who,
                    "chapters": len(built.volume.chapters),
                    "changes": [
                        {"branch": chapter.branch_id, "change": change}
                        for chapter, change in built.changes
                    ],
                    "added": list(built.added),
                }
                for built in view.volumes
            ]
        )
        return 0
    dates = workspace.notice.dates
    lines(
        call,
        [
            (
                built.volume.id,
                dates.minute(built.at),
                built.who,
                call.say("volume.chapters", n=len(built.volume.chapters)),
                call.say("volume.changed_since", n=len(built.changes) + len(built.added))
                if built.changes or built.added
                else call.say("volume.unchanged"),
            )
            for built in view.volumes
        ],
    )
    return 0
