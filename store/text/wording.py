"""All prose for people: catalogs of messages by code, Chinese first, English complete."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import rtoml

from store.errors import ConfigError, SixOnesError
from store.text.reasons import reason_code
from store.text.visible import visible_body

_CATALOGS = Path(__file__).parents[1] / "catalogs"
LANGUAGES = ("zh_CN", "en")

Message = str | dict[str, str]


class Wording:
    """The messages of one language.

    A message is a text with `{param}` fields, or a pair `{one = ..., other = ...}` of which
    the param `n` picks.
    """

    def __init__(self, language: str, messages: Mapping[str, Message]) -> None:
        self.language = language
        self._messages = messages

    def say(self, code: str, /, **params: object) -> str:
        """Word one message; text in `params` is made visible first, a known `reason` is worded.

        Raises:
            KeyError: the catalogs have no such code or a param is missing (a bug of ours).
        """
        message = self._messages[code]
        if isinstance(message, dict):
            message = message["one" if params.get("n") == 1 else "other"]
        if not params and "{" not in message and "}" not in message:
            return message
        shown = {
            name: visible_body(value) if isinstance(value, str) else value
            for name, value in params.items()
        }
        if isinstance(reason := shown.get("reason"), str):
            shown["reason"] = self._reason(reason)
        return message.format_map(shown)

    def beside(self, messages: Mapping[str, Message]) -> Wording:
        """The same messages and some more, such as what a notice calls its own items."""
        return Wording(self.language, {**self._messages, **messages})

    def _reason(self, text: str) -> str:
        found = reason_code(text)
        return text if found is None or not self.has(found[0]) else self.say(found[0], **found[1])

    def has(self, code: str) -> bool:
        """Whether the catalogs know `code`."""
        return code in self._messages

    def error(self, error: SixOnesError, *, place: str = "") -> str:
        """Word an error: what happened and what to do; an act is named as everywhere else.

        Args:
            place: where it is told; `PLACE.error.CODE` says what to do there, else `error.CODE`.

        A code may end in the provider that the error is about: its help is another.
        """
        fields = dict(error.fields)
        act = f"act.{str(fields.get('act', '')).removeprefix('undo.')}"
        if self.has(act):
            fields["act"] = self.say(act)
        codes = [f"{place}.error.{error.code}", f"error.{error.code}"]
        if provider := fields.get("provider"):
            codes = [one for code in codes for one in (f"{code}.{provider}", code)]
        return self.say(next((one for one in codes if self.has(one)), codes[-1]), **fields)

    @property
    def codes(self) -> frozenset[str]:
        """Every code of this language."""
        return frozenset(self._messages)


@cache
def load(language: str) -> Wording:
    """Read the catalogs of `language` ("zh_CN" or "en"), all areas merged.

    Raises:
        ConfigError: `language.unknown`, or `catalog.duplicate` where two areas share a code.
    """
    if language not in LANGUAGES:
        raise ConfigError("language.unknown", language=language, known=", ".join(LANGUAGES))
    messages: dict[str, Message] = {}
    for area in sorted(_CATALOGS.joinpath(language).glob("*.toml")):
        for code, message in rtoml.loads(area.read_text(encoding="utf-8")).items():
            if code in messages:
                raise ConfigError("catalog.duplicate", message=code, file=area.name)
            messages[code] = message
    return Wording(language, messages)
