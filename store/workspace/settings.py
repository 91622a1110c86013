"""The settings of a workspace: their shape, and the check of a `sixones.toml`."""

from __future__ import annotations

import re
import typing
from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, Literal, NamedTuple

import msgspec
import rtoml

from store.db.location import server_database
from store.errors import ConfigError
from store.files.shared.location import S3Location, contents_location
from store.notice import when
from store.notice.notice import Notice
from store.text.hosts import is_loopback

# Settings of the person and the machine, kept by `store.workspace.personal`.
KEYS = frozenset({"language", "theme", "ffmpeg", "player", "mail.ca_file", "smtp.ca_file"})

Port = Annotated[int, msgspec.Meta(ge=0, le=65535)]
Tls = Literal["implicit", "starttls", "none"]
LetterTo = Literal["default", "sub_committee", "with_secretaries", "branch"]

_IMAP_PORTS = {"implicit": 993, "starttls": 143, "none": 143}
_SMTP_PORTS = {"implicit": 465, "starttls": 587, "none": 25}
_ROUND = re.compile(r"T-\d{1,3}")
_SECRET_KEY = re.compile(r"pass|pwd|secret|auth_?code|token|密码|授权码", re.IGNORECASE)


class Personal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `personal.toml` says; `ca_files` has the certificate file of a host.

    `notify_command` and `notify_url` are told what each sync found. `workspace` is the one that
    opens where none is named and the current folder is none.
    """

    language: Literal["zh_CN", "en"] = "zh_CN"
    theme: str = ""
    ffmpeg: str = ""
    player: str = ""
    ca_files: dict[str, str] = {}
    notify_command: str = ""
    notify_url: str = ""
    workspace: str = ""


class MailSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where mail is read: a server, or a folder of exported mail.

    `folders` empty means INBOX and the junk-like ones; `ca_file` empty means the system's
    certificates. The password is never a setting: see `store.workspace.secrets`.
    """

    kind: Literal["imap", "folder"] = "imap"
    host: str = ""
    port: Port = 0
    user: str = ""
    tls: Tls = "implicit"
    path: str = ""
    folders: tuple[str, ...] = ()
    since: date | None = None
    ca_file: str = ""


class SmtpSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where letters are sent; an empty host means that nothing can be sent, an empty user the
    mailbox's own, an empty `ca_file` the system's certificates."""

    host: str = ""
    port: Port = 0
    user: str = ""
    tls: Tls = "implicit"
    ca_file: str = ""


class LetterSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How letters are written and sent.

    `to_*` say who gets a kind of letter: the sub-committee, the same with the secretaries of the
    branches in it in copy, or one letter per branch; "default" is the sub-committee, in a
    workspace of one sub-committee each branch, and for a receipt whoever sent the mail.
    `one_a_day` puts all that an address is due on one day into one letter; without it each kind
    is a letter of its own. What is still open is said again after `repeat_days` at the earliest.
    `attach_mb` is the biggest file that goes with a letter: 163 takes mails of 71,680,000 bytes,
    and a file grows by 37 per cent on its way. `submit_to` is where a sub-committee hands on,
    "" for the mailbox of the notice.
    """

    rounds: tuple[str, ...] = ("T-7", "T-2", "T-0")
    to_reminder: LetterTo = "default"
    to_overdue: LetterTo = "default"
    to_return: LetterTo = "default"
    to_extension: LetterTo = "default"
    to_invitation: LetterTo = "default"
    to_sharing: LetterTo = "default"
    to_receipt: LetterTo = "default"
    language: Literal["default", "zh_CN", "en"] = "default"
    sender_name: str = ""
    phone: str = ""
    one_a_day: bool = True
    cool_down_hours: Annotated[int, msgspec.Meta(ge=0, le=720)] = 20
    repeat_days: Annotated[int, msgspec.Meta(ge=0, le=90)] = 3
    daily_limit: Annotated[int, msgspec.Meta(ge=1, le=2000)] = 50
    pace_s: Annotated[int, msgspec.Meta(ge=0, le=3600)] = 20
    attach_findings: bool = False
    submit_to: str = ""
    attach_mb: Annotated[int, msgspec.Meta(ge=1, le=500)] = 50


class StoreSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where facts and contents are kept: `database` is the address of one on a server, "" the file
    in the workspace; `contents` a folder or a bucket that desks share, "" the workspace's folder,
    of which a desk keeps `cache_mb`. A password is never a setting."""

    database: str = ""
    contents: str = ""
    cache_mb: Annotated[int, msgspec.Meta(ge=100, le=1_000_000)] = 4000


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Everything that holds in a workspace. `scope` names a sub-committee, "" the department.

    `own_deadline` is by when a sub-committee asks its branches, None three working days before.

    What `store.workspace.personal.KEYS` names comes from the person's own file, whatever a
    `sixones.toml` says.
    """

    notice: str
    deadline: Annotated[datetime, msgspec.Meta(tz=True)]
    window_start: date
    cohort: Annotated[int, msgspec.Meta(ge=1949, le=2999)]
    scope: str = ""
    language: Literal["zh_CN", "en"] = "zh_CN"
    demo: bool = False
    sync_minutes: Annotated[int, msgspec.Meta(ge=1, le=1440)] = 5
    own_deadline: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    grace_minutes: Annotated[int, msgspec.Meta(ge=0, le=10080)] = 0
    resolution: Literal["both", "by_side", "by_pixels"] = "both"
    eval_form_per: Literal["session", "branch"] = "session"
    ffmpeg: str = ""
    theme: str = ""
    inbox_next: bool = True
    review_blind: bool = False
    player: str = ""
    mail: MailSettings
    smtp: SmtpSettings = SmtpSettings()
    letters: LetterSettings = LetterSettings()
    store: StoreSettings = StoreSettings()

    @property
    def letter_language(self) -> Literal["zh_CN", "en"]:
        """The language of letters: that of the program, where nothing else is said."""
        chosen = self.letters.language
        return self.language if chosen == "default" else chosen


class ReadSettings(NamedTuple):
    """The settings that hold, the notice for their cohort, and the keys of the file that do not:
    those of the person or the machine, by dotted key with what the file says."""

    settings: Settings
    notice: Notice
    ignored: tuple[tuple[str, str], ...] = ()


def read_settings(
    text: str, *, file: str, notice_of: Callable[[str], Notice], personal: Personal
) -> ReadSettings:
    """Read and check the text of a settings file, and put the person's own settings over it.

    A deadline without a zone is in the notice's zone, one without a clock time is the end of
    work. A port of 0 becomes the standard one.

    Args:
        notice_of: loads the notice that the settings name.

    Raises:
        ConfigError: `settings.*` or `demo.not_loopback`, with the file, the key and the
            reason, or what `notice_of` raises.
    """
    try:
        raw = rtoml.loads(text)
    except rtoml.TomlParsingError as err:
        raise ConfigError("settings.not_toml", file=file, reason=str(err)) from err
    notice_name = raw.get("notice")
    if not isinstance(notice_name, str | None):
        raise ConfigError("settings.not_text", file=file, key="notice", reason=str(notice_name))
    if not notice_name:
        raise ConfigError("settings.missing_key", file=file, key="notice")
    notice = notice_of(notice_name)
    for key in ("deadline", "own_deadline"):
        if key in raw:
            raw[key] = _deadline(raw[key], notice, file, key)
    taken = {key: _take(raw, key) for key in sorted(KEYS)}
    try:
        settings = msgspec.convert(raw, Settings)
    except msgspec.ValidationError as err:
        raise refusal(str(err), file) from err
    settings = check_settings(with_personal(settings, personal), file=file)
    ignored = tuple(
        (key, str(value))
        for key, value in taken.items()
        if value not in (None, "", Personal().language, value_of(settings, key))
    )
    return ReadSettings(settings, notice.for_cohort(settings.cohort), ignored)


def with_personal(settings: Settings, personal: Personal) -> Settings:
    """Settings as they hold for a person: programs, certificates and tastes are hers."""
    mail, smtp = settings.mail, settings.smtp
    certificate = personal.ca_files.get
    return msgspec.structs.replace(
        settings,
        language=personal.language,
        theme=personal.theme,
        ffmpeg=personal.ffmpeg,
        player=personal.player,
        mail=msgspec.structs.replace(mail, ca_file=certificate(mail.host, "")),
        smtp=msgspec.structs.replace(smtp, ca_file=certificate(smtp.host, "")),
    )


def value_of(settings: Settings, key: str) -> Any:
    """The value of a dotted key."""
    value: Any = settings
    for part in key.split("."):
        value = getattr(value, part)
    return value


def _take(raw: dict[str, Any], key: str) -> Any:
    """Take a dotted key out of what a file says; None where it says nothing of it."""
    section, _, name = key.rpartition(".")
    holder = raw.get(section) if section else raw
    return holder.pop(name, None) if isinstance(holder, dict) else None


def check_settings(settings: Settings, *, file: str) -> Settings:
    """Check what one key alone cannot say, and fill in standard ports.

    Raises:
        ConfigError: `settings.missing_key`, `settings.tls_none`, `settings.bad_round`,
            `settings.window_late` or `demo.not_loopback`.
    """
    mail, smtp = settings.mail, settings.smtp
    needed = (
        {"mail.host": mail.host, "mail.user": mail.user}
        if mail.kind == "imap"
        else {"mail.path": mail.path}
    )
    for key, value in needed.items():
        if not value.strip():
            raise ConfigError("settings.missing_key", file=file, key=key)
    for key, part in (("mail", mail), ("smtp", smtp)):
        if not part.host or is_loopback(part.host):
            continue
        if settings.demo:
            raise ConfigError("demo.not_loopback", file=file, key=f"{key}.host", host=part.host)
        if part.tls == "none":
            raise ConfigError("settings.tls_none", file=file, key=f"{key}.tls", host=part.host)
    if settings.store.database:
        database = server_database(settings.store.database)
        if settings.demo and not database.is_local:
            raise ConfigError(
                "demo.not_loopback", file=file, key="store.database", host=database.host
            )
    if settings.store.contents:
        contents = contents_location(settings.store.contents)
        if settings.demo and isinstance(contents, S3Location) and not contents.is_local:
            raise ConfigError(
                "demo.not_loopback", file=file, key="store.contents", host=contents.host
            )
    for name in settings.letters.rounds:
        if not _ROUND.fullmatch(name):
            raise ConfigError("settings.bad_round", file=file, key="letters.rounds", round=name)
    if settings.window_start > settings.deadline.date():
        raise ConfigError(
            "settings.window_late",
            file=file,
            key="window_start",
            start=settings.window_start.isoformat(),
            deadline=settings.deadline.date().isoformat(),
        )
    if settings.own_deadline is not None and settings.own_deadline > settings.deadline:
        raise ConfigError(
            "settings.own_late",
            file=file,
            key="own_deadline",
            deadline=f"{settings.deadline:%Y-%m-%d %H:%M}",
        )
    return msgspec.structs.replace(settings, mail=with_port(mail), smtp=with_smtp_port(smtp))


def with_port(mail: MailSettings) -> MailSettings:
    """A mailbox with the usual port of its encryption where none is given."""
    return msgspec.structs.replace(mail, port=mail.port or _IMAP_PORTS[mail.tls])


def with_smtp_port(smtp: SmtpSettings) -> SmtpSettings:
    """A server for sending with the usual port of its encryption where none is given."""
    return msgspec.structs.replace(smtp, port=smtp.port or _SMTP_PORTS[smtp.tls])


def _deadline(value: Any, notice: Notice, file: str, key: str) -> Any:
    """A deadline as the file gives it, made aware; what is no moment stays for the type check."""
    dates = notice.dates
    if isinstance(value, datetime):
        return value.replace(tzinfo=dates.zone) if value.tzinfo is None else dates.local(value)
    if isinstance(value, date):
        return notice.dates.end_of(value)
    if isinstance(value, str):
        try:
            return when.parse_when(value, dates.zone, end_of_work=notice.dates.end_of_work)
        except ConfigError as err:
            raise ConfigError("settings.not_moment", file=file, key=key, reason=value) from err
    return value


# What msgspec says of a value, as codes of ours: its sentences are English only.
_UNKNOWN = re.compile(r"Object contains unknown field `(?P<field>.+)`")
_MISSING = re.compile(r"Object missing required field `(?P<field>.+)`")
_TYPE = re.compile(r"Expected `(?P<expected>.+?)`, got ")
_WRONG_TYPES = {
    "int": "settings.not_number",
    "str": "settings.not_text",
    "bool": "settings.not_yes_no",
    "date": "settings.not_moment",
    "datetime": "settings.not_moment",
    "array": "settings.not_list",
    "object": "settings.not_section",
}
_CHOICE = re.compile(r"Invalid enum value ")
_LEAST = re.compile(r"Expected `int` >= (?P<limit>-?\d+)")
_MOST = re.compile(r"Expected `int` <= (?P<limit>-?\d+)")


def refusal(message: str, file: str) -> ConfigError:
    reason, _, place = message.partition(" - at `$")
    key = place.strip("`.")
    if found := _UNKNOWN.fullmatch(reason):
        key = f"{key}.{found['field']}".strip(".")
        code = "settings.secret_in_file" if _SECRET_KEY.search(key) else "settings.unknown_key"
        return ConfigError(code, file=file, key=key)
    if found := _MISSING.fullmatch(reason):
        return ConfigError(
            "settings.missing_key", file=file, key=f"{key}.{found['field']}".strip(".")
        )
    if found := _TYPE.match(reason):
        code = _WRONG_TYPES.get(found["expected"].removesuffix(" | null"), "settings.invalid")
        return ConfigError(code, file=file, key=key or "-", reason=reason)
    if reason.startswith("Invalid RFC3339"):
        return ConfigError("settings.not_moment", file=file, key=key, reason=reason)
    if _CHOICE.match(reason):
        return ConfigError("settings.bad_choice", file=file, key=key, known=", ".join(choices(key)))
    if found := _LEAST.fullmatch(reason):
        return ConfigError("settings.too_small", file=file, key=key, limit=int(found["limit"]))
    if found := _MOST.fullmatch(reason):
        return ConfigError("settings.too_large", file=file, key=key, limit=int(found["limit"]))
    return ConfigError("settings.invalid", file=file, key=key or "-", reason=reason)


def field_type(key: str) -> Any:
    """The type of a dotted key such as `mail.tls`, or None where there is no such setting."""
    kind: Any = Settings
    for part in key.split("."):
        if not (isinstance(kind, type) and issubclass(kind, msgspec.Struct)):
            return None
        kind = typing.get_type_hints(kind).get(part)
    return kind


def choices(key: str) -> tuple[str, ...]:
    """The values that a dotted key may take, empty where it is free."""
    kind = field_type(key)
    return typing.get_args(kind) if typing.get_origin(kind) is Literal else ()


def setting_keys() -> tuple[str, ...]:
    """Every dotted key, in the order of the file; those of the person stand in another."""
    keys: list[str] = []
    for name, kind in typing.get_type_hints(Settings).items():
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
            keys += [f"{name}.{part}" for part in typing.get_type_hints(kind)]
        else:
            keys.append(name)
    return tuple(keys)
