"""What a first run collects, and the workspace that is made of it; knows no screen."""

from __future__ import annotations

import contextlib
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from mailsync.mailbox.contract import MailboxReport
from store.db.database import open_store
from store.errors import ConfigError, UsageError
from store.notice.notice import load_notice, shipped_notices
from store.roster.importing import (
    apply_plan,
    describe_plan,
    open_questions,
    plan_import,
    read_files,
    resolved_scope,
)
from store.roster.questions import Answers, Question
from store.roster.reader import RosterFile, SubCommitteeFile
from store.roster.remembered import save_answers
from store.text.wording import Wording
from store.workspace.personal import keep_language
from store.workspace.secrets import remember_password
from store.workspace.settings import MailSettings, SmtpSettings, is_loopback
from store.workspace.workspace import Workspace, init_workspace, open_workspace, parse_when
from tui.places.mailbox_trial import try_mailbox

_KEPT = "sixones.toml.broken"


@dataclass(frozen=True, slots=True)
class Wishes:
    """The answers, as they were typed; `code` is the authorization code and goes into no file.

    `mail_folder` stands for a mailbox where mail was exported; an empty `deadline` means the
    notice's next one, an empty `smtp_host` that nothing can be sent.
    """

    notice: str = "neu-2021-8"
    deadline: str = ""
    address: str = ""
    host: str = ""
    port: str = ""
    tls: str = "implicit"
    smtp_host: str = ""
    mail_folder: str = ""
    code: str = ""
    keep_code: bool = True
    roster: str = ""
    sub_committees: str = ""
    scope: str = ""
    answers: Answers = field(default_factory=Answers)


def still_broken(folder: Path) -> ConfigError | None:
    """What is still wrong with the settings of a folder; None where nothing is."""
    try:
        open_workspace(folder)
    except ConfigError as err:
        return err
    return None


def salvaged(toml: Path) -> Wishes:
    """What can still be read of a settings file that is broken."""
    try:
        raw = tomllib.loads(toml.read_bytes().decode("utf-8-sig", "replace"))
    except (OSError, tomllib.TOMLDecodeError):
        return Wishes()
    mail = raw.get("mail")
    mail = mail if isinstance(mail, dict) else {}
    smtp = raw.get("smtp")
    smtp = smtp if isinstance(smtp, dict) else {}
    port = mail.get("port")
    deadline = raw.get("deadline")
    return Wishes(
        notice=_text(raw.get("notice")) or Wishes().notice,
        deadline=deadline.strftime("%Y-%m-%d %H:%M")
        if isinstance(deadline, datetime)
        else _text(deadline),
        address=_text(mail.get("user")),
        host=_text(mail.get("host")),
        port=str(port) if isinstance(port, int) and 0 < port <= 65535 else "",
        tls=_text(mail.get("tls"))
        if mail.get("tls") in ("implicit", "starttls", "none")
        else "implicit",
        smtp_host=_text(smtp.get("host")),
        mail_folder=_text(mail.get("path")) if mail.get("kind") == "folder" else "",
        scope=_text(raw.get("scope")),
    )


def mail_of(wishes: Wishes) -> MailSettings:
    """The mailbox that was meant.

    Raises:
        UsageError: `init.no_mailbox`, `wizard.port`.
    """
    if wishes.mail_folder:
        return MailSettings(kind="folder", path=wishes.mail_folder)
    if not (wishes.address and wishes.host):
        raise UsageError("wizard.no_mailbox")
    if wishes.port and not (wishes.port.isdecimal() and 0 < int(wishes.port) <= 65535):
        raise UsageError("wizard.port", text=wishes.port)
    return MailSettings(
        kind="imap",
        host=wishes.host,
        port=int(wishes.port or 0),
        user=wishes.address,
        tls=wishes.tls,  # type: ignore[arg-type]  # one of a choice
    )


def _smtp_of(wishes: Wishes) -> SmtpSettings:
    tls = "none" if wishes.tls == "none" and is_loopback(wishes.smtp_host) else "implicit"
    return SmtpSettings(host=wishes.smtp_host, tls=tls)  # type: ignore[arg-type]  # one of two


def make_workspace(wishes: Wishes, folder: Path, wording: Wording, *, now: datetime) -> Workspace:
    """Make a workspace without a roster; a broken settings file is kept beside it.

    Raises:
        SixOnesError: what was wrong; nothing was changed then.
    """
    mail = mail_of(wishes)
    known = wishes.notice in shipped_notices()
    dates = load_notice(wishes.notice if known else Path(wishes.notice)).dates
    deadline = (
        parse_when(wishes.deadline, dates.zone, end_of_work=dates.end_of_work)
        if wishes.deadline.strip()
        else None
    )
    with _set_aside(folder / "sixones.toml"):
        return init_workspace(
            folder,
            today=now.astimezone(dates.zone).date(),
            mail=mail,
            smtp=_smtp_of(wishes),
            notice=wishes.notice,
            deadline=deadline,
            scope=wishes.scope,
            language=wording.language,
        )


def finish(wishes: Wishes, folder: Path, wording: Wording, *, now: datetime, who: str) -> Workspace:
    """Make the workspace, import the roster, keep the code where that was wished.

    Raises:
        SixOnesError: what was wrong; broken roster files leave no workspace behind.
    """
    files = _files(wishes, wishes.answers)
    wishes = replace(wishes, scope=resolved_scope(wishes.scope, *files))
    workspace = make_workspace(wishes, folder, wording, now=now)
    keep_language(wording.language)
    if any(file is not None for file in files):
        save_answers(workspace.folder, wishes.answers)
        with contextlib.closing(open_store(workspace.database)) as store:
            apply_plan(store, plan_import(store, *files), at=now, actor=who)
    if wishes.code and wishes.keep_code:
        remember_password(workspace.settings.mail.host, workspace.settings.mail.user, wishes.code)
    return workspace


def try_mail(wishes: Wishes, wording: Wording, *, now: datetime) -> MailboxReport:
    """Log in to the mailbox that was meant; nothing is kept.

    Raises:
        SixOnesError: why it failed, or what is missing.
    """
    with _trial(replace(wishes, scope=""), wording, now) as workspace:
        return try_mailbox(workspace, lambda: wishes.code)


@dataclass(frozen=True, slots=True)
class RosterPreview:
    """What an import would bring, in lines; what is open; the scope by its full name."""

    lines: list[str]
    questions: tuple[Question, ...] = ()
    scope: str = ""


def preview_roster(wishes: Wishes, wording: Wording, *, now: datetime) -> RosterPreview:
    """Read the roster as it would be imported.

    Raises:
        ConfigError: a file cannot be read, is no roster, or does not know the scope.
    """
    files = _files(wishes, wishes.answers)
    questions = open_questions(*files)
    if questions:
        return RosterPreview([], questions)
    scope = resolved_scope(wishes.scope, *files)
    somewhere = replace(wishes, mail_folder=".", scope="")
    with (
        _trial(somewhere, wording, now) as workspace,
        contextlib.closing(open_store(workspace.database)) as store,
    ):
        plan = plan_import(store, *files)
        return RosterPreview(describe_plan(plan, wording, longest=None), (), scope)


def _files(wishes: Wishes, answers: Answers) -> tuple[RosterFile | None, SubCommitteeFile | None]:
    return read_files(
        Path(wishes.roster).expanduser() if wishes.roster else None,
        Path(wishes.sub_committees).expanduser() if wishes.sub_committees else None,
        scope=wishes.scope,
        answers=answers,
    )


@contextlib.contextmanager
def _trial(wishes: Wishes, wording: Wording, now: datetime) -> Iterator[Workspace]:
    """A workspace that is thrown away."""
    with tempfile.TemporaryDirectory(prefix="sixones-", ignore_cleanup_errors=True) as name:
        yield make_workspace(wishes, Path(name) / "workspace", wording, now=now)


@contextlib.contextmanager
def _set_aside(toml: Path) -> Iterator[None]:
    """Keep a broken file under another name; it comes back where the block fails."""
    if not toml.exists():
        yield
        return
    kept = next(
        path
        for number in range(1, 1000)
        if not (path := toml.with_name(_KEPT if number == 1 else f"{_KEPT}-{number}")).exists()
    )
    toml.rename(kept)
    try:
        yield
    except BaseException:
        kept.rename(toml)
        raise


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""
