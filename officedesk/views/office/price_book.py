"""The price book in Settings: items, and kits of other items."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from officedesk.models.enums import LineKind
from officedesk.services.sales.drafts import ItemDraft, KitPart
from officedesk.services.sales.rows import ItemRow
from officedesk.views.lists.columns import Cell, Chip, Column
from officedesk.views.office.record_form import FieldSpec
from officedesk.views.office.sections import RecordDialog, TableSection
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, column, holder, label
from officedesk.views.widgets.combo import Combo
from officedesk.views.widgets.typed_fields import NumberEdit

KINDS = [
    (LineKind.SERVICE, "Service"),
    (LineKind.MATERIAL, "Material"),
    (LineKind.EQUIPMENT, "Equipment"),
    (LineKind.FEE, "Fee"),
]


class KitParts(QWidget):
    """The items of a kit with their quantities."""

    def __init__(self, shell: Shell, items: list[tuple[Any, str]]) -> None:
        super().__init__()
        self._shell, self._items = shell, items
        self._rows: list[tuple[Combo, NumberEdit, QWidget]] = []
        self._list = QVBoxLayout()
        self._list.setSpacing(6)
        self.setLayout(
            column(
                label("Kit: adding it to a document adds these items", "label"),
                self._list,
                button("Add item to kit", lambda: self.add(None), kind="link", icon=shell.icons("plus", "accent_text")),
                spacing=6,
            )
        )

    def add(self, part: KitPart | None) -> None:
        """One more row, empty or for ``part``."""
        item = Combo(self._shell.icons, self._shell.theme, empty="Choose an item")
        item.set_choices(self._items)
        item.setAccessibleName("Item of the kit")
        quantity = NumberEdit()
        quantity.setFixedWidth(90)
        quantity.setAccessibleName("Quantity in the kit")
        item.set_value(part.item_id if part else None)
        quantity.set_value(part.quantity if part else Decimal(1))
        layout = QHBoxLayout()
        layout.setContentsMargins(0, 0, 0, 0)
        line = holder(layout)
        entry = (item, quantity, line)
        remove = button(
            "", lambda: self._remove(entry), kind="plain", icon=self._shell.icons("x"), tip="Take out of the kit"
        )
        for control in (item, quantity, remove):
            layout.addWidget(control, 1 if control is item else 0)
        self._rows.append(entry)
        self._list.addWidget(line)
        if part is None:
            item.setFocus()

    def parts(self) -> tuple[KitPart, ...]:
        """What was chosen; rows without an item are left out."""
        return tuple(KitPart(item.value(), quantity.value()) for item, quantity, _ in self._rows if item.value())

    def show_parts(self, parts: Sequence[KitPart]) -> None:
        """Show these instead."""
        for entry in list(self._rows):
            self._remove(entry)
        for part in parts:
            self.add(part)

    def _remove(self, entry: tuple[Combo, NumberEdit, QWidget]) -> None:
        self._rows.remove(entry)
        entry[2].deleteLater()


class ItemDialog(RecordDialog):
    """An item of the price book; with parts it is a kit."""

    def __init__(
        self,
        shell: Shell,
        draft: ItemDraft,
        rates: list[tuple[Any, str]],
        items: list[tuple[Any, str]],
        categories: list[str],
        parent: QWidget,
    ) -> None:
        from officedesk.services.sales.pricebook import save_item

        specs = (
            FieldSpec("name", "Name", span=3, required=True),
            FieldSpec("code", "Code"),
            FieldSpec("description", "Description on papers", "long", span=4),
            FieldSpec("kind", "Kind", "choice", choices=KINDS),
            FieldSpec("category", "Category", hint=", ".join(categories[:3])),
            FieldSpec("unit", "Unit", hint="ea, h, lb"),
            FieldSpec("tax_rate_id", "Tax rate", "choice", choices=rates, empty="As the customer"),
            FieldSpec("price", "Price", "money", required=True),
            FieldSpec("unit_cost", "Cost", "money"),
            FieldSpec("taxable", "Taxable", "check"),
            FieldSpec("active", "In use", "check"),
        )
        title = "Edit item" if draft.id else "New item"
        super().__init__(shell, title, specs, draft, lambda d: save_item(shell.desk, d), parent)
        self.setMinimumWidth(680)
        self.parts = KitParts(shell, [choice for choice in items if choice[0] != draft.id])
        for part in draft.components:
            self.parts.add(part)
        self.body.addWidget(self.parts)

    def draft(self) -> ItemDraft:
        made: ItemDraft = self.form.draft()
        return replace(made, components=self.parts.parts())

    def take(self, draft: ItemDraft, base: ItemDraft) -> None:
        super().take(draft, base)
        if self.parts.parts() != draft.components:
            self.parts.show_parts(draft.components)


class PriceBookSection(TableSection):
    """Items and kits: search, add, edit, switch off."""

    def __init__(self, shell: Shell) -> None:
        from officedesk.services.sales import pricebook

        def name(r: ItemRow) -> Cell:
            chips = (Chip("Kit", "accent"),) if r.is_kit else ()
            return Cell(r.name, bold=True, chips=chips, tip=r.description)

        money = shell.money
        super().__init__(
            shell,
            name="price_book",
            title="Price book",
            one="item",
            many="items",
            columns=(
                Column("name", "Item", 260, name, stretch=True),
                Column("code", "Code", 110, lambda r: Cell(r.code, tone="muted")),
                Column("kind", "Kind", 100, lambda r: Cell(dict(KINDS)[r.kind])),
                Column("category", "Category", 130, lambda r: Cell(r.category)),
                Column("unit", "Unit", 70, lambda r: Cell(r.unit)),
                Column("price", "Price", 100, lambda r: Cell(money(r.price)), right=True),
                Column("unit_cost", "Cost", 100, lambda r: Cell(money(r.unit_cost), tone="muted"), right=True),
                Column("active", "Status", 90, lambda r: Cell(chips=() if r.active else (Chip("Off"),))),
            ),
            load=lambda: pricebook.items(shell.desk, active=None),
            text=lambda r: f"{r.name} {r.code} {r.category} {r.description}",
            entity="price_book_item",
            empty="What you sell, with prices and costs, will be here: estimates are written from it.",
        )

    def begin(self, record: ItemRow | None) -> None:
        desk, item_id = self.shell.desk, record.id if record else 0

        def work() -> tuple[ItemDraft, list[tuple[Any, str]], list[tuple[Any, str]], list[str]]:
            from officedesk.services.office.company import tax_rates
            from officedesk.services.sales import pricebook

            draft = pricebook.item(desk, item_id) if item_id else ItemDraft()
            rates = [(rate.id, rate.name) for rate in tax_rates(desk, active_only=True)]
            items = [(row.id, row.name) for row in pricebook.items(desk)]
            return draft, rates, items, pricebook.categories(desk)

        self.shell.load(self, work, lambda found: self._show(ItemDialog(self.shell, *found, parent=self)))
