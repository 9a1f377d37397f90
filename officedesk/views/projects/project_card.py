"""A project on the customer's profile: its name, people and strip, and a menu of what can be done with it."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QMenu, QWidget

from officedesk.models.project_states import Step
from officedesk.services.projects.rows import ProjectRow, Strip
from officedesk.views.lists.columns import Chip
from officedesk.views.projects.actions import fill_menu, force_step, may_force, open_step
from officedesk.views.projects.people import PeopleButtons
from officedesk.views.projects.strip import StepStrip
from officedesk.views.projects.words import lead_chip, state_chip, urgency_chip
from officedesk.views.sales.document_header import StatusChip
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, column, label, restyle, row
from officedesk.views.widgets.elided import ElidedLabel, LinkLabel


class ProjectCard(QFrame):
    """``checked(on)`` when it is chosen for a bulk action."""

    checked = Signal(bool)

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self.row: ProjectRow | None = None
        self.facts: Strip | None = None
        self.setProperty("role", "card")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.box = QCheckBox()
        self.box.toggled.connect(self._checked)
        self.number = label("", "muted")
        self.title = LinkLabel("", least=120)
        self.title.clicked.connect(self.open)
        self.chips = [StatusChip(), StatusChip(), StatusChip()]
        self.value = label("", "strong")
        self.due = label("", "small")
        self.people = PeopleButtons(shell)
        self.more = button("", kind="plain", icon=shell.icons("dots-three-vertical"), tip="Project: actions")
        self.more.setFixedWidth(28)
        menu = QMenu(self.more)
        menu.aboutToShow.connect(lambda: self._fill(menu))
        self.more.setMenu(menu)
        self.strip = StepStrip(shell)
        self.strip.opened.connect(self._open_step)
        self.strip.forced.connect(self._force)
        self.about = ElidedLabel("", "muted", least=40)
        head = row(self.box, self.title, self.number, *self.chips, None, self.due, self.value, self.more, spacing=8)
        below = row(self.about, None, self.people, spacing=8, margins=(24, 0, 4, 0))
        steps = row(self.strip, margins=(18, 0, 0, 0))
        self.setLayout(column(head, below, steps, spacing=4, margins=(12, 8, 8, 10)))

    def tell(self, found: ProjectRow, strip: Strip) -> None:
        """Show a project as it is now."""
        self.row, self.facts = found, strip
        self.title.setText(found.title)
        self.number.setText(found.number)
        self.setAccessibleName(f"Project {found.number} {found.title}")
        self.box.setAccessibleName(f"Choose project {found.number}")
        self.more.setAccessibleName(f"Actions of project {found.number}")
        said: list[Chip | None] = [urgency_chip(found), state_chip(found)]
        said += [Chip("Call requested", "warn") if found.call_requested else lead_chip(found)]
        for made, chip in zip(self.chips, said, strict=True):
            made.setVisible(chip is not None)
            if chip is not None:
                made.tell(chip)
        self.due.setText(f"Due {self._shell.date(found.due)}" if found.due is not None else "")
        restyle(self.due, "tone", "bad" if found.late else "")
        self.value.setText(self._shell.money(found.value) if found.value else "")
        self.about.setText(" · ".join(filter(None, (found.location, found.source))))
        self.people.tell(found)
        self.strip.tell(strip, may_force(self._shell))

    def open(self) -> None:
        """Open the project's page."""
        if self.row is not None:
            self._shell.go("project", self.row.id)

    def menu(self) -> QMenu:
        """What can be done with it."""
        menu = QMenu(self)
        self._fill(menu)
        return menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu().popup(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Menu:
            self.menu().popup(self.more.mapToGlobal(QPoint(0, self.more.height())))
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.open()

    def _checked(self, on: bool) -> None:
        self.checked.emit(on)

    def _fill(self, menu: QMenu) -> None:
        menu.clear()
        if self.row is not None:
            fill_menu(self._shell, self._owner(), menu, self.row)

    def _open_step(self, step: Step) -> None:
        if self.facts is not None:
            open_step(self._shell, next(fact for fact in self.facts if fact.step is step))

    def _force(self, step: Step) -> None:
        if self.row is not None:
            force_step(self._shell, self._owner(), self.row.id, self.row.customer_id, step)

    def _owner(self) -> QWidget:
        # The card may be gone when the answer comes: whoever holds it is not.
        return self.parentWidget() or self
