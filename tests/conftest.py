"""In CI a skipped test is a failure: nothing may go untested in silence."""

import os

import pytest
from hypothesis import settings

# A machine that is busy with something else is no failure of what is tested.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if reporter and os.environ.get("CI") and skipped and session.exitstatus == pytest.ExitCode.OK:
        reporter.write_line(f"\nCI: {len(skipped)} skipped, which counts as a failure here")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
