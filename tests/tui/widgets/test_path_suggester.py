from __future__ import annotations

from pathlib import Path

import pytest

from tui.widgets.path_suggester import completed


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "案例").mkdir()
    for name in ("案例汇总.docx", "b.mp4", ".hidden"):
        (tmp_path / name).write_text("", encoding="utf-8")
    return tmp_path


def test_the_first_that_fits_goes_on_and_a_folder_can_be_gone_into(folder: Path) -> None:
    assert completed(f"{folder}/案") == f"{folder}/案例/"
    assert completed(f"{folder}/案例汇") == f"{folder}/案例汇总.docx"
    assert completed(f"{folder}/") == f"{folder}/b.mp4"
    assert completed(f"{folder}/.h") == f"{folder}/.hidden"


def test_the_last_of_several_paths_is_completed(folder: Path) -> None:
    assert completed(f"{folder}/b.mp4；{folder}/案例汇").endswith("案例汇总.docx")  # type: ignore[union-attr]


@pytest.mark.parametrize("value", ["", "b", "/none/x", "~nobody-such/x", "/\0/x", "'/tmp/x"])
def test_where_nothing_fits_nothing_is_proposed(value: str) -> None:
    assert completed(value) is None
