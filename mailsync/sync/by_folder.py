"""A submission that comes in a folder or on a stick: taken in by its manifest, file by file.

Staff take it from a hand that they know; bytes, year and branches are held against the manifest and
the roster as for a mail, and what does not fit is left and named.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from mailsync.sync.by_hand import add_files
from mailsync.sync.learning import knowledge
from store.db.acts import Act
from store.db.database import Store
from store.db.decisions import Draft, Marking, decide
from store.decisions.marks import vet
from store.errors import UsageError
from store.files.digest import digest_of_file
from store.intake.by_hand import HandArrival
from store.letters.manifest import (
    FILE_NAME,
    MOST_BYTES,
    SubmissionManifest,
    SubmittedFile,
    manifest_in,
    read_manifest,
)
from store.model import Branch, Evidence, FileKind, Source
from store.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class LeftFile:
    """A file of a submission that was not taken in, and why."""

    file: str
    reason: Evidence


@dataclass(frozen=True, slots=True)
class TakenSubmission:
    """What was taken in, by the names of the files, and what was left."""

    taken: tuple[str, ...]
    left: tuple[LeftFile, ...]


def is_submission(folder: Path) -> bool:
    """Whether a folder holds a submission."""
    return (folder / FILE_NAME).is_file()


def take_submission(
    workspace: Workspace,
    store: Store,
    folder: Path,
    source: Source,
    *,
    received_at: datetime,
    at: datetime,
    who: str,
) -> TakenSubmission:
    """Take in what a submission in a folder lists, and what it says of vetting.

    Raises:
        UsageError: `submission.bad_manifest`, `submission.folder_year`, `submission.folder_unit`.
        StoreError: the disk is full.
    """
    manifest = _manifest(folder)
    known = knowledge(store).submissions(workspace.settings.cohort)
    if manifest.notice.cohort != known.cohort:
        raise UsageError("submission.folder_year", said=manifest.notice.cohort, year=known.cohort)
    unit = known.unit_named(manifest.sub_committee.name)
    if unit is None:
        raise UsageError("submission.folder_unit", unit=manifest.sub_committee.name)
    by_file: dict[str, list[SubmittedFile]] = {}
    for line in manifest.files:
        by_file.setdefault(line.file, []).append(line)
    taken: list[str] = []
    left: list[LeftFile] = []
    vetted: dict[str, SubmittedFile] = {}
    for name, lines in by_file.items():
        branches = [known.branch_of(line, unit) for line in lines]
        why = _why_not(folder, name, lines, branches)
        if why is not None:
            left.append(LeftFile(name, why))
            continue
        owners = [one for one in branches if isinstance(one, Branch)]
        _take(workspace, store, folder / name, lines[0], owners, source, received_at, at, who)
        taken.append(name)
        for owner, line in zip(owners, lines, strict=True):
            if line.vetted_on:
                vetted[owner.id] = line
    for branch_id, line in vetted.items():
        day, marking = date.fromisoformat(line.vetted_on), Marking(at, who)
        vet(store, [branch_id], by=line.vetted_by, day=day, reason=FILE_NAME, marking=marking)
    return TakenSubmission(tuple(taken), tuple(left))


def _manifest(folder: Path) -> SubmissionManifest:
    try:
        with (folder / FILE_NAME).open("rb") as file:
            measures = read_manifest(file.read(MOST_BYTES + 1))
    except OSError as err:
        raise UsageError("submission.bad_manifest", reason=err.strerror or str(err)) from err
    manifest = manifest_in(measures)
    if manifest is None:
        raise UsageError("submission.bad_manifest", reason=str(measures.get("reason", "")))
    return manifest


def _why_not(
    folder: Path, name: str, lines: list[SubmittedFile], branches: list[Branch | Evidence]
) -> Evidence | None:
    path = folder / name
    # A name of the manifest never leads out of its folder.
    if Path(name).name != name or path.is_symlink() or not path.is_file():
        return Evidence("submission.missing", params={"n": 1, "names": name})
    if digest_of_file(path) != lines[0].sha256:
        return Evidence("submission.changed")
    return next((one for one in branches if isinstance(one, Evidence)), None)


def _take(
    workspace: Workspace,
    store: Store,
    path: Path,
    line: SubmittedFile,
    owners: list[Branch],
    source: Source,
    received_at: datetime,
    at: datetime,
    who: str,
) -> None:
    kind = FileKind(line.item)
    arrival = HandArrival(owners[0].id, source, received_at, None, FILE_NAME)
    given = add_files(workspace, store, [path], arrival, kind=kind, at=at, who=who)
    if len(owners) > 1:
        ids = [one.id for one in owners]
        name = given.taken.subjects[0]
        decide(
            store,
            [Draft(Act.CREDIT, name, {"branch_ids": ids, "kind": kind.value})],
            at=at,
            who=who,
        )
