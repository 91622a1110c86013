"""What is wrong with a notice's TOML: the key, and what is expected there, as an error."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, Literal, get_args, get_origin

import msgspec

from store.errors import ConfigError

_AT = " - at `$"
_MISSING = re.compile(r"Object missing required field `(?P<key>[^`]+)`")
_UNKNOWN = re.compile(r"Object contains unknown field `(?P<key>.*)`")
_KIND = re.compile(r"Expected `(?P<wanted>[^`]+)`, got `\w+`")
_CHOICE = re.compile(r"Invalid enum value '(?P<value>.*)'")


def fault(file: str, key: str, reason: str) -> ConfigError:
    """An error on one key; `reason` is worded by `store.text.reasons`."""
    return ConfigError("notice.invalid", file=file, key=key, reason=reason)


def fault_of(
    err: msgspec.ValidationError, raw: Mapping[str, Any], whole: type, file: str
) -> ConfigError:
    """What msgspec says of a notice, with its key by names instead of numbers."""
    said, _, place = str(err).partition(_AT)
    path = _path(place.rstrip("`"))
    if found := _MISSING.fullmatch(said):
        return fault(file, _named([*path, found["key"]], raw), "missing key")
    if found := _UNKNOWN.fullmatch(said):
        return fault(file, _named([*path, found["key"]], raw), "unknown key")
    if found := _CHOICE.fullmatch(said):
        known = ", ".join(_choices(path, whole))
        said = f"{found['value']} is none of: {known}"
    elif found := _KIND.fullmatch(said):
        wanted = found["wanted"] if "|" not in found["wanted"] else "value"
        said = f"not of kind {wanted}"
    elif "RFC3339" in said:
        said = "not of kind date"
    return fault(file, _named(path, raw), said)


def _path(place: str) -> list[str | int]:
    """`.items[0].clause` as its parts."""
    return [
        int(number) if number else name for name, number in re.findall(r"\.?(\w+)|\[(\d+)\]", place)
        if name or number
    ]  # fmt: skip


def _named(path: Sequence[str | int], raw: Mapping[str, Any]) -> str:
    """A path with the id or code of an entry instead of its number, where it has one."""
    names: list[str] = []
    node: Any = raw
    for part in path:
        try:
            node = node[part]
        except (KeyError, IndexError, TypeError):
            node = None
        if isinstance(part, int):
            own = node if isinstance(node, Mapping) else {}
            names.append(str(own.get("id") or own.get("code") or part + 1))
        else:
            names.append(part)
    return ".".join(names) or "-"


def _choices(path: Sequence[str | int], whole: type) -> list[str]:
    """What may stand at a path: the values of its type."""
    found: Any = whole
    for part in path:
        if isinstance(part, int):
            found = get_args(found)[0]
        else:
            found = next(one.type for one in msgspec.structs.fields(found) if one.name == part)
    if get_origin(found) is tuple:
        found = get_args(found)[0]
    if get_origin(found) is Literal:
        return [str(value) for value in get_args(found)]
    return [str(value) for value in found] if issubclass(found, StrEnum) else []
