"""Mails and rosters for the matcher's tests, all invented."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from mailsync.matching.propose import Matcher
from mailsync.matching.roster.compiled import Roster, compile_roster
from store.model import (
    Address,
    Attachment,
    Branch,
    Mail,
    Proposal,
    ReceivedFrom,
    SenderFact,
    SubCommittee,
)

MailMaker = Callable[..., Mail]
Judge = Callable[..., tuple[Proposal, ...]]

_SUBS = (
    ("机械工程与自动化学院党委", ("机械学院",), ("lijing@staff.example",)),
    ("材料科学与工程学院党委", (), ("wangmin@staff.example",)),
    ("理学院党委", (), ("zhaolei@staff.example",)),
    ("工商管理学院党委", ("工管学院",), ("sunyan@staff.example",)),
    ("软件学院党委", (), ()),
    ("图书馆直属党总支", (), ()),
    ("机关党委", (), ("jiguan@staff.example",)),
    ("计算机科学与工程学院党委", ("计算机学院",), ("chenyu@staff.example",)),
)
_BRANCHES: tuple[tuple[str, str, str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("机械工程与自动化学院党委", "研究生第一党支部", "钟平", ("zhongping@b.example",), ()),
    ("机械工程与自动化学院党委", "研究生第二党支部", "何国", ("heguo@b.example",), ()),
    ("机械工程与自动化学院党委", "研究生第三党支部", "林静", ("linjing@b.example",), ("研三支部",)),
    ("机械工程与自动化学院党委", "本科生第二党支部", "韩雪", ("hanxue@b.example",), ()),
    ("机械工程与自动化学院党委", "车辆工程系教工党支部", "周立", ("zhouli@b.example",), ()),
    ("机械工程与自动化学院党委", "机关党支部", "吴越", (), ()),
    ("材料科学与工程学院党委", "研究生第一党支部", "冯刚", ("fenggang@b.example",), ()),
    ("材料科学与工程学院党委", "研究生第二党支部", "陈曦", (), ()),
    ("材料科学与工程学院党委", "机关党支部", "田野", (), ()),
    ("材料科学与工程学院党委", "教工第二党支部", "马明", (), ("原教工第三党支部",)),
    ("材料科学与工程学院党委", "教工第三党支部", "许诺", (), ("原教工第二党支部",)),
    ("理学院党委", "教工第一党支部", "黄河", ("huanghe@b.example",), ()),
    ("理学院党委", "本科生第一党支部", "郑洁", (), ("“知行讲堂”",)),
    ("工商管理学院党委", "教工第一党支部", "曹宁", (), ("“知行讲堂行动”",)),
    ("软件学院党委", "软件工程系教工党支部", "方舟", (), ()),
    ("软件学院党委", "2019级本科生党支部", "魏然", (), ()),
    ("图书馆直属党总支", "流通部党支部", "潘虹", (), ()),
    ("图书馆直属党总支", "第三党支部", "罗兰", (), ()),
    ("机关党委", "组织部党支部", "高远", (), ()),
    ("计算机科学与工程学院党委", "教工第一党支部", "段誉", ("duanyu@b.example",), ()),
    ("计算机科学与工程学院党委", "硕士第一党支部", "秦岭", (), ()),
    ("计算机科学与工程学院党委", "博士第一党支部", "石磊", (), ()),
)


def small_branches() -> tuple[Branch, ...]:
    """A roster of eight sub-committees with twins, namesakes of units and brands."""
    return tuple(
        Branch(f"B{at:03d}", sub, name, aliases, secretary, contacts)
        for at, (sub, name, secretary, contacts, aliases) in enumerate(_BRANCHES, 1)
    )


def small_sub_committees() -> tuple[SubCommittee, ...]:
    """Their sub-committees."""
    return tuple(
        SubCommittee(name, name, aliases, (), (), contacts) for name, aliases, contacts in _SUBS
    )


def branch_id(sub_committee: str, name: str) -> str:
    """The id of a branch of the small roster."""
    return next(
        b.id for b in small_branches() if b.name == name and b.sub_committee_id == sub_committee
    )


def make_mail(
    *paths: str,
    subject: str = "",
    body: str = "",
    sender: str = "someone@private.example",
    sender_name: str = "",
    size_bytes: int = 200_000,
) -> Mail:
    """A mail with these attachments."""
    return Mail(
        digest="",
        message_id="<1@x.example>",
        sender=Address(sender_name, sender),
        to=(),
        cc=(),
        subject=subject,
        sent_at=None,
        received_at=None,
        received_from=ReceivedFrom.UNKNOWN,
        body=body,
        attachments=tuple(Attachment(path, "", "", size_bytes) for path in paths),
        links=(),
        problems=(),
    )


@pytest.fixture(scope="session")
def roster() -> Roster:
    return compile_roster(small_branches(), small_sub_committees())


@pytest.fixture
def mail() -> MailMaker:
    return make_mail


@pytest.fixture
def judge(roster: Roster) -> Judge:
    """Match a mail against the small roster."""

    def run(
        mail: Mail, titles: Sequence[str] = (), memory: Sequence[SenderFact] = ()
    ) -> tuple[Proposal, ...]:
        return Matcher(roster, memory).match(mail, titles)

    return run
