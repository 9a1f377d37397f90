"""The keyboard sheet: every key by screen and every command by name, filtered as one types, and on paper."""

from html import escape
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QKeySequence, QPainter, QShortcut
from PySide6.QtWidgets import (
    QFileDialog,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from officedesk.models.text import fold
from officedesk.views.help.desk import native
from officedesk.views.help.keys import shown
from officedesk.views.icons import Icons
from officedesk.views.shell import Shell
from officedesk.views.theme import Theme
from officedesk.views.widgets.basics import button, label, line, row
from officedesk.views.widgets.search_box import SearchBox

KEYS = Qt.ItemDataRole.UserRole
COMMANDS = "Commands: Ctrl+K, then some of their words"
_Rows = list[tuple[str, tuple[str, ...]]]


class KeySheet(QWidget):
    """A window of its own that blocks nothing."""

    def __init__(self, theme: Theme, icons: Icons) -> None:
        super().__init__(None, Qt.WindowType.Window)
        # The program ends with its last window that is not this one.
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setObjectName("page")
        self.setWindowTitle("Keyboard shortcuts – OfficeDesk")
        self.groups: list[tuple[str, _Rows]] = []
        self.search = SearchBox("Filter by key, screen or what it does", icons, theme)
        self.said = label("", "muted")
        self.pdf_button = button("Save PDF…", self.save, icon=icons("file-pdf"), tip="Save PDF… (Ctrl+Shift+P)")
        self.tree = QTreeWidget()
        self.tree.setAccessibleName("Keyboard shortcuts")
        self.tree.setProperty("role", "keys")
        self.tree.setColumnCount(2)
        self.tree.setHeaderHidden(True)
        self.tree.setRootIsDecorated(False)
        self.tree.setItemsExpandable(False)
        self.tree.setIndentation(0)
        self.tree.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.tree.setItemDelegate(CapDelegate(theme, self.tree))
        head = self.tree.header()
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        head.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        head.setStretchLastSection(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(row(self.search, self.said, self.pdf_button, margins=(16, 12, 16, 12)))
        layout.addWidget(line())
        layout.addWidget(self.tree, 1)
        layout.setStretchFactor(self.tree, 1)
        self.search.typed.connect(self._filter)
        self.search.down.connect(self.tree.setFocus)
        for keys, act in (("Ctrl+F", self.begin_search), ("Ctrl+Shift+P", self.save), ("Esc", self._escape)):
            QShortcut(QKeySequence(keys), self).activated.connect(act)
        self.resize(760, 720)
        self.setMinimumSize(560, 360)

    def tell(self, shell: Shell | None) -> None:
        """Read the tables anew: the commands are those of whoever sits here."""
        self.groups = list(shown())
        if shell is not None:
            self.groups.append((COMMANDS, _commands(shell)))
        self._filter(self.search.text())

    def begin_search(self) -> None:
        """Into the filter."""
        self.search.setFocus()
        self.search.selectAll()

    def rows(self) -> list[tuple[str, str, tuple[str, ...]]]:
        """(screen, what, keys) as they are shown."""
        words = fold(self.search.text()).split()
        return [
            (screen, what, keys)
            for screen, rows in self.groups
            for what, keys in rows
            if all(word in f"{fold(screen)} {fold(what)} {' '.join(keys).lower()}" for word in words)
        ]

    def save(self) -> None:
        """Ask where to, then write what is shown as PDF."""
        dialog = QFileDialog(self, "Save PDF")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter("PDF (*.pdf)")
        dialog.setDefaultSuffix("pdf")
        dialog.selectFile("OfficeDesk keyboard shortcuts.pdf")
        dialog.fileSelected.connect(self.write)
        dialog.open()

    def write(self, path: str) -> None:
        """Write the PDF."""
        from officedesk.views.help.sheet_paper import write_pdf

        told = write_pdf(path, sheet_html(self.rows()))
        self.said.setText(told or "Saved.")

    def _filter(self, _: str) -> None:
        self.tree.clear()
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        before = ""
        found = self.rows()
        for screen, what, keys in found:
            if screen != before:
                before = screen
                head = QTreeWidgetItem([screen])
                head.setFont(0, bold)
                head.setFlags(Qt.ItemFlag.ItemIsEnabled)
                self.tree.addTopLevelItem(head)
                head.setFirstColumnSpanned(True)
            made = QTreeWidgetItem([what, " or ".join(native(one) for one in keys)])
            made.setData(1, KEYS, tuple(native(one) for one in keys))
            made.setToolTip(0, what)
            self.tree.addTopLevelItem(made)
        self.said.setText("" if found else "Nothing like that")

    def _escape(self) -> None:
        if self.search.text():
            self.search.clear()
            self._filter("")
        else:
            self.close()


class CapDelegate(QStyledItemDelegate):
    """Draws keys as caps, and gives headings their room."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Any) -> QSize:
        metrics = option.fontMetrics  # type: ignore[attr-defined]
        keys = index.data(KEYS)
        height = metrics.height() + 12
        if keys is None:
            heading = not index.siblingAtColumn(1).data()
            return QSize(80, height + (14 if heading and index.row() else 0))
        return QSize(sum(metrics.horizontalAdvance(one) + 24 for one in keys) + 24, height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Any) -> None:
        keys = index.data(KEYS)
        area = option.rect  # type: ignore[attr-defined]
        if keys is None:
            heading = not index.siblingAtColumn(1).data()
            painter.save()
            painter.setFont(index.data(Qt.ItemDataRole.FontRole) or option.font)  # type: ignore[attr-defined]
            painter.setPen(self._theme.colour("text"))
            text = painter.fontMetrics().elidedText(index.data(), Qt.TextElideMode.ElideRight, area.width() - 24)
            place = area.adjusted(16, 14 if heading and index.row() else 0, 0, 0)
            painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), text)
            painter.restore()
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = option.fontMetrics  # type: ignore[attr-defined]
        right = float(area.right() - 14)
        for one in reversed(keys):
            width = metrics.horizontalAdvance(one) + 14
            cap = QRectF(right - width, area.center().y() - metrics.height() / 2 - 2, width, metrics.height() + 5)
            painter.setPen(self._theme.colour("control_line"))
            painter.setBrush(self._theme.colour("raised"))
            painter.drawRoundedRect(cap, 4, 4)
            painter.setPen(self._theme.colour("text"))
            painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, one)
            right -= width + 8
        painter.restore()


def _commands(shell: Shell) -> _Rows:
    from officedesk.views.commands import commands

    return [(one.title, (one.shortcut,) if one.shortcut else ()) for one in commands(shell)]


def sheet_html(rows: list[tuple[str, str, tuple[str, ...]]]) -> str:
    """The sheet for paper."""
    parts = ["<h1>OfficeDesk: keyboard shortcuts</h1>"]
    before = ""
    for screen, what, keys in rows:
        if screen != before:
            parts.append(f"{'</table>' if before else ''}<h2>{escape(screen)}</h2><table width='100%' cellpadding='2'>")
            before = screen
        caps = " &nbsp;or&nbsp; ".join(f"<b>{escape(native(one))}</b>" for one in keys)
        parts.append(f"<tr><td width='64%'>{escape(what)}</td><td>{caps}</td></tr>")
    return "".join([*parts, "</table>" if before else ""])
