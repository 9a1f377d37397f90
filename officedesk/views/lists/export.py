"""Export of what a list shows: the rows of its filter, in its order, as CSV, Excel or JSON."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QPushButton

from officedesk.services.permissions import Permission
from officedesk.views.lists.bulk import Bulk
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
    dialog = QFileDialog(panel.window(), "Export", f"{name}.csv", "CSV (*.csv);;Excel (*.xlsx);;JSON (*.json)")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.fileSelected.connect(lambda path: export_to(shell, panel, Path(path)))
    dialog.open()


def export_to(shell: Shell, panel: ListPanel, path: Path) -> None:
    """Write the list to ``path`` off the GUI thread; its kind follows from the ending."""
    columns, source = panel.kind.columns, panel.source
    ids = panel.table.chosen_ids() if panel.model.checked else panel.model.all_ids()

    def work() -> int:
        from officedesk.services.transfer.tables import write_table

        def rows():  # type: ignore[no-untyped-def]
            for start in range(0, len(ids), CHUNK):
                for row in source.rows(ids[start : start + CHUNK]):
                    yield [column.show(row).spoken for column in columns]

        return write_table(path, [column.title for column in columns], rows())

    shell.load(panel, work, lambda count: shell.toast(f"{count:,} rows exported to {path.name}."))
