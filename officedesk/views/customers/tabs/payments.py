"""The Payments tab."""

from collections.abc import Sequence

from PySide6.QtWidgets import QMenu

from officedesk.services.customers.rows import Profile
from officedesk.services.paging import Sort
from officedesk.services.permissions import Permission
from officedesk.services.sales.payment_list import PaymentFilter, PaymentList
from officedesk.services.sales.rows import PaymentRow
from officedesk.views.customers.tabs.base import SubjectFilters
from officedesk.views.customers.tabs.documents import DocumentTab
from officedesk.views.customers.tabs.filters import DatedFilters
from officedesk.views.lists.bulk import Bulk, menu_action
from officedesk.views.lists.panel import ListKind, ListPanel
from officedesk.views.sales.columns import payment_columns
from officedesk.views.sales.payment_actions import edit_payment, fill_payment_menu, take_payment
from officedesk.views.sales.payment_changes import delete_payments, restore_payments
from officedesk.views.shell import Shell
from officedesk.views.widgets.choice import ChoiceButton


class PaymentFilters(DatedFilters):
    query_type = PaymentFilter

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._deleted = ChoiceButton("Show", None, single=True)
        self._deleted.set_choices([(1, "Deleted")])
        self._deleted.chosen.connect(self.tell)
        self.add(self._deleted)

    def query(self) -> PaymentFilter:
        # Payments belong to the customer, not to one of its locations.
        return PaymentFilter(
            customer_id=self.subject.customer_id or None,
            text=self.search.text().strip(),
            date_from=self.since.value(),
            date_to=self.until.value(),
            deleted=bool(self._deleted.value),
        )

    @property
    def active(self) -> bool:
        return self.query() != PaymentFilter(customer_id=self.subject.customer_id or None)

    def reset(self) -> None:
        super().reset()
        self._deleted.set_value(())

    def put(self, query: PaymentFilter) -> None:
        self._deleted.set_value((1,) if query.deleted else ())
        super().put(query)


class PaymentsTab(DocumentTab):
    name = "payments"
    title = "Payments"
    page = "payment"

    def make_filters(self) -> SubjectFilters:
        return PaymentFilters(self.shell)

    def make_panel(self) -> ListPanel:
        kind = ListKind(
            name="profile_payments",
            columns=payment_columns(self.shell, with_company=False),
            sort=Sort("date", True),
            one="payment",
            many="payments",
            empty="Payments of this customer will be here.",
            add="Take a payment",
            needs=Permission.PAYMENTS_WRITE,
            sums=(("unapplied", "Unapplied"), ("amount", "Received")),
            entities=frozenset({"payment", "invoice"}),
        )
        return ListPanel(self.shell, kind, PaymentList(self.shell.desk), self.filters)

    def count_of(self, profile: Profile) -> int:
        return profile.counts.payments

    def open(self, entity_id: int) -> None:
        row: PaymentRow | None = self.panel.table.current_row
        may = self.shell.may(Permission.PAYMENTS_CORRECT)
        if may and row is not None and row.id == entity_id and not self.filters.query().deleted:
            edit_payment(self.shell, self, row.customer_id, entity_id)

    def add(self) -> None:
        take_payment(self.shell, self, self.subject.customer_id)

    def bulk(self) -> Sequence[Bulk | None]:
        return (Bulk("Delete", "trash", self._delete, danger=True, needs=Permission.PAYMENTS_CORRECT),)

    def row_menu(self, row: PaymentRow) -> QMenu:
        menu = QMenu(self)
        if self.filters.query().deleted:
            icon = self.shell.icons("arrow-counter-clockwise")
            menu_action(
                menu, icon, "Restore", lambda: self._restore([row.id]), self.shell.may(Permission.PAYMENTS_CORRECT)
            )
        else:
            fill_payment_menu(self.shell, self, menu, row)
        return menu

    def _delete(self, ids: list[int]) -> None:
        delete_payments(self.shell, self, ids, self.subject.customer_id)

    def _restore(self, ids: list[int]) -> None:
        restore_payments(self.shell, self, ids, self.subject.customer_id)
