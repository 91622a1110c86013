"""Until when a mail asks for more time, as one types it into a form; pure."""

from __future__ import annotations

import re

from mailsync.matching.words.normal import normalise

_DIGITS = {word: at for at, word in enumerate("一二三四五六七八九十", start=1)} | {"两": 2}
_LATER = (
    r"(?:延期|延长|延后|延迟|延|推迟|顺延|宽限|晚交|晚报|缓交|缓报|迟交|晚|缓|再给|多给"
    r"|extension|extend)"
)
_COUNT = re.compile(
    rf"{_LATER}[^,。;?!\n]{{0,8}}?(?P<n>[一两二三四五六七八九十]|\d{{1,2}}) ?个?"
    r"(?P<unit>天|日|周|星期|days?|weeks?)"
)
_UNTIL = re.compile(
    rf"{_LATER}[^,。;?!\n]{{0,6}}?[至到]"
    r"(?P<day>\d{1,2} ?月 ?\d{1,2} ?[日号]?|\d{1,2}-\d{1,2})"
)
_WEEK = 7


def asked_until(body: str) -> str:
    """What to type for the new limit: "+3", "4月16日", or "" where the mail does not say."""
    text = normalise(body).text
    if found := _UNTIL.search(text):
        return found["day"].replace(" ", "").replace("号", "日")
    found = _COUNT.search(text)
    if found is None:
        return ""
    count = _DIGITS.get(found["n"]) or int(found["n"])
    days = count * (_WEEK if found["unit"] in ("周", "星期", "week", "weeks") else 1)
    return f"+{days}" if days else ""
