"""Whose a mailbox is, by address and server."""

from __future__ import annotations

import pytest

from mailsync.mailbox.providers import provider_of, servers_of


@pytest.mark.parametrize(
    ("address", "servers", "provider"),
    [
        ("zzb@163.com", ("imap.163.com", "smtp.163.com"), "163"),
        ("zzb@126.com", ("imap.126.com", "smtp.126.com"), "163"),
        ("zzb@VIP.163.com ", ("imap.vip.163.com", "smtp.vip.163.com"), "163"),
        ("9@qq.com", ("imap.qq.com", "smtp.qq.com"), "qq"),
        ("a@foxmail.com", ("imap.qq.com", "smtp.qq.com"), "qq"),
        ("zzb@mail.neu.example", ("imap.mail.neu.example", "smtp.mail.neu.example"), "other"),
        ("zzb", ("", ""), "other"),
        ("", ("", ""), "other"),
        ("zzb@", ("", ""), "other"),
    ],
)
def test_servers_and_help_by_address(address: str, servers: tuple[str, str], provider: str) -> None:
    assert servers_of(address) == servers
    assert provider_of(address) == provider


@pytest.mark.parametrize(
    ("host", "provider"),
    [
        ("imap.163.com", "163"),
        ("imap.vip.126.com", "163"),
        ("IMAP.qq.com.", "qq"),
        ("imap.exmail.qq.com", "corporate"),
        ("imap.qiye.163.com", "corporate"),
        ("imaphz.qiye.163.com", "corporate"),
        ("mail.neu.example", "other"),
        ("127.0.0.1", "other"),
    ],
)
def test_the_server_says_more_than_the_address(host: str, provider: str) -> None:
    assert provider_of("zzb@neu.example", host) == provider
    assert provider_of("zzb@163.com", host) == provider
