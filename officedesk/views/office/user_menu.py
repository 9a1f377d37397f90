"""The menu of whoever is signed in, and the dialog in which they change their password."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QLineEdit, QMenu, QWidget

from officedesk.errors import InvalidInput, OfficeError
from officedesk.services.permissions import ROLE_NAMES, Permission
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, column, label, row
from officedesk.views.widgets.form_field import EnterMovesOn, FormField


def open_user_menu(shell: Shell, anchor: QWidget) -> QMenu:
    """Under the initials in the top bar."""
    menu = QMenu(anchor)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.setToolTipsVisible(True)
    actor = shell.desk.actor
    role = f" · {ROLE_NAMES[actor.role]}" if actor.role is not None else ""
    menu.addAction(f"{actor.name or 'Nobody'}{role}".replace("&", "&&")).setEnabled(False)
    menu.addSeparator()
    if shell.may(Permission.UNDO):
        for text, icon, keys, run in (
            ("&Undo last change", "arrow-counter-clockwise", "Ctrl+Z", "undo"),
            ("&Redo", "arrow-clockwise", "Ctrl+Shift+Z", "redo"),
        ):
            action = menu.addAction(shell.icons(icon), text)
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(lambda _=False, run=run: shell.undo_wanted.emit(run))
        for tab, icon, permission in (
            ("History", "clock-counter-clockwise", Permission.AUDIT_READ),
            ("Trash", "trash", Permission.TRASH_READ),
        ):
            if shell.may(permission):
                action = menu.addAction(shell.icons(icon), tab)
                action.triggered.connect(lambda _=False, tab=tab: shell.go("settings", tab=tab))
        menu.addSeparator()
    lock = menu.addAction(shell.icons("lock"), "&Lock now")
    lock.setShortcut(QKeySequence("Ctrl+L"))
    # The window has this shortcut already; here it is only shown.
    lock.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
    lock.setEnabled(shell.guarded)
    lock.triggered.connect(lambda: shell.lock_wanted.emit())
    if not shell.guarded:
        lock.setToolTip("Set a password first: it unlocks the window")
    password = menu.addAction(shell.icons("key"), "Change &password…" if shell.guarded else "Set a &password…")
    password.setEnabled(actor.user_id is not None)
    password.triggered.connect(lambda: PasswordDialog(shell, anchor.window()).open())
    menu.addSeparator()
    menu.addAction(shell.icons("users"), "S&witch user…").triggered.connect(lambda: shell.switch_wanted.emit())
    if shell.guarded:
        menu.addAction(shell.icons("sign-out"), "Sign &out").triggered.connect(lambda: shell.sign_out_wanted.emit())
    menu.popup(anchor.mapToGlobal(QPoint(anchor.width() - menu.sizeHint().width(), anchor.height() + 4)))
    return menu


class NewPassword(QWidget):
    """The same password twice, with a hint of how good it is."""

    def __init__(self, *, title: str = "New password", names: tuple[str, ...] = ()) -> None:
        super().__init__()
        self._names = names
        self.first, self.second = QLineEdit(), QLineEdit()
        for typed in (self.first, self.second):
            typed.setEchoMode(QLineEdit.EchoMode.Password)
            typed.textEdited.connect(self._typed)
        self.shown = FormField(title, self.first)
        self.repeated = FormField("The same again", self.second)
        self.hint = label("", "small")
        self.hint.setWordWrap(True)
        both = row(self.shown, self.repeated)
        both.setStretch(0, 1)
        both.setStretch(1, 1)
        self.setLayout(column(both, self.hint, spacing=3))
        self._typed()

    def set_names(self, *names: str) -> None:
        """Names that are no password: the user's, the company's."""
        self._names = names
        self._typed()

    def value(self) -> str:
        return self.first.text()

    def problem(self) -> bool:
        """What is typed cannot be used; it is shown and gets the focus."""
        from officedesk.services.office.passwords import password_problem

        problem = password_problem(self.first.text(), *self._names)
        twice = "" if problem or self.first.text() == self.second.text() else "Not the same as the first."
        self.shown.show_error(problem or "")
        self.repeated.show_error(twice)
        if problem or twice:
            (self.first if problem else self.second).setFocus()
        return bool(problem or twice)

    def clear(self) -> None:
        self.first.clear()
        self.second.clear()

    def _typed(self) -> None:
        from officedesk.services.office.passwords import strength

        tone, text = strength(self.first.text(), *self._names)
        self.shown.show_error("")
        self.repeated.show_error("")
        self.hint.setText(text)
        if self.hint.property("tone") != tone:
            self.hint.setProperty("tone", tone)
            self.hint.style().unpolish(self.hint)
            self.hint.style().polish(self.hint)


class PasswordDialog(QDialog):
    """One's own password by the old one; or, with ``user_id``, another user's by an admin."""

    def __init__(self, shell: Shell, parent: QWidget, user_id: int | None = None, name: str = "") -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._shell, self._user_id, self._name = shell, user_id, name
        self.setWindowTitle(f"Password of {name}" if name else "Your password")
        self.setMinimumWidth(480)
        self.old = QLineEdit()
        self.old.setEchoMode(QLineEdit.EchoMode.Password)
        self._old = FormField("Password until now", self.old)
        if user_id is not None or not shell.guarded:
            self._old.hide()
        self.new = NewPassword(names=(name or shell.desk.actor.name,))
        text = (
            f"Tell {name} the new password; they change it in the menu of their name. Their computers are signed out."
            if name
            else "As soon as one user has a password, everyone in the office needs one to sign in."
            if not shell.guarded
            else "Computers on which you stay signed in ask for it the next time."
        )
        note = label(text, "muted")
        note.setWordWrap(True)
        self._error = label("", "error")
        self._error.setWordWrap(True)
        self._save = button("Set password", self.save, kind="primary", tip="Set password (Ctrl+Enter)")
        cancel = button("Cancel", self.reject)
        for made in (self._save, cancel):
            made.setAutoDefault(False)
        self.setLayout(
            column(
                note,
                self._old,
                self.new,
                self._error,
                None,
                row(None, cancel, self._save),
                spacing=12,
                margins=(18, 16, 18, 14),
            )
        )
        EnterMovesOn(self).watch(self.old, self.new.first)
        self.new.second.returnPressed.connect(self.save)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.save)
        (self.old if self._old.isVisibleTo(self) else self.new.first).setFocus()

    def save(self) -> None:
        """Store it; what is wrong is told beside its field."""
        if not self._save.isEnabled() or self.new.problem():
            return
        self._save.setEnabled(False)
        self._error.setText("")
        self._old.show_error("")
        desk, user_id, old, new = self._shell.desk, self._user_id, self.old.text(), self.new.value()

        def work() -> None:
            from officedesk.services.office import user_passwords

            if user_id is None:
                user_passwords.change_password(desk, old, new)
            else:
                user_passwords.set_password(desk, user_id, new)

        self._shell.load(self, work, lambda _: self._done(), self._refused)

    def _done(self) -> None:
        own = self._user_id in (None, self._shell.desk.actor.user_id)
        if own:
            self._shell.guarded = True
        self.new.clear()
        self.old.clear()
        self._shell.signals.changed.emit("user", self._user_id or self._shell.desk.actor.user_id or 0, 0)
        self._shell.toast("Your password is set." if own else f"The password of {self._name} is set.")
        self.accept()

    def _refused(self, error: Exception) -> None:
        self._save.setEnabled(True)
        if isinstance(error, InvalidInput):
            self._old.show_error(error.fields.get("old", ""))
            self.new.shown.show_error(error.fields.get("new", ""))
            (self.old if "old" in error.fields else self.new.first).setFocus()
        elif isinstance(error, OfficeError):
            self._error.setText(str(error))
        else:
            self._shell.fail(error)
