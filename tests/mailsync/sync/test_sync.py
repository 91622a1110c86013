from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest

from mailsync.mailbox.contract import LineLost
from mailsync.mailbox.imap.mailbox import ImapMailbox
from mailsync.sync.sync import MailStored, sync
from store.errors import MailboxError
from store.views.inbox.problems import mail_problems
from tests.contracts.mailbox_places import mail
from tests.making import NOW, make_workspace
from tests.servers.coremail import Coremail, Personality, coremail

MAILS = [mail(number) for number in range(1, 13)]


def box_of(server: Coremail, spool: Path) -> ImapMailbox:
    return ImapMailbox(
        server.host,
        server.port,
        server.user,
        server.password,
        tls="none",
        spool=spool,
        timeout_s=5,
        wait=lambda _seconds, _stop: None,
    )


def test_a_size_that_differs_is_listed_as_a_problem_of_the_stored_mail(tmp_path: Path) -> None:
    workspace, store = make_workspace(tmp_path)
    with coremail({"INBOX": MAILS}, Personality(size_delta=9)) as server:
        box = box_of(server, workspace.spool)
        events = list(sync(workspace, store, box, clock=lambda: NOW))
    assert sum(isinstance(event, MailStored) for event in events) == len(MAILS)
    found = {problem.code for mail in mail_problems(store) for problem in mail.problems}
    assert "mailbox.mail_size_differs" in found
    store.close()


def test_what_arrived_before_the_line_was_lost_for_good_is_stored(tmp_path: Path) -> None:
    workspace, store = make_workspace(tmp_path)
    # The listing has a row for each mail; the line breaks among the rows of bodies.
    breaks = Personality(bye_after_rows={1: len(MAILS) + 6})
    with coremail({"INBOX": MAILS}, breaks) as server:
        box = box_of(server, workspace.spool)
        events = sync(workspace, store, box, clock=lambda: NOW)
        while not isinstance(next(events), LineLost):
            continue
        server.personality = Personality(bye_greetings=99)
        with pytest.raises(MailboxError):
            list(events)
    (run,) = store.rows("SELECT new, error FROM sync_runs")
    assert run["error"]
    assert len(MAILS) > run["new"] == len(store.rows("SELECT id FROM mails")) > 0
    store.close()


def test_a_sync_that_is_closed_half_way_leaves_no_half_file(tmp_path: Path) -> None:
    workspace, store = make_workspace(tmp_path)
    with coremail({"INBOX": MAILS}, Personality()) as server:
        box = box_of(server, workspace.spool)
        half = sync(workspace, store, box, clock=lambda: NOW)
        while not isinstance(next(half), MailStored):
            continue
        assert isinstance(half, Generator)
        half.close()
        assert list(workspace.spool.iterdir()) == []
        kept = len(store.rows("SELECT id FROM mails"))
        again = list(sync(workspace, store, box, clock=lambda: NOW))
    stored = sum(isinstance(event, MailStored) for event in again)
    assert kept
    assert kept + stored == len(MAILS) == len(store.rows("SELECT id FROM mails"))
    store.close()
