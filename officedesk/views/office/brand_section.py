"""Settings of brands: the face of their papers, their payment terms, and which one new customers begin with."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QCheckBox, QFileDialog, QGridLayout, QLabel

from officedesk.services.office.drafts import BrandDraft
from officedesk.views.office.company_sections import ADDRESS
from officedesk.views.office.record_form import FieldSpec
from officedesk.views.office.sections import FormSection
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, column, holder, label, row
from officedesk.views.widgets.combo import Combo

PAPERS = (("estimate", "Estimates"), ("invoice", "Invoices"))
HIDEABLE = (("quantity", "Quantity"), ("price", "Price"), ("tax", "Tax"), ("amount", "Amount"))
NEW = 0
"""In place of a brand's id: one that is not stored yet."""


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
            FieldSpec("colour", "Color", "colour"),
            FieldSpec("thanks", "Thanks", "long", span=2),
            FieldSpec("payment_note", "How to pay", "long", span=2),
            FieldSpec("terms_id", "Payment terms", "choice", span=2, empty="The office's"),
            FieldSpec("remittance_strip", "Payment slip at the foot of invoices", "check", span=4),
            FieldSpec(
                "is_default", "For new customers", "check", span=2, hint="The brand that new customers begin with"
            ),
            FieldSpec("active", "In use", "check", span=2),
        )
        desk = shell.desk
        self._every: list[BrandDraft] = []
        self._terms: list[tuple[Any, str]] = []
        self._wanted: int | None = None

        def load() -> BrandDraft:
            from officedesk.services.office.company import brands, terms

            self._every = brands(desk)
            self._terms = [(item.id, item.name) for item in terms(desk, active_only=True)]
            if self._wanted == NEW:
                return BrandDraft()
            return next((brand for brand in self._every if brand.id == self._wanted), self._every[0])

        def save(draft: BrandDraft) -> BrandDraft:
            from officedesk.services.office.company import brands, save_brand

            saved = save_brand(desk, self.with_looks(draft))
            self._wanted = saved.id
            self._every = brands(desk)
            return saved

        super().__init__(shell, "Brand", specs, load, save, "brand")
        self._logo: bytes | None = None
        self.which = Combo(shell.icons, shell.theme)
        self.which.setMinimumWidth(260)
        self.which.setAccessibleName("Brand")
        self.which.edited.connect(self._choose_brand)
        self.new_button = button("New brand", self.begin, icon=shell.icons("plus"))
        self.numbers_button = button(
            "Numbers of its own…", lambda: shell.go("settings", tab="Numbers"), kind="link", tip="Settings, Numbers"
        )
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
        self.body.insertWidget(1, holder(row(self.which, self.new_button, None, self.numbers_button, spacing=10)))
        self.body.insertWidget(2, holder(row(holder(logo), 24, holder(columns), None)))

    def begin(self) -> None:
        """A new brand, as the office's papers look without one."""
        self._turn_to(NEW)

    def _choose_brand(self) -> None:
        self._turn_to(self.which.value())

    def _turn_to(self, wanted: int) -> None:
        """Show another brand; what is typed is saved or dropped first."""
        if self.dirty:
            self._offer()
            self._error.setText("Save or undo what you changed on this brand first.")
            return
        self._wanted = wanted
        self.show_section()

    def forget(self) -> None:
        stored = self.form.base
        if stored is not None:
            self._loaded(stored)

    def _offer(self) -> None:
        """The brands there are; a new one is on the list until it is saved."""
        choices = [(brand.id, brand.name if brand.active else f"{brand.name} (off)") for brand in self._every]
        base = self.form.base
        if base is not None and base.id is None:
            choices.append((NEW, "New brand"))
        self.which.set_choices(choices)
        self.which.set_value(NEW if base is None or base.id is None else base.id)

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
        self._wanted = NEW if draft.id is None else draft.id
        present = draft.terms_id is None or draft.terms_id in dict(self._terms)
        self.form.control("terms_id").set_choices(
            self._terms if present else [*self._terms, (draft.terms_id, "Former terms")]
        )
        self._set_logo(draft.logo)
        for (kind, name), box in self._hidden.items():
            box.setChecked(name in draft.hidden_columns.get(kind, ()))
        super()._loaded(draft)
        self._error.clear()
        self._offer()

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
