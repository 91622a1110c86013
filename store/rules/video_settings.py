"""How staff read the sentences of a notice that can be read in two ways."""

from __future__ import annotations

from typing import Literal

import msgspec

Resolution = Literal["both", "by_side", "by_pixels"]


class RuleSettings(msgspec.Struct, frozen=True):
    """`resolution`: which reading of 分辨率不小于 1024×768 is the hard one (notice 一.2).

    With "both" a picture is at fault where both readings fail, and soft where they disagree.
    """

    resolution: Resolution = "both"
