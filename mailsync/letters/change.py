"""What a correction changed, in one line: 1501 → 1498 字, 1280×720 → 1920×1080; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from mailsync.letters.follow_up import FollowUp
from store.model import Params
from store.text.wording import Wording

# What is measured of a file where a finding is about a size, as people read it.
_VALUES: Mapping[str, Callable[[Params], str]] = MappingProxyType(
    {
        "document.too_long": lambda measured: f"{measured['chars']}",
        "document.too_short": lambda measured: f"{measured['chars']}",
        "video.too_small": lambda measured: f"{measured['width']}×{measured['height']}",
        "video.too_long": lambda measured: _clock(float(str(measured["duration_s"]))),
        "video.too_short": lambda measured: _clock(float(str(measured["duration_s"]))),
    }
)


def change_words(followed: FollowUp, wording: Wording) -> str:
    """What it was and what it is now; what has no figure is said to be settled or not."""
    return wording.say("letters.change.joined").join(_changes(followed, wording))


def _changes(followed: FollowUp, wording: Wording) -> Iterator[str]:
    was, came = followed.was, followed.came
    open_now = {found.code for found in came.findings}
    settled = False
    for code in dict.fromkeys(found.code for found in was.findings):
        before, after = _value(code, was.measured), _value(code, came.measured)
        if before and after and before != after:
            yield wording.say(f"letters.change.{code}", before=before, after=after)
        elif code not in open_now:
            settled = True
    if settled:
        yield wording.say("letters.change.settled")


def _value(code: str, measured: Params) -> str:
    try:
        return _VALUES[code](measured) if code in _VALUES else ""
    except (KeyError, ValueError):
        return ""


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02d}"
