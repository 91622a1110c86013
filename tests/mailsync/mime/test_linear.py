"""Hostile mails of a megabyte end quickly: every step over a mail is one walk over it."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest

from tests.mailsync.mime.hostile_patterns import PATTERNS, PLACES

ROOT = Path(__file__).parents[3]
MEGABYTE = 1_000_000
MOST_S = 5
USUAL_PLACES = ("to", "from_quoted", "subject", "type", "file_name", "after_header", "body", "html")
USUAL_PATTERNS = (
    "quote", "escaped_quote", "backslash", "comma", "comma_letters", "open_angle", "open_round",
    "open_square", "word_open", "word_question", "word", "word_line", "letters", "tag_open",
)  # fmt: skip

# The limit is set anew before each mail: what the start of Python takes is not the mail's.
CHILD = """
import resource, sys, tempfile
from pathlib import Path
from bench.linear import read_and_judge
from tests.mailsync.mime.hostile_patterns import hostile_mail
size, most_s = int(sys.argv[1]), int(sys.argv[2])
for pair in sys.argv[3:]:
    place, pattern = pair.split("+")
    content = hostile_mail(place, pattern, size)
    used = resource.getrusage(resource.RUSAGE_SELF)
    used_s = int(used.ru_utime + used.ru_stime)
    resource.setrlimit(resource.RLIMIT_CPU, (used_s + most_s, resource.RLIM_INFINITY))
    print(pair, flush=True)
    with tempfile.TemporaryDirectory() as folder:
        read_and_judge(content, Path(folder))
print("done")
"""


def read_in_child(pairs: list[str]) -> None:
    """Read mails in a child that may take some seconds of processor for each."""
    child = subprocess.run(
        [sys.executable, "-c", CHILD, str(MEGABYTE), str(MOST_S), *pairs],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip
    said = child.stdout.split()
    assert said[-1:] == ["done"], (said[-1:], child.returncode, child.stderr[-2000:])


@pytest.mark.skipif(os.name == "nt", reason="needs limits on the processor time of a child")
@pytest.mark.parametrize("pattern", USUAL_PATTERNS)
def test_a_megabyte_of_a_hostile_pattern_is_read_within_seconds(pattern: str) -> None:
    read_in_child([f"{place}+{pattern}" for place in USUAL_PLACES])


@pytest.mark.skipif(os.name == "nt", reason="needs limits on the processor time of a child")
@pytest.mark.sweep
@pytest.mark.parametrize("place", PLACES)
def test_every_pattern_is_read_within_seconds_at_every_place(place: str) -> None:
    rest = [f"{place}+{pattern}" for _, pattern in product([place], PATTERNS)]
    read_in_child(rest)
