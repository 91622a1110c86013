"""What a first run collects, and the workspace that is made of it; knows no screen."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import rtoml

from mailsync.mailbox.contract import MailboxReport
from mailsync.sending.outbox_account import outbox_of
from mailsync.sending.smtp_account import OutboxReport
from mailsync.sync.last_year import LastYear, last_units, last_year, take_over, with_last_year
from mailsync.sync.sync import mailbox_of
from store.db.database import open_store
from store.errors import ConfigError, SixOnesError, UsageError
from store.files.passing import passing_folder
from store.notice.notice import load_notice, shipped_notices
from store.notice.when import parse_when
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
from store.text.hosts import is_loopback
from store.text.wording import Wording
from store.workspace.personal import keep_language
from store.workspace.secrets import remember_password
from store.workspace.settings import (
    MailSettings,
    SmtpSettings,
    with_port,
    with_smtp_port,
)
from store.workspace.workspace import SETTINGS_FILE, Workspace, init_workspace, open_workspace
from tui.wizard.notice_reading import is_document, notice_file, notice_toml

_KEPT = f"{SETTINGS_FILE}.broken"
_HIGHEST_PORT = 65535
_TLS = ("implicit", "starttls", "none")


@dataclass(frozen=True, slots=True)
class Setup:
    """The answers, as they were typed; codes go into no file.

    `mends` says that broken settings lie in `folder`.
    `notice_text` is that of a notice as issued, which `notice` names, `figures` what was read of it
    and looked through. An empty `own_deadline` means three working days before the deadline.
    `mail_folder` stands for a mailbox where mail was exported; an empty `deadline` means the
    notice's next one, an empty `smtp_host` that nothing can be sent, an empty `smtp_user` or
    `smtp_code` those of the mailbox. `last` is last year's workspace or archive; `second_year` says
    "yes" where who takes part again is to be marked (连续两年).
    """

    folder: str = ""
    mends: bool = False
    notice: str = "neu-2021-8"
    notice_text: str = field(default="", repr=False)
    figures: Mapping[str, str] = field(default_factory=dict)
    deadline: str = ""
    own_deadline: str = ""
    address: str = ""
    host: str = ""
    port: str = ""
    tls: str = "implicit"
    ca_file: str = ""
    code: str = field(default="", repr=False)
    keep_code: bool = True
    mail_folder: str = ""
    smtp_host: str = ""
    smtp_port: str = ""
    smtp_tls: str = "implicit"
    smtp_ca_file: str = ""
    smtp_user: str = ""
    smtp_code: str = field(default="", repr=False)
    roster: str = ""
    sub_committees: str = ""
    scope: str = ""
    last: str = ""
    second_year: str = "yes"
    answers: Answers = field(default_factory=Answers)

    @property
    def reads_notice(self) -> bool:
        """Whether the notice is a document as issued, or was pasted."""
        return is_document(self.notice)


def still_broken(folder: Path) -> ConfigError | None:
    """What is still wrong with the settings of a folder; None where nothing is."""
    try:
        open_workspace(folder)
    except ConfigError as err:
        return err
    return None


def salvaged(toml: Path) -> Setup:
    """What can still be read of a settings file that is broken."""
    folder = str(toml.parent)
    try:
        raw = rtoml.loads(toml.read_bytes().decode("utf-8-sig", "replace"))
    except (OSError, rtoml.TomlParsingError):
        return Setup(folder, mends=True)
    mail, smtp = _section(raw, "mail"), _section(raw, "smtp")
    deadline = raw.get("deadline")
    return Setup(
        folder,
        mends=True,
        notice=_text(raw.get("notice")) or Setup().notice,
        deadline=deadline.strftime("%Y-%m-%d %H:%M")
        if isinstance(deadline, datetime)
        else _text(deadline),
        address=_text(mail.get("user")),
        host=_text(mail.get("host")),
        port=_port(mail.get("port")),
        tls=_tls(mail.get("tls")),
        smtp_host=_text(smtp.get("host")),
        smtp_port=_port(smtp.get("port")),
        smtp_tls=_tls(smtp.get("tls")),
        smtp_user=_text(smtp.get("user")),
        mail_folder=_text(mail.get("path")) if mail.get("kind") == "folder" else "",
        scope=_text(raw.get("scope")),
    )


def check_folder(setup: Setup) -> None:
    """Whether a workspace can be made there.

    Raises:
        ConfigError: `workspace.exists`, `workspace.not_a_folder`; UsageError: `wizard.no_folder`,
            `wizard.folder_closed`. Where settings are mended there is one already.
    """
    if setup.mends:
        return
    if not setup.folder:
        raise UsageError("wizard.no_folder")
    folder = _path(setup.folder)
    if (folder / SETTINGS_FILE).exists():
        raise ConfigError("workspace.exists", folder=str(folder))
    there = folder.absolute()
    while not there.exists() and there != there.parent:
        there = there.parent
    if not there.is_dir():
        raise ConfigError("workspace.not_a_folder", folder=str(folder))
    if not os.access(there, os.W_OK | os.X_OK):
        raise UsageError("wizard.folder_closed", folder=str(there))


def check_deadline(setup: Setup, now: datetime) -> None:
    """Whether the notice can be read and the deadline understood.

    Raises:
        ConfigError: `notice.*`, `when.unreadable`.
    """
    # A notice as issued is read in the next step.
    dates = load_notice(shipped_notices()[0] if setup.reads_notice else _notice(setup)).dates
    if setup.deadline:
        parse_when(setup.deadline, dates.zone, end_of_work=dates.end_of_work, now=now)


def check_own_deadline(setup: Setup, now: datetime) -> None:
    """Whether a sub-committee's own date can be understood, and is not after the notice's.

    Raises:
        ConfigError: `when.unreadable`, `settings.own_late`.
    """
    if not setup.own_deadline:
        return
    with _notice_file(setup) as file:
        notice = load_notice(file)
    dates = notice.dates
    own = parse_when(setup.own_deadline, dates.zone, end_of_work=dates.end_of_work, now=now)
    due = dates.end_of(dates.deadline_in(notice.own_year))
    if setup.deadline:
        due = parse_when(setup.deadline, dates.zone, end_of_work=dates.end_of_work, now=now)
    elif not setup.reads_notice:
        return
    if own > due:
        raise ConfigError(
            "settings.own_late", file=SETTINGS_FILE, key="own_deadline", deadline=f"{due:%Y-%m-%d}"
        )


def mail_of(setup: Setup) -> MailSettings:
    """The mailbox that was meant.

    Raises:
        UsageError: `wizard.no_mailbox`, `wizard.port`, `wizard.plain`, `wizard.no_file`,
            `wizard.no_mail_folder`.
    """
    if setup.mail_folder:
        if not _path(setup.mail_folder).exists():
            raise UsageError("wizard.no_mail_folder", path=setup.mail_folder)
        return MailSettings(kind="folder", path=setup.mail_folder)
    if not (setup.address and setup.host):
        raise UsageError("wizard.no_mailbox" if not setup.address else "wizard.no_host")
    _check_way(setup.port, setup.tls, setup.host, setup.ca_file)
    return with_port(
        MailSettings(
            kind="imap",
            host=setup.host,
            port=int(setup.port or 0),
            user=setup.address,
            tls=setup.tls,  # type: ignore[arg-type]  # one of a choice
            ca_file=_absolute(setup.ca_file),
        )
    )


def smtp_of(setup: Setup) -> SmtpSettings:
    """The server for sending that was meant; one without a host where nothing is to be sent.

    Raises:
        UsageError: `wizard.port`, `wizard.plain`, `wizard.no_file`, `wizard.no_sender`.
    """
    if not setup.smtp_host:
        return SmtpSettings()
    _check_way(setup.smtp_port, setup.smtp_tls, setup.smtp_host, setup.smtp_ca_file)
    if setup.mail_folder and not setup.smtp_user:
        raise UsageError("wizard.no_sender")
    return with_smtp_port(
        SmtpSettings(
            host=setup.smtp_host,
            port=int(setup.smtp_port or 0),
            user=setup.smtp_user,
            tls=setup.smtp_tls,  # type: ignore[arg-type]  # one of a choice
            ca_file=_absolute(setup.smtp_ca_file),
        )
    )


def _check_way(port: str, tls: str, host: str, ca_file: str) -> None:
    if port and not (port.isascii() and port.isdecimal() and 0 < int(port) <= _HIGHEST_PORT):
        raise UsageError("wizard.port", text=port)
    if tls == "none" and not is_loopback(host):
        raise UsageError("wizard.plain", host=host)
    if ca_file and not _path(ca_file).is_file():
        raise UsageError("wizard.no_file", file=ca_file)


def from_last_year(setup: Setup) -> Setup:
    """The setup with last year's servers and scope where none were typed; those of an archive, or
    of a workspace that came from elsewhere, are not taken over.

    Raises:
        UsageError: `wizard.no_last` where there is neither a workspace nor an archive.
    """
    with _last_year(setup) as last:
        if last is None or not last.own or setup.address or setup.mail_folder:
            return setup
        settings = last.workspace.settings
    mail, smtp = settings.mail, settings.smtp
    if mail.kind == "folder":
        return replace(setup, scope=setup.scope or settings.scope)
    return replace(
        setup,
        address=mail.user,
        host=mail.host,
        port=str(mail.port or ""),
        tls=mail.tls,
        ca_file=mail.ca_file,
        smtp_host=smtp.host,
        smtp_port=str(smtp.port or "") if smtp.host else "",
        smtp_tls=smtp.tls,
        smtp_ca_file=smtp.ca_file,
        smtp_user=smtp.user,
        scope=setup.scope or settings.scope,
    )


@contextlib.contextmanager
def _last_year(setup: Setup) -> Iterator[LastYear | None]:
    """Last year's workspace or archive; None where none was named."""
    with contextlib.ExitStack() as opened:
        last = None
        if setup.last:
            try:
                last = opened.enter_context(last_year(_path(setup.last)))
            except SixOnesError as err:
                raise UsageError("wizard.no_last", path=setup.last) from err
        yield last


def make_workspace(setup: Setup, wording: Wording, *, now: datetime) -> Workspace:
    """Make a workspace without a roster; a broken settings file is kept beside it.

    Raises:
        SixOnesError: what was wrong; nothing was changed then.
    """
    mail, smtp = mail_of(setup), smtp_of(setup)
    folder = _path(setup.folder)
    with (
        _notice_file(setup) as notice,
        _set_aside(folder / SETTINGS_FILE) if setup.mends else contextlib.nullcontext(),
    ):
        dates = load_notice(notice).dates

        def moment(text: str) -> datetime | None:
            said = text.strip()
            end = dates.end_of_work
            return parse_when(said, dates.zone, end_of_work=end, now=now) if said else None

        return init_workspace(
            folder,
            today=dates.day(now),
            mail=mail,
            smtp=smtp,
            notice=str(notice),
            deadline=moment(setup.deadline),
            scope=setup.scope,
            own_deadline=moment(setup.own_deadline) if setup.scope else None,
            language=wording.language,
        )


def finish(setup: Setup, wording: Wording, *, now: datetime, who: str) -> Workspace:
    """Make the workspace, import the roster, keep the codes where that was asked for.

    Raises:
        SixOnesError: what was wrong; broken roster files leave no workspace behind.
    """
    with _last_year(setup) as last:
        files, _ = _with_last_year(setup, last, _files(setup))
        setup = replace(setup, scope=resolved_scope(setup.scope, *files))
        workspace = make_workspace(setup, wording, now=now)
        keep_language(wording.language)
        if any(file is not None for file in files):
            save_answers(workspace.folder, setup.answers)
            with contextlib.closing(open_store(workspace.database)) as store:
                apply_plan(store, plan_import(store, *files), at=now, actor=who)
                if last is not None:
                    workspace = take_over(last, workspace, store, at=now, who=who)
    if setup.keep_code:
        mail, smtp = workspace.settings.mail, workspace.settings.smtp
        if setup.code and mail.kind == "imap":
            remember_password(mail.host, mail.user, setup.code)
        if setup.smtp_code and smtp.host:
            remember_password(smtp.host, smtp.user or mail.user, setup.smtp_code)
    return workspace


def try_mail(setup: Setup) -> MailboxReport:
    """Log in to the mailbox that was meant; nothing is fetched or kept.

    Raises:
        SixOnesError: why it failed, or what is missing.
    """
    mail = mail_of(setup)
    with passing_folder() as spool:
        mailbox = mailbox_of(mail, lambda: setup.code, home=Path.cwd(), spool=spool)
        with contextlib.closing(mailbox):
            return mailbox.check()


def try_sending(setup: Setup) -> OutboxReport:
    """Log in to the server for sending; nothing is sent.

    Raises:
        SixOnesError: why it failed, or what is missing.
    """
    smtp = smtp_of(setup)
    if not smtp.host:
        raise UsageError("wizard.no_smtp_host")
    mail = MailSettings(kind="folder") if setup.mail_folder else mail_of(setup)
    with outbox_of(mail, smtp, lambda: setup.smtp_code or setup.code) as outbox:
        return outbox.check()


@dataclass(frozen=True, slots=True)
class RosterPreview:
    """What an import would bring, in lines; what is open; the scope by its full name."""

    lines: list[str]
    questions: tuple[Question, ...] = ()
    scope: str = ""


def preview_roster(setup: Setup, wording: Wording) -> RosterPreview:
    """Read the roster as it would be imported.

    Raises:
        ConfigError: a file cannot be read, is no roster, or does not know the scope.
    """
    files = _files(setup)
    questions = open_questions(*files)
    if questions:
        return RosterPreview([], questions)
    with _last_year(setup) as last:
        files, again = _with_last_year(setup, last, files)
    scope = resolved_scope(setup.scope, *files)
    marked = "marked" if setup.second_year == "yes" else "unmarked"
    named = "、".join(again)
    taken = [wording.say(f"wizard.again_{marked}", n=len(again), names=named)] if again else []
    with (
        passing_folder() as folder,
        contextlib.closing(open_store(folder / "preview.db")) as store,
    ):
        plan = plan_import(store, *files)
        lines = [*taken, *describe_plan(plan, wording, longest=None)]
        return RosterPreview(lines, (), scope)


RosterFiles = tuple[RosterFile | None, SubCommitteeFile | None]


def _with_last_year(
    setup: Setup, last: LastYear | None, files: RosterFiles
) -> tuple[RosterFiles, tuple[str, ...]]:
    """The files with what last year's roster knew, and who takes part for a second year."""
    if last is None:
        return files, ()
    roster, again = with_last_year(files[0], last, second_year=setup.second_year == "yes")
    return (roster, files[1] or last_units(last)), again


def _files(setup: Setup) -> RosterFiles:
    return read_files(
        _path(setup.roster) if setup.roster else None,
        _path(setup.sub_committees) if setup.sub_committees else None,
        scope=setup.scope,
        answers=setup.answers,
    )


@contextlib.contextmanager
def _notice_file(setup: Setup) -> Iterator[str | Path]:
    """The notice to make a workspace with."""
    if not setup.reads_notice:
        yield _notice(setup)
        return
    with notice_file(notice_toml(setup.notice_text, setup.figures)) as made:
        yield made


def _notice(setup: Setup) -> str | Path:
    return setup.notice if setup.notice in shipped_notices() else _path(setup.notice)


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


def _path(text: str) -> Path:
    return Path(text).expanduser()


def _absolute(text: str) -> str:
    """A file as it is found from everywhere; "" stays."""
    return str(_path(text).absolute()) if text else ""


def _section(raw: dict[str, Any], name: str) -> dict[str, Any]:
    found = raw.get(name)
    return found if isinstance(found, dict) else {}


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _port(value: Any) -> str:
    return str(value) if isinstance(value, int) and 0 < value <= _HIGHEST_PORT else ""


def _tls(value: Any) -> str:
    return value if value in _TLS else "implicit"
