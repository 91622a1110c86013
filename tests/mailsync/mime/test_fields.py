"""Senders, dates and marks of machines in the header of a mail."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from mailsync.mime.addresses import read_addresses
from mailsync.mime.moments import read_moment
from mailsync.mime.read import read
from store.files.blobs import Blobs
from store.model import Address, Mail, ReceivedFrom

HOME = timezone(timedelta(hours=8))
NOON = datetime(2021, 3, 2, 12, 0, tzinfo=HOME)

ADDRESSES: dict[str, tuple[str, list[tuple[str, str]]]] = {
    "bare": ("a@x.example", [("", "a@x.example")]),
    "in brackets": ("<a@x.example>", [("", "a@x.example")]),
    "with a name": ("机械学院 <a@x.example>", [("机械学院", "a@x.example")]),
    "with an encoded name": ("=?gbk?B?u/rQtdGn1Lo=?= <a@x.example>", [("机械学院", "a@x.example")]),
    "an encoded name in quotation marks": (
        '"=?gbk?B?u/rQtdGn1Lo=?=" <a@x.example>',
        [("机械学院", "a@x.example")],
    ),
    "with a comment": ("a@x.example (机械学院)", [("机械学院", "a@x.example")]),
    "a comma in a bare name": ("张三, 机械学院 <a@x.example>", [("张三,机械学院", "a@x.example")]),
    "a comma in an encoded name": ("=?utf-8?Q?a,b?= <a@x.example>", [("a,b", "a@x.example")]),
    "several": (
        "a@x.example, B <b@x.example>; c@x.example",
        [("", "a@x.example"), ("B", "b@x.example"), ("", "c@x.example")],
    ),
    "a group": ("undisclosed-recipients:;", []),
    "a group of one": ("收件人: 张三 <a@x.example>;", [("收件人: 张三", "a@x.example")]),
    "bracket never closed": ("机械学院 <a@x.example", [("机械学院", "a@x.example")]),
    "doubled brackets": ("<<a@x.example>>", [("", "a@x.example")]),
    "quotation mark never closed": ('"机械 <a@x.example>', [("机械", "a@x.example")]),
    "another address as the name": (
        '"b@y.example" <a@x.example>',
        [("b@y.example", "a@x.example")],
    ),
    "a name alone": ("机械学院", [("机械学院", "")]),
    "nothing": ("", []),
}


@pytest.mark.parametrize("form", ADDRESSES)
def test_addresses_are_read_however_they_are_punctuated(form: str) -> None:
    text, expected = ADDRESSES[form]
    wanted = [Address(name, email) for name, email in expected]
    assert list(read_addresses(text.encode())) == wanted


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Tue, 2 Mar 2021 12:00:00 +0800", NOON),
        ("Tue, 2 Mar 2021 12:00:00 +0800 (CST)", NOON),
        ("2 Mar 2021 04:00:00 GMT", NOON),
        ("Tue, 02 Mar 21 12:00:00 +0800", NOON),
        ("Tue, 2 Mar 2021 12:00:00", NOON),
        ("Tue, 2 Mar 2021 12:00:00 CST", NOON),
        ("Tue, 2 Mar 2021 04:00:00 +0000", NOON),
        ("Tue, 2 Mar 2021 04:00:00 Z", NOON),
        ("Tue, 2 Mar 2021 04:00:00 -0000", NOON),
        ("Mon, 1 Mar 2021 20:00:00 -0800", NOON),
        ("2021-03-02 12:00:00", NOON),
        ("2021年3月2日 12:00", NOON),
        ("Tue, 2 Mar 2021 12:00:60 +0800", NOON + timedelta(seconds=59)),
        ("32 Foo 99999 25:61:99 +99999", None),
        ("Tue, 2 Mar 2021 99:00:00 +0800", None),
        ("Tue, 2 Mar 2021 12:00:00 +9999999", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_dates_are_aware_or_unknown(text: str, moment: datetime | None) -> None:
    assert read_moment(text) == moment


RECEIVED = "Received: from a by b; Tue, 2 Mar 2021 12:00:00 +0800\r\n"
OLDER = "Received: from c by a; Mon, 1 Mar 2021 12:00:00 +0800\r\n"
DATED = "Date: Sun, 28 Feb 2021 12:00:00 +0800\r\n"


@pytest.mark.parametrize(
    ("head", "internal", "moment", "source"),
    [
        (RECEIVED + DATED, NOON + timedelta(1), NOON + timedelta(1), ReceivedFrom.INTERNALDATE),
        (RECEIVED + OLDER + DATED, None, NOON, ReceivedFrom.RECEIVED),
        ("Received: from a by b\r\n" + DATED, None, NOON - timedelta(2), ReceivedFrom.DATE),
        (DATED, None, NOON - timedelta(2), ReceivedFrom.DATE),
        ("", None, None, ReceivedFrom.UNKNOWN),
    ],
)
def test_arrival_is_the_servers_word_then_the_topmost_relays_then_the_senders(
    head: str,
    internal: datetime | None,
    moment: datetime | None,
    source: ReceivedFrom,
    tmp_path: Path,
) -> None:
    mail = _mail(head, tmp_path, internal)
    assert (mail.received_at, mail.received_from) == (moment, source)
    assert mail.sent_at == (NOON - timedelta(2) if DATED in head else None)


@pytest.mark.parametrize(
    ("head", "automatic"),
    [
        ("From: a@x.example\r\nSubject: 六个一材料\r\n", None),
        ("From: a@x.example\r\nSubject: 回复：自动回复的处理\r\n", None),
        ("From: a@x.example\r\nSubject: 自动回复: 收到\r\n", "auto_reply"),
        ("From: a@x.example\r\nSubject: [自动回复] 收到\r\n", "auto_reply"),
        ("From: a@x.example\r\nSubject: Automatic reply: hello\r\n", "auto_reply"),
        ("From: a@x.example\r\nAuto-Submitted: auto-replied (vacation)\r\n", "auto_reply"),
        ("From: a@x.example\r\nAuto-Submitted: no\r\n", None),
        ("From: a@x.example\r\nX-Autoreply: yes\r\n", "auto_reply"),
        ("From: a@x.example\r\nPrecedence: auto_reply\r\n", "auto_reply"),
        ("From: a@x.example\r\nPrecedence: bulk\r\n", "list"),
        ("From: a@x.example\r\nList-Unsubscribe: <mailto:u@x.example>\r\n", "list"),
        ("From: Mailer-Daemon@x.example\r\nSubject: hello\r\n", "bounce"),
        ("From: postmaster@x.example\r\n", "bounce"),
        ("From: a@x.example\r\nX-Failed-Recipients: b@x.example\r\n", "bounce"),
        ("Return-Path: <>\r\nFrom: a@x.example\r\nSubject: 系统退信\r\n", "bounce"),
        ("From: a@x.example\r\nSubject: 系统退信\r\n", None),
        ("From: ZZB@box.example\r\n", "own"),
        ("From: ZZB@box.example\r\nAuto-Submitted: auto-generated\r\n", "own"),
    ],
)
def test_machines_are_told_from_people(head: str, automatic: str | None, tmp_path: Path) -> None:
    assert _mail(head, tmp_path).automatic == automatic


def test_an_internal_date_in_another_zone_is_kept_as_it_is(tmp_path: Path) -> None:
    moment = datetime(2021, 4, 14, 9, 0, tzinfo=UTC)
    assert _mail(DATED, tmp_path, moment).received_at == moment


def _mail(head: str, folder: Path, internal: datetime | None = None) -> Mail:
    path = folder / "mail.eml"
    path.write_bytes(head.encode() + b"\r\nbody\r\n")
    return read(
        path, Blobs(folder / "files"), internal_date=internal, own_addresses=["zzb@box.example"]
    )
