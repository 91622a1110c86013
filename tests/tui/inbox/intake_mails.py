"""Mails that wait for a person, judged by the real matcher: what 收件 is tried on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from mailsync.sync.judge import judge
from mailsync.sync.learning import knowledge
from store.db.decisions import live_decisions
from store.model import Address, Branch, FileKind, Link, Mail, Proposal, SubCommittee
from store.views.board.credits import Credit, all_credits
from store.workspace.settings import MailSettings
from tests.making import NOW, add_roster, make_mail, take_in
from tests.tui.conftest import Place, make_place

EAST = SubCommittee("E", "东方学院党委", contacts=("dongfang@neu.example",))
ORDINALS = "一二三四五六七八九十"
EASTERN = tuple(
    Branch(f"E{at:02d}", "E", f"研究生第{ORDINALS[at - 1] if at < 11 else '十一'}党支部")
    for at in range(1, 12)
)
QUOTED = """组织部老师：

您好！我院研究生第三党支部的六个一材料已经整理好，研究生第五党支部的视频稍后单独发送。
请查收，谢谢！

东方学院 周老师

------原始邮件------
发件人：组织部
主题：关于报送材料的提醒
请研究生第二党支部尽快报送。
"""


def give(
    made: Place,
    subject: str,
    *paths: str,
    sender: str = "new@private.example",
    sender_name: str = "",
    body: str = "老师好，材料请查收。",
    at: datetime = NOW - timedelta(hours=5),
    links: Sequence[Link] = (),
) -> int:
    """Store a mail as a sync would, judged by what is known; returns its id."""
    mail = make_mail(subject, [(path, f"{subject} {path}") for path in paths], at=at, links=links)
    mail = replace(mail, sender=Address(sender_name, sender), body=body)
    return take_in(made.store, mail, *judged(made, mail)).mail_id


def folder_of_two(made: Place) -> None:
    """A mail whose archive has a folder for each branch, and its sub-committee's words."""
    give(
        made,
        "东方学院研究生支部材料",
        "东方学院材料.zip/研究生第三党支部/工作方案.docx",
        "东方学院材料.zip/研究生第三党支部/成果展示视频.mp4",
        "东方学院材料.zip/另一个支部/工作方案.docx",
        "东方学院材料.zip/另一个支部/成果展示视频.mp4",
        "关于更新的说明.docx",
        sender="dongfang@neu.example",
        sender_name="周老师",
        body=QUOTED,
        links=[
            Link(
                "https://mail.163.example/large/7",
                "mail.163.example",
                "研究生第三党支部成果视频（高清）.mp4",
                314_000_000,
                NOW + timedelta(days=6),
            )
        ],
    )


def a_contradiction(made: Place) -> None:
    """The name says one branch, the subject its twin."""
    give(
        made,
        "东方学院研究生第二党支部材料",
        "东方学院研究生第三党支部-工作方案[bold].docx",
        sender="zhou@private.example",
        sender_name="周 [red]老师[/red]",
        body="附件请查收。",
    )


def judged(made: Place, mail: Mail) -> list[Proposal]:
    """What the machine says of a mail."""
    found = judge(
        mail,
        {},
        knowledge(made.store).matcher,
        window_start=made.workspace.settings.window_start,
        dates=made.workspace.notice.dates,
    )
    return [one.proposal for one in found]


def credits_of(made: Place) -> dict[str, Credit]:
    """Every file and link by its subject, as the board sees it."""
    found = all_credits(made.store, live_decisions(made.store), as_of=NOW)
    return {one.subject: one for one in found}


def decided(made: Place) -> dict[str, tuple[FileKind, tuple[str, ...]]]:
    """What people decided, by subject."""
    return {
        name: (one.kind, one.branch_ids)
        for name, one in credits_of(made).items()
        if one.decided_by is not None
    }


def quiet_place(folder: Path) -> Place:
    """A workspace with the roster of the screens' tests and the eastern college, without mail."""
    made = make_place(
        folder, MailSettings(host="127.0.0.1", port=9, user="neuzzb@163.example", tls="none")
    )
    add_roster(made.store, (EAST,), EASTERN)
    return made


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Place]:
    made = quiet_place(tmp_path)
    yield made
    made.store.close()
