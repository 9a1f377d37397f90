"""What is done to reminders, from the tab, the bell and Today alike: one word about the outcome, with Undo."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu, QWidget

from officedesk.formatting import time_text
from officedesk.models.due import later, wall
from officedesk.services.reminders.rows import Done
from officedesk.views.lists.bulk import many
from officedesk.views.shell import Shell


def finish_reminders(shell: Shell, owner: QObject, ids: Sequence[int], customer_id: int = 0) -> None:
    """Mark reminders done."""
    desk = shell.desk

    def work() -> Done:
        from officedesk.services.reminders.editing import finish

        return finish(desk, ids)

    def take_back(done: Done) -> None:
        from officedesk.services.reminders.editing import reopen

        _change(shell, lambda: reopen(desk, done.done, done.next), customer_id)

    def told(done: Done) -> None:
        _tell(shell, customer_id)
        if not done.done:
            return
        again = " It comes again." if len(done.done) == 1 and done.next else ""
        word = "Reminder done." if len(done.done) == 1 else f"{many(len(done.done), 'reminder')} done."
        shell.toast(f"{word}{again}", "Undo", partial(take_back, done))

    shell.load(owner, work, told)


def reopen_reminders(shell: Shell, owner: QObject, ids: Sequence[int], customer_id: int = 0) -> None:
    """Make reminders that were done open again."""
    desk = shell.desk

    def work() -> None:
        from officedesk.services.reminders.editing import reopen

        reopen(desk, ids)

    shell.load(owner, work, lambda _: _tell(shell, customer_id))


def snooze_reminders(shell: Shell, owner: QObject, ids: Sequence[int], until: datetime, customer_id: int = 0) -> None:
    """Put reminders off."""
    desk = shell.desk

    def work() -> None:
        from officedesk.services.reminders.editing import snooze

        snooze(desk, ids, until)

    def told(_: object) -> None:
        _tell(shell, customer_id)
        at = wall(until, desk.zone)
        day = "" if at.date() == desk.today() else f"{shell.date(at.date())} "
        shell.toast(f"{'Reminder' if len(ids) == 1 else many(len(ids), 'reminder')} put off to {day}{time_text(at)}.")

    shell.load(owner, work, told)


def delete_reminders(shell: Shell, owner: QObject, ids: Sequence[int], customer_id: int = 0) -> None:
    """Put reminders into the trash."""
    desk = shell.desk

    def work() -> None:
        from officedesk.services.reminders.editing import delete_reminders as delete

        delete(desk, ids)

    def take_back() -> None:
        from officedesk.services.reminders.editing import restore_reminders

        _change(shell, lambda: restore_reminders(desk, ids), customer_id)

    def told(_: object) -> None:
        _tell(shell, customer_id)
        shell.toast(f"{many(len(ids), 'reminder')} deleted.", "Undo", take_back)

    shell.load(owner, work, told)


def fill_snooze_menu(shell: Shell, menu: QMenu, chosen: Callable[[datetime], object]) -> None:
    """What a reminder can be put off to, each with its time; ``chosen(instant)``."""
    desk = shell.desk
    now = desk.now()
    for words, at in later(now, desk.zone):
        then = wall(at, desk.zone)
        day = "" if then.date() == desk.today() else f"{then:%a} "
        action = menu.addAction(f"{words}\t{day}{time_text(then)}")
        action.triggered.connect(partial(_chosen, chosen, at))


def remind_about(shell: Shell, window: QWidget, entity: str, draft: Any) -> None:
    """Ask for a reminder about a stored document, given by its draft; ``entity`` is the change log's word for it."""
    from officedesk.views.reminders.dialog import ReminderDialog

    about = (entity, draft.id)
    ReminderDialog(shell, window, draft.customer_id, location_id=draft.location_id, about=about).open()


def _chosen(chosen: Callable[[datetime], object], at: datetime, _checked: bool = False) -> None:
    chosen(at)


def _change(shell: Shell, work: Callable[[], object], customer_id: int) -> None:
    shell.load(shell, work, lambda _: _tell(shell, customer_id))


def _tell(shell: Shell, customer_id: int) -> None:
    shell.signals.changed.emit("reminder", 0, customer_id)
