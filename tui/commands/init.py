"""`sixones init`: make a workspace from a notice and a mailbox; asks where nothing was said."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import click

from mailsync.letters.workspace_templates import own_templates, put_out
from mailsync.net.tls import verified_context
from mailsync.sync.last_year import LastYear, last_units, last_year, take_over, with_last_year
from store.db.database import open_store
from store.errors import SixOnesError, UsageError
from store.notice.notice import load_notice
from store.notice.reading.figures import figures
from store.notice.when import parse_when
from store.roster.importing import Answers, resolved_scope
from store.roster.reader import RosterFile
from store.roster.remembered import save_answers
from store.text.hosts import is_loopback
from store.workspace.personal import keep_language
from store.workspace.secrets import remember_password
from store.workspace.settings import MailSettings, SmtpSettings
from store.workspace.workspace import Workspace, init_workspace
from tui.commands.init_questions import ask_all
from tui.commands.kit.call import Call, ask, at_terminal, current_call
from tui.commands.notice import looked_through
from tui.commands.roster import import_first, refuse_open, settled_files
from tui.wizard.notice_reading import is_document, notice_file, text_of


@dataclass(frozen=True, slots=True)
class _Wishes:
    """What was said on the command line, or in the answers."""

    notice: str = "neu-2021-8"
    roster: str | None = None
    sub_committees: str | None = None
    deadline: str | None = None
    scope: str | None = None
    imap_host: str | None = None
    imap_port: int | None = None
    imap_user: str | None = None
    imap_tls: str | None = None
    imap_ca_file: str | None = None
    mail_folder: str | None = None
    smtp_host: str | None = None
    smtp_port: int | None = None
    smtp_user: str | None = None
    smtp_tls: str | None = None
    smtp_ca_file: str | None = None
    own_deadline: str | None = None
    last: str | None = None
    second_year: str | None = None


@click.pass_context
def _init(ctx: click.Context, /, **given: Any) -> int:
    call = current_call(ctx)
    try:
        return _with_answers(call, given)
    except SixOnesError as err:
        # Here it is an option that says it, not a settings file.
        click.echo(call.wording.error(err, place="init"), err=True)
        return err.exit_code


def _with_answers(call: Call, given: dict[str, Any]) -> int:
    said = {key: value for key, value in given.items() if value is not None}
    asked = not said and at_terminal()
    wishes = _Wishes(**(asdict(ask_all(call)) if asked else said))
    if wishes.last is None:
        return _make(call, wishes, None, asked=asked)
    with last_year(Path(wishes.last).expanduser()) as last:
        return _make(call, wishes, last, asked=asked)


def _make(call: Call, wishes: _Wishes, last: LastYear | None, *, asked: bool) -> int:
    mail, smtp = _servers(wishes, last)
    # Read everything first: a broken file leaves no half-made workspace.
    roster, units = settled_files(
        call,
        wishes.roster,
        wishes.sub_committees,
        scope=wishes.scope or call.scope or "",
        answers=Answers(),
        asking=at_terminal(),
    )
    refuse_open(roster, units, call.wording)
    scope = wishes.scope or call.scope or ""
    again: tuple[str, ...] = ()
    if last is not None:
        scope = scope or (last.workspace.settings.scope if last.own else "")
        units = units or last_units(last)
        roster, again = _with_last_year(call, roster, last, wishes.second_year)
    scope = resolved_scope(scope, roster, units)
    with _notice_of(call, wishes.notice) as file:
        workspace = _new_workspace(call, wishes, file, mail, smtp, scope)
    keep_language(call.wording.language)
    notice = workspace.notice
    click.echo(
        call.say(
            "cli.init.done",
            folder=str(workspace.folder.absolute()),
            title=notice.title,
            number=notice.number,
            deadline=workspace.settings.deadline.strftime("%Y-%m-%d %H:%M"),
        )
    )
    if roster is not None:
        save_answers(workspace.folder, roster.answers)
    code = import_first(call, workspace, roster, units) if roster or units else 0
    if last is not None:
        _take_over(call, last, workspace, again)
    if asked and mail.kind == "imap":
        _offer_keyring(call, mail)
    click.echo(call.say("cli.init.next"))
    return code


@contextlib.contextmanager
def _notice_of(call: Call, named: str) -> Iterator[str]:
    """The notice to make a workspace with; one as issued is read and looked through first."""
    if not is_document(named) or not Path(named).expanduser().exists():
        yield named
        return
    text = text_of(named)
    values = {one.key: one.value for one in figures(text)}
    with notice_file(looked_through(call, text, values, asking=True)) as file:
        yield file


def _new_workspace(
    call: Call, wishes: _Wishes, file: str, mail: MailSettings, smtp: SmtpSettings, scope: str
) -> Workspace:
    dates = load_notice(file).dates
    moment = partial(parse_when, zone=dates.zone, end_of_work=dates.end_of_work, now=call.now())
    return init_workspace(
        call.folder,
        today=dates.day(call.now()),
        mail=mail,
        smtp=smtp,
        notice=file,
        deadline=moment(wishes.deadline) if wishes.deadline else None,
        scope=scope,
        own_deadline=moment(wishes.own_deadline) if wishes.own_deadline else None,
        language=call.wording.language,
    )


def _servers(wishes: _Wishes, last: LastYear | None) -> tuple[MailSettings, SmtpSettings]:
    """The mailbox and the server for sending; where nothing is said, those of last year's own
    workspace, never those that an archive names."""
    said = (wishes.mail_folder, wishes.imap_host, wishes.imap_user)
    if last is not None and last.own and not any(said):
        before = last.workspace.settings
        return before.mail, before.smtp if not wishes.smtp_host else _smtp_settings(wishes)
    return _mail_settings(wishes), _smtp_settings(wishes)


def _with_last_year(
    call: Call, roster: RosterFile | None, last: LastYear, second_year: str | None
) -> tuple[RosterFile, tuple[str, ...]]:
    """The roster with what last year's knew; who takes part again is marked when that is right."""
    _, again = with_last_year(roster, last, second_year=False)
    marked = second_year != "no"
    if again and second_year is None and at_terminal():
        click.echo(call.say("cli.init.again", n=len(again), names="、".join(again)), err=True)
        answer = ask(call.say("cli.ask.again"), default="y")
        marked = answer.strip().lower() in ("y", "yes", "是")
    found, again = with_last_year(roster, last, second_year=marked)
    return found, again if marked else ()


def _take_over(call: Call, last: LastYear, workspace: Workspace, again: tuple[str, ...]) -> None:
    """Take over the rest, and say what was taken over and what was not."""
    with contextlib.closing(open_store(workspace.database)) as store:
        take_over(last, workspace, store, at=call.now(), who=call.who)
    click.echo(call.say("cli.init.taken_over", senders=len(last.senders), texts=len(last.texts)))
    if again:
        click.echo(call.say("cli.init.again", n=len(again), names="、".join(again)))
    if not last.own:
        click.echo(call.say("cli.init.no_settings"), err=True)
        return
    put_out(workspace.folder)
    if own := own_templates(workspace.folder, workspace.notice.number):
        names = ", ".join(one.name for one in own)
        click.echo(call.say("cli.init.own_templates", n=len(own), names=names), err=True)


def _mail_settings(wishes: _Wishes) -> MailSettings:
    imap = (
        wishes.imap_host,
        wishes.imap_port,
        wishes.imap_user,
        wishes.imap_tls,
        wishes.imap_ca_file,
    )
    if wishes.mail_folder:
        if any(value is not None for value in imap):
            raise UsageError("init.both_mailboxes")
        return MailSettings(kind="folder", path=wishes.mail_folder)
    host, user = (wishes.imap_host or "").strip(), (wishes.imap_user or "").strip()
    if not (host and user):
        raise UsageError("init.no_mailbox")
    _check_line("imap", host, wishes.imap_tls, wishes.imap_ca_file)
    return MailSettings(
        kind="imap",
        host=host,
        port=wishes.imap_port or 0,
        user=user,
        tls=wishes.imap_tls or "implicit",  # type: ignore[arg-type]  # click's Choice has checked it
        ca_file=_file(wishes.imap_ca_file),
    )


def _smtp_settings(wishes: _Wishes) -> SmtpSettings:
    rest = (wishes.smtp_port, wishes.smtp_user, wishes.smtp_tls, wishes.smtp_ca_file)
    if not wishes.smtp_host and any(value is not None for value in rest):
        raise UsageError("init.no_smtp_host")
    _check_line("smtp", wishes.smtp_host or "", wishes.smtp_tls, wishes.smtp_ca_file)
    return SmtpSettings(
        host=wishes.smtp_host or "",
        port=wishes.smtp_port or 0,
        user=wishes.smtp_user or "",
        tls=wishes.smtp_tls or "implicit",  # type: ignore[arg-type]  # click's Choice has checked it
        ca_file=_file(wishes.smtp_ca_file),
    )


def _check_line(use: str, host: str, tls: str | None, ca_file: str | None) -> None:
    if host and tls == "none" and not is_loopback(host):
        raise UsageError("init.plain", option=f"--{use}-tls", host=host)
    if ca_file:
        # Read now: nobody should find out at the first sync.
        verified_context(Path(ca_file).expanduser())


def _file(given: str | None) -> str:
    return str(Path(given).expanduser().absolute()) if given else ""


def _offer_keyring(call: Call, mail: MailSettings) -> None:
    code = ask(call.say("cli.ask.code_to_keep", user=mail.user), hidden=True)
    if not code:
        return
    kept = remember_password(mail.host, mail.user, code)
    click.echo(call.say("cli.init.code_kept" if kept else "cli.init.code_not_kept"), err=True)
    sys.stderr.flush()
