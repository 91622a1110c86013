"""The bytes that leave: names in RFC 2047, two views of one text, and no header of others."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from mailsync.letters.compose import Attached, compose
from mailsync.letters.html import as_html
from store.letters.letter import Letter, Reason, Recipient
from store.model import Address

DATE = datetime(2027, 4, 12, 9, 0, tzinfo=UTC)
LETTER = Letter(
    id="L1",
    kind="reminder",
    round="T-2",
    target="sub_committee:U1",
    sub_committee_id="U1",
    branch_ids=("B1",),
    sender=Address("中共东北大学委员会组织部", "neuzzb@163.example"),
    recipients=(
        Recipient(Address("信息科学与工程学院党委", "xinxi@neu.example"), "to", Reason("x")),
        Recipient(Address("Wang, Jianguo", "wjg@neu.example"), "cc", Reason("x")),
    ),
    subject="关于报送特色支部创建工作验收材料的提醒（信息科学与工程学院党委等十五个单位）",
    text="信息学院党委：\n\n.一个点开头\n\n【支部】\n- 未收到：<b>视频</b>\n",
    short="",
    language="zh_CN",
    about=(),
    basis="",
)


def made(letter: Letter = LETTER, **more: Any) -> bytes:
    return compose(
        replace(letter, html="<p>html</p>"), message_id="<1@neu.example>", date=DATE, **more
    )


def parsed(raw: bytes) -> EmailMessage:
    mail = message_from_bytes(raw, policy=default)
    assert isinstance(mail, EmailMessage)
    return mail


def test_the_headers_are_ascii_short_and_read_back_as_written() -> None:
    raw = made()
    head = raw.partition(b"\r\n\r\n")[0]
    assert head.isascii()
    assert all(len(line) <= 78 for line in head.split(b"\r\n"))
    assert b"\n" not in head.replace(b"\r\n", b"")
    mail = parsed(raw)
    assert mail["Subject"] == LETTER.subject
    assert mail["From"].addresses[0].display_name == "中共东北大学委员会组织部"
    assert mail["To"].addresses[0].display_name == "信息科学与工程学院党委"
    assert mail["Cc"].addresses[0].display_name == "Wang, Jianguo"
    assert mail["Cc"].addresses[0].addr_spec == "wjg@neu.example"
    assert mail["Date"] == "Mon, 12 Apr 2027 09:00:00 +0000"
    assert mail["Message-ID"] == "<1@neu.example>"
    assert mail["Auto-Submitted"] == "auto-generated"


def test_the_letter_is_plain_text_with_html_beside_it() -> None:
    mail = parsed(made())
    assert mail.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    plain = mail.get_body(("plain",))
    assert plain is not None
    assert plain.get_content().replace("\r\n", "\n") == LETTER.text


def test_an_attachment_s_name_is_rfc_2047_and_not_2231() -> None:
    raw = made(attachments=[Attached("信息学院党委检查意见汇总表第一批次.docx", b"PK")])
    assert b"filename*" not in raw
    assert b"name*" not in raw
    mail = message_from_bytes(raw)
    part = list(mail.walk())[-1]
    words = part.get_param("filename", header="Content-Disposition")
    assert isinstance(words, str)
    assert str(make_header(decode_header(words))) == "信息学院党委检查意见汇总表第一批次.docx"
    assert part.get_payload(decode=True) == b"PK"


def test_an_attached_text_says_no_charset_that_nobody_knows() -> None:
    text = "验收材料清单".encode("gb18030")
    mail = message_from_bytes(made(attachments=[Attached("清单.txt", text, "text/plain")]))
    part = list(mail.walk())[-1]
    assert part.get_content_type() == "text/plain"
    assert part.get_content_charset() is None
    assert part.get_payload(decode=True) == text


def test_a_charset_that_is_known_is_kept_beside_the_name() -> None:
    attached = Attached("日历提醒.ics", b"BEGIN:VCALENDAR", "text/calendar; charset=utf-8")
    part = list(parsed(made(attachments=[attached])).walk())[-1]
    assert part.get_content_type() == "text/calendar"
    assert part.get_content_charset() == "utf-8"
    assert part.get_filename() == "日历提醒.ics"


@pytest.mark.parametrize(
    "media_type",
    [
        # RFC 2046, 5.2.1: a part of these types is never in base64.
        "message/rfc822",
        "Message/Global",
        "multipart/mixed",
        # What an OpenDocument file of a stranger says it is.
        "application/vnd.oasis.opendocument.text\r\nBcc: x@evil.example\r\n\r\nbody",
        "application/pdf; name=other.pdf",
        "application",
        "",
    ],
)
def test_what_no_part_in_base64_can_be_called_is_a_plain_file(media_type: str) -> None:
    content = b"From: a@neu.example\r\n\r\n" + "原信".encode()
    mail = message_from_bytes(made(attachments=[Attached("原信.eml", content, media_type)]))
    part = list(mail.walk())[-1]
    assert part.get_content_type() == "application/octet-stream"
    assert part.get_payload(decode=True) == content
    assert mail["Bcc"] is None


def test_html_says_what_the_text_says_and_escapes_it() -> None:
    page = as_html(
        "某党委：\n\n第一行\n第二行\n\n【支部】（延期）\n- 甲 <script>\n  - 甲一\n  - 甲二\n- 乙\n"
        "\n　　　　　　　　　　　　组织部\n　　　　　　　　　　　　2027年4月12日\n"
    )
    assert page.replace("\n", "") == (
        "<p>某党委：</p><p>第一行<br>第二行</p><h3>【支部】（延期）</h3>"
        "<ul><li>甲 &lt;script&gt;<ul><li>甲一</li><li>甲二</li></ul></li><li>乙</li></ul>"
        '<p class="right">组织部</p><p class="right">2027年4月12日</p>'
    )


@given(st.text(alphabet=" \n-甲【】<&　", max_size=60))
def test_html_of_any_text_is_balanced(text: str) -> None:
    page = as_html(text)
    for tag in ("ul", "li", "p", "h3"):
        assert len(re.findall(rf"<{tag}[ >]", page)) == page.count(f"</{tag}>")
    seen = re.sub(r"<[^>]*>", "", page)
    for char in "甲":
        assert seen.count(char) == text.count(char)
