"""One video in lines: its stills, the machine's word beside the person's, its findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from store.model import Finding, Severity
from store.notice.notice import Notice
from store.rules.video import clock
from store.rules.viewing import MachineWord, Quality, machine_word
from store.text.sizes import size_text
from store.text.visible import visible
from store.text.wording import Wording
from store.views.items.viewing import ToView
from tui.base.cells import crop, fit, width_of, wrap
from tui.base.worded_facts import finding_words
from tui.places.stills import ShownStill, still_lines
from tui.widgets.painted import Line

_MACHINE_INKS = {
    MachineWord.FINE: "done",
    MachineWord.DOUBT: "amber",
    MachineWord.UNCHECKED: "dim",
}
_SEVERITY_INKS = {Severity.HARD: "red", Severity.SOFT: "amber", Severity.HINT: "dim"}
_LEAST_LINES, _MOST_LINES = 4, 14
_LINES_OF_WORDS = 11
# Cells for a quality's name and for a person's word on it.
_NAME_WIDTH = 20
_WORD_WIDTH = 19


@dataclass(frozen=True, slots=True)
class ViewingPage:
    """What the lines are made of. `draft` is what the person marked and did not save yet;
    `stills` is None while they are read; `airy` sets the parts apart."""

    video: ToView
    draft: Mapping[Quality, bool]
    stills: tuple[ShownStill, ...] | None
    who: str
    notice: Notice
    wording: Wording
    airy: bool = False
    # Stills stand in pictures of their own above these lines.
    pictured: bool = False

    def lines(self, width: int) -> list[Line]:
        """All lines for a width."""
        return [
            *self._head(width),
            *(((),) if self.pictured else self._stills(width)),
            *([()] if self.airy else []),
            *self._qualities(width),
            *self._findings(width),
        ]

    def _head(self, width: int) -> Iterator[Line]:
        video, measures = self.video, self.video.measures
        unit = "  " + visible(video.sub_committee.name)
        name = crop(visible(video.branch.name), width)
        yield (
            (name, "strong bold"),
            (crop(unit, width - width_of(name)) if width_of(name) + 8 < width else "", "dim"),
        )
        facts = [visible(video.name)]
        seconds = measures.get("duration_s")
        if isinstance(seconds, int | float):
            facts.append(clock(seconds))
        if measures.get("width"):
            facts.append(f"{measures['width']}x{measures['height']}")
        if video.size_bytes is not None:
            facts.append(size_text(video.size_bytes))
        if video.received_at is not None:
            facts.append(self._say("viewing.came", at=self._moment(video.received_at)))
        for part in wrap("  ".join(facts), width):
            yield ((part, "dim"),)
        if video.claim is not None and video.claim.who != self.who:
            said = self._say(
                "viewing.watched", who=video.claim.who, until=self._moment(video.claim.until)
            )
            yield ((crop(said, width), "blue bold"),)

    def _stills(self, width: int) -> Iterator[Line]:
        yield ()
        if not self.stills:
            code = "viewing.stills_reading" if self.stills is None else "viewing.no_stills"
            yield ((crop(self._say(code), width), "dim"),)
            yield ()
            return
        yield from still_lines(self.stills, width)

    def _qualities(self, width: int) -> Iterator[Line]:
        viewing = self.video.viewing
        changed = viewing is None or dict(viewing.verdicts) != dict(self.draft)
        if viewing is not None and not changed:
            person = f"{viewing.who} {self._moment(viewing.at)}"
        elif self.draft:
            person = self._say("viewing.unsaved")
        else:
            person = self._say("viewing.unjudged")
        indent = " " * _NAME_WIDTH
        yield (
            (indent, "text"),
            (fit(person, _WORD_WIDTH), "amber bold" if changed and self.draft else "dim"),
            (
                "  " + crop(self._say("viewing.machine"), width - _NAME_WIDTH - _WORD_WIDTH - 2),
                "dim",
            ),
        )
        for number, quality in enumerate(Quality, start=1):
            yield self._quality(number, quality, width)
        yield ()

    def _quality(self, number: int, quality: Quality, width: int) -> Line:
        verdict = self.draft.get(quality)
        code = {True: "yes", False: "no", None: "open"}[verdict]
        ink = {True: "done bold", False: "amber bold", None: "dim"}[verdict]
        word = machine_word(quality, self.video.measures, self.video.findings)
        said = self._say(f"viewing.machine.{word}")
        room = max(width - _NAME_WIDTH - _WORD_WIDTH - 2 - width_of(said), 0)
        name = fit(self._say(f"viewing.quality.{quality}"), _NAME_WIDTH - 3)
        return (
            (f"{number}  ", "strong bold"),
            (name, "text"),
            (fit(self._say(f"viewing.word.{code}"), _WORD_WIDTH), ink),
            ("  " + said, _MACHINE_INKS[word]),
            (_fitting(self._evidence(quality), room), "dim"),
        )

    def _evidence(self, quality: Quality) -> list[str]:
        """The measures behind the machine's word; only those that were taken."""
        measures = self.video.measures
        if quality in (Quality.CLEAR, Quality.VOICE) and measures.get("audio") is False:
            return [self._say("viewing.no_track")]
        found = []
        for name in _EVIDENCE[quality]:
            value = measures.get(name)
            if isinstance(value, int | float) and not isinstance(value, bool):
                shown = round(100 * value) if name.endswith("_share") else round(value, 1)
                found.append(self._say(f"viewing.measure.{name}", value=f"{shown:g}"))
        return found

    def _findings(self, width: int) -> Iterator[Line]:
        for finding in self.video.findings:
            yield from self._finding(finding, width)

    def _finding(self, finding: Finding, width: int) -> Iterator[Line]:
        tolerated = self.video.tolerated.get(finding.code)
        ink = "dim" if tolerated else _SEVERITY_INKS[finding.severity]
        severity = self._say(f"finding_severity.{finding.severity}")
        for part in wrap(f"[{severity}] {finding_words(finding, self.wording)}", width):
            yield ((part, ink),)
        if tolerated is not None:
            code = "viewing.overridden" if tolerated.overridden else "viewing.accepted"
            said = self._say(code, who=tolerated.who, reason=visible(tolerated.reason))
            for part in wrap(said, width - 2):
                yield (("  " + part, "done"),)

    def _moment(self, moment: datetime) -> str:
        local = self.notice.dates.local(moment)
        return f"{local.month}-{local.day:02d} {local.hour:02d}:{local.minute:02d}"

    def _say(self, code: str, /, **params: object) -> str:
        return self.wording.say(code, **params)


_EVIDENCE: Mapping[Quality, tuple[str, ...]] = {
    Quality.STEADY: ("shake_percent", "black_s", "decode_errors"),
    Quality.CLEAR: ("loudness_lufs", "speech_to_noise_db", "clipped_share"),
    Quality.SLIDES: ("still_share",),
    Quality.VOICE: ("silence_share",),
}


def _fitting(parts: list[str], width: int) -> str:
    """As many whole parts as there is room for, each behind two blanks."""
    text = ""
    for part in parts:
        if width_of(text) + 2 + width_of(part) > width:
            break
        text += "  " + part
    return text


def most_still_lines(height: int) -> int:
    """The lines of a still: the words below the stills keep theirs."""
    return max(_LEAST_LINES, min(_MOST_LINES, height - _LINES_OF_WORDS))
