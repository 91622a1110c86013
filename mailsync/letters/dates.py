"""Days and moments as a letter writes them, in its language and the notice's zone; pure."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from store.text.wording import Wording


def day_words(day: date, wording: Wording) -> str:
    """A day with its year: `2027年4月10日`, `10 April 2027`."""
    month = wording.say(f"letters.month.{day.month}")
    return wording.say("letters.day", year=day.year, month=month, day=day.day)


def moment_words(moment: datetime, zone: ZoneInfo, wording: Wording) -> str:
    """A moment with its weekday and clock time: `4月14日（星期三）17:00`."""
    local = moment.astimezone(zone)
    return wording.say(
        "letters.moment",
        month=wording.say(f"letters.month.{local.month}"),
        day=local.day,
        weekday=wording.say(f"letters.weekday.{local.isoweekday()}"),
        clock=f"{local:%H:%M}",
    )


def stamp_words(moment: datetime, zone: ZoneInfo, wording: Wording) -> str:
    """A moment without its weekday: `4月10日17:00`."""
    local = moment.astimezone(zone)
    return wording.say(
        "letters.stamp",
        month=wording.say(f"letters.month.{local.month}"),
        day=local.day,
        clock=f"{local:%H:%M}",
    )
