"""A plan of letters as programs read it."""

from __future__ import annotations

from collections.abc import Sequence

from store.letters.letter import Dropped, reviewer_of
from store.letters.standing import LetterStanding
from store.text.wording import Wording


def plan_json(
    digest: str,
    letters: Sequence[LetterStanding],
    dropped: Sequence[Dropped],
    wording: Wording,
) -> dict[str, object]:
    """Give `{digest, letters, dropped}`; `docs/formats.md` describes the keys."""
    return {
        "digest": digest,
        "letters": [_letter(entry) for entry in letters],
        "dropped": [
            {
                "kind": drop.kind,
                "sub_committee": drop.sub_committee_id,
                "branches": list(drop.branch_ids),
                "reviewer": drop.reviewer_id,
                "reason": drop.reason.code.removeprefix("letters.dropped."),
                "detail": wording.say(drop.reason.code, **drop.reason.params),
            }
            for drop in dropped
        ],
    }


def _letter(entry: LetterStanding) -> dict[str, object]:
    letter = entry.letter
    return {
        "id": letter.id,
        "kind": letter.kind,
        "kinds": list(letter.kinds),
        "round": letter.round,
        "sub_committee": letter.sub_committee_id,
        "reviewer": reviewer_of(letter),
        "to": list(letter.addresses("to")),
        "cc": list(letter.addresses("cc")),
        "branches": list(letter.branch_ids),
        "subject": letter.subject,
        "text": letter.text,
        "short": letter.short,
        "files": [
            {"name": file.name, "sha256": file.digest, "size_bytes": file.size_bytes}
            for file in letter.files
        ],
        "dates": [{"day": one.day.isoformat(), "title": one.title} for one in letter.dates],
        "state": entry.state,
        "recipients": [
            {
                "address": each.recipient.address.email,
                "state": each.state,
                "message_id": each.message_id,
                "answer": each.answer,
                "reason": each.code,
            }
            for each in entry.recipients
        ],
    }
