"""材料包: the cases of a reviewer, to their own address."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from mailsync.letters.draft import Asked, Draft
from mailsync.letters.kind import LetterKind
from mailsync.letters.recipients import reviewer_recipients
from mailsync.letters.reviewers import pack_key, reviewer_gone, unreachable
from store.db.acts import subject
from store.letters.letter import AttachedFile, Letter, Reason
from store.text.sizes import MEGABYTE, size_text
from store.text.wording import Wording
from store.views.letters.facts import LetterFacts


def _drafts(facts: LetterFacts, asked: Asked, told: Collection[str]) -> Iterator[Draft]:
    """The pack of every reviewer who owes scores and has not got just this one at this address."""
    for standing in facts.reviewers:
        pack, reviewer = standing.pack, standing.reviewer
        if pack is None or pack.way != "mail" or not standing.owed:
            continue
        key = pack_key(standing)
        if key in told:
            continue
        mine = f"pack:{reviewer.id}:"
        yield Draft(
            kind=KIND.name,
            target=subject("reviewer", reviewer.id),
            sub_committee_id="",
            needs=(),
            recipients=reviewer_recipients(reviewer, asked.own),
            about=(key,),
            reviewer=standing,
            # The same letter however many scores came in since.
            reviewer_told=(reviewer.id, reviewer.name, pack),
            files=(AttachedFile(pack.name, pack.digest, pack.size_bytes, "application/zip"),),
            replaces=any(
                one.startswith(mine) and not one.startswith(f"{mine}{pack.digest}:") for one in told
            ),
        )


def _held_back(draft: Draft, _facts: LetterFacts, asked: Asked) -> Reason | None:
    standing = draft.reviewer
    if standing is None:
        return None
    reason = unreachable(standing, len(draft.recipients))
    if reason is not None:
        return reason
    pack, most = standing.pack, asked.settings.attach_mb
    if standing.pack_state != "ready":
        return Reason(f"letters.dropped.pack_{standing.pack_state}")
    if pack is not None and pack.size_bytes > most * MEGABYTE:
        # Rounded up: what is too big by a little never looks as if it fitted.
        size = -(-pack.size_bytes // MEGABYTE)
        return Reason("letters.dropped.pack_too_big", {"size": size, "limit": most})
    return None


def _extent(letter: Letter, _wording: Wording) -> str:
    return size_text(sum(file.size_bytes for file in letter.files))


KIND = LetterKind(
    name="pack",
    place=7,
    drafts=_drafts,
    held_back=_held_back,
    gone=reviewer_gone,
    apart=True,
    dated=True,
    extent=_extent,
    pinyin="cai liao bao",
)
