"""The bench by its command line, and the figures to reach on generated sets not tuned on."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench import match_figures

ROOT = Path(__file__).resolve().parents[3]


def _predict(roster: Path, mails: Path) -> list[dict[str, object]]:
    done = subprocess.run(
        [sys.executable, "bench/match.py", str(roster), str(mails)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_the_bench_answers_every_attachment_with_and_without_companions(tmp_path: Path) -> None:
    out = match_figures.generate(tmp_path, 60, 1, 20, "plain")
    mails = out / "dev_20.jsonl"
    attachments = sum(
        len(json.loads(line)["attachments"])
        for line in mails.read_text("utf-8").split("\n")
        if line
    )
    with_companions = _predict(out / "roster_60.csv", mails)
    for companion in ("subcommittees_60.csv", "history_60.csv"):
        (out / companion).unlink()
    alone = _predict(out / "roster_60.csv", mails)
    assert len(with_companions) == len(alone) == attachments
    assert {"message_id", "attachment", "branch_id", "item", "decision", "candidates"} <= set(
        alone[0]
    )


@pytest.mark.sweep
@pytest.mark.parametrize("words", ["plain", "varied", "offices"])
def test_the_figures_that_must_be_reached_are_reached(tmp_path: Path, words: str) -> None:
    least_coverage = {60: 0.97, 500: 0.96, 5000: 0.95}
    pairs: list[tuple[Path, Path]] = []
    reliability = match_figures.Reliability()
    for size, coverage in least_coverage.items():
        of_size = []
        for seed in (901, 902):
            out = match_figures.generate(tmp_path, size, seed, 150, words)
            of_size.append(match_figures.predict(out, size, 150, reliability))
        assert _figure(match_figures.score(of_size), "coverage_on_decidable") >= coverage, size
        pairs += of_size
    pooled = match_figures.score(pairs)
    credited = _figure(pooled, "auto_count")
    assert _figure(pooled, "auto_precision") >= 0.9997
    off_roster = _figure(pooled, "dangerous_on_none") + _figure(pooled, "dangerous_on_several")
    assert off_roster == 0
    assert _figure(pooled, "ambiguous_auto_rate") <= 0.003
    assert _figure(pooled, "auto_null_wrong") <= 0.0005 * credited
    assert _figure(pooled, "review_top3_recall_where_possible") >= 0.98
    assert _figure(pooled, "item_macro_f1") >= 0.995


def _figure(figures: dict[str, object], name: str) -> float:
    value = figures[name]
    assert isinstance(value, int | float)
    return float(value)
