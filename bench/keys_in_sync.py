"""How long a key of the board waits while a hostile mail is synced.

    python -m bench.keys_in_sync [--size 1000000] [--patterns quote,comma] [--places to,body]

For each mail (those of tests/corpus/hostile, and one for each place and pattern) a board syncs it
by F5 and a key is pressed again and again until the sync is over. Prints the longest wait in
milliseconds, from the key to the line that it moved to, drawn; ends with 1 where one is over
`MOST_MS`. (A pilot's `press` says nothing of it: it waits up to two seconds for an idle process.)
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from time import perf_counter

from store.db.database import open_store
from store.workspace.workspace import Workspace
from tests.mailsync.mime.hostile_patterns import hostile_mail
from tests.making import NOW, make_workspace
from tui.app.app import Dashboard
from tui.app.start import SWITCH_S

MOST_MS = 200
_HOSTILE = Path(__file__).parents[1] / "tests" / "corpus" / "hostile"
_PLACES = "to,subject,file_name,body,html"
_PATTERNS = "quote,escaped_quote,comma_letters,word_open,open_angle,letters,tag_open"


async def longest_wait_ms(workspace: Workspace) -> float:
    """The longest wait for a key while the mails of a workspace are synced."""
    app = Dashboard(
        workspace, language="zh_CN", who="bench", password=str, clock=lambda: NOW, by_itself=False
    )
    longest = 0.0
    async with app.run_test(size=(160, 40)) as pilot:
        await pilot.pause()
        await pilot.press("f5")
        for number in range(10_000):
            longest = max(longest, await _answer_s(app, "up" if number % 2 else "down"))
            if _synced(workspace):
                break
        # The sync still says what it brought.
        await app.workers.wait_for_complete()
        await pilot.pause(0.5)
    return longest * 1000


async def _answer_s(app: Dashboard, key: str) -> float:
    """How long a key takes to move the cursor of the board, and that to be drawn."""
    matrix, drawn = app.board.matrix, asyncio.Event()
    row, unit = matrix.current, matrix.unit
    began = perf_counter()
    app.simulate_key(key)
    while matrix.current is row and matrix.unit is unit:
        await asyncio.sleep(0.001)
    matrix.call_after_refresh(drawn.set)
    await drawn.wait()
    return perf_counter() - began


def _synced(workspace: Workspace) -> bool:
    store = open_store(workspace.database)
    try:
        return bool(store.rows("SELECT 1 FROM sync_runs LIMIT 1"))
    finally:
        store.close()


def mails(places: str, patterns: str, size: int) -> Iterator[tuple[str, bytes]]:
    """Every mail with its name."""
    for file in sorted(_HOSTILE.glob("*.eml")):
        yield file.stem, file.read_bytes()
    for place, pattern in product(places.split(","), patterns.split(",")):
        yield f"{place}+{pattern}", hostile_mail(place, pattern, size)


def main() -> int:
    """Measure and print; 1 where a key waited too long."""
    sys.setswitchinterval(SWITCH_S)
    options = argparse.ArgumentParser()
    options.add_argument("--size", type=int, default=1_000_000)
    options.add_argument("--places", default=_PLACES)
    options.add_argument("--patterns", default=_PATTERNS)
    given = options.parse_args()
    worst = 0.0
    for name, content in mails(given.places, given.patterns, given.size):
        with tempfile.TemporaryDirectory() as folder:
            workspace, store = make_workspace(Path(folder))
            store.close()
            (Path(folder) / "mails" / "hostile.eml").write_bytes(content)
            waited = asyncio.run(longest_wait_ms(workspace))
        worst = max(worst, waited)
        print(f"{'OVER ' if waited > MOST_MS else ''}{name:32} {waited:7.0f} ms", flush=True)
    print(f"longest wait for a key: {worst:.0f} ms (at most {MOST_MS})")
    return int(worst > MOST_MS)


if __name__ == "__main__":
    sys.exit(main())
