"""The fields that a mark is given by, on the board and from a mail: until when, which day, why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import partial

from store.errors import ConfigError, UsageError
from store.notice.calendar import load_calendar
from store.notice.when import parse_day, parse_until
from tui.base.desk import Desk
from tui.dialogs.form import Field

YES, NO = "yes", "no"


def until_of(text: str, base: datetime, desk: Desk) -> datetime:
    """A typed moment; `+2` is counted from `base`, 后天 from today.

    Raises:
        ConfigError: `when.unreadable`.
    """
    dates = desk.workspace.notice.dates
    return parse_until(text, base, dates.zone, end_of_work=dates.end_of_work, now=desk.clock())


def day_of(text: str, desk: Desk) -> date:
    """A typed day; 后天 is counted from today.

    Raises:
        ConfigError: `when.no_day`.
    """
    return parse_day(text, desk.today, desk.workspace.notice.dates.zone)


def moment_words(moment: datetime, desk: Desk) -> str:
    """A moment as it is said on the board."""
    local = desk.workspace.notice.dates.local(moment)
    return f"{local.month}-{local.day:02d} {local.hour}:{local.minute:02d}"


def meaning(text: str, *, base: datetime, desk: Desk, day_only: bool = False) -> str:
    """What a typed moment means: day, weekday, time, and that it is a day of rest."""
    workspace, say = desk.workspace, desk.wording.say
    try:
        local = workspace.notice.dates.local(until_of(text, base, desk))
    except ConfigError:
        return ""
    calendar = load_calendar(workspace.notice.dates, workspace.days)
    weekday = say(f"letters.weekday.{local.isoweekday()}")
    rest = "" if calendar.is_workday(local.date()) else say("mark.rest_day")
    clock = "" if day_only else f" {local:%H:%M}"
    return f"{local:%Y-%m-%d} {weekday}{clock}{rest}"


def day_field(desk: Desk, label: str, value: str = "", *, hint: str = "") -> Field:
    """A day."""
    means = partial(meaning, base=desk.clock(), desk=desk, day_only=True)
    return Field("day", label, value, hint=hint, errors=("when.",), means=means)


def marked_day(desk: Desk) -> Field:
    """The day of what is marked: today, where nothing else is typed."""
    return day_field(desk, desk.wording.say("mark.day"), desk.today.isoformat())


def reason_field(desk: Desk, reason: str = "") -> Field:
    """Why; it is needed."""
    say = desk.wording.say
    hint = say("mark.reason_hint")
    return Field("reason", say("mark.reason"), reason, hint=hint, errors=("mark.no_reason",))


def need_reason(values: Mapping[str, str]) -> None:
    """Refuse a form without a reason.

    Raises:
        UsageError: `mark.no_reason`.
    """
    if not values["reason"]:
        raise UsageError("mark.no_reason")


def extension_fields(desk: Desk, *, until: str = "", reason: str = "") -> tuple[Field, ...]:
    """Until when an extension is given, why, and whether letters tell the reason."""
    say = desk.wording.say
    told = ((NO, say("mark.tell_reason_no")), (YES, say("mark.tell_reason_yes")))
    return (
        Field(
            "until",
            say("mark.until"),
            until,
            hint=say("mark.until_hint"),
            errors=("when.", "mark.extension_adds_nothing"),
            means=partial(meaning, base=desk.workspace.asked_by, desk=desk),
        ),
        reason_field(desk, reason),
        Field("tell", say("mark.tell_reason"), NO, told),
    )


def check_extension(values: Mapping[str, str], desk: Desk) -> None:
    """Refuse an extension that does not end after the deadline, or has no reason.

    Raises:
        ConfigError: `when.unreadable`.
        UsageError: `mark.extension_adds_nothing`, `mark.no_reason`.
    """
    deadline = desk.workspace.asked_by
    if until_of(values["until"], deadline, desk) <= deadline:
        raise UsageError("mark.extension_adds_nothing")
    need_reason(values)
