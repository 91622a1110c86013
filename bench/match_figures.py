"""The figures of docs/matching.md: generated sets, predictions, pooled score, reliability table.

    python bench/match_figures.py --sizes 60 500 5000 --seeds 101-105 --messages 300
    python bench/match_figures.py --varied          # the second vocabulary and its operators
    python bench/match_figures.py --offices         # the third, with what was tried by hand

Sets are written to a temporary directory unless --keep names one.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import match
from mailsync.matching.propose import Matcher
from mailsync.matching.roster.compiled import compile_roster
from store.model import Proposal, Verdict

_HERE = Path(__file__).resolve().parent
_SCRIPTS = {"plain": "make_matchset.py", "varied": "variants.py", "offices": "offices.py"}
_EDGES = (0.0, 5.0, 8.0, 11.0, 14.0, 17.0, 20.0, 25.0, 30.0, 1000.0)


@dataclass(slots=True)
class Reliability:
    """How often the first candidate is right, by its weight in nats and its lead."""

    shown: Counter[tuple[bool, float]] = field(default_factory=Counter)
    right: Counter[tuple[bool, float]] = field(default_factory=Counter)

    def note(self, proposal: Proposal, owner: str | None) -> None:
        """Count one proposal against its label."""
        if not proposal.candidates:
            return
        best = proposal.candidates[0]
        auto = proposal.verdict is Verdict.AUTO
        edge = max(e for e in _EDGES if e <= best.score)
        self.shown[auto, edge] += 1
        self.right[auto, edge] += best.branch_id == owner

    def table(self) -> str:
        """Rows of weight: credited by itself, and asked about."""
        lines = ["nats from    credited  right       asked  first right"]
        for edge in _EDGES[:-1]:
            cells = []
            for auto in (True, False):
                shown = self.shown[auto, edge]
                share = f"{self.right[auto, edge] / shown:.4f}" if shown else "-"
                cells.append(f"{shown:>10} {share:>7}")
            lines.append(f"{edge:>9.1f}  {cells[0]}  {cells[1]}")
        return "\n".join(lines)


def generate(directory: Path, size: int, seed: int, messages: int, words: str) -> Path:
    """Write one set and give its directory; a set that is there is used again."""
    out = directory / f"{words}_{size}_{seed}_{messages}"
    if not out.is_dir():
        subprocess.run(
            [
                sys.executable,
                str(_HERE / _SCRIPTS[words]),
                *("--size", str(size), "--seed", str(seed)),
                *("--messages", str(messages), "--out", str(out)),
            ],
            check=True,
            stdout=subprocess.DEVNULL,
        )
    return out


def predict(out: Path, size: int, messages: int, reliability: Reliability) -> tuple[Path, Path]:
    """Match one set; its gold and prediction files."""
    branches, subs, memory = match.read_roster(out / f"roster_{size}.csv")
    matcher = Matcher(compile_roster(branches, subs), memory)
    gold = out / f"dev_{messages}.jsonl"
    predictions = out / "predictions.jsonl"
    lines = gold.read_text(encoding="utf-8").split("\n")
    labels = [json.loads(line)["labels"] for line in lines if line]
    with predictions.open("w", encoding="utf-8") as file:
        for (message_id, mail, titles, headings), rows in zip(
            match.mails(gold), labels, strict=True
        ):
            began = time.process_time()
            proposals = matcher.match(mail, titles, headings)
            ms = (time.process_time() - began) * 1000 / max(1, len(proposals))
            for at, (proposal, label) in enumerate(zip(proposals, rows, strict=True)):
                reliability.note(proposal, label["branch_id"])
                line = match.prediction(message_id, at, proposal, ms)
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
    return gold, predictions


def score(pairs: Sequence[tuple[Path, Path]]) -> dict[str, object]:
    """The pooled figures of score.py."""
    files = [str(path) for pair in pairs for path in pair]
    done = subprocess.run(
        [sys.executable, str(_HERE / "score.py"), *files, "--json"],
        check=True,
        capture_output=True,
        text=True,
    )
    figures: dict[str, object] = json.loads(done.stdout)
    return figures


def seed_range(text: str) -> range:
    """ "3" or "3-7" as a range."""
    first, _, last = text.partition("-")
    return range(int(first), int(last or first) + 1)


_SHOWN = (
    "attachments",
    "decidable",
    "auto_count",
    "auto_precision",
    "auto_precision_lower95_by_mail",
    "coverage_on_decidable",
    "dangerous_errors",
    "dangerous_on_none",
    "dangerous_on_several",
    "ambiguous_auto_rate",
    "auto_null",
    "auto_null_wrong",
    "review_rate",
    "review_top3_recall_where_possible",
    "item_macro_f1",
    "ms_per_attachment_mean",
    "ms_p95",
)


def main() -> None:
    """Generate, match, score and print, by size and pooled."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[60, 500, 5000])
    parser.add_argument("--seeds", type=seed_range, default=range(101, 106))
    parser.add_argument("--messages", type=int, default=300)
    words = parser.add_mutually_exclusive_group()
    for name in ("varied", "offices"):
        words.add_argument(f"--{name}", dest="words", action="store_const", const=name)
    parser.set_defaults(words="plain")
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        directory = given.keep or Path(temporary)
        directory.mkdir(parents=True, exist_ok=True)
        reliability = Reliability()
        by_size: dict[int, list[tuple[Path, Path]]] = {}
        for size in given.sizes:
            for seed in given.seeds:
                out = generate(directory, size, seed, given.messages, given.words)
                pair = predict(out, size, given.messages, reliability)
                by_size.setdefault(size, []).append(pair)
        columns = [score(pairs) for pairs in by_size.values()]
        columns.append(score([pair for pairs in by_size.values() for pair in pairs]))
        heads = [*(str(size) for size in by_size), "pooled"]
        print(f"{'':36}" + "".join(f"{head:>12}" for head in heads))
        for name in _SHOWN:
            print(f"{name:36}" + "".join(f"{column[name]!s:>12}" for column in columns))
        print()
        print(reliability.table())


if __name__ == "__main__":
    main()
