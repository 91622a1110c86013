"""What is to be known of packs that were made, in words and as JSON."""

from __future__ import annotations

from collections.abc import Sequence

from mailsync.review.packing import MadePacks
from store.items.review_pack import ReviewPack
from store.model import JsonValue
from store.text.wording import Wording

_NAMES = 4


def remarks(made: MadePacks, wording: Wording, limit_mb: int) -> list[str]:
    """Cases that are not there, videos and packs that are too big for a mail."""
    return [
        wording.say(f"review.{code}", names=_named(names, wording), limit=limit_mb)
        for code, names in (
            ("too_big", made.too_big),
            ("videos_left_out", made.videos_left_out),
            ("without_plan", made.without_plan),
        )
        if names
    ]


def _named(names: Sequence[str], wording: Wording) -> str:
    """The first names, and how many there are where there are more."""
    said = wording.say("letters.joined").join(names[:_NAMES])
    more = len(names) > _NAMES
    return wording.say("review.and_more", names=said, n=len(names)) if more else said


def pack_json(reviewer_id: str, pack: ReviewPack) -> dict[str, JsonValue]:
    """Give one pack as `docs/formats.md` describes it."""
    return {
        "reviewer": reviewer_id,
        "way": pack.way,
        "file": pack.name,
        "sha256": pack.digest,
        "size_bytes": pack.size_bytes,
        "cases": pack.cases,
        "videos": pack.videos_in,
        "videos_apart": pack.videos_apart,
        "return_by": pack.return_by or None,
    }
