"""What a notice is about: the name of its work, and of the material that is asked for."""

from __future__ import annotations

import re

from store.notice.year import COHORT

_STARTS = re.compile(
    r"^关于(?:组织|开展|做好|进一步|切实|继续|认真|报送|提交|印发|启动|举办|进行|加强|推进|对|的)*"
)
# What is done with the work in the end, and so no part of its name.
_STAGE = re.compile(
    r"(?:的)?(?:成果|材料|情况)?(?:的)?(?:进行|开展)?(?:结项|结题|中期|年度|期满|终期)?"
    r"(?P<stage>验收|考核|总结|评审|评选|评估|评价|检查|展示)"
)
# A name has at least so many characters.
_SHORTEST = 3
_ENDS = re.compile(r"(?:的)?(?:成果|材料|情况)?(?:有关|相关)?(?:事项|安排)?的?(?:补充)?通知")


def work_in(title: str) -> str:
    """The name of the work in the title of a notice, as 特色支部创建工作; "" where none is seen.

    It stands behind the year, before what is done with it and its results.
    """
    named, _ = _parted(title)
    return named


def is_plain(title: str) -> bool:
    """Whether the title says the name beyond doubt: behind a year, before one such word."""
    named = work_in(title)
    year = COHORT.search(title)
    stages = len(_STAGE.findall(title[year.end() :])) if year else 0
    return len(named) >= _SHORTEST and stages == 1


def material_of(work: str, title: str) -> str:
    """What the material for it is called, as 特色支部创建工作验收材料."""
    _, stage = _parted(title)
    return f"{work}{stage}材料"


def _parted(title: str) -> tuple[str, str]:
    """The name and what is done with it, as 验收; "" for what the title does not say."""
    plain = re.sub(r"\s|（[^（）]*）$", "", title)
    year = COHORT.search(plain)
    rest = plain[year.end() :] if year else _STARTS.sub("", plain)
    end = _STAGE.search(rest) or _ENDS.search(rest)
    if end is None:
        return "", ""
    return rest[: end.start()].strip("的"), end.groupdict().get("stage") or ""
