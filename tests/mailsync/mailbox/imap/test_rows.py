"""Lines of servers, good and odd, read into plain values."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailsync.mailbox.imap.rows import (
    MONTHS,
    Body,
    FetchRow,
    is_fetch,
    literal_size,
    quoted,
    read_fetch,
    read_internal_date,
    read_list,
    uid_set,
)

AT = datetime(2026, 3, 1, 8, 30, 5, tzinfo=timezone(timedelta(hours=8)))
AT_WIRE = b'"01-Mar-2026 08:30:05 +0800"'


@pytest.mark.parametrize(
    ("parts", "row"),
    [
        (
            [b"* 1 FETCH (UID 4294967295 RFC822.SIZE 12 INTERNALDATE " + AT_WIRE + b")"],
            FetchRow(4294967295, 12, AT),
        ),
        ([b"* 1 FETCH (uid 7 rfc822.size 12)"], FetchRow(7, 12)),
        ([b"* 9 FETCH (FLAGS (\\Seen $x) UID 7)"], FetchRow(7)),
        ([b"* 9 FETCH (FLAGS ())"], FetchRow()),
        (
            [b"* 1 FETCH (UID 7 BODY[] {3}", bytearray(b"abc"), b")"],
            FetchRow(7, body=Body(bytearray(b"abc"), None)),
        ),
        (
            [b"* 1 FETCH (BODY[]<1048576> {3}", bytearray(b"abc"), b" UID 7)"],
            FetchRow(7, body=Body(bytearray(b"abc"), 1048576)),
        ),
        ([b"* 1 FETCH (UID 7 BODY[] NIL)"], FetchRow(7, body=Body(None, None))),
        ([b'* 1 FETCH (UID 7 BODY[] "")'], FetchRow(7, body=Body(b"", None))),
        ([b'* 1 FETCH (BODY[] "a\\"b" UID 7)'], FetchRow(7, body=Body(b'a"b', None))),
        (
            [b"* 1 FETCH (BODY[] {9000000}", Path("x"), b" UID 7)"],
            FetchRow(7, body=Body(Path("x"), None)),
        ),
        (
            [b"* 1 FETCH (UID 7 BODY[HEADER.FIELDS (MESSAGE-ID)] {2}", bytearray(b"\r\n"), b")"],
            FetchRow(7, header=bytearray(b"\r\n")),
        ),
        # A literal inside a list, and quotes in it that hold brackets.
        (
            [b'* 1 FETCH (ENVELOPE (NIL ")" {2}', bytearray(b"hi"), b" NIL) UID 7)"],
            FetchRow(7),
        ),
        # QQ's nine fields, Coremail's raw line break: what came before them stands.
        ([b'* 1 FETCH (UID 7 ENVELOPE (NIL "s" NIL NIL NIL NIL NIL NIL NIL))'], FetchRow(7)),
        ([b'* 1 FETCH (UID 7 BODYSTRUCTURE ("APPLICATION" "PDF'], FetchRow(7)),
        ([b'* 1 FETCH (BODYSTRUCTURE ("APPLICATION" "PDF'], FetchRow()),
        ([b"* 1 FETCH (UID 0 RFC822.SIZE 5)"], FetchRow(None, 5)),
        ([b"* 1 FETCH (UID x RFC822.SIZE y INTERNALDATE z)"], FetchRow()),
        ([b"* 1 FETCH (UID 7 BODY[] {3}"], FetchRow(7)),
        ([b"* 1 FETCH ("], FetchRow()),
        ([b"* 1 FETCH ()"], FetchRow()),
    ],
)
def test_fetch_rows(parts: list[bytes | bytearray | Path], row: FetchRow) -> None:
    assert read_fetch(parts) == row


@given(st.lists(st.binary(max_size=40), min_size=1, max_size=5))
def test_no_row_makes_reading_fail(parts: list[bytes]) -> None:
    assert isinstance(read_fetch([b"* 1 FETCH (" + parts[0], *parts[1:]]), FetchRow)


@pytest.mark.parametrize(
    ("line", "size"),
    [
        (b"* 1 FETCH (BODY[] {310}", 310),
        (b"* 1 FETCH (BINARY[] ~{310}", 310),
        (b"* 1 FETCH (BODY[] {5+}", 5),
        (b"* 1 FETCH (BODY[] {0}", 0),
        (b"* 1 FETCH (BODY[] NIL)", None),
        (b"{x}", None),
    ],
)
def test_announced_literals(line: bytes, size: int | None) -> None:
    assert literal_size(line) == size


def test_only_fetch_lines_are_fetch_rows() -> None:
    assert is_fetch(b"* 12 FETCH (UID 1)")
    assert is_fetch(b"* 12 fetch (UID 1)")
    assert not is_fetch(b"* 12 EXISTS")
    assert not is_fetch(b"A1 OK FETCH (done)")


@given(st.datetimes(datetime(1990, 1, 1), datetime(2200, 12, 31)), st.integers(-14 * 60, 14 * 60))  # noqa: DTZ001  (the zone is drawn beside it)
def test_internal_dates_are_instants_in_any_zone(local: datetime, minutes: int) -> None:
    moment = local.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=minutes)))
    sign = "-" if minutes < 0 else "+"
    hours, rest = divmod(abs(minutes), 60)
    month = MONTHS[moment.month - 1].capitalize()
    text = f"{moment.day:2}-{month}-{moment.year:04} {moment:%H:%M:%S} {sign}{hours:02}{rest:02}"

    assert read_internal_date(text.encode()) == moment


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"32-Jan-2026 00:00:00 +0000",
        b"01-Foo-2026 00:00:00 +0000",
        b"2026-01-01",
        b"01-Jan-2026 00:00:00 +9999",
    ],
)
def test_what_is_no_date_is_none(text: bytes) -> None:
    assert read_internal_date(text) is None


def test_a_date_without_a_zone_is_taken_as_utc() -> None:
    assert read_internal_date(b"01-Mar-2026 00:30:05") == AT.astimezone(UTC)


@pytest.mark.parametrize(
    ("line", "name", "delimiter", "flags"),
    [
        (
            b'(\\HasNoChildren \\Junk) "/" "&V4NXPpCuTvY-"',
            "垃圾邮件",
            "/",
            ("\\HasNoChildren", "\\Junk"),
        ),
        (b'() "." INBOX.Spam', "INBOX.Spam", ".", ()),
        (b"() NIL inbox", "INBOX", None, ()),
        (b'() "\\\\" "a\\\\b"', "a\\b", "\\", ()),
        ('() "/" "垃圾邮件"'.encode(), "垃圾邮件", "/", ()),
        (b'() "/" "\xc0\xac"', "\ufffd\ufffd", "/", ()),
        (b'() "/" "broken&name"', "broken&name", "/", ()),
        (b'() "/" "a\tb"', "a\tb", "/", ()),
    ],
)
def test_list_lines(line: bytes, name: str, delimiter: str | None, flags: tuple[str, ...]) -> None:
    folder = read_list(line)
    assert folder is not None
    assert (folder.name, folder.delimiter, folder.flags) == (name, delimiter, flags)


def test_a_folder_name_goes_back_as_it_came() -> None:
    folder = read_list(b'() "/" "\xc0\xac \\"x\\""')
    assert folder is not None
    assert quoted(folder.wire_name) == b'"\xc0\xac \\"x\\""'


@pytest.mark.parametrize("line", [b'(\\Noselect) "/" "a"', b'() "/" ""', b""])
def test_what_is_no_folder_is_left_out(line: bytes) -> None:
    assert read_list(line) is None


@pytest.mark.parametrize(
    ("line", "literal", "name"),
    [
        (b"junk \x07", None, "junk <U+0007>"),
        (b'() "/" {3}', b"a\rb", "a<U+000D>b"),
        (b'() "/" {3}', b"a\nb", "a<U+000A>b"),
        (b'() "/" "a\0b"', None, "a<U+0000>b"),
    ],
)
def test_a_line_that_no_command_can_name_is_kept_by_what_it_says(
    line: bytes, literal: bytes | None, name: str
) -> None:
    folder = read_list(line, literal)
    assert folder is not None
    assert (folder.name, folder.can_be_named) == (name, False)


def test_a_name_may_come_as_a_literal() -> None:
    folder = read_list(b'() "/" {9}', b'a b\\c"d&-')
    assert folder is not None
    assert folder.name == 'a b\\c"d&'


@given(st.sets(st.integers(1, 2**32 - 1)))
def test_uid_sets_name_exactly_these_uids(uids: set[int]) -> None:
    named: set[int] = set()
    for part in filter(None, uid_set(uids).split(",")):
        low, _, high = part.partition(":")
        named |= set(range(int(low), int(high or low) + 1))
    assert named == uids
