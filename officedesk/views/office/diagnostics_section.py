"""Settings, Diagnostics: how the program, the office and this computer are, on one page that can be sent."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from officedesk.errors import OfficeError
from officedesk.services.office.diagnostics import Fact, Group, Latency
from officedesk.services.permissions import Permission
from officedesk.views.office.diagnostics_facts import (
    latency_group,
    printers_fact,
    report_lines,
    window_group,
)
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, clear_layout, column, holder, label, row
from officedesk.views.widgets.tips import breakable

_SAVES = "Reads and saves up to fifty times each, and removes what it saved"


class DiagnosticsSection(QWidget):
    """Read anew whenever it is shown; everything that may wait is read off the GUI thread."""

    dirty = False

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._asked = 0
        self._office: tuple[Group, ...] = ()
        self._printers = Fact("Printers", "…")
        self._quick: Fact | None = None
        self._checked: Fact | None = None
        self._speed: Group | None = None
        self.measure_button = button("Measure", self.measure, tip=_SAVES)
        self.check_button = button("Check the file", self.check, tip="Reads the whole office; others go on working")
        self.copy_button = button("Copy", self.copy, icon=shell.icons("copy"))
        self.report_button = button("Save report…", self.show_report, icon=shell.icons("file-text"))
        self.told = label("", "muted")
        self.told.setWordWrap(True)
        if not shell.may(Permission.CHECK):
            self.check_button.hide()
        self._cards = QVBoxLayout()
        self._cards.setSpacing(12)
        self._cards.setContentsMargins(16, 4, 16, 16)
        inner = QWidget()
        inner.setLayout(self._cards)
        scroll = QScrollArea()
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidgetResizable(True)
        scroll.setWidget(inner)
        head = row(
            label("Diagnostics", "title"),
            None,
            self.measure_button,
            self.check_button,
            self.copy_button,
            self.report_button,
            margins=(16, 14, 16, 0),
        )
        layout = column(head, row(self.told, margins=(16, 0, 16, 0)), scroll, spacing=6)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setStretchFactor(scroll, 1)
        self.setLayout(layout)
        shell.others.changed.connect(self._desks_changed)

    def show_section(self) -> None:
        """Read everything that need not be measured."""
        shell = self._shell
        self._asked += 1
        asked = self._asked
        self.told.setText("Reading…")

        def work() -> tuple[tuple[Group, ...], Fact]:
            from officedesk.services.office import diagnostics

            found = diagnostics.groups(shell.desk, shell.config, shell.secrets)
            return found, diagnostics.quick_check(shell.desk)

        def ready(found: tuple[tuple[Group, ...], Fact]) -> None:
            if asked == self._asked:
                self._office, self._quick = found
                self.told.setText("")
                self._show()

        def named(printers: Fact) -> None:
            self._printers = printers
            self._show()

        shell.load(self, work, ready, self._failed)
        shell.load(self, printers_fact, named, self._failed)
        self._show()

    def forget(self) -> None:
        """Nothing is typed here."""

    def measure(self) -> None:
        """How long the office takes to answer and to save."""
        shell = self._shell
        self.measure_button.setEnabled(False)
        self.told.setText("Measuring…")

        def work() -> Latency:
            from officedesk.services.office.diagnostics import latency

            return latency(shell.desk)

        def done(found: Latency) -> None:
            self.measure_button.setEnabled(True)
            self._speed = latency_group(found)
            self.told.setText("")
            self._show()

        shell.load(self, work, done, self._failed)

    def check(self) -> None:
        """Look through the whole office, as the command line's check does."""
        shell = self._shell
        self.check_button.setEnabled(False)
        self.told.setText("Checking the whole office. You can go on working.")

        def work() -> Fact:
            from officedesk.services.check import check

            found = check(shell.desk)
            first = next((f"{one.where}: {one.text}" for one in found.findings if one.severity == "error"), "")
            told = f"{found.errors} errors. {first}" if not found.ok else "Sound: the file, its sums and its history"
            return Fact("Full check", told, "ok" if found.ok else "bad", f"{found.errors} errors, {found.notes} notes")

        def done(fact: Fact) -> None:
            self.check_button.setEnabled(True)
            self._checked = fact
            self.told.setText("")
            self._show()

        shell.load(self, work, done, self._failed)

    def groups(self) -> list[Group]:
        """What is known by now."""
        found = [window_group(self, self._shell.theme)]
        for group in self._office:
            if group.title == "Office":
                checks = tuple(fact for fact in (self._quick, self._checked) if fact is not None)
                found.append(Group(group.title, (*group.facts, *checks)))
            elif group.title == "Desktops and clock":
                found.append(Group(group.title, (self._desks(), *group.facts)))
            elif group.title == "This computer":
                found.append(Group(group.title, (*group.facts, self._printers)))
            else:
                found.insert(0, group)
        return [*found, self._speed] if self._speed is not None else found

    def report(self) -> str:
        """All of it as it may be sent."""
        from officedesk.crash_report import head, sent

        names = [self._shell.desk.database.place.name, self._shell.desk.actor.name, self._shell.desk.actor.desktop]
        lines = [*head("OfficeDesk diagnostics"), *report_lines(self.groups())]
        return sent("\n".join(lines), names)

    def copy(self) -> None:
        """Put the report on the clipboard."""
        QGuiApplication.clipboard().setText(self.report())
        self.told.setText("Copied, without names and paths.")

    def show_report(self) -> None:
        """Show the report in full; from there it is saved, copied or mailed."""
        from officedesk.views.report_dialog import ReportDialog

        ReportDialog(self, "Diagnostics", "For whoever looks after OfficeDesk for you.", self.report()).open()

    # --- inside ---

    def _desks(self) -> Fact:
        others = self._shell.others.desks
        names = ", ".join(sorted({one.desktop for one in others}))
        return Fact("Other desktops", names or "None now", shared=str(len(others)))

    def _desks_changed(self) -> None:
        if self.isVisible():
            self._show()

    def _failed(self, error: Exception) -> None:
        self.measure_button.setEnabled(True)
        self.check_button.setEnabled(True)
        if isinstance(error, OfficeError):
            self.told.setText(str(error))
        else:
            self.told.setText("")
            self._shell.fail(error)

    def _show(self) -> None:
        clear_layout(self._cards)
        for group in self.groups():
            self._cards.addWidget(_card(group))
        self._cards.addStretch(1)


def _card(group: Group) -> QWidget:
    grid = QGridLayout()
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(6)
    grid.setColumnMinimumWidth(0, 190)
    grid.setColumnStretch(1, 1)
    for number, fact in enumerate(group.facts):
        name = label(fact.name, "muted")
        value: QLabel = label(breakable(fact.value), tone=fact.tone)
        value.setWordWrap(True)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        value.setAccessibleName(f"{fact.name}: {fact.value}")
        grid.addWidget(name, number, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(value, number, 1)
    return holder(column(label(group.title, "heading"), grid, spacing=8, margins=(20, 14, 20, 14)), "card")
