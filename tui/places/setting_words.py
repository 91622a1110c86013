"""Settings in words: their names, their values, and the values that they may take."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from store.text.wording import LANGUAGES, Wording
from store.workspace.settings import choices, field_type, setting_keys
from tui.base.inks import INKS

# What one comes for most often stands first; `demo` is for ever.
_FIRST = ("language", "theme", "deadline", "grace_minutes", "sync_minutes", "scope")
_HIDDEN = frozenset(("demo", "store.database", "store.contents"))


def shown_keys() -> tuple[str, ...]:
    """The keys of the settings, in the order of the screen."""
    rest = (key for key in setting_keys() if key not in _FIRST and key not in _HIDDEN)
    return (*_FIRST, *rest)


def section_of(key: str) -> str:
    """The section of a key; "general" where it has none."""
    return key.rpartition(".")[0] or "general"


def name_of(key: str, wording: Wording) -> str:
    """What a setting is called; its key where the catalogs have no name."""
    code = f"settings.name.{key}"
    return wording.say(code) if wording.has(code) else key


def value_words(key: str, value: Any, wording: Wording) -> str:
    """A value as people read it."""
    if isinstance(value, bool):
        return wording.say("settings.yes" if value else "settings.no")
    name = key.rpartition(".")[2]
    code = f"settings.value.{'to' if name.startswith('to_') else name}.{value}"
    if isinstance(value, str) and wording.has(code):
        return wording.say(code)
    text = typed_text(value)
    return text or wording.say("settings.empty")


def typed_text(value: Any) -> str:
    """A value as one types it."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return "; ".join(map(str, value))
    return "" if value is None else str(value)


def values_for(key: str, units: tuple[str, ...]) -> tuple[str, ...]:
    """The values to choose from; none where one types. `units` are the sub-committees' names."""
    if key == "theme":
        return tuple(INKS)
    if key == "language":
        return LANGUAGES
    if key == "scope":
        return ("", *units)
    if field_type(key) is bool:
        return ("true", "false")
    return choices(key)
