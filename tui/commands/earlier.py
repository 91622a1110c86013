"""`sixones earlier`: take in an earlier year's archive to hold this year's files against (雷同)."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from store.keeping.earlier import files_of_archive
from store.workspace.earlier import earlier_files, earlier_places, keep_earlier
from tui.commands.kit.call import current_call, print_json


@click.pass_context
def _earlier(ctx: click.Context, archive: str | None, forget: int | None, as_json: bool) -> int:
    call = current_call(ctx)
    workspace = call.workspace()
    kept = earlier_files(workspace.folder)
    if archive or forget is not None:
        workspace.require_writable()
        new = files_of_archive(Path(archive).expanduser()) if archive else ()
        years = {one.cohort for one in new} | {forget}
        kept = (*(one for one in kept if one.cohort not in years), *new)
        places = earlier_places(workspace.folder)
        if archive:
            place = str(Path(archive).expanduser().absolute())
            places |= dict.fromkeys((one.cohort for one in new), place)
        if forget is not None:
            places.pop(forget, None)
        keep_earlier(workspace.folder, kept, places)
    counted = sorted(Counter(one.cohort for one in kept).items())
    if as_json:
        print_json([{"cohort": year, "files": number} for year, number in counted])
    elif not counted:
        click.echo(call.say("cli.earlier.none"))
    else:
        for year, number in counted:
            click.echo(call.say("cli.earlier.kept", year=year, n=number))
    return 0
