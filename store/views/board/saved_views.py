"""Views of the board that somebody saved: a small file beside the settings, for everybody."""

from __future__ import annotations

from pathlib import Path

import msgspec
import rtoml

from store.errors import ConfigError
from store.views.board.columns import board_columns
from store.views.board.finding import Filter, Order, Wanted

FILE = "views.toml"


class SavedView(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One saved view; `unit` is a sub-committee's id, "" all of them."""

    name: str
    filter: Filter = Filter.ALL
    unit: str = ""
    text: str = ""
    order: str = Order.UNIT

    def __post_init__(self) -> None:
        if self.order not in {*Order, *board_columns()}:
            raise ValueError(self.order)

    @property
    def wanted(self) -> Wanted:
        """What the board is to show."""
        return Wanted(self.filter, self.unit, self.text, self.order)


class _Views(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    view: tuple[SavedView, ...] = ()


def saved_views(folder: Path) -> tuple[SavedView, ...]:
    """The saved views of a workspace, in the order of saving.

    Raises:
        ConfigError: `views.unreadable`, where somebody edited the file and it has an error.
    """
    file = folder / FILE
    try:
        text = file.read_text(encoding="utf-8-sig")
        return msgspec.convert(rtoml.loads(text), _Views).view
    except FileNotFoundError:
        return ()
    except (OSError, ValueError) as err:
        raise ConfigError("views.unreadable", file=str(file), reason=str(err)) from err


def save_view(folder: Path, name: str, wanted: Wanted) -> None:
    """Keep a view under a name; an earlier one of that name is replaced.

    Raises:
        ConfigError: `views.unreadable`; nothing is overwritten.
        StoreError: `disk.full` or `disk.write`.
    """
    kept = [one for one in saved_views(folder) if one.name != name]
    _write(folder, [*kept, SavedView(name, *_fields(wanted))])


def drop_view(folder: Path, name: str) -> None:
    """Forget a view. Raises as `save_view`."""
    _write(folder, [one for one in saved_views(folder) if one.name != name])


def _fields(wanted: Wanted) -> tuple[Filter, str, str, str]:
    return wanted.filter, wanted.unit, wanted.text, wanted.order


def _write(folder: Path, views: list[SavedView]) -> None:
    import tomlkit

    from store.workspace.settings_file import replace_file

    document = tomlkit.document()
    tables = tomlkit.aot()
    for view in views:
        table = tomlkit.table()
        for name, value in msgspec.structs.asdict(view).items():
            table.add(name, str(value))
        tables.append(table)
    document.add("view", tables)
    replace_file(folder / FILE, tomlkit.dumps(document))
