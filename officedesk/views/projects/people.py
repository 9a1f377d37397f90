"""Who has a project and whom to talk to: two names that are changed where they stand, at any stage."""

from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission
from officedesk.services.projects.rows import ProjectRow
from officedesk.views.projects.actions import change
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import ICON, row
from officedesk.views.widgets.tips import plain_tip

Choices = list[tuple[int, str]]


def people_choices(desk: Desk, customer_id: int) -> tuple[Choices, Choices]:
    """(id, name) of the customer's contacts, and of the users who can be its estimator."""
    from officedesk.services.customers.contacts import contacts
    from officedesk.services.office.people import users

    people = [(one.id, one.name or one.email or one.phone) for one in contacts(desk, customer_id)]
    return people, [(one.id, one.name) for one in users(desk, active_only=True) if one.id is not None]


def change_people(desk: Desk, project_id: int, **values: Any) -> None:
    """Another contact, estimator or address."""
    from officedesk.services.projects import editing

    editing.change_people(desk, project_id, **values)


class PeopleButtons(QWidget):
    """A click offers the contacts of the customer, or the users of the office."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._row: ProjectRow | None = None
        self.contact = self._made("user", "Contact")
        self.estimator = self._made("identification-card", "Estimator")
        self.setLayout(row(self.contact, self.estimator, spacing=2))

    def tell(self, found: ProjectRow) -> None:
        """Show whose the project is."""
        self._row = found
        for made, name, word in (
            (self.contact, found.contact, "Contact"),
            (self.estimator, found.estimator, "Estimator"),
        ):
            shown = made.fontMetrics().elidedText(name or f"No {word.lower()}", Qt.TextElideMode.ElideRight, 150)
            made.setText(shown.replace("&", "&&"))
            made.setAccessibleName(f"{word}: {name or 'nobody'}")
            made.setToolTip(plain_tip(word))
        may = self._shell.may(Permission.PROJECTS_WRITE)
        self.contact.setEnabled(may)
        self.estimator.setEnabled(may)

    def _made(self, icon: str, word: str) -> QPushButton:
        made = QPushButton()
        made.setProperty("kind", "plain")
        made.setIcon(self._shell.icons(icon, "muted"))
        made.setIconSize(ICON)
        made.setCursor(Qt.CursorShape.PointingHandCursor)
        made.clicked.connect(partial(self._ask, made, word))
        return made

    def _ask(self, made: QPushButton, word: str, _on: bool = False) -> None:
        found = self._row
        if found is None:
            return
        desk = self._shell.desk

        def arrived(choices: tuple[Choices, Choices]) -> None:
            self.menu(word, choices).popup(made.mapToGlobal(made.rect().bottomLeft()))

        self._shell.load(self, lambda: people_choices(desk, found.customer_id), arrived)

    def menu(self, word: str, choices: tuple[Choices, Choices]) -> QMenu:
        """Whom to choose from."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        name = "contact_id" if word == "Contact" else "estimator_id"
        present = self.contact.text() if word == "Contact" else self.estimator.text()
        for key, text in [*choices[0 if word == "Contact" else 1], (None, "Nobody")]:
            action = menu.addAction(text.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(text == present.replace("&&", "&"))
            action.triggered.connect(partial(self._choose, name, key))
        return menu

    def _choose(self, name: str, key: int | None, _on: bool = False) -> None:
        found = self._row
        if found is not None:
            word = "Contact" if name == "contact_id" else "Estimator"
            change(
                self._shell,
                self,
                lambda desk: change_people(desk, found.id, **{name: key}),
                found.customer_id,
                f"{word} of project {found.number} changed.",
            )
