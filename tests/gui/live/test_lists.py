"""What another desktop saves is seen in lists and profiles, and nothing moves under the user's hands."""

from __future__ import annotations

from dataclasses import replace

from pytestqt.qtbot import QtBot

from officedesk.services.customers.marks import add_note
from officedesk.services.equipment.drafts import EquipmentDraft
from officedesk.services.equipment.editing import save_equipment
from officedesk.services.work.jobs import new_job, save_job
from officedesk.views.customers.list_page import CustomersPage
from tests import factories
from tests.gui.keys import press, settle
from tests.gui.live.support import (
    SOON,
    Two,
    change,
    form_of,
)


def test_a_customer_saved_in_one_window_is_in_the_list_of_the_other(qtbot: QtBot, two: Two, abc: int) -> None:
    mine, hers = two
    hers.shell.go("customers")
    settle(qtbot, hers.shell)
    page: CustomersPage = hers.page("customers")
    qtbot.waitUntil(lambda: page.panel.model.complete)
    count = page.panel.model.rowCount()

    form = form_of(qtbot, mine, abc)
    mine.front(qtbot)
    form.fields.name.setFocus()
    press("X")
    form.save()

    def seen() -> bool:
        return any(page.panel.model.index(row, 1).data() == "ABC CompanyX" for row in range(count))

    qtbot.waitUntil(seen, timeout=SOON)
    assert page.panel.model.rowCount() == count


def test_selection_scroll_and_typed_filter_of_a_list_stay(qtbot: QtBot, two: Two, abc: int) -> None:
    mine, hers = two
    hers.shell.go("customers")
    settle(qtbot, hers.shell)
    panel = hers.page("customers").panel
    qtbot.waitUntil(lambda: panel.model.complete)
    hers.front(qtbot)
    panel.table.select_id(panel.model.id_at(40))
    chosen, top = panel.table.current_id, panel.table.verticalScrollBar().value()
    panel.model.set_checked([panel.model.id_at(41)], on=True)
    checked = panel.model.checked
    assert top > 0
    before = panel.table.visualRect(panel.table.currentIndex()).top()

    factories.make_customer(mine.desk, "Aaron first of all")
    count = panel.model.rowCount()
    qtbot.waitUntil(lambda: panel.model.rowCount() == count + 1, timeout=SOON)
    assert panel.table.current_id == chosen
    assert panel.table.visualRect(panel.table.currentIndex()).top() == before
    assert panel.model.checked == checked

    panel.filters.search.setFocus()
    press("neigh")
    settle(qtbot, hers.shell)
    change(mine, abc, lambda one: replace(one, name="Neighborly Company"))
    qtbot.waitUntil(lambda: panel.model.rowCount() == 61, timeout=SOON)
    assert panel.filters.search.text() == "neigh"
    assert panel.filters.search.hasFocus()


def test_a_profile_follows_while_a_note_and_a_tag_are_being_typed(qtbot: QtBot, two: Two, abc: int) -> None:
    mine, hers = two
    hers.shell.go("customer", abc)
    settle(qtbot, hers.shell)
    view = hers.page("customer").view
    hers.front(qtbot)
    view.toggle_notepad()
    press("Gate code 12")
    change(mine, abc, lambda one: replace(one, name="ABC & Daughters"))
    add_note(mine.desk, abc, "Ring twice")
    qtbot.waitUntil(lambda: view.profile.name == "ABC & Daughters", timeout=SOON)
    qtbot.waitUntil(lambda: len(view.notepad._rows) == 1, timeout=SOON)
    assert view.notepad.entry.toPlainText() == "Gate code 12"
    assert view.notepad.entry.hasFocus()

    view.header.tags.start()
    press("vi")
    change(mine, abc, lambda one: replace(one, tags=("Gold",)))
    qtbot.waitUntil(lambda: view.header.tags.names == ["Gold"], timeout=SOON)
    assert view.header.tags.entry.text() == "vi"


def test_the_history_grows_above_what_is_read(qtbot: QtBot, two: Two, abc: int) -> None:
    mine, hers = two
    for number in range(40):
        change(mine, abc, lambda one, number=number: replace(one, rating=number % 5))
    hers.shell.go("customer", abc, "history")
    settle(qtbot, hers.shell)
    tab = hers.page("customer").view.tab
    rows = tab.model.rowCount()
    tab.table.selectRow(20)
    tab.table.scrollTo(tab.model.index(20, 0))
    bar = tab.table.verticalScrollBar()
    assert bar.value() > 0
    before = tab.table.visualRect(tab.model.index(20, 0)).top()
    change(mine, abc, lambda one: replace(one, name="ABC & Daughters"))
    qtbot.waitUntil(lambda: tab.model.rowCount() == rows + 1, timeout=SOON)
    assert tab.table.currentIndex().row() == 21
    assert tab.table.visualRect(tab.model.index(21, 0)).top() == before


def test_equipment_saved_elsewhere_is_on_the_profile_and_offered_on_a_job(qtbot: QtBot, two: Two, abc: int) -> None:
    mine, hers = two
    stored = save_job(hers.desk, new_job(hers.desk, abc))
    hers.shell.go("customer", abc, "equipment")
    settle(qtbot, hers.shell)
    panel = hers.page("customer").view.tab.panel
    assert panel.model.rowCount() == 0

    save_equipment(mine.desk, EquipmentDraft(abc, name="RTU-1"))
    qtbot.waitUntil(lambda: panel.model.rowCount() == 1, timeout=SOON)

    hers.shell.go("job", stored.id or 0)
    settle(qtbot, hers.shell)
    card = hers.page("job").editor.equipment
    assert len(card.boxes) == 1
    save_equipment(mine.desk, EquipmentDraft(abc, name="RTU-2"))
    qtbot.waitUntil(lambda: len(card.boxes) == 2, timeout=SOON)
