"""`sixones init`: make a workspace from a notice and a mailbox; asks where nothing was said."""

from __future__ import annotations

import sys
from dataclasses import asdict, dataclass
from typing import Any

import click

from store.errors import UsageError
from store.notice.notice import load_notice
from store.roster.importing import Answers, resolved_scope
from store.roster.remembered import save_answers
from store.text.wording import Wording
from store.workspace.personal import keep_language
from store.workspace.secrets import remember_password
from store.workspace.settings import MailSettings, SmtpSettings
from store.workspace.workspace import init_workspace, parse_when
from tui.commands.init_questions import ask_all
from tui.commands.kit.call import Call, ask, at_terminal, current_call
from tui.commands.kit.click_words import WordedCommand
from tui.commands.roster import import_first, refuse_open, settled_files

_TLS = ("implicit", "starttls", "none")
_HIGHEST_PORT = 65535


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
    mail_folder: str | None = None
    smtp_host: str | None = None
    smtp_port: int | None = None
    smtp_user: str | None = None
    smtp_tls: str | None = None


def command(wording: Wording) -> click.Command:
    """Make the command."""
    say = wording.say
    file, name = say("cli.metavar.file"), say("cli.metavar.name")

    def option(flag: str, metavar: str, **settings: Any) -> click.Option:
        key = flag.removeprefix("--").replace("-", "_")
        return click.Option([flag], metavar=metavar, help=say(f"cli.option.{key}"), **settings)

    return WordedCommand(
        "init",
        wording,
        callback=_init,
        params=[
            option("--notice", name),
            option("--roster", file),
            option("--sub-committees", file),
            option("--deadline", say("cli.metavar.when")),
            option("--scope", name),
            option("--imap-host", name),
            option("--imap-port", "N", type=click.IntRange(1, _HIGHEST_PORT)),
            option("--imap-user", name),
            click.Option(["--imap-tls"], type=click.Choice(_TLS), help=say("cli.option.imap_tls")),
            option("--mail-folder", say("cli.metavar.folder")),
            option("--smtp-host", name),
            option("--smtp-port", "N", type=click.IntRange(1, _HIGHEST_PORT)),
            option("--smtp-user", name),
            click.Option(["--smtp-tls"], type=click.Choice(_TLS), help=say("cli.option.smtp_tls")),
        ],
    )


@click.pass_context
def _init(ctx: click.Context, /, **given: Any) -> int:
    call = current_call(ctx)
    said = {key: value for key, value in given.items() if value is not None}
    asked = not said and at_terminal()
    wishes = _Wishes(**(asdict(ask_all(call)) if asked else said))
    mail, smtp = _mail_settings(wishes), _smtp_settings(wishes)
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
    scope = resolved_scope(wishes.scope or call.scope or "", roster, units)
    notice = load_notice(wishes.notice)
    dates = notice.dates
    workspace = init_workspace(
        call.folder,
        today=call.now().astimezone(dates.zone).date(),
        mail=mail,
        smtp=smtp,
        notice=wishes.notice,
        deadline=parse_when(wishes.deadline, dates.zone, end_of_work=dates.end_of_work)
        if wishes.deadline
        else None,
        scope=scope,
        language=call.wording.language,
    )
    keep_language(call.wording.language)
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
    if asked and mail.kind == "imap":
        _offer_keyring(call, mail)
    click.echo(call.say("cli.init.next"))
    return code


def _mail_settings(wishes: _Wishes) -> MailSettings:
    imap = (wishes.imap_host, wishes.imap_port, wishes.imap_user, wishes.imap_tls)
    if wishes.mail_folder:
        if any(value is not None for value in imap):
            raise UsageError("init.both_mailboxes")
        return MailSettings(kind="folder", path=wishes.mail_folder)
    if not (wishes.imap_host and wishes.imap_user):
        raise UsageError("init.no_mailbox")
    return MailSettings(
        kind="imap",
        host=wishes.imap_host,
        port=wishes.imap_port or 0,
        user=wishes.imap_user,
        tls=wishes.imap_tls or "implicit",  # type: ignore[arg-type]  # click's Choice has checked it
    )


def _smtp_settings(wishes: _Wishes) -> SmtpSettings:
    rest = (wishes.smtp_port, wishes.smtp_user, wishes.smtp_tls)
    if not wishes.smtp_host and any(value is not None for value in rest):
        raise UsageError("init.no_smtp_host")
    return SmtpSettings(
        host=wishes.smtp_host or "",
        port=wishes.smtp_port or 0,
        user=wishes.smtp_user or "",
        tls=wishes.smtp_tls or "implicit",  # type: ignore[arg-type]  # click's Choice has checked it
    )


def _offer_keyring(call: Call, mail: MailSettings) -> None:
    code = ask(call.say("cli.ask.code_to_keep", user=mail.user), hidden=True)
    if not code:
        return
    kept = remember_password(mail.host, mail.user, code)
    click.echo(call.say("cli.init.code_kept" if kept else "cli.init.code_not_kept"), err=True)
    sys.stderr.flush()
