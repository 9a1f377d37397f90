"""Signing in: the card with name and password, and the window it stands in before an office is shown."""

from typing import Any

from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtGui import QCloseEvent, QHideEvent, QShowEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QLineEdit, QVBoxLayout, QWidget

from officedesk.context import AppContext, Doorway
from officedesk.errors import OfficeError
from officedesk.views.icons import Icons
from officedesk.views.tasks import TaskRunner
from officedesk.views.theme import Theme
from officedesk.views.widgets.basics import button, column, holder, label, row
from officedesk.views.widgets.combo import Combo
from officedesk.views.widgets.form_field import EnterMovesOn, FormField
from officedesk.views.widgets.tips import plain_tip

WIDTH = 400
STAY = "Stay signed in on this computer"
ASIDE = "Whoever uses this computer then opens the office without a password, for up to 30 days."


class SignInCard(QFrame):
    """``entered`` hands over the office as whoever signed in. The field forgets the password after every try."""

    entered = Signal(object)

    def __init__(
        self,
        runner: TaskRunner,
        doorway: Doorway,
        icons: Icons,
        theme: Theme,
        *,
        title: str = "Sign in",
        word: str = "Sign in",
        who: str = "",
        message: str = "",
        staying: bool = True,
    ) -> None:
        """``word`` is on the button; ``staying`` offers to stay signed in; ``message`` says why one is asked."""
        super().__init__()
        self.setProperty("role", "card")
        self.setFixedWidth(WIDTH)
        self._runner, self._doorway, self._staying, self._word = runner, doorway, staying, word
        self._open = False
        self.message = label(message, "note")
        self.message.setWordWrap(True)
        if not message:
            self.message.hide()
        self.who = QLineEdit(who or doorway.last)
        self.choice = Combo(icons, theme)
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self._who = FormField("Name or email", self.who)
        self._choice = FormField("Who are you?", self.choice)
        self._choice.hide()
        self._password = FormField("Password", self.password)
        self.stay = QCheckBox(STAY)
        self.stay.setToolTip(plain_tip(ASIDE))
        self.notice = label("", "note")
        self.notice.setWordWrap(True)
        self.notice.hide()
        self.error = label("", "error")
        self.error.setWordWrap(True)
        self.error.hide()
        self.enter = button(word, self._enter, kind="primary")
        if not staying:
            self.stay.hide()
        self.foot = row(None, self.enter)
        self.setLayout(
            column(
                label(title, "title"),
                label(doorway.place.name.removesuffix(".officedesk"), "muted"),
                self.message,
                2,
                self._who,
                self._choice,
                self._password,
                self.stay,
                self.notice,
                self.error,
                self.foot,
                spacing=10,
                margins=(28, 24, 28, 22),
            )
        )
        self.enter.setAutoDefault(False)
        EnterMovesOn(self).watch(self.who)
        self.password.returnPressed.connect(self._enter)
        for typed in (self.who, self.password):
            typed.textEdited.connect(lambda _: self._tell(""))
        runner.submit(self._look, self._looked, self._not_known, owner=self)

    def focus(self) -> None:
        """Where typing goes: the password, once it is known whose."""
        first = self.choice if self._open else self.password if self.who.text() else self.who
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.focus()

    def hideEvent(self, event: QHideEvent) -> None:
        self.password.clear()
        super().hideEvent(event)

    def _look(self) -> tuple[list[str], str]:
        names = self._doorway.names()
        # The keyring is asked only where something is to be put into it.
        return names, "" if names or not self._staying else self._doorway.secrets.notice

    def _looked(self, found: tuple[list[str], str]) -> None:
        names, notice = found
        self._open = bool(names)
        if notice:
            self.notice.setText(notice)
            self.notice.show()
        if names:
            self.choice.set_choices([(name, name) for name in names])
            self.choice.set_value(self.who.text() if self.who.text() in names else names[0])
            for hidden in (self._who, self._password, self.stay):
                hidden.hide()
            self._choice.show()
            self.focus()

    def _not_known(self, error: Exception) -> None:
        # The office does not answer just now: signing in will say so.
        if not isinstance(error, OfficeError):
            raise error

    def _enter(self) -> None:
        if not self.enter.isEnabled():
            return
        who, password = str(self.choice.value()) if self._open else self.who.text().strip(), self.password.text()
        if not self._open and not (who and password):
            (self.password if who else self.who).setFocus()
            return
        remember = self.stay.isChecked() if self._staying and not self._open else None
        self._tell("")
        self.enter.setEnabled(False)
        self.enter.setText("One moment…")
        self._runner.submit(
            lambda: self._doorway.enter(who, password, remember), self._entered, self._refused, owner=self
        )

    def _entered(self, context: AppContext) -> None:
        self._ready()
        self.password.clear()
        self.entered.emit(context)

    def _refused(self, error: Exception) -> None:
        self._ready()
        if not isinstance(error, OfficeError):
            raise error
        self._tell(str(error))
        self.password.clear()
        self.password.setFocus()

    def _ready(self) -> None:
        self.enter.setText(self._word)
        self.enter.setEnabled(True)

    def _tell(self, text: str) -> None:
        self.error.setText(text)
        self.error.setVisible(bool(text))


class SignInWindow(QWidget):
    """Stands where the office's window will: ``entered`` as the card, ``another`` to open another office."""

    entered = Signal(object)
    another = Signal()

    def __init__(self, runner: TaskRunner, doorway: Doorway, theme: Theme, message: str = "") -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(f"{doorway.place.name} – OfficeDesk")
        self._doorway, self._let_go = doorway, True
        icons = Icons(theme)
        self.card = SignInCard(runner, doorway, icons, theme, message=message)
        self.card.entered.connect(self._entered)
        other = button("Open another office", self.another.emit, kind="link")
        mark = label()
        mark.setPixmap(icons("storefront", "muted").pixmap(20, 20))
        name = row(None, mark, label("OfficeDesk", "heading"), None)
        stack = column(None, name, 10, row(None, self.card, None), 6, row(None, other, None), None, None)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.addWidget(holder(stack))
        stored: Any = doorway.config.get("window", "")
        if not stored or not self.restoreGeometry(QByteArray.fromBase64(str(stored).encode("ascii"))):
            self.resize(1280, 720)

    def keep_open(self) -> None:
        """Closing this window leaves the office open: another window has it."""
        self._let_go = False

    def _entered(self, context: AppContext) -> None:
        self.keep_open()
        self.entered.emit(context)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._let_go:
            self._doorway.close()
        super().closeEvent(event)
