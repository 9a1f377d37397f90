"""The series that a job comes from, beside the job."""

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QFrame, QLabel, QMenu, QSizePolicy, QVBoxLayout

from officedesk.services.permissions import Permission
from officedesk.services.work.series_drafts import SeriesLink
from officedesk.views.lists.bulk import menu_action
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import ICON, button, label, line, row
from officedesk.views.widgets.elided import LinkLabel


class RepeatCard(QFrame):
    """Hidden for a job of its own. Tells what is wanted of the series, or of this one of it."""

    change_wanted = Signal()
    leave_out_wanted = Signal()
    take_back_wanted = Signal()
    end_wanted = Signal()
    contract_wanted = Signal(int)

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._link: SeriesLink | None = None
        self._may = shell.may(Permission.JOBS_WRITE)
        self.setProperty("role", "card")
        self.setAccessibleName("Repeats")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.change = button("Change…", self.change_wanted.emit, tip="Change when it repeats")
        self.more = button("", kind="plain", icon=shell.icons("dots-three"), tip="Repeats: actions")
        self.more.setIconSize(ICON)
        self.more.clicked.connect(self._open_menu)
        head = row(label("Repeats", "heading"), None, self.change, self.more)
        head.setContentsMargins(14, 8, 8, 8)
        self.words, self.place, self.note = _wrapped("strong"), _wrapped("muted"), _wrapped("note")
        self.contract = LinkLabel("", least=60)
        self.contract.clicked.connect(self._go_to_contract)
        body = QVBoxLayout()
        body.setContentsMargins(14, 8, 14, 10)
        body.setSpacing(4)
        for made in (self.words, self.place, self.note, self.contract):
            body.addWidget(made)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(line())
        layout.addLayout(body)
        self.hide()

    def show_link(self, link: SeriesLink | None) -> None:
        """Show the series; ``None``: the job is one of its own."""
        self._link = link
        self.setVisible(link is not None)
        if link is None:
            return
        self.words.setText(f"{link.words[:1].upper()}{link.words[1:]}")
        place = self._place(link)
        self.place.setText(place)
        self.place.setVisible(bool(place))
        note = self._note(link)
        self.note.setText(note)
        self.note.setVisible(bool(note))
        self.contract.setText(f"Contract {link.contract}")
        self.contract.setVisible(bool(link.contract) and self._shell.may(Permission.CONTRACTS_READ))
        self.change.setVisible(self._may and not link.dismissed)
        self.more.setVisible(self._may)

    def menu(self) -> QMenu:
        """What can be done."""
        menu, icons, link = QMenu(self), self._shell.icons, self._link
        if link is None:
            return menu
        menu_action(menu, icons("pencil-simple"), "Change when it repeats…", self.change_wanted.emit, self._may)
        if link.dismissed:
            text = "Take back: it is done after all"
            menu_action(menu, icons("arrow-counter-clockwise"), text, self.take_back_wanted.emit, self._may)
        else:
            menu_action(menu, icons("x"), "Leave out this visit…", self.leave_out_wanted.emit, self._may)
        menu.addSeparator()
        menu_action(menu, icons("trash", "bad"), "End the series after this one", self.end_wanted.emit, self._may)
        return menu

    def _place(self, link: SeriesLink) -> str:
        if link.dismissed:
            return ""
        said = f"{link.place:,} of {link.known:,} so far" if not link.ended else f"{link.place:,} of {link.known:,}"
        if link.following:
            return f"{said} · {link.following:,} to come"
        return f"{said} · the last one" if link.ended else said

    def _note(self, link: SeriesLink) -> str:
        if link.dismissed:
            return f"Left out: {link.reason}" if link.reason else "Left out."
        said = []
        if link.why:
            day = f"{link.nominal:%a} {self._shell.date(link.nominal)}"
            said.append(f"Instead of {day}: {link.why}.")
        if link.own:
            said.append("Changed by itself: a change of the series leaves it as it is.")
        return " ".join(said)

    def _open_menu(self) -> None:
        self.menu().popup(self.more.mapToGlobal(QPoint(0, self.more.height())))

    def _go_to_contract(self) -> None:
        if self._link is not None and self._link.contract_id is not None:
            self.contract_wanted.emit(self._link.contract_id)


def _wrapped(role: str) -> QLabel:
    made = label("", role)
    made.setWordWrap(True)
    return made
