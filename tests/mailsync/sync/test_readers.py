from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from mailsync.examine.process.child import Child
from mailsync.mailbox.contract import FetchedMail
from mailsync.sync.readers import Read, Readers, ReadMail
from store.errors import StoreError
from store.files.draft import UnfinishedFile
from store.model import MailKey
from tests.making import make_mail


def fetched(spool: Path, number: int) -> FetchedMail:
    raw: Path | bytes = b"%d" % number
    if number % 2:
        # A large one.
        raw = spool / f"incoming-{number}"
        raw.write_bytes(b"%d" % number)
    return FetchedMail(MailKey("box", "INBOX", 1, number), None, raw, 1)


def read(mail: FetchedMail, place: Path) -> ReadMail:
    contents = UnfinishedFile(place.parent / "files", beside=place)
    text = mail.raw.read_bytes() if isinstance(mail.raw, Path) else mail.raw
    return ReadMail(mail, make_mail(text.decode()), (), contents)


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

    def slow_first(mail: FetchedMail, place: Path) -> ReadMail:
        if mail.key.uid == 0:
            assert second_is_read.wait(10)
        elif mail.key.uid == 1:
            second_is_read.set()
        return read(mail, place)

    with Readers(slow_first, measure, tmp_path) as readers:
        done = [mail for number in range(30) for mail in put(readers, tmp_path, number)]
        done += [mail for group in readers.rest() for mail in group]

    assert subjects(done) == [str(number) for number in range(30)]
    assert left(tmp_path) == []


def test_what_one_reading_raises_comes_in_its_turn(tmp_path: Path) -> None:
    def full(mail: FetchedMail, place: Path) -> ReadMail:
        if mail.key.uid == 2:
            raise StoreError("disk.full", folder="", reason="")
        return read(mail, place)

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


def test_a_second_child_is_asked_while_the_first_is_busy(tmp_path: Path) -> None:
    # Which of the two gets the first child is not ordered; that both are asked at once is.
    both_are_asked = threading.Barrier(2)
    asked: dict[int, Child] = {}

    def asking(found: ReadMail, child: Child) -> ReadMail:
        number = found.fetched.key.uid
        asked[number] = child
        if number in {3, 4}:
            both_are_asked.wait(10)
        return found

    with Readers(read, asking, tmp_path) as readers:
        for number in range(6):
            list(put(readers, tmp_path, number))
        list(readers.rest())

    assert asked[4] is not asked[3]


def grouped(spool: Path, sizes: list[int], read: Read = read) -> list[list[str]]:
    with Readers(read, measure, spool) as readers:
        groups = []
        for number, size_bytes in enumerate(sizes):
            groups += list(readers.put(replace(fetched(spool, number), size_bytes=size_bytes)))
        groups += list(readers.rest())
    return [subjects(group) for group in groups]


def test_a_group_is_no_larger_than_all_before_it_and_than_sixteen_mails(tmp_path: Path) -> None:
    groups = grouped(tmp_path, [1] * 60)
    assert [len(group) for group in groups] == [1, 1, 2, 4, 8, 16, 16, 12]
    assert [mail for group in groups for mail in group] == [str(number) for number in range(60)]


def test_a_group_ends_with_so_many_bytes(tmp_path: Path) -> None:
    sizes = [1] * 16 + [20 << 20, 1, 4 << 20, 200 << 20, 1]
    assert [len(group) for group in grouped(tmp_path, sizes)] == [1, 1, 2, 4, 8, 3, 1, 1]


@pytest.mark.parametrize("slow", range(0, 20, 3))
def test_groups_are_the_same_whichever_mail_is_slow(tmp_path: Path, slow: int) -> None:
    last_is_read = threading.Event()

    def read_slowly(mail: FetchedMail, place: Path) -> ReadMail:
        if mail.key.uid == slow:
            # The last of them is only read beside it.
            assert last_is_read.wait(10)
        elif mail.key.uid == 20:
            last_is_read.set()
        return read(mail, place)

    groups = grouped(tmp_path, [1] * 21, read_slowly)
    assert [len(group) for group in groups] == [1, 1, 2, 4, 8, 5]


def test_a_group_ends_where_the_mailbox_may_be_long_in_coming(tmp_path: Path) -> None:
    with Readers(read, measure, tmp_path) as readers:
        groups = []
        for number in range(9):
            groups += list(readers.put(fetched(tmp_path, number)))
            if number == 4:
                readers.end_group()
                readers.end_group()
        groups += list(readers.rest())
    assert [len(group) for group in groups] == [1, 1, 2, 1, 4]


def test_no_more_is_ahead_than_its_budget(tmp_path: Path) -> None:
    with Readers(read, measure, tmp_path) as readers:
        out = 0
        for number in range(200):
            out += sum(map(len, readers.put(fetched(tmp_path, number))))
            assert number + 1 - out <= 48
        out += sum(map(len, readers.rest()))
    assert out == 200


def test_what_waits_in_memory_to_be_read_is_bounded(tmp_path: Path) -> None:
    may_read = threading.Event()
    in_memory: list[int] = []
    raw = b"x" * (2 << 20)

    def read_later(mail: FetchedMail, place: Path) -> ReadMail:
        assert may_read.wait(10)
        content = mail.raw.read_bytes() if isinstance(mail.raw, Path) else mail.raw
        assert content == raw
        in_memory.append(isinstance(mail.raw, bytes))
        contents = UnfinishedFile(place.parent / "files", beside=place)
        return ReadMail(mail, make_mail("m"), (), contents)

    with Readers(read_later, measure, tmp_path) as readers:
        for number in range(12):
            key = MailKey("box", "INBOX", 1, number)
            list(readers.put(FetchedMail(key, None, raw, len(raw))))
        assert len(left(tmp_path)) == 4
        may_read.set()
        done = [mail for group in readers.rest() for mail in group]

    assert len(done) == 12
    assert not any(isinstance(mail.fetched.raw, bytes) for mail in done)
    assert sorted(in_memory) == [False] * 4 + [True] * 8
    assert left(tmp_path) == []
