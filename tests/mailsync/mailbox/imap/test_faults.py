"""What servers do wrong, row by row of the failure catalogue, and that no mail is lost by it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from mailsync.mailbox.contract import (
    FetchedMail,
    FolderListed,
    KnownMail,
    LineLost,
    MailboxEvent,
    MailUnread,
)
from mailsync.mailbox.imap.folders import ListedMail, is_known
from mailsync.mailbox.imap.mailbox import ImapMailbox
from store.errors import MailboxError
from tests.contracts.mailbox_places import Stored, bytes_of, mail, plain
from tests.mailsync.mailbox.imap.clients import ALL, LARGE, SMALL, Client, Serve, contents, raws
from tests.servers.coremail import Personality
from tests.servers.coremail_talk import UNSAFE

ALL_ARRIVE = {
    "1: no folder is opened before ID": Personality(),
    "2: ID is refused": Personality(needs_id=False, id_answer="NO"),
    "2: ID is unknown": Personality(needs_id=False, id_answer="BAD"),
    "6: UIDVALIDITY is absent": Personality(uidvalidity=None),
    "6: UIDVALIDITY is 0": Personality(uidvalidity=0),
    "8: UIDs beyond 2^31": Personality(first_uid=2**31 - 20),
    "8: UIDs up to 2^32-1": Personality(first_uid=2**32 - 60),
    "9: rows come twice": Personality(repeats_rows=True),
    "11: EXISTS, EXPUNGE and FETCH unasked": Personality(unsolicited=True),
    "13: NIL twice, then the body": Personality(nil_bodies={2: 2, 6: 2}),
    "14: rows without UID, once": Personality(rows_without_uid={1: 1, 4: 2, 6: 2}),
    "16: one byte more than stated": Personality(size_delta=-1),
    "16: one byte less than stated": Personality(size_delta=1),
    "16: a fifth more than stated": Personality(size_factor=0.8),
    "16: a fifth less than stated": Personality(size_factor=1.2),
    "16: nothing stated": Personality(states_size=False),
    "16: 0 stated": Personality(size_factor=0),
    "16: far more comes than stated": Personality(size_factor=0.001),
    "20: ENVELOPE of QQ, BODYSTRUCTURE of Coremail": Personality(broken_rows=True),
    "UID after the body": Personality(uid_after_body=True),
    "chunks without their origin": Personality(chunks_without_origin=True),
    "partial fetch unknown": Personality(ignores_partial=True),
    "no text after the status": Personality(tagged_without_text=True),
    "18: BYE in the middle": Personality(bye_after_rows={1: 8, 2: 9}),
    "18: two connections too many": Personality(bye_greetings=2),
    "all at once": Personality(
        repeats_rows=True, unsolicited=True, broken_rows=True, uid_after_body=True, size_delta=7
    ),
}


@pytest.mark.parametrize("personality", ALL_ARRIVE.values(), ids=ALL_ARRIVE.keys())
def test_every_mail_arrives_whole_and_once(
    personality: Personality, serve: Serve, tmp_path: Path
) -> None:
    server = serve(personality, {"INBOX": ALL})
    client = Client(server, tmp_path)

    arrived, others = client.fetch()

    assert contents(arrived) == raws(ALL)
    assert not any(isinstance(event, MailUnread) for event in others)
    assert server.changed == []
    assert client.fetch()[0] == []


def test_id_goes_out_after_login_and_before_the_first_folder_on_every_connection(
    serve: Serve, tmp_path: Path
) -> None:
    server = serve(Personality(bye_after_rows={1: 8}), {"INBOX": ALL})

    Client(server, tmp_path).fetch()

    assert server.connections == 2
    for number in (1, 2):
        said = [line.split()[0] for at, line in server.commands if at == number]
        assert said[:2] == ["LOGIN", "ID"]
        assert said.index("ID") < said.index("EXAMINE")


def test_a_server_that_lists_before_it_looks_at_id_is_asked_again(
    serve: Serve, tmp_path: Path
) -> None:
    server = serve(Personality(id_answer="NO"), {"INBOX": ALL})

    with pytest.raises(MailboxError) as caught:
        Client(server, tmp_path).fetch()

    assert caught.value.code == "mailbox.list_refused"
    assert caught.value.fields["text"] == f"LIST {UNSAFE}"
    assert len(server.said("LIST")) == 2


def test_nothing_is_asked_that_163_or_qq_answer_wrongly(serve: Serve, tmp_path: Path) -> None:
    server = serve(Personality(), {"INBOX": ALL, "垃圾邮件": SMALL[:1]})
    client = Client(server, tmp_path, since=date(2026, 1, 1))
    client.fetch()
    client.box.find(["<n1@zzb.example>"])
    client.box.check()

    everything = " ".join(line for _, line in server.commands)
    for word in ("SEARCH", "STATUS", "UIDNEXT", "ENVELOPE", "BODYSTRUCTURE", "IDLE"):
        assert word not in everything
    assert all(line.startswith("UID ") for line in server.said("FETCH"))
    assert "BODY[" not in everything
    assert server.changed == []


def test_a_changed_uidvalidity_brings_every_mail_under_its_new_key(
    serve: Serve, tmp_path: Path
) -> None:
    server = serve(Personality(), {"INBOX": SMALL})
    client = Client(server, tmp_path)
    client.fetch()
    server.personality = replace(server.personality, uidvalidity=2)

    arrived, _ = client.fetch()

    assert contents(arrived) == raws(SMALL)
    assert {one.event.key.uidvalidity for one in arrived} == {2}


def test_a_uidvalidity_that_changes_between_two_connections_is_listed_again(
    serve: Serve, tmp_path: Path
) -> None:
    server = serve(Personality(bye_after_rows={1: 8}), {"INBOX": ALL})
    client = Client(server, tmp_path)
    contents_seen: set[bytes] = set()
    for event in client.box.fetch(client.stored):
        if isinstance(event, LineLost):
            server.personality = Personality(uidvalidity=9)
        if isinstance(event, FetchedMail):
            contents_seen.add(plain(bytes_of(event)))

    assert contents_seen == set(raws(ALL))


def test_a_uidvalidity_that_changes_between_list_and_mails_is_listed_again(
    serve: Serve, tmp_path: Path
) -> None:
    """The mails are asked for in the same flight: none of them is taken under its old key."""
    server = serve(Personality(), {"INBOX": SMALL, "垃圾邮件": SMALL[:1]})
    client = Client(server, tmp_path)
    keys: dict[bytes, int | None] = {}
    for event in client.box.fetch(client.stored):
        if isinstance(event, FolderListed) and event.folder == "垃圾邮件":
            server.personality = Personality(uidvalidity=9)
        if isinstance(event, FetchedMail) and event.key.folder == "INBOX":
            keys[plain(bytes_of(event))] = event.key.uidvalidity

    assert set(keys) == set(raws(SMALL))
    assert set(keys.values()) == {9}


def test_a_uid_given_to_another_mail_is_seen_by_size_or_arrival(
    serve: Serve, tmp_path: Path
) -> None:
    server = serve(Personality(), {"INBOX": SMALL})
    client = Client(server, tmp_path)
    client.fetch()
    inbox = server.folders["INBOX"]
    inbox[0].raw = mail(77, b"another size\r\n").raw
    inbox[1].internal_date += timedelta(seconds=1)

    arrived, _ = client.fetch()

    assert {one.event.key.uid for one in arrived} == {inbox[0].uid, inbox[1].uid}


def test_without_uidvalidity_size_and_arrival_must_both_agree() -> None:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    listed = ListedMail(7, 100, at)

    assert is_known(listed, KnownMail(100, at), None)
    assert not is_known(listed, KnownMail(100, None), None)
    assert not is_known(replace(listed, internal_date=None), KnownMail(100, at), None)
    assert is_known(listed, KnownMail(100, None), 1)
    assert is_known(listed, KnownMail(None, None), 1)
    assert not is_known(listed, None, 1)


def test_a_mail_that_left_in_flight_is_reported_and_the_others_arrive(
    serve: Serve, tmp_path: Path
) -> None:
    server = serve(Personality(gone=(2, 6)), {"INBOX": ALL})

    arrived, others = Client(server, tmp_path).fetch()

    assert contents(arrived) == raws([SMALL[0], *SMALL[2:]])
    unread = [event for event in others if isinstance(event, MailUnread)]
    assert [event.problem.code for event in unread] == ["mailbox.mail_gone"] * 2


@pytest.mark.parametrize(
    ("personality", "code"),
    [
        (Personality(nil_bodies={2: 99}), "mailbox.mail_body_nil"),
        (Personality(rows_without_uid={2: 99}), "mailbox.rows_without_uid"),
        (Personality(refused={2: "FETCH internal \x1b[31merror"}), "mailbox.mail_refused"),
        (Personality(dies_at=2), "mailbox.mail_cuts_line"),
    ],
)
def test_a_mail_that_never_comes_is_a_named_problem_and_comes_when_it_can(
    personality: Personality, code: str, serve: Serve, tmp_path: Path
) -> None:
    server = serve(personality, {"INBOX": ALL})
    client = Client(server, tmp_path)

    arrived, others = client.fetch()

    assert contents(arrived) == raws([SMALL[0], *SMALL[2:], LARGE])
    problems = [
        event.problem
        for event in others
        if isinstance(event, MailUnread | FolderListed) and event.problem
    ]
    assert [problem.code for problem in problems] == [code]
    assert "\x1b" not in str(problems[0].params)
    server.personality = Personality()
    assert contents(client.fetch()[0]) == raws(SMALL[1:2])


def test_a_size_that_differs_from_what_came_is_noted(serve: Serve, tmp_path: Path) -> None:
    server = serve(Personality(size_delta=9), {"INBOX": SMALL[:1]})

    arrived, _ = Client(server, tmp_path).fetch()

    size_bytes = len(SMALL[0].raw)
    (problem,) = arrived[0].event.problems
    assert problem.code == "mailbox.mail_size_differs"
    assert problem.params == {"stated": size_bytes + 9, "arrived": size_bytes}


def test_a_server_that_wants_a_rest_is_given_one_that_grows(serve: Serve, tmp_path: Path) -> None:
    server = serve(Personality(bye_greetings=3), {"INBOX": SMALL})
    client = Client(server, tmp_path)

    arrived, others = client.fetch()

    assert contents(arrived) == raws(SMALL)
    assert all(
        low <= wait <= 2 * low for wait, low in zip(client.waits, (7.5, 15, 30), strict=True)
    )
    lost = [event for event in others if isinstance(event, LineLost)]
    assert [event.retry_in_s for event in lost] == client.waits
    assert "Too many connections" in str(lost[0].problem.params["reason"])


def test_a_server_that_always_wants_a_rest_is_left_after_five_tries(
    serve: Serve, tmp_path: Path
) -> None:
    server = serve(Personality(bye_greetings=99), {"INBOX": SMALL})

    with pytest.raises(MailboxError) as caught:
        Client(server, tmp_path).fetch()

    assert caught.value.code == "mailbox.busy"
    assert server.connections == 5


def test_waiting_for_the_server_ends_when_somebody_asks_for_it(
    serve: Serve, tmp_path: Path
) -> None:
    server = serve(Personality(bye_greetings=99), {"INBOX": SMALL})
    box = ImapMailbox(
        server.host, server.port, server.user, server.password, tls="none", spool=tmp_path
    )
    lost: list[MailboxEvent] = []
    for event in box.fetch(Stored(), stop=lambda: bool(lost)):
        lost.append(event)  # noqa: PERF402  (`stop` looks at it meanwhile)

    assert [type(event) for event in lost] == [LineLost]
    assert server.connections == 1
