"""Right after an office is made, over its window: the customers of the product before, and what comes first."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QPushButton, QStackedWidget, QWidget

from officedesk.services.permissions import Permission
from officedesk.views.beginning.assistant import AFTER, PAGES
from officedesk.views.beginning.page import paragraph
from officedesk.views.beginning.steps import Steps
from officedesk.views.office.import_window import ImportPanel
from officedesk.views.shell import Reopening, Shell
from officedesk.views.widgets.basics import button, column, holder, label, line, restyle, row

SETTING = "first_steps"
"""Setting of this desktop: by the key of an office, at which of these steps it stands."""
HOST, IMPORT, READY = "host", "import", "ready"
ABOUT = (
    "Save your customers there as a CSV file, then choose it here. Files of Jobber, QuickBooks, Invoice Ninja, "
    "Google Contacts and IndusTrack are recognized; of Housecall Pro, ServiceTitan and all others you say what each "
    "column is. Check shows what would happen, row by row. Nothing is stored before Import."
)
LATER = "Customers can be imported any time: Customers, Import. Equipment: on a customer’s profile."
LAST = "F1 opens the help wherever you are. Ctrl+K finds anything. What was asked here can be changed in Settings."
Go = Callable[[], object]


def stands_at(shell: Shell, key: str) -> str:
    """The step that an office of this desktop stands at; nothing once it is through."""
    return str(shell.config.part(SETTING, key, ""))


class FirstSteps(QDialog):
    """Import and Ready. It takes up again where it stood, until Finish."""

    def __init__(self, shell: Shell, parent: QWidget, key: str) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._shell, self._key = shell, key
        self.setWindowTitle("Start your office – OfficeDesk")
        self.resize(1000, 660)
        self.steps = Steps(shell.icons, [page.step or page.title for page in PAGES] + list(AFTER))
        self.steps.chosen.connect(self._chosen)
        self.panel = ImportPanel(shell)
        self.panel.working.connect(self._working)
        self.panel.imported.connect(self._imported)
        self.ready = self._ready_page()
        self.stack = QStackedWidget()
        self.stack.addWidget(self._import_page())
        self.stack.addWidget(self.ready)
        self.back_button = button("Back", self.back, tip="Back (Alt+Left)")
        self.skip_button = button("Skip", self.next, kind="plain", tip="Import later")
        self.next_button = button("Next", self.next, kind="primary", tip="Next (Ctrl+Enter)")
        foot = row(None, self.skip_button, self.back_button, self.next_button, margins=(16, 10, 16, 10))
        side = holder(
            column(label("Start your office", "heading"), self.steps, spacing=12, margins=(12, 20, 8, 12)), "panel"
        )
        right = column(self.stack, line(), foot, spacing=0)
        both = row(side, line(vertical=True), spacing=0)
        both.addLayout(right, 1)
        self.setLayout(both)
        for made in self.findChildren(QPushButton):
            made.setAutoDefault(False)
        for keys, run in (("Ctrl+Return", self.next), ("Ctrl+Enter", self.next), ("Alt+Left", self.back)):
            QShortcut(QKeySequence(keys), self, run)
        self._show(1 if stands_at(shell, key) == READY else 0)

    def next(self) -> None:
        """To the last page; from there into the office."""
        if self._running:
            return
        if self.at == 0:
            self._show(1)
        else:
            self.finish()

    def back(self) -> None:
        if self.at and not self._running:
            self._show(0)

    def finish(self, then: Go | None = None) -> None:
        """The assistant is through; ``then`` is where to go in the office."""
        self._shell.config.put_part(SETTING, self._key, None)
        super().accept()
        if then is not None:
            then()

    def reject(self) -> None:
        """Esc: what runs is stopped first. The rest is offered the next time."""
        if not self.panel.stop():
            super().reject()

    @property
    def _running(self) -> bool:
        return self.panel.running

    def _show(self, place: int) -> None:
        self.at = place
        self._shell.config.put_part(SETTING, self._key, READY if place else IMPORT)
        self.stack.setCurrentIndex(place)
        number = len(PAGES) + place
        open_ones = [False] * len(PAGES) + [True, True]
        self.steps.show_at(number, open_ones, [*[True] * len(PAGES), place == 1, False])
        # One blue button: to import is what this page is for, until it is done.
        restyle(self.next_button, "kind", "primary" if place or self.imported else "")
        self.next_button.setText("Finish" if place else "Next")
        self.next_button.setAccessibleName(self.next_button.text())
        self.back_button.setEnabled(place > 0)
        self.skip_button.setVisible(place == 0 and self.imported == 0)
        if place:
            self.first.setFocus()
        else:
            self.panel.choose_button.setFocus()

    def _chosen(self, number: int) -> None:
        if number >= len(PAGES) and not self._running:
            self._show(number - len(PAGES))

    def _working(self, busy: bool) -> None:
        self.next_button.setEnabled(not busy)
        self.skip_button.setEnabled(not busy)
        self.stop_button.setVisible(busy)

    def _imported(self, result: object) -> None:
        self.imported += getattr(result, "plan").new  # noqa: B009
        self.skip_button.hide()
        restyle(self.next_button, "kind", "primary")
        self.told.setText(f"{self.imported:,} customers are in the office. Another file can follow.")
        self.next_button.setFocus()

    def _import_page(self) -> QWidget:
        self.imported = 0
        self.told = paragraph(ABOUT, "muted")
        self.stop_button = button("Cancel import", self.panel.stop)
        self.stop_button.hide()
        self.panel.buttons.insertWidget(self.panel.buttons.count() - 1, self.stop_button)
        head = column(
            label("Your customers", "title"), self.told, paragraph(LATER, "small"), spacing=6, margins=(24, 20, 24, 12)
        )
        page = column(head, line(), self.panel, spacing=0)
        page.setStretchFactor(self.panel, 1)
        return holder(page)

    def _ready_page(self) -> QWidget:
        body = column(
            label("You are ready", "title"),
            paragraph("The office is yours. This is what most do first.", "muted"),
            spacing=14,
            margins=(24, 20, 24, 16),
        )
        self.doors: dict[str, QPushButton] = {}
        for title, what, keys, then in (
            ("First customer", "Name, phone, address: the rest can wait.", "Ctrl+N, C", self._new_customer),
            ("First estimate", "Pick a customer, type the lines, print or send it.", "Ctrl+N, E", self._new_estimate),
            ("Import customers", "From the product before; another file can follow.", "", None),
            ("Price book", "What you sell, with prices: lines then complete as you type.", "", self._price_book),
            ("Invite other desktops", "Host the office here, or see where it lies.", "", self._this_office),
        ):
            made = button(title, self.back if then is None else lambda then=then: self.finish(then))
            made.setMinimumWidth(190)
            self.doors[title] = made
            told = column(label(what), *([label(keys, "small")] if keys else []), spacing=1)
            body.addLayout(row(made, told, None, spacing=16))
        self.first = self.doors["First customer"]
        body.addWidget(line())
        body.addWidget(paragraph(LAST))
        self.help_button = button(
            "Read about the first hour", self._help, kind="link", icon=self._shell.icons("question")
        )
        body.addLayout(row(self.help_button, None))
        body.addStretch(1)
        return holder(body)

    def _help(self) -> None:
        self._shell.help_wanted.emit("first-hour")

    def _new_customer(self) -> None:
        self._shell.go("customer")

    def _new_estimate(self) -> None:
        self._shell.go("estimate")

    def _price_book(self) -> None:
        self._shell.go("settings", tab="Price book")

    def _this_office(self) -> None:
        self._shell.go("settings", tab="This office")


def take_up(shell: Shell, window: QWidget, key: str) -> FirstSteps | None:
    """Go on where the first steps of this office were left, if they were. Only an admin has any."""
    step = stands_at(shell, key)
    if not step or not shell.may(Permission.OFFICE_WRITE):
        return None
    if step == HOST:
        host(shell, key)
        return None
    made = FirstSteps(shell, window, key)
    made.open()
    return made


def host(shell: Shell, key: str) -> None:
    """Move the new office to this computer's server, as was asked for; whatever comes of it, the next step is next."""
    shell.config.put_part(SETTING, key, IMPORT)

    def work() -> object:
        from officedesk.services.office.hosting import host_here

        return host_here(shell.desk, shell.config, shell.secrets)

    def asked(made: object) -> None:
        title = "The office moves to the server on this computer…"
        shell.reopen_wanted.emit(Reopening("", title, made, "This computer hosts the office now."))  # type: ignore[arg-type]

    shell.load(shell, work, asked)
