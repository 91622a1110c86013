"""The demonstration's letters stay on this machine, as files."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import msgspec
import pytest

from mailsync.demo.post_box import post_box
from mailsync.sending.outbox_account import open_outbox
from mailsync.sending.smtp import Outbox
from store.errors import SixOnesError
from store.letters.letter import SendState
from store.workspace.settings import SmtpSettings
from tests.mailsync.letters.sending import account
from tests.making import make_workspace


def test_a_letter_becomes_a_file_and_goes_nowhere(tmp_path: Path) -> None:
    with (
        post_box(tmp_path) as box,
        Outbox(account(box.host, box.port, password="code")) as outbox,
    ):
        for name in ("a", "b"):
            handed = outbox.hand_over(
                "zzb@neu.example",
                f"{name}@neu.example",
                b"Subject: x\r\n\r\n.dot\r\n",
                begin=lambda: None,
            )
            assert handed.state is SendState.SENT
    files = sorted(path.name for path in (tmp_path / "sent").iterdir())
    assert files == ["001 a@neu.example.eml", "002 b@neu.example.eml"]
    mail = message_from_bytes((tmp_path / "sent" / files[0]).read_bytes(), policy=default)
    assert mail.get_content().strip() == ".dot"


def test_a_demonstration_sends_to_no_other_machine(tmp_path: Path) -> None:
    workspace, store = make_workspace(tmp_path)
    store.close()
    settings = msgspec.structs.replace(
        workspace.settings,
        demo=True,
        smtp=SmtpSettings(host="smtp.163.example", port=465, tls="implicit"),
    )
    with pytest.raises(SixOnesError) as told:
        open_outbox(replace(workspace, settings=settings), lambda: "code")
    assert told.value.code == "mailbox.plain_refused"
