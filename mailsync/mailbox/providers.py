"""Whose a mailbox is, by its address and server: where it is read and sent, which help fits it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Provider = Literal["163", "qq", "corporate", "other"]

_PUBLIC: Mapping[str, Provider] = {
    "163.com": "163",
    "126.com": "163",
    "yeah.net": "163",
    "188.com": "163",
    "vip.163.com": "163",
    "vip.126.com": "163",
    "qq.com": "qq",
    "vip.qq.com": "qq",
    "foxmail.com": "qq",
}
# Where a university rents its mail: its own domain, the provider's servers and codes.
_RENTED = ("exmail.qq.com", "qiye.163.com", "qiye.aliyun.com", "mxhichina.com")
# The servers of these domains are another domain's.
_SERVED_BY: Mapping[str, str] = {"foxmail.com": "qq.com", "vip.qq.com": "qq.com"}


def provider_of(address: str, host: str = "") -> Provider:
    """Whose help fits a mailbox: the server's where it is known, else that of the address."""
    host = host.strip().lower().rstrip(".")
    if any(host == one or host.endswith(f".{one}") for one in _RENTED):
        return "corporate"
    domain = domain_of(address)
    if host:
        served = host.partition(".")[2]
        if served in _PUBLIC:
            return _PUBLIC[served]
        # A server of one's own speaks for itself, whatever the address looks like.
        return "other"
    return _PUBLIC.get(domain, "other")


def servers_of(address: str) -> tuple[str, str]:
    """The likely servers of an address for reading and for sending; "" where it has no domain."""
    domain = domain_of(address) if "@" in address else ""
    if not domain:
        return "", ""
    shared = _SERVED_BY.get(domain, domain)
    return f"imap.{shared}", f"smtp.{shared}"


def domain_of(address: str) -> str:
    """The domain of an address, in small letters; the whole text where it has no @."""
    return address.rpartition("@")[2].strip().lower()
