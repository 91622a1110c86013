"""The text of a `sixones.toml`: composed with comments, changed in place, replaced durably."""

from __future__ import annotations

import os
import tempfile
from datetime import date, datetime
from pathlib import Path

import msgspec

from store.files.durable import sync_folder, writing
from store.text.wording import Wording
from store.workspace.settings import KEYS, Settings, setting_keys

SettingValue = str | int | bool | date | datetime | tuple[str, ...] | list[str] | None


def compose(settings: Settings, wording: Wording) -> str:
    """Write settings as a commented file; the comments are in the language of `wording`."""
    import tomlkit

    document = tomlkit.document()
    _comment(document, wording.say("settings.comment"))
    sections: dict[str, tomlkit.items.Table] = {}
    for key in setting_keys():
        if key in KEYS:
            continue
        section, _, name = key.rpartition(".")
        holder: tomlkit.TOMLDocument | tomlkit.items.Table = document
        if section:
            if section not in sections:
                document.add(tomlkit.nl())
                sections[section] = tomlkit.table()
                _comment(sections[section], wording.say(f"settings.comment.{section}"))
                document.add(section, sections[section])
            holder = sections[section]
        else:
            document.add(tomlkit.nl())
        _comment(holder, wording.say(f"settings.comment.{key}"))
        value = _value(settings, key)
        if value is not None:
            holder.add(name, tomlkit.item(value))
    return tomlkit.dumps(document)


def with_value(text: str, key: str | tuple[str, ...], value: SettingValue) -> str:
    """Change one key of a valid file and nothing else; None takes the line away.

    Args:
        key: dotted, or section and name apart, where the name itself may have a dot.
    """
    import tomlkit

    document = tomlkit.parse(text)
    *sections, name = key.split(".") if isinstance(key, str) else key
    section = ".".join(sections)
    if section and section not in document:
        if value is None:
            return text
        document.add(section, tomlkit.table())
    holder = document[section] if section else document
    if not isinstance(holder, tomlkit.TOMLDocument | tomlkit.items.AbstractTable):
        return text
    if value is None:
        if name in holder:
            holder.remove(name)
    else:
        holder[name] = tomlkit.item(list(value) if isinstance(value, tuple) else value)
    return tomlkit.dumps(document)


def replace_file(path: Path, text: str) -> None:
    """Put `text` in the place of a file: the old one or the new one stands, never a part.

    Raises:
        StoreError: `disk.full` or `disk.write`; the old file stands.
    """
    target = path.resolve()
    with writing(target.parent):
        handle, name = tempfile.mkstemp(prefix=f".{target.name}-", dir=target.parent)
        temporary = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as out:
                out.write(text)
                out.flush()
                os.fsync(out.fileno())
            if target.exists():
                temporary.chmod(target.stat().st_mode & 0o777)
            temporary.replace(target)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        sync_folder(target.parent)


def _comment(holder: object, text: str) -> None:
    import tomlkit

    if isinstance(holder, tomlkit.TOMLDocument | tomlkit.items.Table):
        for line in text.splitlines():
            holder.add(tomlkit.comment(line) if line else tomlkit.nl())


def _value(settings: Settings, key: str) -> SettingValue:
    value: object = settings
    for part in key.split("."):
        value = getattr(value, part)
    if isinstance(value, tuple):
        return [str(entry) for entry in value]
    plain: SettingValue = msgspec.to_builtins(value, builtin_types=(date, datetime))
    return plain
