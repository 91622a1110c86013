"""How the suite runs: long files first, more workers than cores, and in CI nothing is skipped."""

import os
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from hypothesis import settings
from keyring.core import load_keyring

pytest_plugins = ["tests.engines"]

# Nobody's own settings and trusted workspaces: those of the tests, one folder a process.
_CONFIG = tempfile.TemporaryDirectory(prefix="sixones-config-")
os.environ["SIXONES_CONFIG"] = _CONFIG.name

# A machine that is busy with something else is no failure of what is tested.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


@pytest.fixture(autouse=True, scope="session")
def _no_keyring() -> None:
    """Neither this machine's keyring nor one that some test declares, unless a test sets it."""
    keyring.set_keyring(load_keyring("keyring.backends.fail.Keyring"))


@pytest.fixture(autouse=True)
def _own_settings_go() -> Iterator[None]:
    """What a test sets for the person is gone for the next one; what is trusted stays."""
    yield
    (Path(_CONFIG.name) / "personal.toml").unlink(missing_ok=True)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Half of what tests of screens and servers take is waiting: two workers share a core."""
    return 2 * (os.cpu_count() or 1)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with the largest files: none of them is left to the end."""
    if not hasattr(config, "workerinput"):
        return
    tests = Counter(item.path for item in items)
    items.sort(key=lambda item: -tests[item.path])


def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if reporter and os.environ.get("CI") and skipped and session.exitstatus == pytest.ExitCode.OK:
        reporter.write_line(f"\nCI: {len(skipped)} skipped, which counts as a failure here")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
