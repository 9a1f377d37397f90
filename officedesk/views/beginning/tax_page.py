"""Sales taxes: the state's rate is offered, and counts only once it is ticked."""

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget

from officedesk.services.office.beginning import Beginning, FirstTax, with_proposal
from officedesk.services.office.state_taxes import AS_OF, state_tax
from officedesk.views.beginning.page import Means, Page, paragraph
from officedesk.views.widgets.basics import button, column, label, row
from officedesk.views.widgets.combo import Combo
from officedesk.views.widgets.form_field import FormField
from officedesk.views.widgets.tab_order import follow_layout

NONE = -1


class TaxRow(QWidget):
    """One rate: the tick that lets it in, its name as papers show it, and its percent."""

    def __init__(self, page: "TaxPage", tax: FirstTax, place: int) -> None:
        super().__init__()
        self._page, self.proposed = page, tax.proposed
        what = f"Use {tax.name}" if tax.name else f"Use rate {place + 1}"
        self.confirmed = QCheckBox("I checked this rate")
        self.confirmed.setAccessibleName(what)
        self.confirmed.setChecked(tax.confirmed)
        self.title, self.percent = QLineEdit(tax.name), QLineEdit(tax.percent)
        self.title.setPlaceholderText("Minneapolis sales tax")
        self.percent.setPlaceholderText("9.025")
        self.name_field = FormField("Name on papers", self.title)
        self.percent_field = FormField("Percent", self.percent)
        for control, shown in ((self.title, "Name"), (self.percent, "Percent")):
            control.setAccessibleName(f"{shown} of rate {place + 1}")
        fields = row(self.name_field, self.percent_field, column(18, self.confirmed, None, spacing=0), spacing=12)
        for at, part in enumerate((5, 2, 3)):
            fields.setStretch(at, part)
        self.setLayout(fields)
        page.enter.watch(self.title, self.percent)
        self.title.textEdited.connect(self._named)
        self.percent.textEdited.connect(self._typed)
        self.confirmed.toggled.connect(self._ticked)

    def tax(self) -> FirstTax:
        return FirstTax(self.title.text(), self.percent.text(), self.confirmed.isChecked(), self.proposed)

    @property
    def filled(self) -> bool:
        return bool(self.title.text().strip() or self.percent.text().strip())

    def _named(self) -> None:
        self.name_field.show_error("")
        self._page.changed()

    def _typed(self) -> None:
        self.percent_field.show_error("")
        if not self.proposed:
            # Whoever types a rate has it from somewhere; one that was offered is ticked by hand.
            self.confirmed.setChecked(bool(self.percent.text().strip()))
        self._page.changed()

    def _ticked(self) -> None:
        self.name_field.show_error("")
        self.percent_field.show_error("")
        self._page.changed()


class TaxPage(Page):
    """A row for the state's rate, where there is one, and rows for one's own."""

    name = "taxes"
    title = "Sales tax"
    about = "Nothing is charged that you did not tick."
    later = "Rates can be added and changed later in Settings, Taxes; customers may be exempt."
    may_skip = True

    def __init__(self, means: Means) -> None:
        super().__init__(means)
        self.rows: list[TaxRow] = []
        self._wanted = 0
        """What was chosen for new documents; it holds as soon as that rate is ticked."""
        self.source = paragraph("")
        self._list = QVBoxLayout()
        self._list.setSpacing(8)
        self.more = button("Add a rate", self._add, kind="link", icon=means.icons("plus"))
        self.default = Combo(means.icons, means.theme)
        self.default.edited.connect(self._choose_default)
        self.told = label("", "strong")
        self.told.setWordWrap(True)
        shown = self.add("default_tax", "Tax on new documents", self.default)
        shown.setMaximumWidth(360)
        self.body.addWidget(self.source)
        self.body.addLayout(self._list)
        self.body.addLayout(row(self.more, None))
        self.body.addWidget(shown)
        self.body.addWidget(self.told)

    def show_beginning(self, beginning: Beginning) -> None:
        offered = with_proposal(beginning)
        found = state_tax(beginning.region)
        if found is None:
            place = f" for {beginning.region.strip()}" if beginning.region.strip() else " before you name your state"
            text = f"OfficeDesk knows no rate{place}. Type the rates that you charge."
        elif not found.percent:
            text = f"{found.state} has no general sales tax. Leave this page empty, or type the rates that you charge."
        else:
            without = "without what counties, cities and districts add"
            what = "with the local part that is the same everywhere" if found.local else without
            rate = f"{found.percent.normalize():f} %"
            text = (
                f"{found.state} published a general rate of {rate} for {AS_OF}, {what}. It may have changed, and what "
                "you sell may be taxed otherwise or not at all: check it with the state’s revenue department, correct "
                "it, then tick it."
            )
        self.source.setText(text)
        self._show(list(offered.taxes) or [FirstTax()], beginning.default_tax)

    def take(self, beginning: Beginning) -> Beginning:
        taxes = tuple(made.tax() for made in self.rows if made.filled)
        ticked = any(tax.confirmed for tax in taxes)
        return replace(beginning, taxes=taxes, default_tax=self.default.value() if ticked else self._wanted)

    def owns(self, problem: str) -> bool:
        return problem.startswith("taxes.")

    def show_problems(self, problems: Mapping[str, str]) -> None:
        first: QWidget | None = None
        filled = [made for made in self.rows if made.filled]
        for place, made in enumerate(filled):
            for name, shown in (("name", made.name_field), ("percent", made.percent_field)):
                text = problems.get(f"taxes.{place}.{name}", "")
                shown.show_error(text)
                if text and first is None:
                    first = shown.control
        if first is not None:
            first.setFocus()

    def begin(self) -> None:
        self.rows[0].title.setFocus()

    def changed(self) -> None:
        """Something was typed or ticked: what new documents charge follows."""
        self._offer()
        self.edited.emit()

    def _choose_default(self) -> None:
        self._wanted = self.default.value()
        self.edited.emit()

    def _add(self) -> None:
        self._append(FirstTax())
        self.rows[-1].title.setFocus()

    def _show(self, taxes: list[FirstTax], default: int) -> None:
        for made in self.rows:
            self._list.removeWidget(made)
            made.hide()
            made.deleteLater()
        self.rows = []
        for tax in taxes:
            self._append(tax)
        self._wanted = default
        self._offer()

    def _append(self, tax: FirstTax) -> None:
        made = TaxRow(self, tax, len(self.rows))
        self.rows.append(made)
        self._list.addWidget(made)
        # At once: who types on does not wait for the layout.
        made.show()
        follow_layout(self.window())

    def _offer(self) -> None:
        """The ticked rates as choices; the first of them where the one that was chosen is not ticked."""
        filled = [made for made in self.rows if made.filled]
        ticked = [(place, made) for place, made in enumerate(filled) if made.confirmed.isChecked()]
        names = [(place, f"{made.title.text().strip()} {_shown(made.percent.text())}") for place, made in ticked]
        self.default.set_choices([*names, (NONE, "No tax")])
        there = [place for place, _ in names]
        kept = self._wanted in there or (self._wanted == NONE and bool(there))
        self.default.set_value(self._wanted if kept else there[0] if there else NONE)
        self.fields["default_tax"].setVisible(bool(there))
        self.told.setText("" if there else "No rate is ticked: new documents charge no tax.")
        self.told.setVisible(not there)


def _shown(percent: str) -> str:
    text = percent.strip()
    return text if text.endswith("%") or not text else f"{text} %"
