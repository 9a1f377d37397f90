"""Settings → This office: where it lies, hosting it, inviting desktops, servers, and the way back to one file."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QScrollArea, QVBoxLayout, QWidget

from officedesk.errors import OfficeError
from officedesk.services.office import hosting, keeping
from officedesk.services.office.hosting import Lies, Where
from officedesk.services.office.keeping import Guests
from officedesk.services.permissions import Permission
from officedesk.views.office.host_dialogs import BackQuestion, HostQuestion, InvitationDialog, paragraph
from officedesk.views.shell import Reopening, Shell
from officedesk.views.widgets.basics import button, clear_layout, column, holder, label, line, row

TITLES = {
    Lies.FILE: "One file",
    Lies.HERE: "Hosted by this computer",
    Lies.HOST: "Hosted by another computer",
    Lies.SERVER: "On a server",
}
ABOUT = {
    Lies.FILE: (
        "Several desktops can open the file from a shared folder, where the share keeps locks. Where there are more "
        "than two or three, let this computer host the office: that is faster and cannot lose a save."
    ),
    Lies.HERE: "Other desktops work on it while this computer is on. Each has a key of its own, which can be revoked.",
    Lies.HOST: "This desktop joined it with an invitation. It works while that computer is on.",
    Lies.SERVER: "The office is in a PostgreSQL database that others look after.",
}


class PlaceSection(QWidget):
    """Read anew whenever it is shown."""

    dirty = False

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self.where: Where | None = None
        self.error = label("", "error")
        self.error.setWordWrap(True)
        self._cards = QVBoxLayout()
        self._cards.setSpacing(12)
        self._cards.setContentsMargins(16, 16, 16, 16)
        inner = QWidget()
        inner.setLayout(self._cards)
        scroll = QScrollArea()
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidgetResizable(True)
        scroll.setWidget(inner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll)

    def show_section(self) -> None:
        """Look where the office lies."""
        shell = self._shell
        self._read(lambda: hosting.where(shell.desk, shell.config, shell.secrets), self._lies)

    def forget(self) -> None:
        """Nothing is typed here."""

    def host(self) -> None:
        """Ask, then host the office on this computer."""
        HostQuestion(self._shell, self).open()

    def connect_to_server(self) -> None:
        """A server's address: open the office there, or move this one into its empty database."""
        from officedesk.views.office.server_dialog import ServerDialog

        shell = self._shell
        dialog = ServerDialog(shell.runner, shell.icons, shell.theme, "Move this office there", self)
        dialog.open_wanted.connect(self._open_server)
        dialog.fill_wanted.connect(self._fill_server)
        dialog.open()

    def bring_back(self) -> None:
        """Ask where to, then bring the office back to one file."""
        from officedesk.views.office.new_office import suggested_file

        name = f"Office {self._shell.desk.today():%Y-%m-%d}"
        BackQuestion(self._shell, self, Path(suggested_file(name))).open()

    def invite(self) -> None:
        """Make an invitation and show its code."""
        shell = self._shell

        def made(invited: keeping.Invited) -> None:
            InvitationDialog(shell, self, invited).open()
            self._list_guests()

        self._read(lambda: keeping.invite(shell.desk, shell.config, shell.secrets), made)

    def _lies(self, where: Where) -> None:
        self.where = where
        self._clear()
        self._cards.addWidget(self._place_card(where))
        self._guests = QVBoxLayout()
        self._guests.setSpacing(0)
        if where.lies is Lies.HERE and not where.gone and self._shell.may(Permission.MOVE):
            self._cards.addWidget(holder(self._guests, "card"))
            self._list_guests()
        self._cards.addWidget(self.error)
        self._cards.addStretch(1)

    def _place_card(self, where: Where) -> QWidget:
        content = column(label(TITLES[where.lies], "title"), spacing=10, margins=(20, 16, 20, 16))
        if where.gone:
            gone = paragraph(f"{where.gone} Here it can only be read.")
            gone.setProperty("tone", "warn")
            content.addWidget(gone)
        else:
            content.addWidget(paragraph(ABOUT[where.lies]))
        place = where.address if where.lies is Lies.FILE else where.reached
        shown = paragraph(place, "muted")
        shown.setAccessibleName(f"Place: {place}")
        content.addWidget(shown)
        if where.notice:
            content.addWidget(paragraph(where.notice, "note"))
        if self._shell.may(Permission.MOVE):
            if where.lies is Lies.HERE and not where.gone:
                content.addWidget(self._with_computer(where))
            content.addLayout(row(*self._actions(where), None))
        return holder(content, "card")

    def _actions(self, where: Where) -> list[QWidget]:
        icons = self._shell.icons
        made: list[QWidget] = []
        if where.gone:
            return made
        if where.lies is Lies.FILE and where.can_host:
            made.append(button("Host this office on this computer…", self.host, kind="primary"))
        if where.lies is Lies.HERE:
            made.append(button("Invite a desktop…", self.invite, kind="primary", icon=icons("plus", "on_accent")))
        if where.lies is Lies.FILE:
            made.append(button("Connect to a server…", self.connect_to_server))
        if where.lies in (Lies.HERE, Lies.SERVER):
            made.append(button("Back to one file…", self.bring_back))
        return made

    def _with_computer(self, where: Where) -> QWidget:
        box = QCheckBox("Start the office with this computer, not only with OfficeDesk")
        box.setChecked(where.with_computer)
        shell = self._shell

        def chosen(on: bool) -> None:
            def back(error: Exception) -> None:
                box.blockSignals(True)
                box.setChecked(not on)
                box.blockSignals(False)
                self._failed(error)

            def work() -> None:
                keeping.start_with_computer(shell.desk, shell.config, on=on)

            shell.load(self, work, lambda _: self.error.clear(), back)

        box.toggled.connect(chosen)
        return box

    def _list_guests(self) -> None:
        shell = self._shell
        self._read(lambda: keeping.guests(shell.desk, shell.config, shell.secrets), self._show_guests)

    def _show_guests(self, guests: Guests) -> None:
        clear_layout(self._guests)
        self._guests.setContentsMargins(20, 14, 20, 12)
        self._guests.addWidget(label("Desktops", "heading"))
        self._guests.addSpacing(2)
        for number, there in enumerate(guests.desktops):
            if number:
                self._guests.addWidget(line())
            joined = self._shell.date(there.joined_at.astimezone(self._shell.desk.zone).date())
            state = "this computer" if there.here else "connected" if there.connected else "not connected"
            act = None if there.here else partial(self._revoke, there.role, there.name)
            self._guests.addWidget(self._guest(there.name, f"Joined {joined} · {state}", "Revoke", act))
        for open_one in guests.invitations:
            self._guests.addWidget(line())
            until = open_one.expires_at.astimezone(self._shell.desk.zone)
            told = f"May be used once until {self._shell.date(until.date())} {until:%H:%M}"
            self._guests.addWidget(self._guest("Invitation", told, "Withdraw", partial(self._withdraw, open_one.role)))

    def _guest(self, name: str, told: str, action: str, act: Callable[[], object] | None) -> QWidget:
        words = column(label(name, "strong"), label(told, "small"), spacing=1)
        items: list[Any] = [words, None]
        if act is not None:
            made = button(action, act, kind="danger" if action == "Revoke" else "")
            made.setAccessibleName(f"{action} {name}")
            items.append(made)
        return holder(row(*items, margins=(0, 8, 0, 8)))

    def _revoke(self, role: str, name: str) -> None:
        from officedesk.views.widgets.question import Question

        section = self

        class Revoke(Question):
            def answer(self) -> None:
                if self.wait():
                    shell = section._shell
                    self.shell.load(
                        self,
                        lambda: keeping.revoke(shell.desk, role, shell.config, shell.secrets),
                        self._done,
                        self.failed,
                    )

            def _done(self, _: object) -> None:
                section._shell.toast(f"{name} is kept out.")
                section._list_guests()
                self.accept()

        made = Revoke(self._shell, self, f"Revoke {name}", "Revoke", danger=True)
        made.content.addWidget(
            paragraph("That desktop is disconnected at once and cannot enter again without a new invitation.")
        )
        made.setMinimumWidth(420)
        made.open()

    def _withdraw(self, role: str) -> None:
        shell = self._shell
        self._read(
            lambda: keeping.withdraw(shell.desk, role, shell.config, shell.secrets), lambda _: self._list_guests()
        )

    def _open_server(self, address: hosting.ServerAddress, password: str) -> None:
        shell = self._shell

        def kept(office: str) -> None:
            shell.reopen_wanted.emit(Reopening(office, told="This is the office on the server."))

        self._read(lambda: hosting.keep_password(address.url, password, shell.secrets), kept)

    def _fill_server(self, address: hosting.ServerAddress, password: str) -> None:
        shell = self._shell

        def asked(work: object) -> None:
            title = f"The office moves to {address.host}…"
            told = "The office is on the server now."
            shell.reopen_wanted.emit(Reopening("", title, work, told))  # type: ignore[arg-type]

        self._read(lambda: hosting.move_to_server(shell.desk, address, password, shell.config, shell.secrets), asked)

    def _read(self, work: Callable[[], Any], done: Callable[[Any], object]) -> None:
        def ready(found: Any) -> None:
            self.error.clear()
            done(found)

        self._shell.load(self, work, ready, self._failed)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, OfficeError):
            self.error.setText(str(error))
        else:
            self._shell.fail(error)

    def _clear(self) -> None:
        self.error.setParent(None)
        clear_layout(self._cards)
