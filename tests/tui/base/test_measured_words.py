from __future__ import annotations

from datetime import UTC, datetime

from store.model import FileKind, Params
from store.notice.notice import load_notice
from store.rules.viewing import Quality, Viewing
from store.text.wording import load
from tui.base.measured_words import measured_words, viewing_words

NOTICE = load_notice("neu-2021-8")
PLAN: Params = {
    "chars": 1438,
    "chars_no_punctuation": 1302,
    "chars_file": 1620,
    "chars_boxes": 30,
    "chars_notes": 0,
    "pictures": 2,
    "sections": [
        {"heading": "一、工作内容", "level": 1, "chars": 719},
        {"heading": "二、长效机制", "level": 1, "chars": 144},
    ],
}


def words(
    measures: Params,
    kind: FileKind = FileKind.PLAN,
    *,
    language: str = "zh_CN",
    second: bool = False,
) -> tuple[str, ...]:
    return measured_words(measures, kind, notice=NOTICE, second_year=second, wording=load(language))


def test_the_ruling_count_stands_first_and_the_others_beside_it() -> None:
    assert words(PLAN) == (
        "字数 1438（不计标点 1302），图片 2 张",
        "另有：文本框 30，整个文件共 1620",
        "工作内容 50%，建设成果 0%，特色做法 0%，宣传推广 0%",
    )


def test_a_branch_in_its_second_year_has_a_fifth_aspect() -> None:
    assert words(PLAN, second=True)[-1].endswith("长效机制 10%")


def test_a_document_that_is_no_plan_has_no_aspects() -> None:
    assert len(words(PLAN, FileKind.SUPPORT)) == 2


def test_a_video_is_told_as_it_is_displayed() -> None:
    measures: Params = {
        "duration_s": 502.4,
        "width": 1280,
        "height": 720,
        "video_codec": "h264",
        "audio": False,
    }
    assert words(measures, FileKind.VIDEO, language="en") == (
        "8:22.4 long, 1280x720, coded as h264, without sound",
    )


def test_what_was_not_measured_is_not_told() -> None:
    assert words({}) == ()
    assert words({"chars": 3, "chars_no_punctuation": 3, "not_countable": "scanned"}) == ()


def test_what_a_person_said_of_a_video_is_one_sentence() -> None:
    verdicts = {Quality.STEADY: True, Quality.SLIDES: True, Quality.CLEAR: False}
    viewing = Viewing("王老师", datetime(2027, 4, 10, tzinfo=UTC), verdicts)
    assert viewing_words(viewing, at="4-10 08:00", wording=load("zh_CN")) == (
        "王老师 4-10 08:00 审看，符合：图像稳定，PPT 为主画面；不符合：声音清楚；未判：讲授者画外音"
    )
    english = viewing_words(viewing, at="4-10 08:00", wording=load("en"))
    assert "does not hold: sound clear" in english
