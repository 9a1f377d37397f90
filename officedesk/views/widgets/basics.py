"""Small builders: labels, buttons, lines and spacing with the roles of the stylesheet."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QKeySequence
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from officedesk.views.widgets.tips import plain_tip

ICON = QSize(20, 16)
"""Icon of 16 px with the gap to the text behind it."""
ICON_ALONE = QSize(16, 16)


def label(text: str = "", role: str = "", tone: str = "") -> QLabel:
    """A plain-text label: what people typed never becomes markup."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        made.setProperty("role", role)
    if tone:
        made.setProperty("tone", tone)
    return made


def button(
    text: str,
    on_click: Callable[[], object] | None = None,
    *,
    kind: str = "",
    icon: QIcon | None = None,
    tip: str = "",
    shortcut: str = "",
) -> QPushButton:
    """A push button. ``kind``: ``primary``, ``danger``, ``link``, ``plain`` or the default.

    ``shortcut`` is a Qt key sequence in portable form (``Ctrl+S``); it is shown in the tooltip.
    """
    made = QPushButton(text)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    if kind:
        made.setProperty("kind", kind)
    if icon is not None:
        made.setIcon(icon)
        made.setIconSize(ICON if text else ICON_ALONE)
    if shortcut:
        keys = QKeySequence.fromString(shortcut, QKeySequence.SequenceFormat.PortableText)
        made.setShortcut(keys)
        tip = f"{tip or text} ({keys.toString(QKeySequence.SequenceFormat.NativeText)})"
    if tip:
        made.setToolTip(plain_tip(tip))
    made.setAccessibleName(text or tip)
    if on_click is not None:
        made.clicked.connect(lambda: on_click())
    return made


def restyle(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the stylesheet looks at and have it looked at again."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def show_only(wanted: Mapping[QWidget, bool]) -> None:
    """Show or hide widgets of one row, those that go first: the window would grow for both and stay that wide."""
    for made, shown in sorted(wanted.items(), key=lambda one: one[1]):
        made.setVisible(shown)


def line(*, vertical: bool = False) -> QFrame:
    made = QFrame()
    made.setProperty("role", "line")
    if vertical:
        made.setFixedWidth(1)
    else:
        made.setFixedHeight(1)
    return made


def row(
    *items: QWidget | QLayout | int | None, spacing: int = 8, margins: tuple[int, int, int, int] = (0, 0, 0, 0)
) -> QHBoxLayout:
    """Items side by side; a number is a gap in pixels, ``None`` takes the room that is left."""
    made = QHBoxLayout()
    made.setSpacing(spacing)
    made.setContentsMargins(*margins)
    _fill(made, items)
    return made


def column(
    *items: QWidget | QLayout | int | None, spacing: int = 8, margins: tuple[int, int, int, int] = (0, 0, 0, 0)
) -> QVBoxLayout:
    """Items below each other; numbers and ``None`` as in :func:`row`."""
    made = QVBoxLayout()
    made.setSpacing(spacing)
    made.setContentsMargins(*margins)
    _fill(made, items)
    return made


def even(*items: QWidget) -> QHBoxLayout:
    """Fields of a form side by side, each as wide as the others."""
    made = row(*items, spacing=12)
    for place in range(len(items)):
        made.setStretch(place, 1)
    return made


def holder(layout: QLayout, role: str = "") -> QWidget:
    """A widget around a layout, with a role of the stylesheet (``panel``, ``card``)."""
    made = QFrame() if role else QWidget()
    if role:
        made.setProperty("role", role)
    made.setLayout(layout)
    return made


def field(title: str, control: QWidget, *, required: bool = False) -> QVBoxLayout:
    """A control with its label above it, tied to it for screen readers."""
    name = label(f"{title} *" if required else title, "label")
    name.setBuddy(control)
    control.setAccessibleName(title)
    return column(name, control, spacing=3)


def clear_layout(layout: QLayout) -> None:
    """Take out everything, and throw the widgets away."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            # Until it is gone it would be drawn where it stood.
            widget.hide()
            widget.deleteLater()


def scrolled() -> QScrollArea:
    """An area for what may be too high for its card; never too wide."""
    made = QScrollArea()
    made.setWidgetResizable(True)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return made


def grow(widget: QWidget) -> QWidget:
    widget.setSizePolicy(QSizePolicy.Policy.Expanding, widget.sizePolicy().verticalPolicy())
    return widget


def _fill(layout: QHBoxLayout | QVBoxLayout, items: tuple[QWidget | QLayout | int | None, ...]) -> None:
    for item in items:
        if item is None:
            layout.addStretch(1)
        elif isinstance(item, int):
            layout.addSpacing(item)
        elif isinstance(item, QLayout):
            layout.addLayout(item)
        else:
            layout.addWidget(item)
