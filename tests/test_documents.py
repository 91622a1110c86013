"""Every command and option that a document names is there, and every link leads somewhere."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from store.text.wording import load
from tui.cli import COMMANDS, Root

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted(
    path
    for path in (*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"))
    if path.name not in ("CHANGELOG.md", "decisions.md")
)
_CODE = re.compile(
    r"`(sixones [^`]+)`|^(?: {4,}|\*/10 .*bin/|ExecStart=.*bin/)?(sixones .*?)$", re.M
)


def calls(document: Path) -> Iterator[str]:
    """What a document tells to type: code that begins with the program's name."""
    text = document.read_text(encoding="utf-8").replace("\\\n", " ")
    for match in _CODE.finditer(text):
        yield (match[1] or match[2]).partition(" >>")[0].replace("\\|", "|")


def named() -> list[tuple[str, str]]:
    return [(path.name, call) for path in DOCUMENTS for call in dict.fromkeys(calls(path))]


def unknown_in(call: str) -> str:
    """The first command or option of a call that the program does not have; "" where all are."""
    command: click.Command = Root(load("en"))
    context = click.Context(command, info_name="sixones")
    value = False
    for word in shlex.split(re.sub(r"[\[\]…]|\.\.\.", " ", call), posix=True)[1:]:
        if word.startswith("--"):
            name = word.partition("=")[0].partition("|")[0]
            options = {
                one: param
                for place in (command, context.find_root().command)
                for param in place.get_params(context)
                if isinstance(param, click.Option)
                for one in param.opts
            }
            if name not in options:
                return name
            value = not options[name].is_flag and "=" not in word
        elif value:
            value = False
        elif isinstance(command, click.Group) and re.fullmatch(r"[a-z-]+(\|[a-z-]+)*", word):
            found = {name: command.get_command(context, name) for name in word.split("|")}
            if None in found.values():
                return next(name for name, known in found.items() if known is None)
            for name, known in found.items():
                if known is not None:
                    deeper = click.Context(known, info_name=name, parent=context)
                    command = known
            context = deeper
    return ""


@pytest.mark.parametrize(("document", "call"), named())
def test_what_a_document_tells_to_type_is_there(document: str, call: str) -> None:
    assert unknown_in(call) == "", f"{document}: {call}"


def test_every_command_stands_in_the_list_of_commands() -> None:
    text = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    missing = [name for name in COMMANDS if not re.search(rf"`{name}\b", text)]
    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    targets = re.findall(r"\]\(((?!https?://|#|mailto:)[^)#]+)", text)
    assert [one for one in targets if not (document.parent / one).exists()] == []
