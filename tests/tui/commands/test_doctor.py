"""`sixones doctor` tries the way out of letters: every result in words, and never a letter."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mailsync.letters.workspace_templates import put_out
from store.workspace import personal
from store.workspace.settings_file import with_value
from store.workspace.trust import trust
from store.workspace.workspace import change_setting, open_workspace
from tests.making import make_workspace
from tests.servers.imap_server import PASSWORD, certificates, free_port
from tests.servers.smtp_fake import fake_smtp
from tests.servers.smtp_sink import smtp_sink
from tests.tui.commands.cli_runs import Run
from tui.cli import main


@pytest.fixture(autouse=True)
def code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIXONES_SMTP_PASSWORD", PASSWORD)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")


def set_smtp(tmp_path: Path, port: int, *, demo: bool = False, **more: str) -> None:
    toml = tmp_path / "w" / "sixones.toml"
    text = with_value(toml.read_text(encoding="utf-8"), "demo", demo)
    ca_file = more.pop("ca_file", None)
    given = {"host": "127.0.0.1", "user": "zzb@neu.example", "tls": "none", **more}
    for key, value in given.items():
        text = with_value(text, f"smtp.{key}", value)
    text = with_value(text, "smtp.port", port)
    toml.write_text(text, encoding="utf-8")
    if demo:
        return
    changed = open_workspace(toml.parent)
    trust(changed.folder, changed.settings)
    if ca_file:
        change_setting(changed, "smtp.ca_file", ca_file)


def sending(made: Run, *more: str) -> tuple[int, str, str]:
    """The exit code, and level and words of what is said of sending."""
    code, out, _ = made(*more, "doctor", "--json")
    (found,) = [remark for remark in json.loads(out) if remark["topic"] == "sending"]
    return code, found["level"], found["message"]


def test_a_server_that_lets_us_in_gets_no_letter(made: Run, tmp_path: Path) -> None:
    issued = certificates(tmp_path)
    with smtp_sink(tls=issued.server_context(), auth=True) as sink:
        set_smtp(tmp_path, sink.port, tls="implicit", ca_file=str(issued.ca_file))
        code, level, message = sending(made)
    assert (code, level) == (0, "good")
    assert "可以登录" in message
    assert "TLSv1" in message
    assert "没有发信" in message
    assert sink.logins == ["zzb@neu.example"]
    assert sink.taken == []


def test_english_words_are_english(made: Run, tmp_path: Path) -> None:
    with fake_smtp() as fake:
        set_smtp(tmp_path, fake.port)
        assert sending(made, "--lang", "en")[1:] == (
            "good",
            "127.0.0.1 lets us in (no encryption, this machine only); tried and left, nothing "
            "was sent",
        )
    assert fake.count("MAIL") == fake.count("RCPT") == fake.count("DATA") == 0
    assert fake.connections == 1


def test_a_relay_on_this_machine_needs_no_login(made: Run, tmp_path: Path) -> None:
    with smtp_sink() as sink:
        set_smtp(tmp_path, sink.port)
        code, level, message = sending(made)
    assert (code, level) == (0, "good")
    assert "不必登录" in message


def test_a_wrong_code_is_told_with_the_answer(made: Run, tmp_path: Path) -> None:
    with fake_smtp() as fake:
        fake.answers["AUTH"] = ["535 Error: authentication failed"] * 9
        set_smtp(tmp_path, fake.port)
        code, level, message = sending(made)
    assert (code, level) == (1, "bad")
    assert "拒绝 zzb@neu.example 登录：535 Error: authentication failed" in message
    assert "授权码" in message
    assert fake.connections == 1


def test_a_line_that_breaks_is_told_in_our_words(made: Run, tmp_path: Path) -> None:
    with fake_smtp() as fake:
        fake.answers["NOOP"] = ["cut"]
        set_smtp(tmp_path, fake.port)
        code, level, message = sending(made)
    assert (code, level) == (1, "bad")
    assert "连不上发信服务器" in message
    assert "Connection" not in message


@pytest.mark.parametrize("tls", ["implicit", "starttls"])
def test_a_certificate_that_is_not_trusted_gets_no_code(
    made: Run, tmp_path: Path, tls: str
) -> None:
    context = certificates(tmp_path).server_context()
    with smtp_sink(**{"tls" if tls == "implicit" else "starttls": context}, auth=True) as sink:
        set_smtp(tmp_path, sink.port, tls=tls)
        code, level, message = sending(made)
    assert (code, level) == (1, "bad")
    assert "授权码没有发出" in message
    assert sink.logins == []


def test_a_server_without_starttls_gets_no_code(made: Run, tmp_path: Path) -> None:
    with fake_smtp() as fake:
        set_smtp(tmp_path, fake.port, tls="starttls")
        code, level, message = sending(made)
    assert (code, level) == (1, "bad")
    assert "不会改用明文" in message
    assert fake.count("AUTH") == 0


def test_a_closed_port_is_told_with_its_number(made: Run, tmp_path: Path) -> None:
    port = free_port()
    set_smtp(tmp_path, port)
    code, level, message = sending(made)
    assert (code, level) == (1, "bad")
    assert f"127.0.0.1:{port}" in message
    assert "连不上发信服务器" in message


def test_a_server_that_turns_us_away_is_quoted(made: Run, tmp_path: Path) -> None:
    with fake_smtp() as fake:
        fake.answers["NOOP"] = ["421 too busy"]
        set_smtp(tmp_path, fake.port)
        code, level, message = sending(made)
    assert (code, level) == (1, "bad")
    assert "421 too busy" in message


def test_a_demonstration_tries_no_server_of_the_world(made: Run, tmp_path: Path) -> None:
    set_smtp(tmp_path, 465, demo=True, host="smtp.163.example", tls="implicit")
    code, out, _ = made("doctor", "--json")
    remarks = json.loads(out)
    assert code == 1
    assert [remark["topic"] for remark in remarks if remark["level"] == "bad"] == ["workspace"]
    assert "smtp.163.example" in remarks[0]["message"]
    assert not any(remark["topic"] == "sending" for remark in remarks)


def test_without_a_server_that_is_only_noted(made: Run) -> None:
    code, level, message = sending(made)
    assert (code, level) == (0, "note")
    assert "sixones.toml" in message


def test_a_sub_committee_sees_where_it_hands_on_and_its_own_form(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    workspace, store = make_workspace(tmp_path, scope="图书馆直属党总支")
    store.close()
    config = tmp_path / "config"
    monkeypatch.setattr(personal, "personal_file", lambda: config)
    config.write_text('notify_command = "no-such-program-anywhere"', encoding="utf-8")

    def said() -> dict[str, tuple[str, str]]:
        main(["--workspace", str(workspace.folder), "doctor", "--json"])
        found = json.loads(capsys.readouterr().out)
        return {one["topic"]: (one["level"], one["message"]) for one in found}

    remarks = said()
    level, message = remarks["submission"]
    assert level == "good"
    assert workspace.notice.mailbox in message
    assert remarks["notify"][0] == "bad"
    assert "templates" not in remarks
    form = workspace.folder / "templates" / "evaluation-form.docx"
    form.parent.mkdir()
    form.write_bytes(b"not a document")
    assert said()["templates"][0] == "bad"
    put_out(workspace.folder)
    assert "letter_templates" not in said()
    letter = form.parent / "zh_CN" / "overdue.txt"
    shipped = letter.read_text(encoding="utf-8")
    letter.write_text(shipped.replace("尽快", "立即"), encoding="utf-8")
    assert said()["letter_templates"][0] == "note"
    for number, level in ((workspace.notice.number, "note"), ("东大组字〔2021〕8号", "bad")):
        for typed in (f"依据{number}", number.translate(str.maketrans("〔〕", "（）"))):
            letter.write_text(shipped.replace("{{ notice.number }}", typed), encoding="utf-8")
            found, message = said()["letter_templates"]
            assert found == level, typed
    assert "zh_CN/overdue.txt" in message
    assert "〔2021〕8号" in message


@pytest.mark.parametrize(
    ("command", "level"),
    [("'{here}/my tool/tell' --loud", "good"), ("'{here}/no tool/tell'", "bad"), ("tell '", "bad")],
)
def test_a_command_to_tell_is_looked_for_as_it_is_run(
    made: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, level: str
) -> None:
    tool = tmp_path / "my tool" / "tell"
    tool.parent.mkdir()
    tool.write_text("#!/bin/sh\n", encoding="utf-8")
    tool.chmod(0o700)
    config = tmp_path / "config"
    monkeypatch.setattr(personal, "personal_file", lambda: config)
    config.write_text(f'notify_command = "{command.format(here=tmp_path)}"', encoding="utf-8")
    remarks = json.loads(made("doctor", "--json")[1])
    assert [one["level"] for one in remarks if one["topic"] == "notify"] == [level]
