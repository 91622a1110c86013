"""Levels of a sound, window by window: loudness, silence, clipping, channels, noise."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field

from mailsync.examine.documents.text_measures import Measures

WINDOWS_PER_S = 10
_FLOOR_DB = -100.0
_SILENT_DB = -50.0
_CLIPPED_DB = -0.1
_MOST_DB = 60.0
# A tone swings by 3 dB between its mean and its peak, a voice or noise by far more.
_TONE_CREST_DB = 6.0
_STEADY_DB = 3.0
_LEVEL = re.compile(
    r"\[Parsed_ametadata_\d+ @ 0x[0-9a-f]+\] \[info\] lavfi\.astats\.([12])\.(RMS|Peak)_level=(\S+)"
)
_FRAME = re.compile(r"\[Parsed_ametadata_\d+ @ 0x[0-9a-f]+\] \[info\] frame:\d+\s")
_LOUDNESS = re.compile(r"\s*I:\s+(-?\d+(?:\.\d+)?) LUFS")


@dataclass(slots=True)
class SoundQuality:
    """Takes the lines that ffmpeg's filters print."""

    windows: int = 0
    loudness_lufs: float | None = None
    _levels: tuple[list[float], list[float]] = field(default_factory=lambda: ([], []))
    _peaks: list[float] = field(default_factory=list)

    def take(self, line: str) -> bool:
        """Take one line; whether it was one of ours."""
        if level := _LEVEL.match(line):
            self._take_level(int(level[1]) - 1, level[2], _decibels(level[3]))
            return True
        if _FRAME.match(line):
            self.windows += 1
            self._peaks.append(_FLOOR_DB)
            return True
        if loudness := _LOUDNESS.match(line):
            self.loudness_lufs = float(loudness[1])
            return True
        return False

    def _take_level(self, channel: int, kind: str, value: float) -> None:
        if kind == "RMS":
            self._levels[channel].append(value)
        elif self._peaks:
            self._peaks[-1] = max(self._peaks[-1], value)

    def measures(self, duration_s: float) -> Measures:
        """The measures; a sound that ends before the picture is silent from there on."""
        if not self.windows:
            return {"silence_share": 1.0}
        loudest = [max(pair) for pair in zip(*self._heard(), strict=False)]
        expected = max(self.windows, round(duration_s * WINDOWS_PER_S))
        sounding = sum(level >= _SILENT_DB for level in loudest)
        clipped = sum(peak >= _CLIPPED_DB for peak in self._peaks)
        measured: Measures = {
            "silence_share": round(1 - sounding / expected, 3) if expected else 1.0,
            "clipped_share": round(clipped / self.windows, 3),
        }
        if self.loudness_lufs is not None:
            measured["loudness_lufs"] = self.loudness_lufs
        if sounding:
            measured |= self._channel_gap() | self._speech_to_noise(loudest)
        return measured

    def _heard(self) -> list[list[float]]:
        return [levels for levels in self._levels if levels]

    def _channel_gap(self) -> Measures:
        channels = [_mean_decibels(levels) for levels in self._heard()]
        if len(channels) < 2:
            return {}
        return {"channel_gap_db": round(max(channels) - min(channels), 1)}

    def _speech_to_noise(self, loudest: list[float]) -> Measures:
        ordered = sorted(loudest)
        speech, noise = (ordered[int(part * (len(ordered) - 1))] for part in (0.85, 0.1))
        crests = sorted(
            peak - level
            for peak, level in zip(self._peaks, loudest, strict=False)
            if level >= _SILENT_DB
        )
        if speech - noise < _STEADY_DB and crests[len(crests) // 2] < _TONE_CREST_DB:
            # A test tone or a held note: nobody speaks, so there is nothing to compare.
            return {}
        return {"speech_to_noise_db": round(min(_MOST_DB, speech - noise), 1)}


def _decibels(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        return _FLOOR_DB
    return max(_FLOOR_DB, value) if math.isfinite(value) else _FLOOR_DB


def _mean_decibels(levels: list[float]) -> float:
    power = sum(10 ** (level / 10) for level in levels) / len(levels)
    return 10 * math.log10(power) if power > 0 else _FLOOR_DB
