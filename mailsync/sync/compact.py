"""Raw mails of before taken apart: each content is kept once, and the mail is rebuilt from it."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass

from mailsync.mailbox.contract import never
from mailsync.mime.rawmail import RawMail
from mailsync.mime.split import split
from store.db.database import Store
from store.files.blobs import Blobs
from store.files.digest import digest_of_file
from store.files.skeleton import pack
from store.keeping.compact import Compacting, WholeMail
from store.workspace.workspace import Workspace

# So many mails between two removals of files.
_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class CompactStep:
    """How many mails were looked at, of how many."""

    done: int
    of: int


@dataclass(slots=True)
class Compacted:
    """What a run did: mails taken apart, bytes saved, and raw mails that are lost or damaged."""

    mails: int = 0
    saved_bytes: int = 0
    damaged: int = 0


Steps = Generator[CompactStep, None, Compacted]


def compact(workspace: Workspace, store: Store, *, stop: Callable[[], bool] = never) -> Steps:
    """Take apart every mail that is kept whole; may be ended at any moment and begun again.

    A mail whose file is lost or is not what it was stays as it is.

    Raises:
        StoreError: `sync.locked` where a sync holds the workspace; or the disk is full.
    """
    with store.exclusive("sync"):
        blobs = workspace.blobs
        blobs.sweep()
        before = _size_of(blobs)
        done = Compacted()
        work = Compacting(store, blobs)
        work.let_go()
        waiting = work.waiting()
        for number, mail in enumerate(waiting, start=1):
            if stop():
                break
            _one(mail, blobs, work, done)
            if number % _AT_ONCE == 0:
                work.let_go()
            yield CompactStep(number, len(waiting))
        work.let_go()
        done.saved_bytes += before - _size_of(blobs)
    return done


def _size_of(blobs: Blobs) -> int:
    return sum(size_bytes for _, size_bytes in blobs.stored())


def _one(mail: WholeMail, blobs: Blobs, work: Compacting, done: Compacted) -> None:
    path = blobs.path(mail.raw_digest)
    if digest_of_file(path) != mail.raw_digest:
        done.damaged += 1
        return
    with RawMail(path) as raw:
        parted = split(raw, blobs)
    if work.replace(mail, parted.identity, parted.skeleton):
        done.mails += 1
        done.saved_bytes -= len(pack(parted.skeleton))
