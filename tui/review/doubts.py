"""What speaks against a choice for the volume or the course, in a line a branch."""

from __future__ import annotations

from collections.abc import Sequence

from store.text.visible import visible
from store.text.wording import Wording


def doubts_words(branch: str, doubts: Sequence[str], wording: Wording) -> str:
    """One branch with all that speaks against it."""
    said = (wording.say(f"volume.doubt.{one}") for one in doubts)
    return wording.say(
        "volume.doubts", branch=visible(branch), said=wording.say("letters.joined").join(said)
    )
