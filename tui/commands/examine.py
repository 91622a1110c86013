"""`sixones examine`: decode the stored videos that wait, without the dashboard."""

from __future__ import annotations

import contextlib
import sys

import click

from mailsync.sync.decoding import DecodeProgress, DecodeRun, decode_waiting
from store.db.database import open_store
from store.text.visible import visible
from tui.base import cells
from tui.commands.kit.call import Call, current_call, print_json

_WIDTH = 78


@click.pass_context
def _examine(ctx: click.Context, as_json: bool) -> int:
    call = current_call(ctx)
    workspace = call.workspace()
    with contextlib.closing(open_store(workspace.database)) as store:
        try:
            run = decode_waiting(
                workspace,
                store,
                clock=call.now,
                stop=lambda: False,
                report=lambda progress: _draw(_progress_words(progress, call)),
            )
        finally:
            _draw("")
    if as_json:
        print_json(
            {
                "probed": run.probed,
                "decoded": run.decoded,
                "waiting": run.waiting,
                "ffmpeg": run.ffmpeg,
                "recognised": run.recognised,
            }
        )
    else:
        click.echo(_said(run, call))
    return 1 if run.waiting else 0


def _said(run: DecodeRun, call: Call) -> str:
    said = _said_of_videos(run, call)
    if not run.recognised:
        return said
    return call.say("cli.examine.recognised", n=run.recognised) + "\n" + said


def _said_of_videos(run: DecodeRun, call: Call) -> str:
    if not run.ffmpeg:
        return call.say("decode.no_ffmpeg", waiting=run.waiting)
    return call.say("cli.examine.done", probed=run.probed, decoded=run.decoded, waiting=run.waiting)


def _progress_words(progress: DecodeProgress, call: Call) -> str:
    return call.say(
        "decode.progress_scan" if progress.scan else "decode.progress",
        number=progress.number,
        total=progress.total,
        percent=round(100 * progress.share),
        name=visible(progress.name),
    )


def _draw(text: str) -> None:
    if sys.stderr.isatty():
        line = cells.pad(cells.crop(text, _WIDTH), _WIDTH)
        sys.stderr.write(f"\r{line}\r" if not text else f"\r{line}")
        sys.stderr.flush()
