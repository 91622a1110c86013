"""The size of an H.264 picture, out of the parameters that stand before it in a file."""

from __future__ import annotations

from dataclasses import dataclass

# Profiles whose parameters say more of their colours.
_HIGH = frozenset((100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135))
_CROPPED_BY = {1: (2, 2), 2: (2, 1)}
_SQUARE, _GIVEN = 1, 255


@dataclass(frozen=True, slots=True)
class Picture:
    """Width and height as decoded and cropped; `square`: no other pixel aspect is claimed."""

    width: int
    height: int
    square: bool


class _Bits:
    """Reads bits and Exp-Golomb numbers; IndexError at the end."""

    def __init__(self, content: bytes) -> None:
        self._text = f"{int.from_bytes(content, 'big'):0{len(content) * 8}b}"
        self._at = 0

    def bits(self, count: int) -> int:
        end = self._at + count
        if end > len(self._text):
            raise IndexError(end)
        taken, self._at = self._text[self._at : end], end
        return int(taken, 2) if taken else 0

    def number(self) -> int:
        one = self._text.find("1", self._at)
        if one < 0 or one - self._at > 31:
            raise IndexError(one)
        zeros = one - self._at
        self._at = one
        return self.bits(zeros + 1) - 1

    def signed(self) -> int:
        number = self.number()
        return (number + 1) // 2 if number % 2 else -(number // 2)


def picture_of(settings: bytes) -> Picture | None:
    """The picture that an avcC box describes; None where it describes none, or several.

    Raises:
        IndexError: it is cut off.
    """
    # Version 1, and one set of parameters of 16 bits of length.
    if settings[0] != 1 or settings[5] & 0x1F != 1:
        return None
    length = int.from_bytes(settings[6:8], "big")
    parameters = settings[8 : 8 + length]
    if len(parameters) != length or not length or parameters[0] & 0x1F != 7:
        return None
    return _picture(_Bits(parameters[1:].replace(b"\0\0\3", b"\0\0")))


def _picture(bits: _Bits) -> Picture | None:
    profile = bits.bits(8)
    bits.bits(16)
    bits.number()
    colours = 1
    if profile in _HIGH:
        colours = bits.number()
        if colours not in _CROPPED_BY:
            return None
        bits.number()
        bits.number()
        bits.bits(1)
        if bits.bits(1):
            _skip_scaling(bits)
    bits.number()
    _skip_order(bits)
    bits.number()
    bits.bits(1)
    across = (bits.number() + 1) * 16
    units = bits.number() + 1
    frames_only = bits.bits(1)
    down = units * 16 * (2 - frames_only)
    if not frames_only:
        bits.bits(1)
    bits.bits(1)
    left = right = top = bottom = 0
    if bits.bits(1):
        left, right, top, bottom = (bits.number() for _ in range(4))
    step_x, step_y = _CROPPED_BY[colours]
    width = across - (left + right) * step_x
    height = down - (top + bottom) * step_y * (2 - frames_only)
    if width <= 0 or height <= 0:
        return None
    return Picture(width, height, _is_square(bits))


def _skip_scaling(bits: _Bits) -> None:
    for number in range(8):
        if not bits.bits(1):
            continue
        last = following = 8
        for _ in range(16 if number < 6 else 64):
            if following:
                following = (last + bits.signed()) % 256
            last = following or last


def _skip_order(bits: _Bits) -> None:
    order = bits.number()
    if order == 0:
        bits.number()
    elif order == 1:
        bits.bits(1)
        bits.signed()
        bits.signed()
        for _ in range(min(bits.number(), 256)):
            bits.signed()


def _is_square(bits: _Bits) -> bool:
    if not bits.bits(1) or not bits.bits(1):
        return True
    aspect = bits.bits(8)
    if aspect == _GIVEN:
        across, down = bits.bits(16), bits.bits(16)
        return across == down
    return aspect in (0, _SQUARE)
