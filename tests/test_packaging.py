import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel_names(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        timeout=120,
    )
    (wheel,) = folder.glob("sixones-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


def test_the_wheels_top_level_holds_the_three_rooms_only(wheel_names: list[str]) -> None:
    tops = {name.split("/")[0] for name in wheel_names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"store", "mailsync", "tui"}


def test_the_wheel_carries_catalogs_notice_clips_and_licence(wheel_names: list[str]) -> None:
    names = set(wheel_names)
    assert {"store/catalogs/zh_CN/cli.toml", "store/notices/neu-2021-8.toml"} <= names
    assert {"store/reports/formats/page.css", "store/text/pinyin.txt"} <= names
    assert "store/notice/public_holidays.txt" in names
    assert any(name.startswith("mailsync/demo/clips/") for name in names)
    assert any(name.endswith("licenses/LICENSE") for name in names)


EXTRAS = ("ocr", "team", "serve")
LOCKS = (
    "requirements.lock",
    "requirements-dev.lock",
    *(f"requirements-{extra}.lock" for extra in EXTRAS),
)


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_index_and_pins_with_hashes(name: str) -> None:
    lock = (ROOT / name).read_text(encoding="utf-8")
    assert "--hash=sha256:" in lock
    assert "://" not in lock
    assert "--index-url" not in lock


def test_no_package_stands_in_two_locks_and_the_program_needs_only_the_first() -> None:
    locked = [
        set(re.findall(r"(?m)^([\w.-]+)==", (ROOT / name).read_text(encoding="utf-8")))
        for name in LOCKS
    ]
    first, second, *of_extras = locked
    assert len(set().union(*locked)) == sum(map(len, locked))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]

    def names(requirements: list[str]) -> set[str]:
        return {re.split(r"[^\w.-]", one)[0] for one in requirements}

    assert names(project["dependencies"] + extras["demo"]) <= first
    assert names(extras["dev"]) <= first | second
    for extra, lock in zip(EXTRAS, of_extras, strict=True):
        assert names(extras[extra]) <= lock


# What the embedded default never loads, even where it is installed.
_OF_EXTRAS = ("psycopg", "obstore", "textual_serve", "aiohttp", "argon2")


@pytest.mark.parametrize(
    ("module", "absent"),
    [
        (
            "mailsync.sync.sync",
            ("textual", "rich", "docx", "openpyxl", "imaplib2", "numpy", "PIL", *_OF_EXTRAS),
        ),
        (
            "store.views.board.dashboard",
            ("textual", "rich", "imaplib2", "mailsync", "tui", "numpy", *_OF_EXTRAS),
        ),
        ("tui.cli", ("textual", "rich", "sqlite_utils", "mailsync", *_OF_EXTRAS)),
        ("tui.app.app", _OF_EXTRAS),
    ],
)
def test_importing_a_module_leaves_the_heavy_ones_out(module: str, absent: tuple[str, ...]) -> None:
    program = f"import sys, {module}; print(*sys.modules)"
    ran = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert not set(absent) & set(ran.stdout.split())


def test_both_readmes_exist_and_the_changelog_is_not_empty() -> None:
    for name in ("README.md", "README.zh-CN.md", "CHANGELOG.md", "LICENSE"):
        assert (ROOT / name).read_text(encoding="utf-8").strip()
