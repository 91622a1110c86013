"""What a reply of an SMTP server asks of the queue; pure.

Providers use their numbers loosely: NetEase gives a rate as 451 or 554 and a daily limit as 550
or 554, QQ refuses a recipient at the final dot, so that the words count before number and stage.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from store.text.visible import visible

LONGEST_REPLY = 500
Stage = Literal["greeting", "login", "sender", "recipient", "data", "message"]


class ReplyVerdict(StrEnum):
    """What is to be done next."""

    GO = "go"
    # This recipient does not take it; the others are not concerned.
    NEXT = "next"
    # Nothing left; the queue rests for a quarter of an hour and tries it again.
    PAUSE = "pause"
    # Nothing more can be sent today, or as things stand.
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class ReplyRuling:
    """A verdict with its reason: "rate", "day_limit", "spam", "login", "sender", "recipient",
    "content", "size" or "server"; "" where all is well."""

    verdict: ReplyVerdict
    reason: str = ""


_LOGIN, _SENDER = ReplyRuling(ReplyVerdict.STOP, "login"), ReplyRuling(ReplyVerdict.STOP, "sender")
_DAY_LIMIT, _SPAM = (
    ReplyRuling(ReplyVerdict.STOP, "day_limit"),
    ReplyRuling(ReplyVerdict.STOP, "spam"),
)
_SERVER, _CONTENT = (
    ReplyRuling(ReplyVerdict.STOP, "server"),
    ReplyRuling(ReplyVerdict.STOP, "content"),
)
_RATE = ReplyRuling(ReplyVerdict.PAUSE, "rate")
_RECIPIENT, _SIZE = (
    ReplyRuling(ReplyVerdict.NEXT, "recipient"),
    ReplyRuling(ReplyVerdict.NEXT, "size"),
)


def _words(*words: str) -> re.Pattern[str]:
    return re.compile("|".join(words), re.IGNORECASE)


# SMTP is switched off for the account: only its owner can change that, in the web mail.
_SWITCHED_OFF = _words(
    r"open smtp flag",
    r"\bsmtp\b.{0,40}\b(?:disabled|not (?:open|enabled|activated)|closed|switched off|turned off)",
    r"(?:enable|open|activate|turn on|switch on)\b.{0,30}\bsmtp\b",
    r"user has no permission",
    r"basic authentication is disabled",
    r"(?:开启|打开|启用|未开通|未开启|没有开通|没有开启).{0,12}smtp|smtp.{0,12}(?:未开|没有开|已关闭)",
)
# Each is about the account that sends, whatever stage it comes in.
_OF_ACCOUNT: tuple[tuple[re.Pattern[str], ReplyRuling], ...] = (
    (_SWITCHED_OFF, _LOGIN),
    (
        _words(
            r"authentication (?:is )?(?:failed|failure|required|rejected|invalid|unsuccessful)",
            r"auth(?:entication)? (?:error|credentials)",
            r"\b(?:need|must|first)\b.{0,30}\bauth\b",
            r"\bnot (?:logged in|authenticated)\b|client was not authenticated",
            r"authori[sz]ation code|app(?:lication)?-specific password|username and password",
            r"login (?:fail|denied|refused)|授权码|登录失败|认证失败|身份验证",
            r"\byour (?:account|mailbox)\b.{0,40}"
            r"(?:disabled|locked|suspended|blocked|frozen|closed)",
        ),
        _LOGIN,
    ),
    (
        _words(
            r"\bMI:SPB\b|\bDT:SUM\b",
            r"sender(?:'s)? (?:e-?mail )?(?:address )?(?:is )?"
            r"(?:rejected|denied|refused|invalid|unknown|not (?:allowed|owned|verified)|blocked)",
            r"(?:mail |header )?from(?: address)? must|must (?:be the )?(?:same|equal|match)",
            r"not (?:allowed|permitted|authori[sz]ed) to send (?:as|from|mail)|send ?as ?denied",
            r"permissions? to send (?:as|from|on behalf)",
            r"(?:spf|dmarc|dkim)\b.{0,40}\b(?:fail|reject|check|not pass)",
            r"(?:fail|reject|unauthenticated|not pass).{0,40}\b(?:spf|dmarc|dkim)\b",
            r"(?:发件人|发信人).{0,20}(?:不一致|不匹配|不允许|被拒|无效|不存在|冻结|锁定)",
        ),
        _SENDER,
    ),
)
# How much may be sent, and how fast.
_OF_RATE: tuple[tuple[re.Pattern[str], ReplyRuling], ...] = (
    (
        _words(
            r"\bMI:STC\b|\bRP:TRC\b|\bRP:RCL\b|\bHL:ITC\b",
            r"\bdaily\b|\bper day\b|\b24 hours\b|\b(?:limit|many|exceed\w*)\b.{0,60}\btoday\b",
            r"sending (?:limit|quota)|(?:message|recipient|send\w*) quota",
            r"(?:今日|当日|今天|每日|每天|当天|单日).{0,20}(?:上限|限制|超|过多)",
        ),
        _DAY_LIMIT,
    ),
    (
        _words(
            r"\bMI:SFQ\b|\bRP:QRC\b|\bRP:DRC\b|\bRP:C[CE]L\b|\bMI:(?:CEL|DMC|CCL|WMC)\b",
            r"\bHL:(?:ICC|IFC|MEP|REP|IEP)\b|\bwithin 15 minutes\b",
            r"frequen(?:cy|t|tly)|rate[ -]?limit|\brate\b.{0,40}\b(?:exceed|limit|high|too)",
            r"(?:exceed\w*|unusual|high|over)\b.{0,40}\brate\b|throttl|too (?:fast|quickly|rapid)",
            r"too many (?:\w+ )?(?:connections?|messages?|mails?|e-?mails?|sessions?|logins?"
            r"|recipients?|errors?|commands?|requests?|attempts?|concurrent)|\bconcurren",
            r"(?:connections?|sessions?)\b.{0,30}\b(?:limit|exceed|too many)|slow(?:ing)? down",
            r"grey-?list|gray-?list|频繁|频率|过快|(?:并发|连接).{0,12}(?:过多|限制|上限|超)",
        ),
        _RATE,
    ),
)
# This recipient does not take it, in words that cannot mean anybody else.
_OF_RECIPIENT = _words(
    r"(?:no such|unknown|invalid|non-?existent|bad|inactive) (?:\w+ )?"
    r"(?:user|recipient|mailbox|address|account|destination|local)",
    r"(?:user|recipient|mailbox|account|address)\b.{0,60}?\b(?:unknown|not found|not exist"
    r"|(?:does not|doesn't|not|non-?|no longer) ?exist\w*|unavailable|undeliverable|is full|full"
    r"|inactive|(?:over|exceed\w*).{0,12}quota|suspended|locked|disabled|not available|invalid)",
    r"doesn't have an? [\w.-]{1,40} account",
    r"non-?existent|does not exist|user not (?:found|known)|over ?quota|quota exceeded",
    r"mailbox (?:is )?full|recipient(?: address)? (?:is )?(?:rejected|refused|denied)",
    r"rejected by (?:the )?recipient|access denied by recipient",
    r"(?:收件人|用户|邮箱|帐号|账号).{0,20}(?:不存在|拒收|已满|无效|错误|停用|禁用|超出)|拒收",
)
# The mail, or the machine that it comes from, is taken for spam.
_OF_SPAM = _words(
    r"\bDT:SPM\b|\bDT:RBL\b|\bHL:I(?:HU|PB)\b|\bspam|anti-?spam|junk mail|virus",
    r"unsolicited|banned (?:sending )?ip|traffic not accepted",
    r"black-?list|block-?list|\brbl\b|\bdnsbl\b|spamhaus|reputation|bounce attack",
    r"\bip\b.{0,40}\b(?:reject|block|denied|deny|suspicious|suspect)|垃圾邮件|黑名单|病毒",
)
_OF_CONTENT = _words(
    r"content (?:is )?(?:denied|rejected|refused)|illegal attachment|内容.{0,12}(?:拒|违规)"
)
_OF_SIZE = _words(
    r"(?:message|mail|size).{0,40}(?:too (?:large|big)|exceeds?.{0,30}(?:size|limit|maximum))",
    r"size limit|too large|邮件.{0,12}(?:过大|太大|超)",
)
# Exchange resolved the recipient and found that it takes nothing from us.
_RESOLVED = _words(r"\bRESOLVER\.(?:ADR|RST|FWD|GRP)\b")
_TEMPORARY = _words(r"\btemporar(?:y|ily)\b|try again later|稍后")
# The two sides did not understand each other; no word about recipient or mail.
_MISUNDERSTOOD = frozenset([500, 502, 503, 504, 555])
# RFC 3463: class, subject, detail.
_ENHANCED = re.compile(r"(?:^|[\s(#\[])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
# RFC 1870 and RFC 5321: the mail is too big for the server, or for this recipient's mailbox.
_TOO_BIG = 552
_LOGIN_CODES = frozenset([530, 534, 535, 538])
# Before a recipient is named nothing can be about one.
_WITHOUT_RECIPIENT = frozenset[Stage](["greeting", "login", "sender"])
_AFTER_REFUSAL: dict[Stage, ReplyRuling] = {
    "greeting": _SERVER,
    "login": _LOGIN,
    "sender": _SENDER,
    "recipient": _RECIPIENT,
    "data": _CONTENT,
    "message": _CONTENT,
}


def ruling(code: int, text: str, stage: Stage) -> ReplyRuling:
    """Judge one reply: by its enhanced code and its words, and only then by its stage.

    What is about one recipient never stops the others; what is about the account or about how
    much is sent never marks a recipient.

    Args:
        code: the reply's number.
        text: its words, of all lines.
        stage: what it answered: "data" is the command, "message" the final dot.
    """
    if (code == 354) if stage == "data" else 200 <= code < 300:
        return ReplyRuling(ReplyVerdict.GO)
    if code >= 400:
        said = text[:LONGEST_REPLY]
        ruled = _of_words(said, stage) or _of_enhanced(said, code, stage)
        if ruled is not None:
            return ruled
    if code in _MISUNDERSTOOD and stage != "login":
        return _SERVER
    if code == _TOO_BIG and stage in ("sender", "data", "message"):
        return _SIZE
    if code in _LOGIN_CODES or (stage == "login" and code == 454):
        # 454 is "for now" by the book; who says so of a password says it for good.
        return _LOGIN
    if 400 <= code < 500:
        return _RATE
    if code >= 500:
        return _AFTER_REFUSAL[stage]
    return _SERVER


def is_switched_off(text: str) -> bool:
    """Whether a refused login says that SMTP is switched off for the account."""
    return _SWITCHED_OFF.search(text[:LONGEST_REPLY]) is not None


def _of_words(said: str, stage: Stage) -> ReplyRuling | None:
    """By the words, those that can mean one thing only first."""
    names_recipient = stage not in _WITHOUT_RECIPIENT
    subject = _subject(said)
    if names_recipient and _RESOLVED.search(said):
        return _RECIPIENT
    if stage == "login" and _is_for_now(said, subject):
        return _RATE
    if names_recipient and subject == (2, 2):
        # Full: the words for that are those of a limit of ours.
        return _RECIPIENT
    for words, ruled in _OF_ACCOUNT:
        if words.search(said):
            return ruled
    if names_recipient and subject is not None and subject[0] == 2 and subject[1] in (1, 4):
        # "Receives mail at a rate …": theirs, not ours; but a grey list is a wait.
        return _RATE if "list" in said.lower() and "gr" in said.lower() else _RECIPIENT
    for words, ruled in _OF_RATE:
        if words.search(said):
            return ruled
    if _OF_SPAM.search(said):
        return _SPAM
    if names_recipient and _OF_RECIPIENT.search(said):
        return _RECIPIENT
    if _OF_CONTENT.search(said):
        return _CONTENT
    if stage != "recipient" and stage not in ("greeting", "login") and _OF_SIZE.search(said):
        return _SIZE
    return None


def _is_for_now(said: str, subject: tuple[int, int] | None) -> bool:
    """Whether a refused login says by its enhanced code and its words that it may pass."""
    written = subject is not None and said.lstrip().startswith("4")
    return written and bool(_TEMPORARY.search(said)) and not _SWITCHED_OFF.search(said)


def _of_enhanced(said: str, code: int, stage: Stage) -> ReplyRuling | None:
    """By the enhanced code, where it can mean one thing only."""
    subject = _subject(said)
    if subject is None:
        return None
    area, detail = subject
    if subject in ((1, 7), (1, 8)):
        return _SENDER
    if subject in ((2, 3), (3, 4)) and stage not in ("greeting", "login"):
        return _SIZE
    if area == 7 and detail in (3, 8, 9, 11, 12, 13, 57):
        return _LOGIN
    if area == 7 and detail in (26, 27, 60, 509):
        return _SENDER
    if (area == 7 and detail == 28) or subject in ((4, 5), (5, 3)):
        return _RATE
    if stage in _WITHOUT_RECIPIENT:
        return None
    if area in (1, 2) or subject in ((4, 1), (4, 4), (4, 6), (4, 7), (4, 14)):
        return _RECIPIENT if subject != (2, 0) or code >= 500 else None
    return None


def _subject(said: str) -> tuple[int, int] | None:
    found = _ENHANCED.search(said)
    return (int(found[2]), int(found[3])) if found is not None else None


def reply_text(text: bytes | str) -> str:
    """The words of a reply, in UTF-8 or as Chinese servers write."""
    if isinstance(text, str):
        return text
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError:
        return text.decode("gb18030", "replace")


def reply_line(code: int, text: bytes | str) -> str:
    """A reply as it is shown: its number and its words in one line, made visible."""
    said = visible(" ".join(reply_text(text).split()))
    return f"{code} {said}"[:LONGEST_REPLY]
