"""Brands in the window: made and numbered in Settings, followed by documents onto paper."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from officedesk.archive import drawn
from officedesk.models.enums import SequenceKind
from officedesk.models.papers import PaperKind
from officedesk.services.office.company import brands, company, save_brand
from officedesk.services.office.drafts import BrandDraft
from officedesk.services.office.sequences import brand_sequences, new_sequence, save_sequence
from officedesk.services.sales.estimates import estimate
from officedesk.views.main_window import MainWindow
from officedesk.views.shell import Shell
from tests.factories import make_customer, make_terms
from tests.gui.keys import settle
from tests.gui.test_crew_settings import dialog_of, opened, typed


@pytest.fixture
def second(shell: Shell) -> BrandDraft:
    short = make_terms(shell.desk, "Net 7", 7)
    return save_brand(shell.desk, BrandDraft("Northside Plumbing", phone="(612) 555-0177", terms_id=short))


def test_a_brand_is_made_and_becomes_that_of_new_customers(qtbot: QtBot, window: MainWindow, shell: Shell) -> None:
    (first,) = brands(shell.desk)
    section = opened(qtbot, window, shell, "Brand")
    section.new_button.click()
    settle(qtbot, shell)
    assert section.which.value() == 0
    assert not section.dirty
    typed(qtbot, section.form.control("name"), "Northside Plumbing")
    section.form.control("is_default").click()
    assert section.dirty
    section.save()
    settle(qtbot, shell)
    made, old = brands(shell.desk)
    assert (made.name, made.is_default, old.name, old.is_default) == ("Northside Plumbing", True, first.name, False)
    assert section.which.value() == made.id
    section.which.set_value(first.id)
    section.which.edited.emit()
    settle(qtbot, shell)
    assert section.form.control("name").text() == first.name


def test_what_is_typed_is_not_lost_to_another_brand(
    qtbot: QtBot, window: MainWindow, shell: Shell, second: BrandDraft
) -> None:
    section = opened(qtbot, window, shell, "Brand")
    typed(qtbot, section.form.control("website"), "lakeside.example")
    section.which.set_value(second.id)
    section.which.edited.emit()
    settle(qtbot, shell)
    assert section.form.control("website").text() == "lakeside.example"
    assert section.which.value() != second.id
    assert "first" in section._error.text()
    section.forget()
    assert not section.dirty


def test_a_brand_is_given_numbers_that_are_suggested_and_checked(
    qtbot: QtBot, window: MainWindow, shell: Shell, second: BrandDraft
) -> None:
    section = opened(qtbot, window, shell, "Numbers")
    section.add()
    settle(qtbot, shell)
    dialog = dialog_of(section)
    dialog.form.control("brand_id").set_value(second.id)
    dialog.form.control("brand_id").edited.emit()
    settle(qtbot, shell)
    assert dialog.form.control("pattern").text() == "NP-{n}"
    typed(qtbot, dialog.form.control("pattern"), "{n}")
    dialog.save()
    settle(qtbot, shell)
    assert "the office's own numbers" in dialog.form.fields["pattern"].error
    typed(qtbot, dialog.form.control("pattern"), "PL-{n}")
    dialog.save()
    settle(qtbot, shell)
    (made,) = brand_sequences(shell.desk)
    assert (made.kind, made.brand_id, made.pattern) == (SequenceKind.INVOICE, second.id, "PL-{n}")
    rows = section._source.rows(section._source.ids("", section.panel.kind.sort))
    named = {row.brand: [one.text() for one in section._menu(row).actions()] for row in rows}
    assert named == {"": ["Edit"], "Northside Plumbing": ["Edit", "Delete"]}


def test_a_document_follows_its_brand_in_number_terms_and_paper(
    qtbot: QtBot, window: MainWindow, shell: Shell, second: BrandDraft
) -> None:
    desk = shell.desk
    save_sequence(desk, replace(new_sequence(desk, second.id or 0, SequenceKind.ESTIMATE), next_value=12))
    customer = make_customer(desk, "ABC Company")
    shell.go("estimate", customer_id=customer)
    settle(qtbot, shell)
    page: Any = window.page("estimate")
    office = company(desk).default_terms_id
    assert page.draft.terms_id == office
    page.editor.field_edited("brand_id", second.id)
    assert page.draft.terms_id == second.terms_id
    page.editor.undo()
    assert (page.draft.brand_id == second.id, page.draft.terms_id) == (False, office)
    other = next(one for one, _ in page.editor.choices.terms if one not in (office, second.terms_id))
    page.editor.field_edited("terms_id", other)
    page.editor.field_edited("brand_id", second.id)
    assert page.draft.terms_id == other
    page.editor.field_edited("description", "Pipes")
    page.save()
    settle(qtbot, shell)
    stored = estimate(desk, page.draft.id)
    assert (stored.number, stored.brand_id) == ("NP-12", second.id)
    told = PdfReader(BytesIO(drawn(desk, PaperKind.ESTIMATE, stored.number).content)).pages[0].extract_text()
    assert "Northside Plumbing" in told
    assert "555-0177" in told


def test_a_brand_that_is_switched_off_is_not_offered(
    qtbot: QtBot, window: MainWindow, shell: Shell, second: BrandDraft
) -> None:
    save_brand(shell.desk, replace(second, active=False))
    shell.go("estimate", customer_id=make_customer(shell.desk, "ABC Company"))
    settle(qtbot, shell)
    page: Any = window.page("estimate")
    assert [name for _, name in page.editor.choices.brands] == [brands(shell.desk)[0].name]
    assert [one for one in window.findChildren(QDialog) if one.isVisible()] == []
