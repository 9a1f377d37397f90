"""The fields of a customer: what the form shows of a draft, and the draft it makes of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from officedesk.models.enums import CustomerType
from officedesk.services.customers.drafts import CustomerDraft
from officedesk.views.customers.address_editor import AddressEditor
from officedesk.views.customers.contacts_editor import ContactsEditor
from officedesk.views.customers.duplicate_hint import DuplicateHint
from officedesk.views.customers.locations_editor import LocationsEditor
from officedesk.views.customers.payer_field import PayerField
from officedesk.views.customers.tag_editor import TagEditor
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import column, holder, label, row
from officedesk.views.widgets.combo import Combo
from officedesk.views.widgets.form_field import EnterMovesOn, FormField
from officedesk.views.widgets.segmented import Segmented
from officedesk.views.widgets.stars import Stars
from officedesk.views.widgets.tab_order import follow_layout


@dataclass(frozen=True)
class Choices:
    """What can be chosen from: (id, name) pairs, and the office's tags."""

    brands: Sequence[tuple[int, str]]
    terms: Sequence[tuple[int, str]]
    rates: Sequence[tuple[int, str]]
    tags: Sequence[str]
    payer: str = ""
    """Name of the customer who pays the bills now."""


class CustomerFields(QWidget):
    """``edited`` at every change by the user. Two columns side by side."""

    edited = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._draft = CustomerDraft()
        self._shell = shell
        self._loading = False
        self.name, self.number = QLineEdit(), QLineEdit()
        self.name.setMaxLength(1000)
        self.number.setMaxLength(60)
        self.number.setPlaceholderText("Next number")
        self.type = Segmented([(CustomerType.COMMERCIAL, "Commercial"), (CustomerType.RESIDENTIAL, "Residential")])
        self.type.setAccessibleName("Type")
        self.brand = Combo(shell.icons, shell.theme)
        self.payer = PayerField(shell)
        self.terms = Combo(shell.icons, shell.theme, empty="The office's")
        self.rate = Combo(shell.icons, shell.theme, empty="The office's")
        self.exempt = QCheckBox("Tax exempt")
        self.newsletter = QCheckBox("Newsletter")
        self.newsletter.setToolTip("Messages to many reach them")
        self.no_contact = QCheckBox("Do not contact")
        self.no_contact.setToolTip("No message to many reaches them, whatever they signed up for")
        self.flagged = QCheckBox("Flagged")
        self.flag_reason = QLineEdit()
        self.flag_reason.setPlaceholderText("Why, for example: gate dog, call first")
        self.flag_reason.setMaxLength(500)
        self.stars = Stars(shell.icons, shell.theme)
        self.tags = TagEditor(shell.icons)
        self.billing = AddressEditor(shell, narrow=True)
        self.contacts = ContactsEditor(shell)
        self.locations = LocationsEditor(shell, self.billing.address)
        self.hint = DuplicateHint(shell)
        self.fields = {
            "name": FormField("Name", self.name, required=True),
            "number": FormField("Number", self.number),
            "brand_id": FormField("Brand", self.brand),
            "parent_id": FormField("Who pays", self.payer),
            "terms_id": FormField("Payment terms", self.terms),
            "tax_rate_id": FormField("Tax rate", self.rate),
            "flag_reason": FormField("Reason", self.flag_reason),
            "tags": FormField("Tags", self.tags),
        }
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        f = self.fields
        self._type_field = column(label("Type", "label"), self.type, None, spacing=3)
        second = row(self._type_field, f["number"], f["brand_id"], spacing=12)
        second.setStretchFactor(f["number"], 1)
        second.setStretchFactor(f["brand_id"], 2)
        left = column(
            _card("Customer", f["name"], self.hint, second),
            _card("Contacts", self.contacts),
            _card("Service locations", self.locations),
            None,
            spacing=12,
        )
        right = column(
            _card("Billing address", self.billing),
            _card(
                "Billing",
                row(f["terms_id"], f["tax_rate_id"], spacing=12),
                self.exempt,
                f["parent_id"],
            ),
            _card(
                "Marks",
                f["tags"],
                row(label("Rating", "muted"), self.stars, None),
                row(self.flagged, None),
                f["flag_reason"],
                row(self.newsletter, self.no_contact, None, spacing=18),
            ),
            None,
            spacing=12,
        )
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 16)
        layout.setSpacing(12)
        layout.addLayout(left, 2)
        layout.addLayout(right, 1)
        enter = EnterMovesOn(self)
        enter.watch(self.name, self.number, self.brand, self.terms, self.rate, self.payer, self.flag_reason)
        enter.watch(*self.billing.parts.values())
        # As the form is read: the left column before the right, a row that was added in its place.
        follow_layout(self)
        for editor in (self.contacts, self.locations):
            editor.grown.connect(lambda: follow_layout(self))

    def _connect(self) -> None:
        for edit in (self.name, self.number, self.flag_reason):
            edit.textEdited.connect(lambda _: self._changed())
        for told in (self.brand.edited, self.terms.edited, self.rate.edited, self.payer.edited, self.billing.edited):
            told.connect(self._changed)
        self.locations.edited.connect(self._changed)
        self.contacts.edited.connect(self._contacts_changed)
        self.type.chosen.connect(lambda _: self._changed())
        self.stars.rated.connect(lambda _: self._changed())
        for box in (self.exempt, self.newsletter, self.no_contact, self.flagged):
            box.toggled.connect(lambda _: self._changed())
        self.exempt.toggled.connect(lambda on: self.rate.setEnabled(not on))
        self.flagged.toggled.connect(self._flag_toggled)
        self.tags.added.connect(lambda name: self._set_tags([*self.tags.names, name]))
        self.tags.removed.connect(lambda name: self._set_tags([one for one in self.tags.names if one != name]))

    # --- in and out ---

    def load(self, draft: CustomerDraft, choices: Choices) -> None:
        """Show a draft without telling."""
        self._loading = True
        self._draft = draft
        self.name.setText(draft.name)
        self.number.setText(draft.number)
        self.type.set_value(draft.type)
        self.brand.set_choices(choices.brands)
        self.brand.set_value(draft.brand_id)
        self.fields["brand_id"].setVisible(len(choices.brands) > 1)
        self.terms.set_choices(choices.terms)
        self.terms.set_value(draft.terms_id)
        self.rate.set_choices(choices.rates)
        self.rate.set_value(draft.tax_rate_id)
        self.payer.set_value(draft.id, draft.parent_id, choices.payer)
        self.exempt.setChecked(draft.tax_exempt)
        self.newsletter.setChecked(draft.newsletter)
        self.no_contact.setChecked(draft.do_not_contact)
        self.flagged.setChecked(draft.flag_reason is not None)
        self.flag_reason.setText(draft.flag_reason or "")
        self.fields["flag_reason"].setVisible(self.flagged.isChecked())
        self.stars.set_stars(draft.rating)
        self.tags.set_known(choices.tags)
        self.tags.set_tags(draft.tags)
        self.billing.set_address(draft.billing)
        self.contacts.load(draft.contacts)
        self.locations.set_rates(choices.rates)
        self._tell_people()
        self.locations.load(draft.locations, new=draft.id is None)
        self.hint.begin(draft.id or 0)
        self.show_errors({})
        follow_layout(self)
        self._loading = False

    def take(self, draft: CustomerDraft, payer: str) -> None:
        """Go on with ``draft``: only what differs is put into the fields, and nobody is told."""
        self._loading = True
        now = self.draft()
        self._draft = draft
        for edit, before, after in (
            (self.name, now.name, draft.name),
            (self.number, now.number, draft.number),
            (self.flag_reason, now.flag_reason or "", draft.flag_reason or ""),
        ):
            if before != after:
                edit.setText(after)
        choices: tuple[tuple[Any, Any, Any], ...] = (
            (self.type, now.type, draft.type),
            (self.brand, now.brand_id, draft.brand_id),
            (self.terms, now.terms_id, draft.terms_id),
            (self.rate, now.tax_rate_id, draft.tax_rate_id),
        )
        for control, chosen, choice in choices:
            if chosen != choice:
                control.set_value(choice)
        if now.parent_id != draft.parent_id:
            self.payer.set_value(draft.id, draft.parent_id, payer)
        self.exempt.setChecked(draft.tax_exempt)
        self.newsletter.setChecked(draft.newsletter)
        self.no_contact.setChecked(draft.do_not_contact)
        if now.flag_reason != draft.flag_reason:
            self.flagged.setChecked(draft.flag_reason is not None)
        self.stars.set_stars(draft.rating)
        self.tags.set_tags(draft.tags)
        if now.billing != draft.billing:
            self.billing.set_address(draft.billing)
        self.contacts.take(draft.contacts)
        self._tell_people()
        self.locations.take(draft.locations)
        self._loading = False

    def draft(self) -> CustomerDraft:
        """What is typed."""
        return replace(
            self._draft,
            name=self.name.text().strip(),
            number=self.number.text().strip(),
            type=CustomerType(self.type.value),
            brand_id=self.brand.value(),
            parent_id=self.payer.value(),
            tax_exempt=self.exempt.isChecked(),
            tax_rate_id=self.rate.value(),
            terms_id=self.terms.value(),
            newsletter=self.newsletter.isChecked(),
            do_not_contact=self.no_contact.isChecked(),
            rating=self.stars.stars,
            flag_reason=self.flag_reason.text().strip() if self.flagged.isChecked() else None,
            tags=tuple(self.tags.names),
            billing=self.billing.address(),
            contacts=self.contacts.drafts(),
            locations=self.locations.drafts(),
        )

    def show_errors(self, errors: dict[str, str]) -> str:
        """Say what is wrong beside the fields, focus the first; returns what belongs to none of them."""
        parts: dict[str, Any] = {"billing": {}, "contacts": {}, "locations": {}}
        rest = dict(errors)
        for path, text in errors.items():
            head, _, tail = path.partition(".")
            if head == "billing":
                parts["billing"][tail] = rest.pop(path)
            elif head in ("contacts", "locations") and tail:
                at, _, field = tail.partition(".")
                parts[head].setdefault(int(at), {})[field] = text
                rest.pop(path)
        wrong: list[QWidget] = []
        for name, shown in self.fields.items():
            shown.show_error(rest.get(name, ""))
            if name in rest:
                rest.pop(name)
                wrong.append(shown.control)
        wrong += self.contacts.show_errors(parts["contacts"])
        wrong += self.locations.show_errors(parts["locations"])
        wrong += self.billing.show_errors(parts["billing"])
        if wrong:
            wrong[0].setFocus(Qt.FocusReason.OtherFocusReason)
        return " ".join(rest.values())

    # --- changes ---

    def _changed(self) -> None:
        if self._loading:
            return
        phones = [text for made in self.contacts.rows for text in (made.draft().phone, made.draft().mobile)]
        self.hint.look(self.name.text(), phones)
        self.edited.emit()

    def _contacts_changed(self) -> None:
        if not self._loading:
            self._tell_people()
            self._changed()

    def _tell_people(self) -> None:
        filled = self.contacts.filled()
        self.locations.set_people([(made.key, made.draft()) for made in filled])

    def _flag_toggled(self, on: bool) -> None:
        self.fields["flag_reason"].setVisible(on)
        if on and not self._loading:
            self.flag_reason.setFocus()

    def _set_tags(self, names: list[str]) -> None:
        self.tags.set_tags(names)
        self._changed()


def _card(title: str, *items: Any) -> QFrame:
    inner = QVBoxLayout()
    inner.setContentsMargins(14, 10, 14, 12)
    inner.setSpacing(8)
    inner.addWidget(label(title, "heading"))
    for item in items:
        if isinstance(item, QWidget):
            inner.addWidget(item)
        else:
            inner.addLayout(item)
    made = holder(inner, "card")
    made.setAccessibleName(title)
    return made  # type: ignore[return-value]
