"""The line editor: the table, the field that adds lines from the price book, and the menu of what lines can do."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from officedesk.models.enums import LineKind
from officedesk.models.pricing import Totals
from officedesk.services.sales.drafts import LineDraft, Pricing
from officedesk.services.sales.rows import ItemRow, TaxChoice
from officedesk.views.sales.lines import operations
from officedesk.views.sales.lines.cells import COLUMNS, NO_TAX, LineContext
from officedesk.views.sales.lines.completion import ENTER, PriceBookEdit
from officedesk.views.sales.lines.model import LineModel
from officedesk.views.sales.lines.operations import Lines
from officedesk.views.sales.lines.table import LineTable
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import ICON, button, label


class LineEditor(QFrame):
    """Lines of a document on a card.

    The document owns them: it hears of changes by ``edited(lines, key)`` (the key says which cell, for undo) and hands
    back lines and sums with :meth:`show_lines`.
    """

    edited = Signal(object, str)
    undo_wanted = Signal(bool)
    left = Signal(int)
    """The keyboard goes on below (1) or above (-1) the editor."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shell = shell
        self.setProperty("role", "card")
        # As tall as its lines where there is room, and the table scrolls where there is not.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.context = LineContext(shell.desk.currency)
        self.model = LineModel(self.context, self)
        self.table = LineTable(shell, self.model, self)
        self.entry = PriceBookEdit(shell, self.context.currency)
        self.entry.setProperty("role", "entry")
        self.entry.setPlaceholderText("Type to search the price book…")
        self.entry.setAccessibleName("Add a line: type to search the price book")
        self._menu_button = button(
            "", self._open_menu, kind="plain", icon=shell.icons("dots-three"), tip="Lines: more actions"
        )
        self._menu_button.setIconSize(ICON)
        self._problem = label("", "error")
        self._problem.setWordWrap(True)
        self._problem.setContentsMargins(10, 2, 10, 4)
        self._problem.hide()
        bottom = QHBoxLayout()
        bottom.setContentsMargins(0, 0, 4, 0)
        bottom.setSpacing(0)
        bottom.addWidget(self.entry, 1)
        bottom.addWidget(self._menu_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addWidget(self.table, 1)
        layout.addLayout(bottom)
        layout.addWidget(self._problem)
        if shell.config.get("line_costs", False):
            self.show_costs(True)
        self.model.edited.connect(self.edited)
        self.table.left.connect(self._table_left)
        self.table.menu_wanted.connect(self._show_menu)
        self.table.delegate.refused.connect(self._tell)
        self.table.delegate.undo_wanted.connect(self.undo_wanted)
        self.table.delegate.picked.connect(self._replace)
        self.entry.picked.connect(self._pick)
        self.entry.typed.connect(self._add_typed)
        self.entry.installEventFilter(self)

    # --- what the document hands in ---

    @property
    def lines(self) -> Lines:
        return self.model.lines

    @property
    def problem(self) -> str:
        """What is said to be wrong with the lines."""
        return self._problem.text()

    def set_document(self, pricing: Pricing, rates: Iterable[TaxChoice], tax: TaxChoice = NO_TAX) -> None:
        """How the document is priced, the office's tax rates, and the rate that new lines get."""
        self.context.currency = pricing.currency
        self.context.prices_include_tax = pricing.prices_include_tax
        self.context.rates = tuple(rates)
        self.context.tax = tax
        self.table.viewport().update()

    def show_lines(self, lines: Lines, totals: Totals | None) -> None:
        """Show the document's lines and what they come to (``None``: it cannot be priced)."""
        self.model.set_lines(lines)
        self.model.set_totals(totals)

    def set_read_only(self, on: bool) -> None:
        self.model.set_read_only(on)
        self.entry.setHidden(on)
        self._menu_button.setHidden(on)

    def set_column_visible(self, name: str, on: bool) -> None:
        """Documents without tax or discounts of lines (a job's tasks) hide those columns."""
        self.table.show_column(name, on)

    def show_errors(self, fields: Mapping[str, str]) -> bool:
        """Mark the cells that a save refused (``lines.2.price``) and go to the first; ``False`` where there is none."""
        first = self.model.set_errors(fields)
        self._tell(self.model.error_at(*first) if first else fields.get("lines", ""))
        if first is not None:
            row, column = first
            if not self.table.edit_at(row, column):
                self.table.select_rows([row], column)
                self.table.setFocus()
        return first is not None

    # --- adding lines ---

    def _pick(self, item: ItemRow) -> None:
        """An item was chosen in the field: its lines, at the end; then its quantity."""
        self.entry.hold()
        self._expand(item, self.entry, lambda new: self._append(new, "quantity"))

    def _replace(self, index: QPersistentModelIndex, item: ItemRow, box: PriceBookEdit) -> None:
        """An item was chosen for a line without a name: its lines take the line's place."""

        def done(new: list[LineDraft]) -> None:
            row = index.row()
            if not index.isValid():
                self._append(new, "quantity")
                return
            lines = self.model.lines
            self.model.put(operations.insert(operations.remove(lines, [row]), row, new))
            self.table.edit_at(row, "quantity")

        self._expand(item, box, done)

    def _expand(self, item: ItemRow, box: PriceBookEdit, done: Callable[[list[LineDraft]], None]) -> None:
        desk, tax = self._shell.desk, self.context.tax

        def work() -> list[LineDraft]:
            from officedesk.services.sales.pricebook import expand

            return expand(desk, item.id, tax)

        def arrived(new: list[LineDraft]) -> None:
            box.reset()
            done(new)
            box.release()

        def failed(error: Exception) -> None:
            box.release()
            self._shell.fail(error)

        self._shell.load(box, work, arrived, failed)

    def _add_typed(self, text: str) -> None:
        self.entry.reset()
        self._append([operations.typed_line(text, self.context.tax)], "quantity")

    def _append(self, new: list[LineDraft], column: str) -> None:
        row = self.model.rowCount()
        self.model.put((*self.model.lines, *new))
        if new:
            self.table.edit_at(row, column)

    # --- moving between table and field ---

    def _table_left(self, step: int) -> None:
        if step > 0:
            self.entry.setFocus()
            self.table.clearSelection()
        else:
            self.left.emit(-1)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.entry and isinstance(event, QKeyEvent):
            if event.type() is QEvent.Type.ShortcutOverride and event.matches(QKeySequence.StandardKey.Undo):
                # Nothing to take back in the field itself: then it is the document's undo.
                if self.entry.isUndoAvailable():
                    event.accept()
                else:
                    event.ignore()
                return True
            if event.type() is QEvent.Type.KeyPress and self._entry_key(event):
                return True
        return super().eventFilter(watched, event)

    def _entry_key(self, event: QKeyEvent) -> bool:
        key, empty = Qt.Key(event.key()), not self.entry.text()
        if key is Qt.Key.Key_Up and not self.entry.popup.isVisible() and self.model.rowCount():
            column = self.table.currentIndex().column()
            name = COLUMNS[column].name if column >= 0 else "item"
            self.table.setFocus()
            self.table.select_rows([self.model.rowCount() - 1], name)
            return True
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key in ENTER and empty and not control and not self.entry.popup.isVisible():
            self.left.emit(1)
            return True
        if event.matches(QKeySequence.StandardKey.Paste) and empty:
            from PySide6.QtGui import QGuiApplication

            if "\t" in QGuiApplication.clipboard().text() or "\n" in QGuiApplication.clipboard().text().strip():
                self.table.setCurrentIndex(self.model.index(-1, -1))
                return self.table.paste()
        return False

    def focusInEvent(self, event: QFocusEvent) -> None:
        # No focus proxy: Tab would skip the lines, and end at an entry that is not there when they cannot be changed.
        self.entry.setFocus(event.reason())

    def _tell(self, text: str) -> None:
        self._problem.setText(text)
        self._problem.setVisible(bool(text))

    # --- the menu ---

    def _open_menu(self) -> None:
        self._show_menu(self._menu_button.mapToGlobal(QPoint(0, self._menu_button.height())))

    def _show_menu(self, at: QPoint) -> None:
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(at)

    def menu(self) -> QMenu:
        """What can be done to the selected lines, as they are now."""
        menu = QMenu(self)
        rows = self.table.rows
        lines = self.model.lines
        chosen = [lines[row] for row in rows if lines[row].kind is not LineKind.SECTION]
        current = self.model.line_at(self.table.currentIndex().row())
        writes = not self.model.read_only

        def act(text: str, run: Callable[[], Any], keys: str = "", on: bool = True) -> Any:
            action = menu.addAction(text)
            if keys:
                # Shown only: the table itself hears the keys, so that they mean lines nowhere else.
                native = QKeySequence.fromString(keys, QKeySequence.SequenceFormat.PortableText)
                action.setText(f"{text}\t{native.toString(QKeySequence.SequenceFormat.NativeText)}")
            action.setEnabled(on and writes)
            action.triggered.connect(lambda: run())
            return action

        table = self.table
        act("Insert line", table.insert_line, "Ins")
        act("Insert section", lambda: table.insert_line(operations.section()))
        act("Paste rows", table.paste, "Ctrl+V")
        menu.addSeparator()
        act("Duplicate", table.duplicate_lines, "Ctrl+D", bool(rows))
        act("Move up", lambda: table.move_lines(-1), "Alt+Up", bool(rows) and rows[0] > 0)
        act("Move down", lambda: table.move_lines(1), "Alt+Down", bool(rows) and rows[-1] < len(lines) - 1)
        act("Description…", table.describe, "Alt+Return", current is not None and current.kind is not LineKind.SECTION)
        menu.addSeparator()
        optional = act("Optional", lambda: self._toggle_optional(rows), on=bool(chosen))
        optional.setCheckable(True)
        optional.setChecked(bool(chosen) and all(one.optional for one in chosen))
        if any(one.alternative for one in chosen):
            act("No longer alternatives", lambda: self.model.put(operations.ungroup(lines, rows)))
        else:
            group = act(
                "Make alternatives",
                lambda: self.model.put(operations.group_alternatives(lines, rows)),
                on=len(chosen) > 1,
            )
            group.setToolTip("Select two lines or more (Shift+Down): the customer takes one of them.")
        taxes = menu.addMenu("Tax")
        taxes.setEnabled(bool(chosen) and writes)
        for choice, name in self.context.tax_choices():
            taxes.addAction(name.replace("&", "&&")).triggered.connect(
                lambda _=False, choice=choice: self._set_tax(rows, choice)
            )
        menu.addSeparator()
        costs = menu.addAction("Show cost and margin")
        costs.setCheckable(True)
        costs.setChecked(table.column_shown("cost"))
        costs.triggered.connect(self.show_costs)
        menu.addSeparator()
        act("Delete", table.delete_lines, "Ctrl+Del", bool(rows))
        return menu

    def show_costs(self, on: bool) -> None:
        """Show the office's cost and margin beside each line; remembered on this desktop."""
        self._shell.config.put("line_costs", on)
        for column in ("cost", "margin"):
            self.table.show_column(column, on)

    def _toggle_optional(self, rows: list[int]) -> None:
        lines = self.model.lines
        on = not all(lines[row].optional for row in rows if lines[row].kind is not LineKind.SECTION)
        self.model.put(operations.settle(operations.set_optional(lines, rows, on)))

    def _set_tax(self, rows: list[int], tax: TaxChoice) -> None:
        self.model.put(
            tuple(operations.with_tax(one, tax) if row in rows else one for row, one in enumerate(self.model.lines))
        )
