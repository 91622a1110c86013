"""A template of somebody else takes neither all memory nor all time; what it tries is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from store.errors import ConfigError
from tests.mailsync.letters.desk import LetterDesk


@pytest.mark.parametrize(
    "hostile",
    [
        "{{ 'a' * 10**10 }}",
        "{{ 10**10 * 'a' }}",
        "{{ 9**9**9 }}",
        "{{ [1] * 10**9 }}",
        "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
        "{% for i in range(10**9) %}x{% endfor %}",
        "{% for i in range(1000) %}{% for j in range(1000) %}0123456789{% endfor %}{% endfor %}",
    ],
)
def test_a_template_that_wants_too_much_is_told(tmp_path: Path, hostile: str) -> None:
    desk = LetterDesk(tmp_path)
    desk.plan()
    template = desk.workspace.folder / "templates" / "zh_CN" / "reminder.txt"
    template.write_text(f"主题\n\n{hostile}\n", encoding="utf-8")
    with pytest.raises(ConfigError) as told:
        desk.plan("T-2")
    assert told.value.code.startswith("template.")
