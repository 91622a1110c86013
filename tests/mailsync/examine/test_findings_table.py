"""Every limit at, just under and just over; every way a file can be wrong: exactly these codes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from mailsync.examine.checked import CheckedFile, check_files
from mailsync.examine.video.ffmpeg_tools import FfmpegTools
from store.notice.notice import Notice
from store.rules.findings import RuleSettings
from tests.mailsync.examine.rows import ROWS, Row


@pytest.fixture(scope="session")
def checked(
    tmp_path_factory: pytest.TempPathFactory, tools: FfmpegTools, notice: Notice
) -> Mapping[str, CheckedFile]:
    folder = tmp_path_factory.mktemp("rows")
    paths: list[Path] = []
    for row in ROWS:
        path = folder / row.name
        row.make(path, str(tools.ffmpeg))
        paths.append(path)
    found = check_files(
        paths,
        notice=notice,
        settings=RuleSettings(),
        tools=tools,
        progress=lambda _file, _share: None,
    )
    return {str(Path(one.file).relative_to(folder)): one for one in found}


def test_the_table_has_at_least_a_hundred_and_thirty_files_of_different_names() -> None:
    assert len({row.name for row in ROWS}) == len(ROWS) >= 130


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_made_file_gives_exactly_its_codes(row: Row, checked: Mapping[str, CheckedFile]) -> None:
    found = checked[row.name]
    codes = " ".join(sorted({finding.code for finding in found.findings}))
    assert codes == row.codes, dict(found.measures)


@pytest.mark.parametrize(
    ("name", "severity"),
    [
        ("视频-720.mp4", "soft"),
        ("视频-竖屏.mp4", "soft"),
        ("视频-两种读法都不够.mp4", "hard"),
        ("视频-1024×766.mp4", "hard"),
        ("视频-480.04秒.mp4", "soft"),
        ("方案-1501字.docx", "hard"),
        ("炸弹.zip", "hard"),
    ],
)
def test_a_made_file_is_as_much_at_fault_as_the_notice_says(
    name: str, severity: str, checked: Mapping[str, CheckedFile]
) -> None:
    assert [finding.severity for finding in checked[name].findings] == [severity]


def test_members_of_a_zip_in_gbk_are_checked_under_their_names(
    checked: Mapping[str, CheckedFile],
) -> None:
    inside = checked["国标名.zip/机械学院/方案.docx"]
    assert inside.measures["chars"] == 300
    assert not inside.findings
