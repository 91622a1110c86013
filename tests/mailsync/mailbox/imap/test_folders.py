"""Which folders are looked into, and from which moment on."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailsync.mailbox.contract import (
    FetchedMail,
    FolderLeft,
    FolderListed,
    LineLost,
    MailUnread,
)
from mailsync.mailbox.imap.folders import ListedMail
from mailsync.mailbox.imap.mailbox import ImapMailbox
from mailsync.mailbox.imap.rows import ListedFolder
from store.errors import MailboxError
from tests.contracts.mailbox_places import BEIJING, mail
from tests.mailsync.mailbox.imap.clients import SMALL, Client, Serve, contents, raws
from tests.servers.coremail import Personality
from tests.servers.imap_server import StoredMail

INBOX = ListedFolder("INBOX", "INBOX", "/")


def test_every_folder_is_read_but_our_own_and_virtual_ones(serve: Serve, tmp_path: Path) -> None:
    scanned = ["INBOX", "垃圾邮件", "病毒邮件", "广告邮件", "订阅邮件", "2026 党建", "&broken"]
    ours = ["已发送", "草稿箱", "已删除", "所有邮件"]
    server = serve(
        Personality(),
        {name: [mail(number)] for number, name in enumerate([*scanned, *ours], 1)},
    )
    client = Client(server, tmp_path)

    arrived, others = client.fetch()

    assert [one.event.key.folder for one in arrived] == scanned
    left = [one for one in others if isinstance(one, FolderLeft)]
    assert [(one.folder, one.total) for one in left] == [(name, 1) for name in ours]
    by_name = {folder.folder: folder for folder in client.box.check().folders}
    assert set(by_name) == {*scanned, *ours}
    assert [name for name, folder in by_name.items() if folder.scanned] == scanned
    assert by_name["&broken"].raw_name == "&broken"
    assert by_name["已发送"].total == 1


def test_a_folder_that_cannot_be_named_is_told_and_one_with_odd_letters_is_read(
    serve: Serve, tmp_path: Path
) -> None:
    """A server sends raw bytes where it should encode: no folder goes without a word."""
    folders = {"INBOX": [], "a\rb": [mail(1)], "c\0d": [mail(2)], "e\tf\x1b": [mail(3)]}
    client = Client(serve(Personality(), folders), tmp_path)

    arrived, others = client.fetch()

    assert [one.event.key.folder for one in arrived] == ["e\tf\x1b"]
    assert [one for one in others if isinstance(one, FolderLeft)] == [
        FolderLeft("a<U+000D>b", None),
        FolderLeft("c<U+0000>d", None),
    ]
    told = {one.folder: (one.scanned, one.total) for one in client.box.check().folders}
    assert told["a<U+000D>b"] == told["c<U+0000>d"] == (False, None)


def test_filed_mail_from_before_the_window_is_named_and_not_read(
    serve: Serve, tmp_path: Path
) -> None:
    folders = {"INBOX": SMALL[:2], "垃圾邮件": SMALL[:2], "往年": SMALL}
    server = serve(Personality(), folders)
    last = SMALL[-1].internal_date
    client = Client(server, tmp_path, window_start=last.date() + timedelta(days=1))

    arrived, others = client.fetch()

    assert {one.event.key.folder for one in arrived} == {"INBOX", "垃圾邮件"}
    assert [one for one in others if isinstance(one, FolderLeft)] == [
        FolderLeft("往年", len(SMALL), before=True)
    ]
    by_name = {folder.folder: folder for folder in client.box.check().folders}
    assert by_name["往年"].before == len(SMALL)


def test_thirty_folders_cost_one_more_flight_than_one(serve: Serve, tmp_path: Path) -> None:
    many: dict[str, list[StoredMail]] = {
        "INBOX": SMALL[:1],
        **{f"f{number}": [] for number in range(30)},
    }
    # The list comes only when INBOX was asked for, the first folder only when all were: whoever
    # waits for an answer in between waits for ever.
    server = serve(Personality(examines_before={"LIST": 1, "EXAMINE": 31}), many)
    assert len(Client(server, tmp_path).fetch()[0]) == 1
    assert len(server.said("EXAMINE")) == 32
    assert len(server.said("FETCH")) == 32
    assert server.connections == 1


def test_the_new_mails_of_thirty_folders_come_in_one_flight(serve: Serve, tmp_path: Path) -> None:
    many = {"INBOX": [mail(1)], **{f"f{number}": [mail(number)] for number in range(2, 32)}}
    server = serve(Personality(), many)
    client = Client(server, tmp_path)
    folders = []
    for event in client.box.fetch(client.stored):
        if isinstance(event, FolderListed):
            # No mail comes before all folders were opened again.
            server.personality = Personality(examines_before={"FETCH": 2 * len(many)})
        elif isinstance(event, FetchedMail):
            folders.append(event.key.folder)
    assert folders == list(many)
    assert server.connections == 1


def test_a_mail_that_is_asked_for_again_is_asked_for_in_its_folder(
    serve: Serve, tmp_path: Path
) -> None:
    folders = {"INBOX": SMALL[:2], "a": SMALL[2:4], "b": SMALL[4:]}
    client = Client(serve(Personality(nil_bodies={1: 2}), folders), tmp_path)

    arrived, others = client.fetch()

    assert contents(arrived) == raws(SMALL)
    assert all(isinstance(one, FolderListed) for one in others)


def test_a_line_that_breaks_among_folders_costs_no_mail(serve: Serve, tmp_path: Path) -> None:
    folders = {"INBOX": SMALL[:2], "a": SMALL[2:4], "b": SMALL[4:]}
    # After 5 rows of listings.
    server = serve(Personality(bye_after_rows={1: 8, 2: 1}), folders)
    client = Client(server, tmp_path)

    arrived, others = client.fetch()

    assert contents(arrived) == raws(SMALL)
    assert sum(isinstance(one, LineLost) for one in others) == 2
    assert not any(isinstance(one, MailUnread) for one in others)


def test_folders_that_are_made_anew_at_every_opening_still_bring_their_mails(
    serve: Serve, tmp_path: Path
) -> None:
    folders = {"INBOX": SMALL[:2], "a": SMALL[2:4], "b": SMALL[4:]}
    server = serve(Personality(always_anew=True), folders)

    arrived, others = Client(server, tmp_path).fetch()

    assert contents(arrived) == raws(SMALL)
    assert not any(isinstance(one, LineLost) for one in others)


def test_named_folders_are_the_only_ones_scanned(serve: Serve, tmp_path: Path) -> None:
    server = serve(Personality(), {"INBOX": SMALL[:1], "2026 党建": [SMALL[1]]})

    arrived, _ = Client(server, tmp_path, folders=("2026 党建",)).fetch()
    assert [one.event.key.folder for one in arrived] == ["2026 党建"]

    with pytest.raises(MailboxError) as caught:
        Client(server, tmp_path, folders=("inbox", "收件")).fetch()
    assert caught.value.code == "mailbox.folder_missing"
    assert caught.value.fields == {"folder": "收件", "known": "INBOX、2026 党建"}


def test_the_oldest_arrival_is_shown_because_web_settings_hide_older_mail(
    serve: Serve, tmp_path: Path
) -> None:
    server = serve(Personality(), {"INBOX": SMALL})

    _, others = Client(server, tmp_path).fetch()

    (listed,) = others
    assert isinstance(listed, FolderListed)
    assert listed.oldest == SMALL[0].internal_date
    assert (listed.total, listed.new, listed.new_bytes) == (
        5,
        5,
        sum(len(one.raw) for one in SMALL),
    )


def test_find_looks_only_at_mails_since_a_moment(serve: Serve, tmp_path: Path) -> None:
    server = serve(Personality(), {"INBOX": SMALL, "已发送": SMALL[:1]})
    box = Client(server, tmp_path).box
    ids = [f"<n{number}@zzb.example>" for number in range(1, 6)]

    found = box.find(ids, since=SMALL[2].internal_date)

    assert sorted(found) == ids[2:]
    assert sorted(box.find(ids, ["已发送"])) == ids[:1]


@given(st.integers(-48 * 60, 48 * 60), st.integers(-12 * 60, 14 * 60))
def test_since_is_a_moment_whatever_zone_the_server_writes(minutes: int, zone: int) -> None:
    since = date(2026, 3, 1)
    begin = datetime(2026, 3, 1, tzinfo=BEIJING)
    box = ImapMailbox(
        "127.0.0.1", 1, "zzb", "code", tls="none", spool=Path("never-made"), since=since
    )
    arrived = (begin + timedelta(minutes=minutes)).astimezone(timezone(timedelta(minutes=zone)))

    assert box.wants(ListedMail(1, 10, arrived), INBOX) == (minutes >= 0)
    assert box.wants(ListedMail(1, 10, None), INBOX)
