"""The count of characters beside the statistics of LibreOffice, every difference explained."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from mailsync.examine.documents.document import measure_document
from tests.mailsync.examine.office_documents import COMPARED, Compared, statistics

pytestmark = [
    pytest.mark.sweep,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed"),
]


@pytest.fixture(scope="session")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, tuple[int, int]]:
    folder = tmp_path_factory.mktemp("office")
    paths: list[Path] = []
    for one in COMPARED:
        paths.append(folder / f"{one.name}.docx")
        one.build().save(str(paths[-1]))
    theirs = statistics(paths, folder)
    return {
        path.stem: (int(str(measure_document(path, "docx")["chars"])), theirs[path.stem])
        for path in paths
    }


def test_there_are_at_least_thirty_documents_and_no_difference_without_a_reason() -> None:
    assert len(COMPARED) >= 30
    assert all(bool(one.more) == bool(one.why) for one in COMPARED)


@pytest.mark.parametrize("one", COMPARED, ids=lambda one: one.name)
def test_the_count_differs_from_libreoffice_only_where_it_is_explained(
    one: Compared, counted: Mapping[str, tuple[int, int]]
) -> None:
    ours, theirs = counted[one.name]
    assert theirs - ours == one.more
