"""Of several films of one branch in one mail, one is the 成果展示视频, or a person is asked."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mailsync.matching.propose import Matcher
from mailsync.matching.roster.compiled import compile_roster
from store.model import FileKind, Mail, Proposal
from store.rules.films import FilmClaim, film_claim
from tests.mailsync.matching.conftest import small_branches, small_sub_committees

MailMaker = Callable[..., Mail]
BRANCH = "图书馆流通部党支部"


def judged(mail: Mail) -> tuple[Proposal, ...]:
    return Matcher(compile_roster(small_branches(), small_sub_committees())).match(mail, ())


@pytest.mark.parametrize(
    "other",
    [
        "活动剪辑",
        "支部活动视频",
        "主题党日",
        "宣传片",
        "志愿服务影像",
        "新闻联播报道片段",
        "微党课",
    ],
)
def test_a_film_that_is_called_something_else_is_supporting_material(
    mail: MailMaker, other: str
) -> None:
    first, second = judged(mail(f"{BRANCH}{other}.mp4", f"{BRANCH}成果展示视频.mp4"))
    assert (first.kind, first.kind_certain) == (FileKind.SUPPORT, True)
    assert (second.kind, second.kind_certain) == (FileKind.VIDEO, True)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("成果展示视频", "成果展示视频高清"),
        ("VID_1", "VID_2"),
        ("主题党日", "志愿服务"),
        ("成果展示视频", "视频"),
    ],
)
def test_names_that_do_not_decide_are_asked_about(mail: MailMaker, one: str, other: str) -> None:
    found = judged(mail(f"{BRANCH}{one}.mp4", f"{BRANCH}{other}.mp4"))
    assert any(not proposal.kind_certain for proposal in found)
    assert all(proposal.kind is FileKind.VIDEO for proposal in found)


def test_a_film_alone_stays_the_video_whatever_it_is_called(mail: MailMaker) -> None:
    (found,) = judged(mail(f"{BRANCH}宣传片.mp4"))
    assert (found.kind, found.kind_certain) == (FileKind.VIDEO, True)


def test_films_of_two_branches_say_nothing_of_each_other(mail: MailMaker) -> None:
    found = judged(mail(f"{BRANCH}成果展示视频.mp4", "图书馆第三党支部宣传片.mp4"))
    assert [proposal.kind for proposal in found] == [FileKind.VIDEO, FileKind.VIDEO]


def test_a_folder_speaks_only_where_the_name_says_nothing() -> None:
    assert film_claim("活动/1.mp4") is FilmClaim.OTHER
    assert film_claim("活动/成果展示视频.mp4") is FilmClaim.NAMED
    assert film_claim("1.mp4") is FilmClaim.OPEN
