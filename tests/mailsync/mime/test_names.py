"""File names: the vectors A to L and their mendings, byte by byte."""

from __future__ import annotations

import pytest

from mailsync.mime.headers import split_fields
from mailsync.mime.parameters import FileName, file_name, readable

RAW_GBK = bytes.fromhex("BABCD6DDB7D6D0D02DD7F7C6B7CBB5C3F7")
FULL = "杭州分行-作品说明.docx"

VECTORS = {
    "A": (b'="=?gb18030?B?urzW3bfW0NAt1/fGt8u1w/cuZG9jeA==?="', FULL),
    "B": (b'="=?GBK?B?urzW3bfW0NA=?=\r\n =?GBK?B?Ldf3xrfLtcP3LmRvY3g=?="', FULL),
    "C": (
        b'="=?utf-8?B?5p2t5bee5YiG6A==?=\r\n =?utf-8?B?oYwt5L2c5ZOB6K+05piOLmRvY3g=?="',
        FULL,
    ),
    "D": (b'="' + RAW_GBK + b'.docx"', FULL),
    "E": (b'="' + FULL.encode() + b'"', FULL),
    "F": (
        b"*=gb18030''%BA%BC%D6%DD%B7%D6%D0%D0-%D7%F7%C6%B7%CB%B5%C3%F7.docx",
        FULL,
    ),
    "G": (
        b"*0*=utf-8''%E6%9D%AD%E5%B7%9E%E5%88%86%E8%A;\r\n"
        b" filename*1*=1%8C-%E4%BD%9C%E5%93%81%E8%AF%B4%E6%98%8E.docx",
        FULL,
    ),
    "H": (b'="=?gb2312?B?1uzpRrv5Ldf3xrcuZG9jeA==?="', "朱镕基-作品.docx"),
    "I": (b"=\xba\xbc\xd6\xdd 1.docx", "杭州 1.docx"),
    "J": (
        b'="=?utf-8?B?5p2t5bee5YiG6KGMLeS9nOWTgeivtOaYji5kb2N4?="',
        FULL,
    ),
    "J without padding": (b'="=?utf-8?B?5p2t5beeMS5kb2N4?=" ', "杭州1.docx"),
    "J one short": (b'="=?gb18030?B?urzW3bfW0NAt1/fGt8u1w/cuZG9jeA?="', FULL),
    "K": (b'="=?gb2312?q?=BA=BC=D6=DD=B7=D6=D0=D0=2Edocx?="', "杭州分行.docx"),
    "L": (
        b'="%E6%9D%AD%E5%B7%9E%E5%88%86%E8%A1%8C-%E4%BD%9C%E5%93%81%E8%AF%B4%E6%98%8E.docx"',
        FULL,
    ),
}

OTHERS = {
    "both forms, the extended one is taken": (
        b"=\"?????.docx\"; filename*=utf-8''%E6%9D%AD.docx",
        "杭.docx",
    ),
    "extended without a charset": (b"*=%E6%9D%AD%E5%B7%9E.docx", "杭州.docx"),
    "sections without a charset": (b'*0="a long "; filename*1="name.docx"', "a long name.docx"),
    "sections out of order": (b'*1="b.docx"; filename*0="a"', "ab.docx"),
    "a percent sign in a plain section": (
        b"*0*=utf-8''100; filename*1=\"%25.docx\"",
        "100%25.docx",
    ),
    "a percent sign that is meant": (b'="100%25.docx"', "100%25.docx"),
    "a semicolon in quotation marks": (b'="a;b.docx"', "a;b.docx"),
    "bare quotation marks inside": (b'="the "six" ones.docx"', 'the "six" ones.docx'),
    "quotation mark never closed": (b'="a.docx', "a.docx"),
    "encoded word not quoted": (b"==?utf-8?B?5p2tLmRvY3g=?=", "杭.docx"),
    "encoded word beside plain text": (b'="=?utf-8?B?5p2t?= 1.docx"', "杭 1.docx"),
    "raw GBK with 0x5C inside of a character": (
        b'="' + "誠信.docx".encode("gbk") + b'"',
        "誠信.docx",
    ),
    "GBK read as Latin-1 and sent as UTF-8": (
        b'="' + "方案说明.docx".encode("gbk").decode("latin-1").encode() + b'"',
        "方案说明.docx",
    ),
    "UTF-8 read as Latin-1 and sent as UTF-8": (
        b'="' + "方案说明.docx".encode().decode("latin-1").encode() + b'"',
        "方案说明.docx",
    ),
    "a single letter that is valid UTF-8 too": (b'="\xd2\xbb.docx"', "一.docx"),
    "false charset on an encoded word": (b'="=?iso-8859-1?B?urzW3S5kb2N4?="', "杭州.docx"),
    "unknown charset on an encoded word": (b'="=?x-none?B?urzW3S5kb2N4?="', "杭州.docx"),
    "white space in a quoted-printable word": (b'="=?utf-8?Q?=E6=9D=AD a.docx?="', "杭 a.docx"),
}


def _name(after_filename: bytes) -> FileName:
    fields, _ = split_fields(
        b"Content-Disposition: attachment; filename" + after_filename + b"\r\n"
    )
    return file_name(fields)


@pytest.mark.parametrize("vector", VECTORS)
def test_every_vector_gives_the_name_that_was_sent(vector: str) -> None:
    raw, name = VECTORS[vector]
    assert _name(raw) == FileName(name)


@pytest.mark.parametrize("form", OTHERS)
def test_other_forms_give_the_name_that_was_sent(form: str) -> None:
    raw, name = OTHERS[form]
    assert _name(raw) == FileName(name)


def test_the_name_of_the_type_is_taken_where_the_disposition_has_a_broken_one() -> None:
    fields, _ = split_fields(
        b'Content-Type: application/octet-stream; name="=?gbk?B?urzW3S5kb2N4?="\r\n'
        b'Content-Disposition: attachment; filename="\xff\xff\xff.docx"\r\n'
    )
    assert file_name(fields) == FileName("杭州.docx")


def test_a_name_that_cannot_be_read_is_said_to_be_lost() -> None:
    assert _name(b'="\xff\xff\xff.docx"').lost
    assert _name(b'="tcmime.1234.2.bin"') == FileName("tcmime.1234.2.bin", lost=True)


@pytest.mark.parametrize(
    ("garbled", "meant"),
    [
        ("中文测试.docx".encode().decode("gb18030"), "中文测试.docx"),
        ("涓枃娴嬭瘯.docx", "涓枃娴嬭瘯.docx"),
        ("鐢靛瓙.docx", "电子.docx"),
        ("naïve café.docx", "naïve café.docx"),
        ("Ünïcödé.docx", "Ünïcödé.docx"),
        ("第一党支部方案.docx", "第一党支部方案.docx"),
        ("邮件.docx", "邮件.docx"),
    ],
)
def test_mojibake_is_undone_only_where_the_way_back_is_exact(garbled: str, meant: str) -> None:
    # The second lost a character on its way: it stays as it came.
    assert readable(garbled) == meant
