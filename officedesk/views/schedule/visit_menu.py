"""The menu of a visit: what can be done with it by a right click or the menu key."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QMenu, QWidget

from officedesk.models.enums import JobStatus
from officedesk.services.permissions import Permission
from officedesk.services.schedule.rows import VisitBlock
from officedesk.views.lists.bulk import menu_action
from officedesk.views.schedule.words import OVER, STATUS
from officedesk.views.shell import Shell

MOST = 30
"""Technicians that a menu lists."""


@dataclass(frozen=True)
class Does:
    """What the entries do, each with the visit."""

    status: Callable[[VisitBlock, JobStatus], object]
    give: Callable[[VisitBlock, tuple[int, ...]], object]
    split: Callable[[VisitBlock], object]
    copy: Callable[[VisitBlock], object]
    unassign: Callable[[VisitBlock], object]
    put_back: Callable[[VisitBlock], object]
    all_day: Callable[[VisitBlock], object]
    plan: Callable[[VisitBlock], object]
    call: Callable[[VisitBlock], object]


def visit_menu(shell: Shell, parent: QWidget, block: VisitBlock, technicians: dict[int, str], does: Does) -> QMenu:
    """A menu for a visit of the board or the tray; ``technicians`` are those that can be sent, by id."""
    menu = QMenu(parent)
    icons = shell.icons
    may = shell.may(Permission.JOBS_WRITE)
    on_board, over = block.starts is not None, block.status in OVER
    menu_action(
        menu, icons("wrench"), f"Open job {block.number}".replace("&", "&&"), partial(shell.go, "job", block.job_id)
    )
    menu_action(menu, icons("users"), "Open customer", partial(shell.go, "customer", block.customer_id))
    menu_action(menu, icons("phone"), "Call customer…", partial(does.call, block))
    menu.addSeparator()
    if block.visit_id and shell.may(Permission.JOBS_PROGRESS):
        _statuses(menu, shell, block, does)
    if may and not over:
        _people(menu, shell, block, technicians, does)
        menu_action(menu, icons("calendar-plus"), "Move to…", partial(does.plan, block))
        if on_board:
            if not block.all_day:
                menu_action(menu, icons("calendar-blank"), "Make it all day", partial(does.all_day, block))
            menu_action(menu, icons("arrows-out-line-horizontal"), "Split over days…", partial(does.split, block))
    if may:
        menu.addSeparator()
        menu_action(menu, icons("copy"), "Copy\tCtrl+C", partial(does.copy, block))
    if may and not over and on_board:
        if block.technician_ids:
            menu_action(menu, icons("user-minus"), "Unassign\tDel", partial(does.unassign, block))
        menu_action(menu, icons("tray"), "Take off the board", partial(does.put_back, block))
    return menu


def _statuses(menu: QMenu, shell: Shell, block: VisitBlock, does: Does) -> None:
    from officedesk.services.work.progress import moves

    # Whether it is scheduled follows from its day; a cancelled one waits again.
    wanted = [one for one in JobStatus if one in moves(block.status) and one is not JobStatus.NOT_STARTED]
    if not wanted:
        return
    inner = menu.addMenu(shell.icons("check-circle"), "Status")
    inner.setAccessibleName("Status")
    for one in wanted:
        inner.addAction(STATUS[one]).triggered.connect(partial(_do, does.status, block, one))


def _people(menu: QMenu, shell: Shell, block: VisitBlock, technicians: dict[int, str], does: Does) -> None:
    """Assign it to one; send others along."""
    alone, along = menu.addMenu(shell.icons("user-plus"), "Assign to"), menu.addMenu(shell.icons("users"), "Send along")
    for number, name in list(technicians.items())[:MOST]:
        said = name.replace("&", "&&")
        action = alone.addAction(said)
        action.setCheckable(True)
        action.setChecked(block.technician_ids == (number,))
        action.triggered.connect(partial(_do, does.give, block, (number,)))
        going = number in block.technician_ids
        others = tuple(one for one in block.technician_ids if one != number)
        if going and not others:
            continue
        action = along.addAction(said)
        action.setCheckable(True)
        action.setChecked(going)
        action.triggered.connect(partial(_do, does.give, block, others if going else (*others, number)))
    along.menuAction().setVisible(bool(block.technician_ids) and not along.isEmpty())
    if not technicians:
        alone.addAction("No technicians yet: add them in Settings").setEnabled(False)


def _do(act: Callable[..., object], block: VisitBlock, value: object, _checked: bool = False) -> None:
    """Drop what Qt adds: whether the entry is checked now."""
    act(block, value)
