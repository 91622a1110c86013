from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from mailsync.examine.process.child import Child
from mailsync.mailbox.contract import FetchedMail
from mailsync.sync.readers import Readers, ReadMail
from store.errors import StoreError
from store.files.draft import Draft
from store.model import MailKey
from tests.making import make_mail


def fetched(spool: Path, number: int) -> FetchedMail:
    raw = spool / f"incoming-{number}"
    raw.write_bytes(b"%d" % number)
    return FetchedMail(MailKey("box", "INBOX", 1, number), None, raw, 1)


def read(mail: FetchedMail) -> ReadMail:
    contents = Draft(mail.raw.parent / "files", beside=mail.raw)
    return ReadMail(mail, make_mail(mail.raw.read_text()), (), contents)


def measure(found: ReadMail, _child: Child) -> ReadMail:
    return found


def put(readers: Readers, spool: Path, number: int) -> Iterator[ReadMail]:
    for group in readers.put(fetched(spool, number)):
        yield from group


def left(spool: Path) -> list[str]:
    return [file.name for file in spool.iterdir() if file.name != "files"]


def subjects(done: list[ReadMail]) -> list[str]:
    return [mail.mail.subject for mail in done]


def test_mails_come_out_in_the_order_in_which_they_went_in(tmp_path: Path) -> None:
    second_is_read = threading.Event()

    def slow_first(mail: FetchedMail) -> ReadMail:
        if mail.key.uid == 0:
            assert second_is_read.wait(10)
        elif mail.key.uid == 1:
            second_is_read.set()
        return read(mail)

    with Readers(slow_first, measure, tmp_path) as readers:
        done = [mail for number in range(30) for mail in put(readers, tmp_path, number)]
        done += [mail for group in readers.rest() for mail in group]

    assert subjects(done) == [str(number) for number in range(30)]
    assert left(tmp_path) == []


def test_what_one_reading_raises_comes_in_its_turn(tmp_path: Path) -> None:
    def full(mail: FetchedMail) -> ReadMail:
        if mail.key.uid == 2:
            raise StoreError("disk.full", folder="", reason="")
        return read(mail)

    done: list[ReadMail] = []

    def run() -> None:
        with Readers(full, measure, tmp_path) as readers:
            for number in range(5):
                done.extend(put(readers, tmp_path, number))
            for group in readers.rest():
                done.extend(group)

    with pytest.raises(StoreError) as caught:
        run()

    assert caught.value.code == "disk.full"
    assert subjects(done) == ["0", "1"]
    assert left(tmp_path) == []


def test_what_an_interrupted_sync_left_is_swept(tmp_path: Path) -> None:
    (tmp_path / "reading-1-1").write_bytes(b"half")
    (tmp_path / "incoming-1").write_bytes(b"the mailbox's own")
    with Readers(read, measure, tmp_path) as readers:
        assert list(readers.rest()) == []
    assert left(tmp_path) == ["incoming-1"]


@pytest.mark.skipif(os.name == "nt", reason="needs a process that ends itself")
def test_a_file_that_kills_its_child_ends_its_own_look_only(tmp_path: Path) -> None:
    document = tmp_path / "plain.txt"
    document.write_text("工作案例\n")
    question = {"do": "document", "path": str(document), "content": "text"}

    def asking(found: ReadMail, child: Child) -> ReadMail:
        # The child knows no such question and dies of it.
        deadly = found.fetched.key.uid == 3
        answer = child.ask({"do": "die"} if deadly else dict(question), timeout_s=30)
        assert (answer == "crashed") is deadly
        return replace(found, former_identity=str(isinstance(answer, dict)))

    spool = tmp_path / "spool"
    spool.mkdir()
    with Readers(read, asking, spool) as readers:
        done = [mail for number in range(8) for mail in put(readers, spool, number)]
        done += [mail for group in readers.rest() for mail in group]

    assert [mail.former_identity for mail in done] == [str(number != 3) for number in range(8)]


def test_mails_are_kept_in_groups_and_the_first_waits_a_second_at_most(tmp_path: Path) -> None:
    now = [0.0]
    measured = threading.Semaphore(0)

    def counted(found: ReadMail, _child: Child) -> ReadMail:
        measured.release()
        return found

    def measured_in_full(readers: Readers) -> None:
        assert measured.acquire(timeout=10)
        readers._waiting[-1].measured.result(10)

    with Readers(read, counted, tmp_path, clock=lambda: now[0]) as readers:
        groups = []
        for number in range(3):
            groups += list(readers.put(fetched(tmp_path, number)))
            measured_in_full(readers)
        assert groups == []
        now[0] = 1.0
        groups += list(readers.finished())
        groups += list(readers.rest())
    assert [subjects(group) for group in groups] == [["0", "1", "2"]]
