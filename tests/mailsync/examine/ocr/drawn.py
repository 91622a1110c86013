"""Pages drawn as a scanner or a telephone leaves them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont

_FONTS = Path("/usr/share/fonts")
_SIMPLIFIED = 2


def page(
    lines: Sequence[str], *, size: tuple[int, int] = (900, 300), letters: int = 36
) -> Image.Image:
    """A page with lines of text, a little tilted and out of focus."""
    fonts = sorted(_FONTS.rglob("NotoS*CJK-Regular.ttc"))
    if not fonts:
        pytest.skip("no font with Chinese characters (fonts-noto-cjk)")
    font = ImageFont.truetype(str(fonts[0]), letters, index=_SIMPLIFIED)
    drawn = Image.new("RGB", size, (250, 249, 244))
    pen = ImageDraw.Draw(drawn)
    for number, line in enumerate(lines):
        pen.text((60, 40 + number * letters * 7 // 4), line, font=font, fill=(30, 30, 34))
    return drawn.rotate(0.5, fillcolor=(250, 249, 244), resample=Image.Resampling.BICUBIC).filter(
        ImageFilter.GaussianBlur(0.5)
    )
