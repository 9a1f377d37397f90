"""The head of a customer's profile: who it is, how it is marked, where it is, and what it owes."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QSize, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QIcon
from PySide6.QtWidgets import QGridLayout, QMenu, QToolButton, QWidget

from officedesk.formatting import address_lines, phone
from officedesk.services.customers.drafts import Address
from officedesk.services.customers.rows import LocationRow, Profile
from officedesk.services.permissions import Permission
from officedesk.views.customers.figures import FigureTiles
from officedesk.views.customers.flag_mark import FlagMark
from officedesk.views.customers.tag_editor import TagEditor
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, column, holder, label, restyle, row
from officedesk.views.widgets.elided import ElidedLabel, LinkLabel
from officedesk.views.widgets.stars import Stars

NEAR = 30
"""Days before a contract expires that its date is coloured."""


class ProfileHeader(QWidget):
    """On every tab. Tells what the user wants; the page saves."""

    favourite_wanted = Signal(bool)
    rating_wanted = Signal(int)
    flag_wanted = Signal(object)
    tag_added = Signal(str)
    tag_removed = Signal(str)
    figure_wanted = Signal(str)
    new_wanted = Signal(str)
    payment_wanted = Signal()
    email_wanted = Signal()
    note_wanted = Signal()
    edit_wanted = Signal()
    parent_wanted = Signal(int)
    credit_wanted = Signal()
    merge_wanted = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._profile: Profile | None = None
        self._location_id = 0
        icons = shell.icons
        self.back = button("Back", shell.back, kind="plain", icon=icons("arrow-left"), tip="Back (Alt+Left)")
        self.name = ElidedLabel("", "title", least=100)
        self.favourite = QToolButton()
        self.favourite.setProperty("kind", "plain")
        self.favourite.setIconSize(QSize(17, 17))
        self.favourite.setFixedWidth(28)
        self.favourite.setCursor(Qt.CursorShape.PointingHandCursor)
        self.favourite.clicked.connect(self._toggle_favourite)
        self.flag = FlagMark(icons)
        self.flag.flagged.connect(self.flag_wanted)
        self.state = label("", "muted")
        self.tags = TagEditor(icons)
        self.tags.added.connect(self.tag_added)
        self.tags.removed.connect(self.tag_removed)
        self.new = button("New", icon=icons("plus"), tip="Begin something new for this customer")
        self.new.setMenu(self._new_menu())
        self.write = button("Email", self.email_wanted.emit, icon=icons("envelope-simple"), tip="Write to the customer")
        self.note = button("Note", self.note_wanted.emit, icon=icons("note-pencil"), tip="Write a note")
        self.payment = button("Payment", self.payment_wanted.emit, icon=icons("money"), tip="Take a payment")
        self.edit = button(
            "Edit contact", self.edit_wanted.emit, icon=icons("pencil-simple"), tip="Edit contact", shortcut="Ctrl+E"
        )
        self.more = button("", icon=icons("dots-three-vertical"), kind="plain", tip="More actions")
        self.more.setAccessibleName("More actions")
        self.more.setMenu(self._more_menu())
        first = row(self.back, 2, self.name, self.favourite, self.flag, 2, self.tags, self.state, spacing=6)
        first.setStretchFactor(self.tags, 1)
        first.addSpacing(8)
        for made, may in (
            (self.new, bool(self.new.menu().actions())),
            (self.write, shell.may(Permission.MESSAGES_SEND)),
            (self.note, shell.may(Permission.NOTES_WRITE)),
            (self.payment, shell.may(Permission.PAYMENTS_WRITE)),
            (self.edit, shell.may(Permission.CUSTOMERS_WRITE)),
            (self.more, bool(self.more.menu().actions())),
        ):
            first.addWidget(made)
            if not may:
                made.hide()
                made.setEnabled(False)
        # Shown to everyone, changed by some.
        if not shell.may(Permission.CUSTOMERS_WRITE):
            self.flag.setEnabled(False)
            self.tags.show_only()
        self.contact = _Block(icons("identification-card", "muted"), "Contact", 3)
        self.billing = _Block(icons("receipt", "muted"), "Billing address", 3)
        self.place = _Block(icons("map-pin", "muted"), "Service location", 3)
        self._who = ElidedLabel("", "strong")
        self._number = label("")
        self.email = LinkLabel()
        self.email.clicked.connect(self._write)
        self.contact.lines.insertLayout(1, row(self._who, self._number, None, spacing=4))
        self.contact.lines.insertWidget(3, self.email)
        self.payer = LinkLabel()
        self.payer.clicked.connect(self._open_payer)
        self.billing.lines.insertWidget(3, self.payer)
        self.on_map = LinkLabel("Map")
        self.on_map.setAccessibleName("Show on the map")
        self.on_map.setToolTip("Show on the map")
        self.on_map.clicked.connect(self._show_on_map)
        self.contract = _ContractLine("", "muted", least=100)
        self.place.lines.insertWidget(4, self.contract)
        self.place.head.insertWidget(2, self.on_map)
        self.figures = FigureTiles(shell)
        self.figures.wanted.connect(self.figure_wanted)
        self.stars = Stars(icons, shell.theme)
        self.stars.rated.connect(self.rating_wanted)
        self.stars.setEnabled(shell.may(Permission.CUSTOMERS_WRITE))
        if not shell.may(Permission.MONEY_READ):
            self.figures.hide()
        self.credit = LinkLabel()
        self.credit.setToolTip("Show the payments")
        self.credit.clicked.connect(self.credit_wanted)
        blocks = QGridLayout()
        blocks.setContentsMargins(0, 0, 0, 0)
        blocks.setHorizontalSpacing(16)
        for number, block in enumerate((self.contact, self.billing, self.place)):
            blocks.addWidget(block, 0, number, Qt.AlignmentFlag.AlignTop)
            blocks.setColumnStretch(number, 1)
        money = column(
            self.figures, row(label("Rating", "label"), self.stars, None, self.credit, margins=(2, 0, 2, 0)), spacing=4
        )
        both = row(spacing=16)
        both.addLayout(blocks, 1)
        both.addLayout(money)
        both.setAlignment(money, Qt.AlignmentFlag.AlignTop)
        inner = holder(column(first, both, spacing=6, margins=(16, 10, 16, 6)), "panel")
        layout = column(inner, spacing=0)
        self.setLayout(layout)
        shell.theme.changed.connect(self.update)

    def tell(self, profile: Profile, location: LocationRow | None, *, narrowed: bool) -> None:
        """Show a customer; ``location`` is the one in the header, ``narrowed`` where a search hit named it."""
        self._profile = profile
        self.name.setText(profile.name)
        self.state.setText("In the trash" if profile.deleted else "Archived" if profile.archived else "")
        self.state.setVisible(bool(self.state.text()))
        self._show_favourite(profile.favourite)
        self.flag.set_reason(profile.flag_reason)
        self.stars.set_stars(profile.rating)
        self.tags.set_tags([tag.name for tag in profile.tags])
        person = profile.contact
        self._who.setText(person.name if person is not None else "")
        self._number.setText(f"{'· ' if self._who.text() else ''}No. {profile.number}")
        number = (person.phone or person.mobile) if person is not None else ""
        self.contact.tell([phone(number) if number else ""])
        self.email.setText(person.email if person is not None else "")
        self.email.setVisible(bool(self.email.text()))
        self.write.setVisible(bool(self.email.text()) and self._shell.may(Permission.MESSAGES_SEND))
        self.billing.tell(_lines(profile.billing) or ["—"])
        self.payer.setText(f"Paid by {profile.parent}" if profile.parent_id is not None else "")
        self.payer.setVisible(profile.parent_id is not None)
        self._tell_place(location, narrowed)
        self._tell_contract(profile.contract_ends)
        self.figures.tell(profile)
        credit = profile.figures.unapplied_credit
        self.credit.setText(f"Unapplied credit {self._shell.money(credit)}" if credit else "")
        self.credit.setVisible(bool(credit))

    def _tell_place(self, location: LocationRow | None, narrowed: bool) -> None:
        self._location_id = location.id if location is not None else 0
        self.on_map.setVisible(location is not None and self._shell.may(Permission.MAP_READ))
        self.place.title.setText("Service location · as found" if narrowed else "Service location")
        if location is None:
            self.place.tell(["—"])
            return
        lines = _lines(location.address)
        name = location.name if location.name and location.name not in lines else ""
        self.place.tell([line for line in (name, *lines) if line] or ["—"])

    def _tell_contract(self, ends: date | None) -> None:
        self.contract.setVisible(ends is not None)
        if ends is None:
            self.contract.setText("")
            return
        left = (ends - self._shell.desk.today()).days
        verb = "expired" if left < 0 else "expires"
        self.contract.setText(f"Contract {verb} {self._shell.date(ends)}")
        restyle(self.contract, "tone", "bad" if left < 0 else "warn" if left <= NEAR else "")

    def _show_on_map(self) -> None:
        if self._profile is not None:
            self._shell.go("map", customer_id=self._profile.id, location_id=self._location_id)

    def _show_favourite(self, on: bool) -> None:
        self.favourite.setIcon(self._shell.icons("star-fill" if on else "star", "star" if on else "muted"))
        tip = "Remove from favorites" if on else "Add to favorites"
        self.favourite.setToolTip(tip)
        self.favourite.setAccessibleName(tip)

    def _toggle_favourite(self) -> None:
        if self._profile is not None:
            self.favourite_wanted.emit(not self._profile.favourite)

    def _open_payer(self) -> None:
        if self._profile is not None and self._profile.parent_id is not None:
            self.parent_wanted.emit(self._profile.parent_id)

    def _new_menu(self) -> QMenu:
        menu = QMenu(self)
        for text, icon, page, needs in (
            ("&Lead", "megaphone-simple", "lead", Permission.PROJECTS_WRITE),
            ("&Project", "briefcase", "project", Permission.PROJECTS_WRITE),
            ("&Estimate", "file-text", "estimate", Permission.ESTIMATES_WRITE),
            ("&Job", "wrench", "job", Permission.JOBS_WRITE),
            ("&Invoice", "receipt", "invoice", Permission.INVOICES_WRITE),
        ):
            if not self._shell.may(needs):
                continue
            menu.addAction(self._shell.icons(icon), text).triggered.connect(
                lambda _=False, page=page: self.new_wanted.emit(page)
            )
        return menu

    def _more_menu(self) -> QMenu:
        menu = QMenu(self)
        if self._shell.may(Permission.MERGE):
            action = menu.addAction(self._shell.icons("git-merge"), "Merge with…")
            action.triggered.connect(self._want_merge)
        return menu

    def _want_merge(self) -> None:
        self.merge_wanted.emit()

    def _write(self) -> None:
        if self._shell.may(Permission.MESSAGES_SEND):
            self.email_wanted.emit()
            return
        url = QUrl()
        url.setScheme("mailto")
        url.setPath(self.email.text())
        QDesktopServices.openUrl(url)


class _ContractLine(ElidedLabel):
    """The date of a contract is told also where there is no room for all the words."""

    @property
    def shown(self) -> str:
        words = self.text().removeprefix("Contract ")
        short = f"{words[:1].upper()}{words[1:]}"
        return short if self.width() < self.sizeHint().width() - 2 else self.text()


class _Block(QWidget):
    """A captioned block of lines, each cut off where there is no room."""

    def __init__(self, icon: QIcon, title: str, most: int) -> None:
        super().__init__()
        picture = label()
        picture.setPixmap(icon.pixmap(14, 14))
        self._icon, self._picture = icon, picture
        self.title = ElidedLabel(title, "label", least=60)
        self._labels = [ElidedLabel() for _ in range(most)]
        self.head = row(picture, self.title, None, spacing=4)
        self.lines = column(self.head, *self._labels, None, spacing=1)
        self.setLayout(self.lines)

    def tell(self, texts: Sequence[str]) -> None:
        shown = list(texts[: len(self._labels)])
        if len(texts) > len(self._labels):
            shown[-1] = ", ".join(texts[len(self._labels) - 1 :])
        for at, part in enumerate(self._labels):
            part.setText(shown[at] if at < len(shown) else "")
            part.setVisible(bool(part.text()))
        self._picture.setPixmap(self._icon.pixmap(14, 14))


def _lines(address: Address) -> list[str]:
    return list(address_lines(address))
