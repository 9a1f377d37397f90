"""The line editor: entering, changing and pasting lines by keyboard."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from officedesk.models.enums import AmountKind, LineKind
from officedesk.models.pricing import price
from officedesk.services.sales.drafts import LineDraft, Pricing
from officedesk.services.sales.rows import TaxChoice
from officedesk.views.sales.lines import operations
from officedesk.views.sales.lines.editor import LineEditor
from officedesk.views.sales.lines.model import LineModel
from tests import factories

Key = Qt.Key
TAX = TaxChoice(1, "Sales tax", Decimal("7.5"))
NONE = TaxChoice(None, "", None)


def press(*keys: Qt.Key | str, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Keys go to whatever has the focus, as they do from a keyboard."""
    for key in keys:
        target = QApplication.focusWidget()
        assert target is not None, "nothing has the focus"
        if isinstance(key, str):
            QTest.keyClicks(target, key, modifier)
        else:
            QTest.keyClick(target, key, modifier)


@pytest.fixture
def editor(qtbot, shell):
    made = LineEditor(shell)
    made.set_document(Pricing(), [TAX], TAX)

    def refresh(lines, _key):
        made.show_lines(lines, price(lines, Pricing()))

    made.edited.connect(refresh)
    qtbot.addWidget(made)
    made.resize(1000, 500)
    made.show()
    qtbot.waitActive(made).__enter__()
    made.entry.setFocus()
    return made


@pytest.fixture
def price_book(desk):
    return {
        "labor": factories.make_item(desk, "Labor, certified technician", 84_00, unit="h"),
        "refrigerant": factories.make_item(desk, "Refrigerant R-410A", 18_50, unit="lb", kind=LineKind.MATERIAL),
    }


def editing(editor) -> str:
    """The cell being edited, as ``row,column``; nothing where none is."""
    focus = QApplication.focusWidget()
    return str(focus.property("cell") or "") if focus is not None else ""


def test_three_lines_are_entered_without_the_mouse(qtbot, editor, price_book):
    for text, quantity in (("refr", "6"), ("labor", "8")):
        press(text, Key.Key_Return)
        qtbot.waitUntil(lambda: editing(editor).endswith(",2"))
        press(quantity, Key.Key_Return, Key.Key_Return, Key.Key_Return)
        assert editor.entry.hasFocus()
    press("Crane lift, half day", Key.Key_Return)
    qtbot.waitUntil(lambda: editing(editor) == "2,2")
    press("1", Key.Key_Return, "390", Key.Key_Return, "10 %", Key.Key_Return)
    assert editor.entry.hasFocus()
    assert [(line.name, line.quantity, line.price) for line in editor.lines] == [
        ("Refrigerant R-410A", 6, 18_50),
        ("Labor, certified technician", 8, 84_00),
        ("Crane lift, half day", 1, 390_00),
    ]
    assert editor.lines[2].discount_kind is AmountKind.PERCENT
    assert editor.lines[0].tax_percent == Decimal("7.5")
    assert editor.model.index(2, 9).data() == "351.00"
