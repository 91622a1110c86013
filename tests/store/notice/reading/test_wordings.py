"""One sentence of a notice at a time: read right where it is plain, asked where it is not."""

from __future__ import annotations

import pytest

from store.errors import ConfigError
from store.notice.notice import parse_notice
from store.notice.reading.figures import Figure, figures
from store.notice.reading.unkept import unkept
from store.notice.reading.written import supplemented, written

_NOTICE = """林业大学文件
林大组字〔2027〕12号
关于对2026年度特色支部创建工作成果进行验收的通知
各分党委（直属党总支）：
一、验收方式
1.创建工作方案。{plan}
2.成果展示视频。{video}
三、具体要求
1.{hand}
中共林业大学委员会组织部
2027年3月18日
"""
_OTHER = "根据《关于开展2026年特色支部创建工作的通知》（林大组字〔2026〕3号）要求，现通知如下。"
ASKED = ""

DEADLINES = [
    ("请于2027年4月16日（星期五）下班前发送至邮箱a@b.example。", "04-16", "下班"),
    # 16 April 2027 is a Friday.
    ("请于2027年4月16日（星期四）下班前发送至邮箱a@b.example。", ASKED, ASKED),
    ("请于4月17日（星期六）16:00前报送至邮箱。", "04-17", "16:00"),
    ("材料报送截止时间为4月16日17:00。", "04-16", "17:00"),
    ("材料报送截止日期：2027年4月16日。", "04-16", ASKED),
    ("请于2026年4月16日下班前报送。", ASKED, ASKED),
    ("请于4月中旬前报送。", ASKED, ASKED),
    ("请于4月31日前报送。", ASKED, ASKED),
    ("请于4月12日至16日集中报送材料。", "04-16", ASKED),
    ("请于5月8号中午12点前报送。", "05-08", "12:00"),
    ("请于2027.4.16下班前报送。", "04-16", "下班"),
    ("请于2027-04-16前报送。", "04-16", ASKED),
    ("请于四月十四日下午五时前发送至邮箱。", "04-14", "17:00"),
    ("请于4月16日下午5点前报送。", "04-16", "17:00"),
    ("请于4月16日下午17时30分之前报送。", "04-16", "17:30"),
    ("请于4月16日上午十一点半前报送。", "04-16", "11:30"),
    ("请于4月16日下班（17:30）前报送。", "04-16", "17:30"),
    ("请于4月16日24:00前报送。", "04-16", ASKED),
    ("请于4月16日晚12点前报送。", "04-16", ASKED),
    ("请于4月16日（周五）17时之前报送。", "04-16", "17:00"),
    ("请于4月16日17:00（北京时间）前报送。", "04-16", "17:00"),
    ("各党支部请于4月7日前报分党委；各分党委请于4月14日下班前发送至邮箱。", ASKED, ASKED),
    ("各支部于4月7日前提交材料。各分党委于4月14日前将材料汇总交组织部。", ASKED, ASKED),
    ("将原定于4月14日的报送截止时间延长至4月21日下班前。", "04-21", "下班"),
    ("报送时间由4月14日前调整为4月21日。", "04-21", ASKED),
    ("请于4月14日下班前发送至邮箱，并于4月25日前完成现场交流。", ASKED, ASKED),
    ("请于4月14日下班前发送至邮箱，视频可于4月底前报送。", ASKED, ASKED),
    ("请自通知印发之日起30日内报送。", ASKED, ASKED),
    ("请最迟于4月14日将材料发送至邮箱。", "04-14", ASKED),
    ("请于4月14日下班前发送至邮箱，逾期不再受理。", "04-14", "下班"),
    ("按《关于2026年4月1日前报送材料的通知》，请于4月14日下班前报送。", "04-14", "下班"),
]

PLANS = [
    ("chars", "字数控制在1,500字以内。", "1500"),
    ("chars", "字数控制在1 500字以内。", ASKED),
    ("chars", "字数不超过一千五字。", ASKED),
    ("chars", "不少于1000字、不超过2000字。", "2000"),
    ("chars", "1000字以上2000字以内。", "2000"),
    ("chars", "不少于2000字。", ASKED),
    ("chars", "2千字以内。", "2000"),
    ("chars", "1.2万字以内。", "12000"),
    ("chars", "约1500字。", ASKED),
    ("chars", "以1500字为宜。", ASKED),
    ("chars", "1500余字。", ASKED),
    ("chars", "文字材料不超过2000字符。", ASKED),
    ("chars", "文字材料原则上不超过1500字，最多不超过2000字。", ASKED),
    ("chars", "标题不超过20字，正文不超过2000字。", "2000"),
    ("chars", "每张照片附100字以内文字说明，案例总结不超过2000字。", "2000"),
    ("chars", "另附新闻稿不超过800字。", ASKED),
    ("chars", "字数不限。", ASKED),
    ("chars", "1500字。", ASKED),
    ("chars", "2000字以内的案例总结。", "2000"),
    ("chars", "文字材料不超过 １５００ 字。", "1500"),
    ("chars", "文字材料不超过三千五百字。", "3500"),
    ("chars", "文字材料800—1500字。", "1500"),
    ("chars", "文字材料1500-800字。", ASKED),
    ("chars_rule", "原则上不超过1500字。", "soft"),
    ("chars_rule", "原则上，文字材料不超过1500字。", ASKED),
    ("chars_rule", "文字材料不超过1500字（一般情况下）。", ASKED),
    ("chars_rule", "文字材料总字数不得超过1500字。", "hard"),
    ("chars_rule", "文字材料一般应控制在两千字以内。", "soft"),
]

LEAST = [
    ("chars_min", "不少于1000字、不超过2000字。", "1000", "不少于1000字、不超过2000字"),
    ("chars_min", "字数不得少于1000字，一般不超过2000字。", "1000", "字数不得少于1000字"),
    ("chars_min", "文字材料800—1500字。", "800", "文字材料800—1500字"),
    ("chars_min", "1000字以上2000字以内。", "1000", "1000字以上2000字以内"),
    ("chars_min", "文字材料1500-800字。", ASKED, None),
    ("chars_min", "字数多于1000字。", ASKED, ""),
    ("chars_min", "另附新闻稿不少于800字，材料不超过1500字。", ASKED, None),
    ("minutes_min", "时长3至8分钟。", "3", "时长3至8分钟"),
    ("minutes_min", "时长不少于180秒，不超过8分钟。", "3", "时长不少于180秒"),
    ("minutes_min", "时长3至5分钟左右。", ASKED, ""),
    ("minutes_min", "时长不超过8分钟，超过8分钟的不予受理。", ASKED, ""),
    ("minutes_min", "时长不超过8分钟。", ASKED, None),
]

VIDEOS = [
    ("minutes", "时长不超过480秒。", "8"),
    ("minutes", "时长不超过5分30秒。", "5.5"),
    ("minutes", "时长不超过八分钟。", "8"),
    ("minutes", "时长3至5分钟。", "5"),
    ("minutes", "时长5分钟左右。", ASKED),
    ("minutes", "时长以5分钟为宜。", ASKED),
    ("minutes", "时长不超过半小时。", ASKED),
    ("minutes", "时长不超过8min。", "8"),
    ("minutes", "时长不少于3分钟、不超过8分钟。", "8"),
    ("minutes", "视频用于现场交流，时长不超过8分钟。", ASKED),
    ("minutes_rule", "时长一般不超过8分钟。", "soft"),
    ("minutes_rule", "时长不得超过8分钟。", "hard"),
    ("format", "格式为MP4（H.264编码）。", "mp4"),
    ("format", "格式为MP4或MOV。", ASKED),
    ("format", "格式为MPEG-4。", ASKED),
    ("format", "不接受AVI格式。", ASKED),
    ("format", "建议使用MP4格式。", ASKED),
    ("format", "以.mp4格式提交。", "mp4"),
    ("resolution", "分辨率不低于1080P（1920×1080）。", "1920×1080"),
    ("resolution", "分辨率不低于720p，建议1080p。", ASKED),
    ("resolution", "4K高清。", "3840×2160"),
    ("resolution", "照片像素不低于1920×1080。", ASKED),
    ("resolution", "视频分辨率1280*720以上，照片像素不低于1920×1080。", ASKED),
    ("resolution", "分辨率1920乘1080。", "1920×1080"),
    ("resolution", "分辨率不小于1024 × 768。", "1024×768"),
]

MAILBOXES = [
    ("请于4月14日前发送至lindazzb＠163.example。", "lindazzb@163.example"),
    ("请于4月14日前发送至a@b.example 024-83687。", ASKED),
    ("请于4月14日前发送至a@b.exam\nple。", ASKED),
    ("请于4月14日前发送至lindazzb#163.com（请将#换为@）。", ASKED),
]


def _read(
    plan: str = "文字材料不超过1500字。",
    video: str = "时长不超过8分钟，格式为MP4，分辨率不小于1024×768。",
    hand: str = "请于4月14日下班前发送至 a@b.example。",
) -> dict[str, Figure]:
    found = figures(_NOTICE.format(plan=plan, video=video, hand=hand))
    return {one.key: one for one in found}


@pytest.mark.parametrize(("text", "day", "clock"), DEADLINES, ids=[row[0] for row in DEADLINES])
def test_a_deadline(text: str, day: str, clock: str) -> None:
    read = _read(hand=text)
    assert (read["deadline"].value, read["clock"].value) == (day, clock)


@pytest.mark.parametrize(("key", "text", "value"), PLANS, ids=[row[1] for row in PLANS])
def test_a_length(key: str, text: str, value: str) -> None:
    read = _read(plan=text)
    assert read[key].value == value
    assert value or read["chars"].unclear or read["chars_rule"].unclear


@pytest.mark.parametrize(("key", "text", "value"), VIDEOS, ids=[row[1] for row in VIDEOS])
def test_a_video(key: str, text: str, value: str) -> None:
    read = _read(video=text)
    assert read[key].value == value


@pytest.mark.parametrize(("key", "text", "value", "words"), LEAST, ids=[row[1] for row in LEAST])
def test_a_lower_limit(key: str, text: str, value: str, words: str | None) -> None:
    read = _read(**{"plan" if key == "chars_min" else "video": text})[key]
    assert read.value == value
    if value:
        assert read.words == words
    # Said and not plain: asked.
    assert read.unclear == (words == "")


def test_an_upper_limit_quotes_its_own_words() -> None:
    read = _read(plan="标题不超过20字，正文不少于1000字，且不超过2000字。")
    assert read["chars"].words == "且不超过2000字"
    assert read["chars_min"].words == "正文不少于1000字"


def test_amounts_that_nothing_is_held_against_are_told() -> None:
    text = _NOTICE.format(
        plan="文字材料800—1500字，附照片3—5张（单张不小于2M），另附摘要300字以内。",
        video="时长3至8分钟，分辨率不低于1920×1080，大小一般不超过500M。",
        hand="请于4月14日下班前发送至a@b.example，参加人数不少于20人。",
    )
    found = {one.key: one for one in figures(text)}
    assert [(one.clause, one.words) for one in unkept(text, found)] == [
        ("一.1", "附照片3—5张"),
        ("一.1", "单张不小于2M"),
        ("一.1", "另附摘要300字以内"),
        ("一.2", "大小一般不超过500M"),
        ("三.1", "参加人数不少于20人"),
    ]


def test_a_lower_limit_is_kept_with_its_words_and_softness() -> None:
    text = _NOTICE.format(
        plan="文字材料800—1500字。",
        video="时长一般3至8分钟，格式为MP4。",
        hand="请于4月14日下班前发送至a@b.example。",
    )
    found = {one.key: one for one in figures(text)}
    values = {key: one.value for key, one in found.items()} | {
        "items": "创建工作方案、成果展示视频"
    }
    made = parse_notice(written(text, values, found).text, file="n.toml")
    chars, video = made.limit("document.too_short"), made.limit("video.too_short")
    assert chars is not None
    assert video is not None
    assert (chars.value, chars.severity, chars.clause) == (800, "hard", "一.1")
    assert (video.value, video.severity) == (180, "soft")
    assert video.words == "时长一般3至8分钟"
    with pytest.raises(ConfigError):
        parse_notice(written(text, values | {"chars_min": "1600"}, found).text, file="n.toml")
    again = supplemented(
        written(text, values, found).text, {"minutes_min": "4", "chars_min": ""}, {}
    )
    later = parse_notice(again.text, file="n.toml").limit("video.too_short")
    assert later is not None
    assert later.value == 240


@pytest.mark.parametrize(("text", "value"), MAILBOXES, ids=[row[0] for row in MAILBOXES])
def test_a_mailbox(text: str, value: str) -> None:
    assert _read(hand=text)["mailbox"].value == value


def test_a_supplement_says_what_changes() -> None:
    text = """林大组字〔2027〕15号
关于对2026年度特色支部创建工作成果进行验收的补充通知
各分党委：
因学校安排，将材料报送截止时间由4月16日延长至4月23日12:00，视频时长由不超过6分钟调整为不超过8分钟。
中共林业大学委员会组织部
2027年4月9日
"""
    read = {one.key: one for one in figures(text)}
    assert (read["deadline"].value, read["clock"].value) == ("04-23", "12:00")
    assert read["minutes"].value == "8"
    assert read["chars"].value == ""
    assert not read["chars"].unclear


@pytest.mark.parametrize(
    ("head", "key"),
    [
        # The number and the title of another document, where the notice's own were not pasted.
        (_OTHER, "number"),
        (_OTHER, "title"),
        ("关于对2025-2026学年特色支部创建成果验收的通知", "cohort"),
    ],
)  # fmt: skip
def test_what_another_document_is_called_is_not_this_one(head: str, key: str) -> None:
    text = f"{head}\n请于4月14日下班前发送至 a@b.example。\n中共林业大学委员会组织部\n2027年3月18日"
    read = {one.key: one for one in figures(text)}
    assert read[key].value == ASKED
    assert read[key].unclear


def test_a_count_that_is_not_that_of_the_parts_is_asked() -> None:
    five = "一、验收方式\n采取“五个一”的形式，即形成一项创建工作方案、录制一段成果展示视频。"
    read = {one.key: one for one in figures(five)}
    assert read["items"].value == ASKED
    assert read["items"].unclear
