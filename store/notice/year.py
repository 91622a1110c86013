"""Years as notices write them, such as 2020年度 or 二〇二〇年度."""

from __future__ import annotations

import re

YEAR = r"(?:20\d\d|二[〇零○Oo0][〇零○一二三四五六七八九]{2})"
# The year of a piece of work; one that goes on in another names both.
COHORT = re.compile(rf"({YEAR})(?:[-—–~～至、和]+({YEAR}))?(?:学年|年度?)")
