"""雷同: what two branches have in common is told with both names, and is no fault."""

from __future__ import annotations

import pytest

from mailsync.examine.documents.sketch import sketch_of
from store.rules.likeness import Compared, likeness_findings, likenesses, pieces_of

ONE = "".join(chr(0x4E00 + 37 * at % 5000) for at in range(1200))
OTHER = "".join(chr(0x5E00 + 41 * at % 4000) for at in range(1200))


def file(branch: str, text: str, digest: str = "") -> Compared:
    pieces = pieces_of({"sketch": sketch_of(text)})
    return Compared(
        f"file:{branch}", branch, f"{branch}支部", f"{branch}.docx", digest or branch, pieces
    )


@pytest.mark.parametrize(
    ("text", "alike"),
    [
        (ONE, True),
        ("，".join(ONE[at : at + 20] for at in range(0, len(ONE), 20)), True),
        (ONE[:1000] + OTHER[:100], True),
        (ONE[:700], True),
        (ONE[:500] + OTHER[:700], False),
        (OTHER, False),
        (ONE[:40], False),
    ],
)
def test_text_that_mostly_stands_in_another_is_alike(text: str, alike: bool) -> None:
    found = likenesses([file("甲", ONE), file("乙", text)])
    assert bool(found) == alike
    if alike:
        (one,) = found["file:甲"]
        assert (one.branch, one.name, one.same) == ("乙支部", "乙.docx", False)
        assert one.share >= 0.8


def test_the_same_bytes_are_told_as_such() -> None:
    found = likenesses([file("甲", "", "d"), file("乙", "", "d"), file("丙", "", "e")])
    assert set(found) == {"file:甲", "file:乙"}
    (finding,) = likeness_findings(found["file:甲"])
    assert (finding.severity, finding.params["reason"]) == ("hint", "same")


def test_a_branch_is_not_compared_with_itself() -> None:
    assert likenesses([file("甲", ONE, "a"), file("甲", ONE, "b")]) == {}


def test_what_stands_in_every_text_is_nobodys() -> None:
    assert likenesses([file(str(number), ONE) for number in range(40)]) == {}
