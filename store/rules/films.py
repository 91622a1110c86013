"""What a film is called: the 成果展示视频 (notice 一.2), something else, or neither."""

from __future__ import annotations

import re
from enum import IntEnum

_NAMED = re.compile(
    r"成果展示|展示视频|展示片|成果视频|汇报视频|成果汇报|汇报片|验收视频|创建成果|专题片|"
    r"chengguozhanshi|cgzs|zhanshishipin|huibao",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"活动|剪辑|花絮|宣传片|主题党日|党课|志愿|采访|报道|新闻|媒体|影像|佐证|支撑|附证|快闪|合唱|朗诵|演讲|"
    r"培训|直播|录屏|会议|讲座|访谈|混剪|片段|素材|彩排|观影|参观|研学|实践|晚会|座谈|仪式|慰问|红歌|诵读|"
    r"\bmv\b|vlog",
    re.IGNORECASE,
)
_REVISED = re.compile(
    r"修改|修订|更正|更新|替换|重新|重发|重报|补[报发交]|最终|终稿|定稿|新版|完整版|以此为准|final|\bv[2-9]\b",
    re.IGNORECASE,
)


class FilmClaim(IntEnum):
    """How well a name claims to be the branch's 成果展示视频."""

    OTHER = 0
    OPEN = 1
    NAMED = 2


def film_claim(path: str) -> FilmClaim:
    """What a film's own name says; only where it says nothing its folder speaks."""
    *folders, name = path.split("/")
    for text in (name, folders[-1] if folders else ""):
        if _NAMED.search(text):
            return FilmClaim.NAMED
        if _OTHER.search(text):
            return FilmClaim.OTHER
    return FilmClaim.OPEN


def says_revised(text: str) -> bool:
    """Whether a name or subject says that this is meant to replace what came before."""
    return bool(_REVISED.search(text))
