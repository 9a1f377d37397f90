"""Beside a template: what it says filled in for a real customer, and the fields that can be put into it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from officedesk.models.enums import Channel
from officedesk.services.messaging.templates import TemplateDraft
from officedesk.views.messaging.letter_side import LetterSide, Shown
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import field, holder
from officedesk.views.widgets.suggestions import Suggestions


class TemplateSide(QWidget):
    """``field_wanted(text)``: ``{{ customer.name }}`` is to be put in. The customer is found by typing."""

    field_wanted = Signal(str)

    def __init__(self, shell: Shell, *, choose: bool = True) -> None:
        """``choose``: another customer can be looked at; else :meth:`show_customer` says which one."""
        super().__init__()
        self._shell = shell
        self._template = TemplateDraft()
        self._customer: int | None = None
        self.customer = QLineEdit()
        self.customer.setPlaceholderText("Name of a customer")
        self.found = Suggestions(shell, self.customer, self._find, lambda pair: pair[1], self._take)
        self._who = holder(field("Preview for", self.customer))
        if not choose:
            self._who.hide()
        self.side = LetterSide(shell, self._draw, "Filled in for this customer." if choose else "")
        self.side.fields.empty_too = True
        self.side.field_wanted.connect(lambda pair: self.field_wanted.emit(pair[0].typed))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._who)
        layout.addWidget(self.side, 1)
        self._purpose: str | None = None
        if choose:
            self._begin()

    def follow(self, template: TemplateDraft) -> None:
        """What is typed is this now."""
        self._template = template
        if template.purpose != self._purpose:
            self._purpose = template.purpose
            from officedesk.services.messaging.templates import fields

            self.side.show_fields([(one, one.typed) for one in fields(template.purpose)])
        self.side.follow((template, self._customer))

    def show_customer(self, customer_id: int | None) -> None:
        """Fill it in for this customer."""
        self._customer = customer_id
        self.side.follow((self._template, customer_id))

    def _begin(self) -> None:
        desk = self._shell.desk

        def first() -> tuple[int, str] | None:
            from officedesk.services.customers.listing import CustomerList
            from officedesk.services.customers.rows import CustomerFilter
            from officedesk.services.paging import Sort

            rows = CustomerList(desk).first(CustomerFilter(), Sort("name"), 1)
            return (rows[0].id, rows[0].name) if rows else None

        def arrived(found: tuple[int, str] | None) -> None:
            if found is not None and self._customer is None:
                self._take(found)

        self._shell.load(self, first, arrived)

    def _find(self, text: str) -> list[tuple[int, str]]:
        from officedesk.services.customers.search import find

        hits = find(self._shell.desk, text, 8)
        return list({hit.customer_id: (hit.customer_id, hit.title) for hit in hits if hit.kind == "customer"}.values())

    def _take(self, found: tuple[int, str]) -> None:
        self.customer.setText(found[1])
        self.show_customer(found[0])

    def _draw(self, wanted: tuple[TemplateDraft, int | None]) -> Shown:
        from officedesk.services.messaging.templates import render

        template, customer_id = wanted
        made = render(self._shell.desk, template, customer_id)
        if template.channel is Channel.SMS:
            return Shown(made.text)
        return Shown(made.text, made.html, made.subject)
