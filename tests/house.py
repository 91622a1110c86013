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
    """One class of ours with the names of its bases."""

    name: str
    module: str
    bases: tuple[str, ...]


@dataclass
class House:
    """Everything that the tests of the house ask about."""

    modules: Mapping[str, ast.Module]
    packages: frozenset[str]
    imports: list[OwnImport] = field(default_factory=list)
    classes: list[OwnClass] = field(default_factory=list)

    def counted(self) -> Counter[str]:
        """Imports of our own modules by how they are written."""
        return Counter(one.how for one in self.imports)

    def circles(self) -> list[list[str]]:
        """Groups of modules that import each other, the largest first."""
        graph: dict[str, set[str]] = defaultdict(set)
        for one in self.imports:
            if one.source != one.target:
                graph[one.source].add(one.target)
        found = [sorted(group) for group in _strong(graph) if len(group) > 1]
        return sorted(found, key=lambda group: (-len(group), group))

    def descendants(self, *roots: str) -> set[str]:
        """Names of classes that are made from one of `roots`, the roots of ours among them."""
        known = {*roots}
        while True:
            more = {one.name for one in self.classes if known & set(one.bases)} - known
            if not more:
                return known
            known |= more

    def doubled_names(self) -> dict[str, list[str]]:
        """Class names that stand in more than one module."""
        places = defaultdict(list)
        for one in self.classes:
            places[one.name].append(one.module)
        return {name: where for name, where in sorted(places.items()) if len(where) > 1}

    def only_children(self) -> dict[str, str]:
        """Base classes with a single subclass, protocols aside."""
        contracts = {one.name for one in self.classes if {"Protocol", "ABC"} & set(one.bases)}
        own = {one.name for one in self.classes} - contracts
        heirs = defaultdict(list)
        for one in self.classes:
            for base in one.bases:
                if base in own:
                    heirs[base].append(one.name)
        return {base: names[0] for base, names in sorted(heirs.items()) if len(names) == 1}


def _base_name(node: ast.expr) -> str:
    if isinstance(node, ast.Subscript):
        node = node.value
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


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
        self.house.classes.append(OwnClass(node.name, self.module, bases))
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
