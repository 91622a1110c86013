"""Measures of a good document and a good video, and what the rules say of them."""

from __future__ import annotations

from store.model import FileKind, Finding, JsonValue, Params
from store.notice.notice import Notice, load_notice
from store.rules.findings import RuleSettings, findings
from store.rules.video_settings import Resolution

NOTICE = load_notice("neu-2021-8")
ASPECTS = ("工作内容", "建设成果", "特色做法", "宣传推广", "长效机制")
DOCUMENT: dict[str, JsonValue] = {
    "content": "docx",
    "suffix": ".docx",
    "chars": 1000,
    "chars_no_punctuation": 900,
    "sections": [
        {"heading": f"{number}、{aspect}", "level": 1, "chars": 200}
        for number, aspect in zip("一二三四五", ASPECTS, strict=True)
    ],
}
VIDEO: dict[str, JsonValue] = {
    "content": "mp4",
    "suffix": ".mp4",
    "container": "mp4",
    "duration_s": 300.0,
    "width": 1920,
    "height": 1080,
    "video_codec": "h264",
    "audio": True,
}


def judged(
    measures: Params,
    kind: FileKind,
    *,
    notice: Notice = NOTICE,
    second_year: bool = False,
    resolution: Resolution = "both",
    name: str | None = None,
) -> tuple[Finding, ...]:
    """The findings of one file by the shipped notice."""
    return findings(
        measures,
        kind=kind,
        notice=notice,
        second_year=second_year,
        settings=RuleSettings(resolution),
        name=name,
    )


def carrier(*entries: str) -> tuple[FileKind, Params]:
    """A document that carries a 目录 with these entries."""
    return FileKind.PLAN, {"contents": list(entries)}
