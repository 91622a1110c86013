"""What is to be known of packs that were made, in words and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.model import JsonValue
from store.wording import Wording

if TYPE_CHECKING:
    from mailsync.papers.packing import MadePacks
    from store.review_pack import ReviewPack


def remarks(made: MadePacks, wording: Wording, limit_mb: int) -> list[str]:
    """Cases that are not there, videos and packs that are too big for a mail."""
    between = wording.say("letters.joined")
    return [
        wording.say(f"review.{code}", names=between.join(names), limit=limit_mb)
        for code, names in (
            ("too_big", made.too_big),
            ("videos_left_out", made.videos_left_out),
            ("without_plan", made.without_plan),
        )
        if names
    ]


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
