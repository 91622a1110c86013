"""READ: what each branch is found by: names, pinyin, initials, senders, files and subjects."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

import msgspec

from store.db.database import Store
from store.model import SubCommittee
from store.text.pinyin import readings
from store.views.board.facts import BoardFacts
from store.views.board.types import BranchRow

# A name with many characters of several readings is spelled in so many ways at most.
_WAYS = 4
# So many words that were looked for are remembered with what has them.
_WORDS_KEPT = 4


class SearchIndex(msgspec.Struct, frozen=True):
    """By branch id: `plain` text in lower case, and pinyin `spelled` from each syllable on.

    `unit_plain` and `unit_spelled` are the same by the id of a sub-committee, `unowned` the
    plain text of each mail of which something is no branch's, not even perhaps. A typed word is
    found anywhere in the plain text; letters also where pinyin or initials begin a syllable.
    """

    plain: Mapping[str, str]
    spelled: Mapping[str, str]
    unit_plain: Mapping[str, str]
    unit_spelled: Mapping[str, str]
    unowned: tuple[str, ...] = ()
    # What has each of the words that were looked for last: branches and sub-committees.
    _having: dict[str, tuple[set[str], set[str]]] = {}

    def mails_of_nobody(self, words: Sequence[str]) -> int:
        """How many mails that are no branch's have every word, given in lower case."""
        return sum(all(word in text for word in words) for text in self.unowned)

    def among(self, rows: Iterable[BranchRow], words: Sequence[str]) -> list[BranchRow]:
        """The rows that have every word, given in lower case."""
        found = list(rows)
        for word in words:
            branches, units = self._of(word)
            found = [
                row for row in found if row.branch.id in branches or row.sub_committee.id in units
            ]
        return found

    def _of(self, word: str) -> tuple[set[str], set[str]]:
        """The ids of the branches and sub-committees that have a word: as one types, the words
        before the last one are asked for again."""
        known = self._having.get(word)
        if known is not None:
            return known
        branches, units = (
            {one for one, text in texts.items() if word in text}
            for texts in (self.plain, self.unit_plain)
        )
        if word.isascii():
            begun = " " + word
            branches |= {one for one, text in self.spelled.items() if begun in text}
            units |= {one for one, text in self.unit_spelled.items() if begun in text}
        while len(self._having) >= _WORDS_KEPT:
            self._having.pop(next(iter(self._having)))
        self._having[word] = branches, units
        return branches, units


class Speller:
    """Spells names in pinyin, each name once; kept from one reading of the board to the next."""

    def __init__(self) -> None:
        self._readings: dict[str, tuple[str, ...]] = {}
        self._spelled: dict[str, str] = {}

    def spell(self, name: str) -> str:
        """Pinyin and initials from each syllable on, every one after a blank."""
        if name not in self._spelled:
            self._spelled[name] = self._spell(name)
        return self._spelled[name]

    def _spell(self, name: str) -> str:
        read = [self._read(char) for char in name if char.isalnum()]
        usual = [found[0] for found in read]
        texts: dict[str, None] = {}
        for way in islice(_ways(usual, read), _WAYS):
            initials = "".join(syllable[0] for syllable in way)
            for start in range(len(way)):
                texts["".join(way[start:])] = None
                texts[initials[start:]] = None
        return " " + " ".join(texts)

    def _read(self, char: str) -> tuple[str, ...]:
        if char not in self._readings:
            self._readings[char] = readings(char) or (char.lower(),)
        return self._readings[char]


def _ways(usual: list[str], read: list[tuple[str, ...]]) -> Iterator[list[str]]:
    """The usual reading, then each other reading of one character: 银行 is also yin hang."""
    yield usual
    for place, found in enumerate(read):
        for other in found[1:]:
            yield [*usual[:place], other, *usual[place + 1 :]]


def search_index(store: Store, board: BoardFacts, speller: Speller) -> SearchIndex:
    """Gather what every branch on the board is found by."""
    mails = {
        row["id"]: f"{row['sender_name']}\n{row['sender_email']}\n{row['subject']}"
        for row in store.rows("SELECT id, sender_name, sender_email, subject FROM mails")
    }
    came: dict[str, dict[str, None]] = defaultdict(dict)
    unowned: dict[int, str] = {}
    for credit in board.arrived:
        if not credit.branch_ids and not credit.settled:
            text = unowned.get(credit.mail_id, mails.get(credit.mail_id, ""))
            unowned[credit.mail_id] = f"{text}\n{credit.path}"
        for branch_id in credit.branch_ids:
            came[branch_id][credit.path] = None
            came[branch_id][mails.get(credit.mail_id, "")] = None
    plain, spelled = {}, {}
    for branch_id, facts in board.by_branch.items():
        branch = facts.branch
        words = (branch.name, branch.secretary, branch.phone, *branch.aliases, *came[branch_id])
        plain[branch_id] = "\n".join(words).casefold()
        spelled[branch_id] = speller.spell(branch.name) + speller.spell(branch.secretary)
    units = board.units.values()
    return SearchIndex(
        plain,
        spelled,
        {one.id: "\n".join(_words_of(one)).casefold() for one in units},
        {one.id: "".join(map(speller.spell, (one.name, *one.staff))) for one in units},
        tuple(text.casefold() for text in unowned.values()),
    )


def _words_of(unit: SubCommittee) -> Iterator[str]:
    """What a sub-committee is found by: its names, who is called there, number and addresses."""
    yield from (unit.name, *unit.aliases, *unit.staff, unit.phone, *unit.contacts)
