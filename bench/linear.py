"""How the time to read and judge a hostile mail grows with its size.

    python -m bench.linear [--places to,body] [--patterns quote,comma] [--sizes 62500,...]

Prints, for each place and pattern, the processor seconds at each size and the growth at each
doubling; ends with 1 where one is over `MOST_GROWTH`. Times under `LEAST_S` say nothing and are
not compared.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import tempfile
from datetime import date
from pathlib import Path
from time import process_time

from mailsync.mime.read import read
from mailsync.sync.judge import judge
from mailsync.sync.learning import Knowledge
from store.files.blobs import Blobs
from store.notice.notice import load_notice
from store.roster.stored import StoredRoster
from tests.mailsync.mime.hostile_patterns import PATTERNS, PLACES, hostile_mail
from tests.making import BRANCHES, UNITS

MOST_GROWTH = 2.3
LEAST_S = 0.15
_SIZES = (125_000, 250_000, 500_000, 1_000_000)
_ROUNDS = 2
_DATES = load_notice("neu-2021-8").dates
_KNOWN = Knowledge(StoredRoster(branches=BRANCHES, sub_committees=UNITS), (), (), ())


def read_and_judge(content: bytes, folder: Path) -> float:
    """Read one mail and judge it; the processor seconds that it took."""
    raw = folder / "mail.eml"
    raw.write_bytes(content)
    began = process_time()
    mail = read(raw, Blobs(folder / "files"))
    judge(mail, {}, _KNOWN.matcher, window_start=date(2027, 3, 15), dates=_DATES)
    return process_time() - began


def seconds(place: str, pattern: str, size: int) -> float:
    """The best of some rounds."""
    best = float("inf")
    for _ in range(_ROUNDS):
        with tempfile.TemporaryDirectory() as folder:
            best = min(best, read_and_judge(hostile_mail(place, pattern, size), Path(folder)))
    return best


def main() -> int:
    """Measure and print; 1 where something grows too fast."""
    options = argparse.ArgumentParser()
    options.add_argument("--places", default=",".join(PLACES))
    options.add_argument("--patterns", default=",".join(PATTERNS))
    options.add_argument("--sizes", default=",".join(map(str, _SIZES)))
    given = options.parse_args()
    sizes = [int(size) for size in given.sizes.split(",")]
    worst = 0.0
    for place in given.places.split(","):
        for pattern in given.patterns.split(","):
            took = [seconds(place, pattern, size) for size in sizes]
            pairs = itertools.pairwise(took)
            growth = [after / before for before, after in pairs if before >= LEAST_S]
            if growth:
                worst = max(worst, *growth)
            if growth and max(growth) > MOST_GROWTH:
                print("OVER ", end="")
            shown = " ".join(f"{one:.3f}" for one in took)
            print(f"{place:16} {pattern:16} {shown}  x{max(growth, default=0):.2f}", flush=True)
    print(f"worst growth at a doubling: {worst:.2f} (at most {MOST_GROWTH})")
    return int(worst > MOST_GROWTH)


if __name__ == "__main__":
    sys.exit(main())
