"""Signs that a machine wrote a mail: then it is no submission and gets no answer."""

from __future__ import annotations

import re
from collections.abc import Collection

from mailsync.mime.headers import Fields
from mailsync.mime.parameters import parse
from store.model import Address

_ANSWER_SUBJECT = re.compile(
    r"\s*[\[【（(]?\s*(?:自动回复|自動回覆|自动答复|外出自动回复|假期自动回复"
    r"|auto(?:matic)?[ -]?(?:reply|response)|autoreply|out of (?:the )?office)",
    re.IGNORECASE,
)
_RETURN_SUBJECT = re.compile(
    r"\s*[\[【（(]?\s*(?:系统退信|退信|undeliver(?:ed|able)|delivery status notification"
    r"|mail delivery (?:failed|failure|subsystem)|failure notice|returned mail)",
    re.IGNORECASE,
)
_MAIL_SYSTEM = re.compile(r"(?:mailer-daemon|mail-daemon|postmaster)@", re.IGNORECASE)


def sign_of(
    fields: Fields, sender: Address, subject: str, own_addresses: Collection[str]
) -> str | None:
    """Which machine wrote it: "own", "bounce", "auto_reply", "list", or None for a person."""
    own = {address.strip().lower() for address in own_addresses}
    if sender.email and sender.email.lower() in own:
        return "own"
    if _is_bounce(fields, sender, subject):
        return "bounce"
    if _is_answer(fields, subject):
        return "auto_reply"
    return "list" if is_list(fields) else None


def is_list(fields: Fields) -> bool:
    """Whether a mailing list passed it on; then Sender is the list's own."""
    precedence = fields.text("precedence").lower()
    return fields.has("list-id") or fields.has("list-unsubscribe") or precedence in ("list", "bulk")


def _is_bounce(fields: Fields, sender: Address, subject: str) -> bool:
    kind = parse(fields.raw("content-type"))
    if kind.value == "multipart/report":
        return kind.parameters.get("report-type", "delivery-status").lower() == "delivery-status"
    if _MAIL_SYSTEM.match(sender.email) or fields.has("x-failed-recipients"):
        return True
    null_path = fields.has("return-path") and fields.text("return-path") in ("<>", "")
    return null_path and _RETURN_SUBJECT.match(subject) is not None


def _is_answer(fields: Fields, subject: str) -> bool:
    submitted = re.split(r"[;\s(]", fields.text("auto-submitted").lower(), maxsplit=1)[0]
    # "auto-forwarded" is a person's mail that a machine passed on.
    if submitted in ("auto-replied", "auto-generated", "auto-notified"):
        return True
    kind = parse(fields.raw("content-type"))
    if kind.value == "multipart/report":
        return True
    if any(fields.has(name) for name in ("x-autoreply", "x-autorespond", "x-auto-reply")):
        return True
    return (
        fields.text("precedence").lower() in ("auto_reply", "junk")
        or _ANSWER_SUBJECT.match(subject) is not None
    )
