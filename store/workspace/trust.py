"""Which workspaces a person trusts: asked once, before one connects anywhere or writes a letter.

A workspace is a folder that may come from anybody: it names the servers that a password is sent
to and the templates that letters are made of. What was confirmed lies in the user's own folder,
one file a workspace: its place, its owner, and the servers and users it connects to. A copy in
another place, a folder that changed its owner, or another server is asked about again.
"""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path
from typing import Literal

import msgspec

from store.db.location import server_database
from store.errors import ConfigError
from store.files import digest as digests
from store.files.durable import writing
from store.files.private import private_folder
from store.files.shared.location import S3Location, contents_location
from store.workspace.config_folder import config_folder
from store.workspace.settings import Settings

_FOLDER = "trusted"


class Destination(msgspec.Struct, frozen=True, order=True):
    """Something that a workspace reaches for: `use` is the section of the settings."""

    use: str
    host: str
    user: str


class Trusted(msgspec.Struct, frozen=True):
    """What a person confirmed of one workspace."""

    folder: str
    owner: int
    destinations: tuple[Destination, ...]


def destinations(settings: Settings) -> tuple[Destination, ...]:
    """Every server that a workspace connects to, and the folder that its mail is read from."""
    mail, smtp = settings.mail, settings.smtp
    found = []
    if mail.kind == "imap":
        found.append(Destination("mail", mail.host.lower(), mail.user))
    else:
        found.append(Destination("mail", "", mail.path))
    if smtp.host:
        found.append(Destination("smtp", smtp.host.lower(), smtp.user or mail.user))
    if settings.store.database:
        database = server_database(settings.store.database)
        found.append(Destination("database", database.host.lower(), str(database)))
    if settings.store.contents:
        contents = contents_location(settings.store.contents)
        host = contents.host.lower() if isinstance(contents, S3Location) else ""
        found.append(Destination("contents", host, str(contents)))
    return tuple(found)


def why_untrusted(
    workspace: Path, settings: Settings
) -> Literal["new", "owner", "destination"] | None:
    """Why a person has to be asked first; None where nothing has to be asked."""
    known = _confirmed(workspace)
    if known is None:
        return "new"
    if known.owner != _owner(workspace):
        return "owner"
    if not set(destinations(settings)) <= set(known.destinations):
        return "destination"
    return None


def trust(workspace: Path, settings: Settings) -> None:
    """Note that a person confirmed a workspace as it is now.

    Raises:
        StoreError: `disk.full` or `disk.write`.
    """
    from store.workspace.settings_file import replace_file

    file = _file(workspace)
    with writing(file.parent):
        private_folder(file.parent)
    _forget_thrown_away(file.parent)
    noted = Trusted(
        str(workspace.resolve()),
        _owner(workspace),
        destinations(settings),
    )
    replace_file(file, msgspec.json.encode(noted).decode())


def trust_if_known(workspace: Path, settings: Settings) -> None:
    """Trust a workspace that reaches for nothing but what this person confirmed before.

    Raises:
        StoreError: `disk.full` or `disk.write`.
    """
    if set(destinations(settings)) <= _all_confirmed():
        trust(workspace, settings)


def is_confirmed(use: str, host: str) -> bool:
    """Whether this person confirmed a host for a use, in whatever workspace."""
    return any(one.use == use and one.host == host.lower() for one in _all_confirmed())


def _all_confirmed() -> set[Destination]:
    confirmed: set[Destination] = set()
    for file in (config_folder() / _FOLDER).glob("*.json"):
        with contextlib.suppress(OSError, msgspec.DecodeError):
            confirmed |= set(msgspec.json.decode(file.read_bytes(), type=Trusted).destinations)
    return confirmed


def require_trust(workspace: Path, settings: Settings) -> None:
    """Refuse a workspace that was not confirmed.

    Raises:
        ConfigError: `workspace.untrusted`, with what it would connect to.
    """
    if why_untrusted(workspace, settings) is not None:
        raise ConfigError(
            "workspace.untrusted",
            folder=str(workspace.absolute()),
            reaches=reaches(settings),
        )


def reaches(settings: Settings) -> str:
    """The destinations on one line, as people read them."""
    named = (
        f"{one.host or one.user} ({one.user})" if one.host else one.user
        for one in destinations(settings)
    )
    return "; ".join(named)


def _confirmed(folder: Path) -> Trusted | None:
    try:
        known = msgspec.json.decode(_file(folder).read_bytes(), type=Trusted)
    except (OSError, msgspec.DecodeError):
        return None
    return known if known.folder == str(folder.resolve()) else None


def _file(folder: Path) -> Path:
    name = digests.sha256(str(folder.resolve()).encode("utf-8", "surrogateescape")).hexdigest()
    return config_folder() / _FOLDER / f"{name[:32]}.json"


def _owner(folder: Path) -> int:
    return folder.stat().st_uid


def _forget_thrown_away(folder: Path) -> None:
    """Demonstrations are made in folders that go with them: their notes go too."""
    passing = str(Path(tempfile.gettempdir()).resolve())
    for file in folder.glob("*.json"):
        with contextlib.suppress(OSError, msgspec.DecodeError):
            known = msgspec.json.decode(file.read_bytes(), type=Trusted)
            if known.folder.startswith(passing) and not Path(known.folder).exists():
                file.unlink()
