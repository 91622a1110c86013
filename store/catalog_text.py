"""The text of a catalog: TOML of one message a line, read ten times sooner than by tomllib."""

from __future__ import annotations

import re
import tomllib
from types import MappingProxyType

Message = str | dict[str, str]

_TEXT = r'("(?:[^"\\\x00-\x08\x0a-\x1f\x7f]|\\.)*")'
_ESCAPE = re.compile(r"\\(.)")
_ESCAPED = MappingProxyType({"n": "\n", "t": "\t", '"': '"', "\\": "\\"})
# Most lines are this: no escapes, so that one look over the text finds them all.
_SIMPLE = re.compile(
    r'^"([^"\\\x00-\x1f\x7f]*)" = "([^"\\\x00-\x08\x0a-\x1f\x7f]*)"$', re.MULTILINE
)
_MESSAGE = re.compile(rf"{_TEXT} = {_TEXT}")
_PAIR = re.compile(rf"{_TEXT} = \{{ *one = {_TEXT}, other = {_TEXT} *\}}")


def read_catalog(text: str) -> dict[str, Message]:
    """Read a catalog: lines in its usual form at once, a text with any other line by tomllib.

    Raises:
        tomllib.TOMLDecodeError: the text is no TOML, or has a code twice.
    """
    if "'''" in text or '"""' in text:
        return tomllib.loads(text)
    simple = _SIMPLE.findall(text)
    messages: dict[str, Message] = dict(simple)
    count = len(simple)
    try:
        for line in _SIMPLE.sub("", text).split("\n"):
            if not line or line.startswith("#"):
                continue
            count += 1
            if found := _PAIR.fullmatch(line):
                pair = {"one": _plain(found[2]), "other": _plain(found[3])}
                messages[_plain(found[1])] = pair
            elif found := _MESSAGE.fullmatch(line):
                messages[_plain(found[1])] = _plain(found[2])
            else:
                return tomllib.loads(text)
    except ValueError:
        return tomllib.loads(text)
    return messages if len(messages) == count else tomllib.loads(text)


def _plain(quoted: str) -> str:
    """The text within quotes.

    Raises:
        ValueError: an escape other than the usual ones.
    """
    if "\\" not in quoted:
        return quoted[1:-1]
    return _ESCAPE.sub(_escaped, quoted[1:-1])


def _escaped(found: re.Match[str]) -> str:
    if found[1] not in _ESCAPED:
        raise ValueError(found[0])
    return _ESCAPED[found[1]]
