"""The notice as data: what comes with the program, and what is refused with file and key."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest

from store.errors import ConfigError
from store.model import Item, Severity
from store.notice.notice import Notice, load_notice, shipped_notices
from store.text.wording import load

SHIPPED = Path("store/notices/neu-2021-8.toml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def notice() -> Notice:
    return load_notice("neu-2021-8")


def refused(folder: Path, old: str, new: str) -> ConfigError:
    assert old in SHIPPED
    file = folder / "notice.toml"
    file.write_text(SHIPPED.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_notice(file)
    for language in ("zh_CN", "en"):
        assert str(file) in load(language).error(caught.value)
    return caught.value


def test_the_notice_is_the_one_of_march_2021(notice: Notice) -> None:
    assert notice.number == "东大组字〔2021〕8号"
    assert notice.issued == date(2021, 3, 15)
    assert notice.cohort == 2020
    assert notice.volume_title == "东北大学特色党支部工作案例汇编"
    assert shipped_notices() == ("neu-2021-8",)


def test_dates_are_month_and_day_in_the_notices_zone(notice: Notice) -> None:
    assert notice.dates.deadline_in(2027) == date(2027, 4, 14)
    assert notice.dates.window_start_in(2027) == date(2027, 3, 15)
    assert notice.dates.end_of_work == time(17)
    assert notice.dates.zone.key == "Asia/Shanghai"


def test_only_items_one_and_two_are_due(notice: Notice) -> None:
    assert [entry.id for entry in notice.items] == list(Item)
    assert [entry.id for entry in notice.items if entry.due] == [Item.PLAN, Item.VIDEO]
    assert [entry.number for entry in notice.items] == [1, 2, 3, 4, 5, 6]


def test_the_six_have_three_owners(notice: Notice) -> None:
    owners = {entry.id: entry.owner for entry in notice.items}
    assert owners[Item.PLAN] == owners[Item.VIDEO] == "branch"
    assert owners[Item.SHARING] == "sub_committee"
    assert owners[Item.PROMOTION] == owners[Item.REVIEW] == owners[Item.VOLUME] == "department"


@pytest.mark.parametrize(
    ("code", "value", "severity", "clause"),
    [
        ("document.too_long", 1500, Severity.HARD, "一.1"),
        ("document.no_contents", 2, Severity.SOFT, "一.1"),
        ("video.too_long", 480, Severity.SOFT, "一.2"),
        ("video.not_mp4", "mp4", Severity.HARD, "一.2"),
        ("video.too_small", (1024, 768), Severity.HARD, "一.2"),
        ("video.no_audio", 1, Severity.HARD, "一.2"),
    ],
)
def test_every_limit_has_its_value_and_clause(
    notice: Notice, code: str, value: object, severity: Severity, clause: str
) -> None:
    limit = notice.limit(code)
    assert limit is not None
    assert (limit.value, limit.severity, limit.clause) == (value, severity, clause)
    assert limit.words


def test_a_limit_that_the_notice_has_not_is_none(notice: Notice) -> None:
    assert notice.limit("document.too_short") is None


def test_only_the_aspect_of_long_term_work_is_for_the_second_year(notice: Notice) -> None:
    assert [aspect.id for aspect in notice.aspects if aspect.second_year_only] == ["mechanism"]


def test_only_wechat_is_for_every_branch(notice: Notice) -> None:
    assert [channel.id for channel in notice.channels if channel.cases == "all"] == ["wechat"]


@pytest.mark.parametrize("clause", ["一.1", "一.2", "一.3", "一.4", "一.5", "一.6", "三.4"])
def test_every_clause_of_the_six_ones_is_used(notice: Notice, clause: str) -> None:
    used = {entry.clause for entry in notice.items} | {notice.dates.clause}
    assert clause in used


@pytest.mark.parametrize(
    ("old", "new", "code", "key"),
    [
        ('code = "document.too_long"', 'code = "document.too_long"\ncolour = "red"', "i", "limits"),
        ("cohort = 2020", "cohorte = 2020", "i", "cohorte"),
        ("issued = 2021-03-15", "issued = 2021", "i", "issued"),
        ("value = 1500", "value = true", "i", "limits.document.too_long.value"),
        ("aliases = [", "aliases = 3 # [", "i", "items.plan.aliases"),
        ('steps = ["submitted", "published"]', 'steps = ["x"]', "i", "channels.wechat.steps.1"),
        ("cohort = 2020", 'cohort = "2020"', "i", "cohort"),
        ('clause = "一.1"', "", "i", "items.plan.clause"),
        ('clause = "一.1"', 'clause = ""', "i", "items"),
        ('severity = "hard"', 'severity = "fatal"', "i", "limits"),
        ('deadline = "04-14"', 'deadline = "4-14"', "i", "dates.deadline"),
        ('deadline = "04-14"', 'deadline = "04-31"', "i", "dates"),
        ('timezone = "Asia/Shanghai"', 'timezone = "Asia/Shenyang"', "i", "dates"),
        ('work_day_end = "17:00"', 'work_day_end = "27:00"', "i", "dates"),
        ('code = "video.not_mp4"', 'code = "video.too_long"', "i", "limits"),
        ('id = "website"', 'id = "wechat"', "i", "channels"),
        ('id = "video"', 'id = "plan"', "i", "items"),
        ('owner = "branch"', 'owner = "school"', "i", "items"),
        ("[dates]", "[dates", "not_toml", ""),
    ],
)
def test_a_broken_notice_is_refused_with_file_and_key(
    tmp_path: Path, old: str, new: str, code: str, key: str
) -> None:
    error = refused(tmp_path, old, new)
    assert error.code == ("notice.invalid" if code == "i" else f"notice.{code}")
    if key:
        assert str(error.fields["key"]).startswith(key)
        for language in ("zh_CN", "en"):
            said = load(language).error(error)
            assert str(error.fields["key"]) in said
            # What the library says in English, and what it says of our patterns, is for nobody.
            assert not any(word in said for word in ("Expected", "Invalid", "Object", "regex", "`"))


def test_a_notice_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(ConfigError) as caught:
        load_notice("neu-1999-1")
    assert caught.value.code == "notice.not_found"
    assert "neu-2021-8" in load("en").error(caught.value)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", "title = '党支部书记会议'".encode("gb18030")])
def test_a_notice_in_another_encoding_is_told(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "notice.toml"
    file.write_bytes(content)
    with pytest.raises(ConfigError) as caught:
        load_notice(file)
    assert caught.value.code == "notice.not_toml"


def test_a_byte_order_mark_is_no_fault(tmp_path: Path, notice: Notice) -> None:
    file = tmp_path / "notice.toml"
    file.write_text(SHIPPED, encoding="utf-8-sig")
    assert load_notice(file) == notice
