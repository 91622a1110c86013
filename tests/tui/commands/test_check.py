"""`sixones check`: the same findings in the same words, without a workspace."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from mailsync.examine.video.ffmpeg_tools import FfmpegTools, find_tools
from store.errors import UsageError
from store.notice.notice import load_notice
from store.text.wording import load
from tests.mailsync.examine.documents.made import plan
from tests.mailsync.examine.video import made as videos
from tui.commands.work.check import run_check

NOTICE = load_notice("neu-2021-8")


def checked(
    *paths: Path,
    language: str = "zh_CN",
    tools: FfmpegTools | None = None,
    second_year: bool = False,
) -> tuple[int, Any]:
    out = io.StringIO()
    code = run_check(paths, NOTICE, load(language), True, out, tools=tools, second_year=second_year)
    return code, json.loads(out.getvalue())


def printed(*paths: Path, language: str = "zh_CN") -> str:
    out = io.StringIO()
    run_check(paths, NOTICE, load(language), False, out)
    return out.getvalue()


def test_a_fine_plan_exits_0_and_gives_its_measures(tmp_path: Path) -> None:
    path = tmp_path / "方案.docx"
    plan(1500).save(str(path))
    code, (entry,) = checked(path)
    assert code == 0
    assert entry["file"] == str(path)
    assert entry["kind"] == "plan"
    assert entry["findings"] == []
    assert entry["measures"]["chars"] == 1500
    assert entry["measures"]["pictures"] == 0
    assert entry["measures"]["chars_no_punctuation"] < 1500
    assert entry["measures"]["aspects"]["工作内容"] > 0.2


def test_only_a_branch_in_its_second_year_is_asked_for_lasting_arrangements(
    tmp_path: Path,
) -> None:
    path = tmp_path / "方案.docx"
    plan(1500).save(str(path))
    _, (first,) = checked(path)
    code, (second,) = checked(path, second_year=True)
    (finding,) = second["findings"]
    assert code == 0
    assert (finding["code"], finding["clause"]) == ("document.aspect_missing", "二.4")
    assert finding["params"]["aspects"] == "长效机制"
    assert "长效机制" in second["measures"]["aspects"]
    assert "长效机制" not in first["measures"]["aspects"]


def test_a_long_plan_exits_1_with_clause_words_and_value(tmp_path: Path) -> None:
    path = tmp_path / "方案.docx"
    plan(1523).save(str(path))
    code, (entry,) = checked(path)
    (finding,) = entry["findings"]
    assert code == 1
    assert finding["code"] == "document.too_long"
    assert finding["severity"] == "hard"
    assert finding["clause"] == "一.1"
    assert finding["params"]["over"] == 23
    assert "1523" in finding["message"]
    assert "《通知》第一部分第1条：“文字材料不超过1500字”" in finding["message"]


def test_unreadable_content_is_a_hard_finding(tmp_path: Path) -> None:
    path = tmp_path / "方案.docx"
    path.write_bytes(bytes(range(256)) * 20)
    code, (entry,) = checked(path)
    assert (code, [finding["code"] for finding in entry["findings"]]) == (
        1,
        ["document.unreadable"],
    )


def test_a_missing_file_or_a_folder_is_wrong_use_and_nothing_is_checked(tmp_path: Path) -> None:
    out = io.StringIO()
    for path, code in (
        (tmp_path / "none.docx", "check_no_such_file"),
        (tmp_path, "check_not_a_file"),
    ):
        with pytest.raises(UsageError) as raised:
            run_check([path], NOTICE, load("en"), True, out)
        assert raised.value.code == code
        assert raised.value.exit_code == 2
        assert str(path) in load("en").error(raised.value)
    assert out.getvalue() == ""


def test_a_video_is_decoded_and_its_measures_are_named(tmp_path: Path) -> None:
    tools = find_tools()
    if tools.ffmpeg is None:
        pytest.skip("ffmpeg and ffprobe are not installed")
    path = tmp_path / "成果展示视频.mp4"
    videos.make(path, tools.ffmpeg, size="1280x720", seconds=2)
    code, (entry,) = checked(path)
    expected = {
        "container": "mp4",
        "duration_s": 2.0,
        "width": 1280,
        "height": 720,
        "video_codec": "h264",
        "audio": True,
        "decode_errors": 0,
    }
    assert code == 0
    assert {name: entry["measures"][name] for name in expected} == expected
    assert [(one["code"], one["severity"]) for one in entry["findings"]] == [
        ("video.too_small", "soft")
    ]


def test_without_ffmpeg_a_video_is_said_to_be_unchecked(tmp_path: Path) -> None:
    path = tmp_path / "视频.mp4"
    path.write_bytes(
        videos.box(b"ftyp", b"isom\0\0\0\0") + videos.box(b"moov", b"") + videos.box(b"mdat", b"")
    )
    code, (entry,) = checked(path, tools=FfmpegTools())
    assert code == 0
    assert [finding["code"] for finding in entry["findings"]] == ["video.not_checked"]


def test_one_plan_among_the_files_has_its_contents_compared(tmp_path: Path) -> None:
    plan(300).save(str(tmp_path / "方案.docx"))
    for name in ("支撑材料-照片.txt", "支撑材料-报道.txt"):
        (tmp_path / name).write_text("说明", encoding="utf-8")
    _code, entries = checked(*sorted(tmp_path.iterdir()))
    found = {Path(entry["file"]).name: [f["code"] for f in entry["findings"]] for entry in entries}
    assert found["方案.docx"] == ["document.no_contents"]


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh_CN", ("须改", "文档里没有文字")), ("en", ("must fix", "neither text nor pictures"))],
)
def test_people_read_it_in_their_language(
    language: str, words: tuple[str, ...], tmp_path: Path
) -> None:
    Document().save(str(tmp_path / "a.docx"))
    text = printed(tmp_path / "a.docx", language=language)
    assert all(word in text for word in words)


def test_a_hostile_file_name_cannot_write_to_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "方案\x1b[2J.docx"
    plan(200).save(str(path))
    assert "\x1b" not in printed(path)
