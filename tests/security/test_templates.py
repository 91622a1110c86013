"""A template of somebody else takes neither all memory nor all time; what it tries is told."""

from __future__ import annotations

import re
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


ESCAPES = (
    "{{ unit.__class__.__mro__ }}",
    "{{ ''.__class__ }}",
    "{{ ''['__class__'] }}",
    "{{ ''|attr('__class__') }}",
    "{{ ''|attr('_' ~ '_class_' ~ '_') }}",
    "{{ ''.format.__globals__ }}",
    "{{ '{0.__class__}'.format(unit) }}",
    "{{ '{0.__class__.__mro__}'.format_map({'0': unit}) }}",
    "{{ '%s'.__mod__(1) }}",
    "{{ unit.name.__init__.__globals__ }}",
    "{{ self.__init__.__globals__ }}",
    "{{ self._TemplateReference__context }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ joiner.__init__.__globals__ }}",
    "{{ lipsum.__globals__ }}",
    "{{ namespace.__init__.__globals__ }}",
    "{{ get_flashed_messages.__globals__ }}",
    "{{ config.items() }}",
    "{{ request.application.__globals__ }}",
    "{{ [].append.__self__.__class__ }}",
    "{{ ().__class__.__bases__[0].__subclasses__() }}",
    "{{ dict.mro() }}",
    "{{ range.__class__ }}",
    "{{ (unit|map(attribute='__class__')|list) }}",
    "{{ [unit]|selectattr('__class__')|list }}",
    "{{ [unit]|sort(attribute='__class__.__name__') }}",
    "{{ [unit]|sum(attribute='__class__') }}",
    "{{ unit|pprint|attr('__class__') }}",
    "{% for k in unit.__dict__ %}{{ k }}{% endfor %}",
    "{% set x = unit.__setattr__('name', 'x') %}{{ x }}",
    "{% for x in range(10**9) %}x{% endfor %}",
    "{% include '/etc/passwd' %}",
    "{% include '../../sixones.toml' %}",
    "{% import 'reminder.txt' as x %}{{ x.__class__ }}",
    "{% extends '/etc/passwd' %}",
    "{% from 'os' import popen %}",
    "{% do unit.__class__ %}",
    "{{ 1 / 0 }}",
    "{{ undefined_name.__class__ }}",
    "{% debug %}",
)


@pytest.mark.parametrize("hostile", ESCAPES)
def test_a_template_reaches_nothing_but_its_fields(tmp_path: Path, hostile: str) -> None:
    desk = LetterDesk(tmp_path)
    folder = desk.workspace.folder / "templates" / "zh_CN"
    folder.mkdir(parents=True)
    (folder / "reminder.txt").write_text(f"主题\n\n{hostile}\n", "utf-8")
    with pytest.raises(ConfigError) as told:
        desk.plan()
    assert str(told.value.code).startswith("template.")


@pytest.mark.parametrize(
    "hostile", ["{{ [unit]|map(attribute='__class__')|list }}", "{{ [unit]|groupby('__class__') }}"]
)
def test_what_a_filter_is_asked_for_is_undefined_too(tmp_path: Path, hostile: str) -> None:
    """Within a list it is shown and not used, so that nothing is told."""
    desk = LetterDesk(tmp_path)
    folder = desk.workspace.folder / "templates" / "zh_CN"
    folder.mkdir(parents=True)
    (folder / "reminder.txt").write_text(f"主题\n\n{hostile}\n", "utf-8")
    for letter in desk.plan("T-2").letters:
        assert "Undefined" in letter.text
        assert not re.search("<class|0x[0-9a-f]|__|store\\.", letter.text)


def test_a_field_with_the_words_of_a_template_is_data(tmp_path: Path) -> None:
    """The control: what is no template is written as it is, and one that is fine is used."""
    desk = LetterDesk(tmp_path)
    with desk.store.atomic():
        desk.store.execute("UPDATE branches SET name = '{{ 7 * 7 }}党支部' WHERE id = 'B1'")
    folder = desk.workspace.folder / "templates" / "zh_CN"
    desk.plan()
    template = folder / "reminder.txt"
    template.write_text(template.read_text("utf-8") + "\n{{ 6 * 7 }}\n", "utf-8")
    texts = [letter.text for letter in desk.plan("T-2").letters if letter.kind == "reminder"]
    assert texts
    assert all("42" in text for text in texts)
    assert any("{{ 7 * 7 }}党支部" in text for text in texts)
    assert not any("49党支部" in text for text in texts)
