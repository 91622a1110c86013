"""How far the whole picture moved between two small grey frames; pure arithmetic on lists."""

from __future__ import annotations

from operator import mul, sub

_REACH = 4
# How much of a change one common shift must explain to be a move of the camera.
_UNEXPLAINED = 0.5
# How far two halves of the picture may disagree, in cells, and still move as one.
_DISAGREEMENT = 0.25
# Squared change of a sum that the coding of a standing picture makes.
_NOISE = 25

Profiles = tuple[list[int], list[int], list[int], list[int]]


def profiles(frame: bytes, width: int, height: int) -> Profiles:
    """Sums of grey: columns of the upper and lower half, rows of the left and right half."""
    middle = width * (height // 2)
    half = width // 2
    upper, lower = frame[:middle], frame[middle:]
    return (
        [sum(upper[at::width]) for at in range(width)],
        [sum(lower[at::width]) for at in range(width)],
        [sum(frame[at : at + half]) for at in range(0, width * height, width)],
        [sum(frame[at + half : at + width]) for at in range(0, width * height, width)],
    )


def common_shift(before: Profiles, after: Profiles) -> tuple[float, float]:
    """How far the picture moved, across and down, in cells.

    0.0 where no common move explains the change: another slide, a person who moves.
    """
    return (
        _agreed(before[0], after[0], before[1], after[1]),
        _agreed(before[2], after[2], before[3], after[3]),
    )


def jitter(shifts: list[tuple[float, float]]) -> float:
    """The part of a sequence of shifts that goes to and fro, in cells; a pan has none."""
    if len(shifts) < 3:
        return 0.0
    total = 0.0
    for before, now, after in zip(shifts, shifts[1:], shifts[2:], strict=False):
        for one, two, three in zip(before, now, after, strict=True):
            # Frames are taken at uneven steps: only a change of direction is a shake.
            if two * one < 0 or two * three < 0:
                total += (two - (one + three) / 2) ** 2
    return float((total / (len(shifts) - 2)) ** 0.5)


def _agreed(
    before_one: list[int], after_one: list[int], before_other: list[int], after_other: list[int]
) -> float:
    one = _shift(before_one, after_one)
    if not one:
        return 0.0
    other = _shift(before_other, after_other)
    if not other or abs(one - other) > max(_DISAGREEMENT, abs(one) / 4):
        return 0.0
    return (one + other) / 2


def _shift(before: list[int], after: list[int]) -> float:
    """How far one profile moved; 0.0 where it did not, or no move explains its change."""
    still = _error(before, after, 0)
    if still <= _NOISE * len(after):
        return 0.0
    moved, left = _refined(before, after, 0)
    if left <= _UNEXPLAINED * still and abs(moved) < 1:
        return moved
    errors = {shift: _error(before, after, shift) for shift in range(-_REACH, _REACH + 1)}
    best = min(errors, key=errors.__getitem__)
    if best == 0:
        return 0.0
    moved, left = _refined(before, after, best)
    return moved if left <= _UNEXPLAINED * still else 0.0


def _error(before: list[int], after: list[int], shift: int) -> int:
    changes = _changes(before, after, shift)
    return sum(map(mul, changes, changes))


def _refined(before: list[int], after: list[int], shift: int) -> tuple[float, float]:
    """Least squares around a whole shift, by the slope: the shift, and the error it leaves."""
    changes = _changes(before, after, shift)
    at = _REACH + 1 - shift
    length = len(changes)
    slopes = list(map(sub, before[at + 1 : at + 1 + length], before[at - 1 : at - 1 + length]))
    squared = sum(map(mul, slopes, slopes))
    error = sum(map(mul, changes, changes))
    if not squared:
        return 0.0, error
    along = sum(map(mul, slopes, changes))
    part = max(-1.0, min(1.0, -2 * along / squared))
    return shift + part, error - along * along / squared


def _changes(before: list[int], after: list[int], shift: int) -> list[int]:
    edge = _REACH + 1
    inner = after[edge:-edge]
    return list(map(sub, inner, before[edge - shift : edge - shift + len(inner)]))
