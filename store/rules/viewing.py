"""What a person saw in a video, and what the machine measured of the same: side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum

import msgspec

from store.model import Finding, Params
from store.notice.notice import Notice
from store.rules.measures import ruled, text


class Quality(StrEnum):
    """What the notice asks of a video that only a person can tell for certain (notice 一.2)."""

    STEADY = "steady"
    CLEAR = "clear"
    SLIDES = "slides"
    VOICE = "voice"


class Viewing(msgspec.Struct, frozen=True):
    """What a person said of a video; a quality that is not there was not judged."""

    who: str
    at: datetime
    verdicts: Mapping[Quality, bool]


class MachineWord(StrEnum):
    """What the measures say of a quality; `unchecked` is never `fine`."""

    FINE = "fine"
    DOUBT = "doubt"
    UNCHECKED = "unchecked"


# The codes of the machine that speak against a quality.
_AGAINST: Mapping[Quality, frozenset[str]] = {
    Quality.STEADY: frozenset(("video.decode_errors", "video.black", "video.shaky")),
    Quality.CLEAR: frozenset(
        (
            "video.quiet",
            "video.clipped",
            "video.dead_channel",
            "video.noisy",
            "video.silent",
            "video.no_audio",
        )
    ),
    Quality.SLIDES: frozenset(("video.not_slides",)),
    Quality.VOICE: frozenset(("video.no_audio", "video.silent")),
}
# The measure of the full check that a word on a quality needs.
_MEASURE: Mapping[Quality, str] = {
    Quality.STEADY: "shake_percent",
    Quality.CLEAR: "loudness_lufs",
    Quality.SLIDES: "still_share",
    Quality.VOICE: "silence_share",
}
# The codes of a person, by quality; their severity and words are the notice's.
SEEN: Mapping[Quality, str] = {
    Quality.STEADY: "video.seen_unsteady",
    Quality.CLEAR: "video.seen_unclear",
    Quality.SLIDES: "video.seen_no_slides",
    Quality.VOICE: "video.seen_no_voice",
}


def machine_word(quality: Quality, measures: Params, found: Iterable[Finding]) -> MachineWord:
    """What the machine says of a quality."""
    if any(finding.code in _AGAINST[quality] for finding in found):
        return MachineWord.DOUBT
    if text(measures, "not_checked") or measures.get(_MEASURE[quality]) is None:
        return MachineWord.UNCHECKED
    return MachineWord.FINE


def viewing_findings(viewing: Viewing | None, *, notice: Notice) -> tuple[Finding, ...]:
    """What a person found missing, in the order of the qualities."""
    if viewing is None:
        return ()
    limits = [
        notice.limit(SEEN[quality]) for quality in Quality if viewing.verdicts.get(quality) is False
    ]
    return tuple(ruled(limit, who=viewing.who) for limit in limits if limit is not None)
