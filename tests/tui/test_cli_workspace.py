import csv
import json
import re
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from store.config import open_workspace
from tui.cli import main

ROSTER: list[tuple[str, ...]] = [
    ("branch_id", "分党委", "党支部", "书记", "邮箱"),
    ("B1", "机械工程学院党委", "教工第一党支部", "王一", "wang1@jx.example"),
    ("B2", "机械工程学院党委", "教工第二党支部", "李二", "li2@jx.example"),
    ("B3", "文法学院党委", "本科生第一党支部", "赵三", "zhao3@wf.example"),
]

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `sixones` on one workspace; gives the exit code and what was printed."""
    for name in ("SIXONES_WORKSPACE", "SIXONES_LANG", "SIXONES_USER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)

    def ran(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(["--workspace", str(tmp_path / "w"), *arguments])
        told = capsys.readouterr()
        return code, told.out, told.err

    return ran


def _write_roster(path: Path, rows: list[tuple[str, ...]] = ROSTER) -> str:
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return str(path)


def _write_mail(path: Path) -> None:
    mail = EmailMessage()
    mail["From"] = "王一 <wang1@jx.example>"
    mail["To"] = "neuzzb@163.example"
    mail["Subject"] = "机械工程学院教工第一党支部工作案例"
    mail["Date"] = "Thu, 01 Apr 2027 09:00:00 +0800"
    mail["Message-ID"] = "<one@jx.example>"
    mail.set_content("请查收。")
    mail.add_attachment(
        b"text",
        maintype="application",
        subtype="octet-stream",
        filename="教工第一党支部工作案例.txt",
    )
    path.write_bytes(mail.as_bytes())


@pytest.fixture
def made(run: Run, tmp_path: Path) -> Run:
    """A workspace over a folder with one mail, with three branches."""
    (tmp_path / "mails").mkdir()
    _write_mail(tmp_path / "mails" / "1.eml")
    code, out, _ = run(
        "init",
        "--mail-folder", str(tmp_path / "mails"),
        "--roster", _write_roster(tmp_path / "r.csv"),
        "--deadline", "2027-04-14",
    )  # fmt: skip
    assert code == 0
    assert "2027-04-14 17:00" in out
    return run


def test_init_makes_the_workspace_and_refuses_a_second_time(made: Run, tmp_path: Path) -> None:
    assert {path.name for path in (tmp_path / "w").iterdir()} >= {"sixones.toml", "sixones.db"}
    code, _, err = made("init", "--mail-folder", str(tmp_path / "mails"))
    assert code == 2
    assert str(tmp_path / "w") in err


def test_init_writes_what_it_was_told(run: Run, tmp_path: Path) -> None:
    code, _, _ = run(
        "init",
        "--imap-host", "imap.post.example",
        "--imap-port", "1143",
        "--imap-user", "zzb@post.example",
        "--imap-tls", "starttls",
        "--scope", "文法学院党委",
    )  # fmt: skip
    assert code == 0
    settings = open_workspace(tmp_path / "w").settings
    assert (settings.mail.host, settings.mail.port) == ("imap.post.example", 1143)
    assert (settings.mail.user, settings.mail.tls) == ("zzb@post.example", "starttls")
    assert settings.scope == "文法学院党委"
    assert (settings.deadline.month, settings.deadline.day) == (4, 14)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--deadline", "2027-04-14"],
        ["--imap-host", "imap.post.example"],
        ["--imap-host", "imap.post.example", "--imap-user", "u", "--imap-tls", "none"],
        ["--mail-folder", "m", "--imap-user", "u"],
        ["--mail-folder", "m", "--roster", "missing.csv"],
        ["--mail-folder", "m", "--notice", "missing.toml"],
        ["--mail-folder", "m", "--deadline", "someday"],
        [],
    ],
)
def test_init_that_cannot_go_through_leaves_nothing(
    run: Run, tmp_path: Path, arguments: list[str]
) -> None:
    code, _, err = run("init", *arguments)
    assert code == 2
    assert err
    assert "Traceback" not in err
    assert not (tmp_path / "w" / "sixones.toml").exists()


def test_a_roster_is_shown_first_and_imported_when_told(made: Run, tmp_path: Path) -> None:
    longer = _write_roster(
        tmp_path / "r2.csv", [*ROSTER, ("B4", "文法学院党委", "教工党支部", "钱四", "no address")]
    )
    code, out, _ = made("roster", "import", longer, "--dry-run")
    assert code == 1
    assert "新增 1" in out
    assert len(_status(made)["branches"]) == 3
    code, _, err = made("roster", "import", longer)
    assert code == 2
    assert "--yes" in err
    assert made("roster", "import", longer, "--yes")[0] == 1
    assert len(_status(made)["branches"]) == 4
    code, out, _ = made("roster", "import", longer, "--yes")
    assert "没有改动" in out


def test_a_roster_that_withdraws_most_branches_needs_force(made: Run, tmp_path: Path) -> None:
    short = _write_roster(tmp_path / "r3.csv", ROSTER[:2])
    assert made("roster", "import", short, "--yes")[0] == 2
    assert len(_status(made)["branches"]) == 3
    assert made("roster", "import", short, "--yes", "--force", "--reason", "合并")[0] == 0
    assert [branch["id"] for branch in _status(made)["branches"]] == ["B1"]


def test_a_second_sync_fetches_nothing_and_changes_nothing(made: Run) -> None:
    code, out, err = made("sync", "--json")
    first = json.loads(out)
    assert (code, err) == (0, "")
    assert (first["new"], first["known"], first["problems"]) == (1, 0, 0)
    assert first["bytes"] > 0
    before = made("status", "--json", "--as-of", "2027-04-02")
    code, out, _ = made("sync", "--json")
    assert json.loads(out) == {"new": 0, "known": 1, "problems": 0, "bytes": 0}
    assert made("status", "--json", "--as-of", "2027-04-02") == before


def test_status_for_programs_has_the_promised_keys(made: Run) -> None:
    made("sync")
    status = _status(made)
    assert list(status) == [
        "deadline", "remaining_s", "items", "branches", "queue", "links", "problems",
    ]  # fmt: skip
    assert status["deadline"] == "2027-04-14T17:00:00+08:00"
    assert status["remaining_s"] == 12 * 24 * 3600
    six = ["plan", "video", "promotion", "sharing", "review", "volume"]
    assert list(status["items"]) == six
    assert all(count == {"done": count["done"], "total": 3} for count in status["items"].values())
    branch = status["branches"][0]
    assert (branch["id"], branch["branch"]) == ("B1", "教工第一党支部")
    assert branch["sub_committee"] == "机械工程学院党委"
    assert set(branch["cells"]) == {*six, "eval_form"}
    assert all(set(cell) == {"state", "detail", "late"} for cell in branch["cells"].values())


def test_as_of_before_a_mail_came_does_not_show_it(made: Run) -> None:
    made("sync")
    code, out, _ = made("status", "--json", "--as-of", "2027-03-31")
    assert code == 0
    cells = json.loads(out)["branches"][0]["cells"]
    assert cells["plan"]["state"] == "missing"
    assert made("status", "--as-of", "never")[0] == 2


def test_the_table_names_every_branch_and_one_sub_committee_can_be_seen_alone(made: Run) -> None:
    code, out, _ = made("status")
    assert code == 0
    assert all(name in out for _, _, name, *_ in ROSTER[1:])
    code, out, _ = made("--sub-committee", "文法学院党委", "status", "--json")
    assert [branch["id"] for branch in json.loads(out)["branches"]] == ["B3"]
    code, _, err = made("--sub-committee", "没有的党委", "status")
    assert code == 2
    assert "文法学院党委" in err


def test_a_session_counts_when_its_form_is_in(made: Run) -> None:
    code, out, _ = made(
        "--as", "张老师", "session", "add", "--json",
        "--sub-committee", "机械工程学院党委", "--date", "2021-04-02", "--place", "机电馆",
        "--form", _form(made), "--branch", "B1", "B2",
    )  # fmt: skip
    assert code == 0
    session = json.loads(out)
    assert session["status"] == "held"
    assert _sharing(made) == ["open", "open", "open"]
    assert made("form", "receive", "--session", session["session"], "--on-paper")[0] == 0
    assert _sharing(made) == ["done", "done", "open"]


def test_a_form_of_one_branch_is_marked_by_its_id(made: Run) -> None:
    assert made("form", "receive", "--branch", "B3", "--date", "2027-04-01")[0] == 0
    cells = _status(made)["branches"][2]["cells"]
    assert cells["eval_form"]["state"] == "done"
    for wrong in ([], ["--branch", "B9"], ["--session", "S9"]):
        code, _, err = made("form", "receive", *wrong)
        assert code == 2
        assert err


def test_a_session_of_a_stranger_or_of_no_known_form_is_refused(made: Run) -> None:
    good = {
        "--sub-committee": "机械工程学院党委",
        "--date": "2027-04-02",
        "--place": "机电馆",
        "--form": _form(made),
        "--branch": "B1",
    }
    for option, wrong in (
        ("--sub-committee", "没有的党委"),
        ("--date", "someday"),
        ("--form", "郊游"),
        ("--branch", "B3"),
    ):
        words = [part for pair in {**good, option: wrong}.items() for part in pair]
        assert made("session", "add", *words)[0] == 2


def test_doctor_says_what_to_do_and_goes_on(made: Run, tmp_path: Path) -> None:
    code, out, _ = made("doctor", "--json")
    assert code == 0
    topics = {remark["topic"] for remark in json.loads(out)}
    assert topics >= {"workspace", "database", "roster", "mailbox", "ffmpeg", "clock", "width"}
    (tmp_path / "mails" / "1.eml").unlink()
    (tmp_path / "mails").rmdir()
    code, out, _ = made("doctor")
    assert code == 1
    assert str(tmp_path / "mails") in out
    assert "ffmpeg" in out


def test_a_mailbox_that_is_not_there_ends_with_3(made: Run, tmp_path: Path) -> None:
    (tmp_path / "mails" / "1.eml").unlink()
    (tmp_path / "mails").rmdir()
    code, out, err = made("sync")
    assert (code, out) == (3, "")
    assert str(tmp_path / "mails") in err


def test_a_foreign_database_ends_with_4(made: Run, tmp_path: Path) -> None:
    for left in (tmp_path / "w").glob("sixones.db*"):
        left.unlink()
    (tmp_path / "w" / "sixones.db").write_bytes(b"no database at all, but long enough" * 40)
    code, _, err = made("status")
    assert code == 4
    assert "sixones.db" in err


def test_a_missing_code_without_a_terminal_ends_with_3(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SIXONES_MAIL_PASSWORD", raising=False)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    run("init", "--imap-host", "127.0.0.1", "--imap-user", "u@post.example", "--imap-tls", "none")
    code, _, err = run("sync")
    assert code == 3
    assert "SIXONES_MAIL_PASSWORD" in err


def _status(run: Run) -> Any:
    code, out, _ = run("status", "--json", "--as-of", "2027-04-02 17:00")
    assert code == 0
    return json.loads(out)


def _sharing(run: Run) -> list[str]:
    return [branch["cells"]["sharing"]["state"] for branch in _status(run)["branches"]]


def _form(run: Run) -> str:
    """One of the forms that the notice allows, from the message that lists them."""
    _, _, err = run(
        "session", "add", "--sub-committee", "机械工程学院党委", "--date", "2027-04-02",
        "--place", "x", "--form", "?", "--branch", "B1",
    )  # fmt: skip
    found = re.search(r"可选：([^、。]+)", err)
    assert found
    return found[1]


def test_init_takes_the_server_for_sending(run: Run, tmp_path: Path) -> None:
    folder = str(tmp_path / "mails")
    code, _, _ = run(
        "init",
        "--mail-folder", folder,
        "--smtp-host", "127.0.0.1",
        "--smtp-port", "2525",
        "--smtp-user", "zzb@uni.example",
        "--smtp-tls", "none",
    )  # fmt: skip
    assert code == 0
    smtp = open_workspace(tmp_path / "w").settings.smtp
    assert (smtp.host, smtp.port, smtp.user, smtp.tls) == (
        "127.0.0.1", 2525, "zzb@uni.example", "none",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--smtp-port", "2525"), "--smtp-host"),
        (("--smtp-host", "smtp.uni.example", "--smtp-tls", "none"), "smtp.tls"),
        (("--smtp-host", "smtp.uni.example", "--smtp-port", "99999"), "--smtp-port"),
        (("--smtp-host", "smtp.uni.example", "--smtp-tls", "ssl"), "--smtp-tls"),
    ],
)
def test_init_refuses_a_server_for_sending_that_cannot_be_meant(
    run: Run, tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    code, _, err = run("init", "--mail-folder", str(tmp_path), *options)
    assert code == 2
    assert said in err
    assert not (tmp_path / "w" / "sixones.toml").exists()
