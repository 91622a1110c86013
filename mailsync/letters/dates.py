"""Days and moments as a letter writes them, in its language and the notice's zone; pure."""

from __future__ import annotations

from datetime import date, datetime

from store.notice.calendar import WorkCalendar
from store.notice.deadline import countdown
from store.notice.notice import Dates
from store.text.wording import Wording


def day_words(day: date, wording: Wording) -> str:
    """A day with its year: `2027年4月10日`, `10 April 2027`."""
    month = wording.say(f"letters.month.{day.month}")
    return wording.say("letters.day", year=day.year, month=month, day=day.day)


def moment_words(moment: datetime, dates: Dates, wording: Wording) -> str:
    """A moment with its weekday and clock time: `4月14日（星期三）17:00`."""
    local = dates.local(moment)
    return wording.say(
        "letters.moment",
        month=wording.say(f"letters.month.{local.month}"),
        day=local.day,
        weekday=wording.say(f"letters.weekday.{local.isoweekday()}"),
        clock=f"{local:%H:%M}",
    )


def stamp_words(moment: datetime, dates: Dates, wording: Wording) -> str:
    """A moment without its weekday: `4月10日17:00`."""
    local = dates.local(moment)
    return wording.say(
        "letters.stamp",
        month=wording.say(f"letters.month.{local.month}"),
        day=local.day,
        clock=f"{local:%H:%M}",
    )


def left_words(
    now: datetime, limit: datetime, *, calendar: WorkCalendar, dates: Dates, wording: Wording
) -> str:
    """How long it is to a limit, in one figure: `还有5个工作日（含今日）`; "" once it is over."""
    left = countdown(now, dates.local(limit), calendar=calendar)
    if left.phase == "over":
        return ""
    if left.days == 0:
        return wording.say("letters.left.today")
    if not left.working_days:
        return wording.say("letters.left.days", n=left.days)
    local = dates.local(now)
    today = calendar.is_workday(local.date()) and local.time() < calendar.end_of_work
    code = "letters.left.with_today" if today else "letters.left.working"
    return wording.say(code, n=left.working_days)
