"""The Customers module: the list of all customers."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QPushButton

from officedesk.services.customers.choices import list_choices
from officedesk.services.customers.listing import CustomerList
from officedesk.services.customers.rows import CustomerRow
from officedesk.services.paging import Sort
from officedesk.services.permissions import Permission
from officedesk.views.customers.list_actions import CustomerActions
from officedesk.views.customers.list_filters import CustomerFilters
from officedesk.views.lists.bulk import menu_action
from officedesk.views.lists.columns import Cell, Chip, Column, on_cards
from officedesk.views.lists.page import ListPage
from officedesk.views.lists.panel import ListKind, ListPanel
from officedesk.views.painted import when_painted
from officedesk.views.shell import Place, Shell
from officedesk.views.widgets.basics import button


def customer_columns(shell: Shell) -> tuple[Column, ...]:
    """Company, No., Contact, Phone, Email, Service location, Tags, Balance."""

    def company(r: CustomerRow) -> Cell:
        marks = []
        if r.favourite:
            marks.append(("star-fill", "star"))
        if r.flag_reason is not None:
            marks.append(("flag-fill", "bad"))
        tip = f"Flagged: {r.flag_reason}" if r.flag_reason else "Flagged" if r.flag_reason is not None else ""
        return Cell(r.name, bold=True, marks=tuple(marks), tip=tip)

    def balance(r: CustomerRow) -> Cell:
        if not r.balance:
            return Cell(shell.money(0), tone="muted")
        tip = "Something is overdue" if r.overdue else ""
        return Cell(shell.money(r.balance), tone="bad" if r.overdue else "text", tip=tip)

    def tags(r: CustomerRow) -> Cell:
        return Cell(chips=tuple(Chip(tag) for tag in r.tags), tip=", ".join(r.tags) if len(r.tags) > 1 else "")

    columns: tuple[Column, ...] = (
        Column("name", "Company", 180, company),
        Column("number", "No.", 68, lambda r: Cell(r.number)),
        Column("contact", "Contact", 126, lambda r: Cell(r.contact), least=100),
        Column("phone", "Phone", 136, lambda r: Cell(r.phone)),
        Column("email", "Email", 186, lambda r: Cell(r.email), least=130),
        Column("location", "Service location", 280, lambda r: Cell(r.location), stretch=True),
        Column("tags", "Tags", 160, tags, least=116),
        Column("balance", "Balance", 104, balance, right=True, descending_first=True),
    )
    if not shell.may(Permission.MONEY_READ):
        columns = columns[:-1]
    return on_cards(
        columns,
        name="title",
        **({"balance": "amount"} if shell.may(Permission.MONEY_READ) else {}),
        contact="1",
        phone="1",
        email="2",
        location="3",
        tags="chips",
        number="aside No.",
    )


class CustomersPage(ListPage):
    """All customers. Enter opens the profile."""

    import_wanted = Signal()

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._filters = CustomerFilters(shell)
        kind = ListKind(
            name="customers",
            columns=customer_columns(shell),
            sort=Sort("name"),
            one="customer",
            many="customers",
            empty="Customers with their contacts, locations and papers will be here. Add one, or import a list.",
            add="New customer",
            needs=Permission.CUSTOMERS_WRITE,
            entities=frozenset({"customer", "invoice", "payment", "tag", "import_batch"}),
        )
        panel = ListPanel(shell, kind, CustomerList(shell.desk), self._filters)
        icons = shell.icons
        super().__init__(
            "Customers",
            panel,
            button("Import", self._import, icon=icons("upload-simple")) if shell.may(Permission.IMPORT) else None,
            self._export_button(panel) if shell.may(Permission.EXPORT) else None,
            button("New customer", lambda: shell.go("customer"), kind="primary", icon=icons("plus", "on_accent"))
            if shell.may(Permission.CUSTOMERS_WRITE)
            else None,
        )
        self.bulk = CustomerActions(shell, panel)
        self._filters.add_action(self.bulk.button)
        panel.opened.connect(lambda entity_id: shell.go("customer", entity_id))
        panel.add_wanted.connect(lambda: shell.go("customer"))
        panel.set_row_menu(self._row_menu)
        shell.signals.changed.connect(self._office_changed)
        self._painted = False
        when_painted(panel, self._on_screen)

    def show_place(self, place: Place) -> None:
        super().show_place(place)
        if self._painted:
            self._load_choices()

    def _on_screen(self) -> None:
        # The filters' choices can wait until the list is there.
        self._painted = True
        self._load_choices()

    def _office_changed(self, entity: str, _entity_id: int, _customer_id: int) -> None:
        if entity in ("tag", "brand", "import_batch") and self._painted and self.isVisible():
            self._load_choices()

    def _load_choices(self) -> None:
        desk = self._shell.desk
        self._shell.load(self, lambda: list_choices(desk), self._filters.set_choices)

    def _export_button(self, panel: ListPanel) -> QPushButton:
        from officedesk.views.lists.export import export_button

        return export_button(self._shell, panel, "customers")

    def _import(self) -> None:
        from officedesk.views.office.import_window import ImportWindow

        ImportWindow(self._shell, self.window()).open()

    def _row_menu(self, row: CustomerRow) -> QMenu:
        menu = QMenu(self)
        icons, go = self._shell.icons, self._shell.go

        def act(text: str, icon: str, run: Callable[[], object], needs: Permission = Permission.CUSTOMERS_READ) -> None:
            menu_action(menu, icons(icon), text, run, self._shell.may(needs))

        act("Open", "arrow-square-out", lambda: go("customer", row.id))
        act("Edit", "pencil-simple", lambda: go("customer", row.id, edit=True), Permission.CUSTOMERS_WRITE)
        menu.addSeparator()
        act("Write a message", "envelope-simple", lambda: self._shell.compose(row.id), Permission.MESSAGES_SEND)
        act("New estimate", "file-text", lambda: go("estimate", customer_id=row.id), Permission.ESTIMATES_WRITE)
        act("New job", "wrench", lambda: go("job", customer_id=row.id), Permission.JOBS_WRITE)
        act("New invoice", "receipt", lambda: go("invoice", customer_id=row.id), Permission.INVOICES_WRITE)
        menu.addSeparator()
        favourite = "Remove from favorites" if row.favourite else "Add to favorites"
        act(favourite, "star", lambda: self._set_favourite(row), Permission.OWN_WRITE)
        archive = "Restore from archive" if row.archived else "Archive"
        act(archive, "archive", lambda: self._archive(row), Permission.CUSTOMERS_TRASH)
        act("Move to trash", "trash", lambda: self._trash(row), Permission.CUSTOMERS_TRASH)
        return menu

    def _set_favourite(self, row: CustomerRow) -> None:
        from officedesk.services.customers.marks import set_favourite

        self._save(lambda: set_favourite(self._shell.desk, row.id, not row.favourite), row)

    def _archive(self, row: CustomerRow) -> None:
        from officedesk.services.customers.editing import archive

        desk = self._shell.desk

        def put(archived: bool) -> None:
            archive(desk, [row.id], archived=archived)

        if row.archived:
            self._save(lambda: put(False), row, f"{row.name} is back in the list.")
        else:
            self._save(lambda: put(True), row, f"{row.name} archived.", undo=lambda: put(False))

    def _trash(self, row: CustomerRow) -> None:
        from officedesk.services.customers.editing import restore, trash

        desk = self._shell.desk
        self._save(
            lambda: trash(desk, [row.id]), row, f"{row.name} moved to the trash.", undo=lambda: restore(desk, [row.id])
        )

    def _save(self, work, row: CustomerRow, told: str = "", undo=None) -> None:  # type: ignore[no-untyped-def]
        def done(_: object) -> None:
            self._shell.signals.changed.emit("customer", row.id, row.id)
            if told:
                again = (lambda: self._save(undo, row)) if undo is not None else None
                self._shell.toast(told, "Undo" if again else "", again)

        self._shell.load(self, work, done)
