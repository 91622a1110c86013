"""WRITE: what an archive gave that a person opened by its password: further files of its mail."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from store.db.acts import Act
from store.db.database import Store
from store.db.decisions import Draft, Marking
from store.intake import rows as mail_rows
from store.model import Attachment, Examination, Proposal


def record_opened(
    store: Store,
    archive: str,
    mail_id: int,
    files: Sequence[tuple[Attachment, Proposal]],
    *,
    examinations: Iterable[Examination],
    marking: Marking,
) -> str:
    """Add the files with their judgements, and settle the archive itself; returns the batch.

    The files are facts and stay when the act is undone; the archive waits again then.

    Args:
        archive: its subject.

    Raises:
        StoreError: somebody decided on the archive meanwhile; nothing was recorded.
    """
    with store.atomic():
        batch = marking.write(
            store,
            [Draft(Act.OPENED, archive, {"files": len(files)})],
        )
        for examination in examinations:
            mail_rows.insert_examination(store, examination, marking.at)
        subjects = mail_rows.add_files(store, mail_id, [file for file, _ in files])
        for name, (_, proposal) in zip(subjects, files, strict=True):
            mail_rows.insert_judgement(store, name, proposal, marking.at)
    return batch
