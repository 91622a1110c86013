"""`sixones mail` and `sixones task`: mails of words and who does what, as a script types it."""

from __future__ import annotations

import json
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from tests.tui.commands.cli_runs import Run

ROSTER = (
    "党支部编号,分党委,党支部,书记,邮箱\n"
    "B1,信息科学与工程学院党委,自动化研究所教工党支部,王建国,wjg@neu.example\n"
    "B2,信息科学与工程学院党委,研究生第一党支部,孙八,yan1@neu.example\n"
)
UNITS = "分党委,邮箱\n信息科学与工程学院党委,xinxi@neu.example\n"


def write(folder: Path, name: str, title: str, body: str, **head: str) -> None:
    mail = EmailMessage()
    mail["From"] = head.get("sender", "李静 <xinxi@neu.example>")
    mail["To"] = "neuzzb@163.example"
    mail["Subject"] = title
    mail["Date"] = f"Mon, 12 Apr 2021 1{len(list(folder.iterdir()))}:00:00 +0800"
    mail["Message-ID"] = f"<{name}@neu.example>"
    if "answers" in head:
        mail["In-Reply-To"] = f"<{head['answers']}@neu.example>"
    mail.set_content(body)
    (folder / f"{name}.eml").write_bytes(mail.as_bytes())


@pytest.fixture
def run(run: Run, tmp_path: Path) -> Run:
    """A workspace with a withdrawal, a question with a second mail, and thanks."""
    mails = tmp_path / "mails"
    mails.mkdir()
    write(mails, "a", "自动化研究所教工党支部不再参加创建", "自动化研究所教工党支部因故退出创建。")
    write(mails, "b", "咨询", "请问视频必须是MP4吗？", sender="孙八 <yan1@neu.example>")
    write(mails, "c", "补充", "另外字数含标题吗？", sender="孙八 <yan1@neu.example>", answers="b")
    write(mails, "d", "Re: 催办", "收到，谢谢！", sender="外人 <x@other.example>")
    (tmp_path / "r.csv").write_text(ROSTER, encoding="utf-8")
    (tmp_path / "u.csv").write_text(UNITS, encoding="utf-8")

    def call(*words: str, who: str = "李老师") -> tuple[int, str, str]:
        return run("--as", who, *words)

    code, _, err = call(
        "init", "--mail-folder", str(mails), "--roster", str(tmp_path / "r.csv"),
        "--sub-committees", str(tmp_path / "u.csv"), "--deadline", "2021-04-14",
    )  # fmt: skip
    assert code == 0, err
    assert call("sync")[0] == 0
    return call


def data(run: Run, *words: str, who: str = "李老师") -> Any:
    return json.loads(run(*words, "--json", who=who)[1])


def test_mails_of_words_are_listed_with_what_they_want(run: Run) -> None:
    told = data(run, "mail", "list")
    assert [(one["title"], one["intents"], one["waiting"]) for one in told] == [
        ("自动化研究所教工党支部不再参加创建", ["withdrawal"], True),
        ("补充", ["question"], True),
        ("Re: 催办", ["thanks"], False),
    ]
    assert told[0]["branches"] == ["B1"]
    assert len(told[1]["thread"]) == 2
    assert len(data(run, "mail", "list", "--waiting")) == 2
    code, out, _ = run("mail", "list")
    assert code == 0
    assert "退出创建，等回复" in out
    assert data(run, "status")["messages"] == {"open": 3, "waiting": 2}
    assert "来信待处理 3 封，其中等回复 2 封" in run("status")[1]


def test_a_mail_is_shown_whole_with_its_conversation(run: Run) -> None:
    mail_id = data(run, "mail", "list")[1]["id"]
    told = data(run, "mail", "show", str(mail_id))
    assert told["body"].strip() == "另外字数含标题吗？"
    assert [one["body"].strip() for one in told["thread"]] == [
        "另外字数含标题吗？",
        "请问视频必须是MP4吗？",
    ]
    (word,) = told["words"]
    assert told["body"][word["start"] : word["end"]]
    out = run("mail", "show", str(mail_id))[1]
    assert "请问视频必须是MP4吗？" in out
    assert run("mail", "show", "99")[0] == 2


def test_an_answer_waits_in_the_outbox(run: Run) -> None:
    mail_id = data(run, "mail", "list")[1]["id"]
    assert run("mail", "answer", str(mail_id), "--text", "是的，须为MP4。")[0] == 0
    (letter,) = data(run, "remind", "--round", "answer", "--dry-run")["letters"]
    assert (letter["kind"], letter["to"]) == ("answer", ["yan1@neu.example"])
    assert "是的，须为MP4。" in letter["text"]
    assert data(run, "mail", "show", str(mail_id))["conversation"]["answer"] == "planned"
    assert run("mail", "answer", str(mail_id), "--text", "  ")[0] == 2


def test_what_is_settled_is_listed_no_more_until_it_is_undone(run: Run) -> None:
    ids = [str(one["id"]) for one in data(run, "mail", "list")]
    told = data(run, "mail", "settle", *ids[1:])
    assert told["mails"] == [int(one) for one in ids[1:]]
    assert [one["intents"] for one in data(run, "mail", "list")] == [["withdrawal"]]
    assert len(data(run, "mail", "list", "--all")) == 3
    assert run("mark", "undo")[0] == 0
    assert len(data(run, "mail", "list")) == 3


def test_a_withdrawal_is_a_persons_word(run: Run) -> None:
    assert len(data(run, "status")["branches"]) == 2
    assert run("mark", "withdraw", "B1", "--reason", "来信申请退出")[0] == 0
    assert [one["id"] for one in data(run, "status")["branches"]] == ["B2"]


def test_letters_to_a_unit_warn_of_its_open_mail(run: Run) -> None:
    _, _, err = run("remind", "--round", "overdue", "--dry-run")
    assert "信息科学与工程学院党委有来信还没有处理（退出创建、咨询）" in err


def test_a_mail_a_branch_and_a_finding_are_handed_to_a_person(run: Run) -> None:
    mail_id = str(data(run, "mail", "list")[0]["id"])
    give = ("task", "give", "--to", "小李", "--until", "周三前", "--text", "电话核实")
    assert run(*give, mail_id)[0] == 0
    assert run("task", "give", "branch:B2", "--to", "李老师", "--until", "+3")[0] == 0
    told = data(run, "status")["tasks"]
    assert {one["subject"]: (one["about"], one["to"], one["text"]) for one in told} == {
        f"mail:{mail_id}": ("自动化研究所教工党支部不再参加创建", "小李", "电话核实"),
        "branch:B2": ("研究生第一党支部", "李老师", ""),
    }
    assert [one["to"] for one in data(run, "task", "list", "--mine")] == ["李老师"]
    assert [one["to"] for one in data(run, "task", "list", "--mine", who="小李")] == ["小李"]
    assert len(data(run, "mail", "list", "--mine", who="小李")) == 1
    assert run("task", "done", f"mail:{mail_id}")[0] == 0
    assert [one["to"] for one in data(run, "task", "list")] == ["李老师"]


def test_what_is_not_there_is_handed_to_nobody(run: Run) -> None:
    for subject in ("mail:99", "branch:B9", "session:S1", "finding:file:7/x"):
        code, _, err = run("task", "give", subject, "--to", "小李")
        assert (code, subject in err) == (2, True)
    assert run("task", "done", "mail:1")[0] == 2
    assert run("task", "give", "mail:1", "--to", " ")[0] == 2
    assert run("task", "give", "mail:1", "--to", "小李", "--until", "周八")[0] == 2


def test_what_is_due_today_or_overdue_gives_code_one(run: Run) -> None:
    run("task", "give", "mail:1", "--to", "小李", "--until", "2020-01-01")
    code, out, _ = run("task", "list", "--due")
    assert code == 1
    assert "1-01 已过" in out
    assert "今天到期 1 项（我的 0 项）" in run("status")[1]
