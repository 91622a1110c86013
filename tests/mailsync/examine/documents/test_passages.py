"""Two texts beside each other: what stands in both is found, whatever was moved or changed."""

from __future__ import annotations

from mailsync.examine.documents.passages import (
    Beside,
    Paragraph,
    beside_sketch,
    side_by_side,
)
from mailsync.examine.documents.sketch import sketch_of

ONE = "党支部每月开展一次集中学习，坚持理论联系实际，注重解决突出问题。"
TWO = "设立党员先锋岗三十二个，由支部书记和组织委员逐一结对联系群众。"
OWN = "本支部地处南湖校区，党员平均年龄三十一岁，半数从事一线科研工作。"


def lit(paragraph: Paragraph | None) -> str:
    """The passages that stand in the other text as well."""
    assert paragraph is not None
    return "|".join(paragraph.text[begin:end] for begin, end in paragraph.common)


def shape(rows: tuple[Beside, ...]) -> list[tuple[str, str]]:
    return [
        (row.left.text if row.left else "", row.right.text if row.right else "") for row in rows
    ]


def test_what_belongs_together_stands_beside_each_other() -> None:
    rows = side_by_side(f"{ONE}\n{OWN}\n\n{TWO}", f"{ONE}\n{TWO}\n结语")
    assert shape(rows) == [(ONE, ONE), (OWN, ""), (TWO, TWO), ("", "结语")]
    assert lit(rows[0].left) == lit(rows[0].right) == ONE.rstrip("。")
    assert lit(rows[1].left) == ""


def test_a_short_line_stands_beside_itself() -> None:
    rows = side_by_side(f"{ONE}\n书记：甲一\n——\n{TWO}", f"{ONE}\n书记: 甲一\n***\n{TWO}")
    assert shape(rows)[:2] == [(ONE, ONE), ("书记：甲一", "书记: 甲一")]
    assert shape(rows)[-1] == (TWO, TWO)


def test_marks_blanks_width_and_a_changed_name_do_not_hide_a_passage() -> None:
    theirs = ONE.replace("，", ", ").replace("党支部", "　第三党支部")
    (row,) = side_by_side(ONE, theirs)
    assert lit(row.left).startswith("党支部每月")
    assert "每月开展一次集中学习, 坚持" in lit(row.right)


def test_paragraphs_that_changed_places_are_lit_all_the_same() -> None:
    rows = side_by_side(f"{ONE}\n{TWO}", f"{TWO}\n{ONE}")
    assert len(rows) == 3
    assert all(lit(one) for row in rows for one in (row.left, row.right) if one is not None)


def test_of_a_text_that_is_gone_its_sample_still_tells_the_passages() -> None:
    before = "\n".join((ONE, TWO))
    first, own, second = beside_sketch(f"{ONE}\n{OWN}\n{TWO}", sketch_of(before))
    assert lit(own) == ""
    assert len(lit(first)) + len(lit(second)) > len(before) / 4


def test_nothing_in_common_and_nothing_at_all() -> None:
    assert [lit(row.left or row.right) for row in side_by_side(ONE, OWN)] == ["", ""]
    assert side_by_side("", "") == ()
