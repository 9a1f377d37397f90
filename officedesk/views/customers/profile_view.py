"""A customer's profile: header, tabs, notepad."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSize, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from officedesk.services.customers.rows import LocationRow, Profile
from officedesk.services.permissions import Permission
from officedesk.views.customers.header import ProfileHeader
from officedesk.views.customers.profile_side import ProfileSide
from officedesk.views.customers.tabs.base import ProfileTab, Subject
from officedesk.views.customers.tag_editor import TagChip
from officedesk.views.shell import Place, Shell
from officedesk.views.widgets.basics import holder, line, row
from officedesk.views.widgets.tab_bar import TabBar

TABS = (
    ("locations", "Locations"),
    ("projects", "Projects"),
    ("estimates", "Estimates"),
    ("jobs", "Jobs"),
    ("invoices", "Invoices"),
    ("equipment", "Equipment"),
    ("reminders", "Reminders"),
    ("notes", "Notes"),
    ("attachments", "Attachments"),
    ("geofences", "Geofences"),
    ("payments", "Payments"),
    ("messaging", "Messaging"),
    ("contracts", "Contracts"),
    ("history", "History"),
)
_NEEDS = {
    "locations": Permission.CUSTOMERS_READ,
    "projects": Permission.PROJECTS_READ,
    "estimates": Permission.ESTIMATES_READ,
    "jobs": Permission.JOBS_READ,
    "invoices": Permission.INVOICES_READ,
    "equipment": Permission.CUSTOMERS_READ,
    "reminders": Permission.CUSTOMERS_READ,
    "notes": Permission.CUSTOMERS_READ,
    "attachments": Permission.FILES_READ,
    "geofences": Permission.MAP_READ,
    "payments": Permission.PAYMENTS_READ,
    "messaging": Permission.MESSAGES_READ,
    "contracts": Permission.CONTRACTS_READ,
    "history": Permission.HISTORY_READ,
}
"""What seeing a tab needs."""
_FIGURE_TAB = {
    "pending": "estimates",
    "awaiting": "invoices",
    "overdue": "invoices",
    "open": "invoices",
    "files": "attachments",
    "projects": "projects",
}
# Changes of these are seen in the header.
_SHOWN = frozenset(
    "customer estimate job invoice payment tag note message "
    "import_batch equipment geofence attachment reminder project lead contract".split()
)


class ProfileView(QWidget):
    """Shows one customer at a time; tabs are built when first shown and kept."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._generation = 0
        self._subject = Subject()
        self._profile: Profile | None = None
        self._locations: list[LocationRow] = []
        self._tabs: dict[str, ProfileTab] = {}
        self._tab_of: dict[int, str] = {}
        self._stale = False
        self.header = ProfileHeader(shell)
        self.bar = TabBar(shell.theme, [tab for tab in TABS if shell.may(_NEEDS[tab[0]])])
        self.narrowed: TagChip | None = None
        self.stack = QStackedWidget()
        self.side = ProfileSide(shell, self.stack, self._leave_side)
        self.notepad = self.side.notepad
        self._tab_row = row(
            self.bar, None, self.side.task_button, self.side.note_button, spacing=2, margins=(8, 0, 12, 0)
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addWidget(holder(self._tab_row, "panel"))
        layout.addWidget(line())
        layout.addLayout(self.side.body, 1)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._load)
        self.bar.chosen.connect(self.show_tab)
        self._connect_header()
        self.notepad.added.connect(self._add_note)
        self.notepad.removed.connect(self._remove_note)
        shell.signals.changed.connect(self._office_changed)

    def _connect_header(self) -> None:
        head, shell = self.header, self._shell
        head.favourite_wanted.connect(self._set_favourite)
        head.rating_wanted.connect(lambda stars: self._mark("set_rating", stars))
        head.flag_wanted.connect(self._set_flag)
        head.tag_added.connect(self._add_tag)
        head.tag_removed.connect(self._remove_tag)
        head.figure_wanted.connect(self.show_figure)
        head.new_wanted.connect(self._new)
        head.payment_wanted.connect(self._take_payment)
        head.email_wanted.connect(lambda: shell.compose(self._subject.customer_id))
        head.note_wanted.connect(self._write_note)
        head.edit_wanted.connect(lambda: shell.go("customer", self._subject.customer_id, edit=True))
        head.parent_wanted.connect(lambda customer_id: shell.go("customer", customer_id))
        head.merge_wanted.connect(self._merge)
        head.credit_wanted.connect(lambda: self.show_tab("payments"))

    # --- what is shown ---

    @property
    def profile(self) -> Profile | None:
        """The customer on screen, once its facts are there."""
        return self._profile

    @property
    def tab(self) -> ProfileTab:
        """The tab in front."""
        return self._tabs[self._tab_of[self._subject.customer_id]]

    @property
    def tab_name(self) -> str:
        """The name of the tab in front; empty before there is one."""
        return self._tab_of.get(self._subject.customer_id, "")

    def show_place(self, place: Place) -> None:
        """Show a customer: on the tab asked for, else the one it was left on."""
        subject = Subject(place.id, place.context.get("location_id"))
        if subject.customer_id != self._subject.customer_id:
            self._profile = None
            self.notepad.clear()
        self._subject = subject
        self.side.tasks.show_customer(subject.customer_id)
        self._load()
        default = "locations" if subject.location_id is None else "estimates"
        self.show_tab(place.tab or self._tab_of.get(place.id) or default)
        record = place.context.get("record")
        if record and self._tab_of.get(place.id) == place.tab:
            self.tab.show_record(record)

    def show_tab(self, name: str) -> None:
        """Bring a tab to the front, built if need be; the first one in place of one that the user may not see."""
        if name not in _NEEDS or not self._shell.may(_NEEDS[name]):
            name = TABS[0][0]
        self._tab_of[self._subject.customer_id] = name
        tab = self._tabs.get(name)
        if tab is None:
            tab = self._tabs[name] = _make_tab(name, self._shell)
            tab.location_wanted.connect(self.narrow)
            self.stack.addWidget(tab)
        self.bar.mark(name)
        tab.show_subject(self._subject)
        focused = QApplication.focusWidget()
        self.stack.setCurrentWidget(tab)
        if focused is None or not self.bar.isAncestorOf(focused):
            tab.take_focus()
        self._tell_tab(tab)
        self.side.place(self.width())

    def show_figure(self, figure: str) -> None:
        """Open the rows that are behind a tile."""
        self.show_tab(_FIGURE_TAB[figure])
        self.tab.show_figure(figure)  # type: ignore[attr-defined]

    def narrow(self, location_id: int | None) -> None:
        """Show only what belongs to one location, or with ``None`` everything again."""
        self._subject = Subject(self._subject.customer_id, location_id)
        self._load()
        self.tab.show_subject(self._subject)

    def toggle_notepad(self) -> None:
        self.side.toggle_notepad()

    def _leave_side(self) -> None:
        self.tab.take_focus()

    # --- loading ---

    def _load(self) -> None:
        self._generation += 1
        self._stale = False
        generation, subject, desk = self._generation, self._subject, self._shell.desk

        def work() -> tuple[Profile, list[LocationRow], list[str]]:
            from officedesk.services.customers.choices import list_choices
            from officedesk.services.customers.locations import locations
            from officedesk.services.customers.profile import profile

            found = profile(desk, subject.customer_id, subject.location_id)
            return found, locations(desk, subject.customer_id), [name for _, name in list_choices(desk).tags]

        def arrived(answer: tuple[Profile, list[LocationRow], list[str]]) -> None:
            if generation == self._generation:
                self._arrived(*answer)

        self._shell.load(self, work, arrived)

    def _arrived(self, profile: Profile, locations: list[LocationRow], tags: list[str]) -> None:
        if profile.merged_into_id is not None:
            # It turned out to be another, here or on another desktop: whoever comes for it finds that one.
            self._shell.replace("customer", profile.merged_into_id, self._tab_of.get(profile.id, ""))
            return
        self._profile, self._locations = profile, locations
        self.header.tell(profile, profile.location, narrowed=self._subject.location_id is not None)
        self.header.tags.set_known(tags)
        self.notepad.tell(profile.notepad)
        self.side.count_notes(len(profile.notepad))
        self._show_narrowed()
        for name in self.bar.buttons:
            self.bar.buttons[name].tell(_count(name, profile))
        for tab in self._tabs.values():
            self._tell_tab(tab)

    def _tell_tab(self, tab: ProfileTab) -> None:
        if self._profile is not None and tab.subject.customer_id == self._profile.id:
            tab.profile_arrived(self._profile, self._locations)

    def _show_narrowed(self) -> None:
        if self.narrowed is not None:
            self._tab_row.removeWidget(self.narrowed)
            self.narrowed.hide()
            self.narrowed.deleteLater()
            self.narrowed = None
        if self._subject.location_id is None or self._profile is None or self._profile.location is None:
            return
        place = self._profile.location
        chip = TagChip(f"Only {place.name or place.line}", self._shell.icons, "Show all locations", "accent")
        chip.removed.connect(lambda _: self.narrow(None))
        self._tab_row.insertWidget(self._tab_row.count() - 1, chip)
        self.narrowed = chip

    def _office_changed(self, entity: str, _entity_id: int, customer_id: int) -> None:
        if entity in _SHOWN and customer_id in (0, self._subject.customer_id) and self._subject.customer_id:
            if self.isVisible():
                self._later.start()
            else:
                self._stale = True

    # --- saving ---

    def _save(self, work: Callable[[], Any], told: str = "", undo: Callable[[], Any] | None = None) -> None:
        customer_id, shell = self._subject.customer_id, self._shell

        def done(_: object) -> None:
            shell.signals.changed.emit("customer", customer_id, customer_id)
            if told:
                shell.toast(told, "Undo" if undo else "", (lambda: self._save(undo)) if undo else None)

        def failed(error: Exception) -> None:
            # What is shown must be what is stored.
            self._later.start()
            shell.fail(error)

        shell.load(self, work, done, failed)

    def _mark(self, name: str, value: Any, told: str = "", back: Any = None) -> None:
        from officedesk.services.customers import marks

        act, desk, customer_id = getattr(marks, name), self._shell.desk, self._subject.customer_id
        undo = (lambda: act(desk, customer_id, back)) if told else None
        self._save(lambda: act(desk, customer_id, value), told, undo)

    def _set_favourite(self, on: bool) -> None:
        self._mark("set_favourite", on)

    def _set_flag(self, reason: str | None) -> None:
        before = self._profile.flag_reason if self._profile is not None else None
        if reason is None:
            self._mark("set_flag", None, "Flag removed.", before)
        else:
            self._mark("set_flag", reason)

    def _add_tag(self, name: str) -> None:
        from officedesk.services.customers.marks import add_tags

        desk, customer_id = self._shell.desk, self._subject.customer_id
        # Shown at once. Only this tag is sent: two saves on their way, or two desktops, cannot undo each other.
        self.header.tags.set_tags([*self.header.tags.names, name])
        self._save(lambda: add_tags(desk, [customer_id], [name]))

    def _remove_tag(self, name: str) -> None:
        from officedesk.services.customers.marks import add_tags, remove_tags

        desk, customer_id = self._shell.desk, self._subject.customer_id
        self.header.tags.set_tags([other for other in self.header.tags.names if other != name])
        self._save(
            lambda: remove_tags(desk, [customer_id], [name]),
            f"Tag {name} removed.",
            lambda: add_tags(desk, [customer_id], [name]),
        )

    def _add_note(self, text: str) -> None:
        from officedesk.services.customers.marks import add_note

        desk, customer_id, shell = self._shell.desk, self._subject.customer_id, self._shell

        def done(_: object) -> None:
            if customer_id == self._subject.customer_id and self.notepad.entry.toPlainText().strip() == text:
                self.notepad.accept()
            shell.signals.changed.emit("customer", customer_id, customer_id)

        shell.load(self, lambda: add_note(desk, customer_id, text), done)

    def _remove_note(self, note_id: int) -> None:
        from officedesk.services.customers.marks import add_note, remove_note

        desk, customer_id = self._shell.desk, self._subject.customer_id
        note = next((n for n in (self._profile.notepad if self._profile else ()) if n.id == note_id), None)
        text = note.text if note is not None else ""
        self._save(lambda: remove_note(desk, note_id), "Note removed.", lambda: add_note(desk, customer_id, text))

    def _take_payment(self) -> None:
        from officedesk.views.sales.payment_actions import take_payment

        take_payment(self._shell, self, self._subject.customer_id)

    def _write_note(self) -> None:
        from officedesk.views.notes.note_actions import write_note

        write_note(self._shell, self, self._subject.customer_id, location_id=self._subject.location_id)

    def _merge(self) -> None:
        from officedesk.views.customers.merge_with import MergeWith

        if self._profile is not None:
            MergeWith(self._shell, self.window(), self._profile.id, self._profile.name).open()

    def _new(self, page: str) -> None:
        context: dict[str, Any] = {"customer_id": self._subject.customer_id}
        if self._subject.location_id is not None:
            context["location_id"] = self._subject.location_id
        self._shell.go(page, **context)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.side.place(self.width())

    def minimumSizeHint(self) -> QSize:
        return self.side.narrower(super().minimumSizeHint())

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        if self._stale:
            self._load()


def _count(name: str, profile: Profile) -> int | None:
    return getattr(profile.counts, name, None)


def _make_tab(name: str, shell: Shell) -> ProfileTab:
    if name == "locations":
        from officedesk.views.customers.tabs.locations import LocationsTab as Tab
    elif name == "projects":
        from officedesk.views.customers.tabs.projects import ProjectsTab as Tab  # type: ignore[assignment]
    elif name == "estimates":
        from officedesk.views.customers.tabs.estimates import EstimatesTab as Tab  # type: ignore[assignment]
    elif name == "jobs":
        from officedesk.views.customers.tabs.jobs import JobsTab as Tab  # type: ignore[assignment]
    elif name == "invoices":
        from officedesk.views.customers.tabs.invoices import InvoicesTab as Tab  # type: ignore[assignment]
    elif name == "equipment":
        from officedesk.views.customers.tabs.equipment import EquipmentTab as Tab  # type: ignore[assignment]
    elif name == "reminders":
        from officedesk.views.customers.tabs.reminders import RemindersTab as Tab  # type: ignore[assignment]
    elif name == "notes":
        from officedesk.views.customers.tabs.notes import NotesTab as Tab  # type: ignore[assignment]
    elif name == "attachments":
        from officedesk.views.customers.tabs.attachments import AttachmentsTab as Tab  # type: ignore[assignment]
    elif name == "geofences":
        from officedesk.views.customers.tabs.geofences import GeofencesTab as Tab  # type: ignore[assignment]
    elif name == "payments":
        from officedesk.views.customers.tabs.payments import PaymentsTab as Tab  # type: ignore[assignment]
    elif name == "messaging":
        from officedesk.views.customers.tabs.messaging import MessagingTab as Tab  # type: ignore[assignment]
    elif name == "contracts":
        from officedesk.views.customers.tabs.contracts import ContractsTab as Tab  # type: ignore[assignment]
    else:
        from officedesk.views.customers.tabs.history import HistoryTab as Tab  # type: ignore[assignment]
    return Tab(shell)
