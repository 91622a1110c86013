"""The packs of all reviewers: written into a folder, or kept to go out with letters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from mailsync.letters.recipients import is_address
from mailsync.review.review_packs import Pack, PackedCase, write_pack
from mailsync.review.score_sheet import Case
from store.db.database import Store
from store.db.decisions import Marking
from store.errors import StoreError, UsageError
from store.files.blobs import Blobs
from store.files.durable import writing
from store.files.passing import passing_folder
from store.items.review_pack import PackInput, ReviewPack, pack_basis, record_packs
from store.text.sizes import MEGABYTE
from store.text.wording import LANGUAGES, load
from store.views.items.review import ReviewerRow, ReviewView
from store.views.items.volume import CaseFile, SelectionView
from store.workspace.workspace import Workspace

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class PackJob:
    """What packs are made of.

    Attributes:
        return_by: the day by which scores are asked for, None for no day.
        with_videos: put the videos in; else the list names them.
        only: the id of one reviewer, None for all who have branches.
    """

    workspace: Workspace
    view: ReviewView
    cases: SelectionView
    return_by: date | None = None
    with_videos: bool = False
    only: str | None = None


@dataclass(frozen=True, slots=True)
class MadePacks:
    """What came of it.

    Attributes:
        without_plan: names of branches of which no case is there.
        videos_left_out: names of reviewers whose videos were too big for a mail.
        too_big: names of reviewers whose pack is too big for a mail all the same.
    """

    count: int
    without_plan: tuple[str, ...]
    videos_left_out: tuple[str, ...] = ()
    too_big: tuple[str, ...] = ()


def write_packs(
    job: PackJob, store: Store, folder: Path, *, at: datetime, who: str
) -> Iterator[Pack]:
    """Write the packs into a folder, one after the other, and record that they are handed over.

    Raises:
        ConfigError: `notice.not_own`.
        UsageError: `review.nothing_assigned`.
        StoreError: `disk.write`.
    """
    job.workspace.require_own_notice()
    made: dict[str, ReviewPack] = {}
    wanted = _wanted(job)
    today = job.workspace.notice.dates.day(at)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for one in wanted:
            pack = _written(job, one, folder, with_videos=job.with_videos, dated=today)
            made[one.reviewer.id] = _record(job, one, pack, with_videos=job.with_videos)
            yield pack
    except OSError as err:
        raise StoreError("disk.write", folder=str(folder), reason=err.strerror or str(err)) from err
    record_packs(store, made, marking=Marking(at, who))


def keep_packs(
    job: PackJob,
    store: Store,
    *,
    marking: Marking,
) -> MadePacks:
    """Make the packs, keep their contents, and record them: their letters are due then.

    Videos for which a mail has no room are left out and listed.

    Raises:
        UsageError: `review.nothing_assigned`.
        StoreError: `disk.full`, `disk.write`, `decision.conflict`.
    """
    workspace = job.workspace
    most = workspace.settings.letters.attach_mb * MEGABYTE
    blobs = workspace.blobs
    kept: dict[str, ReviewPack] = {}
    missing: dict[str, None] = {}
    left_out, too_big = [], []
    for one in _wanted(job):
        with passing_folder() as folder, writing(folder):
            with_videos = job.with_videos
            if with_videos and _video_bytes(job, one, blobs) > most:
                with_videos = False
                left_out.append(one.reviewer.name)
            pack = _written(job, one, folder, with_videos=with_videos)
            if with_videos and pack.file.stat().st_size > most:
                with_videos = False
                left_out.append(one.reviewer.name)
                pack = _written(job, one, folder, with_videos=False)
            content = blobs.put(_chunks(pack.file))
        record = _record(job, one, pack, with_videos=with_videos, digest=content.digest)
        if content.size_bytes > most:
            too_big.append(one.reviewer.name)
        kept[one.reviewer.id] = record
        missing.update(dict.fromkeys(pack.without_plan))
    record_packs(store, kept, marking=marking)
    return MadePacks(len(kept), tuple(missing), tuple(left_out), tuple(too_big))


def _wanted(job: PackJob) -> list[ReviewerRow]:
    wanted = [
        one for one in job.view.reviewers if one.branch_ids and job.only in (None, one.reviewer.id)
    ]
    if not wanted:
        raise UsageError("review.nothing_assigned")
    return wanted


def _written(
    job: PackJob,
    one: ReviewerRow,
    folder: Path,
    *,
    with_videos: bool,
    dated: date | None = None,
) -> Pack:
    # A pack is in the language of the notice, whoever makes it.
    return write_pack(
        folder,
        one.reviewer,
        _packed(job, one),
        job.workspace.notice,
        load(LANGUAGES[0]),
        content=job.workspace.blobs.path,
        mailbox=_mailbox(job.workspace),
        return_by=job.return_by,
        dated=dated,
        with_videos=with_videos,
        blind=job.workspace.settings.review_blind,
    )


def _mailbox(workspace: Workspace) -> str:
    """Where reviewers send their scores: the mailbox that is read here, else the notice's."""
    user = workspace.settings.mail.user
    return user if is_address(user) else workspace.notice.mailbox


def _record(
    job: PackJob, one: ReviewerRow, pack: Pack, *, with_videos: bool, digest: str = ""
) -> ReviewPack:
    cases = _packed(job, one)
    videos = sum(case.video is not None for case in cases)
    return ReviewPack(
        way="mail" if digest else "stick",
        name=pack.file.name,
        digest=digest,
        size_bytes=pack.size_bytes,
        cases=len(cases),
        videos_in=videos if with_videos else 0,
        videos_apart=0 if with_videos else videos,
        basis=pack_basis(
            one.reviewer,
            map(_input, cases),
            videos=with_videos and videos > 0,
            return_by=job.return_by,
            blind=job.workspace.settings.review_blind,
        ),
        return_by=job.return_by.isoformat() if job.return_by else "",
        blind=job.workspace.settings.review_blind,
    )


def _packed(job: PackJob, one: ReviewerRow) -> Sequence[PackedCase]:
    blobs = job.workspace.blobs
    rows = {row.branch.id: row for row in job.cases.rows}
    return [
        PackedCase(
            Case(number, rows[name].branch, rows[name].sub_committee),
            _there(rows[name].case, blobs),
            _there(rows[name].video, blobs),
        )
        for number, name in enumerate(one.branch_ids, 1)
    ]


def _input(packed: PackedCase) -> PackInput:
    return PackInput(
        packed.case.branch,
        packed.case.sub_committee,
        packed.plan.digest if packed.plan else "",
        packed.video.digest if packed.video else "",
    )


def _there(file: CaseFile | None, blobs: Blobs) -> CaseFile | None:
    """A file whose content is there; one that got lost is told like one that never came."""
    return file if file is not None and blobs.has(file.digest) else None


def _video_bytes(job: PackJob, one: ReviewerRow, blobs: Blobs) -> int:
    """What the videos of a reviewer take: they are packed already, a zip makes them no smaller."""
    return sum(
        blobs.path(case.video.digest).stat().st_size for case in _packed(job, one) if case.video
    )


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as content:
        while chunk := content.read(_CHUNK):
            yield chunk
