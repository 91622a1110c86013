"""What stands beside a link: the file's name, its size, until when it can be fetched."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from store.db.moments import believable

_HOME = ZoneInfo("Asia/Shanghai")
_SIZE = re.compile(
    r"(?<![\w.])(\d{1,7}(?:\.\d{1,3})?)\s*(GB|MB|KB|TB|G|M|K|T|字节|Bytes|B)(?![A-Za-z])",
    re.IGNORECASE,
)
_MOST_BYTES = 2**63 - 1
_UNITS = {"b": 0, "字": 0, "k": 1, "m": 2, "g": 3, "t": 4}
_DATE = re.compile(
    r"(20\d{2})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?"
    r"(?:\s*[T,，]?\s*(\d{1,2})\s*[:：时]\s*(\d{1,2})(?:\s*[:：分]\s*(\d{1,2}))?)?"
)
_SIGN = re.compile(r"到期|过期|有效期|失效|截止|expir", re.IGNORECASE)
_DAYS = re.compile(
    r"(?:有效期|剩余|还有|将于|保存)?\s*[:：为]?\s*(\d{1,3})\s*天(?:后|内)?\s*(?:到期|过期|失效|有效)?"
)
_FILE_NAME = re.compile(
    r"[^\s<>|\"'（(:：/\\「『【《“‘][^<>|\"\n\t:：/\\「『【《“]{0,180}?\.[A-Za-z0-9]{2,5}"
    r"(?=$|[\s（(，,；;）)」』】》”’\]>])"
)
_NOT_NAMES = re.compile(
    r"\s*(?:https?://|进入下载|点击|下载|立即下载|去下载|打开|预览|转存|查看|保存|全部下载|文件大小|到期时间"
    r"|download|open|view|preview|click)",
    re.IGNORECASE,
)


def describes_file(text: str) -> bool:
    """Whether a link's text is a file's name and not a button's."""
    text = text.strip()
    return bool(text) and len(text) <= 300 and _NOT_NAMES.match(text) is None


def is_file_name(text: str) -> bool:
    """Whether a text is nothing but one file's name, with its suffix."""
    hit = _FILE_NAME.fullmatch(text.strip())
    return hit is not None and _SIZE.fullmatch(text.strip()) is None


def size_in(text: str, bare: bool) -> int | None:
    """A size in bytes, units of 1024; with `bare` also a number without a unit."""
    stripped = text.strip()
    if bare and stripped.isdecimal() and stripped.isascii() and len(stripped) <= 15:
        return int(stripped)
    found = _SIZE.search(text)
    if found is None:
        return None
    size = round(float(found[1]) * 1024.0 ** _UNITS[found[2][0].lower()])
    # More than any file can have is no size.
    return size if size <= _MOST_BYTES else None


def expiry_in(text: str, received_at: datetime | None) -> datetime | None:
    """A date beside a word that says it ends something; a date alone lasts until its midnight."""
    best: tuple[int, datetime] | None = None
    signs = [sign.start() for sign in _SIGN.finditer(text)]
    for hit in _DATE.finditer(text):
        moment = _moment([int(part or -1) for part in hit.groups()])
        if moment is None:
            continue
        distance = min(
            (min(abs(sign - hit.start()), abs(sign - hit.end())) for sign in signs), default=999
        )
        if distance <= 20 and (best is None or distance < best[0]):
            best = (distance, moment)
    if best is not None:
        return best[1]
    if signs and received_at is not None:
        for days in _DAYS.finditer(text):
            if any(abs(sign - days.start()) <= 20 for sign in signs):
                return received_at.astimezone(_HOME) + timedelta(days=int(days[1]))
    return None


def expiry_of_attribute(value: str) -> datetime | None:
    """The moment of an `expiretime`: seconds or milliseconds since 1970, or a date."""
    value = value.strip()
    if value.isdecimal() and value.isascii() and len(value) in (10, 13):
        seconds = int(value) / (1000 if len(value) == 13 else 1)
        return believable(datetime.fromtimestamp(seconds, UTC).astimezone(_HOME))
    hit = _DATE.search(value)
    return _moment([int(part or -1) for part in hit.groups()]) if hit is not None else None


def name_beside(before: str, after: str) -> str:
    """A file name in the text around a link, the nearest one before it first."""
    for text, order in ((before[-250:], -1), (after[:250], 1)):
        for hit in list(_FILE_NAME.finditer(text))[::order]:
            name = hit[0].strip(" ,，;；·-—")
            if _SIZE.fullmatch(name) is None:
                return name
    return ""


def _moment(parts: list[int]) -> datetime | None:
    year, month, day, hour, minute, second = parts
    if hour < 0:
        hour, minute, second = 23, 59, 59
    try:
        return believable(datetime(year, month, day, hour, minute, max(second, 0), tzinfo=_HOME))
    except ValueError:
        return None
