"""A letter as the bytes of a mail: plain text, the same as HTML, names in RFC 2047; pure."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.encoders import encode_base64
from email.generator import BytesGenerator
from email.header import Header
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import format_datetime

from mailsync.letters.kinds import answers, by_hand
from mailsync.letters.recipients import is_address
from store.errors import UsageError
from store.letters.letter import Letter
from store.model import Address

_LINE = 76
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# What a part in base64 may be called: RFC 2046, 5.2.1 forbids it to mails, and what a stranger's
# file says of itself need not be a type at all.
_MEDIA_TYPE = re.compile(
    r"(?!message/|multipart/)[a-z0-9.+-]+/[a-z0-9.+-]+(?:; charset=[a-z0-9-]+)?", re.IGNORECASE
)
_PLAIN_FILE = "application/octet-stream"
# Longer names are cut by old mail programs, and their end with them.
_NAME_CHARS, _SUFFIX_CHARS = 80, 8
_UNSAFE = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029<>:\"/\\|?*]")


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that goes along: its name as people read it, its media type.

    The type may have a charset, where it is known.
    """

    name: str
    content: bytes
    media_type: str = DOCX


def compose(
    letter: Letter,
    *,
    message_id: str,
    date: datetime,
    attachments: Sequence[Attached] = (),
) -> bytes:
    """Write the mail; every recipient's copy shows the same To and Cc.

    Args:
        date: aware; its zone is written.
        attachments: their names become safe and fairly short.

    Raises:
        UsageError: `letters.header_injection` where a name, an address or the subject has a line
            break or another control character; `letters.bad_address`.
    """
    alternative = MIMEMultipart("alternative")
    alternative.attach(MIMEText(letter.text, "plain", "utf-8"))
    if letter.html:
        alternative.attach(MIMEText(letter.html, "html", "utf-8"))
    mail = alternative
    if attachments:
        mail = MIMEMultipart("mixed")
        mail.attach(alternative)
        for attached in attachments:
            mail.attach(_part(attached))
    mail["From"] = _address(letter.sender)
    for role, field in (("to", "To"), ("cc", "Cc")):
        those = [r.address for r in letter.recipients if r.role == role]
        if those:
            mail[field] = ",\r\n ".join(map(_address, those))
    mail["Subject"] = _words(letter.subject, len("Subject: "))
    mail["Date"] = format_datetime(date)
    mail["Message-ID"] = _plain(message_id)
    if letter.reply_to_id and letter.reply_to_id.isascii():
        mail["In-Reply-To"] = mail["References"] = _plain(letter.reply_to_id)
    # RFC 3834: no machine that keeps to it answers this mail, so that none goes in circles.
    # What is handed on or written by hand is a person's mail.
    if not letter.submitted and not by_hand(letter.kinds):
        mail["Auto-Submitted"] = "auto-replied" if answers(letter) else "auto-generated"
    # Exchange's own word for it; reports of failure are wanted.
    mail["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    out = io.BytesIO()
    BytesGenerator(out, mangle_from_=False, policy=compat32.clone(linesep="\r\n")).flatten(mail)
    return out.getvalue()


def _part(attached: Attached) -> MIMEBase:
    known = _MEDIA_TYPE.fullmatch(attached.media_type)
    part = MIMEBase(*(known[0] if known else _PLAIN_FILE).split("/", 1))
    part.set_payload(attached.content)
    encode_base64(part)
    # RFC 2047 in a parameter is no standard, and what Chinese mail programs read.
    words = _words(file_name(attached.name), 0)
    part.set_param("name", words, header="Content-Type")
    part.add_header("Content-Disposition", "attachment", filename=words)
    return part


def file_name(name: str) -> str:
    """A name that every system can save under: one line, no separators, its suffix kept."""
    plain = _UNSAFE.sub("_", name).strip(" .") or "_"
    stem, dot, suffix = plain.rpartition(".")
    if len(plain) <= _NAME_CHARS or not dot or len(suffix) > _SUFFIX_CHARS:
        return plain[:_NAME_CHARS].strip(" .")
    return f"{stem[: _NAME_CHARS - len(suffix) - 1].strip(' .')}.{suffix}"


def _address(address: Address) -> str:
    if not is_address(address.email):
        raise UsageError("letters.bad_address", address=address.email)
    name = _plain(address.name).strip()
    return f"{_words(name, 0)} <{address.email}>" if name else f"<{address.email}>"


def _words(text: str, used: int) -> str:
    """Encode as RFC 2047 words, folded; plain ASCII words stay as they are where they may."""
    plain = _plain(text)
    if plain.isascii() and all(char.isalnum() or char in " .-" for char in plain):
        return plain if len(plain) + used <= _LINE else _encoded(plain, used)
    return _encoded(plain, used)


def _encoded(text: str, used: int) -> str:
    return Header(text, "utf-8", header_name=" " * max(used - 2, 0)).encode(linesep="\r\n")


def _plain(text: str) -> str:
    if any(ord(char) < 32 or char in "\x7f\x85\u2028\u2029" for char in text):
        raise UsageError("letters.header_injection", field=text)
    return text
