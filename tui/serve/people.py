"""Who may log in to the browser's dashboard: names, units and hashes in a file of their own."""

from __future__ import annotations

import secrets
from pathlib import Path

import argon2
import msgspec

from store.errors import ConfigError, UsageError
from store.workspace.settings_file import replace_file

PEOPLE_FILE = "serve-users.json"


class WebUser(msgspec.Struct, frozen=True):
    """One who may log in; `unit` is the sub-committee that they see, "" for the department."""

    name: str
    unit: str
    hash: str


class People:
    """The file of those who may log in, as it is each time somebody asks."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._hasher = argon2.PasswordHasher()
        # An unknown name takes as long as a wrong password.
        self._nobody = self._hasher.hash(secrets.token_urlsafe(16))

    def all(self) -> tuple[WebUser, ...]:
        """Everybody, by name.

        Raises:
            ConfigError: `serve.users`: the file is none of ours.
        """
        try:
            content = self._file.read_bytes()
        except FileNotFoundError:
            return ()
        except OSError as err:
            raise ConfigError("serve.users", file=str(self._file)) from err
        try:
            return msgspec.json.decode(content, type=tuple[WebUser, ...])
        except msgspec.DecodeError as err:
            raise ConfigError("serve.users", file=str(self._file)) from err

    def named(self, name: str) -> WebUser | None:
        """Somebody by name."""
        return next((one for one in self.all() if one.name == name), None)

    def logged_in(self, name: str, password: str) -> WebUser | None:
        """Who that is; None where name or password is wrong."""
        person = self.named(name)
        try:
            self._hasher.verify(person.hash if person else self._nobody, password)
        except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
            return None
        return person

    def add(self, name: str, unit: str) -> str:
        """Let somebody in, or give them a new password; it is told this once.

        Raises:
            UsageError: `team.name`; StoreError: `disk.*`.
        """
        if not name.strip() or not name.isprintable():
            raise UsageError("team.name", name=name)
        password = secrets.token_urlsafe(12)
        others = [one for one in self.all() if one.name != name]
        self._write([*others, WebUser(name, unit, self._hasher.hash(password))])
        return password

    def remove(self, name: str) -> None:
        """Let somebody in no more.

        Raises:
            UsageError: `serve.unknown`; StoreError: `disk.*`.
        """
        if self.named(name) is None:
            raise UsageError("serve.unknown", name=name)
        self._write([one for one in self.all() if one.name != name])

    def _write(self, people: list[WebUser]) -> None:
        content = msgspec.json.format(
            msgspec.json.encode(sorted(people, key=lambda one: one.name)), indent=1
        )
        replace_file(self._file, content.decode())
