"""Settings: how documents are numbered, by the office and by brands that number on their own."""

from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtWidgets import QMenu

from officedesk.models.enums import SequenceKind
from officedesk.services.office.drafts import SequenceDraft
from officedesk.services.office.numbers import BRANDED
from officedesk.views.lists.columns import Cell, Column
from officedesk.views.office.record_form import FieldSpec
from officedesk.views.office.sections import RecordDialog, TableSection
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import label

KINDS = {
    SequenceKind.CUSTOMER: "Customers",
    SequenceKind.ESTIMATE: "Estimates",
    SequenceKind.JOB: "Jobs",
    SequenceKind.INVOICE: "Invoices",
    SequenceKind.CREDIT_NOTE: "Credit notes",
    SequenceKind.PAYMENT: "Payments",
    SequenceKind.CONTRACT: "Contracts",
    SequenceKind.PROJECT: "Projects",
}
SPECS = (
    FieldSpec("pattern", "Pattern", span=2, required=True, hint="{n}, INV-{yyyy}-{n}"),
    FieldSpec("padding", "Digits at least", "whole", highest=12),
    FieldSpec("next_value", "Next number", "whole"),
    FieldSpec("yearly", "Start anew each year", "check", span=4),
)


@dataclass(frozen=True, slots=True)
class NumberRow:
    """A number sequence as the list shows it."""

    id: int
    title: str
    brand: str
    example: str
    draft: SequenceDraft

    @property
    def name(self) -> str:
        """What a toast calls it."""
        return f"Numbers of {self.title.lower()}"


class NewNumbersDialog(RecordDialog):
    """A brand, what it numbers on its own, and how: suggested anew as they are chosen."""

    def __init__(self, shell: Shell, draft: SequenceDraft, brands: list[tuple[int, str]], parent: TableSection) -> None:
        from officedesk.services.office import sequences

        specs = (
            FieldSpec("brand_id", "Brand", "choice", choices=brands, span=2, required=True),
            FieldSpec(
                "kind", "Documents", "choice", choices=[(kind, KINDS[kind]) for kind in BRANDED], span=2, required=True
            ),
            *SPECS,
        )
        title = "New numbers of a brand"
        super().__init__(shell, title, specs, draft, lambda d: sequences.save_sequence(shell.desk, d), parent)
        self._asked = 0
        hint = label("Documents of the brand that are numbered from now on take these numbers.", "muted")
        hint.setWordWrap(True)
        self.body.addWidget(hint)
        for name in ("brand_id", "kind"):
            self.form.control(name).edited.connect(self.suggest)

    def suggest(self) -> None:
        """What the numbers of that brand could look like."""
        from officedesk.services.office import sequences

        self._asked += 1
        asked, desk = self._asked, self._shell.desk
        draft = self.form.draft()
        if draft.brand_id is None or draft.kind is None:
            return

        def shown(found: SequenceDraft) -> None:
            if asked == self._asked:
                self.form.load(replace(found, id=None))

        self._shell.load(self, lambda: sequences.new_sequence(desk, draft.brand_id, draft.kind), shown)


class NumberSection(TableSection):
    """The office's sequences, then those of brands."""

    def __init__(self, shell: Shell) -> None:
        from officedesk.services.office import sequences

        self._brands: list[tuple[int, str]] = []

        def load() -> list[NumberRow]:
            from officedesk.services.office.company import brands

            desk = shell.desk
            every = brands(desk)
            names = {brand.id: brand.name for brand in every}
            self._brands = [(brand.id, brand.name) for brand in every if brand.active and brand.id is not None]
            drafts = [*sequences.sequences(desk), *sequences.brand_sequences(desk)]
            return [
                NumberRow(
                    draft.id or 0,
                    KINDS[draft.kind],
                    names.get(draft.brand_id, ""),
                    sequences.preview(desk, draft),
                    draft,
                )
                for draft in drafts
            ]

        super().__init__(
            shell,
            name="numbers",
            title="Numbers",
            one="numbers of a brand",
            many="sequences",
            columns=(
                Column("title", "Documents", 200, lambda r: Cell(r.title, bold=True), stretch=True),
                Column("brand", "Brand", 220, lambda r: Cell(r.brand or "The office", tone=_tone(r))),
                Column("example", "Next number", 180, lambda r: Cell(r.example)),
            ),
            load=load,
            text=lambda r: f"{r.title} {r.brand} {r.example}",
            edit=self._dialog,
            entity="number_sequence",
            empty="",
            remove=lambda r: sequences.delete_sequence(shell.desk, r.id),
        )

    def _menu(self, record: Any) -> QMenu:
        menu = super()._menu(record)
        if not record.brand:
            # The office's own stay: every document needs a number.
            menu.removeAction(menu.actions()[-1])
        return menu

    def _dialog(self, section: TableSection, record: Any | None) -> RecordDialog:
        from officedesk.services.office import sequences

        shell = self.shell
        if record is None:
            draft = SequenceDraft(SequenceKind.INVOICE, "", 0, brand_id=self._brands[0][0] if self._brands else None)
            made = NewNumbersDialog(shell, draft, self._brands, section)
            made.suggest()
            return made
        whose = f"{record.title.lower()} of {record.brand}" if record.brand else record.title.lower()
        return RecordDialog(
            shell, f"Numbers of {whose}", SPECS, record.draft, lambda d: sequences.save_sequence(shell.desk, d), section
        )


def _tone(row: NumberRow) -> str:
    return "text" if row.brand else "muted"
