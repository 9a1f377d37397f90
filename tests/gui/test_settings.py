"""Settings: what is typed is stored, what cannot stand is told at its field, and nothing is dropped in silence."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from officedesk.services.customers.drafts import CustomerDraft
from officedesk.services.customers.editing import save_customer
from officedesk.services.office.company import company, tax_rates
from officedesk.services.office.drafts import TaxRateDraft
from officedesk.services.sales.drafts import ItemDraft, KitPart
from officedesk.services.sales.pricebook import item, items, save_item
from officedesk.views.office.price_book import ItemDialog
from officedesk.views.office.record_form import FieldSpec
from officedesk.views.office.sections import FormSection, RecordDialog, TableSection
from officedesk.views.office.settings_page import SettingsPage
from officedesk.views.shell import Place, Shell

TITLES = [
    "Company",
    "Brand",
    "Price book",
    "Plans",
    "Taxes",
    "Payment terms",
    "Numbers",
    "People",
    "Technicians",
    "Skills",
    "Time off",
    "Working days",
    "Vehicles and devices",
    "Forms",
    "Lead sources",
    "Tags",
    "Email & SMS",
    "Templates",
    "Address search",
    "Maps",
    "This office",
    "Backup",
    "Encryption",
    "History",
    "Trash",
    "Diagnostics",
    "Appearance",
]


@pytest.fixture
def page(qtbot: QtBot, shell: Shell) -> SettingsPage:
    made = SettingsPage(shell)
    qtbot.addWidget(made)
    made.resize(1100, 700)
    made.show()
    return made


def _show(qtbot: QtBot, shell: Shell, page: SettingsPage, title: str) -> object:
    page.show_place(Place("settings", tab=title))
    qtbot.waitUntil(lambda: page._ready and page.stack.currentWidget() is page.section(title))
    qtbot.waitUntil(lambda: not shell.runner.busy)
    return page.section(title)


def test_these_are_all_sections(page: SettingsPage) -> None:
    assert [page.sections.item(row).text() for row in range(page.sections.count())] == TITLES


@pytest.mark.parametrize("title", TITLES)
def test_every_section_opens(qtbot: QtBot, shell: Shell, page: SettingsPage, title: str) -> None:
    assert _show(qtbot, shell, page, title).isVisible()  # type: ignore[attr-defined]


def test_the_company_is_saved_from_the_keyboard(qtbot: QtBot, shell: Shell, page: SettingsPage) -> None:
    section = _show(qtbot, shell, page, "Company")
    assert isinstance(section, FormSection)
    name = section.form.control("name")
    name.setFocus()
    name.selectAll()
    qtbot.keyClicks(name, "Southside Heating")
    assert section.dirty
    with qtbot.waitSignal(shell.signals.changed):
        section.save()
    assert company(shell.desk).name == "Southside Heating"
    assert not section.dirty


def test_a_company_without_a_name_is_refused_at_the_field(qtbot: QtBot, shell: Shell, page: SettingsPage) -> None:
    section = _show(qtbot, shell, page, "Company")
    assert isinstance(section, FormSection)
    section.form.control("name").clear()
    section.save()
    qtbot.waitUntil(lambda: bool(section.form.fields["name"].error))  # type: ignore[union-attr]
    assert company(shell.desk).name != ""


def test_leaving_with_unsaved_changes_asks(qtbot: QtBot, shell: Shell, page: SettingsPage) -> None:
    section = _show(qtbot, shell, page, "Company")
    assert isinstance(section, FormSection)
    qtbot.keyClicks(section.form.control("phone"), "612")
    assert not page.leave()
    box = page.findChild(QMessageBox)
    assert box is not None
    discard = next(made for made in box.buttons() if made.text() == "Discard")
    qtbot.mouseClick(discard, Qt.MouseButton.LeftButton)
    assert page.leave()
    assert not section.dirty


def test_a_tax_rate_is_added_in_its_dialog(qtbot: QtBot, shell: Shell, page: SettingsPage) -> None:
    section = _show(qtbot, shell, page, "Taxes")
    assert isinstance(section, TableSection)
    before = len(tax_rates(shell.desk))
    section.add()
    dialog = section.findChild(RecordDialog)
    assert dialog is not None
    qtbot.keyClicks(dialog.form.control("name"), "WI sales tax")
    qtbot.keyClicks(dialog.form.control("percent"), "5.5")
    with qtbot.waitSignal(dialog.saved):
        dialog.save()
    stored = [rate for rate in tax_rates(shell.desk) if rate.name == "WI sales tax"]
    assert len(tax_rates(shell.desk)) == before + 1
    assert stored[0].percent == Decimal("5.5")


def test_a_tax_rate_without_a_name_keeps_the_dialog_open(qtbot: QtBot, shell: Shell, page: SettingsPage) -> None:
    section = _show(qtbot, shell, page, "Taxes")
    assert isinstance(section, TableSection)
    section._show(RecordDialog(shell, "New tax rate", _tax_specs(), TaxRateDraft(), _refuse, section))
    dialog = section.findChild(RecordDialog)
    assert dialog is not None
    dialog.save()
    qtbot.waitUntil(lambda: bool(dialog.form.fields["name"].error))  # type: ignore[union-attr]
    assert dialog.isVisible()


def test_a_kit_is_made_of_items(qtbot: QtBot, shell: Shell) -> None:
    labor = save_item(shell.desk, ItemDraft(name="Labor", price=8400))
    rows = [(row.id, row.name) for row in items(shell.desk)]
    dialog = ItemDialog(shell, ItemDraft(name="Tune-up", price=0), [], rows, [], None)  # type: ignore[arg-type]
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.parts.add(KitPart(labor.id or 0, Decimal("1.5")))
    with qtbot.waitSignal(dialog.saved) as saved:
        dialog.save()
    assert item(shell.desk, saved.args[0].id).components == (KitPart(labor.id or 0, Decimal("1.5")),)


def test_a_tag_is_renamed_everywhere(qtbot: QtBot, shell: Shell, page: SettingsPage) -> None:
    save_customer(shell.desk, CustomerDraft(name="ABC Company", tags=("COD",)))
    section = _show(qtbot, shell, page, "Tags")
    assert isinstance(section, TableSection)
    qtbot.waitUntil(lambda: section.panel.model.rowCount() == 1)
    section.panel.table.setFocus()
    qtbot.keyClick(section.panel.table, Qt.Key.Key_Return)
    dialog = section.findChild(RecordDialog)
    assert dialog is not None
    name = dialog.form.control("name")
    name.selectAll()
    qtbot.keyClicks(name, "Cash only")
    with qtbot.waitSignal(dialog.saved):
        dialog.save()
    qtbot.waitUntil(lambda: section.panel.model.index(0, 1).data() == "Cash only")


def _tax_specs() -> tuple[FieldSpec, ...]:
    return (FieldSpec("name", "Name on papers", required=True), FieldSpec("percent", "Percent", "percent"))


def _refuse(draft: TaxRateDraft) -> TaxRateDraft:
    from officedesk.errors import InvalidInput

    raise InvalidInput({"name": "The tax needs a name."})
