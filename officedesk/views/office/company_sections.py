"""Settings of the office itself: company and brand."""

import zoneinfo
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QCheckBox, QFileDialog, QGridLayout, QLabel

from officedesk.models.enums import PaperSize, TaxRounding
from officedesk.services.office.drafts import BrandDraft
from officedesk.views.office.record_form import FieldSpec
from officedesk.views.office.sections import FormSection
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, column, holder, label, row

ADDRESS = (
    FieldSpec("address.street", "Street", span=2),
    FieldSpec("address.street2", "Suite, floor", span=2),
    FieldSpec("address.city", "City", span=2),
    FieldSpec("address.region", "State"),
    FieldSpec("address.postal_code", "ZIP"),
)
DATES = [(text, text) for text in ("MM/DD/YYYY", "DD/MM/YYYY", "DD.MM.YYYY", "YYYY-MM-DD")]
CURRENCIES = [(code, code) for code in ("USD", "CAD", "EUR", "GBP", "AUD", "NZD", "CHF", "MXN", "JPY", "KWD")]
PAPERS = (("estimate", "Estimates"), ("invoice", "Invoices"))
HIDEABLE = (("quantity", "Quantity"), ("price", "Price"), ("tax", "Tax"), ("amount", "Amount"))


def company_section(shell: Shell, terms: list[tuple[Any, str]], rates: list[tuple[Any, str]]) -> FormSection:
    """Name, address, and the defaults of new documents."""
    zones = [(name, name) for name in sorted(zoneinfo.available_timezones()) if "/" in name]
    specs = (
        FieldSpec("name", "Company", span=2, required=True),
        FieldSpec("phone", "Phone"),
        FieldSpec("email", "Email"),
        *ADDRESS,
        FieldSpec("currency", "Currency", "choice", choices=CURRENCIES),
        FieldSpec("time_zone", "Time zone", "choice", choices=zones),
        FieldSpec("date_format", "Dates", "choice", choices=DATES),
        FieldSpec("paper_size", "Paper", "choice", choices=((PaperSize.LETTER, "Letter"), (PaperSize.A4, "A4"))),
        FieldSpec("default_terms_id", "Payment terms", "choice", choices=terms),
        FieldSpec("default_tax_rate_id", "Tax rate", "choice", choices=rates, empty="No tax"),
        FieldSpec(
            "tax_rounding",
            "Tax is rounded",
            "choice",
            choices=((TaxRounding.GROUP, "Once per tax rate"), (TaxRounding.LINE, "On every line")),
        ),
        FieldSpec("estimate_valid_days", "Estimates are valid (days)", "whole", highest=3650),
        FieldSpec("prices_include_tax", "Prices include tax", "check", span=4),
    )
    desk = shell.desk

    def load() -> Any:
        from officedesk.services.office.company import company

        return company(desk)

    def save(draft: Any) -> Any:
        from officedesk.services.office.company import save_company

        return save_company(desk, draft)

    return FormSection(shell, "Company", specs, load, save, "company")


class BrandSection(FormSection):
    """How papers look: logo, color, words, and the columns they leave out."""

    def __init__(self, shell: Shell) -> None:
        specs = (
            FieldSpec("name", "Name on papers", span=2, required=True),
            FieldSpec("phone", "Phone"),
            FieldSpec("email", "Email"),
            *ADDRESS,
            FieldSpec("website", "Website", span=2),
            FieldSpec("licence", "License", hint="MN license HVAC-204417"),
            FieldSpec("colour", "Color", hint="#1f6feb"),
            FieldSpec("thanks", "Thanks", "long", span=2),
            FieldSpec("payment_note", "How to pay", "long", span=2),
            FieldSpec("remittance_strip", "Payment slip at the foot of invoices", "check", span=4),
        )
        desk = shell.desk

        def load() -> BrandDraft:
            from officedesk.services.office.company import brands

            return brands(desk)[0]

        def save(draft: BrandDraft) -> BrandDraft:
            from officedesk.services.office.company import save_brand

            return save_brand(desk, self.with_looks(draft))

        super().__init__(shell, "Brand", specs, load, save, "brand")
        self._logo: bytes | None = None
        self._picture = label("No logo")
        self._picture.setFixedSize(160, 72)
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._picture.setFrameShape(QLabel.Shape.StyledPanel)
        self._hidden: dict[tuple[str, str], QCheckBox] = {}
        grid = QGridLayout()
        for line, (kind, title) in enumerate(PAPERS, start=1):
            grid.addWidget(label(title), line, 0)
            for place, (name, words) in enumerate(HIDEABLE, start=1):
                box = QCheckBox(words)
                box.setAccessibleName(f"Leave {words.lower()} out of {title.lower()}")
                box.toggled.connect(lambda _on: self._edited())
                self._hidden[kind, name] = box
                grid.addWidget(box, line, place)
        grid.setColumnStretch(len(HIDEABLE) + 1, 1)
        logo = column(
            label("Logo", "label"),
            self._picture,
            row(button("Choose…", self._choose), button("Remove", lambda: self._set_logo(None), kind="plain"), None),
        )
        columns = column(label("Columns that papers leave out", "label"), grid, None)
        self.body.insertWidget(1, holder(row(holder(logo), 24, holder(columns), None)))

    @property
    def dirty(self) -> bool:
        stored = self.form._draft
        return stored is not None and self.with_looks(self.form.draft()) != stored

    def with_looks(self, draft: BrandDraft) -> BrandDraft:
        """``draft`` with logo and hidden columns as chosen."""
        hidden: dict[str, tuple[str, ...]] = {}
        for kind, _ in PAPERS:
            names = tuple(name for name, _ in HIDEABLE if self._hidden[kind, name].isChecked())
            if names:
                hidden[kind] = names
        others = {kind: names for kind, names in draft.hidden_columns.items() if kind not in dict(PAPERS)}
        return replace(draft, logo=self._logo, hidden_columns={**others, **hidden})

    def _loaded(self, draft: BrandDraft) -> None:
        self._set_logo(draft.logo)
        for (kind, name), box in self._hidden.items():
            box.setChecked(name in draft.hidden_columns.get(kind, ()))
        super()._loaded(draft)

    def draft(self) -> BrandDraft:
        return self.with_looks(self.form.draft())

    def take(self, draft: BrandDraft, base: BrandDraft) -> None:
        if draft.logo != self._logo:
            self._set_logo(draft.logo)
        for (kind, name), box in self._hidden.items():
            box.setChecked(name in draft.hidden_columns.get(kind, ()))
        super().take(draft, base)

    def _choose(self) -> None:
        dialog = QFileDialog(self, "Logo", "", "Pictures (*.png *.jpg *.jpeg)")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._read)
        dialog.open()

    def _read(self, path: str) -> None:
        self.shell.load(self, lambda: Path(path).read_bytes(), self._set_logo)

    def _set_logo(self, content: bytes | None) -> None:
        self._logo = content
        picture = QPixmap()
        if content and picture.loadFromData(content):
            smooth = Qt.TransformationMode.SmoothTransformation
            self._picture.setPixmap(picture.scaled(150, 64, Qt.AspectRatioMode.KeepAspectRatio, smooth))
        else:
            self._picture.setText("No logo" if not content else "This picture cannot be read")
        self._edited()

    def _edited(self) -> None:
        if hasattr(self, "_hidden"):
            super()._edited()
