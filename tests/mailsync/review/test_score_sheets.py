"""Ten reviewers, sixty branches: packs go out, sheets come back, every mistake is told."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailsync.review.review_packs import Pack, PackedCase, letter_text, safe_name, write_pack
from mailsync.review.score_return import read_returned
from mailsync.review.score_sheet import Case
from store.items.review import Reviewer
from store.items.review_balance import assign
from store.items.score_checks import CheckedSheet, ReturnedSheet, check_sheet
from store.model import Branch, Problem, SubCommittee
from store.notice.notice import load_notice
from store.text.wording import load
from store.views.items.volume import CaseFile

NOTICE = load_notice("neu-2021-8")
WORDING = load("zh_CN")
UNITS = [SubCommittee(f"U{n}", f"第{n}学院党委") for n in range(1, 13)]
BRANCHES = [
    Branch(
        f"B{n:04d}",
        f"U{(n - 1) % 12 + 1}",
        f"第{n}教工党支部",
        consecutive_years=n % 5 == 0,
    )
    for n in range(1, 61)
]
REVIEWERS = [
    Reviewer(
        f"Rab{n:02d}x",
        f"专家{'甲乙丙丁戊己庚辛壬癸'[n]}",
        NOTICE.review.kinds[n % 3],
        f"U{n + 1}" if n % 2 else "",
        address=f"r{n}@neu.example",
    )
    for n in range(10)
]


@dataclass
class Exercise:
    """Everything that went out."""

    packs: dict[str, Pack]
    cases: dict[str, list[Branch]]
    folder: Path

    @property
    def panel(self) -> dict[str, Reviewer]:
        return {one.id: one for one in REVIEWERS}

    def sheet(self, reviewer: Reviewer, suffix: str) -> Path:
        pack = self.packs[reviewer.id]
        target = self.folder / f"{reviewer.id}{suffix}"
        with zipfile.ZipFile(pack.file) as archive:
            target.write_bytes(archive.read(f"01-评分表-{reviewer.id}{suffix}"))
        return target

    def check(self, path: Path, *, expected: str | None = None) -> CheckedSheet:
        sheet = read_returned(path)
        if isinstance(sheet, Problem):
            return CheckedSheet(None, (), (sheet,))
        return check_sheet(sheet, self.panel, self.cases, NOTICE, expected=expected)


@pytest.fixture(scope="module")
def exercise(tmp_path_factory: pytest.TempPathFactory) -> Exercise:
    folder = tmp_path_factory.mktemp("packs")
    plan = folder / "plan"
    plan.write_bytes(b"a case")
    balance = assign([one.reader for one in REVIEWERS], BRANCHES, 3)
    units = {unit.id: unit for unit in UNITS}
    packs, cases = {}, {}
    for reviewer in REVIEWERS:
        mine = [one for one in BRANCHES if reviewer.id in balance.reviewers[one.id]]
        packed = [
            PackedCase(
                Case(number, branch, units[branch.sub_committee_id]),
                CaseFile("file:1", "方案.docx", "d") if number > 1 else None,
                None,
            )
            for number, branch in enumerate(mine, 1)
        ]
        packs[reviewer.id] = write_pack(
            folder, reviewer, packed, NOTICE, WORDING, content=lambda _: plan
        )
        cases[reviewer.id] = mine
    return Exercise(packs, cases, folder)


def fill_xlsx(path: Path, change: Callable[[Any], None] = lambda sheet: None) -> Path:
    book = openpyxl.load_workbook(path)
    sheet = book.active
    heads = [cell.value for cell in sheet[4]]
    for row in sheet.iter_rows(min_row=5):
        for head, cell in zip(heads, row, strict=True):
            if "分）" in str(head) and cell.value is None:
                cell.value = 18
        row[-1].value = "做法实在"
    change(sheet)
    filled = path.with_name(f"filled-{path.name}")
    book.save(filled)
    return filled


def fill_docx(path: Path, change: Callable[[Any], None] = lambda table: None) -> Path:
    document = docx.Document(str(path))
    table = document.tables[0]
    heads = [cell.text for cell in table.rows[0].cells]
    for row in table.rows[1:]:
        for head, cell in zip(heads, row.cells, strict=True):
            if "分）" in head and not cell.text:
                cell.text = "18分"
    change(table)
    filled = path.with_name(f"filled-{path.name}")
    document.save(str(filled))
    return filled


# -- what goes out ---------------------------------------------------------------------------------


def test_all_packs_are_made_with_letter_sheets_and_numbered_cases(exercise: Exercise) -> None:
    assert len(exercise.packs) == 10
    assert {pack.cases for pack in exercise.packs.values()} == {18}
    for reviewer in REVIEWERS:
        pack = exercise.packs[reviewer.id]
        with zipfile.ZipFile(pack.file) as archive:
            names = archive.namelist()
        assert names[:4] == [
            "00-致评审专家.docx",
            f"01-评分表-{reviewer.id}.xlsx",
            f"01-评分表-{reviewer.id}.docx",
            "02-案例清单.xlsx",
        ]
        assert len(names) == 4 + 17
        assert all(name.startswith("案例/") for name in names[4:])
        assert pack.without_plan == (exercise.cases[reviewer.id][0].name,)
        assert reviewer.name in pack.letter
    assert not list(exercise.folder.glob("*.part"))


def test_every_page_of_a_pack_s_sheets_says_whose_it_is(exercise: Exercise) -> None:
    code, pack = next(iter(exercise.packs.items()))
    with zipfile.ZipFile(pack.file) as archive:
        books = [
            openpyxl.load_workbook(io.BytesIO(archive.read(name)))
            for name in archive.namelist()
            if name.endswith(".xlsx")
        ]
    assert len(books) == 2
    for book in books:
        sheet = book.worksheets[0]
        said = f"{sheet.oddHeader.center.text} {sheet.oddFooter.center.text}"
        assert code in said
        assert "&P / &N" in said


def test_no_pack_has_anything_of_another_reviewer(exercise: Exercise) -> None:
    for reviewer in REVIEWERS:
        others = [word for one in REVIEWERS if one is not reviewer for word in (one.id, one.name)]
        with zipfile.ZipFile(exercise.packs[reviewer.id].file) as archive:
            for name in archive.namelist():
                content = archive.read(name)
                if name.endswith((".docx", ".xlsx")) and not name.startswith("案例/"):
                    with zipfile.ZipFile(io.BytesIO(content)) as inner:
                        content = b"".join(map(inner.read, inner.namelist()))
                assert not any(word.encode() in content for word in others), name


@given(st.text())
def test_a_file_name_is_safe_everywhere(text: str) -> None:
    name = safe_name(text)
    assert name
    assert len(name) <= 40
    assert not set('<>:"/\\|?*\n\0') & set(name)
    assert name.strip(" .") == name


# -- what comes back -------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", [".xlsx", ".docx"])
def test_a_filled_sheet_gives_every_score(exercise: Exercise, suffix: str) -> None:
    for reviewer in REVIEWERS[:3]:
        path = exercise.sheet(reviewer, suffix)
        filled = fill_xlsx(path) if suffix == ".xlsx" else fill_docx(path)
        checked = exercise.check(filled, expected=reviewer.id)
        assert checked.problems == ()
        assert [one.branch_id for one in checked.scores] == [
            branch.id for branch in exercise.cases[reviewer.id]
        ]
        for score in checked.scores:
            second_year = int(score.branch_id[1:]) % 5 == 0
            assert len(score.points) == 5 if second_year else 4
            assert set(score.points.values()) == {18.0}
            assert score.comment == ("做法实在" if suffix == ".xlsx" else "")


ME = REVIEWERS[0]


def cell(sheet: Any, row: int, head: str) -> Any:
    heads = [one.value for one in sheet[4]]
    at = next(n for n, text in enumerate(heads, 1) if str(text).startswith(head))
    return sheet.cell(row, at)


def first_year_row(exercise: Exercise) -> int:
    return next(5 + n for n, one in enumerate(exercise.cases[ME.id]) if not one.consecutive_years)


MISTAKES: list[tuple[str, Callable[[Any], None], str]] = [
    (
        "too_many_points",
        lambda s: setattr(cell(s, 5, "工作内容"), "value", 26),
        "sheet.out_of_range",
    ),
    ("below_zero", lambda s: setattr(cell(s, 5, "建设成果"), "value", -1), "sheet.out_of_range"),
    ("in_words", lambda s: setattr(cell(s, 6, "特色做法"), "value", "二十"), "sheet.not_number"),
    ("left_blank", lambda s: setattr(cell(s, 7, "宣传推广"), "value", None), "sheet.blank"),
    ("row_deleted", lambda s: s.delete_rows(8), "sheet.row_missing"),
    (
        "row_added",
        lambda s: s.append(["99", "B9999", "某院", "别的支部", 1, 1, 1, 1]),
        "sheet.row_unknown",
    ),
    ("row_doubled", lambda s: s.append([c.value for c in s[9]]), "sheet.row_twice"),
    (
        "name_edited",
        lambda s: setattr(cell(s, 5, "党支部"), "value", "另一个党支部"),
        "sheet.name_edited",
    ),
    ("code_edited", lambda s: setattr(s["B2"], "value", "R000000"), "sheet.wrong_panel"),
    ("reviewer_edited", lambda s: setattr(s["D2"], "value", "张三"), "sheet.reviewer_name"),
    ("column_deleted", lambda s: s.delete_cols(6), "sheet.criterion_missing"),
    ("head_edited", lambda s: setattr(s.cell(4, 5), "value", "内容"), "sheet.criterion_missing"),
    ("no_heads", lambda s: s.delete_rows(4), "sheet.no_table"),
    ("a_formula", lambda s: setattr(cell(s, 5, "工作内容"), "value", "=1+1"), "sheet.formula"),
]


@pytest.mark.parametrize(
    ("change", "code"), [row[1:] for row in MISTAKES], ids=[row[0] for row in MISTAKES]
)
def test_each_mistake_gives_its_own_complaint(
    exercise: Exercise, change: Callable[[Any], None], code: str
) -> None:
    filled = fill_xlsx(exercise.sheet(ME, ".xlsx"), change)
    checked = exercise.check(filled)
    assert code in [one.code for one in checked.problems]
    said = {one.code for one in checked.problems}
    allowed = (
        {code, "sheet.blank"} if code in ("sheet.criterion_missing", "sheet.formula") else {code}
    )
    assert said == allowed
    for language in ("zh_CN", "en"):
        for problem in checked.problems:
            assert "{" not in load(language).say(problem.code, **problem.params)


def test_points_for_a_criterion_that_does_not_count_are_told(exercise: Exercise) -> None:
    row = first_year_row(exercise)
    filled = fill_xlsx(
        exercise.sheet(ME, ".xlsx"), lambda s: setattr(cell(s, row, "长效机制"), "value", 5)
    )
    assert [one.code for one in exercise.check(filled).problems] == ["sheet.not_asked"]


def test_the_good_rows_of_a_sheet_may_be_taken_and_those_of_a_strangers_sheet_not(
    exercise: Exercise,
) -> None:
    one_bad = fill_xlsx(exercise.sheet(ME, ".xlsx"), MISTAKES[0][1])
    checked = exercise.check(one_bad)
    assert checked.usable
    assert len(checked.scores) == 17
    other = exercise.check(fill_xlsx(exercise.sheet(ME, ".xlsx")), expected=REVIEWERS[1].id)
    assert [one.code for one in other.problems] == ["sheet.other_reviewer"]
    assert not other.usable


def test_mistakes_in_a_docx_are_told_alike(exercise: Exercise) -> None:
    def change(table: Any) -> None:
        table.rows[1].cells[4].text = "26"
        table.rows[2].cells[3].text = "另一个党支部"
        table._tbl.remove(table.rows[5]._tr)

    checked = exercise.check(fill_docx(exercise.sheet(ME, ".docx"), change))
    assert [one.code for one in checked.problems] == [
        "sheet.out_of_range",
        "sheet.name_edited",
        "sheet.row_missing",
    ]


@pytest.mark.parametrize(
    "content", [b"", b"nonsense", b"PK\x03\x04 cut off", b"\xd0\xcf\x11\xe0 old", b"\0\1\2"]
)
@pytest.mark.parametrize("suffix", [".xlsx", ".docx"])
def test_what_is_no_sheet_is_a_problem_and_never_an_exception(
    tmp_path: Path, content: bytes, suffix: str
) -> None:
    path = tmp_path / f"评分表{suffix}"
    path.write_bytes(content)
    found = read_returned(path)
    assert isinstance(found, Problem)
    assert found.code in ("sheet.unreadable", "sheet.no_table")


CELLS = st.dictionaries(
    st.sampled_from(["序号", "编号", "党支部", "工作内容：精、深、实、新（25分）", "评语"]),
    st.text(max_size=8) | st.sampled_from(["B0001", "25", "1e9", "nan", "∞", "２０"]),
)


@given(st.lists(st.tuples(st.integers(1, 99), CELLS), max_size=6), st.text(max_size=4))
def test_no_sheet_however_odd_raises_or_gives_points_out_of_range(
    rows: list[tuple[int, dict[str, str]]], name: str
) -> None:
    heads = tuple({head for _, cells in rows for head in cells})
    sheet = ReturnedSheet(ME.id, name, heads, tuple(rows))
    checked = check_sheet(sheet, {ME.id: ME}, {ME.id: BRANCHES[:3]}, NOTICE)
    most = {one.id: one.points for one in NOTICE.criteria}
    for score in checked.scores:
        assert all(0 <= points <= most[name] for name, points in score.points.items())


# -- what a print and a blind exercise need --------------------------------------------------------


def _pack_of(folder: Path, *, blind: bool) -> tuple[Reviewer, list[Branch], zipfile.ZipFile, str]:
    reviewer, units = REVIEWERS[0], {unit.id: unit for unit in UNITS}
    mine = list(BRANCHES[:6])
    plan = folder / "plan"
    plan.write_bytes(b"a case")
    packed = [
        PackedCase(
            Case(number, branch, units[branch.sub_committee_id]),
            CaseFile("file:1", "方案.docx", "d") if number != 2 else None,
            None,
        )
        for number, branch in enumerate(mine, 1)
    ]
    pack = write_pack(
        folder,
        reviewer,
        packed,
        NOTICE,
        WORDING,
        content=lambda _: plan,
        mailbox="jinnian@neu.example",
        blind=blind,
    )
    return reviewer, mine, zipfile.ZipFile(pack.file), pack.letter


def test_the_sheet_takes_points_from_nothing_to_the_most_of_its_criterion_only(
    tmp_path: Path,
) -> None:
    reviewer, mine, archive, _ = _pack_of(tmp_path, blind=False)
    book = openpyxl.load_workbook(io.BytesIO(archive.read(f"01-评分表-{reviewer.id}.xlsx")))
    rules = book.active.data_validations.dataValidation
    second_year = any(branch.consecutive_years for branch in mine)
    most = [one.points for one in NOTICE.criteria_for(second_year=second_year)]
    assert [(rule.formula1, rule.formula2) for rule in rules] == [("0", str(one)) for one in most]
    # Every name has the room for all its lines, and so has the head.
    sheet = book.active
    for number in range(4, 5 + len(mine)):
        assert sheet.row_dimensions[number].height >= 32 or number == 4


def test_the_letter_names_the_mailbox_of_this_year_and_counts_what_is_enclosed(
    tmp_path: Path,
) -> None:
    _, mine, archive, letter = _pack_of(tmp_path, blind=False)
    assert "jinnian@neu.example" in letter
    assert "neuzzb@163.com" not in letter
    assert "共6个，随信附上其中5个的材料" in letter
    assert f"其中1个案例尚未收到材料，收到后另行寄送：02 {mine[1].name}" in letter
    cases = [name for name in archive.namelist() if name.startswith("案例/")]
    assert len(cases) == 5
    units = {unit.id: unit.name for unit in UNITS}
    assert all(units[mine[0].sub_committee_id] in name for name in cases[:1])


def test_a_letter_of_very_many_missing_cases_leads_to_the_list_and_counts_no_nothing() -> None:
    reviewer = Reviewer("R1", "专家", NOTICE.review.kinds[0])
    without = [f"{n:02} 第{n}党支部" for n in range(1, 14)]
    for language, none in (("zh_CN", "0个"), ("en", " 0 ")):
        said = letter_text(reviewer, 13, NOTICE, load(language), without=without, return_by=None)
        assert "13" in said
        assert none not in said
        assert "第13党支部" not in said


def test_a_blind_pack_names_nobody_and_comes_back_to_the_right_branches(tmp_path: Path) -> None:
    reviewer, mine, archive, letter = _pack_of(tmp_path, blind=True)
    names = {branch.name for branch in mine} | {unit.name for unit in UNITS}
    names |= {branch.secretary for branch in mine if branch.secretary}
    told = letter + "\n".join(archive.namelist())
    for name in archive.namelist():
        if name.endswith((".xlsx", ".docx")) and not name.startswith("案例/"):
            with zipfile.ZipFile(io.BytesIO(archive.read(name))) as parts:
                told += "".join(
                    parts.read(one).decode("utf-8", "replace") for one in parts.namelist()
                )
    assert [name for name in names if name in told] == []
    assert not [branch.id for branch in mine if f">{branch.id}<" in told]
    for suffix in (".xlsx", ".docx"):
        path = tmp_path / f"{reviewer.id}{suffix}"
        path.write_bytes(archive.read(f"01-评分表-{reviewer.id}{suffix}"))
        filled = fill_xlsx(path) if suffix == ".xlsx" else fill_docx(path)
        sheet = read_returned(filled)
        assert not isinstance(sheet, Problem)
        checked = check_sheet(sheet, {reviewer.id: reviewer}, {reviewer.id: mine}, NOTICE)
        assert checked.problems == ()
        assert [score.branch_id for score in checked.scores] == [branch.id for branch in mine]
