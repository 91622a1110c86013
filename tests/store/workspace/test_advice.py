"""Advice on settings that are allowed and yet worth a look."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest

from store.notice.calendar import WorkCalendar
from store.notice.notice import load_notice
from store.text.wording import LANGUAGES, load
from store.workspace.advice import settings_advice
from store.workspace.settings import Settings
from store.workspace.workspace import MailSettings, SmtpSettings, Workspace

SHANGHAI = ZoneInfo("Asia/Shanghai")
QUIET = Settings(
    notice="neu-2021-8",
    deadline=datetime(2026, 4, 14, 17, tzinfo=SHANGHAI),
    window_start=date(2026, 3, 15),
    cohort=2025,
    mail=MailSettings(host="imap.uni.example", port=993, user="zzb@uni.example"),
    smtp=SmtpSettings(host="smtp.uni.example", port=465),
)
IN_TIME = datetime(2026, 4, 1, 9, tzinfo=SHANGHAI)
NEXT_YEAR = {"deadline": datetime(2027, 4, 14, 17, tzinfo=SHANGHAI)}
FOLDER = {"mail": MailSettings(kind="folder", path="mails")}


@pytest.mark.parametrize(
    ("change", "now", "codes"),
    [
        ({}, IN_TIME, []),
        ({}, datetime(2026, 4, 14, 17, 1, tzinfo=SHANGHAI), ["advice.deadline_over"]),
        ({}, datetime(2026, 3, 1, 9, tzinfo=SHANGHAI), ["advice.window_ahead"]),
        (NEXT_YEAR, IN_TIME, ["advice.year_estimated"]),
        ({"smtp": SmtpSettings()}, IN_TIME, ["advice.no_smtp"]),
        ({"ffmpeg": "/nowhere/ffmpeg"}, IN_TIME, ["advice.no_file"]),
        (FOLDER, IN_TIME, ["advice.no_folder"]),
        ({"demo": True}, IN_TIME, ["advice.demo"]),
    ],
)
def test_advice_is_given_for_what_is_worth_a_look(
    tmp_path: Path, change: dict[str, object], now: datetime, codes: list[str]
) -> None:
    settings = msgspec.structs.replace(QUIET, **change)
    workspace = Workspace(tmp_path, settings, load_notice("neu-2021-8"))
    found = settings_advice(workspace, now=now, calendar=WorkCalendar(time(17)))
    assert [problem.code for problem in found] == codes
    for language in LANGUAGES:
        for problem in found:
            assert load(language).say(problem.code, **problem.params)
