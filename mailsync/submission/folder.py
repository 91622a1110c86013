"""A submission written to a folder or stick: the same files, list and manifest, and its record."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from mailsync.letters.planning import office
from mailsync.submission.plan import SubmissionPlan, list_of, manifest_of
from store.db.database import Store
from store.errors import StoreError, UsageError
from store.files.blobs import Damaged
from store.files.durable import sync_file, sync_folder, writing
from store.letters.handed_on import record_folder
from store.letters.manifest import FILE_NAME, ManifestList
from store.reports.content.safe_names import distinct, safe_name, same_place
from store.workspace.workspace import Workspace


def write_folder(
    workspace: Workspace,
    store: Store,
    planned: SubmissionPlan,
    target: Path,
    *,
    now: datetime,
    who: str,
) -> Path:
    """Write everything that a plan hands on into a new folder below `target`; returns it.

    It appears whole or not at all, and is on record once it is there.

    Raises:
        ConfigError: `notice.not_own`.
        UsageError: `submission.nothing`, `submission.no_folder`.
        StoreError: `submission.file_lost` where a stored content is gone or is not what it was;
            `disk.full`, `disk.write`.
    """
    workspace.require_own_notice()
    files = planned.package.files
    if not files:
        raise UsageError("submission.nothing")
    if not target.is_dir():
        raise UsageError("submission.no_folder", folder=str(target))
    wording = office(workspace, store, scoped=True).writer.desk.wording
    day = workspace.notice.dates.day(now)
    named = wording.say("submission.folder", unit=planned.unit.name, day=day.isoformat())
    there = {same_place(one.name) for one in target.iterdir()}
    final = target / distinct(safe_name(named), there)
    document = list_of(planned.unit, workspace, planned.package, wording, now=now, by_mail=False)
    list_name = wording.say("submission.list.file")
    listed = ManifestList(list_name, hashlib.sha256(document).hexdigest())
    manifest = manifest_of(planned.unit, workspace, files, now=now, listed=listed)
    blobs = workspace.blobs
    with writing(target):
        partial = Path(tempfile.mkdtemp(prefix=".new-", dir=target))
        try:
            _write(partial / list_name, [document])
            for file in files:
                try:
                    _write(partial / file.name, blobs.checked(file.digest))
                except Damaged as err:
                    raise StoreError("submission.file_lost", file=file.name) from err
            # The manifest comes last: without it nothing there is a submission.
            _write(partial / FILE_NAME, [manifest])
            sync_folder(partial)
            partial.rename(final)
        except BaseException:
            shutil.rmtree(partial, ignore_errors=True)
            raise
        sync_folder(target)
    lines = [line for file in files for line in file.lines]
    record_folder(store, str(final), lines, at=now, who=who)
    return final


def _write(path: Path, pieces: Iterable[bytes]) -> None:
    with path.open("xb") as out:
        out.writelines(pieces)
    sync_file(path)
