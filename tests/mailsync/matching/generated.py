"""Rosters and mails of the committed generator, as the matcher takes them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from bench import match
from bench.variants import load
from mailsync.matching.roster.compiled import Roster, compile_roster
from store.model import Branch, Mail, SubCommittee


def generator() -> Any:
    """A fresh copy of the generator, whose probabilities a test may change."""
    return load()


def roster_parts(world: Any) -> tuple[list[Branch], list[SubCommittee]]:
    """The branches and sub-committees of a generated world."""
    subs = [
        SubCommittee(
            s.full, s.full, tuple(s.known_alias), tuple(s.formers), tuple(s.staff), tuple(s.emails)
        )
        for s in world.subs
    ]
    branches = [
        Branch(b.id, world.subs[b.sub].full, b.name, b.aliases, b.secretary, b.emails)
        for b in world.branches
    ]
    return branches, subs


def compiled(world: Any) -> Roster:
    """The compiled roster of a generated world."""
    return compile_roster(*roster_parts(world))


def twins(world: Any) -> Iterator[tuple[Any, Any]]:
    """Pairs of branches of one sub-committee that differ in one of stage, grade and ordinal."""
    for at, one in enumerate(world.branches):
        for other in world.branches[at + 1 :]:
            slots = ("unit", "grade", "stage", "ord")
            differing = [s for s in slots if getattr(one, s) != getattr(other, s)]
            if one.sub == other.sub and len(differing) == 1 and differing != ["unit"]:
                yield one, other
                yield other, one


def written_mails(
    generator: Any, world: Any, seed: int, messages: int, directory: Path
) -> list[tuple[Mail, list[str], list[dict[str, Any]]]]:
    """Generated mails with the titles and labels of their attachments."""
    lines: Iterable[Any] = generator.Mails(world, seed).run(messages)
    path = directory / "mails.jsonl"
    found = list(lines)
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in found), "utf-8")
    return [
        (mail, titles, line["labels"])
        for (_, mail, titles, _), line in zip(match.mails(path), found, strict=True)
    ]
