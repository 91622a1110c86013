"""What was measured in a file, in words: the ruling count with what stands beside it, the video."""

from __future__ import annotations

from store.model import FileKind, Params
from store.notice.notice import Notice
from store.rules.aspects import aspect_shares
from store.rules.measures import whole
from store.rules.video import clock
from store.rules.viewing import Quality, Viewing
from store.text.wording import Wording

# Counts that do not rule; only those that are there are told.
_BESIDE = ("chars_boxes", "chars_notes", "chars_headers", "chars_hidden", "chars_deleted")


def measured_words(
    measures: Params, kind: FileKind, *, notice: Notice, second_year: bool, wording: Wording
) -> tuple[str, ...]:
    """Sentences for a document or a video; none for what was not measured.

    Args:
        second_year: whether 长效机制 is one of the aspects (notice 二.4).
    """
    seconds = measures.get("duration_s")
    if isinstance(seconds, int | float):
        return (_video(measures, float(seconds), wording),)
    if measures.get("chars_no_punctuation") is None or "not_countable" in measures:
        return ()
    lines = [
        wording.say(
            "measured.document",
            chars=whole(measures, "chars"),
            no_punctuation=whole(measures, "chars_no_punctuation"),
            pictures=whole(measures, "pictures"),
        )
    ]
    beside = [
        wording.say(f"measured.{name}", n=whole(measures, name))
        for name in _BESIDE
        if whole(measures, name)
    ]
    if beside or whole(measures, "chars_file") > whole(measures, "chars"):
        beside.append(wording.say("measured.chars_file", n=whole(measures, "chars_file")))
        lines.append(wording.say("measured.beside", counts=_joined(beside, wording)))
    if kind is FileKind.PLAN and "sections" in measures:
        shares = aspect_shares(measures, notice, second_year=second_year)
        lines.append(_joined([f"{name} {share:.0%}" for name, share in shares.items()], wording))
    return tuple(lines)


def _video(measures: Params, seconds: float, wording: Wording) -> str:
    sound = "present" if measures.get("audio") else "absent"
    return wording.say(
        "measured.video",
        time=clock(seconds),
        width=whole(measures, "width"),
        height=whole(measures, "height"),
        codec=str(measures.get("video_codec", "")),
        sound=wording.say(f"measured.sound_{sound}"),
    )


def viewing_words(viewing: Viewing, *, at: str, wording: Wording) -> str:
    """What a person said of a video, in one sentence.

    Args:
        at: when, as the screen writes it.
    """
    qualities: dict[bool | None, list[str]] = {True: [], False: [], None: []}
    for quality in Quality:
        name = wording.say(f"viewing.quality.{quality}")
        qualities[viewing.verdicts.get(quality)].append(name)
    parts = [
        wording.say(f"viewing.said.{code}", qualities=_joined(names, wording))
        for code, names in zip(("yes", "no", "open"), qualities.values(), strict=True)
        if names
    ]
    said = wording.say("viewing.said.stop").join(parts)
    return wording.say("viewing.said", who=viewing.who, at=at, said=said)


def _joined(parts: list[str], wording: Wording) -> str:
    return wording.say("measured.comma").join(parts)
