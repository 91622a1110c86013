"""What a notice names: its items, channels, the evaluation form, the volume."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from store.notice.reading.amounts import SaidValue
from store.notice.reading.clauses import Sentence, number_of
from store.text.kinds import Item

_COUNT = re.compile(r"[“\"]?([二三四五六七八九十])个一[”\"]?")
_PART = re.compile(
    r"^(?:即|分别是|包括|为|是|以及|和|及|并)?(?:[\u4e00-\u9fff]{0,3}?)(?:一|1)"
    r"(?:项|个|份|部|段|次|期|本|场|篇|套|册|条|轮|堂|批)(?P<name>[\u4e00-\u9fff“”]{2,20})$"
)
# Which of the six an item is, by words of its name; the first that fits.
_KINDS = (
    (Item.VOLUME, re.compile(r"文集|汇编|案例集|成果集|选编|成册|书籍|图册|专辑|荟萃|集锦")),
    (Item.VIDEO, re.compile(r"视频|影像|短片|微片|微电影")),
    (Item.REVIEW, re.compile(r"函评|评审|评议|评选|评定|评价验收|验收")),
    (Item.SHARING, re.compile(r"分享|交流|宣讲|汇报会|报告会|展示会")),
    (Item.PROMOTION, re.compile(r"宣传|推广|推介|推送|展播")),
    (Item.PLAN, re.compile(r"方案|案例|总结|报告|材料|成果")),
)
_FORM = re.compile(r"《([^》]{2,40}评价表)》")
_TABLE = re.compile(r"《([^》]{2,40}表)》")
_VOLUME = re.compile(
    r"《([^》]{2,40}(?:汇编|文集|案例集|选编|案例选|成果集|荟萃|集锦|专辑|图册))》"
)
_BOOK = re.compile(r"《([^》]{4,40})》")
_CHANNEL = re.compile(
    r"“([^”]{2,16})”(?:专题)?(?:微信公众号|公众号|微信号|微信视频号|视频号|网站|平台|微博"
    r"|抖音号|客户端|APP|专栏|官网|官微)"
    r"|(全国高校思想政治工作网|学习强国|校园网|学校官网|校报)"
)
_PLACES = re.compile(
    r"党建网|新闻网|思政网|门户网|公众号|视频号|网站|平台|微博|抖音|客户端|官网|官微|学习强国|工作网|校报|电视台|校园网"
)


def kind_of(name: str) -> Item | None:
    """Which of the six an item of a notice is; None for one that it has beside them."""
    return next((item for item, pattern in _KINDS if pattern.search(name)), None)


def items(told: Sequence[Sentence]) -> Iterator[SaidValue]:
    """The items by their titles: the heads of the points, else the parts of “形成一项…”.

    A count (“六个一”) that is not that of the parts makes it a question.
    """
    for place, one in enumerate(told):
        if not (count := _COUNT.search(one.text)):
            continue
        names = _enumerated(one.text[count.end() :])
        heads = _heads(told[place + 1 :], one.clause)
        wanted = number_of(count[1])
        if not names and len(heads) == wanted:
            names = heads
        if not names:
            yield SaidValue("", one, doubt=True)
            return
        kinds = [kind_of(name) for name in names]
        known = [kind for kind in kinds if kind is not None]
        doubt = len(names) != wanted or len(set(known)) != len(known)
        for name in names:
            kind = kind_of(name)
            same = [head for head in heads if head == name or (kind and kind_of(head) is kind)]
            yield SaidValue(same[0] if len(same) == 1 else name, one, doubt=doubt)
        return


def _enumerated(text: str) -> list[str]:
    names = []
    between = r"[、，；：。]|以及|(?<=[\u4e00-\u9fff]{4})和(?=[\u4e00-\u9fff]{1,3}一)"
    for part in re.split(between, text):
        part = re.sub(r"^(?:的)?(?:形式|方式|要求|任务)?[，：]?", "", part)
        match = _PART.match(part)
        if match:
            names.append(match["name"])
        elif names:
            break
    return names


def _heads(told: Sequence[Sentence], clause: str) -> list[str]:
    """The short sentences that begin the points of the same section."""
    section = re.match("[一二三四五六七八九十]*", clause)
    own = section[0] if section else ""
    found, seen = [], set()
    for one in told:
        if not one.clause.startswith(own) or not one.clause:
            break
        if one.clause in seen or one.clause == own:
            continue
        seen.add(one.clause)
        head = re.match(r"([\u4e00-\u9fff“”]{3,16})[。：]", one.text)
        if head:
            found.append(head[1])
    return found


def forms(told: Sequence[Sentence]) -> Iterator[SaidValue]:
    """The evaluation form under each of its titles, else a form of the sharing sessions."""
    some = False
    for one in told:
        for match in _FORM.finditer(one.text):
            some = True
            yield SaidValue(match[1], one)
    if some:
        return
    for one in told:
        about = re.search(r"分享|交流|宣讲", one.text)
        for match in _TABLE.finditer(one.text):
            if about:
                yield SaidValue(match[1], one, doubt=True)


def volume(told: Sequence[Sentence]) -> Iterator[SaidValue]:
    """The title of the volume; another book in the sentence about it is a question."""
    some = False
    for one in told:
        for match in _VOLUME.finditer(one.text):
            some = True
            yield SaidValue(match[1], one)
    if some:
        return
    for one in told:
        if re.search(r"编入|收入|汇编|编印|成册|结集", one.text):
            for match in _BOOK.finditer(one.text):
                if not match[1].endswith(("通知", "办法", "意见", "表")):
                    yield SaidValue(match[1], one, doubt=True)


def channels(told: Sequence[Sentence]) -> Iterator[SaidValue]:
    """Where is published; places that have no name between quotation marks make it a question."""
    for one in told:
        if not re.search(r"宣传|推广|推介|推送|展示|发布|刊发|刊登|展播|推荐到", one.text):
            continue
        names = [match[1] or match[2] for match in _CHANNEL.finditer(one.text)]
        places = _named_places(one.text)
        for name in names:
            yield SaidValue(name, one, doubt=places > len(names))
        if not names and places:
            yield SaidValue("", one, doubt=True)


def _named_places(text: str) -> int:
    """How many places of publication a sentence speaks of; “X”网站和微信公众号 are of one name."""
    plain = re.sub(r"网站和微信公众号|学习强国”?平台", "网站", text)
    plain = re.sub(r"在网站(?:上)?(?:开设|设立)?专栏|等(?:网站|平台|媒体)", "", plain)
    plain = re.sub(r"“[^”]*”", "“”", plain)
    return len(_PLACES.findall(plain)) + len(re.findall(r"“”(?:专栏)", plain))
