"""The bar at the top: search everything, New, the bell, and who is signed in."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from shiboken6 import isValid

from officedesk.services.permissions import Permission
from officedesk.views.recents import Recents
from officedesk.views.reminders.bell import BellButton
from officedesk.views.search_popup import SearchPopup
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, row
from officedesk.views.widgets.search_box import SearchBox

_NEW = (
    ("&Customer", "users", "customer", Permission.CUSTOMERS_WRITE),
    ("&Lead", "megaphone-simple", "lead", Permission.PROJECTS_WRITE),
    ("&Project", "briefcase", "project", Permission.PROJECTS_WRITE),
    ("&Estimate", "file-text", "estimate", Permission.ESTIMATES_WRITE),
    ("&Job", "wrench", "job", Permission.JOBS_WRITE),
    ("&Invoice", "receipt", "invoice", Permission.INVOICES_WRITE),
    ("&Membership", "handshake", "membership", Permission.CONTRACTS_WRITE),
    ("Service &agreement", "handshake", "agreement", Permission.CONTRACTS_WRITE),
)


class TopBar(QWidget):
    def __init__(self, shell: Shell, customer: Callable[[], int]) -> None:
        """``customer`` tells whose profile is in front (0: none): what is begun is for them."""
        super().__init__()
        self._customer = customer
        self.setObjectName("top")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(48)
        self._shell = shell
        self.search = SearchBox("Search everything, or type a command…   Ctrl+K", shell.icons, shell.theme, "topsearch")
        self.search.setFixedWidth(440)
        self.recents = Recents(shell)
        self.popup = SearchPopup(shell, self.search, customer, self.recents)
        self._before: QWidget | None = None
        self.search.installEventFilter(self)
        self._new = button(
            "New", self.open_new_menu, kind="primary", icon=shell.icons("plus", "on_accent"), tip="New… (Ctrl+N)"
        )
        initials = "".join(word[0] for word in shell.desk.actor.name.split()[:2]).upper()
        who = f"{shell.desk.actor.name} at {shell.desk.actor.desktop}"
        self.who = button(initials or "–", self._open_user_menu, kind="who", tip=who)
        self.who.setAccessibleName(f"Signed in: {who}")
        self.bell = BellButton(shell)
        self.help = button("", self._open_help_menu, kind="plain", icon=shell.icons("question"), tip="Help (F1)")
        if not any(shell.may(permission) for *_, permission in _NEW):
            self._new.hide()
        self.setLayout(row(self.search, None, self._new, 8, self.bell, self.help, self.who, margins=(16, 0, 16, 0)))

    def focus_search(self) -> None:
        """Begin to search; Esc goes back to where the keyboard was."""
        before = QApplication.focusWidget()
        if before is not self.search:
            self._before = before
        self.search.setFocus()
        self.search.selectAll()
        self.popup.begin()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape:
            self.search.clear()
            self.popup.put_away()
            before, self._before = self._before, None
            if before is not None and isValid(before) and before.isVisible():
                before.setFocus()
            return True
        return super().eventFilter(watched, event)

    def open_new_menu(self) -> None:
        """The menu of what can be begun; nothing where whoever sits here may only look."""
        if self._new.isHidden():
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for text, icon, page, permission in _NEW:
            if not self._shell.may(permission):
                continue
            action = menu.addAction(self._shell.icons(icon), text)
            action.triggered.connect(lambda _=False, page=page: self._begin(page))
        menu.popup(self._new.mapToGlobal(QPoint(0, self._new.height() + 4)))
        if menu.actions():
            menu.setActiveAction(menu.actions()[0])

    def _open_user_menu(self) -> None:
        from officedesk.views.office.user_menu import open_user_menu

        open_user_menu(self._shell, self.who)

    def _open_help_menu(self) -> None:
        from officedesk.views.help.menu import open_help_menu

        open_help_menu(self._shell, self.help)

    def _begin(self, page: str) -> None:
        if page in ("membership", "agreement"):
            self._shell.contract_wanted.emit(page)
            return
        customer = self._customer() if page != "customer" else 0
        if customer:
            self._shell.go(page, customer_id=customer)
        else:
            self._shell.go(page)
