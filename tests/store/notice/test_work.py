"""The name of the work stands in a notice's title: what letters call it and its material."""

from __future__ import annotations

from pathlib import Path

import pytest

from store.notice.notice import load_notice, shipped_text
from store.notice.reading.figures import figures
from store.notice.work import is_plain, material_of, work_in
from tests.store.notice.reading.notices import CASES

TITLES = [
    ("关于对2026年度特色支部创建工作成果进行验收的通知", "特色支部创建工作", "验收材料"),
    ("关于2026年度特色支部验收的通知", "特色支部", "验收材料"),
    ("关于报送2026年度特色党支部创建工作成果的通知", "特色党支部创建工作", "材料"),
    (
        "关于做好2026-2027学年“双创”样板支部培育项目结项验收的通知",
        "“双创”样板支部培育项目",
        "验收材料",
    ),
    ("关于开展2026年度样板支部培育创建工作总结考核的通知", "样板支部培育创建工作", "总结材料"),
    ("关于做好样板支部培育创建工作的通知", "样板支部培育创建工作", "材料"),
    ("关于印发实施办法的函", "", "材料"),
    ("关于对二〇二六年度特色支部创建工作成果进行验收的通知", "特色支部创建工作", "验收材料"),
]


@pytest.mark.parametrize(("title", "work", "material"), TITLES)
def test_a_title_names_the_work_and_its_material(title: str, work: str, material: str) -> None:
    assert work_in(title) == work
    assert material_of(work, title) == work + material


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        (TITLES[0][0], True),
        (TITLES[2][0], False),
        ("关于对2026年度支部评价体系建设成果进行验收的通知", False),
        ("关于开展样板支部培育创建工作验收的通知", False),
    ],
)
def test_a_name_that_may_be_another_is_asked(title: str, plain: bool) -> None:
    assert is_plain(title) == plain


def test_the_name_is_read_with_the_figures() -> None:
    read = {one.key: one for one in figures(CASES[0].text)}
    assert read["work"].value == "特色支部创建工作"
    asked = {one.key: one for one in figures(CASES[0].text.replace("进行验收", ""))}
    assert asked["work"].unclear
    assert asked["work"].others == ("特色支部创建工作",)


def test_a_notice_written_before_it_named_its_work_has_it_of_its_title(tmp_path: Path) -> None:
    text = shipped_text().replace('work = "特色支部创建工作"\n', "").replace("特色支部", "样板支部")
    (tmp_path / "n.toml").write_text(text, encoding="utf-8")
    assert load_notice(tmp_path / "n.toml").work == "样板支部创建工作"
