"""A returned score sheet against what was sent out: which rows hold, and every mistake; pure."""

from __future__ import annotations

import hashlib
import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from store.items.review import Reviewer, Score
from store.model import Branch, Params, Problem
from store.notice.notice import Criterion, Notice

# The heads of the columns beside the criteria, as sheets are written and read.
NUMBER, CASE, UNIT, BRANCH, COMMENT = "序号", "编号", "分党委", "党支部", "评语"
# What stands in the field of a criterion that does not count for a branch.
NOT_ASKED = "—"
_BLANK_MARKS = frozenset(("", NOT_ASKED, "-", "/", "无", "——"))
# Mistakes that say nothing of a single row: no row of such a sheet can be trusted.
_OF_THE_SHEET = frozenset(
    (
        "sheet.unreadable",
        "sheet.no_table",
        "sheet.wrong_panel",
        "sheet.other_reviewer",
        "sheet.reviewer_name",
        "sheet.criterion_missing",
    )
)


@dataclass(frozen=True, slots=True)
class ReturnedSheet:
    """A score sheet as it came back. Rows are numbered as people see them, cells are by head;
    `formulas` are the numbers of rows with a formula that has no result."""

    code: str
    name: str
    heads: tuple[str, ...]
    rows: tuple[tuple[int, Mapping[str, str]], ...]
    formulas: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckedSheet:
    """The rows that hold as scores, and what is wrong with the others or the whole sheet."""

    reviewer_id: str | None
    scores: tuple[Score, ...]
    problems: tuple[Problem, ...]

    @property
    def blank(self) -> bool:
        """Whether nobody has filled in anything of it."""
        return not self.scores and {one.code for one in self.problems} == {"sheet.blank"}

    @property
    def usable(self) -> bool:
        """Whether the rows that hold may be taken though others do not."""
        return bool(self.scores) and not any(one.code in _OF_THE_SHEET for one in self.problems)


def blind_code(reviewer_id: str, branch_id: str) -> str:
    """What a case is called in a blind pack: another code for every reviewer, without a name."""
    return "C" + hashlib.sha256(f"{reviewer_id}:{branch_id}".encode()).hexdigest()[:6]


def blind_name(code: str) -> str:
    """What stands for the name of a branch in a blind sheet."""
    return f"案例 {code}"


def criterion_head(criterion: Criterion) -> str:
    """The head of a criterion's column."""
    return f"{criterion.name}（{criterion.points}分）"


def check_sheet(
    sheet: ReturnedSheet,
    panel: Mapping[str, Reviewer],
    cases: Mapping[str, Sequence[Branch]],
    notice: Notice,
    *,
    expected: str | None = None,
    source: str = "",
) -> CheckedSheet:
    """Check a sheet row by row.

    Args:
        panel: the reviewers by id.
        cases: the branches that were sent to each reviewer, by reviewer id.
        expected: whose sheet it should be by the address it came from, None where unknown.
        source: where it was read, kept with the scores.
    """
    reviewer = panel.get(sheet.code)
    if reviewer is None or reviewer.left:
        return CheckedSheet(None, (), (Problem("sheet.wrong_panel", {"code": sheet.code}),))
    problems = _of_the_whole(sheet, reviewer, panel, notice, expected)
    mine = {branch.id: branch for branch in cases.get(reviewer.id, ())}
    codes = {blind_code(reviewer.id, name): name for name in mine}
    scores: list[Score] = []
    seen: set[str] = set()
    for number, cells in sheet.rows:
        case = cells.get(CASE, "")
        shown = ""
        if case in codes and case not in mine:
            shown, case = blind_name(case), codes[case]
        branch = mine.get(case)
        if branch is None:
            unknown: Params = {"row": number, "case": case, "branch": cells.get(BRANCH, "")}
            problems.append(Problem("sheet.row_unknown", unknown))
            continue
        if case in seen:
            problems.append(Problem("sheet.row_twice", {"row": number, "branch": branch.name}))
            scores = [one for one in scores if one.branch_id != case]
            continue
        seen.add(case)
        wrong, points = _row(number, cells, branch, notice, sheet, shown or branch.name)
        problems.extend(wrong)
        if not wrong:
            comment = cells.get(COMMENT, "")
            scores.append(Score(reviewer.id, branch.id, points, comment, source))
    problems.extend(
        Problem("sheet.row_missing", {"case": name, "branch": branch.name})
        for name, branch in mine.items()
        if name not in seen
    )
    return CheckedSheet(reviewer.id, tuple(scores), tuple(problems))


def _of_the_whole(
    sheet: ReturnedSheet,
    reviewer: Reviewer,
    panel: Mapping[str, Reviewer],
    notice: Notice,
    expected: str | None,
) -> list[Problem]:
    problems = []
    if expected is not None and expected != reviewer.id and expected in panel:
        params = {"found": reviewer.name, "expected": panel[expected].name}
        problems.append(Problem("sheet.other_reviewer", params))
    if _plain(sheet.name) != _plain(reviewer.name):
        params = {"found": sheet.name, "expected": reviewer.name}
        problems.append(Problem("sheet.reviewer_name", params))
    problems.extend(
        Problem("sheet.criterion_missing", {"criterion": criterion.name})
        for criterion in notice.criteria
        if not criterion.second_year_only and _column(criterion, sheet.heads) is None
    )
    return problems


def _row(
    number: int,
    cells: Mapping[str, str],
    branch: Branch,
    notice: Notice,
    sheet: ReturnedSheet,
    shown: str,
) -> tuple[list[Problem], dict[str, float]]:
    problems: list[Problem] = []
    found = cells.get(BRANCH, "")
    if _plain(found) != _plain(shown):
        params: Params = {"row": number, "found": found, "expected": shown}
        problems.append(Problem("sheet.name_edited", params))
    if number in sheet.formulas:
        problems.append(Problem("sheet.formula", {"row": number, "branch": branch.name}))
    points: dict[str, float] = {}
    for criterion in notice.criteria:
        head = _column(criterion, sheet.heads)
        text = cells.get(head, "") if head is not None else ""
        about: Params = {"row": number, "branch": branch.name, "criterion": criterion.name}
        if criterion.second_year_only and not branch.consecutive_years:
            if _plain(text) not in _BLANK_MARKS:
                problems.append(Problem("sheet.not_asked", {**about, "text": text}))
            continue
        value = _number(text)
        if _plain(text) in _BLANK_MARKS:
            problems.append(Problem("sheet.blank", about))
        elif value is None:
            problems.append(Problem("sheet.not_number", {**about, "text": text}))
        elif not 0 <= value <= criterion.points:
            bounds: Params = {**about, "points": text.strip(), "most": criterion.points}
            problems.append(Problem("sheet.out_of_range", bounds))
        else:
            points[criterion.id] = value
    return problems, points


def _column(criterion: Criterion, heads: Sequence[str]) -> str | None:
    wanted = _plain(criterion.name)
    return next((head for head in heads if _plain(head).startswith(wanted)), None)


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def _number(text: str) -> float | None:
    plain = _plain(text).removesuffix("分")
    if not re.fullmatch(r"[+-]?(?:\d{1,6}(?:\.\d{0,4})?|\.\d{1,4})", plain, re.ASCII):
        return None
    value = float(plain)
    return value if math.isfinite(value) else None
