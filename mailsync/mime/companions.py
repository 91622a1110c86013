"""Parts that programs lay beside a mail's files: signatures, calendar twins, resource forks."""

from __future__ import annotations

import re

_TYPES = re.compile(
    r"application/(?:x-)?pkcs7-signature|application/pgp-(?:signature|encrypted|keys)"
    r"|application/applefile|application/(?:x-)?pkix-(?:cert|crl)|application/x-x509-(?:ca|user)-cert"
    r"|text/(?:x-)?v(?:calendar|card)|text/(?:calendar|vcard|x-vcard|directory|x-amp-html|x-watch-html)"
    r"|application/(?:ics|x-ics|vnd\.ms-outlook-recall|timestamp-reply)"
)
_NAMES = re.compile(
    r"smime\.p7s|.+\.p7s|signature\.(?:asc|sig|pgp)|openpgp_.+\.asc|.+\.(?:docx?|pdf|zip|rar|7z|mp4)"
    r"\.(?:asc|sig)|publickey.{0,80}\.asc|(?:invite|meeting|calendar|日历|会议邀请)\w*\.ics|.+\.vcf"
    r"|.+\.vcs|pgpexch\.htm(?:\.pgp)?|versions?\.txt\.pgp",
    re.IGNORECASE,
)
_BEGINNINGS = (
    b"BEGIN:VCALENDAR",
    b"BEGIN:VCARD",
    b"-----BEGIN PGP SIGNATURE-----",
    b"-----BEGIN PGP PUBLIC KEY BLOCK-----",
    # AppleSingle holds data; AppleDouble (…07) only what the Finder knows of another file.
    b"\x00\x05\x16\x07",
)
# Text that Exchange cut off the body, such as a footer below an attachment.
_BODY_NAMES = re.compile(
    r"(?:ATT\d{3,6}|Untitled attachment \d+|未命名的?附件 ?\d+|mime-attachment"
    r"|Mail Attachment|text_\d+)"
    r"\.(?:txt|html?)",
    re.IGNORECASE,
)


def is_companion(kind: str, name: str, head: bytes, *, alternative: bool) -> bool:
    """Whether a part is no file of the sender's.

    Args:
        kind: the declared media type in lower case; name: the file's, or "".
        head: the first decoded bytes.
        alternative: whether it is another form of the body.
    """
    if _TYPES.fullmatch(kind) is not None:
        return True
    if alternative and kind.startswith("text/"):
        return True
    if name and _NAMES.fullmatch(name.strip()) is not None:
        return True
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(_BEGINNINGS)


def is_cut_off_body(name: str) -> bool:
    """Whether a file's name is one that a server gives to a piece of the body."""
    return _BODY_NAMES.fullmatch(name.strip()) is not None
