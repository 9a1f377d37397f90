"""Tab goes through a form as it is laid out, also through rows that came later."""

from itertools import pairwise
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QGridLayout, QLayout, QLayoutItem, QScrollArea, QWidget


def follow_layout(form: QWidget) -> None:
    """Put what is in ``form`` in the order of its layouts; a widget with ``tab_stops()`` names its own order.

    Qt puts every widget that is made later behind all others of the window: call this after rows were added.
    """
    for before, after in pairwise(stops(form)):
        QWidget.setTabOrder(before, after)


def stops(widget: QWidget) -> list[QWidget]:
    """The controls of ``widget`` in the order in which they are laid out, shown or not."""
    own: Any = getattr(widget, "tab_stops", None)
    if own is not None:
        return list(own())
    if isinstance(widget, QScrollArea):
        inside = widget.widget()
        return stops(inside) if inside is not None else []
    found = [widget] if widget.focusPolicy() & Qt.FocusPolicy.TabFocus else []
    layout = widget.layout()
    return found if layout is None or isinstance(widget, QComboBox) else found + _within(layout)


def _within(layout: QLayout) -> list[QWidget]:
    found: list[QWidget] = []
    for at in _places(layout):
        item: QLayoutItem | None = layout.itemAt(at)
        widget, inner = (item.widget(), item.layout()) if item is not None else (None, None)
        if widget is not None:
            found += stops(widget)
        elif inner is not None:
            found += _within(inner)
    return found


def _places(layout: QLayout) -> list[int]:
    """Items are asked for in the order they were put in; a grid is read line by line."""
    places = list(range(layout.count()))
    if isinstance(layout, QGridLayout):
        places.sort(key=lambda at: layout.getItemPosition(at)[:2])  # type: ignore[index]
    return places
