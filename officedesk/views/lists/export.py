"""Export of what a list shows: the rows of its filter, in its order, as CSV, Excel or JSON."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget

from officedesk.services.permissions import Permission
from officedesk.views.lists.bulk import Bulk
from officedesk.views.lists.columns import Column
from officedesk.views.lists.panel import ListPanel
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button

CHUNK = 500


def export_button(shell: Shell, panel: ListPanel, name: str) -> QPushButton:
    """The Export button of a page."""
    return button("Export", lambda: ask_and_export(shell, panel, name), icon=shell.icons("download-simple"))


def export_entry(shell: Shell, panel: ListPanel, name: str) -> Bulk:
    """The entry Export… of a page's More actions."""
    return Bulk(
        "Export…",
        "download-simple",
        lambda _: ask_and_export(shell, panel, name),
        needs_rows=False,
        needs=Permission.EXPORT,
    )


def ask_and_export(shell: Shell, panel: ListPanel, name: str) -> None:
    """Ask where to, then write the rows that the list shows (the checked ones where some are)."""
    ask_path(panel.window(), name, lambda path: export_to(shell, panel, path))


def ask_path(window: QWidget, name: str, then: Callable[[Path], object]) -> None:
    """Ask where an export goes, then do ``then``."""
    dialog = QFileDialog(window, "Export", f"{name}.csv", "CSV (*.csv);;Excel (*.xlsx);;JSON (*.json)")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.fileSelected.connect(lambda path: then(Path(path)))
    dialog.open()


def export_to(shell: Shell, panel: ListPanel, path: Path) -> None:
    """Write the list to ``path`` off the GUI thread; its kind follows from the ending."""
    ids = panel.table.chosen_ids() if panel.model.checked else panel.model.all_ids()
    export_rows(shell, panel, panel.kind.columns, panel.source, ids, path)


def export_rows(
    shell: Shell, owner: QWidget, columns: Sequence[Column], source: Any, ids: Sequence[int], path: Path
) -> None:
    """Write rows of a list's source to ``path``, for ``owner``."""

    def work() -> int:
        from officedesk.services.transfer.tables import write_table

        def rows():  # type: ignore[no-untyped-def]
            for start in range(0, len(ids), CHUNK):
                for row in source.rows(ids[start : start + CHUNK]):
                    yield [column.show(row).spoken for column in columns]

        return write_table(path, [column.title for column in columns], rows())

    shell.load(owner, work, lambda count: shell.toast(f"{count:,} rows exported to {path.name}."))
