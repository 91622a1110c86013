"""Lines that end, reset or fall silent anywhere, and how few round trips a good one takes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from mailsync.mailbox.contract import FetchedMail, FetchProgress, LineLost, MailboxEvent
from mailsync.mailbox.imap.mailbox import ImapMailbox
from store.errors import MailboxError
from tests.contracts.mailbox_places import Stored, fetch_all, mail, plain
from tests.servers.coremail import Coremail, coremail
from tests.servers.cutting_proxy import CuttingProxy, Mode, cutting_proxy
from tests.servers.delaying_proxy import delaying_proxy
from tests.servers.dovecot import dovecot, why_no_dovecot
from tests.servers.imap_server import PASSWORD, USER

MODES: tuple[Mode, ...] = ("eof", "rst", "stall")
CHUNK_BYTES = 1 << 18
# One mail over the size that is fetched in chunks, small ones around it.
MAILS = [mail(1), mail(2, b"0123456789\r\n" * 50_000), mail(3), mail(4, b"x\r\n" * 4000)]
_GREETING_BYTES = 80
CONTENTS = sorted(plain(one.raw) for one in MAILS)


def client(host: str, port: int, spool: Path, timeout_s: float = 5) -> ImapMailbox:
    return ImapMailbox(
        host,
        port,
        USER,
        PASSWORD,
        tls="none",
        spool=spool,
        timeout_s=timeout_s,
        chunk_bytes=CHUNK_BYTES,
        wait=lambda seconds, stop: None,
    )


@pytest.fixture
def server() -> Iterator[Coremail]:
    with coremail({"INBOX": MAILS}) as made:
        yield made


def fetch_through(proxy: CuttingProxy, spool: Path, timeout_s: float = 20) -> list[MailboxEvent]:
    """Fetch, and hold that all mails came whole and once, with nothing left in the spool."""
    box = client(proxy.host, proxy.port, spool, timeout_s)
    arrived, others = fetch_all(box, Stored())
    assert sorted(one.content for one in arrived) == CONTENTS
    assert list(spool.iterdir()) == []
    return others


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("cut_after", [0, 40, 85, 200, 900, 1400, 5000, 250_000, 550_000])
def test_a_line_cut_anywhere_costs_time_only(
    mode: Mode, cut_after: int, server: Coremail, tmp_path: Path
) -> None:
    # Only silence has to be waited for; a busy machine must not be taken for it.
    timeout_s = 1 if mode == "stall" else 20
    with cutting_proxy(server.host, server.port, cut_after=cut_after, mode=mode) as proxy:
        if cut_after < _GREETING_BYTES:
            # Nobody ever greeted us: that is said at once.
            with pytest.raises(MailboxError) as caught:
                fetch_through(proxy, tmp_path, timeout_s)
            assert caught.value.code == "mailbox.unreachable"
        events = fetch_through(proxy, tmp_path, timeout_s)
        lost = [event for event in events if isinstance(event, LineLost)]

        assert len(lost) == (0 if cut_after < _GREETING_BYTES else 1)
        assert proxy.connections == 2
    assert server.changed == []


@pytest.mark.sweep
@pytest.mark.parametrize("mode", MODES)
def test_a_dovecot_line_cut_at_every_4_kib_costs_time_only(mode: Mode, tmp_path: Path) -> None:
    if (reason := why_no_dovecot()) is not None:
        pytest.skip(reason)
    with (
        dovecot({"INBOX": MAILS}) as server,
        cutting_proxy(server.host, server.port, mode=mode, cuts=0) as proxy,
    ):
        # A pause of the machine taken for silence would leave only the rest to be counted.
        assert not any(isinstance(event, LineLost) for event in fetch_through(proxy, tmp_path))
        whole = proxy.passed
        assert whole > 600_000
        for cut_after in range(4096, whole, 4096):
            proxy.cut_after, proxy.cuts_left = cut_after, 1
            events = fetch_through(proxy, tmp_path, 1 if mode == "stall" else 5)
            assert any(isinstance(event, LineLost) for event in events)


def test_a_large_mail_goes_on_where_the_line_broke(server: Coremail, tmp_path: Path) -> None:
    with cutting_proxy(server.host, server.port, cut_after=450_000) as proxy:
        fetch_through(proxy, tmp_path)

    again = [line for number, line in server.commands if number == 2 and "BODY.PEEK[]<" in line]
    assert again
    assert all("<0." not in line for line in again)


def test_progress_of_a_large_mail_grows(server: Coremail, tmp_path: Path) -> None:
    _, others = fetch_all(client(server.host, server.port, tmp_path), Stored())

    progress = [event for event in others if isinstance(event, FetchProgress)]
    assert [event.received_bytes for event in progress] == [CHUNK_BYTES, 2 * CHUNK_BYTES]
    assert progress[0].size_bytes == len(MAILS[1].raw)


def test_a_line_that_breaks_every_time_is_an_error_after_five_losses(
    server: Coremail, tmp_path: Path
) -> None:
    with (
        cutting_proxy(server.host, server.port, cut_after=150, cuts=99) as proxy,
        pytest.raises(MailboxError) as caught,
    ):
        fetch_through(proxy, tmp_path)

    assert caught.value.code == "mailbox.lost"
    assert proxy.connections == 5


def test_a_line_that_always_breaks_late_still_brings_everything(tmp_path: Path) -> None:
    mails = [mail(number, b"x" * 2000 + b"\r\n") for number in range(1, 60)]
    with (
        coremail({"INBOX": mails}) as server,
        cutting_proxy(server.host, server.port, cut_after=6500, cuts=99) as proxy,
    ):
        arrived, others = fetch_all(client(proxy.host, proxy.port, tmp_path), Stored())

    assert sorted(one.content for one in arrived) == sorted(plain(one.raw) for one in mails)
    assert sum(isinstance(event, LineLost) for event in others) > 5


def test_stop_is_heard_while_the_server_is_silent(server: Coremail, tmp_path: Path) -> None:
    with cutting_proxy(server.host, server.port, cut_after=5000, mode="stall") as proxy:
        box = client(proxy.host, proxy.port, tmp_path, timeout_s=60)
        arrived: list[MailboxEvent] = []
        asked = 0

        def stop() -> bool:
            nonlocal asked
            asked += bool(arrived)
            return asked > 30

        began = time.monotonic()
        for event in box.fetch(Stored(), stop=stop):
            if isinstance(event, FetchedMail):
                arrived += [event]

    assert arrived
    assert time.monotonic() - began < 20


def test_a_sync_with_nothing_new_takes_few_round_trips(tmp_path: Path) -> None:
    round_trip_s = 0.1
    with (
        coremail({"INBOX": MAILS, "垃圾邮件": MAILS[:1], "订阅邮件": MAILS[:1]}) as server,
        delaying_proxy(server.host, server.port, round_trip_s) as proxy,
    ):
        stored = Stored()
        box = client(proxy.host, proxy.port, tmp_path)
        fetch_all(box, stored)
        began = time.monotonic()
        arrived, _ = fetch_all(box, stored)
        elapsed_s = time.monotonic() - began

    assert arrived == []
    # Greeting, LOGIN, INBOX with the list of folders, the other folders: four.
    assert elapsed_s < 5 * round_trip_s + 0.15
