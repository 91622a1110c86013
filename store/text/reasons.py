"""Reasons that a system, a database, TLS or a parser gives in English, as codes of the catalogs."""

from __future__ import annotations

import re
from collections.abc import Mapping

# As libc, Windows' sockets, SQLite and OpenSSL word them; whatever is not here stays as it is.
_WORDS: Mapping[str, str] = {
    "Connection refused": "refused",
    "Connection reset by peer": "reset",
    "Connection timed out": "timeout",
    "timed out": "timeout",
    "The read operation timed out": "timeout",
    "The handshake operation timed out": "timeout",
    "_ssl.c:989: The handshake operation timed out": "timeout",
    "Network is unreachable": "no_network",
    "Network is down": "no_network",
    "No route to host": "no_route",
    "Host is down": "no_route",
    "Broken pipe": "reset",
    "the server closed the connection": "closed",
    "Connection unexpectedly closed": "closed",
    "UNEXPECTED_EOF_WHILE_READING": "closed",
    "EOF occurred in violation of protocol": "closed",
    "Name or service not known": "no_name",
    "nodename nor servname provided, or not known": "no_name",
    "No address associated with hostname": "no_name",
    "Temporary failure in name resolution": "no_dns",
    "WRONG_VERSION_NUMBER": "not_tls",
    "RECORD_LAYER_FAILURE": "not_tls",
    "data before TLS": "data_before_tls",
    "certificate has expired": "expired",
    "certificate is not yet valid": "not_yet_valid",
    "self-signed certificate": "self_signed",
    "self signed certificate": "self_signed",
    "self-signed certificate in certificate chain": "own_authority",
    "self signed certificate in certificate chain": "own_authority",
    "unable to get local issuer certificate": "own_authority",
    "No space left on device": "no_space",
    "Disk quota exceeded": "no_quota",
    "Read-only file system": "read_only",
    "Permission denied": "forbidden",
    "Operation not permitted": "forbidden",
    "Access is denied": "forbidden",
    "No such file or directory": "no_file",
    "Is a directory": "is_folder",
    "Not a directory": "not_folder",
    "File too large": "file_too_large",
    "File name too long": "name_too_long",
    "Too many open files": "too_many_files",
    "Input/output error": "disk_error",
    "disk I/O error": "disk_error",
    "Stale file handle": "share_lost",
    "Device or resource busy": "busy",
    "database is locked": "db_locked",
    "database disk image is malformed": "db_damaged",
    "file is not a database": "db_none",
    "database or disk is full": "no_space",
    "unable to open database file": "db_closed",
    "missing key": "missing_key",
    "unknown key": "unknown_key",
    r"Expected `str` matching regex '^\\d\\d-\\d\\d$'": "month_day",
    r"Expected `str` matching regex '^\\d\\d:\\d\\d$'": "clock_time",
    r"Expected `str` matching regex '^[a-z][a-z0-9_]*$'": "identifier",
    "Expected `str` of length >= 1": "empty",
    "attempt to write a readonly database": "read_only",
}
# Texts with something in them; the groups are the params.
_SHAPES = (
    (re.compile(r"no answer for (?P<seconds>[\d.]+) s"), "no_answer"),
    # What `store.notice.faults` says of a notice.
    (re.compile(r"(?P<value>.*) is none of: (?P<known>.*)"), "none_of"),
    (re.compile(r"none of: (?P<known>.*)"), "no_items"),
    (re.compile(r"twice: (?P<names>.*)"), "twice"),
    (re.compile(r"no such day: (?P<day>.*)"), "no_day"),
    (re.compile(r"no such clock time: (?P<clock>.*)"), "no_clock"),
    (re.compile(r"no such time zone: (?P<zone>.*)"), "no_zone"),
    (re.compile(r"(?s:.+) at line (?P<line>\d+) column (?P<column>\d+)"), "at_line"),
    (re.compile(r"\w[\w ]* mismatch, certificate is not valid for '(?P<host>.*)'\.?"), "host"),
)
_WANTED = re.compile(r"not of kind (?P<wanted>\w+)")
_KIND = re.compile(r"Expected `(?P<wanted>[^`]*)`, got `(?P<got>\w+)`")


def reason_code(text: str) -> tuple[str, Mapping[str, str]] | None:
    """Find the code and the params for a reason; None where it is in nobody's list."""
    if (word := _WORDS.get(text.strip().rstrip("."))) is not None:
        return f"reason.{word}", {}
    for shape, code in _SHAPES:
        if (found := shape.fullmatch(text)) is not None:
            return f"reason.{code}", found.groupdict()
    if (found := _WANTED.fullmatch(text)) is not None:
        return f"reason.wanted_{found['wanted']}", {}
    # msgspec: what a value should be is said by the message itself, what it is by this.
    if (found := _KIND.match(text)) is not None:
        return f"reason.kind_{found['got']}", {}
    return None
