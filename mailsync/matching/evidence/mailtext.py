"""A mail's body cut into what its sender says, signs and quotes, sentence by sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

# A mail of this correspondence has a few hundred characters; what follows is left unread on
# purpose, so that a body of megabytes costs no more than a long letter.
BODY_EXAMINED = 12_000
_LONGEST_SENTENCE = 400
_QUOTE_START = re.compile(
    r"^[ \t>]*(?:-{2,}[^\n]{0,12}(?:原始邮件|原邮件|original message|转发邮件|转发的邮件|"
    r"forwarded message|回复)"
    r"|_{10,}[ \t]*$"
    r"|(?:发件人|寄件者|from) ?:[^\n]*\n"
    r"[^\n]*(?:发送时间|收件人|主题|日期|to ?:|sent ?:|date ?:|subject ?:)"
    r"|在[^\n]{4,80}写道 ?:|[^\n]{0,60}于[^\n]{4,60}写道 ?:|on [^\n]{5,120}wrote ?:"
    r"|begin forwarded message|回复的原邮件|以下为转发)",
    re.MULTILINE,
)
# Marks of a mail that was passed on whole; a quotation below an answer may look like the last one.
_PASSED_ON = re.compile(r"转发邮件|转发的|forwarded message|以下为转发|转寄")
_HEADER_LINE = re.compile(
    r"[ \t>*]*(?:发件人|寄件者|寄件人|发送时间|发送日期|日期|时间|收件人|收件者|抄送|主题|"
    r"from|to|cc|sent|date|subject) ?\*?:[^\n]*\n?|[ \t>]*\n|[ \t>]*-{2,}[^\n]*\n|[ \t>]*_{5,}\n"
    r"|begin forwarded[^\n]*\n"
)
_FROM_LINE = re.compile(r"(?:发件人|寄件者|寄件人|from) ?\*?:[^\n]*", re.IGNORECASE)
_ADDRESS = re.compile(r"[\w.+-]{1,60}@[\w.-]{1,60}\w")
# A greeting and 请查收 are no words of one's own.
_OWN_WORDS = 24
_SENTENCE = re.compile(r"[^。;!?\n]+")
_SIGNATURE_LINE = re.compile(
    r"^[^。,;!?:]{1,40}$|^(?:电话|手机|tel|联系|邮箱|e-?mail|地址|qq)[^。]{0,60}$"
)
# Words of what is not the material itself: how a password comes, a paper copy that follows.
_OTHER_THINGS = re.compile(
    r"密码|口令|提取码|解压码|纸质|原件|签字|盖章|签章|光盘|u盘|电话(?:告知|联系|沟通|说明)|短信|当面|"
    r"(?:另行|单独|随后|稍后)(?:通知|告知|说明|联系|沟通|致电|电告)"
)
# Sent before, and again now: what comes again is in this mail.
_AGAIN = re.compile(
    r"重新[^,]{0,8}[发送报交寄传]|重[发报寄传]|再次?[^,]{0,6}[发送报交寄]|更正|替换|更新|以[^,]{0,6}为准|"
    r"修改(?:后|稿|版|完)|(?<![后再将会来])补[发报交送寄]"
)
_BEFORE = re.compile(
    r"已[经于由在自][^,]{0,14}(?:[发送报交寄](?!流|言|展|布|表|告|会|道|刊))|"
    r"此前|先前|之前|上次|前几天|昨天|没有|未能|缺|还没"
)
_DEFERS = re.compile(
    r"不含|不包[括含]|除[^,]{1,40}外|除外|稍后|随后|另行|单独|自行|自己[另单]?[报发送交提寄]|由他们|由其|他们[自另单会将]|另发|另寄|另送|后续|暂未|"
    r"尚未|还未|还没|未能|没有|过后|改日|明天|后天|下周|待[^,]{1,16}后|以后|还在|正在|尽快|近期|"
    r"已[经于由在自][^,]{0,14}(?:[发送报交寄](?!流|言|展|布|表|告|会|道|刊))|此前|先前|之前|上次|前几天|昨天|缺|无关|不属|不是"
)
# What says of a clause's branch that its files are in this mail.
_ENCLOSED = re.compile(
    r"附上|附后|见附|在附件|如附件|现[将报呈]|呈上|查收|审阅|整理好|整理完|准备好|打包|如下|随信"
)
_BEHALF = re.compile(r"代为?|替|受[^,]{0,40}委托|转交|转送|转呈|帮")
_SENT_FOR_THEM = re.compile(
    r"(?:我|本人|由我|特|现)[^,]{0,4}(?:代|替|帮)[^,]{0,6}(?:发|送|报|交|转|呈)"
)
_JOINED_BEFORE = re.compile(r"(?:与|和|同|跟|邀请|联合|携手|走进|赴|走访|会同|对接|向|请)$")
_JOINED_AFTER = re.compile(
    r"联合|共建|结对|合作|一起|共同|携手|沟通|联系|核对|协商|商量|交流|座谈|参加|参观|学习|走访|辅导|互联|联建|联学|开展|举办|组织"
)


class Part(StrEnum):
    """Whose words a stretch of the body is."""

    OWN = "own"
    SIGNATURE = "signature"
    QUOTE = "quote"


class Stance(StrEnum):
    """What a sentence does with the branch that it names."""

    STATES = "states"
    BEHALF = "behalf"
    DEFERS = "defers"
    PARTNER = "partner"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A sentence or line: half-open span in the normalised body, and whose words it is."""

    start: int
    end: int
    part: Part


@dataclass(frozen=True, slots=True)
class Forwarded:
    """A mail that was passed on as it came: its header in the body, and where its text begins.

    `sender` is the span of its sender's name and `address` that of the address, empty where the
    header gives none.
    """

    start: int
    text: int
    address: tuple[int, int]
    sender: tuple[int, int] = (0, 0)


def forwarded(body: str, *, says_so: bool) -> Forwarded | None:
    """The mail that a body passes on without words of its own above it.

    Args:
        says_so: the subject begins as that of a forwarded mail does.
    """
    begun = _QUOTE_START.search(body, 0, BODY_EXAMINED)
    if begun is None or not (says_so or _PASSED_ON.search(begun[0])):
        return None
    own = body[: begun.start()]
    if len(re.sub(r"\W", "", own)) > _OWN_WORDS or "支部" in own:
        return None
    text = begun.start()
    while (line := _HEADER_LINE.match(body, text)) is not None and line.end() > text:
        text = line.end()
    header = _FROM_LINE.search(body, begun.start(), text)
    if header is None:
        return Forwarded(begun.start(), text, (0, 0))
    begins = body.index(":", header.start()) + 1
    found = _ADDRESS.search(body, begins, header.end())
    if found is None:
        return Forwarded(begun.start(), text, (0, 0), (begins, header.end()))
    return Forwarded(begun.start(), text, found.span(), (begins, found.start()))


def stretches(body: str, passed_on: Forwarded | None = None) -> tuple[Stretch, ...]:
    """Cut a normalised body into sentences with their part; quoted lines are kept apart.

    The text of a mail that was passed on is its sender's own.
    """
    limit = min(len(body), BODY_EXAMINED)
    own_from = 0 if passed_on is None else passed_on.text
    cut = _QUOTE_START.search(body, own_from, limit)
    own_end = cut.start() if cut else limit
    signed_from = max(own_from, _signature_start(body, own_end))
    found: list[Stretch] = []
    for sentence in _SENTENCE.finditer(body, 0, limit):
        start, end = sentence.start(), min(sentence.end(), sentence.start() + _LONGEST_SENTENCE)
        header = passed_on is not None and passed_on.start <= start < passed_on.text
        if start >= own_end or header or body.startswith(">", start):
            part = Part.QUOTE
        elif start >= signed_from:
            part = Part.SIGNATURE
        else:
            part = Part.OWN
        found.append(Stretch(start, end, part))
    return tuple(found)


def _signature_start(body: str, end: int) -> int:
    end = _without_quoted_lines(body, end)
    start = end
    at = end
    said_something = False
    while at > 0:
        line_start = body.rfind("\n", 0, at) + 1
        line = body[line_start:at].strip()
        if line and not _SIGNATURE_LINE.match(line):
            said_something = True
            break
        if line:
            start = line_start
        at = line_start - 1
    return start if said_something else end


def _without_quoted_lines(body: str, end: int) -> int:
    """Where the text ends below which only lines of an older mail follow, each marked with >."""
    while end > 0:
        line_start = body.rfind("\n", 0, end - 1) + 1
        line = body[line_start:end].strip()
        if line and not line.startswith(">"):
            break
        end = line_start
    return end


def stance(body: str, stretch: Stretch, start: int, end: int) -> Stance:
    """What the sentence does with the name at `start:end` in it.

    Where a clause of its own says that the name's files are here, other clauses do not defer it:
    第三支部的材料已整理好,第五支部的稍后发送; 第三支部方案见附件,视频另行发送.
    """
    before = body[stretch.start : start]
    after = body[end : stretch.end]
    if _JOINED_BEFORE.search(before) and _JOINED_AFTER.search(after[:24]):
        return Stance.PARTNER
    first = body.rfind(",", stretch.start, start) + 1 or stretch.start
    last = body.find(",", end, stretch.end)
    last = stretch.end if last < 0 else last
    clause = body[first:start] + "\0" + body[end:last]
    if _ENCLOSED.search(clause) and not _DEFERS.search(clause):
        sentence = clause
    else:
        sentence = before + "\0" + after
    if _SENT_FOR_THEM.search(sentence):
        return Stance.BEHALF
    if _deferring(sentence):
        return Stance.DEFERS
    if _BEHALF.search(sentence):
        return Stance.BEHALF
    return Stance.STATES


def deferral(body: str, stretch: Stretch, start: int, end: int) -> tuple[int, int]:
    """The span from a deferred name to the words that defer it, for a reason to show."""
    sentence = body[stretch.start : start] + "\0" * (end - start) + body[end : stretch.end]
    found = _deferring(sentence)
    if found is None:
        return start, end
    return min(start, stretch.start + found[0]), max(end, stretch.start + found[1])


def _deferring(sentence: str) -> tuple[int, int] | None:
    """Where a sentence says that something comes another way, clause by clause.

    What is said of a password or a paper copy is not said of the material, nor is what was sent
    before and comes again now.
    """
    again = _AGAIN.search(sentence) or _ENCLOSED.search(sentence)
    at = 0
    for clause in sentence.split(","):
        found = _DEFERS.search(clause)
        while found is not None:
            past = _BEFORE.match(clause, found.start())
            if not _OTHER_THINGS.search(clause) and not (past and again):
                return at + found.start(), at + found.end()
            found = _DEFERS.search(clause, found.end())
        at += len(clause) + 1
    return None


def joins_a_partner(before: str, after: str) -> bool:
    """Whether a name between these words is another party to something."""
    return bool(_JOINED_BEFORE.search(before)) and (
        bool(_JOINED_AFTER.search(after[:30])) or not before.endswith(("请", "向", "同"))
    )
