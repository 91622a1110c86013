"""What the server that received a mail says of its sender (Authentication-Results, RFC 8601).

Anybody can write such a line into a mail. Only a failure is acted on, so a forged "pass" gains
nothing; and only a line of the receiving server counts, so that no stranger's line, and none of
a host on the way, can make a question of somebody's mail.
"""

from __future__ import annotations

import re

from mailsync.mime.headers import HeaderFields
from mailsync.text import charsets

_METHODS = frozenset(("spf", "dkim", "dmarc"))
_FAILED = frozenset(("fail", "hardfail"))
_COMMENT = re.compile(r"\((?:[^()\\]|\\.)*\)")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_RESULT = re.compile(r"\s*([A-Za-z0-9_-]+)(?:/\d+)?\s*=\s*([A-Za-z]+)")
_BY = re.compile(r"(?:^|\s)by\s+\[?([^\s;\]()]+)", re.IGNORECASE)
_FROM = re.compile(r"^\s*from\s+\[?([^\s;\]()]+)", re.IGNORECASE)
# Hops within the house of the receiving server; a mail has few of them.
_MOST_HOPS = 5
_LONGEST = 4_000


def failures(fields: HeaderFields) -> tuple[str, ...]:
    """The checks of the receiving server that failed, as "spf=fail", in their order."""
    found: dict[str, None] = {}
    received = 0
    own = _own_hosts(fields)
    for name, raw in fields.pairs:
        if name == "received":
            received += 1
        if name != "authentication-results":
            continue
        server, results = _read(charsets.decode(raw))
        # Above the first Received only the receiving server writes; below it, whoever likes.
        if received and not any(_same_house(server, host) for host in own):
            continue
        for method, result in results:
            if method in _METHODS and result in _FAILED:
                found[f"{method}={result}"] = None
    return tuple(found)


def _own_hosts(fields: HeaderFields) -> tuple[str, ...]:
    """The hosts of the receiving house: those that wrote the topmost Received lines, up to the
    first that took the mail from elsewhere."""
    hosts: list[str] = []
    for raw in fields.raw_all("received")[:_MOST_HOPS]:
        line = charsets.decode(raw)
        by, came = _BY.search(line), _FROM.match(line)
        if by is not None:
            hosts.append(by[1].lower())
        inside = came is None or (
            by is not None
            and (_same_house(came[1].lower(), by[1].lower()) or came[1].lower() == "localhost")
        )
        if not inside:
            break
    return tuple(hosts)


def _same_house(one: str, other: str) -> bool:
    """Whether two hosts are one, or share what stands behind their first label."""
    if one == other:
        return bool(one)
    first, second = one.partition(".")[2], other.partition(".")[2]
    return "." in first and first == second


def _read(value: str) -> tuple[str, list[tuple[str, str]]]:
    """The server that speaks, and each method with its result, in small letters."""
    plain = _QUOTED.sub('""', value[:_LONGEST])
    while (shorter := _COMMENT.sub(" ", plain)) != plain:
        plain = shorter
    server, *parts = plain.split(";")
    matched = (_RESULT.match(part) for part in parts)
    results = [(one[1].lower(), one[2].lower()) for one in matched if one is not None]
    return (server.split() or [""])[0].lower(), results
