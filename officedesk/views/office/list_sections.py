"""Settings kept as short lists: taxes, terms, numbers, users, technicians, tags."""

from dataclasses import dataclass
from typing import Any

from officedesk.formatting import percent
from officedesk.services.office.drafts import TaxRateDraft, TermsDraft
from officedesk.views.lists.columns import Cell, Chip, Column
from officedesk.views.office.record_form import FieldSpec
from officedesk.views.office.sections import RecordDialog, TableSection
from officedesk.views.shell import Shell

ACTIVE = FieldSpec("active", "In use", "check", span=4)


def _name_column(title: str = "Name") -> Column:
    return Column("name", title, 240, lambda r: Cell(r.name, bold=True), stretch=True)


def _active_column() -> Column:
    return Column("active", "Status", 120, lambda r: Cell(chips=(Chip("In use", "ok") if r.active else Chip("Off"),)))


def tax_section(shell: Shell) -> TableSection:
    """Tax rates. Used ones are switched off instead of deleted."""
    from officedesk.services.office import company

    specs = (
        FieldSpec("name", "Name on papers", span=2, required=True, hint="MN sales tax"),
        FieldSpec("percent", "Percent", "percent", required=True),
        ACTIVE,
    )

    def edit(section: TableSection, record: Any | None) -> RecordDialog:
        title = "Edit tax rate" if record else "New tax rate"
        return RecordDialog(
            shell, title, specs, record or TaxRateDraft(), lambda d: company.save_tax_rate(shell.desk, d), section
        )

    return TableSection(
        shell,
        name="taxes",
        title="Taxes",
        one="tax rate",
        many="tax rates",
        columns=(
            _name_column(),
            Column("percent", "Percent", 120, lambda r: Cell(percent(r.percent)), right=True),
            _active_column(),
        ),
        load=lambda: company.tax_rates(shell.desk),
        text=lambda r: r.name,
        edit=edit,
        entity="tax_rate",
        empty="The taxes that your papers charge will be here.",
        remove=lambda r: company.delete_tax_rate(shell.desk, r.id),
    )


def terms_section(shell: Shell) -> TableSection:
    """Payment terms."""
    from officedesk.services.office import company

    specs = (
        FieldSpec("name", "Name on papers", span=2, required=True, hint="Net 30"),
        FieldSpec("due_days", "Days until due", "maybe_whole", hint="empty: no due date"),
        ACTIVE,
    )

    def edit(section: TableSection, record: Any | None) -> RecordDialog:
        title = "Edit terms" if record else "New terms"
        return RecordDialog(
            shell, title, specs, record or TermsDraft(), lambda d: company.save_terms(shell.desk, d), section
        )

    def days(r: TermsDraft) -> Cell:
        return Cell("no due date" if r.due_days is None else f"{r.due_days}")

    return TableSection(
        shell,
        name="terms",
        title="Payment terms",
        one="terms",
        many="terms",
        columns=(_name_column(), Column("due_days", "Days", 120, days, right=True), _active_column()),
        load=lambda: company.terms(shell.desk),
        text=lambda r: r.name,
        edit=edit,
        entity="terms",
        empty="How long customers have to pay will be here.",
        remove=lambda r: company.delete_terms(shell.desk, r.id),
    )


def people_section(shell: Shell) -> TableSection:
    """Office users."""
    from officedesk.views.office.people_section import PeopleSection

    return PeopleSection(shell)


def numbers_section(shell: Shell) -> TableSection:
    """How documents are numbered."""
    from officedesk.views.office.number_section import NumberSection

    return NumberSection(shell)


def technicians_section(shell: Shell) -> TableSection:
    """Field employees."""
    from officedesk.views.office.technician_section import TechnicianSection

    return TechnicianSection(shell)


def skills_section(shell: Shell) -> TableSection:
    """What not every technician may do."""
    from officedesk.views.office.technician_section import skills_section as made

    return made(shell)


def time_off_section(shell: Shell) -> TableSection:
    """When technicians are away."""
    from officedesk.views.office.time_off_section import TimeOffSection

    return TimeOffSection(shell)


@dataclass(frozen=True, slots=True)
class TagDraft:
    """A tag's name while it is edited."""

    id: int
    name: str


def tags_section(shell: Shell) -> TableSection:
    """Customer tags: rename and delete; new ones are made on a customer."""
    from officedesk.services.customers import marks

    def save(draft: TagDraft) -> TagDraft:
        marks.rename_tag(shell.desk, draft.id, draft.name)
        return draft

    def edit(section: TableSection, record: Any | None) -> RecordDialog:
        assert record is not None  # noqa: S101 - tags are made where they are put on a customer
        specs = (FieldSpec("name", "Tag", span=4, required=True),)
        return RecordDialog(shell, "Rename tag", specs, TagDraft(record.id, record.name), save, section)

    return TableSection(
        shell,
        name="tags",
        title="Tags",
        one="tag",
        many="tags",
        columns=(_name_column("Tag"), Column("used", "Customers", 120, lambda r: Cell(f"{r.used:,}"), right=True)),
        load=lambda: marks.tags(shell.desk),
        text=lambda r: r.name,
        edit=edit,
        entity="tag",
        empty="Tags that you put on customers will be here.",
        remove=lambda r: marks.delete_tag(shell.desk, r.id),
        can_add=False,
    )
