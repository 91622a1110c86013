from email import message_from_bytes
from email.header import decode_header, make_header

import pytest

from mailsync.demo.wire import HeaderCode, NameCode, WireBody, WirePart, compose, encoded, header

NAME = "计算机科学与工程学院教工第一党支部-工作案例.docx"


@pytest.mark.parametrize("code", ["utf8-b", "gb18030-b", "gb2312-q"])
def test_encoded_words_decode_to_the_text(code: HeaderCode) -> None:
    assert str(make_header(decode_header(encoded(NAME, code).decode()))) == NAME


def test_raw_headers_hold_the_bare_bytes() -> None:
    assert encoded("党支部", "gbk-raw") == "党支部".encode("gbk")
    assert encoded("党支部", "utf8-raw") == "党支部".encode()


NAMED: dict[NameCode, bytes] = {
    "gbk-raw": b'filename="' + NAME.encode("gbk") + b'"',
    "utf8-raw": b'filename="' + NAME.encode() + b'"',
    "rfc2231": b"filename*=utf-8''%E8%AE%A1",
    "rfc2231-parts": b"filename*0*=utf-8''%E8%AE%A1",
    "gb18030-b": b'filename="=?gb18030?B?',
    "utf8-b": b'filename="=?utf-8?B?',
}


@pytest.mark.parametrize("code", list(NAMED))
def test_a_file_name_is_written_as_wanted(code: NameCode) -> None:
    part = WirePart(NAME, b"PK", "application/zip", code)
    raw = compose([], WireBody("见附件"), [part], boundary="b")
    assert NAMED[code] in raw


@pytest.mark.parametrize("code", ["utf8-b", "gb18030-b", "rfc2231", "rfc2231-parts", "type-only"])
def test_the_standard_parser_reads_name_and_bytes(code: NameCode) -> None:
    content = bytes(range(256)) * 9
    raw = compose(
        [header("Subject", "材料")],
        WireBody("见附件", html="<p>见附件</p>", charset="gb18030", transfer="quoted-printable"),
        [WirePart(NAME, content, "application/octet-stream", code)],
        boundary="----=_Part_1",
    )
    parts = list(message_from_bytes(raw).walk())
    assert [p.get_content_type() for p in parts] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "application/octet-stream",
    ]
    text = parts[2].get_payload(decode=True)
    assert isinstance(text, bytes)
    assert text.decode("gb18030").strip() == "见附件"
    assert str(make_header(decode_header(parts[-1].get_filename() or ""))) == NAME
    assert parts[-1].get_payload(decode=True) == content
