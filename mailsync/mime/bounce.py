"""A bounce: which mail it returns, whom that did not reach, and why; by every sign it carries."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from mailsync.mime.addresses import read_addresses
from mailsync.mime.bodies import decode_body
from mailsync.mime.encoded_words import decode_words
from mailsync.mime.headers import HeaderFields, decode_text, split_fields
from mailsync.mime.parameters import file_name
from mailsync.mime.parts import Part, PartReader
from mailsync.mime.rawmail import RawMail
from mailsync.mime.transfer import TransferDamage, decoded
from mailsync.text.html_text import readable_text
from store.model import Address
from store.text.visible import visible

_MOST_BYTES = 2 << 20
_LONGEST_REASON = 500
_MOST_IDS = 200
_MESSAGE_ID = re.compile(r"<([^<>\s@]{1,250}@[^<>\s@]{1,250})>")
# Where a text names it without brackets.
_NAMED_ID = re.compile(
    r"message-?id\s{0,5}[:：=]\s{0,5}<?([^<>\s@\"';,]{3,250}@[\w.-]{1,250})", re.I
)
_ADDRESS = re.compile(r"[\w.+=~-]{1,64}+@(?:[\w-]{1,63}+\.){1,8}[A-Za-z]{2,24}")
_RECIPIENT = re.compile(
    r"(?:收\s*件\s*人|收信人|失败地址|投递到|发送给|rcpt to|failed address|recipients?"
    r"|could not be delivered to|delivery to|undeliverable to|以下(?:地址|收件人))"
    r"[^@\n]{0,80}?[\s<(（:：“\"]",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"(?:主\s*题|邮件主题|标\s*题|subject)(?:[ \xa0]{0,5}[:：]\s{0,5}|\t)([^\n]{1,300})", re.I
)
_REASON = re.compile(
    r"(?:退信原因|失败原因|退回原因|原\s*因|reason|error|diagnostic)"
    r"(?:[ \xa0]{0,5}[:：]\s{0,5}|\t)([^\n]{2,400})"
    r"|([^\n]{0,120}\b[45]\d\d[ -][^\n]{2,300})",
    re.IGNORECASE,
)
# <a@dept.example>: user unknown
_BESIDE_ADDRESS = re.compile(r"(?<![^\n])<[^<>@\s]{1,64}@[^<>\s]{1,200}>:[ \t]{1,4}([^\n]{3,300})")
_RETURNED_PREFIX = re.compile(
    r"\s*(?:未送达|无法送达|无法投递|投递失败|退信|退回"
    r"|undeliverable|undelivered|returned mail|delivery failure)"
    r"\s*[:：]\s*",
    re.IGNORECASE,
)
# What a report may say that is no failure (RFC 3464 2.3.3).
_NO_FAILURE = frozenset(["delayed", "delivered", "relayed", "expanded"])
# A mail that was put along as a file begins so.
_HEAD = re.compile(rb"\s*(?:[A-Za-z-]{2,40}:[^\n]*\n(?:[ \t][^\n]*\n)*){2,}")
_TEXTS = frozenset(["text/plain", "text/html", "text"])
_ID_FIELDS = (
    "x-original-message-id",
    "original-message-id",
    "x-ms-exchange-original-message-id",
    "in-reply-to",
    "references",
)


@dataclass(frozen=True, slots=True)
class Bounce:
    """What a bounce says; texts are decoded and visible.

    `message_ids` are without brackets, those of the returned mail itself first; `recipients` are
    plain addresses. Any of them may be empty.
    """

    message_ids: tuple[str, ...]
    recipients: tuple[str, ...]
    subject: str
    reason: str


def read_bounce(raw: RawMail) -> Bounce | None:
    """Read a bounce; None where it reports no failure."""
    signs = _Signs()
    whole = PartReader(raw).whole()
    signs.own_id = whole.fields.text("message-id").strip().strip("<>")
    signs.of_envelope(whole.fields)
    signs.part(raw, whole)
    if signs.actions and signs.actions <= _NO_FAILURE:
        return None
    outer = whole.fields.text("subject")
    if not signs.subject:
        prefix = _RETURNED_PREFIX.match(outer)
        signs.subject = outer[prefix.end() :] if prefix is not None else ""
    own = {address.email.lower() for name in ("from", "to") for address in _of(whole.fields, name)}
    recipients = [one for one in signs.recipients if one.lower() not in own]
    ids = [one for one in (*signs.returned, *signs.mentioned) if one != signs.own_id]
    # An address in angle brackets looks like an id.
    ids.sort(key=lambda one: one in recipients[:1])
    reason = next((each for each in (*signs.diagnoses, *signs.reasons, outer) if each), "")
    return Bounce(
        tuple(dict.fromkeys(ids))[:_MOST_IDS],
        tuple(dict.fromkeys(recipients)),
        visible(signs.subject).strip(),
        visible(" ".join(reason.split()))[:_LONGEST_REASON],
    )


class _Signs:
    """What the parts of a bounce say, collected in their order."""

    def __init__(self) -> None:
        self.own_id = ""
        self.returned: list[str] = []
        self.mentioned: list[str] = []
        self.recipients: list[str] = []
        self.actions: set[str] = set()
        self.diagnoses: list[str] = []
        self.reasons: list[str] = []
        self.subject = ""

    def of_envelope(self, fields: HeaderFields) -> None:
        """Fields of the bounce itself that name what it returns."""
        for name in ("x-failed-recipients", "x-original-to", "x-failed-recipient"):
            self.recipients += [address.email for address in _of(fields, name)]
        for name in _ID_FIELDS:
            for raw in fields.raw_all(name):
                self.mentioned += message_ids(decode_text(raw))

    def part(self, raw: RawMail, part: Part) -> None:
        """One part with those in it."""
        if part.kind == "multipart":
            for child in part.children:
                self.part(raw, child)
            return
        if part.kind == "message":
            for child in part.children:
                self.returned_mail(child.fields)
            return
        content = b"".join(_limited(raw, part))
        kind = part.content.value
        if kind in ("message/delivery-status", "message/feedback-report"):
            self.report(content)
        elif kind in ("text/rfc822-headers", "message/rfc822", "message/global-headers") or (
            (file_name(part.fields).text or kind not in _TEXTS) and _is_mail(content)
        ):
            self.returned_mail(split_fields(content.lstrip())[0])
        elif kind in _TEXTS:
            self.text(part, content)

    def returned_mail(self, fields: HeaderFields) -> None:
        """The header of the mail that came back."""
        for name in ("message-id", "x-original-message-id"):
            for raw in fields.raw_all(name):
                self.returned += message_ids(decode_text(raw))
        self.recipients += [address.email for name in ("to", "cc") for address in _of(fields, name)]
        self.subject = self.subject or fields.text("subject")

    def report(self, content: bytes) -> None:
        """The blocks of a delivery status."""
        rest = content.lstrip()
        while rest:
            fields, end = split_fields(rest)
            rest = rest[max(end, 1) :].lstrip()
            for name in ("final-recipient", "original-recipient"):
                for value in fields.raw_all(name):
                    said = decode_text(value).rpartition(";")[2]
                    self.recipients += _ADDRESS.findall(unquote(said))[:1]
            self.actions |= {
                decode_text(value).strip().lower() for value in fields.raw_all("action")
            }
            for name in ("diagnostic-code", "status", "x-display-name", "diagnosticcode"):
                self.diagnoses += [decode_text(value) for value in fields.raw_all(name)]
            for name in (*_ID_FIELDS, "message-id"):
                for value in fields.raw_all(name):
                    self.returned += message_ids(decode_text(value))

    def text(self, part: Part, content: bytes) -> None:
        """The words of a page or of a plain part."""
        is_html = part.content.value == "text/html"
        charset = part.content.parameters.get("charset", "")
        source, _ = decode_body(content, charset, html=is_html)
        said = readable_text(source) if is_html else source
        for form in (said, html.unescape(source), unquote(said) if "%3C" in said.upper() else ""):
            self.mentioned += message_ids(form)
        named = [hit.end() for hit in _RECIPIENT.finditer(said)]
        near = [_ADDRESS.search(said, at, at + 200) for at in named[:20]]
        self.recipients += [hit[0] for hit in near if hit is not None]
        # What is named as such comes first; a text may name nothing as such.
        self.recipients += _ADDRESS.findall(said[:20_000])[:5]
        subject = _SUBJECT.search(said)
        if subject is not None and not self.subject:
            self.subject = _unbracketed(decode_words(subject[1].split("\t")[0].strip()))
        reason = _REASON.search(said)
        if reason is not None:
            self.reasons.append(decode_words((reason[1] or reason[2]).strip()))
        beside = _BESIDE_ADDRESS.search(said)
        if beside is not None:
            self.reasons.append(beside[1].strip())


def _unbracketed(text: str) -> str:
    """Without the end of a bracket that was opened before the text."""
    for mark, opening in (("）", "（"), (")", "("), ("”", "“"), ("》", "《")):
        head, found, _ = text.partition(mark)
        if found and opening not in head:
            text = head
    return text.strip()


def _limited(raw: RawMail, part: Part) -> Iterator[bytes]:
    length = 0
    encoding = part.encoding
    for window in decoded(raw.windows(part.start, part.end), encoding, TransferDamage()):
        yield window
        length += len(window)
        if length > _MOST_BYTES:
            return


def _is_mail(content: bytes) -> bool:
    return _HEAD.match(content[:4096]) is not None and b"essage-" in content[:65_536]


def message_ids(text: str) -> list[str]:
    """The Message-IDs in a text, without brackets."""
    # What is called one before what may as well be an address.
    found = [hit[1] for hit in _NAMED_ID.finditer(text)]
    found += [hit[1] for hit in _MESSAGE_ID.finditer(text)]
    if not found and text.count("@") == 1 and " " not in text.strip() and len(text) < 300:
        found.append(text.strip().strip("<>"))
    return found[:_MOST_IDS]


def _of(fields: HeaderFields, name: str) -> tuple[Address, ...]:
    return tuple(
        address for raw in fields.raw_all(name) for address in read_addresses(raw) if address.email
    )
