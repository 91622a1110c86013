"""`sixones demo`: a throw-away workspace and mailbox, synced as in real use."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import click

from mailsync.demo.cohort import carry_on
from mailsync.demo.door import open_door
from mailsync.demo.kept import DEMO_CODE, keep_mails, with_post_box
from mailsync.demo.mails import DEMO_MAILBOX, DemoMail, make_mails
from mailsync.demo.notice import write_demo_notice
from mailsync.demo.own_desk import OwnDesk, own_desk, own_rows
from mailsync.demo.post_box import post_box
from mailsync.demo.roster import write_roster_files
from mailsync.demo.server import DemoServer, serve
from mailsync.examine.video.ffmpeg_tools import find_tools
from store.db.database import open_store, refuse_full
from store.db.location import server_database
from store.errors import ConfigError, SixOnesError
from store.notice.notice import load_notice, shipped_notices
from store.roster.importing import apply_plan, plan_import, read_files
from store.text.wording import LANGUAGES, load
from store.workspace.workspace import MailSettings, Workspace, change_setting, init_workspace
from tui.commands.kit.call import Call, current_call
from tui.commands.kit.waiting import seconds_shown
from tui.commands.shown_board import show_board
from tui.commands.status import read_board, status_lines
from tui.commands.sync import run_sync
from tui.commands.work.demo_account import account, account_lines

_DAYS_LEFT = 4
_WINDOW_DAYS = 30


@click.pass_context
def _demo(
    ctx: click.Context,
    headless: bool,
    whole: bool,
    sub_committee: bool,
    keep: str | None,
    database: str | None,
    contents: str | None,
) -> int:
    desk = own_desk() if sub_committee else None
    return play(
        current_call(ctx),
        headless=headless,
        whole=whole,
        keep=keep,
        desk=desk,
        database=database or "",
        contents=contents or "",
    )


def play(
    call: Call,
    *,
    headless: bool = False,
    whole: bool = False,
    keep: str | None = None,
    desk: OwnDesk | None = None,
    database: str = "",
    contents: str = "",
) -> int:
    """Make the demonstration, sync it and open the board; returns the exit code.

    Args:
        whole: go on to sessions, promotion, review and the volume.
        desk: the sub-committee whose desk is shown; None for that of the department.
        database: an empty database on a server of this machine, "" for a file.
        contents: an empty place for shared contents, "" for the workspace's folder.
    """
    if database:
        refuse_full(server_database(database))
    with _folder(keep) as folder:
        deadline = _deadline(call.now())
        with seconds_shown(call, call.say("cli.demo.making")):
            mails = _mails(call, deadline, desk)
        user = DEMO_MAILBOX if desk is None else desk.mailbox
        with (
            serve(mails, user=user, password=DEMO_CODE) as server,
            open_door(server) if desk is None else contextlib.nullcontext(),
        ):
            workspace = _workspace(call, folder, server, deadline, desk, (database, contents))
            keep_mails(folder, mails)
            lost = _sync_and_tell(call, workspace, mails)
            if whole:
                _carry_on(call, workspace)
            if headless:
                _print_status(call, workspace)
            else:
                with post_box(folder) as box:
                    show_board(call, with_post_box(workspace, box), DEMO_CODE)
    if keep:
        click.echo(call.say("cli.demo.kept", folder=keep))
    return 1 if lost else 0


@contextlib.contextmanager
def _folder(keep: str | None) -> Iterator[Path]:
    if keep is not None:
        folder = Path(keep).expanduser()
        if (folder / "sixones.toml").exists():
            raise ConfigError("workspace.exists", folder=str(folder))
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="sixones-demo-", ignore_cleanup_errors=True) as name:
        yield Path(name) / "workspace"


def _deadline(now: datetime) -> datetime:
    dates = load_notice(shipped_notices()[0]).dates
    day = dates.day(now) + timedelta(days=_DAYS_LEFT)
    return dates.end_of(day)


def _mails(call: Call, deadline: datetime, desk: OwnDesk | None) -> tuple[DemoMail, ...]:
    """Make the mails; where ffmpeg is missing or fails, with the committed clips, and say so."""
    ffmpeg = find_tools().ffmpeg
    with tempfile.TemporaryDirectory(prefix="sixones-demo-", ignore_cleanup_errors=True) as name:
        now = call.now()
        make = partial(make_mails, Path(name), deadline=deadline, now=now, desk=desk)
        if ffmpeg is not None:
            try:
                return make(ffmpeg=ffmpeg)
            except SixOnesError as err:
                click.echo(call.wording.error(err), err=True)
        click.echo(call.say("cli.demo.clips"), err=True)
        return make(ffmpeg=None)


def _workspace(
    call: Call,
    folder: Path,
    server: DemoServer,
    deadline: datetime,
    desk: OwnDesk | None = None,
    shared: tuple[str, str] = ("", ""),
) -> Workspace:
    """Make the workspace as `init` and `roster import` do, with a notice of its own year."""
    start = deadline.date() - timedelta(days=_WINDOW_DAYS)
    with tempfile.TemporaryDirectory(prefix="sixones-demo-", ignore_cleanup_errors=True) as name:
        workspace = init_workspace(
            folder,
            today=call.now().astimezone(deadline.tzinfo).date(),
            mail=MailSettings(
                kind="imap", host=server.host, port=server.port, user=server.user, tls="none"
            ),
            # What a sub-committee hands on goes to the other demonstration's mailbox.
            notice=str(write_demo_notice(Path(name), start, deadline.date(), DEMO_MAILBOX)),
            deadline=deadline,
            scope="" if desk is None else desk.name,
            language=call.wording.language,
            demo=True,
            database=shared[0],
            contents=shared[1],
        )
    workspace = change_setting(workspace, "window_start", start)
    # The screens' language is the person's; the letters of this demonstration speak its own.
    workspace = change_setting(workspace, "letters.language", call.wording.language)
    roster_file, units_file = write_roster_files(folder)
    roster, units = read_files(roster_file, units_file)
    if desk is not None and roster is not None and units is not None:
        roster, units = own_rows(roster, units)
    with contextlib.closing(open_store(workspace.database)) as store:
        apply_plan(store, plan_import(store, roster, units), at=call.now(), actor=call.who)
    return workspace


def _sync_and_tell(call: Call, workspace: Workspace, mails: tuple[DemoMail, ...]) -> int:
    """Sync, then print for every mail where its files went; returns how many were lost."""
    with contextlib.closing(open_store(workspace.database)) as store:
        run_sync(call, workspace, store, lambda: DEMO_CODE)
        told = account(store, mails, as_of=call.now())
    for line in account_lines(told, call.wording):
        click.echo(line)
    return sum(entry.lost for entry in told)


def _carry_on(call: Call, workspace: Workspace) -> None:
    """Do what staff do after the mail is in, and say where the volume is."""
    with contextlib.closing(open_store(workspace.database)) as store:
        made = carry_on(workspace, store, load(LANGUAGES[0]), now=call.now(), who=call.who)
    click.echo(call.say("cli.demo.whole", n=len(made.volume.chapters), file=str(made.docx)))


def _print_status(call: Call, workspace: Workspace) -> None:
    click.echo()
    for line in status_lines(read_board(workspace, call.now()), workspace, call):
        click.echo(line)
