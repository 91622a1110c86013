"""Passwords: environment, then keyring, then a prompt; never to another provider."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail, null
from keyring.errors import KeyringLocked

from store.errors import MailboxError
from store.text.wording import load
from store.workspace.secrets import mail_password, remember_password, smtp_password
from store.workspace.settings import MailSettings, Settings, SmtpSettings

IMAP = MailSettings(host="imap.uni.example", port=993, user="zzb@uni.example")


class MemoryKeyring(KeyringBackend):
    """A keyring that keeps what it is given for one test."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # keyring has no types here
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password


class LockedKeyring(MemoryKeyring):
    """A keyring that its owner has not unlocked."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked

    def set_password(self, service: str, username: str, password: str) -> None:
        raise KeyringLocked


@pytest.fixture(autouse=True)
def _own_keyring() -> Iterator[None]:
    before = keyring.get_keyring()
    keyring.set_keyring(fail.Keyring())  # type: ignore[no-untyped-call]  # as above
    yield
    keyring.set_keyring(before)


def settings(mail: MailSettings = IMAP, smtp: SmtpSettings | None = None) -> Settings:
    return Settings(
        notice="neu-2021-8",
        deadline=datetime(2027, 4, 14, 17, tzinfo=ZoneInfo("Asia/Shanghai")),
        window_start=date(2027, 3, 15),
        cohort=2026,
        mail=mail,
        smtp=smtp or SmtpSettings(),
    )


def test_the_environment_comes_first() -> None:
    keyring.set_keyring(MemoryKeyring())
    assert remember_password(IMAP.host, IMAP.user, "from-keyring")
    environ = {"SIXONES_MAIL_PASSWORD": " from-environment\n", "SIXONES_MAIL_HOST": IMAP.host}
    assert mail_password(settings(), environ=environ) == "from-environment"


def test_the_keyring_comes_before_a_prompt() -> None:
    keyring.set_keyring(MemoryKeyring())
    assert remember_password(IMAP.host, IMAP.user, "from-keyring")
    found = mail_password(settings(), environ={}, ask=lambda user, host: "typed")
    assert found == "from-keyring"


@pytest.mark.parametrize("backend", [fail.Keyring, null.Keyring, LockedKeyring])
def test_a_keyring_that_keeps_nothing_is_told_and_leads_to_the_prompt(
    backend: type[KeyringBackend],
) -> None:
    keyring.set_keyring(backend())
    assert not remember_password(IMAP.host, IMAP.user, "x")
    asked: list[tuple[str, str]] = []

    def ask(user: str, host: str) -> str:
        asked.append((user, host))
        return " typed "

    assert mail_password(settings(), environ={}, ask=ask) == "typed"
    assert asked == [(IMAP.user, IMAP.host)]


@pytest.mark.parametrize("ask", [None, lambda user, host: ""])
def test_without_any_the_error_says_what_to_do(ask: object) -> None:
    with pytest.raises(MailboxError) as caught:
        mail_password(settings(), environ={}, ask=ask)  # type: ignore[arg-type]  # a table of askers
    assert caught.value.exit_code == 3
    assert "SIXONES_MAIL_PASSWORD" in load("zh_CN").error(caught.value)
    assert "SIXONES_MAIL_PASSWORD" in load("en").error(caught.value)


def test_a_folder_of_mail_needs_no_password() -> None:
    folder = MailSettings(kind="folder", path="mails")
    assert mail_password(settings(folder), environ={}) == ""


@pytest.mark.parametrize(
    ("imap", "smtp", "user", "shared"),
    [
        ("imap.uni.example", "smtp.uni.example", "", True),
        ("imap.uni.example", "smtp.uni.example", "zzb@uni.example", True),
        ("imap.uni.example", "smtp.uni.example", "other@uni.example", False),
        ("imap.uni.example", "smtp.other.example", "", False),
        ("imap.neu.example", "smtp.pku.example", "", False),
        ("neu.edu.example", "pku.edu.example", "", False),
        ("imap.example", "smtp.example", "", False),
        ("mail.uni.example", "mail.uni.example", "", True),
        ("127.0.0.1", "localhost", "", True),
        ("127.0.0.1", "10.0.0.1", "", False),
    ],
)
def test_the_mailbox_password_serves_the_same_user_at_one_provider_only(
    imap: str, smtp: str, user: str, shared: bool
) -> None:
    mail = MailSettings(host=imap, port=993, user="zzb@uni.example")
    both = settings(mail, SmtpSettings(host=smtp, user=user))
    environ = {"SIXONES_MAIL_PASSWORD": "code", "SIXONES_MAIL_HOST": imap}
    if shared:
        assert smtp_password(both, environ=environ) == "code"
    else:
        with pytest.raises(MailboxError) as caught:
            smtp_password(both, environ=environ)
        assert caught.value.fields["variable"] == "SIXONES_SMTP_PASSWORD"
    own = environ | {"SIXONES_SMTP_PASSWORD": "own", "SIXONES_SMTP_HOST": smtp}
    assert smtp_password(both, environ=own) == "own"


def test_no_password_is_ever_part_of_the_settings_in_words() -> None:
    assert not any("pass" in field for field in Settings.__struct_fields__)
    assert not any("pass" in field for field in MailSettings.__struct_fields__)
