"""READ: what waits for a look: videos to decode, scans to recognise, files to probe again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from store.db.database import Store, StoredRow


@dataclass(frozen=True, slots=True)
class WaitingContent:
    """One content; `name` is that of its newest mail."""

    digest: str
    name: str
    media_type: str


def undecoded_videos(store: Store) -> tuple[WaitingContent, ...]:
    """Videos that the probe could read and that were not decoded since, newest mail first.

    A video without ffprobe has no duration yet: it waits until the probe can be made again.
    """
    rows = store.rows(
        """SELECT files.digest, files.path, files.media_type, MAX(mails.received_at) AS newest
           FROM files JOIN mails ON mails.id = files.mail_id
           WHERE files.digest IN (
               SELECT digest FROM examinations WHERE depth = 'probe'
                   AND json_extract(measures, '$.duration_s') > 0
                   AND json_extract(measures, '$.container') IS NOT NULL)
             AND files.digest NOT IN (
               SELECT full.digest FROM examinations AS full WHERE full.depth = 'full'
                   AND json_extract(full.measures, '$.examiner') >= (
                       SELECT MAX(json_extract(probe.measures, '$.examiner'))
                       FROM examinations AS probe
                       WHERE probe.digest = full.digest AND probe.depth = 'probe'))
           GROUP BY files.digest
           ORDER BY newest DESC, files.digest"""
    )
    return _waiting(rows)


def contents_to_probe(store: Store, *, examiner: int) -> tuple[WaitingContent, ...]:
    """Contents whose latest probe was by an older examiner or could not check.

    There was no ffprobe then, or other files of the mail had taken all of the time.
    """
    rows = store.rows(
        """SELECT files.digest, files.path, files.media_type, MAX(mails.received_at) AS newest
           FROM files JOIN mails ON mails.id = files.mail_id
           WHERE files.digest IN (
               SELECT digest FROM examinations AS latest
               WHERE depth = 'probe' AND id = (
                       SELECT MAX(id) FROM examinations
                       WHERE digest = latest.digest AND depth = 'probe')
                   AND (json_extract(measures, '$.examiner') < ?
                       OR json_extract(measures, '$.not_checked') IN ('ffmpeg_missing', 'budget')))
           GROUP BY files.digest
           ORDER BY newest DESC, files.digest""",
        (examiner,),
    )
    return _waiting(rows)


def unread_scans(store: Store, reasons: Sequence[str]) -> tuple[WaitingContent, ...]:
    """Scans and pictures whose text was not recognised yet, newest mail first.

    Only where it helps: what is read or filled in, and what nobody knows yet whose or what it is.

    Args:
        reasons: why a text was not counted, for which the eye still reads it.
    """
    marks = ", ".join("?" * len(reasons))
    rows = store.rows(
        f"""SELECT files.digest, files.path, files.media_type, MAX(mails.received_at) AS newest
           FROM files JOIN mails ON mails.id = files.mail_id
           JOIN judgements ON judgements.id = (
               SELECT MAX(id) FROM judgements WHERE subject = 'file:' || files.id)
           WHERE (judgements.verdict != 'auto' OR judgements.kind_certain = 0
               OR judgements.kind IN ('plan', 'eval_form', 'toc'))
             AND files.digest IN (
               SELECT digest FROM examinations AS latest
               WHERE depth = 'probe' AND id = (
                       SELECT MAX(id) FROM examinations
                       WHERE digest = latest.digest AND depth = 'probe')
                   AND json_extract(measures, '$.not_countable') IN ({marks}))
             AND files.digest NOT IN (SELECT digest FROM examinations WHERE depth = 'full')
           GROUP BY files.digest
           ORDER BY newest DESC, files.digest""",  # noqa: S608  (only marks are put in)
        tuple(reasons),
    )
    return _waiting(rows)


def asked_about(store: Store) -> frozenset[str]:
    """The contents of which the machine does not know whose they are."""
    rows = store.rows(
        """SELECT DISTINCT files.digest FROM files
           JOIN judgements ON judgements.id = (
               SELECT MAX(id) FROM judgements WHERE subject = 'file:' || files.id)
           WHERE judgements.verdict != 'auto'"""
    )
    return frozenset(row["digest"] for row in rows)


def _waiting(rows: list[StoredRow]) -> tuple[WaitingContent, ...]:
    return tuple(
        WaitingContent(row["digest"], row["path"].rsplit("/", 1)[-1], row["media_type"])
        for row in rows
    )
