"""The admin, and whoever else works in the office from the first day."""

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from officedesk.services.office.beginning import Beginning, Helper, Secrets
from officedesk.services.permissions import ROLE_NAMES
from officedesk.views.beginning.page import Means, Page, paragraph
from officedesk.views.office.user_menu import NewPassword
from officedesk.views.widgets.basics import button, column, even, label, line, row
from officedesk.views.widgets.combo import Combo
from officedesk.views.widgets.form_field import FormField
from officedesk.views.widgets.tab_order import follow_layout

WITHOUT = "Without a password whoever opens the office works in your name."
NOT_KEPT = "Passwords are not kept when this window closes: they are typed again then."


class HelperRow(QWidget):
    """One further user."""

    def __init__(self, page: "PeoplePage", helper: Helper, place: int) -> None:
        super().__init__()
        self._page = page
        self.name, self.email, self.password = QLineEdit(helper.name), QLineEdit(helper.email), QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.role = Combo(page.means.icons, page.means.theme)
        self.role.set_choices(list(ROLE_NAMES.items()))
        self.role.set_value(helper.role)
        self.remove = button("", self._remove, kind="plain", icon=page.means.icons("trash"), tip=f"Remove user {place}")
        self.shown = {
            "name": FormField("Name", self.name, required=True),
            "email": FormField("Email", self.email),
            "role": FormField("Role", self.role),
            "password": FormField("First password", self.password),
        }
        for title, control in (("Name", self.name), ("Email", self.email), ("Role", self.role)):
            control.setAccessibleName(f"{title} of user {place}")
        self.password.setAccessibleName(f"First password of user {place}")
        fields = row(*self.shown.values(), column(18, self.remove, None, spacing=0), spacing=10)
        for at, part in enumerate((3, 3, 2, 2)):
            fields.setStretch(at, part)
        self.setLayout(fields)
        page.enter.watch(self.name, self.email, self.role, self.password)
        for typed in (self.name, self.email, self.password):
            typed.textEdited.connect(self._edited)
        self.role.edited.connect(self._edited)

    def helper(self) -> Helper:
        return Helper(self.name.text(), self.email.text(), self.role.value())

    @property
    def filled(self) -> bool:
        return bool(self.name.text().strip() or self.email.text().strip() or self.password.text())

    def _edited(self) -> None:
        for shown in self.shown.values():
            shown.show_error("")
        self._page.edited.emit()

    def _remove(self) -> None:
        self._page.remove(self)


class PeoplePage(Page):
    name = "people"
    title = "You and the others"
    about = "You are the office’s admin: you may do everything, and give others their roles."
    later = "Users, roles and passwords can be changed later in Settings, People."

    def __init__(self, means: Means) -> None:
        super().__init__(means)
        self.rows: list[HelperRow] = []
        you = self.add("user", "Your name", QLineEdit(), required=True)
        mail = self.add("user_email", "Your email", QLineEdit())
        self.password = NewPassword(title="Your password (may be left empty)")
        self.enter.watch(self.password.first, self.password.second)
        self.fields["password"] = self.password.shown
        self.list = QVBoxLayout()
        self.list.setSpacing(8)
        self.more = button("Add a user", self._add, icon=means.icons("plus"))
        self.body.addLayout(even(you, mail))
        self.body.addWidget(self.password)
        self.body.addWidget(paragraph(f"{WITHOUT} {NOT_KEPT}", "small"))
        self.body.addWidget(line())
        self.body.addWidget(label("Who else works here", "heading"))
        self.body.addLayout(self.list)
        self.body.addLayout(row(self.more, None))
        for name in ("user", "user_email"):
            self.control(name).textEdited.connect(self._name_password)

    def show_beginning(self, beginning: Beginning) -> None:
        super().show_beginning(beginning)
        if [made.helper() for made in self.rows if made.filled] != list(beginning.helpers):
            for made in list(self.rows):
                self._take_out(made)
            for helper in beginning.helpers:
                self._append(helper)
        self.password.set_names(*(text for text in (beginning.user, beginning.user_email, beginning.name) if text))

    def take(self, beginning: Beginning) -> Beginning:
        return replace(
            beginning,
            user=self.control("user").text(),
            user_email=self.control("user_email").text(),
            helpers=tuple(made.helper() for made in self.rows if made.filled),
        )

    def secrets(self) -> Secrets:
        """The passwords, in the order of the people."""
        return Secrets(self.password.value(), tuple(made.password.text() for made in self.rows if made.filled))

    def unsaid(self) -> bool:
        """The password is not good, or not the same twice: it is told and gets the focus."""
        return bool(self.password.value() or self.password.second.text()) and self.password.problem()

    def owns(self, problem: str) -> bool:
        return problem in self.fields or problem.startswith("users.")

    def show_problems(self, problems: Mapping[str, str]) -> None:
        first: QWidget | None = None
        for place, made in enumerate(one for one in self.rows if one.filled):
            for name, shown in made.shown.items():
                text = problems.get(f"users.{place}.{name}", "")
                shown.show_error(text)
                if text and first is None:
                    first = shown.control
        if first is not None:
            first.setFocus()
        super().show_problems(problems)

    def remove(self, made: HelperRow) -> None:
        """Take a user off the list."""
        place = self.rows.index(made)
        self._take_out(made)
        (self.rows[min(place, len(self.rows) - 1)].name if self.rows else self.more).setFocus()
        self.edited.emit()

    def forget_passwords(self) -> None:
        self.password.clear()
        for made in self.rows:
            made.password.clear()

    def _name_password(self) -> None:
        self.password.set_names(self.control("user").text().strip(), self.control("user_email").text().strip())

    def _add(self) -> None:
        self._append(Helper())
        self.rows[-1].name.setFocus()

    def _append(self, helper: Helper) -> None:
        made = HelperRow(self, helper, len(self.rows) + 1)
        self.rows.append(made)
        self.list.addWidget(made)
        # At once: who types on does not wait for the layout.
        made.show()
        follow_layout(self.window())

    def _take_out(self, made: HelperRow) -> None:
        self.rows.remove(made)
        self.list.removeWidget(made)
        made.hide()
        made.deleteLater()
