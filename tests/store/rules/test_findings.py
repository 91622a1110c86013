"""Measures against the notice: severities, kinds, readings."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from store.model import FileKind, Finding, JsonValue, Params, Problem, Severity
from store.notice.notice import Limit
from store.rules.archive import archive_findings
from store.rules.aspects import aspect_shares
from store.rules.contents import contents_findings
from store.rules.findings import has_hard
from store.rules.video import clock
from store.rules.video_settings import Resolution
from store.rules.viewing import MachineWord, Quality, machine_word
from store.rules.wording import finding_message
from store.text.wording import load
from tests.store.judging import ASPECTS, DOCUMENT, NOTICE, VIDEO, carrier, judged


def codes(found: Iterable[Finding]) -> list[str]:
    return [f"{finding.severity} {finding.code}" for finding in found]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"chars": 1500}, []),
        ({"chars": 1501}, ["hard document.too_long"]),
        ({"chars_least": 1400, "chars_most": 1600}, ["hint document.not_countable"]),
        ({"chars_least": 1000, "chars_most": 1500}, []),
        ({"chars": 1600, "chars_least": 1501, "chars_most": 1600}, ["hard document.too_long"]),
        ({"not_countable": "scanned"}, ["hint document.not_countable"]),
        ({"dated_lines": 4}, []),
        ({"dated_lines": 5}, ["hint document.diary_style"]),
        ({"empty": True}, ["hard document.empty"]),
        ({"unreadable": "document.encrypted", "reason": "password"}, ["hard document.encrypted"]),
        ({"suffix": ".pdf"}, ["hint file.wrong_suffix"]),
        ({"sections": []}, ["hint document.aspect_missing"]),
    ],
)
def test_a_plan_is_held_to_the_limits_of_the_written_material(
    change: dict[str, JsonValue], expected: list[str]
) -> None:
    assert codes(judged(DOCUMENT | change, FileKind.PLAN)) == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"duration_s": 480.0}, []),
        ({"duration_s": 480.04}, ["soft video.too_long"]),
        ({"container": "mov", "content": "mov", "suffix": ".mov"}, ["hard video.not_mp4"]),
        ({"container": "flv", "content": "flv"}, ["hard video.not_mp4", "hint file.wrong_suffix"]),
        ({"audio": False}, ["hard video.no_audio"]),
        ({"video_codec": "hevc"}, ["hint video.codec_hint"]),
        ({"unreadable": "video.unreadable", "reason": "truncated"}, ["hard video.unreadable"]),
        ({"silence_share": 1.0, "loudness_lufs": -70.0}, ["hint video.silent"]),
        ({"silence_share": 0.5, "loudness_lufs": -40.0}, ["hint video.quiet"]),
        ({"clipped_share": 0.2}, ["hint video.clipped"]),
        ({"channel_gap_db": 60.0}, ["hint video.dead_channel"]),
        ({"speech_to_noise_db": 4.0}, ["hint video.noisy"]),
        ({"decode_errors": 1}, ["hint video.decode_errors"]),
        ({"black_s": 2.0}, []),
        ({"black_s": 2.1}, ["hint video.black"]),
        ({"shake_percent": 1.0}, ["hint video.shaky"]),
        ({"still_share": 0.2}, ["hint video.not_slides"]),
        ({"still_share": 1.0}, []),
    ],
)
def test_a_video_is_held_to_the_limits_of_the_video(
    change: dict[str, JsonValue], expected: list[str]
) -> None:
    assert codes(judged(VIDEO | change, FileKind.VIDEO)) == expected


@pytest.mark.parametrize(
    ("size", "both", "by_side", "by_pixels"),
    [
        ((1024, 768), None, None, None),
        ((1023, 768), "hard", "hard", "hard"),
        ((1024, 767), "hard", "hard", "hard"),
        ((1280, 720), "soft", "hard", None),
        ((768, 1024), "soft", "hard", None),
        ((720, 1280), "soft", "hard", None),
        ((640, 480), "hard", "hard", "hard"),
        ((4096, 192), "soft", "hard", None),
        ((1920, 1080), None, None, None),
    ],
)
def test_the_size_is_read_in_two_ways_and_a_setting_chooses(
    size: tuple[int, int], both: str | None, by_side: str | None, by_pixels: str | None
) -> None:
    width, height = size
    readings: dict[Resolution, str | None] = {
        "both": both,
        "by_side": by_side,
        "by_pixels": by_pixels,
    }
    for resolution, severity in readings.items():
        found = judged(
            VIDEO | {"width": width, "height": height}, FileKind.VIDEO, resolution=resolution
        )
        assert codes(found) == ([f"{severity} video.too_small"] if severity else [])
        for finding in found:
            assert finding.params["pixels"] == width * height
            assert finding.clause == "一.2"


@pytest.mark.parametrize("kind", [kind for kind in FileKind if kind is not FileKind.PLAN])
def test_only_a_plan_is_limited_in_length(kind: FileKind) -> None:
    assert "document.too_long" not in str(judged(DOCUMENT | {"chars": 9000}, kind))


@pytest.mark.parametrize("kind", list(FileKind))
@pytest.mark.parametrize(
    ("measures", "code"),
    [
        ({"empty_file": True, "content": "empty"}, "file.empty"),
        ({"unreadable": "document.unreadable", "content": "docx"}, "document.unreadable"),
        ({"unreadable": "video.unreadable", "content": "mp4"}, "video.unreadable"),
        ({"unreadable": "archive.encrypted", "content": "zip"}, "archive.encrypted"),
        ({"content": "unknown", "suffix": ".docx"}, "document.unreadable"),
        ({"content": "unknown", "suffix": ".mp4"}, "video.unreadable"),
        ({"content": "unknown", "suffix": ".rar"}, "archive.unreadable"),
    ],
)
def test_what_is_wrong_with_the_file_itself_holds_for_every_kind(
    kind: FileKind, measures: dict[str, JsonValue], code: str
) -> None:
    found = judged(measures, kind)
    assert code in [finding.code for finding in found]
    assert has_hard(found)


def test_an_extra_mp4_as_support_is_not_the_video() -> None:
    small = VIDEO | {"width": 320, "height": 240, "audio": False, "duration_s": 4000.0}
    assert judged(small, FileKind.SUPPORT) == ()


def test_a_video_that_was_not_checked_is_never_fine() -> None:
    unchecked = {"content": "mp4", "container": "mp4", "not_checked": "ffmpeg_missing"}
    assert codes(judged(unchecked, FileKind.VIDEO)) == ["hint video.not_checked"]
    renamed = unchecked | {"content": "mov", "container": "mov"}
    assert codes(judged(renamed, FileKind.VIDEO)) == [
        "hard video.not_mp4",
        "hint video.not_checked",
    ]


def test_one_content_under_two_names_is_judged_by_each_name() -> None:
    assert codes(judged(VIDEO, FileKind.VIDEO, name="成果.mov")) == ["hint file.wrong_suffix"]
    assert codes(judged(VIDEO, FileKind.VIDEO, name="成果.MP4")) == []
    assert codes(judged(VIDEO, FileKind.VIDEO, name="没有后缀")) == []


def test_the_second_year_adds_an_aspect() -> None:
    four = DOCUMENT | {"sections": DOCUMENT["sections"][:4]}  # type: ignore[index]  # a list
    assert judged(four, FileKind.PLAN) == ()
    (finding,) = judged(four, FileKind.PLAN, second_year=True)
    assert (finding.params["aspects"], finding.clause) == ("长效机制", "二.4")


@pytest.mark.parametrize(
    ("sections", "shares"),
    [
        ([("一、工作内容", 1, 500)], {"工作内容": 0.5}),
        ([("一、工作内容", 1, 100), ("（一）组织学习", 2, 300)], {"工作内容": 0.4}),
        ([("一、工作内容与特色做法", 1, 400)], {"工作内容": 0.2, "特色做法": 0.2}),
        ([("主要做法", 9, 300), ("其他", 9, 100)], {"特色做法": 0.3}),
        ([("一、工作内容", 1, 100), ("二、其他", 1, 900)], {"工作内容": 0.1}),
        ([("（二）建 设 成 果", 2, 250)], {"建设成果": 0.25}),
    ],
)
def test_shares_follow_the_headings(
    sections: list[tuple[str, int, int]], shares: dict[str, float]
) -> None:
    measures: dict[str, JsonValue] = {
        "chars": 1000,
        "sections": [
            {"heading": heading, "level": level, "chars": chars}
            for heading, level, chars in sections
        ],
    }
    found = aspect_shares(measures, NOTICE, second_year=False)
    assert {name: share for name, share in found.items() if share} == shares
    assert set(found) == set(ASPECTS[:4])


def test_a_changed_limit_needs_no_new_look_at_a_file() -> None:
    stricter = msgspec.structs.replace(
        NOTICE,
        limits=tuple(
            msgspec.structs.replace(limit, value=800)
            if limit.code == "document.too_long"
            else limit
            for limit in NOTICE.limits
        ),
    )
    assert judged(DOCUMENT, FileKind.PLAN) == ()
    assert codes(judged(DOCUMENT, FileKind.PLAN, notice=stricter)) == ["hard document.too_long"]


def test_a_limit_that_the_notice_does_not_have_rules_nothing() -> None:
    lenient = msgspec.structs.replace(NOTICE, limits=())
    worst = VIDEO | {"width": 1, "height": 1, "audio": False, "container": "flv", "black_s": 60.0}
    assert judged(worst, FileKind.VIDEO, notice=lenient) == ()
    assert judged(DOCUMENT | {"chars": 99999}, FileKind.PLAN, notice=lenient) == ()


@pytest.mark.parametrize(
    ("carriers", "received", "expected"),
    [
        ([], [], []),
        ([], ["照片.jpg"], []),
        ([], ["照片.jpg", "报道.pdf"], ["soft document.no_contents"]),
        ([carrier("活动照片", "新闻报道")], ["1.活动照片.jpg", "附件2-新闻报道.pdf"], []),
        ([carrier("活动照片")], ["活动照片1.jpg", "活动照片2.jpg"], []),
        ([carrier("活动照片", "证书")], ["活动照片.jpg"], ["hint document.contents_missing"]),
        ([carrier("活动照片")], ["活动照片.jpg", "证书.jpg"], ["hint document.contents_unlisted"]),
        ([carrier()], ["a.jpg", "b.jpg"], []),
        ([(FileKind.TOC, {"entries": ["照片", "报道"]})], ["照片.jpg", "报道.pdf"], []),
        ([(FileKind.TOC, {"not_countable": "picture"})], ["照片.jpg", "报道.pdf"], []),
        (
            [(FileKind.PLAN, {"entries": ["照片"]})],
            ["a.jpg", "b.jpg"],
            ["soft document.no_contents"],
        ),
    ],
)
def test_the_contents_are_compared_with_what_came(
    carriers: list[tuple[FileKind, Params]], received: list[str], expected: list[str]
) -> None:
    assert codes(contents_findings(carriers, received, notice=NOTICE)) == expected


def test_what_did_not_come_out_of_an_archive_must_be_mended() -> None:
    problems = [
        Problem("archive.name_unsure", {"name": "a.zip", "member": "x"}),
        Problem("archive.encrypted", {"name": "a.zip", "n": 1}),
        Problem("mail.date_absurd"),
    ]
    assert codes(archive_findings(problems)) == [
        "hard archive.encrypted",
        "hint archive.name_unsure",
    ]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0:00"), (522, "8:42"), (480.04, "8:00"), (480.4, "8:00.4"), (59.96, "1:00")],
)
def test_a_time_is_written_as_on_a_player(seconds: float, text: str) -> None:
    assert clock(seconds) == text


@pytest.mark.parametrize(
    ("quality", "measures", "word"),
    [
        (Quality.STEADY, {"shake_percent": 0.0, "decode_errors": 0, "black_s": 0.0}, "fine"),
        (Quality.STEADY, {"shake_percent": 0.0, "decode_errors": 9, "black_s": 0.0}, "doubt"),
        (Quality.STEADY, {}, "unchecked"),
        (Quality.CLEAR, {"loudness_lufs": -20.0}, "fine"),
        (Quality.CLEAR, {"loudness_lufs": -60.0}, "doubt"),
        (Quality.SLIDES, {"still_share": 0.9}, "fine"),
        (Quality.SLIDES, {"still_share": 0.1}, "doubt"),
        (Quality.VOICE, {"audio": False}, "doubt"),
        (Quality.VOICE, {"silence_share": 0.3}, "fine"),
        (Quality.VOICE, {"silence_share": 0.3, "not_checked": "timeout"}, "unchecked"),
    ],
)
def test_the_machine_says_of_a_quality_only_what_it_measured(
    quality: Quality, measures: dict[str, JsonValue], word: str
) -> None:
    whole = VIDEO | measures
    found = judged(whole, FileKind.VIDEO)
    assert machine_word(quality, whole, found) is MachineWord(word)


NAMES = (
    "content suffix chars chars_least chars_most sections dated_lines unreadable reason empty "
    "not_countable container duration_s width height audio video_codec silence_share black_s"
)
SECTIONS = st.lists(
    st.dictionaries(st.sampled_from(["heading", "level", "chars"]), st.integers() | st.text())
)
VALUES = (
    st.none()
    | st.booleans()
    | st.integers(-5, 10**7)
    | st.floats()
    | st.text(max_size=8)
    | SECTIONS
)
MEASURES = st.dictionaries(st.sampled_from(NAMES.split(" ")), VALUES)


@given(MEASURES, st.sampled_from(list(FileKind)), st.booleans())
@example({"duration_s": float("inf")}, FileKind.VIDEO, False)
@example({"duration_s": float("nan"), "black_s": float("-inf")}, FileKind.VIDEO, False)
def test_no_measure_however_odd_raises(
    measures: dict[str, JsonValue], kind: FileKind, second_year: bool
) -> None:
    found = judged(measures, kind, second_year=second_year)
    order = [tuple(Severity).index(finding.severity) for finding in found]
    assert order == sorted(order)


def test_a_lower_limit_of_a_notice_is_judged_to_its_edge() -> None:
    least = (
        Limit("document.too_short", Severity.HARD, 800, "chars", "一.1", "800至1500字"),
        Limit("video.too_short", Severity.SOFT, 180, "seconds", "一.2", "时长一般3至8分钟"),
    )
    notice = msgspec.structs.replace(NOTICE, limits=(*NOTICE.limits, *least))
    for chars, found in ((800, []), (799, ["hard document.too_short"]), (0, [])):
        said = codes(judged(DOCUMENT | {"chars": chars}, FileKind.PLAN, notice=notice))
        assert [one for one in said if "short" in one] == found
    for seconds, found in ((180.0, []), (179.9, ["soft video.too_short"])):
        said = codes(judged(VIDEO | {"duration_s": seconds}, FileKind.VIDEO, notice=notice))
        assert [one for one in said if "short" in one] == found


@pytest.mark.parametrize(
    ("severity", "words", "said"),
    [
        (Severity.SOFT, "时长一般不超过8分钟", "通知用语为“一般不超过”"),
        (Severity.SOFT, "时长原则上不超过8分钟", "通知用语留有余地"),
        (Severity.HARD, "时长不超过8分钟", "请剪短后重报"),
    ],
)
def test_a_long_video_is_told_in_the_words_of_its_notice(
    severity: Severity, words: str, said: str
) -> None:
    limits = tuple(
        msgspec.structs.replace(one, severity=severity, words=words)
        if one.code == "video.too_long"
        else one
        for one in NOTICE.limits
    )
    notice = msgspec.structs.replace(NOTICE, limits=limits)
    (found,) = (
        one
        for one in judged(VIDEO | {"duration_s": 500.0}, FileKind.VIDEO, notice=notice)
        if one.code == "video.too_long"
    )
    assert said in finding_message(found, load("zh_CN"))
    assert ("一般" in finding_message(found, load("zh_CN"))) == ("一般" in words)


@pytest.mark.parametrize("boxes", [0, 30])
def test_text_boxes_are_told_where_there_are_any(boxes: int) -> None:
    measures = DOCUMENT | {"chars": 1874, "chars_no_punctuation": 1700, "chars_boxes": boxes}
    (found,) = (one for one in judged(measures, FileKind.PLAN) if one.code == "document.too_long")
    for severity in (Severity.HARD, Severity.SOFT):
        said = finding_message(msgspec.structs.replace(found, severity=severity), load("zh_CN"))
        assert ("文本框和脚注 30 字" in said) == bool(boxes), said
        assert " 0 字" not in said
        assert ("可酌情认可" in said) == (severity is Severity.SOFT)
