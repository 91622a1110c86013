"""Desks at work on one database: nothing lost or doubled, and what a decision and a board take.

    python -m bench.desks [SECONDS] [DESKS...]

Each desk is a process that decides and reads as fast as the pace of a person who hurries; a real
PostgreSQL on loopback, and the embedded engine beside it. Prints one line a number of desks.
"""

from __future__ import annotations

import contextlib
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from store.db.acts import Act
from store.db.database import open_store
from store.db.decisions import Draft, decide, live_decisions
from store.errors import StoreError
from store.views.board.dashboard import dashboard
from store.workspace.workspace import open_workspace
from tests.engines import served
from tests.making import NOW, make_workspace
from tests.servers.postgres import postgres

# A desk decides so often, and looks at the board after each decision.
_PACE_S = 1.0
_BRANCHES = ("B1", "B2")


def desk(folder: Path, name: str, seconds: float) -> None:
    """One desk; prints what it did."""
    workspace = open_workspace(folder)
    chance = random.Random(name)
    decided: list[float] = []
    read: list[float] = []
    texts: list[str] = []
    conflicts = 0
    end = time.monotonic() + seconds
    with contextlib.closing(open_store(workspace.database)) as store:
        while time.monotonic() < end:
            text = f"{name}-{len(texts)}-{conflicts}"
            base = store.revision()
            time.sleep(chance.random() * _PACE_S)
            begun = time.perf_counter()
            try:
                draft = Draft(Act.NOTE, f"branch:{chance.choice(_BRANCHES)}", {"text": text})
                decide(store, [draft], at=NOW, who=name, base_revision=base)
                texts.append(text)
            except StoreError as err:
                if err.code != "decision.conflict":
                    raise
                conflicts += 1
            decided.append(time.perf_counter() - begun)
            begun = time.perf_counter()
            dashboard(store, workspace, now=NOW)
            read.append(time.perf_counter() - begun)
    sys.stdout.write(json.dumps([texts, conflicts, decided, read]))


def measured(folder: Path, desks: int, seconds: float) -> str:
    """Let so many desks work; what came of it, in one line."""
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "bench.desks", "desk", str(folder), f"d{n}", str(seconds)],
            stdout=subprocess.PIPE,
            text=True,
        )
        for n in range(desks)
    ]
    found = [json.loads(process.communicate()[0]) for process in started]
    said = Counter(text for texts, *_ in found for text in texts)
    with contextlib.closing(open_store(open_workspace(folder).database)) as store:
        there = Counter(str(made.payload["text"]) for made in live_decisions(store))
    lost = sum((said - there).values())
    doubled = sum((there - said).values())
    conflicts = sum(one[1] for one in found)
    times = (
        _figures([second for one in found for second in one[at]], what)
        for at, what in ((2, "decision"), (3, "board"))
    )
    head = f"{desks:>3} desks {sum(said.values()):>6} decisions {conflicts:>5} conflicts shown"
    return f"{head}  {lost} lost {doubled} doubled  {'  '.join(times)}"


def _figures(seconds: list[float], what: str) -> str:
    ordered = sorted(seconds)
    p50, p95 = (ordered[int(len(ordered) * share)] * 1000 for share in (0.5, 0.95))
    return f"{what} p50 {p50:.1f} p95 {p95:.1f} ms"


def main(seconds: float, numbers: list[int]) -> None:
    """Both engines, each number of desks over a workspace of its own."""
    with tempfile.TemporaryDirectory(prefix="sixones-desks-") as name, postgres() as server:
        for desks in numbers:
            for engine in ("sqlite", "postgresql"):
                folder = Path(name) / f"{engine}-{desks}"
                with served(server) if engine == "postgresql" else contextlib.nullcontext():
                    workspace, store = make_workspace(folder)
                store.close()
                print(f"{engine:<11}{measured(workspace.folder, desks, seconds)}", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["desk"]:
        desk(Path(sys.argv[2]), sys.argv[3], float(sys.argv[4]))
    else:
        given = [float(one) for one in sys.argv[1:]]
        main(given[0] if given else 300.0, [int(one) for one in given[1:]] or [1, 5, 20, 50])
