"""Editing in the cells of the line editor: what is typed counts at once, Enter and Tab go on."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from officedesk.models.enums import LineKind
from officedesk.services.sales.drafts import LineDraft
from officedesk.views.sales.lines.cells import COLUMNS, KINDS
from officedesk.views.sales.lines.completion import ENTER, PriceBookEdit
from officedesk.views.sales.lines.model import LINE, LineModel
from officedesk.views.sales.lines.paint import LinePainter
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import restyle
from officedesk.views.widgets.tips import plain_tip

Index = QModelIndex | QPersistentModelIndex
PLAIN = Qt.KeyboardModifier.KeypadModifier


class DescriptionEdit(QPlainTextEdit):
    """The text under an item's name. Ctrl+Enter, Tab and leaving keep it, Esc does not."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("Description of the line")
        self.setPlaceholderText("Description, printed under the item")
        self.setTabChangesFocus(True)


class LineDelegate(LinePainter):
    """``advanced(index, step, by Enter)`` and ``moved(index, rows)`` tell the table where editing goes on."""

    advanced = Signal(QPersistentModelIndex, int, bool)
    moved = Signal(QPersistentModelIndex, int)
    picked = Signal(QPersistentModelIndex, object, object)
    """An item was chosen in a cell: its place, the item, and the field it was chosen in, which holds its keys."""
    refused = Signal(str)
    undo_wanted = Signal(bool)

    def __init__(self, shell: Shell, model: LineModel, parent: QWidget) -> None:
        super().__init__(shell.theme, parent)
        self._shell, self._model = shell, model
        self.describing = False
        """The next editor of an item is that of its description."""
        self._before: LineDraft | None = None
        # The view edits one cell at a time.
        self._index = QPersistentModelIndex()

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        name = COLUMNS[index.column()].name
        line: LineDraft = index.data(LINE)
        self._before = line
        self._index = QPersistentModelIndex(index)
        editor: QWidget
        if name == "item" and self.describing:
            editor = DescriptionEdit(parent)
            editor.textChanged.connect(lambda: self._typed(editor))
        elif name in ("kind", "tax"):
            editor = QComboBox(parent)
            choices = KINDS if name == "kind" else self._model.context.tax_choices()
            for value, text in choices:
                editor.addItem(text, value)
            editor.activated.connect(lambda _: self._typed(editor))
        else:
            if name == "item" and not line.name and line.kind is not LineKind.SECTION:
                editor = PriceBookEdit(self._shell, self._model.context.currency, parent)
                editor.picked.connect(lambda item: self._pick(editor, item))
                editor.typed.connect(lambda _: self._finish(editor, self._index, 1, True))
            else:
                editor = QLineEdit(parent)
            editor.setProperty("role", "cell")
            if COLUMNS[index.column()].right:
                editor.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            editor.textEdited.connect(lambda _: self._typed(editor))
        editor.setProperty("cell", f"{index.row()},{index.column()}")
        if not isinstance(editor, DescriptionEdit):
            editor.setAccessibleName(f"{COLUMNS[index.column()].title}, line {index.row() + 1}")
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        # Asked again whenever the line changes: what is being typed is not touched.
        if editor.property("filled"):
            return
        self._fill(editor, index)
        editor.setProperty("filled", True)

    def _fill(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, DescriptionEdit):
            line: LineDraft = index.data(LINE)
            editor.setPlainText(line.description)
            editor.selectAll()
        elif isinstance(editor, QComboBox):
            at = editor.findText(str(index.data(Qt.ItemDataRole.EditRole)))
            if at < 0:
                # A rate that the office has no longer stays what it is until another is chosen.
                editor.insertItem(0, str(index.data(Qt.ItemDataRole.EditRole)))
                at = 0
            editor.setCurrentIndex(at)
        elif isinstance(editor, QLineEdit):
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole)))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: Any, index: Index) -> None:
        if isinstance(editor, DescriptionEdit):
            self._model.set_description(index.row(), editor.toPlainText())
        elif isinstance(editor, QComboBox):
            if editor.currentText() != index.data(Qt.ItemDataRole.EditRole):
                self._model.setData(index, editor.currentText())
        elif isinstance(editor, QLineEdit) and editor.isModified():
            problem = self._model.read(index, editor.text())
            if not problem:
                self._model.setData(index, editor.text())
            elif not editor.hasFocus():
                # Left by the mouse: the cell keeps its value, and the user is told.
                self.refused.emit(f"{problem} The line keeps {index.data(Qt.ItemDataRole.EditRole)}.")

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        area = option.rect
        if isinstance(editor, DescriptionEdit):
            top = self.row_height(LineDraft())
            room = editor.parentWidget().height()
            height = 78
            y = min(area.top() + top, max(0, room - height))
            editor.setGeometry(area.left(), y, max(area.width(), 320), height)
        else:
            editor.setGeometry(area.adjusted(0, 0, 0, -1) if not isinstance(editor, QComboBox) else area)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and isinstance(editor, QWidget) and event.type() is QEvent.Type.KeyPress:
            done = self._key(editor, event)
            if done is not None:
                return done
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_undo(event):
            # Undo is the editor's first: the page's shortcut would not know what is being typed.
            event.accept()
            return True
        return super().eventFilter(editor, event)

    def _key(self, editor: QWidget, event: QKeyEvent) -> bool | None:
        """``True``: handled; ``False``: the editor's own affair; ``None``: as every delegate does."""
        key = Qt.Key(event.key())
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        index = self._index
        if isinstance(editor, PriceBookEdit) and (editor.popup.isVisible() or key in ENTER) and editor.text().strip():
            return False if key in (*ENTER, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Escape) else None
        if key in ENTER:
            if isinstance(editor, DescriptionEdit) and not control:
                return False
            if control and not isinstance(editor, DescriptionEdit):
                return False
            self._finish(editor, index, 1, True)
            return True
        if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self._finish(editor, index, 1 if key is Qt.Key.Key_Tab else -1, False)
            return True
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and isinstance(editor, QLineEdit) and not event.modifiers() & ~PLAIN:
            if self._commit(editor):
                self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)
                self.moved.emit(index, 1 if key is Qt.Key.Key_Down else -1)
            return True
        if key is Qt.Key.Key_Escape:
            self._revert(index)
            self.refused.emit("")
            self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.RevertModelCache)
            return True
        if _is_undo(event):
            redo = event.matches(QKeySequence.StandardKey.Redo)
            own = isinstance(editor, QLineEdit) and (editor.isRedoAvailable() if redo else editor.isUndoAvailable())
            if own:
                return False
            self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)
            self.undo_wanted.emit(redo)
            return True
        return None

    def _revert(self, index: QPersistentModelIndex) -> None:
        """What the cell was before: of its own fields only, a save may have changed others meanwhile."""
        now = self._model.line_at(index.row()) if index.isValid() else None
        if now is not None and self._before is not None:
            column = COLUMNS[index.column()]
            before = {name: getattr(self._before, name) for name in column.fields}
            self._model.change(index.row(), replace(now, **before), column.name)

    def _pick(self, editor: PriceBookEdit, item: object) -> None:
        # What was typed to find the item is not its name.
        editor.setModified(False)
        editor.hold()
        self.picked.emit(self._index, item, editor)

    def _typed(self, editor: QWidget) -> None:
        """Every keystroke counts as soon as it makes sense."""
        if isinstance(editor, QLineEdit):
            restyle(editor, "invalid", False)
        if editor.property("filled"):
            self.commitData.emit(editor)

    def _commit(self, editor: QWidget) -> bool:
        """Take over what is in the editor; ``False`` (and said why) where it cannot be read."""
        if isinstance(editor, QLineEdit) and editor.isModified():
            problem = self._model.read(self._index, editor.text())
            if problem:
                restyle(editor, "invalid", True)
                editor.setAccessibleDescription(problem)
                QToolTip.showText(editor.mapToGlobal(QPoint(0, editor.height())), plain_tip(problem), editor)
                self.refused.emit(problem)
                return False
        self.commitData.emit(editor)
        self.refused.emit("")
        return True

    def _finish(self, editor: QWidget, index: QPersistentModelIndex, step: int, by_enter: bool) -> None:
        if self._commit(editor):
            self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)
            self.advanced.emit(index, step, by_enter)


def _is_undo(event: QKeyEvent) -> bool:
    return event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo)
