"""Folder names: modified UTF-7 read and written, and which folders may hold submissions."""

from __future__ import annotations

import binascii
import re
from collections.abc import Collection

# What 163, QQ and Coremail file strangers' mail under, and the usual English names.
_JUNK_NAMES = frozenset(
    [
        "垃圾邮件",
        "垃圾箱",
        "病毒邮件",
        "病毒文件夹",
        "广告邮件",
        "订阅邮件",
        "junk",
        "junk mail",
        "junk e-mail",
        "junk email",
        "bulk mail",
        "spam",
    ]
)
_SENT_NAMES = frozenset(
    ["已发送", "已发送邮件", "sent", "sent messages", "sent items", "sent mail"]
)
_OWN_NAMES = _SENT_NAMES | frozenset(
    [
        "草稿箱",
        "草稿",
        "已删除",
        "已删除邮件",
        "drafts",
        "trash",
        "deleted items",
        "deleted messages",
    ]
)
# Folders that only show mails of other ones again.
_VIRTUAL_NAMES = frozenset(
    ["all mail", "starred", "flagged", "所有邮件", "全部邮件", "星标邮件", "红旗邮件", "标旗邮件"]
)
_LEFT_OUT_USES = frozenset([r"\sent", r"\drafts", r"\trash", r"\all", r"\flagged"])
# Special uses of which none is a junk folder, whatever it is called.
_OWN_USES = frozenset([r"\sent", r"\drafts", r"\trash", r"\all", r"\archive", r"\flagged"])
_SHIFT = re.compile(r"&([A-Za-z0-9+,]*)-")


def decode_folder(wire: str) -> str:
    """Decode a folder name of the wire; a name that breaks the rules is given back as it is."""
    try:
        name = _SHIFT.sub(_decode_run, wire)
    except ValueError:
        return wire
    return name if encode_folder(name) == wire else wire


def encode_folder(name: str) -> str:
    """Write a folder name in modified UTF-7 (RFC 3501, 5.1.3)."""
    return re.sub(r"&|[^\x20-\x7e]+", _encode_run, name)


def is_inbox(name: str) -> bool:
    """Whether this is the one folder whose name ignores case."""
    return name.upper() == "INBOX"


def is_junk(name: str, delimiter: str | None, uses: Collection[str]) -> bool:
    """Whether a server may have put a branch's mail here by mistake."""
    used_as = {use.lower() for use in uses}
    if used_as & _OWN_USES:
        return False
    return r"\junk" in used_as or _last_part(name, delimiter) in _JUNK_NAMES


def is_left_out(name: str, delimiter: str | None, uses: Collection[str]) -> bool:
    """Whether no submission lies here first: Sent, Drafts, Trash, or a folder that is virtual."""
    last = _last_part(name, delimiter)
    return bool(
        {use.lower() for use in uses} & _LEFT_OUT_USES
        or last in _OWN_NAMES
        or last in _VIRTUAL_NAMES
    )


def is_sent(name: str, delimiter: str | None, uses: Collection[str]) -> bool:
    """Whether the mails that we sent are filed here."""
    return r"\sent" in {use.lower() for use in uses} or _last_part(name, delimiter) in _SENT_NAMES


def is_own(name: str) -> bool:
    """Whether a folder name (its last part) means Sent, Drafts or Trash."""
    return name.strip().lower() in _OWN_NAMES


def _last_part(name: str, delimiter: str | None) -> str:
    return (name.rsplit(delimiter, 1)[-1] if delimiter else name).strip().lower()


def _decode_run(run: re.Match[str]) -> str:
    coded = run.group(1).replace(",", "/")
    if not coded:
        return "&"
    return binascii.a2b_base64(coded + "=" * (-len(coded) % 4)).decode("utf-16-be")


def _encode_run(run: re.Match[str]) -> str:
    text = run.group()
    if text == "&":
        return "&-"
    # A lone surrogate cannot come from a decoded name; keep it visible instead of failing.
    coded = binascii.b2a_base64(text.encode("utf-16-be", "replace"), newline=False)
    return "&" + coded.decode("ascii").rstrip("=").replace("/", ",") + "-"
