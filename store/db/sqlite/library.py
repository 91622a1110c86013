"""sqlite-utils without numpy and pandas.

It imports both wherever they are installed (the extra `ocr` brings numpy), to know their types of
numbers. None comes in here, and every start would take a tenth of a second longer.
"""

from __future__ import annotations

import sys
from typing import Any, cast

_MODULES = cast("dict[str, Any]", sys.modules)
_LEFT_OUT = [name for name in ("numpy", "pandas") if name not in _MODULES]
# What is None there is refused as if it were not installed.
_MODULES.update(dict.fromkeys(_LEFT_OUT))
try:
    from sqlite_utils import Database, Migrations
finally:
    for _name in _LEFT_OUT:
        del _MODULES[_name]

__all__ = ["Database", "Migrations"]
