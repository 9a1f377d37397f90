"""Fields that understand what is typed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget

from officedesk.models.enums import AmountKind
from officedesk.views.widgets.combo import Combo
from officedesk.views.widgets.date_edit import DateEdit
from officedesk.views.widgets.form_field import EnterMovesOn, FormField
from officedesk.views.widgets.typed_fields import AmountEdit, MoneyEdit, NumberEdit

Key = Qt.Key


@pytest.fixture
def form(qtbot):
    """A window to put fields on; ``form(field)`` shows it with another field after it and gives it the focus."""
    windows = []

    def show(field: QWidget, title: str = "Field") -> FormField:
        window = QWidget()
        # Nobody else holds the window: it must not be collected while keys are on their way.
        windows.append(window)
        layout = QVBoxLayout(window)
        made = FormField(title, field)
        layout.addWidget(made)
        layout.addWidget(QLineEdit())
        qtbot.addWidget(window)
        with qtbot.waitActive(window):
            window.show()
        field.setFocus()
        return made

    yield show
    windows.clear()


def type_over(field: QLineEdit, text: str, leave: bool = True) -> None:
    field.selectAll()
    QTest.keyClicks(field, text)
    if not text:
        QTest.keyClick(field, Key.Key_Delete)
    if leave:
        QTest.keyClick(field, Key.Key_Tab)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("today", date(2023, 6, 22)),
        ("+14", date(2023, 7, 6)),
        ("6/30", date(2023, 6, 30)),
        ("2023-07-01", date(2023, 7, 1)),
    ],
)
def test_a_typed_date_is_read_and_written_properly_on_leaving(form, shell, typed, day):
    edit = DateEdit(shell)
    form(edit)
    type_over(edit, typed)
    assert edit.value() == day
    assert edit.text() == f"{day:%m/%d/%Y}"


def test_up_and_down_move_a_date_by_a_day(form, shell):
    edit = DateEdit(shell)
    form(edit)
    edit.set_value(date(2023, 6, 30))
    QTest.keyClick(edit, Key.Key_Up)
    assert (edit.value(), edit.text()) == (date(2023, 7, 1), "07/01/2023")


def test_an_error_is_shown_when_the_field_is_left_and_goes_with_the_next_keystroke(form, shell):
    edit = DateEdit(shell)
    field = form(edit)
    edit.set_value(date(2023, 6, 22))
    type_over(edit, "soon", leave=False)
    assert field.error == ""
    QTest.keyClick(edit, Key.Key_Tab)
    assert "soon" in field.error
    assert edit.text() == "soon", "what was typed stays"
    assert edit.value() == date(2023, 6, 22), "the value stays the last that could be read"
    edit.setFocus()
    type_over(edit, "today", leave=False)
    assert field.error == ""


def test_an_optional_date_may_be_emptied(form, shell):
    edit = DateEdit(shell, optional=True)
    form(edit)
    edit.set_value(date(2023, 6, 22))
    type_over(edit, "")
    assert edit.value() is None
    assert edit.error == ""


def test_a_required_date_may_not_be_emptied(form, shell):
    edit = DateEdit(shell)
    form(edit)
    edit.set_value(date(2023, 6, 22))
    type_over(edit, "")
    assert edit.error


@pytest.mark.parametrize(
    ("currency", "typed", "minor", "text"),
    [("USD", "1,234.5", 123450, "1,234.50"), ("JPY", "1500", 1500, "1,500"), ("KWD", "1.2345", None, None)],
)
def test_money_is_read_in_the_currency_of_the_field(form, currency, typed, minor, text):
    edit = MoneyEdit(currency)
    form(edit)
    type_over(edit, typed)
    if minor is None:
        assert edit.error
    else:
        assert (edit.value(), edit.text()) == (minor, text)


def test_quantities_and_percentages_lose_needless_zeros(form):
    edit = NumberEdit(percent=True)
    form(edit)
    type_over(edit, "7.5250")
    assert (edit.value(), edit.text()) == (Decimal("7.525"), "7.525 %")


@pytest.mark.parametrize(
    ("typed", "value", "text"),
    [
        ("5%", (AmountKind.PERCENT, Decimal(5)), "5 %"),
        ("15", (AmountKind.AMOUNT, Decimal(15)), "15.00"),
        ("", (AmountKind.NONE, Decimal(0)), ""),
    ],
)
def test_a_discount_is_a_percentage_an_amount_or_none(form, typed, value, text):
    edit = AmountEdit("USD")
    form(edit)
    edit.set_value((AmountKind.PERCENT, Decimal(99)))
    type_over(edit, typed)
    assert (edit.value(), edit.text()) == (value, text)


def test_edited_is_told_once_for_each_readable_change(qtbot, form):
    edit = MoneyEdit("USD")
    form(edit)
    told = []
    edit.edited.connect(lambda: told.append(edit.value()))
    type_over(edit, "12x")
    assert told == [100, 1200]


def test_setting_a_value_does_not_tell(form):
    edit = MoneyEdit("USD")
    form(edit)
    told = []
    edit.edited.connect(lambda: told.append(1))
    edit.set_value(500)
    assert told == []


def combo(shell, **options) -> Combo:
    made = Combo(shell.icons, shell.theme, **options)
    made.set_choices([(1, "400 S 4th St."), (2, "900 Nicollet Mall"), (3, "90 Portland Ave")])
    made.set_value(1)
    return made


def test_typing_a_part_of_a_name_and_leaving_chooses_it(form, shell):
    made = combo(shell)
    form(made)
    told = []
    made.edited.connect(lambda: told.append(made.value()))
    made.lineEdit().selectAll()
    QTest.keyClicks(made.lineEdit(), "nicol")
    QTest.keyClick(QApplication.activePopupWidget() or made.lineEdit(), Key.Key_Tab)
    assert (made.value(), made.currentText(), told) == (2, "900 Nicollet Mall", [2])


def test_what_only_one_name_begins_with_chooses_it_though_others_contain_it(form, shell):
    made = Combo(shell.icons, shell.theme)
    made.set_choices([(1, "Daily"), (2, "Monthly"), (3, "Yearly")])
    made.set_value(2)
    form(made)
    made.lineEdit().selectAll()
    QTest.keyClicks(made.lineEdit(), "y")
    QTest.keyClick(QApplication.activePopupWidget() or made.lineEdit(), Key.Key_Tab)
    assert (made.value(), made.currentText()) == (3, "Yearly")


def test_what_names_nothing_or_several_leaves_the_choice_as_it_was(form, shell):
    made = combo(shell)
    form(made)
    for text in ("zzz", "90"):
        made.setFocus()
        made.lineEdit().selectAll()
        QTest.keyClicks(made.lineEdit(), text)
        QTest.keyClick(QApplication.activePopupWidget() or made.lineEdit(), Key.Key_Tab)
        assert (made.value(), made.currentText()) == (1, "400 S 4th St.")


def test_an_emptied_choice_is_none_only_where_that_is_allowed(form, shell):
    for made, value in ((combo(shell, empty="No location"), None), (combo(shell), 1)):
        form(made)
        made.lineEdit().selectAll()
        QTest.keyClick(made.lineEdit(), Key.Key_Delete)
        QTest.keyClick(QApplication.activePopupWidget() or made.lineEdit(), Key.Key_Tab)
        assert made.value() == value


def test_names_are_shown_as_they_are(form, shell):
    made = Combo(shell.icons, shell.theme)
    made.set_choices([(1, "<b>Bold</b> & sons\nsecond line")])
    made.set_value(1)
    form(made)
    assert made.currentText() == "<b>Bold</b> & sons second line"


def test_enter_moves_to_the_next_field(qtbot, shell):
    window = QWidget()
    layout = QVBoxLayout(window)
    first, second = DateEdit(shell, optional=True), combo(shell)
    last = QLineEdit()
    for made in (first, second, last):
        layout.addWidget(made)
    EnterMovesOn(window).watch(first, second, last)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
    first.setFocus()
    QTest.keyClicks(first, "today")
    QTest.keyClick(first, Key.Key_Return)
    assert first.text() == "06/22/2023"
    assert second.hasFocus()
    QTest.keyClick(QApplication.focusWidget(), Key.Key_Return)
    assert last.hasFocus()


def test_a_day_is_picked_from_the_month_with_the_keyboard(shell, form) -> None:
    edit = DateEdit(shell)
    told = []
    edit.edited.connect(lambda: told.append(edit.value()))
    form(edit)
    edit.set_value(date(2023, 6, 22))
    QTest.keyClick(edit, Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    month = edit.calendar
    assert month is not None
    QTest.keyClick(month.days, Key.Key_Right)
    QTest.keyClick(month.days, Key.Key_Return)
    assert edit.value() == date(2023, 6, 23)
    assert told == [date(2023, 6, 23)]
    assert edit.hasFocus()


def test_the_month_goes_to_today_clears_and_closes_without_a_change(qtbot, shell, form) -> None:
    edit = DateEdit(shell, optional=True)
    form(edit)
    edit.set_value(date(2020, 1, 1))
    for text, wanted in (("Today", date(2023, 6, 22)), ("Clear", None)):
        edit.show_month()
        qtbot.mouseClick(next(b for b in edit.calendar.findChildren(QPushButton) if b.text() == text), Qt.LeftButton)
        assert edit.value() == wanted
    edit.show_month()
    with qtbot.waitSignal(edit.calendar.destroyed):
        QTest.keyClick(edit.calendar, Key.Key_Escape)
    assert edit.value() is None


def test_a_day_that_may_not_be_changed_has_no_month(shell, form) -> None:
    edit = DateEdit(shell)
    form(edit)
    edit.setReadOnly(True)
    QTest.keyClick(edit, Key.Key_F4)
    assert edit.calendar is None
