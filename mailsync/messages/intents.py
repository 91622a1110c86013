"""What the sender's own words ask for or tell, each with the words that say so; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mailsync.matching.evidence.mailtext import Part, Stretch, forwarded, stretches
from mailsync.matching.words.normal import Normal, normalise
from mailsync.messages.passwords import password_span
from store.model import Intent, IntentWords

_SUBJECT_EXAMINED = 300
_ANSWERS = re.compile(r"[ \[【]*(?:re|aw|回复|答复|回覆)(?:\[\d+\])? ?:")
# What an office takes part in, or hands in.
_CAUSE = (
    r"(?:创建|六个一|参评|申报|评选|评比|特色|典型案例|本次|此次|这次|今年|本年度"
    r"|活动|报送|名单|项目)"
)
_LEAVES = re.compile(
    rf"(?:退出|放弃|取消|撤回|撤销|撤出){_CAUSE}"
    rf"|(?:退出|放弃|撤出|撤回|撤销)[^,]{{0,14}}{_CAUSE}|{_CAUSE}[^,]{{0,14}}(?:退出|放弃|撤回|撤销)"
    rf"|(?:不再|不拟|不打算|无法|不能|不想|不准备|不予|暂不|决定不)(?:继续)?(?:参加|参与|申报|创建|报送)"
    rf"|不(?:参加|参与|申报)(?:了|{_CAUSE}|[^,]{{0,10}}{_CAUSE})"
    rf"|{_CAUSE}[^,]{{0,10}}不(?:参加|参与|申报|报|参评)了"
    r"|支部[^,]{0,8}(?:退出|弃权)|(?:申请|自愿|因故|要求|决定)退出"
    r"|(?:从|自)[^,]{0,16}名单[^,]{0,6}(?:去掉|删|撤|划掉|移除|拿掉|去除)"
    r"|支部(?:现|目前|已经?|拟|即将|被|将)?(?:撤销|撤并|并入|合并|解散)"
    r"|withdraw(?:s|ing|n)? (?:from|our)|(?:no longer|not) (?:take|taking) part"
)
_STAYS = re.compile(
    r"(?:不|没有?|未|无|并非|绝不|如果?|若|假如|一旦|是否|能否|可否|可以不|要是|万一|不得)[^,]{0,4}(?:退出|放弃)"
    r"|退出(?:登[录陆]|系统|会议|群|微信|页面|机制|全屏|编辑|程序)"
    r"|(?:书记|同志|老师|本人|我)[^,支]{0,6}不(?:参加|能参加)|不(?:参加|能参加)[^,]{0,6}(?:会议?|培训|考试|座谈)"
    r"|不能(?:参加|报送)[^,]{0,4}(?:[?吗])|if (?:we|they) withdraw"
)
_PUTS_OFF = (
    r"(?:延期|延迟|延后|延长|推迟|顺延|暂缓|缓交|缓报|晚交|晚报|迟交|迟报|宽限|宽延|"
    r"(?:晚|迟|缓|多给|推后|再给)(?:[一两二三四五六七八九十几\d]{1,3}[天日周]|些(?:时候|天)?|几天)|extension|extend)"
)
_HANDED_IN = (
    r"(?:报送|提交|上交|上报|交|报|发送|发|材料|视频|方案|案例|时间|期限|截止|日期|完成|deadline)"
)
_WANTS = (
    r"(?:申请|恳请|请求|希望|望|请予|请允许|允许|准予|批准|能否|可否|可不可以|能不能|可以|是否|想|拟|烦请|麻烦|"
    r"需要?|只能|要|可能|恐|无法|不能|来不及|赶不|未能|please|could|may we|ask)"
)
_LATER = re.compile(
    rf"{_WANTS}[^,]{{0,24}}{_PUTS_OFF}|{_PUTS_OFF}[^,]{{0,16}}{_HANDED_IN}[^,]{{0,12}}{_WANTS}"
    rf"|{_HANDED_IN}[^,]{{0,12}}{_WANTS}?[^,]{{0,8}}{_PUTS_OFF}|延期(?:的?申请|报送|提交|申报|上交|上报)"
    r"|(?:来不及|赶不(?:及|出来|上)|无法按(?:时|期)|不能按(?:时|期)|难以按(?:时|期))"
)
# A session that moves, a degree that takes longer: no extension of ours.
_OTHER_DATES = re.compile(
    r"(?:会议|座谈|交流会|分享会|推进会|培训|讲座|答辩|毕业|考试|开学|放假|保质期|举[办行]|召开)[^,]{0,10}"
    r"(?:延期|推迟|延后|顺延)|(?:延期|推迟|延后)[^,]{0,4}(?:举[办行]|召开|毕业|开学)"
    r"|(?:已|收到|同意|批准|感谢)[^,]{0,8}延期(?:至|到|的通知|通知)|不(?:再|得|予)?延期|无需延期"
)
_ASKS = re.compile(
    r"请问|咨询|想问|想了解|问一下|请教|询问|怎么办|如何(?:处理|办)|(?:不知|不清楚|不确定|拿不准)[^,]{0,20}"
    r"|能否|可否|可不可以|能不能|行不行|是不是|有没有|要不要|需不需要"
    r"|是否(?:需要?|可以|符合|必须|要|能|收到|包括|有)|[吗么]$|[吗么][,\s]"
    r"|how (?:do|can|should)|could you|may we|is it (?:ok|possible)|where |when "
)
_WONDERS = re.compile(
    r"(?:什么|哪|怎么|怎样|如何|多少|几[个份点号天页]|为何|谁|多长|多大|何时|何处|是否|呢$|吗$|么$)"
)
# What stands at the end of every letter.
_POLITE = re.compile(
    r"(?:如|若|有|倘)(?:果|有)?(?:什么|任何|其他|不妥|不当|不明|不清)?[^,]{0,6}(?:问题|疑问|不妥|不足|需要|不当|不清楚)"
    r"|请审[阅核]|多多指教|how are you|if you have any"
)
_CARRIER = (
    r"(?:微信|qq|钉钉|企业微信|飞书|网盘|云盘|u盘|优盘|光盘|移动硬盘|快递|顺丰|ems|邮寄|当面|专人|派人|"
    r"纸质[版稿件材料]{0,2}|打印稿|盖章[版件]|原件|另一个?邮箱|其他邮箱|别的邮箱|新邮箱|超大附件|中转站|学院统一|学校网盘)"
)
_OTHER_WAY = re.compile(
    rf"{_CARRIER}[^,]{{0,14}}(?:发|传|送|寄|交|报|给|递|提供|分享)|(?:发|传|送|寄|交|递)[^,]{{0,8}}{_CARRIER}"
    r"|(?:快递|邮寄|顺丰|ems)(?:单号|已|寄出|发出)|(?:送|交|寄)(?:到|至|往)[^,]{0,12}(?:办公室|组织部|楼|室)"
    r"|(?:稍后|随后|另行|另外|晚些时候|晚点|下午|明天|明日|后天|下周|改日)[^,]{0,8}(?:再)?"
    r"(?:发送|报送|补发|补报|补交|另发|另寄|送|寄|发)(?!言|展|布|表)"
)
_THANKS = re.compile(
    r"谢谢|感谢|多谢|辛苦|收到|已阅|已悉|知悉|知道了|明白|好的|没问题"
    r"|ok\b|thanks?\b|thank you|received|noted"
)
_LONGEST_THANKS = 80
_GREETING = re.compile(
    r"(?:尊敬的)?(?:各位)?(?:领导|老师|同志|您|你)们?[好!,: ]*|此致|敬礼|祝[^,。]{0,10}|[\s,。!~]+"
)


def intents_of(
    subject: str, body: str, *, automatic: str | None, with_files: bool
) -> tuple[IntentWords, ...]:
    """What a mail wants, the gravest first; quoted mail says nothing.

    Args:
        with_files: the mail brings files: then only what is clearly asked counts as a question,
            and thanks, passwords and what comes another way are said of the files.
    """
    if automatic == "auto_reply":
        return (IntentWords(Intent.AUTO_REPLY, "subject", 0, 0),)
    head, text = normalise(subject[:_SUBJECT_EXAMINED]), normalise(body)
    own = _own_stretches(text, says_so=head.text.startswith(("转发", "fw")))
    found: dict[Intent, IntentWords] = {}
    # The subject of an answer is the other side's.
    title = 0 if _ANSWERS.match(head.text) else len(head.text)
    for part, normal, start, end in (
        *(("body", text, one.start, one.end) for one in own),
        ("subject", head, 0, title),
    ):
        sentence = normal.text[start:end]
        closing = normal.text[end : end + 1]
        for intent, first, last in _in_sentence(sentence, closing, with_files=with_files):
            words = normal.span(start + first, start + last)
            found.setdefault(intent, IntentWords(intent, part, *words))
    if not with_files:
        if not found and (thanks := _thanks(text, own)):
            found[Intent.THANKS] = IntentWords(Intent.THANKS, "body", *text.span(*thanks))
        word = password_span(subject, body)
        if word is not None:
            found[Intent.PASSWORD] = IntentWords(Intent.PASSWORD, *word)
    return tuple(found[one] for one in Intent if one in found)


def _own_stretches(text: Normal, *, says_so: bool) -> list[Stretch]:
    passed_on = forwarded(text.text, says_so=says_so)
    return [one for one in stretches(text.text, passed_on) if one.part is not Part.QUOTE]


def _in_sentence(
    sentence: str, closing: str, *, with_files: bool
) -> Iterator[tuple[Intent, int, int]]:
    """What one sentence wants, with the words that say so."""
    leaves = _LEAVES.search(sentence)
    asks = _ASKS.search(sentence)
    if leaves and not _STAYS.search(sentence):
        if asks or closing == "?":
            yield Intent.QUESTION, len(sentence) - len(sentence.lstrip()), len(sentence.rstrip())
        else:
            yield Intent.WITHDRAWAL, *leaves.span()
        return
    later = _LATER.search(sentence)
    if later and not _OTHER_DATES.search(sentence):
        yield Intent.EXTENSION, *later.span()
        return
    wonders = closing == "?" and (_WONDERS.search(sentence) or not with_files)
    if (asks or wonders) and not _POLITE.search(sentence):
        yield Intent.QUESTION, len(sentence) - len(sentence.lstrip()), len(sentence.rstrip())
    other = None if with_files else _OTHER_WAY.search(sentence)
    if other:
        yield Intent.OTHER_WAY, *other.span()


def _thanks(text: Normal, own: list[Stretch]) -> tuple[int, int] | None:
    """The words of thanks where the mail says little else."""
    said = [text.text[one.start : one.end] for one in own if one.part is Part.OWN]
    if sum(len(_GREETING.sub("", one)) for one in said) > _LONGEST_THANKS:
        return None
    for one in own:
        if found := _THANKS.search(text.text, one.start, one.end):
            return found.span()
    return None
