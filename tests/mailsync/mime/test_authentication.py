from __future__ import annotations

import pytest

from mailsync.mime.authentication import failures
from mailsync.mime.headers import split_fields

FROM_OUTSIDE = "Received: from out.163.example ([203.0.113.7]) by mx.neu.example with ESMTPS; x"
SAID = "Authentication-Results: "


def failed(*lines: str) -> tuple[str, ...]:
    fields, _ = split_fields("\r\n".join([*lines, "From: a@x.example", "", "text"]).encode())
    return failures(fields)


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        ("spf=fail smtp.mailfrom=a@x.example", ("spf=fail",)),
        ("spf=hardfail", ("spf=hardfail",)),
        ("SPF = FAIL (not permitted); DKIM=fail reason=\"bad; dmarc=fail\"",
         ("spf=fail", "dkim=fail")),
        ("spf=pass; dkim=pass; dmarc=fail (p=reject)", ("dmarc=fail",)),
        ("spf=pass; dkim=pass header.d=x.example; dmarc=pass", ()),
        ("spf=softfail; dkim=none; dmarc=temperror", ()),
        ("x-own=fail; arc=fail", ()),
        ("none", ()),
        ("", ()),
        ("spf=pass smtp.helo=\"spf=fail\"", ()),
        ("dkim/1=fail", ("dkim=fail",)),
        ("spf=pass (a (nested; spf=fail) comment)", ()),
    ],
)  # fmt: skip
def test_only_what_the_server_says_of_the_three_checks_counts(
    result: str, expected: tuple[str, ...]
) -> None:
    assert failed(f"{SAID}mx.neu.example; {result}", FROM_OUTSIDE) == expected


@pytest.mark.parametrize(
    "lines",
    [
        # Postfix with a filter writes it below its own line, and Dovecot one above.
        ("Received: from mx.neu.example by mx.neu.example with LMTP; x", FROM_OUTSIDE,
         f"{SAID}mx.neu.example; spf=fail"),
        # NetEase writes it at the end, under the name of the host that took the mail.
        ("Received: from a (unknown) by gzga-mx-mta-g1-2 (Coremail) with SMTP; x",
         "Subject: x", f"{SAID}gzga-mx-mta-g1-2; spf=fail smtp.mail=a@x.example"),
        # Gmail has a line of its own without `from` above.
        ("Received: by 2002:a05:7022:1; x", "Received: from a by mx.google.example with SMTP; x",
         f"{SAID}mx.google.example; spf=fail"),
        # A front and a back of one house.
        ("Received: from in1.neu.example by back.neu.example; x",
         "Received: from a.evil.example by in1.neu.example; x", f"{SAID}in1.neu.example; spf=fail"),
        # A file without a way: nobody wrote below anybody.
        (f"{SAID}mx.neu.example; spf=fail",),
    ],
)  # fmt: skip
def test_the_line_of_the_receiving_server_is_found_wherever_it_writes_it(
    lines: tuple[str, ...],
) -> None:
    assert failed(*lines) == ("spf=fail",)


def test_a_forged_line_that_praises_the_sender_hides_no_failure() -> None:
    forged = f"{SAID}mx.neu.example; spf=pass; dkim=pass; dmarc=pass"
    assert failed(f"{SAID}mx.neu.example; spf=fail", FROM_OUTSIDE, forged) == ("spf=fail",)
    assert failed(forged, FROM_OUTSIDE, f"{SAID}mx.neu.example; spf=fail") == ("spf=fail",)


def test_what_a_host_on_the_way_or_a_stranger_wrote_makes_no_question() -> None:
    way = "Received: from x by relay.other.example with ESMTP; x"
    said = f"{SAID}relay.other.example; spf=fail"
    assert failed(f"{SAID}mx.neu.example; spf=pass", FROM_OUTSIDE, said, way) == ()
    assert failed(FROM_OUTSIDE, f"{SAID}mx.evil.example; dkim=fail") == ()


@pytest.mark.parametrize("filling", ["(", '"', "(a)" * 3, ";", "\\"])
def test_an_endless_line_takes_no_time(filling: str) -> None:
    assert failed(f"{SAID}mx.neu.example; {filling * 200_000}", FROM_OUTSIDE) == ()
