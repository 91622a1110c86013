"""Archives with a password: closed without it, opened with it, and told where it is wrong."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from mailsync.archives.unpack import Unpacked, seven_zip_program, unpack
from store.files.blobs import Blobs

KINDS = {
    "traditional.zip": ("-tzip", "-mem=ZipCrypto"),
    "aes.zip": ("-tzip", "-mem=AES256"),
    "plain-names.7z": ("-t7z",),
    "hidden-names.7z": ("-t7z", "-mhe=on"),
}


def packed(folder: Path, kind: str, password: str) -> Path:
    (folder / "方案.txt").write_text("流通部党支部创建工作方案" * 20, encoding="utf-8")
    program = seven_zip_program()
    assert program is not None
    subprocess.run(
        [program, "a", *KINDS[kind], f"-p{password}", folder / kind, folder / "方案.txt"],
        check=True,
        capture_output=True,
    )
    return folder / kind


def opened(archive: Path, password: str) -> Unpacked:
    return unpack(archive, archive.name, Blobs(archive.parent / "files"), password=password)


@pytest.mark.parametrize(
    ("kind", "password"),
    [*((kind, "2026neu") for kind in KINDS), ("plain-names.7z", "密码-Ab 12")],
)
def test_the_password_opens_it(tmp_path: Path, kind: str, password: str) -> None:
    found = opened(packed(tmp_path, kind, password), password)
    assert [one.path for one in found.members] == [f"{kind}/方案.txt"]
    assert (found.problems, found.complete) == ((), True)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("password", ["", "wrong"])
def test_it_stays_closed_without_it(tmp_path: Path, kind: str, password: str) -> None:
    found = opened(packed(tmp_path, kind, "2026neu"), password)
    assert found.members == ()
    assert [problem.code for problem in found.problems] == ["archive.encrypted"]
    assert not found.complete
