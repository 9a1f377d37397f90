"""Asks which tag customers get."""

from collections.abc import Callable

from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, column, field, row
from officedesk.views.widgets.popover import Popover


def ask_tag(shell: Shell, under: QWidget, take: Callable[[str], object]) -> Popover:
    """A window under ``under`` with a field for the tag's name; ``take(name)`` once it is given."""
    desk = shell.desk
    entry = QLineEdit()
    entry.setMinimumWidth(220)
    entry.setMaxLength(60)

    def given() -> None:
        if name := entry.text().strip():
            popover.close()
            take(name)

    add = button("Add tag", given, kind="primary")
    entry.returnPressed.connect(add.click)
    popover = Popover(under, column(field("Tag", entry), row(None, add)))

    def known() -> list[str]:
        from officedesk.services.customers.marks import tags

        return [tag.name for tag in tags(desk)]

    shell.load(entry, known, lambda names: entry.setCompleter(QCompleter(names, entry)))
    popover.pop(entry)
    return popover
