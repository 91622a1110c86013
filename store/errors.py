"""Errors: a code and typed fields; prose is made from them by `store.text.wording`."""

from __future__ import annotations


class SixOnesError(Exception):
    """Something we could not do. `code` names a message of the catalogs, `fields` fill it."""

    exit_code = 1

    def __init__(self, code: str, **fields: object) -> None:
        super().__init__(code, fields)
        self.code = code
        self.fields = fields


class UsageError(SixOnesError):
    """The command or its input is wrong: mend the command line or the file."""

    exit_code = 2


class ConfigError(SixOnesError):
    """A notice, a roster or a setting is wrong: mend the file that `fields` name."""

    exit_code = 2


class MailboxError(SixOnesError):
    """The mailbox could not be read: check network, server name or authorization code."""

    exit_code = 3


class StoreError(SixOnesError):
    """The workspace could not be read or written: check disk, database or a second program."""

    exit_code = 4
