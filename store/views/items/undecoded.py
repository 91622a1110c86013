"""READ: what waits for a look: videos to decode, scans to recognise, files to probe again."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import msgspec

from store.db.database import Store, StoredRow


@dataclass(frozen=True, slots=True)
class WaitingContent:
    """One content; `name` is that of its newest mail."""

    digest: str
    name: str
    media_type: str


class _Seen(msgspec.Struct, frozen=True):
    """Measures as far as they say what is to be looked at."""

    examiner: int | None = None
    duration_s: float | None = None
    container: str | None = None
    not_checked: str | None = None
    not_countable: str | None = None


def undecoded_videos(store: Store) -> tuple[WaitingContent, ...]:
    """Videos that the probe could read and that were not decoded since, newest mail first.

    A video without ffprobe has no duration yet: it waits until the probe can be made again.
    """
    videos: set[str] = set()
    probed: dict[str, int] = {}
    decoded: dict[str, int] = {}
    for digest, depth, seen in _examinations(store):
        known = decoded if depth == "full" else probed
        if seen.examiner is not None:
            known[digest] = max(known.get(digest, 0), seen.examiner)
        if depth == "probe" and (seen.duration_s or 0) > 0 and seen.container is not None:
            videos.add(digest)
    done = {one for one in decoded if one in probed and decoded[one] >= probed[one]}
    return _waiting(store, videos - done)


def contents_to_probe(store: Store, *, examiner: int) -> tuple[WaitingContent, ...]:
    """Contents whose latest probe was by an older examiner or could not check.

    There was no ffprobe then, or other files of the mail had taken all of the time.
    """
    return _waiting(
        store,
        {
            digest
            for digest, seen in _latest_probes(store).items()
            if (seen.examiner is not None and seen.examiner < examiner)
            or seen.not_checked in ("ffmpeg_missing", "budget")
        },
    )


def unread_scans(store: Store, reasons: Sequence[str]) -> tuple[WaitingContent, ...]:
    """Scans and pictures whose text was not recognised yet, newest mail first.

    Only where it helps: what is read or filled in, and what nobody knows yet whose or what it is.

    Args:
        reasons: why a text was not counted, for which the eye still reads it.
    """
    scans = {
        digest for digest, seen in _latest_probes(store).items() if seen.not_countable in reasons
    }
    rows = store.rows("SELECT DISTINCT digest FROM examinations WHERE depth = 'full'")
    helped = _judged(
        store,
        "verdict != 'auto' OR kind_certain = 0 OR kind IN ('plan', 'eval_form', 'toc')",
    )
    return _waiting(store, (scans - {row["digest"] for row in rows}) & helped)


def asked_about(store: Store) -> frozenset[str]:
    """The contents of which the machine does not know whose they are."""
    return _judged(store, "verdict != 'auto'")


def _judged(store: Store, condition: str) -> frozenset[str]:
    """The contents of files whose latest judgement meets a condition."""
    rows = store.rows(
        f"""SELECT DISTINCT files.digest FROM files
            JOIN judgements ON judgements.id = (
                SELECT MAX(id) FROM judgements WHERE subject = 'file:' || files.id)
            WHERE {condition}"""  # noqa: S608  (one of our own texts)
    )
    return frozenset(row["digest"] for row in rows)


def _latest_probes(store: Store) -> dict[str, _Seen]:
    return {digest: seen for digest, depth, seen in _examinations(store) if depth == "probe"}


def _examinations(store: Store) -> Iterator[tuple[str, str, _Seen]]:
    """Each examination with its content and depth, oldest first."""
    decode = msgspec.json.Decoder(_Seen).decode
    for row in store.rows("SELECT digest, depth, measures FROM examinations ORDER BY id"):
        yield row["digest"], row["depth"], decode(row["measures"])


def _waiting(store: Store, wanted: Collection[str]) -> tuple[WaitingContent, ...]:
    """Some contents by the newest mail that each came with, newest first."""
    if not wanted:
        return ()
    newest: dict[str, StoredRow] = {}
    for row in store.rows(
        """SELECT files.digest, files.path, files.media_type, mails.received_at
           FROM files JOIN mails ON mails.id = files.mail_id ORDER BY files.id"""
    ):
        known = newest.get(row["digest"])
        if row["digest"] in wanted and (
            known is None or (row["received_at"] or "") > (known["received_at"] or "")
        ):
            newest[row["digest"]] = row
    rows = sorted(newest.values(), key=lambda row: str(row["digest"]))
    rows.sort(key=lambda row: str(row["received_at"] or ""), reverse=True)
    return tuple(
        WaitingContent(row["digest"], row["path"].rsplit("/", 1)[-1], row["media_type"])
        for row in rows
    )
