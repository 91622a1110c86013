"""The words that answers and questions begin with are templates, which the office may change."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mailsync.letters.beginnings import answer_opening, unlisted_branch
from mailsync.letters.templates import ANSWER_OPENING, UNLISTED_BRANCH
from store.errors import ConfigError
from store.model import Intent, ReceivedFrom
from store.views.board.types import Received
from tests.mailsync.letters.desk import LetterDesk

MAIL = Received(1, "周老师", "zhou@neu.example", "回复：视频\n格式", None, ReceivedFrom.DATE, None)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[LetterDesk]:
    made = LetterDesk(tmp_path)
    yield made
    made.store.close()


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_intent_has_words_of_its_own_in_the_language_of_letters(
    desk: LetterDesk, language: str
) -> None:
    desk.set(language=language)
    workspace = desk.workspace
    said = [answer_opening(workspace, MAIL, one) for one in (*Intent, None)]
    assert all(said)
    assert len(set(said)) == len(said)
    assert all(any(char > "\u3000" for char in text) != (language == "en") for text in said)
    question = unlisted_branch(workspace, MAIL, "[bold]第九党支部")
    assert "[bold]第九党支部" in question.subject
    assert "[bold]第九党支部" in question.text


def test_what_the_office_wrote_there_is_what_answers_begin_with(desk: LetterDesk) -> None:
    assert answer_opening(desk.workspace, MAIL, Intent.QUESTION)
    file = desk.workspace.folder / "templates" / "zh_CN" / ANSWER_OPENING
    assert "question" in file.read_text(encoding="utf-8")
    file.write_text("{{ who }}：关于“{{ subject }}”，\n", encoding="utf-8")
    assert answer_opening(desk.workspace, MAIL, None) == "周老师：关于“视频 格式”，"


@pytest.mark.parametrize("name", [ANSWER_OPENING, UNLISTED_BRANCH])
def test_a_wrong_field_is_told_with_its_line_before_any_letter_is_written(
    desk: LetterDesk, name: str
) -> None:
    answer_opening(desk.workspace, MAIL, None)
    file = desk.workspace.folder / "templates" / "zh_CN" / name
    file.write_text("好\n\n{{ deadline.day }}\n", encoding="utf-8")
    with pytest.raises(ConfigError) as told:
        desk.plan("all")
    assert told.value.code == "template.unknown_field"
    assert told.value.fields["line"] == 3


def test_a_question_without_a_subject_is_none(desk: LetterDesk) -> None:
    answer_opening(desk.workspace, MAIL, None)
    file = desk.workspace.folder / "templates" / "zh_CN" / UNLISTED_BRANCH
    file.write_text("只有一行\n", encoding="utf-8")
    with pytest.raises(ConfigError) as told:
        unlisted_branch(desk.workspace, MAIL, "第九党支部")
    assert told.value.code == "template.no_subject"
