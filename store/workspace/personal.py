"""Settings of the person and the machine: they lie in the user's own configuration folder.

Whatever names a program, a certificate or a taste is read from there and never from a workspace,
which may come from somebody else. `settings.KEYS` are the fields that it holds.
"""

from __future__ import annotations

from pathlib import Path

import msgspec
import rtoml

from store.errors import ConfigError
from store.files.durable import writing
from store.files.private import private_folder
from store.workspace.config_folder import PERSONAL_FILE, config_folder
from store.workspace.settings import Personal, refusal
from store.workspace.settings_file import replace_file, with_value


def personal_file() -> Path:
    """The file of the person's settings, whether or not it is there."""
    return config_folder() / PERSONAL_FILE


def read_personal() -> Personal:
    """Read the person's settings; the defaults where there are none.

    Raises:
        ConfigError: `settings.*`, with the file and what is wrong in it.
    """
    file = personal_file()
    try:
        raw = rtoml.loads(_text(file))
        return msgspec.convert(raw, Personal)
    except rtoml.TomlParsingError as err:
        raise ConfigError("settings.not_toml", file=str(file), reason=str(err)) from err
    except msgspec.ValidationError as err:
        raise refusal(str(err), str(file)) from err


def change_personal(key: str, value: str | None, *, host: str = "") -> None:
    """Write one of `settings.KEYS`; None takes it away. The file is made where it is missing.

    Args:
        host: whose certificate file it is, for a key that ends in `ca_file`.

    Raises:
        ConfigError: the file that stands there is wrong; `settings.missing_key` without a host.
        StoreError: `disk.*`.
    """
    read_personal()
    file = personal_file()
    if key.endswith(".ca_file"):
        if not host:
            named = key.replace("ca_file", "host")
            raise ConfigError("settings.missing_key", file=str(file), key=named)
        place: tuple[str, ...] = ("ca_files", host)
    else:
        place = (key,)
    before = _text(file)
    text = with_value(before, place, value or None)
    if text != before:
        with writing(file.parent):
            private_folder(file.parent)
        replace_file(file, text)


def keep_language(language: str) -> None:
    """Note the language that a person set the program up in.

    Raises:
        ConfigError: the file that stands there is wrong.
        StoreError: `disk.*`.
    """
    if language != read_personal().language:
        change_personal("language", language)


def keep_workspace(folder: Path) -> None:
    """Note the workspace that opens where none is named.

    Raises:
        ConfigError: the file that stands there is wrong.
        StoreError: `disk.*`.
    """
    change_personal("workspace", str(folder.absolute()))


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except OSError as err:
        reason = err.strerror or ""
        raise ConfigError("settings.unreadable", file=str(file), reason=reason) from err
    except UnicodeDecodeError as err:
        raise ConfigError("settings.not_utf8", file=str(file)) from err
