"""What a trial of the mailbox says of its folders: of an empty one no day."""

from __future__ import annotations

import pytest

from mailsync.mailbox.contract import FolderReport, MailboxReport
from store.text.wording import load
from tests.making import NOW
from tui.places.mailbox_trial import report_lines


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh_CN", ["INBOX：0 封", "垃圾邮件：3 封，最早 2027-04-10", "广告：无法读取"]),
        ("en", ["INBOX: 0 mails", "垃圾邮件: 3 mails, oldest 2027-04-10", "广告: unreadable"]),
    ],
)
def test_an_empty_folder_has_no_oldest_mail(language: str, said: list[str]) -> None:
    folders = (
        FolderReport("INBOX", "INBOX", scanned=True, total=0, oldest=None),
        FolderReport("垃圾邮件", "Junk", scanned=True, total=3, oldest=NOW),
        FolderReport("广告", "Ads", scanned=True, total=None, oldest=None),
        FolderReport("已发送", "Sent", scanned=False, total=9, oldest=NOW),
    )
    report = MailboxReport("a@b.example@h.example", "", "TLSv1.3", (), True, folders)
    lines = ["".join(text for text, _ in line) for line in report_lines(report, load(language))]
    assert lines[2:] == said
