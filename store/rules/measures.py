"""Typed reading of measures, and findings made from a limit of the notice."""

from __future__ import annotations

import math

from store.model import Finding, JsonValue, Params
from store.notice.notice import Limit, Notice


def number(measures: Params, name: str) -> float | None:
    """A measured number; None where it was not measured or nothing finite came out."""
    value = measures.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if isinstance(value, int) or math.isfinite(value) else None


def whole(measures: Params, name: str, default: int = 0) -> int:
    """A measured count."""
    value = number(measures, name)
    return default if value is None else int(value)


def text(measures: Params, name: str) -> str:
    """A measured word; "" where there is none."""
    value = measures.get(name)
    return value if isinstance(value, str) else ""


def limit_number(limit: Limit) -> float:
    """A limit's value as a number; a limit of another type rules nothing."""
    return limit.value if isinstance(limit.value, int | float) else float("nan")


def ruled(limit: Limit, /, **params: JsonValue) -> Finding:
    """A finding in the words and with the severity of a limit of the notice."""
    return Finding(
        limit.code, limit.severity, {**params, "words": limit.words}, clause=limit.clause
    )


def over(
    notice: Notice, code: str, measured: float | None, **params: JsonValue
) -> tuple[Finding, ...]:
    """The finding `code` where a measure is greater than its limit."""
    limit = notice.limit(code)
    if limit is None or measured is None or not measured > limit_number(limit):
        return ()
    return (ruled(limit, measured=measured, limit=limit_number(limit), **params),)


def under(
    notice: Notice, code: str, measured: float | None, **params: JsonValue
) -> tuple[Finding, ...]:
    """The finding `code` where a measure is less than its limit."""
    limit = notice.limit(code)
    if limit is None or measured is None or not measured < limit_number(limit):
        return ()
    return (ruled(limit, measured=measured, limit=limit_number(limit), **params),)
