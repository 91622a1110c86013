"""The files of an earlier year's archive, by digest and a sample of their text, to compare with."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from store.db.database import open_store
from store.db.decisions import live_decisions
from store.errors import StoreError
from store.files.archive_source import ArchiveSource, NotWhole
from store.files.passing import passing_folder
from store.files.regular import open_plain
from store.keeping.archived import opened_archive
from store.model import FileKind, Params
from store.roster.stored import load_roster
from store.views.board.alike import COMPARED
from store.views.board.credits import Credit, all_credits
from store.views.board.measures import latest_measures
from store.workspace.earlier import EarlierFile
from store.workspace.workspace import SETTINGS_FILE, Workspace, open_workspace

# A folder of the network is not asked: the answer would tell it who opens this workspace.
_NETWORK = ("//", "\\\\")
_CHUNK_BYTES = 1 << 20


def files_of_archive(place: Path) -> tuple[EarlierFile, ...]:
    """Read what the branches of an archive had handed in: plans, videos, supporting files.

    Raises:
        StoreError: as `opened_archive`.
    """
    with opened_archive(place) as opened:
        workspace = open_workspace(opened.folder)
        with contextlib.closing(open_store(workspace.database)) as store:
            decisions = live_decisions(store)
            credited = all_credits(store, decisions, as_of=opened.as_of)
            measures = latest_measures(store)
            roster = load_roster(store)
        branches = {branch.id: branch for branch in roster.branches}
        units = {unit.id: unit.name for unit in roster.sub_committees}
        return tuple(
            earlier_file(
                workspace,
                branches[branch_id].name,
                units.get(branches[branch_id].sub_committee_id, ""),
                credit,
                measures,
            )
            for credit in credited
            if credit.kind in COMPARED and credit.digest and not credit.waiting
            for branch_id in credit.branch_ids
            if branch_id in branches
        )


def earlier_file(
    workspace: Workspace,
    branch_name: str,
    unit_name: str,
    credit: Credit,
    measures: Mapping[str, Params],
) -> EarlierFile:
    """What is kept of one file of another year's workspace; of plans with a sketch of the text."""
    hours_left = None
    if credit.received_at is not None:
        hours_left = (workspace.asked_by - credit.received_at).total_seconds() / 3600
    sketch = ""
    if credit.kind is FileKind.PLAN:
        sketch = str(measures.get(credit.digest, {}).get("sketch") or "")
    return EarlierFile(
        workspace.settings.cohort,
        branch_name,
        credit.name,
        credit.digest,
        sketch,
        unit_name,
        credit.kind.value,
        hours_left,
    )


@contextlib.contextmanager
def earlier_content(place: str, digest: str) -> Iterator[Path | None]:
    """A content of an earlier year, taken out of where that year lies for as long as the block.

    None where it is not there any more, or is not what it was.
    """
    with passing_folder() as folder:
        target = folder / "file"
        whole = False
        if place and not place.startswith(_NETWORK):
            with contextlib.suppress(OSError, StoreError, NotWhole), target.open("wb") as out:
                for piece in _pieces(Path(place), digest):
                    out.write(piece)
                whole = True
        yield target if whole else None


def _pieces(place: Path, digest: str) -> Iterator[bytes]:
    """A content of an archive or a workspace; at the end it is known to be whole."""
    if (place / SETTINGS_FILE).is_file():
        held = hashlib.sha256()
        with open_plain(place, f"files/{digest[:2]}/{digest}") as content:
            while chunk := content.read(_CHUNK_BYTES):
                held.update(chunk)
                yield chunk
        if held.hexdigest() != digest:
            raise NotWhole(lost=False)
        return
    with contextlib.closing(ArchiveSource(place)) as source:
        file = next((one for one in source.manifest.files if one.sha256 == digest), None)
        if file is None:
            raise NotWhole(lost=True)
        yield from source.checked(file)
