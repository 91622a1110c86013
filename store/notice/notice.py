"""A notice as data: items, dates, limits, channels and aspects, each with its clause."""

from __future__ import annotations

from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

import msgspec
import rtoml

from store.errors import ConfigError
from store.notice.faults import fault, fault_of
from store.notice.work import work_in
from store.text.kinds import Item, Severity

_SHIPPED = Path(__file__).parents[1] / "notices"

# What cells of the board are called beside the six.
_TAKEN = ("eval_form", "submission", "supporting")
Clause = Annotated[str, msgspec.Meta(min_length=1)]
Words = Annotated[str, msgspec.Meta(min_length=1)]
MonthDay = Annotated[str, msgspec.Meta(pattern=r"^\d\d-\d\d$")]
ClockTime = Annotated[str, msgspec.Meta(pattern=r"^\d\d:\d\d$")]


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


class Dates(_Part, frozen=True):
    """When the window opens and closes, as month and day; a workspace sets the year."""

    window_start: MonthDay
    deadline: MonthDay
    work_day_end: ClockTime
    timezone: str
    clause: Clause
    words: Words

    @property
    def zone(self) -> ZoneInfo:
        """The zone that the notice's clock times are in."""
        return ZoneInfo(self.timezone)

    @property
    def end_of_work(self) -> time:
        """The clock time of 下班; the notice gives none, so this is a printed default."""
        return time.fromisoformat(self.work_day_end)

    def local(self, moment: datetime) -> datetime:
        """A moment where the notice's clock runs."""
        return moment.astimezone(self.zone)

    def day(self, moment: datetime) -> date:
        """The day that it is at a moment."""
        return self.local(moment).date()

    def minute(self, moment: datetime) -> str:
        """A moment as tables write it: `2027-04-14 17:00`."""
        return f"{self.local(moment):%Y-%m-%d %H:%M}"

    def start_of(self, day: date) -> datetime:
        """The midnight with which a day begins."""
        return datetime.combine(day, time(), self.zone)

    def end_of(self, day: date) -> datetime:
        """The end of work of a day."""
        return datetime.combine(day, self.end_of_work, self.zone)

    def deadline_in(self, year: int) -> date:
        """The day of the deadline in `year` (notice 三.4)."""
        return _day(year, self.deadline)

    def day_in(self, month_day: str, year: int) -> date:
        """A month and day of the notice in the year of its deadline."""
        return _day(year, month_day)

    def window_start_in(self, year: int) -> date:
        """The first day of the window in `year`: the date under the notice."""
        return _day(year, self.window_start)


class NoticeItem(_Part, frozen=True):
    """One of the six ones: who makes it, for what scope, and whether it has a date.

    `deadline` is its own date where it is not that of the notice.
    """

    id: Item
    number: int
    title: str
    short: str
    owner: Literal["branch", "sub_committee", "department"]
    scope: Literal["branch", "branch_channel", "session", "exercise", "volume"]
    due: bool
    clause: Clause
    words: Words
    aliases: tuple[str, ...]
    deadline: MonthDay | None = None


class OwnItem(_Part, frozen=True):
    """An item that a notice has beside the six; people mark by hand which branch is done.

    `deadline` is its own date where it is not that of the notice.
    """

    id: Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]*$")]
    number: int
    title: str
    short: str
    clause: Clause
    words: Words
    due: bool = False
    deadline: MonthDay | None = None


class EvalForm(_Part, frozen=True):
    """The evaluation form under both its titles (notice 一.4 and 三.4)."""

    titles: tuple[str, ...]
    short: str
    clause: Clause
    words: Words


class Sessions(_Part, frozen=True):
    """The forms that a sharing session may take (notice 一.4 and 三.4)."""

    forms: tuple[str, ...]
    clause: Clause
    words: Words


class Limit(_Part, frozen=True):
    """One limit of the notice; `code` is the code of the finding that it rules."""

    code: str
    severity: Severity
    value: int | float | str | tuple[int, ...]
    unit: str
    clause: Clause
    words: Words


class Channel(_Part, frozen=True):
    """One place of publication; `cases` says whether all branches or only excellent ones.

    `short` is for narrow columns, "" where the name is short enough.
    """

    id: str
    name: str
    cases: Literal["all", "excellent"]
    steps: tuple[Literal["submitted", "published"], ...]
    clause: Clause
    words: Words
    short: str = ""


class Aspect(_Part, frozen=True):
    """One aspect that the acceptance looks at (notice 二)."""

    id: str
    name: str
    clause: Clause
    headings: tuple[str, ...]
    second_year_only: bool = False


class Review(_Part, frozen=True):
    """The letter review: kinds of reviewers (notice 一.5), and defaults that it gives no words for.

    `disagreement` is in points of 100.
    """

    kinds: tuple[str, ...]
    reviewers_per_branch: int
    disagreement: float
    clause: Clause
    words: Words


class Criterion(_Part, frozen=True):
    """One thing that reviewers give points for (notice 二)."""

    id: str
    name: str
    points: int
    clause: Clause
    words: Words
    second_year_only: bool = False


class Notice(_Part, frozen=True):
    """The whole notice; `work` is what it is about, as letters name it (特色支部创建工作)."""

    id: str
    title: str
    short_title: str
    number: str
    issuer: str
    issued: date
    cohort: int
    mailbox: str
    volume_title: str
    dates: Dates
    items: tuple[NoticeItem, ...]
    eval_form: EvalForm
    sessions: Sessions
    limits: tuple[Limit, ...]
    channels: tuple[Channel, ...]
    aspects: tuple[Aspect, ...]
    review: Review
    criteria: tuple[Criterion, ...]
    own_items: tuple[OwnItem, ...] = ()
    work: str = ""

    def for_cohort(self, year: int) -> Notice:
        """The notice as followed for another year's cohort: the short title says that year.

        The title and the number stay as they were issued.
        """
        short_title = self.short_title.replace(str(self.cohort), str(year))
        return msgspec.structs.replace(self, short_title=short_title, cohort=year)

    @property
    def own_year(self) -> int:
        """The year of its deadline: that of the issue, or the next one where the day of the
        deadline comes before that of the issue."""
        later = self.dates.deadline >= f"{self.issued:%m-%d}"
        return self.issued.year if later else self.issued.year + 1

    def item(self, item: Item) -> NoticeItem:
        """The notice's entry for one of the six that it `has`."""
        return next(entry for entry in self.items if entry.id is item)

    def has(self, item: str) -> bool:
        """Whether the notice asks for an item, of the six or of its own."""
        return any(entry.id == item for part in (self.items, self.own_items) for entry in part)

    def criteria_for(self, *, second_year: bool) -> tuple[Criterion, ...]:
        """What a branch is scored on; 长效机制 only in its second year (notice 二.4)."""
        return tuple(one for one in self.criteria if second_year or not one.second_year_only)

    def limit(self, code: str) -> Limit | None:
        """The limit that rules the finding `code`, or None where the notice has none."""
        return next((limit for limit in self.limits if limit.code == code), None)


def shipped_text() -> str:
    """The TOML of the notice that comes with the program: the pattern of others."""
    return (_SHIPPED / f"{shipped_notices()[0]}.toml").read_text(encoding="utf-8")


def load_notice(source: str | Path, folder: Path = Path()) -> Notice:
    """Read a notice, by the id of one that comes with the program or by a file's path.

    Args:
        folder: where a relative path starts, the current one unless given.

    Raises:
        ConfigError: `notice.not_found`, `notice.not_toml` or `notice.invalid`, with the
            file, the key and the reason.
    """
    if isinstance(source, str) and source in shipped_notices():
        return _read_shipped(_SHIPPED / f"{source}.toml")
    return parse_notice(notice_text(source, folder), file=str(_path(source, folder)))


def notice_text(source: str | Path, folder: Path = Path()) -> str:
    """The TOML of a notice, found as `load_notice` finds it.

    Raises:
        ConfigError: `notice.not_found` or `notice.not_toml`.
    """
    if isinstance(source, str) and source in shipped_notices():
        return (_SHIPPED / f"{source}.toml").read_text(encoding="utf-8")
    try:
        return _path(source, folder).read_text(encoding="utf-8-sig")
    except FileNotFoundError as err:
        raise ConfigError(
            "notice.not_found", file=str(source), known=", ".join(shipped_notices())
        ) from err
    except (OSError, UnicodeDecodeError) as err:
        raise ConfigError("notice.not_toml", file=str(source), reason=str(err)) from err


def _path(source: str | Path, folder: Path) -> Path:
    """A file that a person named; a workspace's own name never leads to somebody's home."""
    return Path(source).expanduser() if folder == Path() else folder / source


@cache
def _read_shipped(path: Path) -> Notice:
    return parse_notice(path.read_text(encoding="utf-8"), file=path.name)


def shipped_notices() -> tuple[str, ...]:
    """The ids of the notices that come with the program."""
    return tuple(
        sorted(
            entry.name.removesuffix(".toml")
            for entry in _SHIPPED.iterdir()
            if entry.name.endswith(".toml")
        )
    )


def parse_notice(text: str, *, file: str) -> Notice:
    """Read a notice from its TOML; `file` names it in errors.

    Raises:
        ConfigError: as `load_notice`.
    """
    try:
        raw = rtoml.loads(text)
    except rtoml.TomlParsingError as err:
        raise ConfigError("notice.not_toml", file=file, reason=str(err)) from err
    try:
        notice = msgspec.convert(raw, Notice)
    except msgspec.ValidationError as err:
        raise fault_of(err, raw, Notice, file) from err
    _check(notice, file)
    # One that was written before a notice named its work.
    return notice if notice.work else msgspec.structs.replace(notice, work=work_in(notice.title))


def _check(notice: Notice, file: str) -> None:
    if not notice.items:
        raise fault(file, "items", f"none of: {', '.join(Item)}")
    for key, values in (
        ("items", [item.id.value for item in notice.items]),
        ("own_items", [item.id for item in notice.own_items]),
        ("limits", [limit.code for limit in notice.limits]),
        ("channels", [channel.id for channel in notice.channels]),
        ("aspects", [aspect.id for aspect in notice.aspects]),
        ("criteria", [criterion.id for criterion in notice.criteria]),
    ):
        twice = sorted({value for value in values if values.count(value) > 1})
        if twice:
            raise fault(file, key, f"twice: {', '.join(twice)}")
    for item in notice.own_items:
        if item.id in (*Item, *_TAKEN):
            raise fault(file, f"own_items.{item.id}", f"twice: {item.id}")
    for about in ("document", "video"):
        least, most = notice.limit(f"{about}.too_short"), notice.limit(f"{about}.too_long")
        if (
            least is not None
            and most is not None
            and isinstance(least.value, int | float)
            and isinstance(most.value, int | float)
            and least.value > most.value
        ):
            raise fault(file, f"limits.{least.code}.value", f"{least.value} > {most.value}")
    _check_dates(notice, file)


def _check_dates(notice: Notice, file: str) -> None:
    dates = notice.dates
    try:
        year = notice.own_year
        days = [("dates.deadline", dates.deadline, year),
                ("dates.window_start", dates.window_start, notice.issued.year)]  # fmt: skip
        for area, items in (("items", notice.items), ("own_items", notice.own_items)):
            days += [(f"{area}.{one.id}.deadline", one.deadline or dates.deadline, year)
                     for one in items]  # fmt: skip
        for key, day, of in days:
            _check_day(day, of, key, file)
        key, value = "dates.work_day_end", dates.work_day_end
        _ = dates.end_of_work
        key, value = "dates.timezone", dates.timezone
        _ = dates.zone
    except (ValueError, KeyError) as err:
        kind = "clock time" if key == "dates.work_day_end" else "time zone"
        raise fault(file, key, f"no such {kind}: {value}") from err


def _check_day(day: str, year: int, key: str, file: str) -> None:
    try:
        _day(year, day)
    except ValueError as err:
        raise fault(file, key, f"no such day: {year}-{day}") from err


def _day(year: int, month_day: str) -> date:
    return date.fromisoformat(f"{year:04d}-{month_day}")
