"""`sixones check`: files held against the notice, without a workspace."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

from mailsync.examine.checked import CheckedFile, Progress, check_files
from mailsync.examine.video.ffmpeg_tools import FfmpegTools, find_tools
from store.errors import UsageError
from store.model import JsonValue
from store.notice.notice import Notice
from store.rules.aspects import aspect_shares
from store.rules.findings import RuleSettings, has_hard
from store.rules.wording import finding_message
from store.text.visible import visible, visible_json
from store.text.wording import Wording
from tui.base.measured_words import measured_words

# Kept for matching and ruling, of no use to a reader of the answer.
_INNER_MEASURES = frozenset(
    ("sections", "parts", "entries", "title_text", "media_type", "examiner", "sketch")
)


def run_check(
    paths: Sequence[Path],
    notice: Notice,
    wording: Wording,
    as_json: bool,
    out: TextIO,
    *,
    tools: FfmpegTools | None = None,
    progress: Progress = lambda _file, _share: None,
    second_year: bool = False,
) -> int:
    """Check files and print what was found.

    Returns:
        0 where nothing must be mended, 1 where something must.

    Raises:
        UsageError: `check_no_such_file` or `check_not_a_file`; nothing was checked then.
    """
    for path in paths:
        if not path.exists():
            raise UsageError("check_no_such_file", file=str(path))
        if not path.is_file():
            raise UsageError("check_not_a_file", file=str(path))
    checked = check_files(
        paths,
        notice=notice,
        settings=RuleSettings(),
        tools=find_tools() if tools is None else tools,
        progress=progress,
        second_year=second_year,
    )
    if as_json:
        entries = [_entry(one, notice, wording, second_year=second_year) for one in checked]
        out.write(visible_json(json.dumps(entries, ensure_ascii=False, indent=2)) + "\n")
    else:
        for one in checked:
            out.writelines(
                f"{line}\n" for line in _lines(one, notice, wording, second_year=second_year)
            )
    return 1 if any(has_hard(one.findings) for one in checked) else 0


def _entry(
    one: CheckedFile, notice: Notice, wording: Wording, *, second_year: bool
) -> dict[str, JsonValue]:
    measures: dict[str, JsonValue] = {
        name: value for name, value in one.measures.items() if name not in _INNER_MEASURES
    }
    if "sections" in one.measures:
        measures["aspects"] = dict(aspect_shares(one.measures, notice, second_year=second_year))
    return {
        "file": one.file,
        "kind": str(one.kind),
        "measures": measures,
        "findings": [
            {
                "code": finding.code,
                "severity": str(finding.severity),
                "params": dict(finding.params),
                "clause": finding.clause,
                "message": finding_message(finding, wording),
            }
            for finding in one.findings
        ],
    }


def _lines(
    one: CheckedFile, notice: Notice, wording: Wording, *, second_year: bool
) -> Iterator[str]:
    verdict = "fine_with_hints" if one.findings else "fine"
    if any(finding.code == "video.not_checked" for finding in one.findings):
        verdict = "not_checked"
    yield wording.say(
        "check.faulty" if has_hard(one.findings) else f"check.{verdict}",
        file=visible(one.file),
        kind=wording.say(f"check.kind.{one.kind}"),
    )
    for said in measured_words(
        one.measures, one.kind, notice=notice, second_year=second_year, wording=wording
    ):
        yield wording.say("check.measured", said=said)
    for finding in one.findings:
        yield wording.say(
            "check.finding",
            severity=wording.say(f"finding_severity.{finding.severity}"),
            message=finding_message(finding, wording),
        )
