"""Mails of one pattern repeated, at every place where a mail holds text."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

# What quotes, brackets, encoded words and escapes are made of, and text that almost fits.
PATTERNS: dict[str, str] = {
    "letters": "a",
    "at": "@",
    "at_letters": "a@",
    "quote": '"',
    "open_quote": '"a',
    "backslash": "\\",
    "escaped_quote": '\\"',
    "comma": ",",
    "comma_letters": "a,",
    "semicolon": "a;",
    "open_angle": "<",
    "closed_angle": ">",
    "angle_address": "<a@b.cn>",
    "open_round": "(",
    "nested_round": "(a)",
    "open_square": "[",
    "colon": ":",
    "word_open": "=?",
    "word_question": "=?a?b?",
    "word_empty": "=?utf-8?B??=",
    "word": "=?utf-8?B?5Lit?= ",
    "word_q": "=?gbk?Q?=D6=D0?=",
    "equals": "=",
    "percent": "%E4%B8%AD",
    "spaces": " ",
    "space_letters": "a ",
    "tabs": "\t",
    "star_parameter": " a*0*=b;",
    "parameter": ' filename="a";',
    "chinese": "党",
    "chinese_name": "机械系教工第一党支部",
    "number": "第1",
    "digits": "9",
    "url": "http://a.cn/ ",
    "url_long": "http://",
    "share": "https://pan.baidu.com/s/1a ",
    "size": "9.9MB",
    "code": "提取码：",
    "date": "2027年4月14日",
    "expiry": "到期 9天",
    "tag": "<a href='http://pan.baidu.com/s/1'>",
    "tag_open": "<a ",
    "tag_quote": "<a b='",
    "comment": "<!--",
    "style": "<style>",
    "entity": "&#x4e2d;",
    "entity_open": "&",
    "dashes": "--",
    "dots": "a.",
    "slashes": "/",
    "gt": "> ",
    "begin": "begin 644 a\n",
    "from": "From: a@b.cn\n",
    "lines": "\n",
    "cr": "\r",
    "crcr": "\r\r\n",
    "letters_line": "a\n",
    "word_line": "=?\n",
    "space_line": " \n",
    "folded": " a\n",
    "field_line": "x: y\n",
    "boundary_line": "--b\n",
    "part": "--b\nContent-Type: text/plain\n\nx\n",
    "quoted_line": "> a\n",
    "forwarded": "-----原始邮件-----\n",
    "name_line": "发件人: a <a@b.cn>\n",
}
_HEAD = "From: a@b.example\nSubject: x\nDate: Thu, 01 Apr 2027 09:00:00 +0800\nMIME-Version: 1.0\n"
_FILE = 'Content-Type: application/octet-stream; name="a.bin"\n\nx\n'

# A mail with the text at one place; `{}` is where.
PLACES: dict[str, str] = {
    "from": "From: {}\n" + _HEAD + "\nx\n",
    "from_quoted": 'From: "{}" <a@b.cn>\n' + _HEAD + "\nx\n",
    "to": "To: {}\n" + _HEAD + "\nx\n",
    "cc": "Cc: {}\n" + _HEAD + "\nx\n",
    "sender": "Sender: {}\n" + _HEAD + "\nx\n",
    "subject": "Subject: {}\n" + _HEAD + "\nx\n",
    "date": "Date: {}\n" + _HEAD + "\nx\n",
    "received": "Received: {}\n" + _HEAD + "\nx\n",
    "message_id": "Message-ID: {}\n" + _HEAD + "\nx\n",
    "type": "Content-Type: {}\n" + _HEAD + "\nx\n",
    "boundary": _HEAD + 'Content-Type: multipart/mixed; boundary="{}"\n\n--a\n\nx\n',
    "disposition": _HEAD + "Content-Disposition: attachment; filename={}\n\nx\n",
    "file_name": _HEAD + 'Content-Disposition: attachment; filename="{}.docx"\n\nx\n',
    "encoding": _HEAD + "Content-Transfer-Encoding: {}\n\nx\n",
    "field": "X-A: {}\n" + _HEAD + "\nx\n",
    "header": "{}" + _HEAD + "\nx\n",
    "after_header": _HEAD + "{}",
    "part_header": _HEAD
    + "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type:{}\n\nx\n",
    "body": _HEAD + "Content-Type: text/plain; charset=utf-8\n\n{}",
    "html": _HEAD + "Content-Type: text/html; charset=utf-8\n\n{}",
    "base64": _HEAD + 'Content-Type: application/octet-stream; name="a.bin"\n'
    "Content-Transfer-Encoding: base64\n\n{}",
    "quoted_printable": _HEAD + "Content-Type: text/plain\n"
    "Content-Transfer-Encoding: quoted-printable\n\n{}",
    "multipart": _HEAD + "Content-Type: multipart/mixed; boundary=b\n\n{}",
    "bounce": _HEAD + "Content-Type: multipart/report; boundary=b\n\n--b\n\n{}\n--b--\n",
    "auto": "Auto-Submitted: {}\nPrecedence: {}\n" + _HEAD + "\nx\n",
    "whole": "{}",
}


def hostile_mail(place: str, pattern: str, size: int) -> bytes:
    """A mail of about `size` bytes, nearly all of them the pattern at one place."""
    unit = PATTERNS[pattern].encode()
    text = unit * (size // len(unit))
    return PLACES[place].encode().replace(b"{}", text, 1).replace(b"{}", text[:1000])


def every_pair() -> Iterator[tuple[str, str]]:
    """Every place with every pattern."""
    return itertools.product(PLACES, PATTERNS)
