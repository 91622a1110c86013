"""`sixones remind`: shown first, then sent exactly as shown."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.making import own_notice
from tests.servers.smtp_sink import SmtpSink, smtp_sink
from tui.cli import main

ROWS = [
    ("branch_id", "分党委", "党支部", "书记", "邮箱"),
    ("B1", "机械工程学院党委", "教工第一党支部", "王一", "wang1@jx.example"),
    ("B2", "机械工程学院党委", "教工第二党支部", "李二", "li2@jx.example"),
    ("B3", "图书馆直属党总支", "流通部党支部", "赵三", "zhao3@tsg.example"),
]
UNITS = [
    ("分党委", "别名", "曾用名", "工作人员", "邮箱"),
    ("机械工程学院党委", "", "", "", "jx@neu.example"),
    ("图书馆直属党总支", "", "", "", "tsg@neu.example"),
]
Run = Callable[..., tuple[int, str, str]]


def write(path: Path, rows: Sequence[tuple[str, ...]]) -> str:
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return str(path)


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with smtp_sink() as made:
        yield made


@pytest.fixture
def run(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    sink: SmtpSink,
) -> Run:
    """`sixones` on a workspace three hours before its deadline, over a folder without mails."""
    for name in ("SIXONES_WORKSPACE", "SIXONES_LANG", "SIXONES_USER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SIXONES_SMTP_PASSWORD", "code")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mails").mkdir()
    deadline = datetime.now(ZoneInfo("Asia/Shanghai")) + timedelta(days=1)

    def ran(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(["--workspace", str(tmp_path / "w"), *arguments])
        told = capsys.readouterr()
        return code, told.out, told.err

    code, _, err = ran(
        "init",
        "--mail-folder", str(tmp_path / "mails"),
        "--roster", write(tmp_path / "r.csv", ROWS),
        "--sub-committees", write(tmp_path / "u.csv", UNITS),
        "--deadline", f"{deadline:%Y-%m-%d %H:%M}",
        "--notice", own_notice(tmp_path, deadline.year),
        "--smtp-host", sink.host,
        "--smtp-port", str(sink.port),
        "--smtp-user", "zzb@neu.example",
        "--smtp-tls", "none",
    )  # fmt: skip
    assert code == 0, err
    toml = tmp_path / "w" / "sixones.toml"
    text = toml.read_text(encoding="utf-8")
    toml.write_text(text.replace("pace_s = 20", "pace_s = 0"), encoding="utf-8")
    return ran


def planned(run: Run, *more: str) -> dict[str, Any]:
    code, out, err = run("remind", "--dry-run", "--json", *more)
    assert code == 0, err
    plan: dict[str, Any] = json.loads(out)
    return plan


def test_a_dry_run_prints_the_plan_and_sends_nothing(run: Run, sink: SmtpSink) -> None:
    plan = json.loads(run("remind", "--dry-run", "--json")[1])
    assert set(plan) == {"digest", "letters", "dropped"}
    assert [
        (letter["to"], letter["cc"], letter["branches"], letter["state"])
        for letter in plan["letters"]
    ] == [
        (["jx@neu.example"], [], ["B1", "B2"], "planned"),
        (["tsg@neu.example"], [], ["B3"], "planned"),
    ]
    assert sink.taken == []
    assert planned(run)["digest"] == plan["digest"]


def test_a_plan_is_readable_whole_before_it_is_sent(run: Run) -> None:
    _, out, _ = run("remind")
    for words in (
        "jx@neu.example（机械工程学院党委的联系邮箱）",
        "关于报送特色支部创建工作验收材料的提醒",
        "【教工第二党支部】",
        "sixones remind --send ",
    ):
        assert words in out


def test_exactly_the_plan_of_the_digest_is_sent_and_once(run: Run, sink: SmtpSink) -> None:
    digest = str(planned(run)["digest"])
    code, out, err = run("remind", "--send", digest, "--json")
    assert code == 0, err
    assert [letter["state"] for letter in json.loads(out)["letters"]] == ["sent", "sent"]
    assert sink.recipients == ["jx@neu.example", "tsg@neu.example"]
    code, out, _ = run("remind", "--send", digest, "--json")
    assert code == 0
    assert len(sink.taken) == 2
    again = planned(run)
    assert again["letters"] == []


def test_another_digest_is_refused(run: Run, sink: SmtpSink) -> None:
    planned(run)
    code, _, err = run("remind", "--send", "0123456789abcdef")
    assert code == 2
    assert "没有摘要为 0123456789abcdef 的信件计划" in err
    assert sink.taken == []


def test_what_arrived_meanwhile_is_told_and_not_sent(
    run: Run, sink: SmtpSink, tmp_path: Path
) -> None:
    from email.message import EmailMessage
    from email.utils import format_datetime

    digest = str(planned(run)["digest"])
    mail = EmailMessage()
    mail["From"] = "zhao3@tsg.example"
    mail["To"] = "zzb@neu.example"
    mail["Subject"] = "流通部党支部 工作方案"
    mail["Date"] = format_datetime(datetime.now(ZoneInfo("Asia/Shanghai")))
    mail["Message-ID"] = "<a@tsg.example>"
    mail.set_content("流通部党支部")
    mail.add_attachment(b"text", maintype="text", subtype="plain", filename="流通部党支部方案.txt")
    (tmp_path / "mails" / "a.eml").write_bytes(mail.as_bytes())
    code, out, _ = run("remind", "--send", digest, "--json")
    told = json.loads(out)
    assert code == 1
    assert sink.recipients == ["jx@neu.example"]
    assert [(drop["branches"], drop["kind"]) for drop in told["dropped"]] == [(["B3"], "reminder")]
    assert [letter["state"] for letter in told["letters"]] == ["sent", "planned"]


def test_a_plan_for_one_sub_committee_is_still_the_department_s(run: Run, sink: SmtpSink) -> None:
    code, out, _ = run("--sub-committee", "图书馆直属党总支", "remind", "--dry-run", "--json")
    plan = json.loads(out)
    assert code == 0
    assert [letter["to"] for letter in plan["letters"]] == [["tsg@neu.example"]]
    assert "组织部" in plan["letters"][0]["text"].splitlines()[-2]
    code, _, err = run(
        "--sub-committee", "图书馆直属党总支", "remind", "--send", plan["digest"], "--json"
    )
    assert code == 0, err
    assert sink.recipients == ["tsg@neu.example"]


def test_without_a_server_for_sending_the_plan_is_still_shown(
    run: Run, tmp_path: Path, sink: SmtpSink
) -> None:
    toml = tmp_path / "w" / "sixones.toml"
    text = toml.read_text(encoding="utf-8")
    head, _, rest = text.partition("[smtp]")
    toml.write_text(head + "[smtp]" + rest.replace('host = "127.0.0.1"', 'host = ""'), "utf-8")
    digest = str(planned(run)["digest"])
    code, _, err = run("remind", "--send", digest)
    assert code == 3
    assert "没有设置发信服务器" in err
    assert sink.taken == []


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("主题\n\n{{ unitt.name }}\n", "第 3 行用了不存在的字段 unitt"),
        ("主题\n\n\n{% if false %}{{ unit.nmae }}{% endif %}\n", "第 4 行用了不存在的字段 nmae"),
        ("主题\n\n{% for x in branches %}\n", "写法有误"),
        ("只有主题\n", "第一行应是主题"),
        ("主题\n\n{{ branches[99].name }}\n", "第 3 行"),
    ],
)
def test_a_template_with_a_slip_is_told_with_its_line(
    run: Run, tmp_path: Path, written: str, said: str
) -> None:
    planned(run)
    template = tmp_path / "w" / "templates" / "zh_CN" / "reminder.txt"
    assert template.is_file()
    template.write_text(written, encoding="utf-8")
    code, _, err = run("remind", "--dry-run")
    assert code == 2
    assert "reminder.txt" in err
    assert said in err


def test_an_edited_template_writes_the_letters(run: Run, tmp_path: Path) -> None:
    planned(run)
    template = tmp_path / "w" / "templates" / "zh_CN" / "reminder.txt"
    template.write_text("请{{ unit.name }}报送\n\n{{ branches | length }} 个\n", encoding="utf-8")
    plan = json.loads(run("remind", "--dry-run", "--json")[1])
    assert plan["letters"][0]["subject"] == "请机械工程学院党委报送"
    assert plan["letters"][0]["text"] == "　　2 个\n"


def test_files_that_wait_to_be_assigned_are_told_of_beside_the_plan(
    run: Run, tmp_path: Path
) -> None:
    from email.message import EmailMessage
    from email.utils import format_datetime

    mail = EmailMessage()
    mail["From"] = "tsg@neu.example"
    mail["To"] = "zzb@neu.example"
    mail["Subject"] = "材料"
    mail["Date"] = format_datetime(datetime.now(ZoneInfo("Asia/Shanghai")))
    mail["Message-ID"] = "<b@tsg.example>"
    mail.set_content("见附件")
    mail.add_attachment(b"text", maintype="text", subtype="plain", filename="最终稿.txt")
    (tmp_path / "mails" / "b.eml").write_bytes(mail.as_bytes())
    run("sync")
    _, out, err = run("remind")
    assert "tsg@neu.example" in out
    assert "图书馆直属党总支寄来的 1 个文件还待归属" in err


def test_who_owes_a_session_or_a_form_is_listed_approved_and_sent_by_its_own_round(
    run: Run, sink: SmtpSink
) -> None:
    today = f"{datetime.now(ZoneInfo('Asia/Shanghai')):%Y-%m-%d}"
    code, _, err = run(
        "session", "add",
        "--sub-committee", "机械工程学院党委",
        "--date", today,
        "--place", "机械楼 208",
        "--form", "工作例会",
        "--branch", "B1",
    )  # fmt: skip
    assert code == 0, err
    assert {letter["kind"] for letter in planned(run)["letters"]} == {"reminder"}
    plan = planned(run, "--round", "sharing")
    letters = plan["letters"]
    assert [
        (one["kind"], one["round"], one["to"], one["branches"], one["state"]) for one in letters
    ] == [
        ("sharing", "", ["jx@neu.example"], ["B1", "B2"], "planned"),
        ("sharing", "", ["tsg@neu.example"], ["B3"], "planned"),
    ]
    without, _, after = letters[0]["text"].partition("【已经交流，尚未收到评价表】")
    assert "- 教工第二党支部" in without
    assert "- 教工第一党支部（" in after
    assert sink.taken == []
    code, out, err = run("form", "receive", "--branch", "B1", "--on-paper", "--date", today)
    assert code == 0, err
    code, out, _ = run("remind", "--send", str(plan["digest"]), "--json")
    told = json.loads(out)
    assert code == 1
    assert sink.recipients == ["tsg@neu.example"]
    assert [(drop["branches"], drop["kind"], drop["reason"]) for drop in told["dropped"]] == [
        (["B1", "B2"], "sharing", "changed")
    ]
    again = planned(run, "--round", "sharing")
    assert [(one["branches"], one["state"]) for one in again["letters"]] == [(["B2"], "planned")]
    assert [(drop["branches"], drop["reason"]) for drop in again["dropped"]] == [
        (["B3"], "cool_down"),
        (["B1"], "not_owed"),
    ]


def test_the_rounds_that_there_are_are_told_with_the_kinds(run: Run) -> None:
    code, _, err = run("remind", "--round", "share")
    assert code == 2
    assert "invitation, sharing, own_item, receipt" in err
