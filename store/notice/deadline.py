"""The countdown to a deadline, in time, days and working days; pure, `now` is a parameter."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

import msgspec

from store.notice.calendar import WorkCalendar
from store.text.wording import Wording

# Amber under this many working days (the user's rule, not the notice's).
AMBER_UNDER = 3

Phase = Literal["calm", "amber", "red", "over"]


class Countdown(msgspec.Struct, frozen=True):
    """How far the deadline is.

    Attributes:
        remaining: negative when over.
        days: from today's date to the deadline's; 0 on the day and after.
        working_days: working days from today to the deadline's day, both counted; today only
            before its end of work, the deadline's day only before the deadline.
        estimated: make-up days of a year in between are not known.
        phase: "red" on the deadline's day, "amber" under three working days, "over" after
            the deadline; at its very second it is not over.
        days_over: from the deadline's date to today's; 0 until the next day.
        with_today: today is one of the working days.
    """

    remaining: timedelta
    days: int
    working_days: int
    estimated: bool
    phase: Phase
    days_over: int
    with_today: bool = False


def countdown(now: datetime, deadline: datetime, *, calendar: WorkCalendar) -> Countdown:
    """Count from `now` to `deadline`, both aware; days are those of the deadline's zone."""
    local = now.astimezone(deadline.tzinfo)
    remaining = deadline - now
    days = (deadline.date() - local.date()).days
    if remaining < timedelta(0):
        return Countdown(remaining, 0, 0, False, "over", -days)
    today = local.date()
    with_today = calendar.is_workday(today) and (
        today == deadline.date() or local.time() < calendar.end_of_work
    )
    working_days = with_today + sum(
        calendar.is_workday(today + timedelta(days=offset)) for offset in range(1, days + 1)
    )
    estimated = any(calendar.is_estimated(year) for year in range(local.year, deadline.year + 1))
    if days == 0:
        phase: Phase = "red"
    else:
        phase = "amber" if working_days < AMBER_UNDER else "calm"
    return Countdown(remaining, days, working_days, estimated, phase, 0, with_today)


def effective_limit(
    deadline: datetime, *, extension: datetime | None = None, grace: timedelta = timedelta(0)
) -> datetime:
    """The last moment that is in time: an extension only ever adds, the grace comes on top."""
    return (deadline if extension is None else max(deadline, extension)) + grace


def clock_left(counted: Countdown) -> str:
    """The time left to the second as a clock, hours without end; 0:00:00 when it is over."""
    seconds = max(int(counted.remaining.total_seconds()), 0)
    return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def describe_countdown(counted: Countdown, wording: Wording) -> str:
    """Word a countdown in one line: one figure, working days, and a clock on the last day."""
    if counted.phase == "over":
        if counted.days_over == 0:
            return wording.say("deadline.over_today")
        return wording.say("deadline.over", n=counted.days_over)
    if counted.phase == "red":
        return wording.say("deadline.today", clock=clock_left(counted))
    return describe_working_days(counted, wording)


def describe_days(counted: Countdown, wording: Wording) -> str:
    """As `describe_countdown` without a clock."""
    if counted.phase == "red":
        return wording.say("deadline.only_today")
    return describe_countdown(counted, wording)


def describe_working_days(counted: Countdown, wording: Wording) -> str:
    """Word the working days that are left, and whether today is one of them."""
    code = "deadline.working_today" if counted.with_today else "deadline.working"
    if counted.working_days == 0:
        code = "deadline.no_working"
    said = wording.say(code, n=counted.working_days)
    return wording.say("deadline.estimated", said=said) if counted.estimated else said


def describe_briefly(counted: Countdown, wording: Wording) -> str:
    """As `describe_countdown` for a narrow line."""
    if counted.phase in ("over", "red") or not counted.working_days:
        return describe_countdown(counted, wording)
    return wording.say("deadline.brief", n=counted.working_days)


def working_days_before(deadline: datetime, number: int, calendar: WorkCalendar) -> datetime:
    """The end of work so many working days before a deadline."""
    day = deadline.date()
    while number:
        day -= timedelta(days=1)
        number -= calendar.is_workday(day)
    return datetime.combine(day, calendar.end_of_work, deadline.tzinfo)
