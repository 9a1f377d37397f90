"""Settings → People: users with their roles and passwords, when windows lock, and where users stay signed in."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QMenu, QMessageBox, QWidget

from officedesk.models.enums import Role
from officedesk.services.office.drafts import UserDraft
from officedesk.services.permissions import ROLE_NAMES
from officedesk.views.lists.columns import Cell, Chip, Column
from officedesk.views.office.record_form import FieldSpec
from officedesk.views.office.sections import RecordDialog, TableSection
from officedesk.views.office.user_menu import PasswordDialog
from officedesk.views.reception import LOCK_KEY, LOCK_MINUTES
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, column, holder, label, line, row
from officedesk.views.widgets.combo import Combo

ROLES = tuple((role, ROLE_NAMES[role]) for role in Role)
WHAT = {
    Role.ADMIN: "Everything, users and settings included.",
    Role.OFFICE: "Customers, estimates, jobs, invoices, payments, the price book; no settings.",
    Role.DISPATCHER: "Customers, estimates and jobs; sees invoices, issues none.",
    Role.TECHNICIAN: "Customers and jobs without prices; reports work, writes notes.",
    Role.READ_ONLY: "Sees what the office sees, changes nothing.",
}
LOCKS = [(0, "Never"), (5, "5 minutes"), (15, "15 minutes"), (30, "30 minutes"), (60, "1 hour")]
OPEN = (
    "Nobody has a password: whoever opens the office sits down as its first user. Set an admin's password to have "
    "everyone sign in."
)
GUARDED = "Everyone signs in. Passwords keep people out of this program, not out of the file: encryption does that."


class UserDialog(RecordDialog):
    """A user, with what their role may do said in words."""

    def __init__(self, shell: Shell, record: UserDraft | None, parent: "PeopleSection") -> None:
        from officedesk.services.office import people

        specs = (
            FieldSpec("name", "Name", span=2, required=True),
            FieldSpec("email", "Email", span=2),
            FieldSpec("role", "Role", "choice", choices=ROLES, span=2),
            FieldSpec("active", "In use", "check", span=4),
        )
        super().__init__(
            shell,
            "Edit user" if record else "New user",
            specs,
            record or UserDraft(),
            lambda draft: people.save_user(shell.desk, draft),
            parent,
        )
        self.what = label("", "muted")
        self.what.setWordWrap(True)
        self.body.addWidget(self.what)
        if record is not None and record.id is not None:

            def put() -> None:
                # Its own dialog: what is typed here is not saved by it.
                self.reject()
                parent.set_password(record)

            text = "Set a new password…" if record.has_password else "Set a password…"
            self.body.addLayout(row(button(text, put, icon=shell.icons("key")), None))
        self.form.edited.connect(self._say)
        self._say()

    def _say(self) -> None:
        self.what.setText(WHAT.get(self.form.control("role").value(), ""))


class SignedInDialog(QDialog):
    """The computers that open the office without a password, and a button to end that."""

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Signed-in computers")
        self.setMinimumWidth(520)
        self._shell = shell
        self.rows = column(spacing=6)
        self.empty = label("No computer stays signed in.", "muted")
        self.empty.hide()
        note = label("These computers open the office without asking for a password.", "muted")
        self.setLayout(
            column(
                note,
                self.empty,
                self.rows,
                None,
                row(None, button("Close", self.accept)),
                spacing=12,
                margins=(18, 16, 18, 14),
            )
        )
        self.load()

    def load(self) -> None:
        """Read them again."""
        desk = self._shell.desk

        def work() -> list[Any]:
            from officedesk.services.office.user_passwords import signed_in

            return signed_in(desk)

        self._shell.load(self, work, self._show)

    def _show(self, found: list[Any]) -> None:
        while (item := self.rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        self.empty.setVisible(not found)
        for one in found:
            used = self._shell.date(one.used_at.astimezone(self._shell.desk.zone).date())
            end = button("Sign out", lambda one=one: self._end(one.id), tip=f"Sign {one.desktop} out")
            who = column(label(one.user, "strong"), label(f"{one.desktop} · used {used}", "small"), spacing=1)
            self.rows.addWidget(holder(row(who, None, end)))

    def _end(self, token_id: int) -> None:
        desk = self._shell.desk

        def work() -> None:
            from officedesk.services.office.user_passwords import sign_out

            sign_out(desk, token_id)

        self._shell.load(self, work, lambda _: self.load())


class PeopleSection(TableSection):
    """The users; the row menu sets passwords."""

    def __init__(self, shell: Shell) -> None:
        from officedesk.services.office import people

        super().__init__(
            shell,
            name="users",
            title="People",
            one="user",
            many="users",
            columns=(
                Column("name", "Name", 220, lambda r: Cell(r.name, bold=True), stretch=True),
                Column("email", "Email", 220, lambda r: Cell(r.email)),
                Column("role", "Role", 120, lambda r: Cell(ROLE_NAMES[r.role])),
                Column("has_password", "Password", 110, _password),
                Column("active", "Status", 100, _status),
            ),
            load=self._load,
            text=lambda r: f"{r.name} {r.email}",
            edit=lambda _, record: UserDialog(shell, record, self),
            entity="user",
            empty="The people at the office's desks will be here.",
        )
        self._people = people
        self.told = label("", "muted")
        self.told.setWordWrap(True)
        self.lock = Combo(shell.icons, shell.theme)
        self.lock.set_choices(LOCKS)
        self.lock.setAccessibleName("Lock a window when nobody is there for")
        self.lock.setFixedWidth(130)
        self.lock.edited.connect(self._choose_lock)
        computers = button("Signed-in computers…", lambda: SignedInDialog(shell, self.window()).open())
        name = label("Lock a window when nobody is there for")
        name.setBuddy(self.lock)
        foot = column(self.told, row(name, self.lock, None, computers), spacing=8, margins=(16, 10, 16, 12))
        layout = self.layout()
        assert layout is not None  # noqa: S101 - a section has one
        layout.addWidget(line())
        layout.addWidget(holder(foot, "panel"))
        self._guarded: bool | None = None

    def show_section(self) -> None:
        super().show_section()
        desk = self.shell.desk

        def work() -> tuple[object, bool]:
            from officedesk.services.office import settings

            every = self._people.users(desk, active_only=True)
            return settings.get(desk, LOCK_KEY, LOCK_MINUTES, user=False), any(user.has_password for user in every)

        self.shell.load(self, work, self._told)

    def changed(self, entity_id: int = 0) -> None:
        super().changed(entity_id)
        self.show_section()

    def _load(self) -> list[UserDraft]:
        from officedesk.services.office import people

        return people.users(self.shell.desk)

    def _told(self, found: tuple[object, bool]) -> None:
        minutes, guarded = found
        if minutes not in [value for value, _ in LOCKS]:
            self.lock.set_choices([*LOCKS, (minutes, f"{minutes} minutes")])
        self.lock.set_value(minutes)
        self.lock.setEnabled(guarded)
        self.told.setText(GUARDED if guarded else OPEN)

    def _choose_lock(self) -> None:
        desk, minutes = self.shell.desk, self.lock.value()

        def work() -> None:
            from officedesk.services.office import settings

            settings.put(desk, LOCK_KEY, minutes, user=False)

        self.shell.load(self, work, lambda _: self.shell.signals.changed.emit("setting", 0, 0))

    def _menu(self, record: Any) -> QMenu:
        menu = super()._menu(record)
        text = "Set a new password…" if record.has_password else "Set a password…"
        put: QAction = menu.addAction(self.shell.icons("key"), text)
        put.triggered.connect(lambda: self.set_password(record))
        if record.has_password:
            take = menu.addAction(self.shell.icons("trash"), "Remove password…")
            take.triggered.connect(lambda: self._ask_remove(record))
        return menu

    def set_password(self, record: UserDraft) -> PasswordDialog:
        """Another user's password; one's own needs the one until now."""
        own = record.id == self.shell.desk.actor.user_id
        dialog = PasswordDialog(self.shell, self, None if own else record.id, "" if own else record.name)
        dialog.accepted.connect(lambda: self.changed(record.id or 0))
        dialog.open()
        return dialog

    def _ask_remove(self, record: UserDraft) -> None:
        box = QMessageBox(self)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle("Remove password")
        box.setText(f"{record.name} cannot sign in without a password as long as anyone else has one.")
        take = box.addButton("Remove password", QMessageBox.ButtonRole.DestructiveRole)
        box.addButton("Keep", QMessageBox.ButtonRole.RejectRole)
        take.clicked.connect(lambda: self.remove_password(record))
        box.open()

    def remove_password(self, record: UserDraft) -> None:
        """Take it away; the last admin keeps theirs as long as others have one."""
        desk, user_id = self.shell.desk, record.id or 0

        def work() -> None:
            from officedesk.services.office.user_passwords import remove_password

            remove_password(desk, user_id)

        def done(_: object) -> None:
            if user_id == desk.actor.user_id:
                self.shell.guarded = False
            self.changed(user_id)
            self.shell.toast(f"{record.name} has no password any more.")

        self.shell.load(self, work, done)


def _password(user: Any) -> Cell:
    return Cell(chips=(Chip("Set", "ok") if user.has_password else Chip("None"),))


def _status(user: Any) -> Cell:
    return Cell(chips=(Chip("In use", "ok") if user.active else Chip("Off"),))
