"""`sixones roster check` and `sixones roster memory`, as staff type them."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mailsync.sync.learning import knowledge
from store.db.acts import Act
from store.db.database import Store
from store.db.decisions import Draft, decide
from store.model import Branch, FileKind
from tests.mailsync.sync.test_learning import NEW, mail_of
from tests.making import NOW, add_roster, ask, make_workspace, take_in
from tui.cli import main

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    _, made = make_workspace(tmp_path)
    with contextlib.closing(made):
        yield made


@pytest.fixture
def run(
    store: Store,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """Run `sixones roster` on the workspace; gives the exit code and what was printed."""
    for name in ("SIXONES_WORKSPACE", "SIXONES_LANG", "SIXONES_USER"):
        monkeypatch.delenv(name, raising=False)

    def ran(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(["--workspace", str(tmp_path / "workspace"), "roster", *arguments])
        told = capsys.readouterr()
        return code, told.out, told.err

    return ran


def confirm(store: Store, *names: str, path: str = "1.docx") -> None:
    """Mails of one new sender, judged, and each bound to B2 by a person."""
    known = knowledge(store)
    for name in names:
        mail = mail_of(name, NEW, path)
        stored = take_in(store, mail, *known.matcher.match(mail, ()))
        draft = Draft(Act.CREDIT, f"file:{stored.mail_id}", {"branch_ids": ["B2"], "kind": "plan"})
        decide(store, [draft], at=NOW, who="李老师")


def test_a_clean_roster_is_called_clean(run: Run) -> None:
    code, out, _ = run("check")
    assert (code, out) == (0, "名册没有问题，共 3 个党支部。\n")


def test_an_empty_roster_has_nothing_to_check(tmp_path: Path, run: Run, store: Store) -> None:
    with store.atomic():
        store.execute("DELETE FROM branches")
    assert run("check")[0] == 0
    assert json.loads(run("check", "--json")[1]) == []


def test_problems_to_mend_come_first_and_set_the_exit_code(run: Run, store: Store) -> None:
    twin = Branch("B7", "U1", "研究生第二党支部")
    add_roster(store, (), (twin,))
    code, out, _ = run("check")
    assert code == 0
    assert "请留意，不必改（1 处）：" in out
    assert "只差序号：研究生第一党支部、研究生第二党支部" in out
    add_roster(store, (), (Branch("B8", "U1", "联络小组"),))
    code, out, _ = run("check")
    assert code == 1
    assert out.index("联络小组") < out.index("只差序号")
    found = json.loads(run("check", "--json")[1])
    assert [(one["code"], one["mend"], one["branches"]) for one in found] == [
        ("unparsed", True, ["B8"]),
        ("twins_ordinal", False, ["B2", "B7"]),
    ]


def test_memory_is_empty_until_people_decide(run: Run) -> None:
    code, out, _ = run("memory")
    assert code == 0
    assert "还没有记住的内容" in out


def test_memory_lists_senders_and_forgets_them(run: Run, store: Store) -> None:
    confirm(store, "a", "b")
    waiting = take_in(store, mail_of("c"), ask(FileKind.PLAN))
    assert waiting.mail_id == 3
    code, out, _ = run("memory")
    assert code == 0
    assert f"{NEW}  2 封  2027-04-10  信息科学与工程学院党委 研究生第一党支部" in out
    found = json.loads(run("memory", "--json")[1])
    assert found["senders"] == [
        {"address": NEW, "branch_id": "B2", "times": 2, "last_date": "2027-04-10"}
    ]
    code, out, _ = run("memory", "--forget", NEW.upper())
    assert code == 0
    assert f"已清除 {NEW}" in out
    assert json.loads(run("memory", "--json")[1])["senders"] == []
    code, _, err = run("memory", "--forget", NEW)
    assert code == 2
    assert NEW in err


def test_what_is_remembered_goes_to_standard_output(
    run: Run, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    confirm(store, "a", "b")
    monkeypatch.chdir(tmp_path)
    code, out, _ = run("memory", "--export", "-")
    assert code == 0
    assert out.splitlines()[1] == f"{NEW},B2,2,2027-04-10"
    assert not (tmp_path / "-").exists()


def test_a_short_form_is_proposed_accepted_and_refused(run: Run, store: Store) -> None:
    confirm(store, "a", path="信科学部研究生第一党支部.docx")
    assert "信科学部" in run("memory")[1]
    code, out, _ = run("memory", "--accept", "信科学部")
    assert code == 0
    assert "已采用“信科学部”，今后指信息科学与工程学院党委。" in out
    found = json.loads(run("memory", "--json")[1])
    assert found["proposals"] == []
    assert found["forms"][0]["accepted"] is True
    assert run("memory", "--refuse", "信科学部")[0] == 0
    code, _, err = run("memory", "--accept", "没有的简称")
    assert code == 2
    assert "没有的简称" in err


def test_earlier_years_are_imported_and_bad_rows_named(
    run: Run, store: Store, tmp_path: Path
) -> None:
    file = tmp_path / "history.csv"
    file.write_text(
        f"from_addr,branch_id,times,last_date\n{NEW},B2,3,2026-05-01\nx@y.example,B99,1,2026-05-01\n",
        encoding="utf-8",
    )
    take_in(store, mail_of("c"), ask(FileKind.PLAN))
    code, out, _ = run("memory", "--import", str(file))
    assert code == 1
    assert "已导入 1 条往年记录。" in out
    assert "第 3 行" in out
    assert "已重新判断，1 个有变化" in out


def test_english_for_everything(run: Run, store: Store) -> None:
    confirm(store, "a", "b", path="信科学部研究生第一党支部.docx")
    code, out, _ = run("memory", "--help")
    assert code == 0
    assert "--forget" in out
    for command in ("check", "memory"):
        assert main(["--lang", "en", *folder_of(store), "roster", command]) == 0


def folder_of(store: Store) -> tuple[str, str]:
    """The option that names the workspace of a store."""
    (row,) = store.rows("SELECT file FROM pragma_database_list WHERE name = 'main'")
    return "--workspace", str(Path(row["file"]).parent)
