"""The mails of the demonstration as scripts: who sends what and when, read from `stories/`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec

from mailsync.demo.wire import HeaderCode, NameCode, TransferCode
from store.model import FileKind

Make = Literal[
    "plan",
    "news",
    "article",
    "contents",
    "form",
    "minutes",
    "paper",
    "summary",
    "photo",
    "video",
    "empty",
    "archive",
    "copy",
]


class FileScript(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file. What only some kinds need has a default; `heading` replaces the branch's name."""

    name: str
    make: Make
    kind: FileKind = FileKind.OTHER
    branch: str | None = None
    several: tuple[str, ...] = ()
    heading: str = ""
    title: str = ""
    chars: int = 1400
    pictures: int = 0
    listed: tuple[str, ...] = ()
    seconds: int = 0
    size: tuple[int, int] = (1024, 768)
    voice: bool = True
    container: str = "mp4"
    members: tuple[FileScript, ...] = ()
    name_charset: str = "utf-8"
    password: str = ""
    of: str = ""
    media_type: str = ""
    inline: bool = False


class LinkScript(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file that stays on a server; `days` is how long, None where the mail does not say."""

    host: Literal["163", "qq", "baidu"]
    name: str
    kind: FileKind
    branch: str | None
    size: str = ""
    days: int | None = None


class MailScript(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One mail.

    Attributes:
        id: also names the line of the catalogs that says what is particular, `story.ID`.
        sender: a sub-committee ("S05", or "S05/2" for its second address), a branch, or
            "name <address>".
        days, clock: arrival, in calendar days before the deadline's day, Asia/Shanghai.
        date: what the Date header says of it.
    """

    id: str
    sender: str
    subject: str
    body: str
    days: int = 0
    clock: str = "09:00:00"
    folder: str = "INBOX"
    header_code: HeaderCode = "utf8-b"
    name_code: NameCode = "utf8-b"
    charset: str = "utf-8"
    transfer: TransferCode = "base64"
    html: bool = False
    date: Literal["sent", "utc", "absurd", "missing"] = "sent"
    extra: Mapping[str, str] = {}
    files: tuple[FileScript, ...] = ()
    links: tuple[LinkScript, ...] = ()
    forwarded: tuple[MailScript, ...] = ()


class _Stories(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    mail: tuple[MailScript, ...]


@cache
def mail_scripts() -> tuple[MailScript, ...]:
    """Read every script, in the order of the files and of each file."""
    folder = files(__package__).joinpath("stories")
    return tuple(
        mail
        for source in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if source.name.endswith(".toml")
        for mail in msgspec.toml.decode(source.read_bytes(), type=_Stories).mail
    )
