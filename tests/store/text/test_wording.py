"""The catalogs: equal in both languages, and with a message for every error of the store."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from store.errors import ConfigError, StoreError, UsageError
from store.text.wording import LANGUAGES, Message, Wording, load

CATALOGS = Path("store/catalogs")
ERRORS = {"SixOnesError", "UsageError", "ConfigError", "MailboxError", "StoreError"}
AREAS = sorted({file.name for file in CATALOGS.glob("*/*.toml")})
OWN_AREAS = ("settings.toml", "deadline.toml", "roster.toml")


def catalog(language: str, area: str) -> dict[str, Message]:
    file = CATALOGS / language / area
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}


def params(message: Message) -> set[str]:
    texts = message.values() if isinstance(message, dict) else (message,)
    return {name for text in texts for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("area", AREAS)
def test_both_languages_have_the_same_messages(area: str) -> None:
    chinese, english = (set(catalog(language, area)) for language in LANGUAGES)
    assert chinese == english


@pytest.mark.parametrize("area", AREAS)
def test_both_languages_fill_the_same_params(area: str) -> None:
    english = catalog("en", area)
    differing = {
        code: (params(message), params(english[code]))
        for code, message in catalog("zh_CN", area).items()
        if code in english and params(message) != params(english[code])
    }
    assert not differing


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_a_text_or_a_pair_by_n(language: str, area: str) -> None:
    for code, message in catalog(language, area).items():
        if isinstance(message, dict):
            assert set(message) == {"one", "other"}, code
            assert "n" in params(message), code
        else:
            assert isinstance(message, str), code
            assert message.strip(), code
        assert not any(name == "" or not name.isidentifier() for name in params(message)), code


@pytest.mark.parametrize("area", OWN_AREAS)
def test_english_messages_have_no_chinese_letters(area: str) -> None:
    for code, message in catalog("en", area).items():
        texts = message.values() if isinstance(message, dict) else (message,)
        assert not any("\u3400" <= char <= "\u9fff" for text in texts for char in text), code


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalog_says_what_any_reader_of_toml_says(language: str) -> None:
    said: dict[str, object] = {}
    for area in CATALOGS.joinpath(language).glob("*.toml"):
        said |= tomllib.loads(area.read_text(encoding="utf-8"))
    assert load(language)._messages == said


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_areas_share_a_message(language: str) -> None:
    assert load(language).codes


def raised(tree: ast.AST) -> Iterator[tuple[str, frozenset[str]]]:
    """Codes and fields of the errors that are made with a code that stands there."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in ERRORS
            and node.args
            and isinstance(node.args[0], ast.Constant)
            and all(keyword.arg for keyword in node.keywords)
        ):
            yield (
                str(node.args[0].value),
                frozenset(keyword.arg for keyword in node.keywords if keyword.arg),
            )


def errors_of_the_store() -> list[tuple[str, str, frozenset[str]]]:
    return sorted(
        {
            (str(file), code, fields)
            for file in Path("store").rglob("*.py")
            for code, fields in raised(ast.parse(file.read_text(encoding="utf-8")))
        },
        key=lambda entry: entry[:2],
    )


@pytest.mark.parametrize(("file", "code", "fields"), errors_of_the_store())
def test_every_error_of_the_store_has_its_words(
    file: str, code: str, fields: frozenset[str]
) -> None:
    for language in LANGUAGES:
        message = load(language)._messages.get(f"error.{code}")
        assert message is not None, f"{file} raises {code}: no error.{code} in {language}"
        assert params(message) <= fields, f"{file} raises {code} without what {language} tells"


# Codes that are chosen in a variable, with the fields that they are raised with.
@pytest.mark.parametrize(
    ("code", "fields"),
    [
        ("disk.full", {"folder", "reason"}),
        ("disk.write", {"folder", "reason"}),
        *(
            (f"db.{name}", {"file", "reason"})
            for name in (
                "locked",
                "full",
                "failed",
                "not_sqlite",
                "damaged",
                "unreadable",
                "read_only",
            )
        ),
        *(
            (f"settings.{name}", {"file", "key", "reason"})
            for name in (
                "not_number",
                "not_text",
                "not_yes_no",
                "not_moment",
                "not_list",
                "not_section",
            )
        ),
        ("settings.unknown_key", {"file", "key"}),
        ("settings.secret_in_file", {"file", "key"}),
    ],
)
def test_every_chosen_error_has_its_words(code: str, fields: set[str]) -> None:
    for language in LANGUAGES:
        message = load(language)._messages.get(f"error.{code}")
        assert message is not None, f"no error.{code} in {language}"
        assert params(message) <= fields


def problem_codes() -> set[str]:
    """Codes of the problems that the roster and the advice give."""
    files = ["roster/reader.py", "roster/plan.py", "roster/units.py", "workspace/advice.py"]
    trees = (ast.parse(Path("store", file).read_text(encoding="utf-8")) for file in files)
    return {
        node.value
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.startswith(("roster.", "advice."))
        and node.value not in ("roster.no_head", "roster.no_column", "roster.no_rows")
    }


@pytest.mark.parametrize("code", sorted(problem_codes()))
def test_every_problem_of_a_roster_has_its_words(code: str) -> None:
    assert all(load(language).has(code) for language in LANGUAGES)


def test_n_picks_between_one_and_other() -> None:
    wording = Wording("en", {"files": {"one": "{n} file", "other": "{n} files"}})
    assert wording.say("files", n=1) == "1 file"
    assert wording.say("files", n=0) == "0 files"
    assert wording.say("files", n=2) == "2 files"


def test_text_in_params_is_made_visible() -> None:
    wording = Wording("en", {"name": "file {name}"})
    assert wording.say("name", name="a\x1b[31m\u202eb") == "file a<U+001B>[31m<U+202E>b"


def test_text_in_params_is_never_a_message_itself() -> None:
    wording = Wording("en", {"name": "file {name}"})
    assert wording.say("name", name="{0} {code} {name!r}") == "file {0} {code} {name!r}"


def test_an_error_is_worded_with_its_fields() -> None:
    wording = Wording("en", {"error.x.y": "no {thing}"})
    assert wording.error(UsageError("x.y", thing="luck")) == "no luck"


def test_an_unknown_language_names_those_there_are() -> None:
    with pytest.raises(ConfigError) as caught:
        load("fr")
    assert caught.value.code == "language.unknown"
    assert "zh_CN, en" in load("en").error(caught.value)


@pytest.mark.parametrize("act", ["accept", "undo.accept"])
def test_a_conflict_names_the_act_in_the_readers_language(act: str) -> None:
    conflict = StoreError("decision.conflict", who="王老师", at="", act=act, subject="file:1")
    said = load("zh_CN").error(conflict)
    assert "认可" in said
    assert "accept" not in said


def test_whose_it_is_is_one_word_in_each_language() -> None:
    """归属 is whose it is, 认可 what staff accept, 已审核 what a sub-committee vetted."""
    gone = {
        "zh_CN": re.compile("认领|认定|确认|已认(?!可)|非本项"),
        "en": re.compile(r"\b(?:un)?claim(?:ed|ing)?\b|\bbound\b|\bbind(?:ing)?\b", re.IGNORECASE),
    }
    for language, words in gone.items():
        said = {code: text for area in AREAS for code, text in catalog(language, area).items()}
        assert [
            code for code, text in said.items() if words.search(re.sub(r"{\w*}", "", str(text)))
        ] == []
