"""The tree of our own code as facts: which module imports which and how, which class stands where.

An import counts wherever it is written: at the top, under `TYPE_CHECKING`, within a function, or
as a string that a package's lazy face or a table of places holds ("module", "module:Class").
"""

from __future__ import annotations

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROOMS = ("store", "mailsync", "tui")
_DOTTED = re.compile(r"((?:store|mailsync|tui)(?:\.\w+)+)(?::\w+)?")


@dataclass(frozen=True)
class OwnImport:
    """One import of a module of ours; `how` is top, typed, function or lazy."""

    source: str
    target: str
    how: str
    line: int


@dataclass(frozen=True)
class OwnClass:
    """One class of ours; `bases` are names, `own_bases` those of them that are ours."""

    name: str
    module: str
    bases: tuple[str, ...]
    own_bases: tuple[str, ...]


@dataclass
class House:
    """Everything that the tests of the house ask about."""

    modules: Mapping[str, ast.Module]
    packages: frozenset[str]
    imports: list[OwnImport] = field(default_factory=list)
    classes: list[OwnClass] = field(default_factory=list)

    def counted(self) -> Counter[str]:
        """Imports of our own modules by how they are written; one statement counts once."""
        statements = {(one.source, one.line, one.how) for one in self.imports}
        return Counter(how for _, _, how in statements)

    def late_imports(self) -> Counter[str]:
        """Imports of our own modules that do not stand at the top, by package."""
        statements = {
            (one.source, one.line) for one in self.imports if one.how in ("typed", "function")
        }
        return Counter("/".join(source.split(".")[:2]) for source, _ in statements)

    def circles(self) -> list[list[str]]:
        """Groups of modules that import each other, the largest first."""
        graph: dict[str, set[str]] = defaultdict(set)
        for one in self.imports:
            if one.source != one.target:
                graph[one.source].add(one.target)
        found = [sorted(group) for group in _strong(graph) if len(group) > 1]
        return sorted(found, key=lambda group: (-len(group), group))

    def importers_of(self, *names: str) -> list[str]:
        """Modules of ours that import one of these modules, wherever they do."""
        return sorted(
            module
            for module, tree in self.modules.items()
            for node in ast.walk(tree)
            if (isinstance(node, ast.ImportFrom) and node.module in names)
            or (isinstance(node, ast.Import) and {one.name for one in node.names} & set(names))
        )

    def users_of(self, *attributes: str) -> list[str]:
        """Modules of ours that ask something for one of these attributes."""
        return sorted(
            module
            for module, tree in self.modules.items()
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute) and node.attr in attributes
        )

    def owner_takers(self) -> list[str]:
        """Functions outside a class, and makers of objects, that take a screen or the app.

        What takes its owner reaches back into it; a widget or a screen that is shown gets its
        parent from Textual.
        """
        owners = self.descendants("Screen", "ModalScreen", "App")
        found = []
        for module, tree in self.modules.items():
            if not module.startswith("tui"):
                continue
            for node in ast.walk(tree):
                if isinstance(node, ast.ClassDef):
                    taken = [one for one in node.body if getattr(one, "name", "") == "__init__"]
                    taken += [one for one in node.body if _is_field_of(one, owners)]
                    found += [f"{module}:{node.name}" for one in taken if _takes(one, owners)]
            found += [
                f"{module}:{node.name}"
                for node in tree.body
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _takes(node, owners)
            ]
        return sorted(set(found))

    def descendants(self, *roots: str) -> set[str]:
        """Names of classes of tui that are made from one of `roots`, and the roots."""
        known = {*roots}
        ours = [one for one in self.classes if one.module.startswith("tui")]
        while True:
            more = {one.name for one in ours if known & set(one.bases)} - known
            if not more:
                return known
            known |= more

    def doubled_names(self) -> dict[str, list[str]]:
        """Class names that stand in more than one module; a private one is its module's own."""
        places = defaultdict(list)
        for one in self.classes:
            if one.name.startswith("_"):
                continue
            places[one.name].append(one.module)
        return {name: where for name, where in sorted(places.items()) if len(where) > 1}

    def only_children(self) -> dict[str, str]:
        """Base classes with a single subclass, protocols and what is itself made aside."""
        contracts = {one.name for one in self.classes if {"Protocol", "ABC"} & set(one.bases)}
        # What is made as it is serves more than its subclass.
        contracts |= {
            node.func.id
            for tree in self.modules.values()
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        heirs = defaultdict(list)
        for one in self.classes:
            for base in set(one.own_bases) - contracts:
                heirs[base].append(one.name)
        return {base: names[0] for base, names in sorted(heirs.items()) if len(names) == 1}

    def handlers_called_again(self) -> list[str]:
        """Where a handler calls that of its base class, which Textual calls by itself."""
        return sorted(
            f"{module}:{node.lineno}"
            for module, tree in self.modules.items()
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Call)
            and getattr(node.value.func, "id", "") == "super"
            # Events come in by `on_event`, and it is called once.
            and node.attr.startswith("on_")
            and node.attr != "on_event"
        )


def _base_name(node: ast.expr) -> str:
    if isinstance(node, ast.Subscript):
        node = node.value
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _named(annotation: ast.expr | None) -> set[str]:
    """Names in an annotation, those in quotes too; a type of something is not the thing."""
    if annotation is None:
        return set()
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        annotation = ast.parse(annotation.value, mode="eval").body
    if isinstance(annotation, ast.Subscript) and _base_name(annotation) in ("type", "Callable"):
        return set()
    if isinstance(annotation, ast.BinOp):
        return _named(annotation.left) | _named(annotation.right)
    return {_base_name(annotation)}


def _is_field_of(node: ast.stmt, owners: set[str]) -> bool:
    return isinstance(node, ast.AnnAssign) and bool(_named(node.annotation) & owners)


def _takes(node: ast.AST, owners: set[str]) -> bool:
    if isinstance(node, ast.AnnAssign):
        return True
    assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    return any(_named(one.annotation) & owners for one in given)


def _strong(graph: Mapping[str, set[str]]) -> Iterator[list[str]]:
    """Strongly connected groups, by Tarjan, without recursion."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    inside: set[str] = set()
    for start in sorted(graph):
        if start in index:
            continue
        work = [(start, iter(sorted(graph.get(start, ()))))]
        index[start] = low[start] = len(index)
        stack.append(start)
        inside.add(start)
        while work:
            node, after = work[-1]
            for one in after:
                if one not in index:
                    index[one] = low[one] = len(index)
                    stack.append(one)
                    inside.add(one)
                    work.append((one, iter(sorted(graph.get(one, ())))))
                    break
                if one in inside:
                    low[node] = min(low[node], index[one])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    group = []
                    while True:
                        one = stack.pop()
                        inside.discard(one)
                        group.append(one)
                        if one == node:
                            break
                    yield group


class _Reader(ast.NodeVisitor):
    """Collects imports and classes of one module."""

    def __init__(self, house: House, module: str) -> None:
        self.house = house
        self.module = module
        self._how = "top"
        self._known: dict[str, bool] = {}
        for node in ast.walk(house.modules[module]):
            if isinstance(node, ast.ImportFrom):
                own = (node.module or "").split(".")[0] in ROOMS
                self._known |= {one.asname or one.name: own for one in node.names}
            elif isinstance(node, ast.ClassDef):
                self._known[node.name] = True

    def visit_If(self, node: ast.If) -> None:
        typed = isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        before, self._how = self._how, "typed" if typed else self._how
        for one in node.body:
            self.visit(one)
        self._how = before
        for one in node.orelse:
            self.visit(one)

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        before, self._how = self._how, "function"
        self.generic_visit(node)
        self._how = before

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        bases = tuple(_base_name(base) for base in node.bases)
        plain = (base.value if isinstance(base, ast.Subscript) else base for base in node.bases)
        own = tuple(
            base.id for base in plain if isinstance(base, ast.Name) and self._known.get(base.id)
        )
        self.house.classes.append(OwnClass(node.name, self.module, bases, own))
        self.generic_visit(node)

    def visit_Import(self, node: ast.Import) -> None:
        for one in node.names:
            self._add(one.name, node.lineno, self._how)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        for one in node.names:
            self._add(f"{node.module}.{one.name}", node.lineno, self._how)

    def visit_Constant(self, node: ast.Constant) -> None:
        found = _DOTTED.fullmatch(node.value) if isinstance(node.value, str) else None
        if found and found[1] in self.house.modules:
            self._add(found[1], node.lineno, "lazy")

    def _add(self, name: str, line: int, how: str) -> None:
        while name and name not in self.house.modules:
            name = name.rpartition(".")[0]
        if name:
            self.house.imports.append(OwnImport(self.module, name, how, line))


@cache
def house(root: Path = ROOT) -> House:
    """Read the whole tree once."""
    files = sorted(path for room in ROOMS for path in (root / room).rglob("*.py"))
    modules, packages = {}, set()
    for path in files:
        parts = path.relative_to(root).with_suffix("").parts
        if parts[-1] == "__init__":
            parts = parts[:-1]
            packages.add(".".join(parts))
        modules[".".join(parts)] = ast.parse(path.read_text(encoding="utf-8"), str(path))
    made = House(modules, frozenset(packages))
    for name, tree in modules.items():
        _Reader(made, name).visit(tree)
    return made
