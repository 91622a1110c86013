"""`sixones check`: hold files against the notice before they are sent; needs no workspace."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from store.notice.notice import load_notice, shipped_notices
from store.text.visible import visible
from tui.base import cells
from tui.commands.kit.call import current_call
from tui.commands.work.check import run_check

_WIDTH = 78


@click.pass_context
def _check(
    ctx: click.Context,
    files: tuple[str, ...],
    as_json: bool,
    notice: str | None,
    second_year: bool,
) -> int:
    shown = sys.stderr.isatty()

    def progress(file: str, share: float) -> None:
        if shown:
            text = cells.crop(f"{visible(file)} {share:.0%}", _WIDTH)
            sys.stderr.write("\r" + cells.pad(text, _WIDTH))
            sys.stderr.flush()

    code = run_check(
        [Path(file).expanduser() for file in files],
        load_notice(notice or shipped_notices()[0]),
        current_call(ctx).wording,
        as_json,
        sys.stdout,
        progress=progress,
        second_year=second_year,
    )
    if shown:
        sys.stderr.write("\r" + " " * _WIDTH + "\r")
    return code
