"""Keys and looks that the tests of the fence form share."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from officedesk.views.map.fence_form import FenceForm
from officedesk.views.map.shape_editor import ShapeEditor
from officedesk.views.shell import Shell
from tests.gui.keys import CTRL, come_up, press, settle


def begin(qtbot: QtBot, shell: Shell, form: FenceForm, **values: int) -> None:
    form.begin(**values)
    settle(qtbot, shell)


def show(qtbot: QtBot, shell: Shell, form: FenceForm, key: int) -> None:
    form.open_fence(key)
    settle(qtbot, shell)


def type_into(widget: QWidget, text: str) -> None:
    # A list of completions that closed stays the active window, without a window system.
    widget.window().activateWindow()
    QApplication.processEvents()
    widget.setFocus()
    press(Qt.Key.Key_A, modifier=CTRL)
    press(Qt.Key.Key_Delete)
    for number, part in enumerate(text.split("\n")):
        if number:
            press(Qt.Key.Key_Return)
        press(part)


def save(qtbot: QtBot, shell: Shell) -> None:
    press(Qt.Key.Key_Return, modifier=CTRL)
    settle(qtbot, shell)


def answer(form: FenceForm, text: str) -> None:
    """Press a button of what is asked before leaving."""
    (box,) = (one for one in form.window().findChildren(QMessageBox, "discard") if one.isVisible())
    next(made for made in box.buttons() if made.text() == text).click()


def looked(qtbot: QtBot, shell: Shell, editor: ShapeEditor, text: str) -> None:
    qtbot.waitUntil(lambda: text in editor.size_label.text())
    settle(qtbot, shell)


def shown(panel: Any) -> list[str]:
    return [row.name for row in panel.source.rows(panel.model.all_ids())]


def dialog_of(qtbot: QtBot, shell: Shell, window: Any, kind: type[Any]) -> Any:
    found = next(one for one in reversed(window.findChildren(kind)) if one.isVisible())
    come_up(qtbot, shell, found)
    return found


def file_of(path: Path, *names_: str) -> Path:
    ring = [[-93.27, 44.97], [-93.26, 44.97], [-93.26, 44.98], [-93.27, 44.98], [-93.27, 44.97]]
    made = [
        {"type": "Feature", "properties": {"name": name}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        for name in names_
    ]
    made.append({"type": "Feature", "properties": {"name": "Road"}, "geometry": {"type": "LineString"}})
    path.write_text(json.dumps({"type": "FeatureCollection", "features": made}), encoding="utf-8")
    return path
