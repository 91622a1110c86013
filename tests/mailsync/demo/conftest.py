"""The demonstration's mails, made once without ffmpeg."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from mailsync.demo.mails import DemoMail, make_mails

DEADLINE = datetime(2021, 4, 14, 17, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(scope="session")
def deadline() -> datetime:
    return DEADLINE


@pytest.fixture(scope="session")
def all_mails(tmp_path_factory: pytest.TempPathFactory) -> tuple[DemoMail, ...]:
    folder: Path = tmp_path_factory.mktemp("demo")
    return make_mails(folder, deadline=DEADLINE, now=DEADLINE + timedelta(days=3), ffmpeg=None)


@pytest.fixture(scope="session")
def mails_before_deadline(all_mails: tuple[DemoMail, ...]) -> tuple[DemoMail, ...]:
    """What has arrived four days before the deadline."""
    return tuple(m for m in all_mails if m.internal_date <= DEADLINE - timedelta(days=4))
