"""Sending through a real mail server of Debian."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from store.letters.letter import SendState
from store.letters.standing import letters_of_plan
from tests.mailsync.letters.sending import approved, desk_of, run
from tests.servers.postfix import postfix, why_no_postfix


@pytest.mark.skipif(why_no_postfix() is not None, reason=str(why_no_postfix()))
def test_postfix_delivers_a_plan_for_thirty_sub_committees_once(tmp_path: Path) -> None:
    desk = desk_of(tmp_path, 30)
    desk.set(daily_limit=200, attach_findings=True)
    desk.complete("V07-1", "V07-2")
    with desk.store.atomic():
        desk.store.execute(
            "UPDATE sub_committees SET contacts = '[\"nobody@neu.example\"]' WHERE id = 'V09'"
        )
    plan = approved(desk)
    with postfix() as server:
        told = run(desk, plan.digest, server.host, server.port)
        assert (told.sent, told.refused, told.unknown, told.left) == (28, 1, 0, 0)
        again = run(desk, plan.digest, server.host, server.port)
        assert (again.sent, again.refused, again.left) == (0, 0, 0)
        delivered = server.mails(28)
    assert set(delivered) == {f"unit{number}" for number in range(1, 31) if number not in (7, 9)}
    for name, mails in delivered.items():
        (raw,) = mails
        mail = message_from_bytes(raw, policy=default)
        number = int(name.removeprefix("unit"))
        unit = f"第{number}单位直属党总支" if number % 5 == 0 else f"第{number}学院党委"
        assert mail["Delivered-To"] == f"{name}@neu.example"
        assert mail["To"].addresses[0].display_name == unit
        plain = mail.get_body(("plain",))
        html = mail.get_body(("html",))
        assert plain is not None
        assert html is not None
        for words in (f"【{unit}第1党支部】", f"【{unit}第2党支部】"):
            assert words in plain.get_content()
            assert words in html.get_content()
    refused = [
        each
        for entry in letters_of_plan(desk.store, plan.digest) or ()
        for each in entry.recipients
        if each.state is SendState.REFUSED
    ]
    assert [each.recipient.address.email for each in refused] == ["nobody@neu.example"]
    assert refused[0].answer.startswith(
        "550 5.1.1 <nobody@neu.example>: Recipient address rejected"
    )
    desk.store.close()
