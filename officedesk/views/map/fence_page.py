"""The geofences of the office as a list with numbers, and their form beside it: all of it works without a web map."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from officedesk.models.enums import FenceShape
from officedesk.services.mapping.fence_list import FenceList
from officedesk.services.mapping.rows import FenceAlert, FenceFilter, FenceRow
from officedesk.services.paging import Sort
from officedesk.services.permissions import Permission
from officedesk.views.lists.bulk import Bulk, menu_action, more_button
from officedesk.views.lists.export import export_entry
from officedesk.views.lists.filters import FilterRow
from officedesk.views.lists.page import ListPage
from officedesk.views.lists.panel import ListKind, ListPanel
from officedesk.views.map.fence_actions import ask_colour, set_alerts, trash_fences
from officedesk.views.map.fence_columns import fence_columns
from officedesk.views.map.fence_form import FenceForm
from officedesk.views.shell import Place, Shell
from officedesk.views.widgets.basics import button, holder, line, row
from officedesk.views.widgets.choice import ChoiceButton

WRITE = Permission.FENCES_WRITE
_FORM = 330
_ALERTS = ((FenceAlert.ENTER, "On enter"), (FenceAlert.EXIT, "On exit"), (FenceAlert.NONE, "None"))
_SHAPES = ((FenceShape.CIRCLE, "Circle"), (FenceShape.POLYGON, "Polygon"))


class OfficeFenceFilters(FilterRow):
    """Search, shape, alerts, and those that are nobody's."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, "Search geofences")
        self.shape = _choice("Shape", [text for _, text in _SHAPES])
        self.alert = _choice("Alerts", [text for _, text in _ALERTS])
        self.owner = _choice("Customer", ["Nobody’s"])
        for made in (self.shape, self.alert, self.owner):
            made.chosen.connect(self.tell)
            self.add(made)

    def query(self) -> FenceFilter:
        return FenceFilter(
            text=self.search.text().strip(),
            kind=_SHAPES[self.shape.value[0]][0] if self.shape.value else None,
            alert=_ALERTS[self.alert.value[0]][0] if self.alert.value else None,
            nobody=bool(self.owner.value),
        )

    @property
    def active(self) -> bool:
        return self.query() != FenceFilter()

    def reset(self) -> None:
        super().reset()
        for made in (self.shape, self.alert, self.owner):
            made.set_value(())

    def put(self, query: FenceFilter) -> None:
        """Show a filter without telling."""
        self.search.setText(query.text)
        self.shape.set_value(tuple(n for n, (kind, _) in enumerate(_SHAPES) if kind is query.kind))
        self.alert.set_value(tuple(n for n, (alert, _) in enumerate(_ALERTS) if alert is query.alert))
        self.owner.set_value((0,) if query.nobody else ())
        self._clear.setVisible(self.active)


class FencePage(ListPage):
    """Enter opens a fence in the panel at the right. ``opened(id)`` and ``closed`` tell which is in it."""

    opened = Signal(int)
    closed = Signal()

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        may = shell.may(WRITE)
        kind = ListKind(
            name="geofences",
            columns=fence_columns(shell, with_company=True),
            sort=Sort("name"),
            one="geofence",
            many="geofences",
            empty="Places whose comings and goings are told will be here: yards, sites, your own depot. "
            "Draw or type one, or import a file.",
            add="New geofence",
            needs=WRITE,
            entities=frozenset({"geofence", "crossing", "customer", "user"}),
        )
        panel = ListPanel(shell, kind, FenceList(shell.desk), OfficeFenceFilters(shell))
        new = button("New geofence", self.add, kind="primary", icon=shell.icons("plus", "on_accent"))
        # A list must be a widget before its menus can belong to it.
        super().__init__("Geofences", panel, new if may else None)
        entries = (
            Bulk("Alert on enter and exit", "bell", lambda ids: self._alert(ids, True), needs=WRITE),
            Bulk("No alerts", "bell-slash", lambda ids: self._alert(ids, False), needs=WRITE),
            Bulk("Color…", "palette", lambda ids: ask_colour(shell, self, ids), needs=WRITE),
            None,
            Bulk("Delete", "trash", lambda ids: trash_fences(shell, self, ids), danger=True, needs=WRITE),
            None,
            Bulk("Import…", "upload-simple", lambda _: self.bring_in(), needs_rows=False, needs=Permission.IMPORT),
            Bulk("Export shapes…", "map-trifold", self._export_shapes, needs_rows=False, needs=Permission.EXPORT),
            export_entry(shell, panel, "geofences"),
        )
        panel.filters.add_action(more_button(shell, panel, entries))
        panel.opened.connect(self.edit)
        panel.add_wanted.connect(self.add)
        panel.set_row_menu(self._row_menu)
        self.form = FenceForm(shell)
        self.form.setFixedWidth(_FORM)
        self.side: QWidget = holder(row(line(vertical=True), self.form, spacing=0))
        self.side.hide()
        self.add_side(self.side)
        self.form.opened.connect(lambda draft: self._show_form(draft.id or 0))
        self.form.closed.connect(self._hide_form)

    def show_place(self, place: Place) -> None:
        """With ``fence_id`` in the context that one is opened; with ``location_id`` or ``kept`` a new one begins."""
        super().show_place(place)
        if fence_id := place.context.get("fence_id"):
            self.edit(fence_id)
            self.panel.reveal(fence_id)
        elif location_id := place.context.get("location_id"):
            self._leave_form(lambda: self.form.begin(location_id=location_id))
        elif kept := place.context.get("kept"):
            self._leave_form(lambda: self.form.begin(kept=kept))

    def leave(self) -> bool:
        """Ask where something was typed that is not stored; then go on to where the user wanted to go."""
        return self.form.leave(self._shell.settle)

    def add(self) -> None:
        """Begin a new one."""
        self._leave_form(self.form.begin)

    def edit(self, fence_id: int) -> None:
        """Open one in the panel."""
        if fence_id != self.form.fence_id or self.side.isHidden():
            self._leave_form(lambda: self.form.open_fence(fence_id))

    def bring_in(self) -> None:
        """Import a file."""
        from officedesk.views.map.fence_import import FenceImport

        FenceImport(self._shell, self.window()).open()

    def _leave_form(self, go: Callable[[], object]) -> None:
        if self.form.leave(go):
            go()

    def _show_form(self, fence_id: int) -> None:
        self.side.show()
        self.opened.emit(fence_id)

    def _hide_form(self) -> None:
        self.side.hide()
        self.panel.table.setFocus()
        self.closed.emit()

    def _row_menu(self, fence: FenceRow) -> QMenu:
        menu, icons, shell = QMenu(self), self._shell.icons, self._shell
        may, alerts = shell.may(WRITE), fence.alert_on_enter or fence.alert_on_exit
        menu_action(menu, icons("pencil-simple"), "Edit" if may else "Open", lambda: self.edit(fence.id))
        menu_action(
            menu, icons("copy"), "Duplicate", lambda: self._leave_form(lambda: self.form.begin_copy(fence.id)), may
        )
        menu_action(menu, icons("palette"), "Color…", lambda: ask_colour(shell, self, [fence.id]), may)
        text, icon = ("No alerts", "bell-slash") if alerts else ("Alert on enter and exit", "bell")
        menu_action(menu, icons(icon), text, lambda: self._alert([fence.id], not alerts), may)
        menu.addSeparator()
        menu_action(
            menu,
            icons("users"),
            "Open customer",
            lambda: shell.go("customer", fence.customer_id or 0, "geofences"),
            fence.customer_id is not None,
        )
        menu_action(menu, icons("trash", "bad"), "Delete", lambda: trash_fences(shell, self, [fence.id]), may)
        return menu

    def _alert(self, ids: list[int], on: bool) -> None:
        set_alerts(self._shell, self, ids, on)

    def _export_shapes(self, ids: list[int]) -> None:
        from officedesk.views.map.fence_export import ask_and_write

        ask_and_write(self._shell, self, ids or None)


def _choice(title: str, texts: list[str]) -> ChoiceButton:
    made = ChoiceButton(title, None, single=True, none="any")
    made.set_choices(list(enumerate(texts)))
    return made
