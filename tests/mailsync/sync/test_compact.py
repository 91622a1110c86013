"""Workspaces of before stay readable, and give their doubles away mail by mail."""

from __future__ import annotations

import base64
import contextlib
import os
import random
import shutil
import signal
from collections.abc import Callable
from email.message import EmailMessage
from functools import partial
from pathlib import Path

import msgspec
import pytest

from mailsync.mailbox.folder import FolderMailbox
from mailsync.mime.rawmail import RawMail
from mailsync.mime.read import read
from mailsync.sync.compact import Compacted, compact
from mailsync.sync.sync import MailStored, sync
from store.db.database import Store, open_store
from store.errors import StoreError
from store.intake import record as intake
from store.intake.raw import raw_mail
from store.keeping.verify import Damage, verify_workspace
from store.model import MailKey
from store.workspace.workspace import Workspace, open_workspace
from tests.embedded import connection
from tests.engines import EMBEDDED, OVER_BOTH
from tests.finishing import finished
from tests.making import NOW, make_workspace

pytestmark = OVER_BOTH

SHARED = random.Random(0).randbytes(40_000)


def raw_of(number: int) -> bytes:
    mail = EmailMessage()
    mail["From"] = "a@neu.example"
    mail["Message-ID"] = f"<{number}@neu.example>"
    mail["Date"] = "Sat, 10 Apr 2027 10:00:00 +0800"
    mail.set_content(f"见附件 {number}")
    for content in (random.Random(number).randbytes(20_000 + number), SHARED):
        mail.add_attachment(content, maintype="image", subtype="png", filename=f"{number}.png")
    # The library would draw another one each time.
    mail.set_boundary("b1")
    return mail.as_bytes()


def former(folder: Path, count: int = 3) -> tuple[Workspace, Store]:
    """A workspace as an earlier version left it: every mail whole beside its files."""
    workspace, store = make_workspace(folder)
    blobs = workspace.blobs
    for number in range(count):
        path = folder / "mails" / f"{number}.eml"
        path.write_bytes(raw_of(number))
        mail = read(path, blobs)
        with RawMail(path) as raw:
            known = raw.former_identity()
        intake.record(
            store,
            msgspec.structs.replace(mail, digest=known),
            raw_digest=blobs.put([raw_of(number)]).digest,
            judgements=(),
            examinations=(),
            place=(MailKey("old", "INBOX", 1, number), 1, None),
            at=NOW,
        )
    return workspace, store


def run(workspace: Workspace, store: Store) -> Compacted:
    found = finished(compact(workspace, store))
    assert isinstance(found, Compacted)
    return found


def raws(workspace: Workspace, store: Store) -> list[bytes]:
    blobs = workspace.blobs
    ids = [row["id"] for row in store.rows("SELECT id FROM mails ORDER BY id")]
    return [b"".join(raw_mail(store, blobs, one)) for one in ids]


def damages(workspace: Workspace) -> tuple[Damage, ...]:
    return finished(verify_workspace(workspace))


def test_doubles_go_and_every_mail_stays_what_it_was(tmp_path: Path) -> None:
    workspace, store = former(tmp_path)
    before = raws(workspace, store)
    files = sum(1 for _ in workspace.files.glob("??/*"))
    facts = store.rows("SELECT id, digest, subject FROM mails")

    done = run(workspace, store)

    assert (done.mails, done.damaged) == (3, 0)
    assert done.saved_bytes > sum(map(len, before)) - 3000
    assert sum(1 for _ in workspace.files.glob("??/*")) == files - 3
    assert raws(workspace, store) == before == [raw_of(number) for number in range(3)]
    assert list(map(dict, store.rows("SELECT id, digest, subject FROM mails"))) == list(
        map(dict, facts)
    )
    assert damages(workspace) == ()
    assert run(workspace, store) == Compacted()


@pytest.mark.parametrize("compacted", [False, True])
def test_the_same_mail_again_is_no_new_one(tmp_path: Path, compacted: bool) -> None:
    workspace, store = former(tmp_path)
    if compacted:
        run(workspace, store)
    (tmp_path / "mails" / "1.eml").write_bytes(raw_of(1).replace(b"\n", b"\r\n"))
    (tmp_path / "mails" / "3.eml").write_bytes(raw_of(3))
    box = FolderMailbox(workspace.mail_folder, spool=workspace.spool)

    events = list(sync(workspace, store, box, clock=lambda: NOW))

    assert sum(event.new for event in events if isinstance(event, MailStored)) == 1
    assert len(store.rows("SELECT id FROM mails")) == 4


def test_a_mail_that_is_not_what_it_was_stays(tmp_path: Path) -> None:
    workspace, store = former(tmp_path)
    digest = str(store.rows("SELECT raw_digest FROM mails WHERE id = 2")[0]["raw_digest"])
    path = workspace.blobs.path(digest)
    path.write_bytes(path.read_bytes()[:-1] + b"?")

    done = run(workspace, store)

    assert (done.mails, done.damaged) == (2, 1)
    assert [damage.where for damage in damages(workspace)] == [digest]


def test_a_raw_mail_that_is_a_file_of_another_stays_on_the_disk(tmp_path: Path) -> None:
    workspace, store = former(tmp_path, count=1)
    outer = EmailMessage()
    outer["From"] = "b@neu.example"
    outer.set_content("转发")
    outer.add_attachment(raw_of(0), maintype="application", subtype="octet-stream")
    (tmp_path / "mails" / "9.eml").write_bytes(outer.as_bytes())
    box = FolderMailbox(workspace.mail_folder, spool=workspace.spool)
    list(sync(workspace, store, box, clock=lambda: NOW))

    run(workspace, store)

    assert damages(workspace) == ()
    assert raws(workspace, store)[1] == outer.as_bytes()


def test_no_sync_stores_mail_meanwhile(tmp_path: Path) -> None:
    workspace, store = former(tmp_path)
    with (
        contextlib.closing(open_store(workspace.database)) as other,
        other.exclusive("sync"),
        pytest.raises(StoreError) as caught,
    ):
        run(workspace, store)
    assert caught.value.code == "sync.locked"


def test_lines_that_no_skeleton_has_come_back_in_a_part_of_a_mail(tmp_path: Path) -> None:
    workspace, store = former(tmp_path, count=1)
    run(workspace, store)
    assert base64.b64encode(SHARED)[:60] in raws(workspace, store)[0].replace(b"\n", b"")


@pytest.mark.skipif(os.name == "nt", reason="needs a process that ends itself")
@EMBEDDED
def test_killed_at_any_moment_nothing_is_lost(tmp_path: Path) -> None:
    workspace, store = former(tmp_path / "made")
    store.close()
    expected = [raw_of(number) for number in range(3)]
    point = 0
    while True:
        point += 1
        place = tmp_path / "killed"
        shutil.copytree(tmp_path / "made", place)
        killed = os.WIFSIGNALED(in_fork(partial(killing, place, point)))
        workspace = open_workspace(place / "workspace")
        store = open_store(workspace.database)
        assert raws(workspace, store) == expected
        run(workspace, store)
        assert raws(workspace, store) == expected
        assert damages(workspace) == ()
        assert sum(1 for _ in workspace.files.glob("??/*")) == 4
        assert not store.rows("SELECT * FROM released")
        store.close()
        shutil.rmtree(place)
        if not killed:
            break
    assert point > 20


def in_fork(run: Callable[[], None]) -> int:
    child = os.fork()
    if child == 0:
        with contextlib.suppress(BaseException):
            run()
        os._exit(0)
    return os.waitpid(child, 0)[1]


def killing(place: Path, point: int) -> None:
    """Compact until the given statement, fsync, rename or removal; then die."""
    left = [point]

    def tick() -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    for name in ("fsync", "rename", "unlink", "link"):
        real = getattr(os, name)

        def ticking(*given: object, real: Callable[..., None] = real, **more: object) -> None:
            tick()
            real(*given, **more)

        setattr(os, name, ticking)
    workspace = open_workspace(place / "workspace")
    store = open_store(workspace.database)
    connection(store).set_trace_callback(lambda _statement: tick())
    run(workspace, store)
