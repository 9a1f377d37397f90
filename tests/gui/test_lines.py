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


def lines_of(*names: str, **fields) -> tuple[LineDraft, ...]:
    return tuple(LineDraft(name=name, price=100_00, **fields) for name in names)


def show(editor, lines) -> None:
    editor.show_lines(lines, price(lines, Pricing()))


def test_the_line_model_keeps_the_rules_of_qt(qtmodeltester, editor):
    show(editor, (operations.section("Roof"), *lines_of("One", "Two", "Three")))
    qtmodeltester.check(editor.model, force_py=True)
    editor.model.put(operations.duplicate(editor.lines, [1, 2]))
    qtmodeltester.check(editor.model, force_py=True)


def test_down_takes_the_next_item_and_a_kit_expands(qtbot, editor, desk, price_book):
    factories.make_item(
        desk, "Service kit", components=[(price_book["labor"], "2"), (price_book["refrigerant"], "1.5")]
    )
    press("s")
    qtbot.waitUntil(editor.entry.popup.isVisible)
    names = [editor.entry.popup.item(row).text() for row in range(editor.entry.popup.count())]
    for _ in range(names.index("Service kit")):
        press(Key.Key_Down)
    press(Key.Key_Return)
    qtbot.waitUntil(lambda: len(editor.lines) == 2)
    assert [(line.name, line.quantity) for line in editor.lines] == [
        ("Labor, certified technician", 2),
        ("Refrigerant R-410A", Decimal("1.5")),
    ]
    assert editing(editor) == "0,2"


def test_what_is_typed_before_the_list_arrives_is_not_lost(qtbot, editor, price_book):
    # No event is handled in between: the answer comes after the last key.
    press("refr", Key.Key_Return, "12", Key.Key_Return)
    qtbot.waitUntil(lambda: editing(editor).endswith(",4"))
    assert (editor.lines[0].name, editor.lines[0].quantity) == ("Refrigerant R-410A", 12)


def test_shift_enter_takes_what_was_typed_although_items_match(qtbot, editor, price_book):
    press("Labor")
    qtbot.waitUntil(editor.entry.popup.isVisible)
    press(Key.Key_Return, modifier=Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: len(editor.lines) == 1)
    assert (editor.lines[0].name, editor.lines[0].item_id) == ("Labor", None)


def test_an_amount_that_cannot_be_read_keeps_the_cell_open_and_the_line_as_it_is(editor):
    show(editor, lines_of("One"))
    editor.table.edit_at(0, "price")
    press("x", Key.Key_Return)
    assert editing(editor) == "0,4"
    assert "is not an amount" in editor._problem.text()
    assert editor.lines[0].price == 100_00
    press(Key.Key_Escape)
    assert editing(editor) == ""
    assert editor.problem == ""


def test_escape_takes_back_what_was_typed_in_the_cell(editor):
    show(editor, lines_of("One"))
    editor.table.edit_at(0, "quantity")
    press("7")
    assert editor.lines[0].quantity == 7, "typing counts at once"
    press(Key.Key_Escape)
    assert editor.lines[0].quantity == 1


def test_tab_goes_to_every_column_and_past_the_end_to_the_next_line(editor):
    show(editor, lines_of("One", "Two"))
    editor.table.edit_at(0, "item")
    seen = []
    for _ in range(8):
        seen.append(editing(editor))
        press(Key.Key_Tab)
    assert seen == ["0,0", "0,1", "0,2", "0,3", "0,4", "0,5", "0,6", "1,0"]
    press(Key.Key_Backtab, Key.Key_Backtab)
    assert editing(editor) == "0,6"


def test_arrows_in_a_cell_go_up_and_down_the_column_and_into_the_field_below(editor):
    show(editor, lines_of("One", "Two"))
    editor.table.edit_at(0, "quantity")
    press("3", Key.Key_Down)
    assert editing(editor) == "1,2"
    press(Key.Key_Down)
    assert editor.entry.hasFocus()
    press(Key.Key_Up)
    assert editor.table.hasFocus()
    assert [line.quantity for line in editor.lines] == [3, 1]


def test_kind_and_tax_are_chosen_by_their_first_letters(editor):
    show(editor, lines_of("One"))
    editor.table.edit_at(0, "kind")
    press("m", Key.Key_Return)
    assert editor.lines[0].kind is LineKind.MATERIAL
    editor.table.edit_at(0, "tax")
    press("S", Key.Key_Tab)
    assert (editor.lines[0].tax_name, editor.lines[0].tax_percent) == ("Sales tax", Decimal("7.5"))
    editor.table.edit_at(0, "tax")
    press("N", Key.Key_Tab)
    assert editor.lines[0].tax_percent is None


def test_lines_are_duplicated_moved_and_deleted_by_keys(editor):
    control, alt = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
    show(editor, lines_of("One", "Two", "Three"))
    editor.table.setFocus()
    editor.table.select_rows([0])
    names = lambda: [line.name for line in editor.lines]  # noqa: E731
    press(Key.Key_D, modifier=control)
    assert names() == ["One", "One", "Two", "Three"]
    press(Key.Key_Down, modifier=alt)
    assert names() == ["One", "Two", "One", "Three"]
    press(Key.Key_Up, Key.Key_Up, modifier=alt)
    assert names() == ["One", "One", "Two", "Three"]
    press(Key.Key_Delete, modifier=control)
    assert names() == ["One", "Two", "Three"]
    assert editor.table.rows == [0]


def test_insert_makes_a_line_above_that_completes_from_the_price_book(qtbot, editor, price_book):
    show(editor, lines_of("One", "Two"))
    editor.table.setFocus()
    editor.table.select_rows([1])
    press(Key.Key_Insert)
    assert editing(editor) == "1,0"
    press("labor", Key.Key_Return)
    qtbot.waitUntil(lambda: editor.lines[1].item_id is not None)
    assert [line.name for line in editor.lines] == ["One", "Labor, certified technician", "Two"]
    assert editing(editor) == "1,2"


def test_a_section_shows_what_its_lines_come_to(editor):
    roof, cellar = operations.section("Roof"), operations.section("Cellar")
    show(editor, (roof, *lines_of("One", "Two"), cellar, *lines_of("Three")))
    amounts = [editor.model.index(row, 9).data() for row in range(5)]
    assert amounts == ["200.00", "100.00", "100.00", "100.00", "100.00"]
    assert not editor.table.edit_at(0, "price"), "a section sells nothing"


def test_space_checks_an_optional_line_and_it_counts(editor):
    show(editor, lines_of("One", "Two"))
    editor.table.setFocus()
    editor.table.select_rows([1])
    editor._toggle_optional([1])
    assert editor.lines[1].optional
    press(Key.Key_Space)
    assert not editor.lines[1].selected
    assert price(editor.lines, Pricing()).total == 100_00


def test_the_name_of_an_optional_line_is_seen_also_while_it_is_current(editor):
    show(editor, lines_of("Special bracket"))
    table = editor.table
    table.setFocus()
    table.select_rows([0])
    editor._toggle_optional([0])

    def shades():
        area = table.visualRect(editor.model.index(0, 0)).adjusted(30, 4, -90, -4)
        image = table.viewport().grab(area).toImage()
        return {image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}

    for column in (0, 3):
        table.setCurrentIndex(editor.model.index(0, column))
        QApplication.processEvents()
        assert len(shades()) > 5, "letters have shades, an empty ground has one"


def test_of_alternatives_exactly_one_counts(editor):
    show(editor, lines_of("Good", "Better", "Best"))
    editor.model.put(operations.group_alternatives(editor.lines, [0, 1, 2]))
    assert [line.selected for line in editor.lines] == [True, False, False]
    editor.table.setFocus()
    editor.table.select_rows([2])
    press(Key.Key_Space)
    assert [line.selected for line in editor.lines] == [False, False, True]
    press(Key.Key_Delete, modifier=Qt.KeyboardModifier.ControlModifier)
    assert [line.selected for line in editor.lines] == [True, False], "the choice falls back to the first"
    press(Key.Key_Delete, modifier=Qt.KeyboardModifier.ControlModifier)
    assert editor.lines[0].alternative == "", "one line is no choice"


def test_rows_of_a_spreadsheet_become_lines(editor):
    text = "Item\tQty\tUnit\tPrice\nCondenser\t1\tea\t$2,140.00\nLabor\t8\th\t84\t10%\nOdd\tabout 3\tea\t5\n"
    QGuiApplication.clipboard().setText(text)
    press(Key.Key_V, modifier=Qt.KeyboardModifier.ControlModifier)
    lines = editor.lines
    assert [(line.name, line.quantity, line.unit, line.price) for line in lines] == [
        ("Condenser", 1, "ea", 2140_00),
        ("Labor", 8, "h", 84_00),
        ("Odd", 1, "ea", 5_00),
    ]
    assert (lines[1].discount_kind, lines[1].discount_value) == (AmountKind.PERCENT, 10)
    assert lines[2].description == "about 3", "what is no number is kept in words"
    assert all(line.tax_percent == TAX.percent for line in lines)


def test_copied_lines_paste_as_the_same_lines():
    lines = lines_of("One", "Two", quantity=Decimal("2.5"), unit="h")
    again = operations.pasted(operations.copied(lines, "USD"), NONE, "USD")
    assert again == lines


def test_the_description_is_edited_under_its_item(editor):
    show(editor, lines_of("One"))
    editor.table.setFocus()
    editor.table.select_rows([0])
    plain = editor.table.rowHeight(0)
    press(Key.Key_Return, modifier=Qt.KeyboardModifier.AltModifier)
    press("With removal", Key.Key_Tab)
    assert editor.lines[0].description == "With removal"
    editor.table.fit()
    assert editor.table.rowHeight(0) > plain


def test_errors_of_a_save_are_shown_in_their_cells(editor):
    show(editor, lines_of("One", "Two"))
    assert editor.show_errors({"lines.1.price": "This amount is too large."})
    assert editing(editor) == "1,4"
    assert editor.model.index(1, 4).data(Qt.ItemDataRole.ToolTipRole) == "This amount is too large."
    press("5", Key.Key_Return)
    assert not editor.model.error_at(1, "price")


def test_read_only_lines_do_not_change(editor):
    show(editor, lines_of("One"))
    editor.set_read_only(True)
    editor.table.setFocus()
    editor.table.select_rows([0])
    assert not editor.table.edit_at(0, "price")
    press(Key.Key_Delete, modifier=Qt.KeyboardModifier.ControlModifier)
    press(Key.Key_D, modifier=Qt.KeyboardModifier.ControlModifier)
    assert len(editor.lines) == 1
    assert editor.entry.isHidden()


@pytest.mark.parametrize("count", [0, 200])
def test_the_table_is_as_tall_as_its_lines_until_there_is_no_room(editor, count):
    show(editor, lines_of(*[f"{number} " + "w" * 300 for number in range(count)]))
    assert editor.sizeHint().height() > count * 30
    assert editor.minimumSizeHint().height() < 250
    assert editor.minimumSizeHint().width() < 500, "a long name widens nothing"


def test_in_a_narrow_window_the_kind_gives_way_and_amounts_are_never_cut_off(qtbot, editor):
    show(editor, (LineDraft(name="Large", price=123_456_789_00, quantity=Decimal(1000)),))
    table = editor.table
    for width in (1000, 640):
        editor.resize(width, 400)
        qtbot.waitUntil(lambda width=width: table.viewport().width() > width - 20)
        for column in (4, 9):
            index = editor.model.index(0, column)
            assert table.columnWidth(column) >= table.fontMetrics().horizontalAdvance(index.data()) + 20
    assert table.isColumnHidden(1)
    editor.resize(1200, 400)
    assert not table.isColumnHidden(1)
