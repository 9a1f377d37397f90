"""Bulk actions: the More actions menu, and running one service call per row with one word about the outcome."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from officedesk.errors import OfficeError
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission
from officedesk.views.lists.panel import ListPanel
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button
from officedesk.views.widgets.tips import plain_tip


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a bulk action: ids that went well, and why the others did not."""

    done: tuple[int, ...]
    refused: tuple[str, ...] = ()


@dataclass(frozen=True)
class Bulk:
    """An entry of the menu. ``run(ids)`` gets the checked rows, else the selected ones."""

    text: str
    icon: str
    run: Callable[[list[int]], object]
    danger: bool = field(default=False)
    needs_rows: bool = field(default=True)
    needs: Permission | None = field(default=None)
    """Who may not do it does not see the entry."""


def more_button(shell: Shell, panel: ListPanel, entries: Sequence[Bulk | None]) -> QPushButton:
    """The More actions button; ``None`` is a separator. Entries tell how many rows they are about.

    The entry that takes rows away is what Delete does in the list.
    """
    entries = _offered(shell, entries)
    made = button("More actions", icon=None)
    made.setIcon(shell.icons("caret-down"))
    made.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    menu = QMenu(made)
    # The caret stands behind the words of the button; icons of its menu stand before theirs.
    menu.setLayoutDirection(Qt.LayoutDirection.LeftToRight)

    def fill() -> None:
        menu.clear()
        ids = panel.table.chosen_ids()
        for entry in entries:
            if entry is None:
                menu.addSeparator()
                continue
            many = f" ({len(ids):,})" if entry.needs_rows and len(ids) > 1 else ""
            action = menu.addAction(shell.icons(entry.icon, "bad" if entry.danger else "text"), f"{entry.text}{many}")
            action.setEnabled(bool(ids) or not entry.needs_rows)
            action.triggered.connect(lambda _=False, run=entry.run: run(ids))

    menu.aboutToShow.connect(fill)
    made.setMenu(menu)
    gone = next((entry for entry in entries if entry is not None and entry.danger and entry.needs_rows), None)
    if gone is not None:
        panel.removed.connect(partial(_take_away, panel, gone))
        made.setToolTip(plain_tip(f"{gone.text.rstrip('…')} is the Delete key"))
    if not entries:
        made.hide()
    return made


def _take_away(panel: ListPanel, gone: Bulk) -> None:
    if ids := panel.table.chosen_ids():
        gone.run(ids)


def _offered(shell: Shell, entries: Sequence[Bulk | None]) -> list[Bulk | None]:
    """What the user may do, with no separator at an end or beside another."""
    found: list[Bulk | None] = []
    for entry in entries:
        if entry is None and (not found or found[-1] is None):
            continue
        if entry is None or entry.needs is None or shell.may(entry.needs):
            found.append(entry)
    while found and found[-1] is None:
        found.pop()
    return found


def each(work: Callable[[int], object], ids: Sequence[int]) -> Outcome:
    """Do ``work`` for every id, off the GUI thread; what is refused does not keep the others.

    Of a single one its own error is raised: there may be more to offer than its words.
    """
    if len(ids) == 1:
        work(ids[0])
        return Outcome(tuple(ids))
    done, refused = [], []
    for entity_id in ids:
        try:
            work(entity_id)
        except OfficeError as error:
            refused.append(str(error))
        else:
            done.append(entity_id)
    return Outcome(tuple(done), tuple(refused))


def run_each(
    shell: Shell,
    owner: QWidget,
    ids: Sequence[int],
    work: Callable[[Desk, int], object],
    told: Callable[[int], str],
    entity: str,
    customer_id: int = 0,
    back: Callable[[Desk, int], object] | None = None,
) -> None:
    """:func:`run_bulk` with one service call per row; ``back`` is the one that Undo makes."""
    desk = shell.desk
    undo = None if back is None else lambda done: each(lambda one: back(desk, one), done)
    run_bulk(shell, owner, lambda: each(lambda one: work(desk, one), ids), told, entity, customer_id, undo)


def run_bulk(
    shell: Shell,
    owner: QWidget,
    work: Callable[[], Outcome],
    told: Callable[[int], str],
    entity: str,
    customer_id: int = 0,
    undo: Callable[[tuple[int, ...]], Any] | None = None,
    also: Sequence[str] = (),
) -> None:
    """Run ``work`` off the GUI thread, tell ``told(count)`` with Undo, and what was refused as a banner.

    ``undo`` may return what came of it, to have told what was refused. ``also``: kinds of records that changed with
    those of ``entity``.
    """

    def done(outcome: Outcome) -> None:
        if outcome.done:
            tell_changed(outcome)
            if undo is None:
                shell.toast(told(len(outcome.done)))
            else:
                shell.toast(told(len(outcome.done)), "Undo", lambda: take_back(outcome))
        tell_refused(outcome)

    def tell_refused(outcome: Outcome) -> None:
        if outcome.refused:
            more = f" {len(outcome.refused) - 1} more were refused too." if len(outcome.refused) > 1 else ""
            shell.fail(OfficeError(outcome.refused[0] + more))

    def tell_changed(outcome: Outcome) -> None:
        shell.signals.changed.emit(entity, outcome.done[0] if len(outcome.done) == 1 else 0, customer_id)
        for one in also:
            shell.signals.changed.emit(one, 0, customer_id)

    def take_back(outcome: Outcome) -> None:
        def taken(result: object) -> None:
            tell_changed(outcome)
            if isinstance(result, Outcome):
                tell_refused(result)

        shell.load(owner, lambda: undo(outcome.done) if undo else None, taken)

    shell.load(owner, work, done)


def many(count: int, one: str) -> str:
    """``1 invoice``, ``1,200 invoices``."""
    return f"{count:,} {one}" + ("" if count == 1 else "s")


def menu_action(menu: QMenu, icon: QIcon, text: str, run: Callable[[], object], may: bool = True) -> None:
    """Add an entry to a row menu; what the user may not do is left out."""
    if may:
        menu.addAction(icon, text).triggered.connect(lambda: run())
