import io
import zipfile

import pytest

from mailsync.demo.archives import write_zip

MEMBERS = [("机械学院/方案.docx", b"a" * 5000), ("空.txt", b""), ("乱.bin", bytes(range(256)))]


def test_gbk_names_are_written_without_the_flag_for_utf8() -> None:
    archive = zipfile.ZipFile(io.BytesIO(write_zip(MEMBERS, name_charset="gbk")))
    assert archive.testzip() is None
    for info, (name, content) in zip(archive.infolist(), MEMBERS, strict=True):
        assert not info.flag_bits & 0x800
        assert info.filename.encode("cp437").decode("gbk") == name
        assert archive.read(info) == content


def test_utf8_names_carry_the_flag() -> None:
    archive = zipfile.ZipFile(io.BytesIO(write_zip(MEMBERS)))
    assert archive.namelist() == [name for name, _ in MEMBERS]


def test_an_encrypted_archive_opens_with_its_password_only() -> None:
    archive = zipfile.ZipFile(io.BytesIO(write_zip(MEMBERS, password=b"rsc2021")))
    assert archive.read(MEMBERS[0][0], pwd=b"rsc2021") == MEMBERS[0][1]
    with pytest.raises(RuntimeError, match="encrypted"):
        archive.read(MEMBERS[0][0])
    with pytest.raises(RuntimeError, match="Bad password"):
        archive.read(MEMBERS[0][0], pwd=b"wrong")
