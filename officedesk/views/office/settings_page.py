"""Settings: the sections on the left, the chosen one beside them."""

from collections.abc import Callable
from typing import Any, Protocol, runtime_checkable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QMessageBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from officedesk.services.permissions import Permission
from officedesk.views.office.sections import FormSection, TableSection
from officedesk.views.recovery import Kept
from officedesk.views.shell import Place, Shell
from officedesk.views.widgets.basics import column, field, holder, label, line, row
from officedesk.views.widgets.combo import Combo

Section = FormSection | TableSection
SCHEMES = [("system", "As the system"), ("light", "Light"), ("dark", "Dark")]
STARTS = [("customers", "Customers"), ("today", "Today")]


@runtime_checkable
class KeepsDrafts(Protocol):
    """A section whose records are typed in dialogs that survive a crash."""

    def open_kept(self, left: Kept) -> object:
        """Open the dialog that offers it."""


class AppearanceSection(QWidget):
    """Light or dark, and the page to open with, for this desktop."""

    dirty = False

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self.scheme = Combo(shell.icons, shell.theme)
        self.scheme.set_choices(SCHEMES)
        self.scheme.set_value(shell.config.get("scheme", "system"))
        self.scheme.setFixedWidth(220)
        self.scheme.edited.connect(self._chosen)
        self.start = Combo(shell.icons, shell.theme)
        self.start.set_choices(STARTS)
        self.start.set_value(shell.config.get("start_page", "customers"))
        self.start.setFixedWidth(220)
        self.start.edited.connect(self._start_chosen)
        note = label("For this desktop only; the office's papers stay as they are.", "muted")
        card = holder(
            column(
                label("Appearance", "title"),
                field("Colors", self.scheme),
                field("Open with", self.start),
                note,
                spacing=14,
                margins=(20, 16, 20, 16),
            ),
            "card",
        )
        self.setLayout(column(card, None, margins=(16, 16, 16, 16)))

    def show_section(self) -> None:
        """Nothing to read."""

    def forget(self) -> None:
        """Choices count at once."""

    def _chosen(self) -> None:
        self._shell.config.put("scheme", self.scheme.value())
        self._shell.theme.choose(self.scheme.value())

    def _start_chosen(self) -> None:
        self._shell.config.put("start_page", self.start.value())


class SettingsPage(QWidget):
    """Sections are built when they are first chosen."""

    @staticmethod
    def sections_for(
        shell: Shell, company: Callable[[], QWidget] = QWidget
    ) -> list[tuple[str, Permission, Callable[[], QWidget]]]:
        """Every section: its title, what changing it needs, and what builds it."""
        return [
            ("Company", Permission.OFFICE_WRITE, company),
            ("Brand", Permission.OFFICE_WRITE, lambda: _brand(shell)),
            ("Price book", Permission.PRICEBOOK_WRITE, lambda: _price_book(shell)),
            ("Plans", Permission.PLANS_WRITE, lambda: _plans(shell)),
            ("Taxes", Permission.OFFICE_WRITE, lambda: _list(shell, "tax_section")),
            ("Payment terms", Permission.OFFICE_WRITE, lambda: _list(shell, "terms_section")),
            ("Numbers", Permission.OFFICE_WRITE, lambda: _list(shell, "numbers_section")),
            ("People", Permission.USERS_WRITE, lambda: _list(shell, "people_section")),
            ("Technicians", Permission.TECHNICIANS_WRITE, lambda: _list(shell, "technicians_section")),
            ("Skills", Permission.CREW_WRITE, lambda: _list(shell, "skills_section")),
            ("Time off", Permission.CREW_WRITE, lambda: _list(shell, "time_off_section")),
            ("Working days", Permission.CREW_WRITE, lambda: _working(shell)),
            ("Vehicles and devices", Permission.DEVICES_WRITE, lambda: _devices(shell)),
            ("Forms", Permission.FORMS_WRITE, lambda: _forms(shell)),
            ("Lead sources", Permission.OFFICE_WRITE, lambda: _sources(shell)),
            ("Tags", Permission.TAGS_WRITE, lambda: _list(shell, "tags_section")),
            ("Email & SMS", Permission.MESSAGES_SEND, lambda: _accounts(shell)),
            ("Templates", Permission.OFFICE_WRITE, lambda: _templates(shell)),
            ("Address search", Permission.OFFICE_WRITE, lambda: _geocoder(shell)),
            ("Maps", Permission.MAP_READ, lambda: _maps(shell)),
            ("This office", Permission.OFFICE_READ, lambda: _place(shell)),
            ("Backup", Permission.BACKUP, lambda: _backup(shell)),
            ("Encryption", Permission.ENCRYPT, lambda: _encryption(shell)),
            ("History", Permission.AUDIT_READ, lambda: _history(shell)),
            ("Trash", Permission.TRASH_READ, lambda: _trash(shell)),
            ("Diagnostics", Permission.OFFICE_READ, lambda: _diagnostics(shell)),
            ("Appearance", Permission.OWN_WRITE, lambda: AppearanceSection(shell)),
        ]

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.setObjectName("page")
        self._shell = shell
        self._asked: QMessageBox | None = None
        sections = self.sections_for(shell, self._company)
        # What may not be changed is not here: it is seen where it is used.
        self._makers = [(title, make) for title, permission, make in sections if shell.may(permission)]
        self._choices: tuple[list[tuple[Any, str]], list[tuple[Any, str]]] = ([], [])
        self._built: dict[int, QWidget] = {}
        self.sections = QListWidget()
        self.sections.setAccessibleName("Settings")
        self.sections.setProperty("role", "sections")
        for title, _ in self._makers:
            item = QListWidgetItem(title)
            item.setSizeHint(QSize(0, round(self.fontMetrics().height() * 1.9)))
            self.sections.addItem(item)
        self.stack = QStackedWidget()
        left = QVBoxLayout()
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(0)
        left.addLayout(row(label("Settings", "title"), margins=(16, 12, 16, 8)))
        left.addWidget(self.sections)
        side = holder(left, "panel")
        side.setFixedWidth(210)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(side)
        layout.addWidget(line(vertical=True))
        layout.addWidget(self.stack, 1)
        self._shown = -1
        self._ready = False
        self.sections.currentRowChanged.connect(self._choose)

    def show_place(self, place: Place) -> None:
        """``place.tab`` names the section, else the one that was open."""
        titles = [title for title, _ in self._makers]
        wanted = titles.index(place.tab) if place.tab in titles else max(self._shown, 0)
        desk = self._shell.desk

        def work() -> tuple[list[tuple[Any, str]], list[tuple[Any, str]]]:
            from officedesk.services.office.company import tax_rates, terms

            return (
                [(item.id, item.name) for item in terms(desk, active_only=True)],
                [(item.id, item.name) for item in tax_rates(desk, active_only=True)],
            )

        def ready(found: tuple[list[tuple[Any, str]], list[tuple[Any, str]]]) -> None:
            self._choices = found
            self._ready = True
            company = self._built.get(0)
            if isinstance(company, FormSection) and self._makers[0][0] == "Company":
                for name, choices in zip(("default_terms_id", "default_tax_rate_id"), found, strict=True):
                    company.form.control(name).set_choices(choices)
            self._shown = -1
            self.sections.setCurrentRow(wanted)
            self.sections.item(wanted).setSelected(True)
            self._choose(wanted)
            section: object = self._built.get(wanted)
            left = place.context.get("kept")
            # Back leads here again: it was restored or thrown away since.
            if left is not None and left.path.exists() and isinstance(section, KeepsDrafts):
                section.open_kept(left)

        self._shell.load(self, work, ready)
        self.sections.setFocus()

    @property
    def shown_title(self) -> str:
        """The section that is open; empty before one is."""
        return self._makers[self._shown][0] if self._shown >= 0 else ""

    def section(self, title: str) -> QWidget:
        """The section of that title, built if need be."""
        number = [name for name, _ in self._makers].index(title)
        if number not in self._built:
            made = self._makers[number][1]()
            self._built[number] = made
            self.stack.addWidget(made)
        return self._built[number]

    def leave(self) -> bool:
        """Asks where a section holds something unsaved."""
        current = self.stack.currentWidget()
        if current is None or not getattr(current, "dirty", False):
            return True
        if self._asked is None:
            self._ask(current)
        return False

    def _company(self) -> QWidget:
        from officedesk.views.office.company_sections import company_section

        return company_section(self._shell, *self._choices)

    def _choose(self, number: int) -> None:
        if number < 0 or number == self._shown or not self._ready:
            return
        if self._shown >= 0 and not self.leave():
            self.sections.blockSignals(True)
            self.sections.setCurrentRow(self._shown)
            self.sections.blockSignals(False)
            return
        self._shown = number
        made = self.section(self._makers[number][0])
        self.stack.setCurrentWidget(made)
        made.show_section()  # type: ignore[attr-defined]

    def _ask(self, current: QWidget) -> None:
        box = QMessageBox(self)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle("Unsaved changes")
        box.setText("These settings were changed but not saved.")
        save = box.addButton("Save", QMessageBox.ButtonRole.AcceptRole)
        discard = box.addButton("Discard", QMessageBox.ButtonRole.DestructiveRole)
        box.addButton("Stay", QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(save)
        save.clicked.connect(current.save)  # type: ignore[attr-defined]
        discard.clicked.connect(current.forget)  # type: ignore[attr-defined]
        box.finished.connect(lambda _: setattr(self, "_asked", None))
        self._asked = box
        box.open()


def _encryption(shell: Shell) -> QWidget:
    from officedesk.views.office.encryption_section import EncryptionSection

    return EncryptionSection(shell)


def _diagnostics(shell: Shell) -> QWidget:
    from officedesk.views.office.diagnostics_section import DiagnosticsSection

    return DiagnosticsSection(shell)


def _geocoder(shell: Shell) -> QWidget:
    from officedesk.views.map.geocoder_section import GeocoderSection

    return GeocoderSection(shell)


def _accounts(shell: Shell) -> QWidget:
    from officedesk.views.messaging.account_section import AccountSection

    return AccountSection(shell)


def _maps(shell: Shell) -> QWidget:
    from officedesk.views.office.maps_section import MapsSection

    return MapsSection(shell)


def _devices(shell: Shell) -> QWidget:
    from officedesk.views.office.device_section import DevicePage

    return DevicePage(shell)


def _forms(shell: Shell) -> QWidget:
    from officedesk.views.forms.section import FormsSection

    return FormsSection(shell)


def _sources(shell: Shell) -> QWidget:
    from officedesk.views.projects.sources_section import SourcesSection

    return SourcesSection(shell)


def _templates(shell: Shell) -> QWidget:
    from officedesk.views.messaging.template_section import template_section

    return template_section(shell)


def _brand(shell: Shell) -> QWidget:
    from officedesk.views.office.brand_section import BrandSection

    return BrandSection(shell)


def _backup(shell: Shell) -> QWidget:
    from officedesk.views.office.backup_section import BackupSection

    return BackupSection(shell)


def _history(shell: Shell) -> QWidget:
    from officedesk.views.activity.history_section import HistorySection

    return HistorySection(shell)


def _trash(shell: Shell) -> QWidget:
    from officedesk.views.activity.trash_section import TrashSection

    return TrashSection(shell)


def _price_book(shell: Shell) -> QWidget:
    from officedesk.views.office.price_book import PriceBookSection

    return PriceBookSection(shell)


def _working(shell: Shell) -> QWidget:
    from officedesk.views.office.working_section import WorkingSection

    return WorkingSection(shell)


def _plans(shell: Shell) -> QWidget:
    from officedesk.views.contracts.plans_section import PlansSection

    return PlansSection(shell)


def _place(shell: Shell) -> QWidget:
    from officedesk.views.office.place_section import PlaceSection

    return PlaceSection(shell)


def _list(shell: Shell, name: str) -> QWidget:
    from officedesk.views.office import list_sections

    made: QWidget = getattr(list_sections, name)(shell)
    return made
