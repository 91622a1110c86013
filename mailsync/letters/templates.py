"""Templates of letters: files in the workspace that people may edit, checked before use."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_type_hints

from mailsync.letters import field_types
from mailsync.letters.field_types import Fields
from mailsync.letters.html import as_html
from mailsync.letters.kinds import letter_kinds
from store.errors import ConfigError
from store.files.own_files import refuse_link
from store.letters.letter import Letter

if TYPE_CHECKING:
    from jinja2 import Template
    from jinja2.runtime import Context
    from jinja2.sandbox import SandboxedEnvironment

FOLDER = "templates"
LAYOUT = "letter.html"
_PAGE_NAMES = frozenset({"subject", "body", "sender", "language"})
# The words that a person begins from, and what each may use: those of an answer by what the mail
# wants, and the question about a branch that is not on the roster.
ANSWER_OPENING, UNLISTED_BRANCH = "answer.opening.txt", "unlisted.txt"
_BEGINNINGS = {
    ANSWER_OPENING: frozenset({"intent", "subject", "who"}),
    UNLISTED_BRANCH: frozenset({"branch", "subject", "who"}),
}
# More than a workspace has, in both languages.
_TEXTS = 64
# Characters of a letter; its page is some thousand more. The longest has fewer.
_LONGEST_TEXT = 2_000_000
# The most that a product may come to, and that `range` counts.
_MOST, _MOST_ROUNDS = 100_000, 1_000
# What jinja2 itself gives within a loop.
_LOOP = frozenset({"index", "index0", "first", "last", "length", "revindex"})


@dataclass(frozen=True, slots=True)
class Rendered:
    """What a template gives: the subject is its first line, the text what follows a blank one."""

    subject: str
    text: str
    short: str


class Templates:
    """The templates of one workspace and language."""

    def __init__(self, folder: Path, language: str) -> None:
        self._folder = folder / FOLDER / language
        self._language = language
        self._ready: dict[str, Template] = {}

    def render(self, kind: str, fields: Fields) -> Rendered:
        """Write one letter.

        Raises:
            ConfigError: `template.*`, with the file, the line and what is wrong there.
        """
        name = f"{kind}.txt"
        subject, text = self._parted(name, self._filled(name, fields))
        short = self._filled(f"{kind}.short.txt", fields)
        return Rendered(subject, text + "\n", short.strip() + "\n")

    def beginning(self, name: str, values: Mapping[str, str]) -> str:
        """The words that a person begins from: one of `_BEGINNINGS`.

        Raises:
            ConfigError: `template.*`.
        """
        return self._run(name, values, frozenset()).strip("\n")

    def question(self, name: str, values: Mapping[str, str]) -> tuple[str, str]:
        """A beginning with a subject: that, and the text.

        Raises:
            ConfigError: `template.*`.
        """
        return self._parted(name, self.beginning(name, values))

    def page(self, letter: Letter) -> str:
        """The HTML page of a letter: its own text in the workspace's layout.

        Raises:
            ConfigError: `template.*`.
        """
        from markupsafe import Markup

        values = {
            "subject": letter.subject,
            # Made by us from text that was escaped.
            "body": Markup(as_html(letter.text)),
            "sender": letter.sender.name,
            "language": letter.language.replace("_", "-"),
        }
        return self._run(LAYOUT, values, frozenset())

    def check(self, kinds: Iterable[str]) -> None:
        """Check the templates of some kinds, and the page, without a letter.

        Raises:
            ConfigError: as `render`.
        """
        for kind in kinds:
            for name in (f"{kind}.txt", f"{kind}.short.txt"):
                self._prepared(name, _names(), _attributes())
        for name, names in _BEGINNINGS.items():
            self._prepared(name, names, frozenset())
        self._prepared(LAYOUT, _PAGE_NAMES, frozenset())

    def _parted(self, name: str, written: str) -> tuple[str, str]:
        subject, _, text = written.partition("\n")
        if not subject.strip() or not text.strip():
            raise ConfigError("template.no_subject", file=str(self._file(name)))
        return subject.strip(), text.strip("\n")

    def _filled(self, name: str, fields: Fields) -> str:
        values = {entry.name: getattr(fields, entry.name) for entry in dataclasses.fields(fields)}
        return self._run(name, values, _attributes())

    def _file(self, name: str) -> Path:
        return self._folder / name

    def _source(self, name: str) -> str:
        path = self._file(name)
        refuse_link(path.parent.parent)
        refuse_link(path.parent)
        refuse_link(path)
        try:
            return text_of_template(path)
        except FileNotFoundError:
            return shipped(self._language, name)
        except (OSError, UnicodeDecodeError) as err:
            raise ConfigError("template.unreadable", file=str(path), reason=str(err)) from err

    def _check_names(
        self, name: str, source: str, known: frozenset[str], attributes: frozenset[str]
    ) -> None:
        for line, field in _unknown(source, known, attributes):
            raise ConfigError(
                "template.unknown_field",
                file=str(self._file(name)),
                line=line,
                field=field,
                known=", ".join(sorted(known)),
            )

    def _prepared(self, name: str, known: frozenset[str], attributes: frozenset[str]) -> Template:
        """Check and compile a template, once."""
        from jinja2 import TemplateSyntaxError

        if name not in self._ready:
            source = self._source(name)
            try:
                self._check_names(name, source, known, attributes)
                self._ready[name] = _compiled(source, html=name.endswith(".html"))
            except TemplateSyntaxError as err:
                raise ConfigError(
                    "template.syntax",
                    file=str(self._file(name)),
                    line=err.lineno,
                    reason=err.message,
                ) from err
        return self._ready[name]

    def _run(self, name: str, values: Mapping[str, object], attributes: frozenset[str]) -> str:
        from jinja2 import TemplateError
        from jinja2.exceptions import SecurityError

        template = self._prepared(name, frozenset(values), attributes)
        try:
            return "".join(_bounded(template.generate(values)))
        except (
            TemplateError,
            SecurityError,
            TypeError,
            ValueError,
            ArithmeticError,
            MemoryError,
            RecursionError,
        ) as err:
            raise ConfigError(
                "template.failed",
                file=str(self._file(name)),
                line=_line_of(err),
                reason=str(err),
            ) from err


def _bounded(pieces: Iterable[str]) -> Iterator[str]:
    """The pieces of a text, as long as it is no longer than any letter.

    Raises:
        OverflowError: it is.
    """
    length = 0
    for piece in pieces:
        length += len(piece)
        if length > _LONGEST_TEXT:
            raise OverflowError(f"> {_LONGEST_TEXT}")
        yield piece


def text_of_template(path: Path) -> str:
    """The text of a template, whatever wrote its lines.

    Raises:
        OSError: it cannot be read; UnicodeDecodeError: it is no UTF-8.
    """
    return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")


def template_names() -> tuple[str, ...]:
    """The files of one language."""
    texts = [f"{kind}{ending}" for kind in letter_kinds() for ending in (".txt", ".short.txt")]
    return (*texts, *_BEGINNINGS, LAYOUT)


# Every plan checks all templates; one text is read and compiled once.
@lru_cache(maxsize=_TEXTS)
def _unknown(
    source: str, known: frozenset[str], attributes: frozenset[str]
) -> tuple[tuple[int, str], ...]:
    """The names that a template has no right to, with their lines, in order."""
    from jinja2 import nodes

    tree = _environment(html=False).parse(source)
    names = list(tree.find_all(nodes.Name))
    made = {node.name for node in names if node.ctx in ("store", "param")}
    known = known | made | {"loop", "range"}
    found = [(n.lineno, n.name) for n in names if n.ctx == "load" and n.name not in known]
    found += [
        (node.lineno, node.attr)
        for node in tree.find_all(nodes.Getattr)
        if node.attr not in attributes
    ]
    return tuple(sorted(found))


@lru_cache(maxsize=_TEXTS)
def _compiled(source: str, *, html: bool) -> Template:
    return _environment(html=html).from_string(source)


def _line_of(err: BaseException) -> int:
    """The line of the template in which rendering failed, as jinja2 maps it; 0 if unknown."""
    line, frame = 0, err.__traceback__
    while frame is not None:
        if frame.tb_frame.f_code.co_filename == "<template>":
            line = frame.tb_lineno
        frame = frame.tb_next
    return line


@cache
def _names() -> frozenset[str]:
    return frozenset(entry.name for entry in dataclasses.fields(Fields))


@cache
def _attributes() -> frozenset[str]:
    """The names of all fields of fields: another one is a slip of the pen."""
    parts = [kind for kind in vars(field_types).values() if isinstance(kind, type)]
    held = {
        name
        for kind in parts
        if kind.__module__ == field_types.__name__ and kind.__name__.endswith("Fields")
        for name in get_type_hints(kind)
    }
    return frozenset(held) | _LOOP


@cache
def _environment(*, html: bool) -> SandboxedEnvironment:
    from jinja2 import StrictUndefined
    from jinja2.exceptions import SecurityError
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class Bounded(ImmutableSandboxedEnvironment):
        """The sandbox, in which nothing is multiplied beyond a letter."""

        intercepted_binops = frozenset(("*", "**"))

        def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
            sizes = [len(one) if hasattr(one, "__len__") else abs(one) for one in (left, right)]
            if max(sizes, default=0) > _MOST or sizes[0] * sizes[1] > _MOST:
                raise SecurityError(f"{operator} > {_MOST}")
            return super().call_binop(context, operator, left, right)

    made = Bounded(undefined=StrictUndefined, autoescape=html, trim_blocks=True, lstrip_blocks=True)
    made.globals["range"] = _few
    return made


def _few(*bounds: int) -> range:
    """`range` of a template: no letter counts further.

    Raises:
        OverflowError: this one would.
    """
    counted = range(*bounds)
    if len(counted) > _MOST_ROUNDS:
        raise OverflowError(f"range > {_MOST_ROUNDS}")
    return counted


@cache
def shipped(language: str, name: str) -> str:
    """A template as it comes with the program."""
    kind = letter_kinds().get(name.partition(".")[0])
    if kind is not None and name in kind.texts:
        return kind.texts[name]
    source = files("mailsync.letters").joinpath("shipped", language, name)
    return source.read_text(encoding="utf-8")
