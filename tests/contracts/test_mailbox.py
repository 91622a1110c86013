"""One contract for every mailbox: all mails, byte for byte, once, and nothing changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mailsync.mailbox.contract import (
    FetchedMail,
    FetchProgress,
    FolderLeft,
    FolderListed,
    KnownMail,
)
from store.model import MailKey
from tests.contracts.mailbox_places import (
    KINDS,
    MAILS,
    SCANNED,
    Place,
    Stored,
    expected,
    fetch_all,
    mail,
    place,
    plain,
)


@pytest.fixture(params=KINDS)
def there(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    with place(request.param, tmp_path) as made:
        yield made


def test_every_mail_arrives_once_with_its_bytes_and_the_next_fetch_brings_nothing(
    there: Place,
) -> None:
    before = there.behind()
    stored = Stored()

    arrived, others = fetch_all(there.box, stored)

    assert sorted(one.content for one in arrived) == expected(*SCANNED)
    listed = [event for event in others if isinstance(event, FolderListed)]
    assert sum(event.new for event in listed) == sum(event.total for event in listed) == 10
    assert all(event.problem is None for event in listed)
    assert all(isinstance(event, FolderListed | FolderLeft | FetchProgress) for event in others)
    assert len({one.event.key for one in arrived}) == len(arrived)
    assert all(one.event.key.mailbox == there.box.name for one in arrived)

    again, others = fetch_all(there.box, stored)

    assert again == []
    assert [(event.total, event.new) for event in others if isinstance(event, FolderListed)] == [
        (event.total, 0) for event in listed
    ]
    assert there.behind() == before
    assert there.left_behind() == []


def test_a_mail_that_comes_later_is_the_only_one_fetched(there: Place) -> None:
    stored = Stored()
    fetch_all(there.box, stored)
    late = mail(99, "补交\r\n".encode())
    there.append("INBOX", late)

    arrived, _ = fetch_all(there.box, stored)

    assert [one.content for one in arrived] == [plain(late.raw)]


# In an mbox the UID is made from the content: it cannot be used again.
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "mbox"])
def test_a_mail_of_another_size_under_a_known_uid_is_fetched_again(
    kind: str, tmp_path: Path
) -> None:
    with place(kind, tmp_path) as there:
        stored = Stored()
        arrived, _ = fetch_all(there.box, stored)
        key = arrived[0].event.key
        known = stored.by_folder[key.folder, key.uidvalidity]
        known[key.uid] = KnownMail(1, known[key.uid].internal_date)

        again, _ = fetch_all(there.box, stored)

    assert [one.event.key for one in again] == [key]


def test_the_receiver_may_move_the_file_and_all_others_are_deleted(
    there: Place, tmp_path: Path
) -> None:
    kept = tmp_path / "kept"
    seen: list[Path] = []
    for event in there.box.fetch(Stored()):
        if isinstance(event, FetchedMail) and isinstance(event.raw, Path):
            seen.append(event.raw)
            if len(seen) == 1:
                event.raw.rename(kept)

    if not seen:
        pytest.skip("small mails come in memory here")
    assert plain(kept.read_bytes()) in expected(*SCANNED)
    assert not any(path.exists() for path in seen)


def test_closing_the_iterator_in_the_middle_leaves_nothing_behind(there: Place) -> None:
    events = iter(there.box.fetch(Stored()))
    for event in events:
        if isinstance(event, FetchedMail):
            break
    events.close()  # type: ignore[attr-defined]  # every mailbox gives a generator

    assert there.left_behind() == []
    assert len(fetch_all(there.box, Stored())[0]) == 10


def test_stop_ends_a_fetch_without_an_error(there: Place) -> None:
    arrived: set[MailKey] = set()
    for event in there.box.fetch(Stored(), stop=lambda: len(arrived) >= 3):
        if isinstance(event, FetchedMail):
            arrived.add(event.key)

    assert len(arrived) == 3
    assert there.left_behind() == []


def test_stop_before_the_beginning_fetches_nothing(there: Place) -> None:
    events = list(there.box.fetch(Stored(), stop=lambda: True))

    assert not any(isinstance(event, FetchedMail) for event in events)


def test_own_mails_are_found_by_message_id(there: Place) -> None:
    before = there.behind()

    found = there.box.find(["<n3@zzb.example>", "n1@zzb.example", "<nobody@zzb.example>"])

    assert sorted(found) == ["<n3@zzb.example>", "n1@zzb.example"]
    folders = sorted(key.folder for key in found["n1@zzb.example"])
    # The copy that the server filed into 已发送 is found where there is such a folder.
    imap = there.kind not in ("maildir", "mbox", "eml")
    assert len(folders) == (2 if imap else 1)
    assert not imap or folders == ["INBOX", "已发送"]
    assert there.behind() == before


def test_check_counts_the_mails_and_fetches_none(there: Place) -> None:
    before = there.behind()

    report = there.box.check()

    assert sum(folder.total or 0 for folder in report.folders if folder.scanned) == 10
    assert report.name == there.box.name
    imap = there.kind not in ("maildir", "mbox", "eml")
    assert report.id_accepted is (True if imap else None)
    assert (report.tls is not None) == there.kind.startswith("dovecot-")
    if imap:
        by_name = {folder.folder: folder for folder in report.folders}
        assert by_name["垃圾邮件"].raw_name == "&V4NXPpCuTvY-"
        assert not by_name["已发送"].scanned
        assert by_name["INBOX"].oldest == MAILS["INBOX"][0].internal_date
    assert there.behind() == before


@pytest.mark.parametrize("kind", ["coremail", "pymap", "dovecot"])
def test_an_empty_mailbox_is_empty_and_no_error(kind: str, tmp_path: Path) -> None:
    with place(kind, tmp_path, {}) as there:
        arrived, others = fetch_all(there.box, Stored())

    assert arrived == []
    assert [event.total for event in others if isinstance(event, FolderListed)] == [0]
