"""Every finding is documented, worded in both languages and quoted with its clause."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from store.model import FileKind, Finding, JsonValue, Problem, Severity
from store.notice.clause import clause_words, quoted_words
from store.notice.notice import Limit
from store.rules.archive import archive_findings
from store.rules.contents import contents_findings
from store.rules.likeness import Likeness, likeness_findings
from store.rules.viewing import Quality, Viewing, viewing_findings
from store.rules.wording import finding_message
from store.text.wording import load
from tests.store.judging import DOCUMENT, NOTICE, VIDEO, carrier, judged

# The notice of 2021 sets no lower limits.
WITH_LEAST = msgspec.structs.replace(
    NOTICE,
    limits=(
        *NOTICE.limits,
        Limit("document.too_short", Severity.HARD, 800, "chars", "一.1", "不少于800字"),
        Limit("video.too_short", Severity.HARD, 180, "seconds", "一.2", "时长3至8分钟"),
    ),
)
DOCS = Path(__file__).parents[3] / "docs" / "findings.md"


def documented() -> dict[str, str]:
    """Code -> severity, from the tables of docs/findings.md."""
    rows = re.findall(
        r"^\| `([a-z]+\.[a-z0-9_]+)` \| (hard|soft|hint|hard or soft|soft or hard) \|",
        DOCS.read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    return dict(rows)


EVERY: tuple[tuple[dict[str, JsonValue], FileKind], ...] = (
    (DOCUMENT | {"chars": 2000, "sections": [], "dated_lines": 9}, FileKind.PLAN),
    (DOCUMENT | {"chars_most": 2000}, FileKind.PLAN),
    (DOCUMENT | {"not_countable": "scanned"}, FileKind.PLAN),
    (DOCUMENT | {"stated_words": 1900}, FileKind.PLAN),
    (DOCUMENT | {"title": "2001年度特色支部创建工作案例"}, FileKind.PLAN),
    (DOCUMENT | {"empty": True, "suffix": ".pdf"}, FileKind.PLAN),
    ({"unreadable": "document.unreadable", "reason": "dtd"}, FileKind.PLAN),
    ({"unreadable": "document.encrypted", "reason": "password"}, FileKind.PLAN),
    ({"unreadable": "video.unreadable", "reason": "truncated"}, FileKind.VIDEO),
    ({"unreadable": "file.unreadable", "reason": "not_readable"}, FileKind.OTHER),
    ({"empty_file": True}, FileKind.PLAN),
    ({"not_checked": "ffmpeg_missing", "container": "flv"}, FileKind.VIDEO),
    (
        VIDEO
        | {"duration_s": 522.0, "width": 1280, "height": 720, "video_codec": "hevc"}
        | {"loudness_lufs": -40.0, "clipped_share": 0.5, "channel_gap_db": 70.0}
        | {"speech_to_noise_db": 1.0, "decode_errors": 7, "black_s": 9.0}
        | {"shake_percent": 2.0, "still_share": 0.1},
        FileKind.VIDEO,
    ),
    (VIDEO | {"audio": False, "width": 320, "height": 240}, FileKind.VIDEO),
    (VIDEO | {"silence_share": 1.0}, FileKind.VIDEO),
    ({"form_fields": [{"label": "党支部", "value": ""}]}, FileKind.EVAL_FORM),
    (
        {"form_fields": [{"label": "甲", "value": ""}, {"label": "乙", "value": "好"}]},
        FileKind.EVAL_FORM,
    ),
)


def every_finding() -> list[Finding]:
    """One finding of every code that the rules can give."""
    found = [finding for measures, kind in EVERY for finding in judged(measures, kind)]
    found += [
        finding
        for measures, kind in (({"chars": 5}, FileKind.PLAN), ({"duration_s": 5.0}, FileKind.VIDEO))
        for finding in judged(measures, kind, notice=WITH_LEAST)
        if finding.code.endswith("too_short")
    ]
    found += contents_findings([], ["a", "b"], notice=NOTICE)
    found += contents_findings([carrier("甲乙")], ["丙丁"], notice=NOTICE)
    seen = Viewing("李", datetime(2027, 4, 1, tzinfo=UTC), dict.fromkeys(Quality, False))
    found += likeness_findings([Likeness("file:1", "甲支部", "方案.docx", 0.9)])
    found += viewing_findings(seen, notice=NOTICE)
    found += archive_findings(
        Problem(code, {"name": "a.zip", "member": "x", "other": "y", "n": 2, "reason": "damaged"})
        for code in documented()
        if code.startswith("archive.")
    )
    return found


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_finding_is_worded_with_its_clause(language: str) -> None:
    wording = load(language)
    for finding in every_finding():
        message = finding_message(finding, wording)
        assert not finding.clause or clause_words(finding.clause, wording) in message
        assert quoted_words(str(finding.params.get("words", ""))) in message
        assert "{" not in message


def test_codes_are_documented_with_the_severity_that_they_have() -> None:
    given: dict[str, set[str]] = {}
    for finding in every_finding():
        given.setdefault(finding.code, set()).add(str(finding.severity))
    known = {code: set(severity.split(" or ")) for code, severity in documented().items()}
    assert given == known


def test_every_documented_code_is_worded_in_both_languages() -> None:
    for language in ("zh_CN", "en"):
        wording = load(language)
        for code in documented():
            assert wording.has(code) or wording.has(f"problem.{code}"), (language, code)


def test_every_limit_of_the_shipped_notice_is_a_documented_code() -> None:
    assert {limit.code for limit in NOTICE.limits} <= set(documented())
    assert all(isinstance(limit, Limit) and limit.words for limit in NOTICE.limits)


def test_the_issue_s_codes_and_severities_hold() -> None:
    hard = [
        "document.too_long",
        "document.empty",
        "document.unreadable",
        "document.encrypted",
        "video.not_mp4",
        "video.no_audio",
        "video.unreadable",
        "archive.encrypted",
        "archive.unsafe",
        "archive.too_large",
        "archive.unreadable",
        "file.empty",
    ]
    soft = ["video.too_long", "document.no_contents"]
    hints = [
        "document.not_countable",
        "document.aspect_missing",
        "document.diary_style",
        "video.silent",
        "video.codec_hint",
        "video.black",
        "file.wrong_suffix",
        "video.not_checked",
    ]
    expected = (
        dict.fromkeys(hard, "hard") | dict.fromkeys(soft, "soft") | dict.fromkeys(hints, "hint")
    )
    known = documented()
    assert {code: known[code] for code in expected} == expected
    assert known["video.too_small"] == "hard or soft"
