"""The workspace: a folder with its settings, its notice, its database and its files."""

from __future__ import annotations

import contextlib
import os
import typing
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from threading import RLock
from typing import Any, Literal

import msgspec

from store.db.location import Location, server_database
from store.errors import ConfigError, StoreError
from store.files.archive_contents import MARKER
from store.files.blobs import Blobs
from store.files.draft import UnfinishedFile
from store.files.own_files import refuse_links
from store.files.passing import sweep_passing
from store.files.private import private_folder
from store.files.regular import open_plain
from store.files.shared.cache import Cache
from store.files.shared.contract import SharedContents
from store.files.shared.location import ContentsLocation, contents_location
from store.files.shared.opened import cache_of, open_contents
from store.notice import when
from store.notice.calendar import load_calendar
from store.notice.deadline import working_days_before
from store.notice.notice import Notice, load_notice, notice_text, parse_notice, shipped_notices
from store.text.kinds import Item
from store.text.wording import load
from store.workspace.personal import change_personal, read_personal
from store.workspace.server_secrets import with_password, with_secret
from store.workspace.settings import (
    KEYS,
    MailSettings,
    Personal,
    Settings,
    SmtpSettings,
    check_settings,
    field_type,
    read_settings,
    refusal,
    value_of,
    with_personal,
)
from store.workspace.trust import require_trust, trust, why_untrusted

__all__ = [
    "MailSettings",
    "Settings",
    "SmtpSettings",
    "Workspace",
    "change_setting",
    "init_workspace",
    "open_workspace",
]

SETTINGS_FILE = "sixones.toml"
DATABASE_FILE = "sixones.db"
NOTICE_FILE = "notice.toml"
# A sub-committee asks its branches so many working days before the notice's deadline.
OWN_DAYS = 3
_LONGEST_SETTINGS = 1 << 20


class Derived:
    """What was last derived from the facts of a workspace, for all who look at it.

    Whoever reads or replaces the value holds the lock.
    """

    __slots__ = ("lock", "value")

    def __init__(self) -> None:
        self.lock = RLock()
        self.value: object = None


@dataclass(frozen=True, slots=True)
class Workspace:
    """An open workspace. Its folders and its database file may be used as they are.

    `archived` says that it is an archive: read only, in a folder that goes when it is closed.
    `closed` says that nothing can be written in its folder: it is looked at like an archive.
    `narrowed` says that the department looks at one sub-committee for once.
    `guest` says that somebody of a sub-committee looks from outside: at it alone, changing nothing.
    `outbox` is where files go that a person in a browser asks for.
    `ignored` are keys of its settings file, with their values, that belong to the person.
    """

    folder: Path
    settings: Settings
    notice: Notice
    archived: bool = False
    closed: bool = False
    ignored: tuple[tuple[str, str], ...] = ()
    narrowed: bool = False
    guest: bool = False
    outbox: Path | None = None
    derived: Derived = field(default_factory=Derived, init=False, compare=False, repr=False)

    @property
    def office(self) -> Literal["department", "sub_committee"]:
        """Who speaks in what leaves this workspace."""
        return "sub_committee" if self.settings.scope and not self.narrowed else "department"

    @property
    def read_only(self) -> bool:
        """Whether nothing can change here."""
        return self.archived or self.closed or self.guest

    def require_writable(self) -> None:
        """Refuse where nothing can change.

        Raises:
            StoreError: `archive.read_only`, `workspace.guest` or `workspace.read_only`.
        """
        if self.archived:
            raise StoreError("archive.read_only")
        if self.guest:
            raise StoreError("workspace.guest")
        if self.closed:
            raise StoreError("workspace.read_only", folder=str(self.folder))

    @property
    def toml(self) -> Path:
        """The settings file."""
        return self.folder / SETTINGS_FILE

    @property
    def database(self) -> Location:
        """Where the database is, for `store.db.database.open_store`.

        Raises:
            ConfigError: `workspace.untrusted`: it is on a server that nobody confirmed.
        """
        if not self.settings.store.database:
            return self.database_file
        require_trust(self.folder, self.settings)
        return with_password(server_database(self.settings.store.database))

    @property
    def database_file(self) -> Path:
        """The database file, where the database is one of the workspace."""
        return self.folder / DATABASE_FILE

    @property
    def files(self) -> Path:
        """The folder of stored contents; of shared ones the cache."""
        return self.folder / "files"

    @property
    def blobs(self) -> Blobs:
        """The stored contents; shared ones where the settings say so.

        Raises:
            ConfigError: `workspace.untrusted`: they are in a place that nobody confirmed.
            StoreError: `contents.extra`.
        """
        return Blobs(self.files, self._cache())

    def unfinished(self, beside: Path) -> UnfinishedFile:
        """Contents of one mail, written beside a file and kept later; as `blobs`."""
        return UnfinishedFile(self.files, beside, self._cache())

    @property
    def shared(self) -> SharedContents | None:
        """The place of shared contents; None where they are the workspace's own. As `blobs`."""
        cache = self._cache()
        return None if cache is None else cache.shared

    def _cache(self) -> Cache | None:
        store = self.settings.store
        if not store.contents or self.archived:
            return None
        require_trust(self.folder, self.settings)
        return cache_of(self.files, with_secret(self.contents_location), store.cache_mb * 1_000_000)

    @property
    def contents_location(self) -> ContentsLocation:
        """Where shared contents are, as the settings name it."""
        location = contents_location(self.settings.store.contents)
        return self.inside(str(location)) if isinstance(location, Path) else location

    @property
    def spool(self) -> Path:
        """The folder of unfinished downloads, on the same file system as `files`."""
        return self.files / ".spool"

    @property
    def days(self) -> Path:
        """The optional file of holidays and make-up working days, see `store.notice.calendar`."""
        return self.folder / "days.toml"

    @property
    def output_folder(self) -> Path:
        """Where files are written that people ask for; beside an archive nothing would stay."""
        return self.outbox or (Path.cwd() if self.read_only else self.folder)

    def inside(self, path: str) -> Path:
        """A path of a setting; a relative one starts at the workspace."""
        return self.folder / Path(path).expanduser()

    @property
    def asked_by(self) -> datetime:
        """By when branches are asked: the deadline, in a sub-committee's workspace its own one.

        Raises:
            ConfigError: `days.invalid`.
        """
        return self._asked(self.settings.deadline)

    def asked_for(self, month_day: str) -> datetime:
        """By when branches are asked for what the notice wants by a day of its own: at a
        sub-committee's desk as long before it as `asked_by` is before the deadline.

        Raises:
            ConfigError: `days.invalid`.
        """
        dates = self.notice.dates
        return self._asked(dates.end_of(dates.day_in(month_day, self.settings.deadline.year)))

    def _asked(self, due: datetime) -> datetime:
        settings = self.settings
        if self.office == "department":
            return due
        if settings.own_deadline is not None:
            return due - (settings.deadline - settings.own_deadline)
        return working_days_before(due, OWN_DAYS, load_calendar(self.notice.dates, self.days))

    @property
    def own_dates(self) -> dict[Item, datetime]:
        """By when items 1 and 2 are asked for that the notice gives a date of their own.

        Raises:
            ConfigError: `days.invalid`.
        """
        return {
            item.id: self.asked_for(item.deadline)
            for item in self.notice.items
            if item.deadline and item.id in (Item.PLAN, Item.VIDEO)
        }

    @property
    def notice_is_old(self) -> bool:
        """Whether the notice was issued for another year than that of the deadline: what quotes
        it would be untrue."""
        return self.notice.own_year != self.settings.deadline.year

    def require_own_notice(self) -> None:
        """Refuse to write, approve or send what would quote another year's notice.

        Raises:
            ConfigError: `notice.not_own`.
        """
        if self.notice_is_old:
            raise ConfigError(
                "notice.not_own", year=self.notice.issued.year, wanted=self.settings.deadline.year
            )

    @property
    def mail_folder(self) -> Path:
        """The folder of exported mail, where mail is of that kind."""
        return self.inside(self.settings.mail.path)


def init_workspace(
    folder: Path,
    *,
    today: date,
    mail: MailSettings,
    notice: str = "neu-2021-8",
    deadline: datetime | None = None,
    smtp: SmtpSettings | None = None,
    scope: str = "",
    own_deadline: datetime | None = None,
    language: str = "zh_CN",
    demo: bool = False,
    database: str = "",
    contents: str = "",
) -> Workspace:
    """Make a workspace, and trust it; its settings file comes last: an unfinished one is none.

    Args:
        today: without a `deadline` it is the notice's own, or its day and end of work in the
            next year strictly after this day where the notice is an older one; the window opens
            in the same year, the cohort is the year before.
        mail: a relative `path` starts at the current folder.
        notice: the id of one that comes with the program, or a file, which is copied.
        language: of the comments in the settings file; that of the screens is the person's.
        database: the address of one on a server, "" for a file in the workspace.
        contents: the place of shared ones, "" for the folder of the workspace.
        mail, smtp: a `ca_file` goes into the person's settings, for that host.

    Raises:
        ConfigError: `workspace.exists`, `workspace.not_a_folder`, `notice.*`, `settings.*`,
            `demo.not_loopback`.
        StoreError: `disk.*`, `db.*`.
    """
    from store.db.database import open_store
    from store.workspace.settings_file import compose, replace_file

    toml = folder / SETTINGS_FILE
    if toml.exists():
        raise ConfigError("workspace.exists", folder=str(folder))
    loaded = load_notice(notice)
    due = _deadline(loaded, deadline, today)
    settings = check_settings(
        _typed_settings(
            {
                "notice": notice,
                "deadline": due,
                "window_start": _window_start(loaded, due.date()),
                "cohort": due.year - (loaded.own_year - loaded.cohort),
                "scope": scope.strip(),
                "own_deadline": own_deadline,
                "demo": demo,
                "mail": msgspec.structs.asdict(_rooted(mail, folder)),
                "smtp": msgspec.structs.asdict(smtp or SmtpSettings()),
                "store": {"database": database, "contents": contents},
            }
        ),
        file=str(toml),
    )
    try:
        private_folder(folder)
        if not folder.is_dir():
            raise NotADirectoryError(str(folder))
    except (FileExistsError, NotADirectoryError) as err:
        raise ConfigError("workspace.not_a_folder", folder=str(folder)) from err
    except OSError as err:
        raise StoreError("disk.write", folder=str(folder), reason=err.strerror or "") from err
    if notice not in shipped_notices():
        replace_file(folder / NOTICE_FILE, notice_text(notice))
        settings = msgspec.structs.replace(settings, notice=NOTICE_FILE)
    for key, part in (("mail.ca_file", settings.mail), ("smtp.ca_file", settings.smtp)):
        if part.ca_file:
            change_personal(key, part.ca_file, host=part.host)
    settings = with_personal(settings, read_personal())
    workspace = Workspace(folder, settings, loaded.for_cohort(settings.cohort))
    refuse_links(folder)
    workspace.files.mkdir(mode=0o700, exist_ok=True)
    workspace.spool.mkdir(mode=0o700, exist_ok=True)
    server = with_password(server_database(database)) if database else None
    open_store(server or workspace.database_file).close()
    if contents:
        open_contents(with_secret(workspace.contents_location)).prepare()
    replace_file(toml, compose(settings, load(language)))
    # Where the user's own folder cannot be written, the next command says so.
    with contextlib.suppress(StoreError):
        trust(folder, settings)
    return workspace


def open_workspace(folder: Path) -> Workspace:
    """Read the settings and the notice of a workspace; nothing is written there.

    What killed programs left in the machine's temporary place is removed.

    Raises:
        ConfigError: `workspace.none`, `settings.*`, `demo.not_loopback`, `notice.*`.
        StoreError: `workspace.link`: one of its own files or folders leads elsewhere.
    """
    sweep_passing()
    toml = folder / SETTINGS_FILE
    text = _text(toml)
    refuse_links(folder)
    read = read_settings(
        text, file=str(toml), notice_of=_notice_of(folder), personal=read_personal()
    )
    archived = (folder / "files" / MARKER).exists()
    closed = not os.access(folder, os.W_OK)
    return Workspace(folder, read.settings, read.notice, archived, closed, read.ignored)


def change_setting(workspace: Workspace, key: str, value: Any) -> Workspace:
    """Change one setting in the file, as it is now; comments and order stay.

    A setting of the person or the machine is changed in the user's own file. Whoever changes a
    server here trusts it.

    Args:
        key: dotted, such as `mail.host`.
        value: of the setting's type, or a text that says it; None takes the line away, so
            that the printed default holds.

    Raises:
        ConfigError: `settings.unknown_key`, `settings.fixed` (`demo` is for ever),
            `settings.not_by_hand` (what is there would not move), or what
            opening the changed file would raise; the file is left as it was.
        StoreError: `disk.full`, `disk.write`, `archive.read_only` or `workspace.read_only`.
    """
    from store.workspace.settings_file import replace_file

    workspace.require_writable()
    change = _change_of(workspace, key, value)
    if key in KEYS:
        settings = change.read
        host = settings.smtp.host if key.startswith("smtp.") else settings.mail.host
        change_personal(key, change.typed, host=host)
    elif change.after != change.before:
        trusted = why_untrusted(workspace.folder, change.read) is None
        replace_file(workspace.toml, change.after)
        if trusted:
            trust(workspace.folder, change.changed)
    return open_workspace(workspace.folder)


def check_setting(workspace: Workspace, key: str, value: Any) -> None:
    """Refuse what `change_setting` would refuse of a value, and write nothing.

    Raises:
        ConfigError: as `change_setting`.
    """
    _change_of(workspace, key, value)


@dataclass(frozen=True, slots=True)
class _SettingChange:
    """One setting's value, the settings' text before and after, and what both say."""

    typed: Any
    before: str
    after: str
    read: Settings
    changed: Settings


def is_resettable(workspace: Workspace, key: str) -> bool:
    """Whether a setting has another value than its printed default, and may go back to it."""
    if key in KEYS:
        return value_of(workspace.settings, key) not in {"", Personal().language}
    try:
        change = _change_of(workspace, key, None)
    except ConfigError:
        return False
    return bool(value_of(change.changed, key) != value_of(change.read, key))


def _change_of(workspace: Workspace, key: str, value: Any) -> _SettingChange:
    from store.workspace.settings_file import with_value

    file = str(workspace.toml)
    kind = field_type(key)
    if kind is None or (isinstance(kind, type) and issubclass(kind, msgspec.Struct)):
        raise ConfigError("settings.unknown_key", file=file, key=key)
    if key == "demo":
        raise ConfigError("settings.fixed", file=file, key=key)
    if key in ("store.database", "store.contents"):
        raise ConfigError("settings.not_by_hand", file=file, key=key)
    typed = _typed_value(kind, key, value, workspace)
    before = _text(workspace.toml)
    notice_of = _notice_of(workspace.folder)
    # A file that was broken by hand is told as it is, not as a consequence of this change.
    read = read_settings(before, file=file, notice_of=notice_of, personal=read_personal()).settings
    if key in KEYS:
        return _SettingChange(typed, before, before, read, read)
    after = with_value(before, key, typed)
    changed = read_settings(after, file=file, notice_of=notice_of, personal=read_personal())
    return _SettingChange(typed, before, after, read, changed.settings)


def follow_notice(workspace: Workspace, text: str) -> Workspace:
    """Follow another notice from now on: its dates become the workspace's.

    The notice that was followed is kept beside it, by the day of its issue.

    Args:
        text: the notice's TOML.

    Raises:
        ConfigError: `notice.*`, `settings.*`; nothing was changed then.
        StoreError: `disk.full`, `disk.write`, `archive.read_only` or `workspace.read_only`.
    """
    from store.workspace.settings_file import replace_file, with_value

    workspace.require_writable()
    folder, file = workspace.folder, str(workspace.toml)
    notice = parse_notice(text, file=NOTICE_FILE)
    due = notice.dates.end_of(notice.dates.deadline_in(notice.own_year))
    before = _text(workspace.toml)
    after = before
    for key, value in (
        ("notice", NOTICE_FILE),
        ("deadline", due),
        ("window_start", _window_start(notice, due.date())),
        ("cohort", notice.cohort),
    ):
        after = with_value(after, key, value)
    read = read_settings(before, file=file, notice_of=_notice_of(folder), personal=read_personal())
    changed = read_settings(after, file=file, notice_of=lambda _: notice, personal=read_personal())
    target = folder / NOTICE_FILE
    if target.exists():
        kept = f"notice-{workspace.notice.issued:%Y-%m-%d}.toml"
        replace_file(folder / kept, target.read_text(encoding="utf-8"))
    replace_file(target, text)
    trusted = why_untrusted(folder, read.settings) is None
    replace_file(workspace.toml, after)
    if trusted:
        trust(folder, changed.settings)
    return open_workspace(folder)


def carried_over(running: Workspace, changed: Workspace, key: str) -> Workspace:
    """The running workspace with one setting as it was changed in the file.

    A running one may differ from its file: by the scope of this run, or by the port of a
    demonstration's server.
    """
    section, _, name = key.rpartition(".")
    before, after = running.settings, changed.settings
    if section:
        part = msgspec.structs.replace(
            getattr(before, section), **{name: getattr(getattr(after, section), name)}
        )
        settings = msgspec.structs.replace(before, **{section: part})
    else:
        settings = msgspec.structs.replace(before, **{name: getattr(after, name)})
    return replace(running, settings=settings, notice=changed.notice, ignored=changed.ignored)


def _text(toml: Path) -> str:
    try:
        with open_plain(toml.parent, toml.name) as content:
            return content.read(_LONGEST_SETTINGS).decode("utf-8-sig")
    except (FileNotFoundError, NotADirectoryError) as err:
        raise ConfigError("workspace.none", folder=str(toml.parent)) from err
    except OSError as err:
        raise ConfigError("settings.unreadable", file=str(toml), reason=err.strerror or "") from err
    except UnicodeDecodeError as err:
        raise ConfigError("settings.not_utf8", file=str(toml)) from err


def _notice_of(folder: Path) -> Callable[[str], Notice]:
    return lambda name: load_notice(name, folder)


def _typed_settings(raw: dict[str, Any]) -> Settings:
    """Build settings as if from a file, so that one check holds for both."""
    try:
        return msgspec.convert(raw, Settings)
    except msgspec.ValidationError as err:
        raise refusal(str(err), SETTINGS_FILE) from err


def _typed_value(kind: Any, key: str, value: Any, workspace: Workspace) -> Any:
    dates = workspace.notice.dates
    if isinstance(value, str):
        value = value.strip()
    if value is None or (value == "" and None.__class__ in typing.get_args(kind)):
        return None
    if isinstance(value, str):
        if kind is datetime or key == "own_deadline":
            return when.parse_when(value, dates.zone, end_of_work=dates.end_of_work)
        if kind in (date, date | None):
            return when.parse_when(value, dates.zone, end_of_work=dates.end_of_work).date()
        if kind == tuple[str, ...]:
            return [part for part in map(str.strip, value.replace("；", ";").split(";")) if part]
    try:
        return msgspec.convert(value, kind, strict=False)
    except msgspec.ValidationError as err:
        raise refusal(f"{err} - at `$.{key}`", str(workspace.toml)) from err


def _deadline(notice: Notice, given: datetime | None, today: date) -> datetime:
    dates = notice.dates
    if given is not None:
        return given.replace(tzinfo=dates.zone) if given.tzinfo is None else dates.local(given)
    if notice.own_year >= today.year:
        day = dates.deadline_in(notice.own_year)
        return dates.end_of(day)
    # Nine years: a notice due on February 29 has a date in one of them at least.
    for year in range(today.year, today.year + 9):
        try:
            day = dates.deadline_in(year)
        except ValueError:
            continue
        if day > today:
            return dates.end_of(day)
    raise ConfigError("notice.invalid", file=notice.id, key="dates.deadline", reason=dates.deadline)


def _window_start(notice: Notice, due: date) -> date:
    try:
        start = notice.dates.window_start_in(due.year)
        return start if start <= due else notice.dates.window_start_in(due.year - 1)
    except ValueError as err:
        raise ConfigError(
            "notice.invalid", file=notice.id, key="dates.window_start", reason=str(err)
        ) from err


def _rooted(mail: MailSettings, folder: Path) -> MailSettings:
    """A mail folder named from here, as the workspace will find it again."""
    if not mail.path:
        return mail
    path, home = Path(mail.path).expanduser().resolve(), folder.resolve()
    inside = path.relative_to(home) if path.is_relative_to(home) else path
    return msgspec.structs.replace(mail, path=str(inside))
