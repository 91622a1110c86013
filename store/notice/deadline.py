"""The countdown to a deadline, in time, days and working days; pure, `now` is a parameter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from store.notice.calendar import WorkCalendar
from store.text.wording import Wording

# Amber under this many working days (the user's rule, not the notice's).
AMBER_UNDER = 3

Phase = Literal["calm", "amber", "red", "over"]


@dataclass(frozen=True, slots=True)
class Countdown:
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
    """

    remaining: timedelta
    days: int
    working_days: int
    estimated: bool
    phase: Phase
    days_over: int


def countdown(now: datetime, deadline: datetime, *, calendar: WorkCalendar) -> Countdown:
    """Count from `now` to `deadline`, both aware; days are those of the deadline's zone."""
    local = now.astimezone(deadline.tzinfo)
    remaining = deadline - now
    days = (deadline.date() - local.date()).days
    if remaining < timedelta(0):
        return Countdown(remaining, 0, 0, False, "over", -days)
    working_days = sum(
        calendar.is_workday(day)
        for day in (local.date() + timedelta(days=offset) for offset in range(days + 1))
        if day != local.date() or day == deadline.date() or local.time() < calendar.end_of_work
    )
    estimated = any(calendar.is_estimated(year) for year in range(local.year, deadline.year + 1))
    if days == 0:
        phase: Phase = "red"
    else:
        phase = "amber" if working_days < AMBER_UNDER else "calm"
    return Countdown(remaining, days, working_days, estimated, phase, 0)


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
    """Word a countdown in one line: whole days, the clock to the second, working days."""
    if counted.phase == "over":
        if counted.days_over == 0:
            return wording.say("deadline.over_today")
        return wording.say("deadline.over", n=counted.days_over)
    if counted.phase == "red":
        return wording.say("deadline.today", clock=clock_left(counted))
    seconds = int(counted.remaining.total_seconds())
    hours, minutes, rest = seconds // 3600, seconds // 60 % 60, seconds % 60
    left = wording.say("deadline.left", n=hours // 24)
    working = wording.say("deadline.working", n=counted.working_days)
    return wording.say(
        "deadline.left_estimated" if counted.estimated else "deadline.left_working",
        left=left,
        working=working,
        clock=f"{hours % 24}:{minutes:02d}:{rest:02d}",
    )


def describe_days(counted: Countdown, wording: Wording) -> str:
    """Word a countdown without a clock: whole days and working days."""
    if counted.phase == "over":
        return describe_countdown(counted, wording)
    if counted.phase == "red":
        return wording.say("deadline.only_today")
    left = wording.say("deadline.left", n=counted.days)
    working = wording.say("deadline.working", n=counted.working_days)
    return wording.say("deadline.days_left", left=left, working=working)


def describe_briefly(counted: Countdown, wording: Wording) -> str:
    """As `describe_countdown` for a narrow line: whole days alone until the last one."""
    if counted.phase in ("over", "red"):
        return describe_countdown(counted, wording)
    return wording.say("deadline.brief", n=int(counted.remaining.total_seconds()) // 86_400)
