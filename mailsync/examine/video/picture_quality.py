"""Small grey frames, ten a second, to measures of the picture: black, still, shaking."""

from __future__ import annotations

from dataclasses import dataclass, field

from mailsync.examine.video.camera_shake import Profiles, common_shift, jitter, profiles

FRAME_WIDTH, FRAME_HEIGHT, FRAMES_PER_S = 64, 36, 10
FRAME_BYTES = FRAME_WIDTH * FRAME_HEIGHT

# Two planes of half the width and height say how far from grey a picture is.
COLOUR_BYTES = FRAME_BYTES // 2

# Grey up to this is black in both the full and the limited range of video, and so much colour is
# none: a dark slide is no black picture, whether it is navy or bears a title.
_BLACK_GREYS = bytes(range(33))
_COLOURLESS = bytes(range(128 - 10, 128 + 11))
_BRIGHT_CELLS = 3
_CHANGED_GREYS = 8
# A cursor may move and a line may appear on a slide that stands still.
_CHANGED_CELLS = FRAME_BYTES // 100
_STILL_EVERY = FRAMES_PER_S // 2
_SHAKE_WINDOW = 2 * FRAMES_PER_S
_NO_MOVE = (0.0, 0.0)


@dataclass(slots=True)
class PictureQuality:
    """Takes frames one by one, in order."""

    frames: int = 0
    _black_run: int = 0
    _longest_black: int = 0
    _still_steps: int = 0
    _steps: int = 0
    _last: bytes = b""
    _last_step: bytes = b""
    _last_profiles: Profiles | None = None
    _shifts: list[tuple[float, float]] = field(default_factory=list)

    def take(self, frame: bytes, colour: bytes = b"") -> None:
        """Take the next frame: FRAME_BYTES of grey, row by row, and COLOUR_BYTES of colour."""
        self._take_black(frame, colour)
        if self.frames % _STILL_EVERY == 0:
            if self._last_step:
                self._steps += 1
                self._still_steps += _stands_still(self._last_step, frame)
            self._last_step = frame
        self._take_shift(frame)
        self._last = frame
        self.frames += 1

    @property
    def black_s(self) -> float:
        """The longest run of black, in seconds."""
        return round(max(self._longest_black, self._black_run) / FRAMES_PER_S, 1)

    @property
    def still_share(self) -> float:
        """The share of half seconds in which the picture stood still, 0 to 1."""
        return round(self._still_steps / self._steps, 3) if self._steps else 1.0

    @property
    def shake_percent(self) -> float:
        """Shaking as percent of the picture's width, as strong as in the worst tenth of the time.

        A steady pan, a change of slide and a person who moves do not shake.
        """
        windows = sorted(
            jitter(self._shifts[at : at + _SHAKE_WINDOW])
            for at in range(0, len(self._shifts), _SHAKE_WINDOW)
        )
        cells = windows[int(0.9 * (len(windows) - 1))] if windows else 0.0
        return round(100 * cells / FRAME_WIDTH, 2)

    def _take_black(self, frame: bytes, colour: bytes) -> None:
        bright = len(frame.translate(None, _BLACK_GREYS))
        coloured = len(colour.translate(None, _COLOURLESS))
        if bright <= _BRIGHT_CELLS and coloured <= _BRIGHT_CELLS:
            self._black_run += 1
        else:
            self._longest_black = max(self._longest_black, self._black_run)
            self._black_run = 0

    def _take_shift(self, frame: bytes) -> None:
        if frame == self._last:
            self._shifts.append(_NO_MOVE)
            return
        now = profiles(frame, FRAME_WIDTH, FRAME_HEIGHT)
        if self._last_profiles is not None:
            self._shifts.append(common_shift(self._last_profiles, now))
        self._last_profiles = now


def _stands_still(before: bytes, after: bytes) -> bool:
    if before == after:
        return True
    changed = sum(
        1
        for one, other in zip(before, after, strict=True)
        if one - other > _CHANGED_GREYS or other - one > _CHANGED_GREYS
    )
    return changed <= _CHANGED_CELLS
