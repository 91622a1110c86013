"""A link that expired before it was fetched is nothing in hand: no paper says that we fetch it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from store.model import FileKind, Link
from store.reports.content.circular import circular
from store.reports.export import report_source
from store.text.wording import load
from store.views.report import ReportScope
from tests.mailsync.letters.desk import FINE_PLAN, LetterDesk
from tests.making import DEADLINE, NOW, auto, make_mail, take_in


@pytest.mark.parametrize(("days", "expired"), [(1, False), (3, True)])
def test_the_circular_tells_links_that_wait_from_those_that_expired(
    tmp_path: Path, days: int, expired: bool
) -> None:
    desk = LetterDesk(tmp_path)
    desk.deliver("B3", FileKind.PLAN, FINE_PLAN, at=NOW)
    until = DEADLINE + timedelta(days=2)
    link = Link("https://mail.163.example/1", "mail.163.example", "流通部.mp4", 1, until)
    take_in(desk.store, make_mail("视频", links=[link], at=NOW), auto("B3", FileKind.VIDEO))
    scope = ReportScope(DEADLINE + timedelta(days=days))
    source = report_source(desk.store, desk.workspace, scope, load("zh_CN"))
    said = "".join(str(block) for block in circular(source).body)
    assert ("链接过期待重发1个" in said) == expired
    assert ("链接待下载1个" in said) != expired
    assert ("图书馆直属党总支（1个）" in said) == expired
    desk.store.close()
