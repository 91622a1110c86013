"""Signs that a machine wrote a mail: then it is no submission and gets no answer."""

from __future__ import annotations

import re
from collections.abc import Collection

from mailsync.mime.headers import HeaderFields
from mailsync.mime.parameters import parse
from store.model import Address

_ANSWER_SUBJECT = re.compile(
    r"\s*[\[【（(]?\s*(?:自动回复|自動回覆|自动答复|外出自动回复|假期自动回复|外出\s?[:：]|auto\s?[:：]"
    r"|auto(?:matic)?[ -]?(?:reply|response)|autoreply|out of (?:the )?office"
    # Receipts that a program writes when a mail is opened.
    r"|(?:已读|未读|阅读回执|已读回执|邮件收条|回执)\s?[:：]|(?:not )?read\s?[:：]|read receipt)",
    re.IGNORECASE,
)
# Vacation mails of services that put their sign into the text alone.
_ANSWER_BODY = re.compile(
    r"\s*(?:您好[,，!！。]?\s*)?(?:这是|此为|本邮件[是为]|此邮件[是为]|该邮件[是为])(?:一封)?(?:来自|由)?"
    r"[^\n。]{0,24}(?:假期|休假|外出|自动|系统)[^\n。]{0,12}(?:自动回复|自动答复|自动应答|自动发送)"
    r"|\s*[\[【(（]?(?:自动回复|自动答复|自动应答|外出自动回复|假期自动回复)[\]】)）]?\s*[:：,，。!！\n]"
    r"|\s*(?:hello|hi|dear \w+)?[,!.]?\s*(?:this is an automat(?:ic|ed) (?:reply|response|e?-?mail)"
    r"|thank you for your (?:e-?mail|message)[^\n]{0,40} i am (?:currently )?(?:out of|away|on)"
    r"|i(?: am|'m) (?:currently )?(?:out of (?:the )?office|on (?:leave|vacation|holiday)))",
    re.IGNORECASE,
)
# A short text that says so somewhere, in brackets, as people set it up by hand.
_ANSWER_MARK = re.compile(
    r"[\[【（(](?:此为|本邮件为|这是)?(?:系统)?自动(?:回复|答复|应答)(?:邮件)?(?:[，,][^\n]{0,30})?[\]】）)]"
    r"|这是(?:一份)?邮件收条|阅读回执"
)
_LONGEST_MARKED = 300
_NEGATED = frozenset(("no", "false", "0", "none"))
_RETURN_SUBJECT = re.compile(
    r"\s*[\[【(（]?\s*(?:系统退信|退信|退回|(?:您的)?(?:邮件|来信)被?(?:拒收|拒绝|退回|拦截)"
    r"|拒收|邮件退信|邮件发送失败|未送达|无法送达|无法投递|投递失败|邮件投递失败"
    r"|undeliver(?:ed|able)|delivery (?:status notification|failure|has failed)"
    r"|mail delivery (?:failed|failure|subsystem)|failure notice|returned mail)",
    re.IGNORECASE,
)
_ANSWER_FIELDS = (
    "x-autoreply",
    "x-autorespond",
    "x-auto-reply",
    "x-autoresponder",
    "x-auto-response-from",
    "x-vacation",
)
_MAIL_SYSTEM = re.compile(
    r"(?:mailer-daemon|mail-daemon|postmaster|microsoftexchange[0-9a-f]{8,40})@", re.IGNORECASE
)
# Fields that only what returns a mail bears.
_RETURN_FIELDS = ("x-failed-recipients", "x-ms-exchange-message-is-ndr")


def sign_of(
    fields: HeaderFields,
    sender: Address,
    subject: str,
    own_addresses: Collection[str],
    body: str = "",
) -> str | None:
    """Which machine wrote it, or None for a person.

    "own", "bounce", "auto_reply" (it answers), "generated" (it sends by itself, such as a copier
    that scans), "list" (it passes a person's mail on).
    """
    own = {address.strip().lower() for address in own_addresses}
    if sender.email and sender.email.lower() in own:
        return "own"
    if _is_bounce(fields, sender, subject):
        return "bounce"
    if _is_answer(fields, subject) or _says_so(body):
        return "auto_reply"
    if _submitted(fields) in ("auto-generated", "auto-notified"):
        return "generated"
    return "list" if is_list(fields) else None


def is_list(fields: HeaderFields) -> bool:
    """Whether a mailing list passed it on; then Sender is the list's own."""
    precedence = fields.text("precedence").lower()
    return fields.has("list-id") or fields.has("list-unsubscribe") or precedence in ("list", "bulk")


def _is_bounce(fields: HeaderFields, sender: Address, subject: str) -> bool:
    kind = parse(fields.raw("content-type"))
    if kind.value == "multipart/report":
        return kind.parameters.get("report-type", "delivery-status").lower() == "delivery-status"
    if _MAIL_SYSTEM.match(sender.email) or any(fields.has(name) for name in _RETURN_FIELDS):
        return True
    null_path = fields.has("return-path") and fields.text("return-path") in ("<>", "")
    return null_path and _RETURN_SUBJECT.match(subject) is not None


def _says_so(body: str) -> bool:
    """Whether the words themselves tell that a machine wrote them."""
    if _ANSWER_BODY.match(body) is not None:
        return True
    return len(body) <= _LONGEST_MARKED and _ANSWER_MARK.search(body) is not None


def _submitted(fields: HeaderFields) -> str:
    """The word of Auto-Submitted (RFC 3834), without its parameters."""
    return re.split(r"[;\s(]", fields.text("auto-submitted").lower(), maxsplit=1)[0]


def _is_answer(fields: HeaderFields, subject: str) -> bool:
    # "auto-forwarded" is a person's mail passed on by a machine; "auto-generated" answers nothing.
    if _submitted(fields) == "auto-replied":
        return True
    kind = parse(fields.raw("content-type"))
    if kind.value == "multipart/report":
        return True
    if any(
        fields.has(name) and fields.text(name).lower() not in _NEGATED for name in _ANSWER_FIELDS
    ):
        return True
    return (
        fields.text("precedence").lower() in ("auto_reply", "junk")
        or _ANSWER_SUBJECT.match(subject) is not None
    )
