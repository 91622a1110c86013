"""The fields of a form: they scroll, and never take the keys themselves."""

from __future__ import annotations

from textual.containers import VerticalScroll


class FieldList(VerticalScroll, can_focus=False):
    """Tab goes from field to field; the list of them swallows no typing."""

    def __init__(self) -> None:
        super().__init__(id="fields")
