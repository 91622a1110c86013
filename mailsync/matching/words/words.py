"""Words of mail that are not names: what may stand before a name, and what never belongs to one."""

from __future__ import annotations

import re

# The school whose branches the roster lists; any other school's name makes a name foreign.
OWN_SCHOOLS = ("东北大学", "东大")

SOFT = " \t_-—–+·・~"
HARD = frozenset("\n,。;!?、:()<>《》【】[]{}“”\"'「」『』|/\\=…‖•*&")

# After one of these a name may begin; words of reporting, prepositions, pronouns.
FUNCTION_ENDS = frozenset("为送将把是由代的了给与和及同向请自在我交报上来发呈寄附从对到于该各供即")
# A unit's last word; an unread word ending so is a unit that the roster does not know.
UNIT_ENDS = (
    "系",
    "所",
    "室",
    "部",
    "处",
    "院",
    "中心",
    "办",
    "馆",
    "片",
    "社",
    "科",
    "站",
    "厂",
    "园",
    "队",
    "公司",
    "集团",
    "分校",
    "校区",
    "学科",
    "专业",
    "班",
    "团委",
    "工会",
    "委员会",
    "平台",
    "团队",
    "课题组",
    "教学部",
    "机关",
)
SCHOOL_ENDS = ("大学", "学校", "中学", "党校", "职院", "军区", "公司", "总队")

# Words that name the material; a name may stand right after one.
_ITEM_WORDS = (
    "最终版|修改版|正式版|更新版|评价表|评估表|考核表|申报表|登记表|签到表|统计表|宣传稿|推广稿|发言稿|申请书|"
    "花名册|扫描件|六个一|宣传片|汇报片|展示片|专题片|纪录片|微电影|微视频|短片|剪辑|花絮|掠影|纪实|方案|案例|总结|材料|视频|录像|照片|图片|目录|清单|索引|推文|推送|稿件|记录|纪要|报道|"
    "证书|证明|截图|汇编|佐证|支撑|附件|附表|年度|学年|情况|成果|展示|验收|创建|报送|提交|最新|终稿|定稿|中共|"
    "党委|关于|原始|介绍|事迹|通知|名单|报告|汇报|致辞|制度|文件|资料|稿|表"
)
# Words that describe any branch.
DESCRIBING_WORDS = (
    "参评|特色|优秀|先进|示范|样板|标杆|推荐|申报|创建|参与|获批|培育|试点|"
    "所属|下属|基层|全体|所有|部分|各个|全部"
)
_ITEM_END = re.compile(rf"(?:{_ITEM_WORDS})[\d.一二三四五六七八九十]*$")
# Short forms of colleges that are ordinary words of this correspondence as well.
ORDINARY_WORDS = frozenset(
    ("材料", "管理", "信息", "教育", "宣传", "资源", "创新", "文化", "工程", "设计")
)
_JOINTS = frozenset("与和及")
_SHORTEST_JOINED = 2
_PARTY_ENDS = (*UNIT_ENDS, "支部", "党委", "总支", "们")
_OWN_HOUSE = re.compile(r"(?:我|本|该|贵)(?:院|校|系|部|处|单位|学院|中心|党委|分党委)的?$")


def may_precede(residue: str) -> bool:
    """Whether a name may begin after `residue`, which ends at the name's first character."""
    if not residue:
        return True
    last = residue[-1]
    if joins_a_name(residue):
        return False
    if last in FUNCTION_ENDS or not "\u3400" <= last <= "\u9fff":
        return True
    return (
        residue.endswith(OWN_SCHOOLS)
        or _ITEM_END.search(residue) is not None
        or _OWN_HOUSE.search(residue) is not None
    )


def joins_a_name(residue: str) -> bool:
    """Whether a residue ends with a 与 within a unit's name: 先进制造与(自动化研究所).

    A party before it ends as units and branches end; anything else that may precede a name ends
    so itself.
    """
    word = residue[:-1]
    if residue[-1:] not in _JOINTS or len(word) < _SHORTEST_JOINED:
        return False
    if not "\u3400" <= word[-1] <= "\u9fff" or word.endswith(_PARTY_ENDS):
        return False
    rest = word
    while found := _ITEM_END.search(rest):
        rest = rest[: found.start()]
    # 材料与 is the material, 新材料与冶金学院 a college.
    return bool(rest) and not may_precede(rest)


def looks_like_unit(residue: str) -> bool:
    """Whether an unread word is a unit or school by its last characters; a branch is none."""
    return (residue.endswith(UNIT_ENDS) and not residue.endswith("支部")) or is_foreign(residue)


def is_foreign(residue: str) -> bool:
    """Whether a name stands after another school's name."""
    return residue.endswith(SCHOOL_ENDS) and not residue.endswith(OWN_SCHOOLS)


def is_item_word(text: str) -> bool:
    """Whether a text ends with a word for the material itself."""
    return _ITEM_END.search(text) is not None
