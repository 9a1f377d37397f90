"""Settings, Lead sources: how customers came to the office, one in each line, as leads offer them."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from officedesk.errors import InvalidInput
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, column, holder, label, row

Found = tuple[tuple[str, ...], tuple[tuple[str, int], ...]]


class SourcesSection(QWidget):
    """What is taken off the list stays on the leads that name it."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._base: tuple[str, ...] = ()
        self._ready = False
        self.lines = QPlainTextEdit()
        self.lines.setAccessibleName("Lead sources, one in each line")
        self.lines.setTabChangesFocus(True)
        self.lines.setMinimumHeight(260)
        self.used = label("", "muted")
        self.used.setWordWrap(True)
        self._error = label("", "error")
        self._error.setWordWrap(True)
        self.save_button = button("Save", self.save, kind="primary", tip="Save (Ctrl+S)")
        self.save_button.setEnabled(False)
        hint = label("One in each line, in the order in which a lead offers them.", "muted")
        card = holder(
            column(label("Lead sources", "title"), hint, self.lines, self.used, spacing=10, margins=(20, 16, 20, 16)),
            "card",
        )
        card.setMaximumWidth(620)
        foot = holder(row(self._error, None, self.save_button, margins=(16, 8, 16, 10)), "panel")
        body = column(row(card, None), None, margins=(16, 16, 16, 0))
        body.itemAt(0).layout().setStretchFactor(card, 1)  # type: ignore[attr-defined]
        both = column(holder(body), foot, spacing=0)
        both.setStretch(0, 1)
        self.setLayout(both)
        self.lines.textChanged.connect(self._typed)
        keys = QShortcut(QKeySequence("Ctrl+S"), self, self.save)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    @property
    def dirty(self) -> bool:
        """Something was typed that is not saved."""
        return self._ready and self._names() != list(self._base)

    def show_section(self) -> None:
        """It comes on screen: read the list, unless something is typed in it."""
        if self.dirty:
            return
        desk = self._shell.desk

        def work() -> Found:
            from officedesk.services.projects.sources import lead_sources, sources_used

            return lead_sources(desk), sources_used(desk)

        self._shell.load(self, work, self._arrived)

    def save(self) -> None:
        """Store the list."""
        if not self.save_button.isEnabled():
            return
        self.save_button.setEnabled(False)
        self._error.setText("")
        desk, names, base = self._shell.desk, self._names(), self._base

        def work() -> tuple[str, ...]:
            from officedesk.services.projects.sources import save_lead_sources

            return save_lead_sources(desk, names, base)

        self._shell.load(self, work, self._stored, self._refused)

    def forget(self) -> None:
        """What is typed is given up."""
        self._put(self._base)

    def _arrived(self, found: Found) -> None:
        names, used = found
        self._put(names)
        told = ", ".join(f"{name} {count:,}" for name, count in used[:8])
        self.used.setText(f"Leads by source: {told}" if told else "")

    def _put(self, names: tuple[str, ...]) -> None:
        self._base, self._ready = names, True
        self.lines.setPlainText("\n".join(names))
        self._typed()

    def _stored(self, names: tuple[str, ...]) -> None:
        self._put(names)
        self._shell.toast("Lead sources saved.")

    def _refused(self, error: Exception) -> None:
        self.save_button.setEnabled(True)
        if isinstance(error, InvalidInput):
            self._error.setText(" ".join(error.fields.values()))
            self.lines.setFocus()
        else:
            self._shell.fail(error)

    def _names(self) -> list[str]:
        return [one.strip() for one in self.lines.toPlainText().split("\n") if one.strip()]

    def _typed(self) -> None:
        self.save_button.setEnabled(self.dirty)
