"""Whether what people typed is shown as they typed it, never as markup."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, Qt
from PySide6.QtGui import QAction
from PySide6.QtGui import Qt as QtText
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from officedesk.views.application import Desktop

OpenDesktop = Callable[[], Desktop]
BAD = "<b>&\"'</para><img src=x> & R&D"
# One of each kind: a window for each of all texts would take minutes.
SHOWN = (
    BAD,
    "&lt;b&gt; & &amp;",
    "<a href='x'>" + "y" * 300,
    "a\nb <b>c",
    "invoice\u202efdp.exe",
    "x" * 5_000,
    "مرحبا <b>",
)


def settle(qtbot: QtBot, desktop: Desktop) -> None:
    qtbot.waitUntil(lambda: not desktop.shell.runner.busy, timeout=20_000)
    QApplication.processEvents()
    qtbot.waitUntil(lambda: not desktop.shell.runner.busy, timeout=20_000)


def widgets(root: QWidget) -> Iterator[QWidget]:
    yield root
    yield from root.findChildren(QWidget)


def problems(root: QWidget) -> list[str]:
    """Where something in ``root`` would take what was typed for markup, or hide an ampersand of it."""
    found = []
    for widget in widgets(root):
        name = f"{type(widget).__name__} {widget.objectName()}"
        tip = widget.toolTip()
        if is_markup(tip):
            found.append(f"tooltip of {name}: {tip[:80]}")
        if isinstance(widget, QLabel):
            text = widget.text()
            if widget.textFormat() is not Qt.TextFormat.PlainText and is_markup(text):
                found.append(f"text of {name}: {text[:80]}")
            if widget.buddy() is not None and "R&D" in text:
                found.append(f"mnemonic in {name}: {text[:80]}")
        if isinstance(widget, QAbstractButton) and "R&D" in widget.text().replace("&&", ""):
            found.append(f"mnemonic in {name}: {widget.text()[:80]}")
        if isinstance(widget, QAbstractItemView) and widget.model() is not None:
            found += [f"{name}: {text}" for text in told_by(widget.model())]
        found += [f"action of {name}: {a.text()[:80]}" for a in widget.actions() if not plain_action(a)]
    return found


def is_markup(text: str) -> bool:
    """``text`` would be shown as markup, and is not our own wrapping of escaped text."""
    if not QtText.mightBeRichText(text):  # type: ignore[attr-defined]
        return False
    inner = text.removeprefix("<p style='white-space:pre'>").removesuffix("</p>")
    return inner == text or "<" in inner


def plain_action(action: QAction) -> bool:
    return "R&D" not in action.text().replace("&&", "") and not is_markup(action.toolTip())


def told_by(model: QAbstractItemModel) -> Iterator[str]:
    for row in range(min(model.rowCount(), 40)):
        for column in (
            range(max(1, model.columnCount(QModelIndex()))) if not isinstance(model, QAbstractListModel) else (0,)
        ):
            tip = model.index(row, column, QModelIndex()).data(Qt.ItemDataRole.ToolTipRole)
            if isinstance(tip, str) and is_markup(tip):
                yield f"tooltip of {row}, {column}: {tip[:80]}"
