"""Geofences to a file for another program."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from officedesk.views.lists.bulk import many
from officedesk.views.shell import Shell

_FILTERS = "GeoJSON (*.geojson);;KML (*.kml);;GPX (*.gpx)"


def ask_and_write(shell: Shell, owner: QWidget, ids: Sequence[int] | None = None) -> QFileDialog:
    """Ask where to, then write these fences, or all of them."""
    dialog = QFileDialog(owner.window(), "Export shapes", "geofences.geojson", _FILTERS)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.setDefaultSuffix("geojson")
    dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(chosen.split("*.")[1].rstrip(")")))
    dialog.fileSelected.connect(lambda path: write_to(shell, owner, Path(path), ids))
    dialog.open()
    return dialog


def write_to(shell: Shell, owner: QWidget, path: Path, ids: Sequence[int] | None = None) -> None:
    """Write them off the GUI thread; the kind of file follows from the ending."""
    desk = shell.desk

    def work() -> int:
        from officedesk.services.mapping.fence_exchange import write_fences

        return write_fences(desk, path, ids)

    shell.load(owner, work, lambda count: shell.toast(f"{many(count, 'geofence')} exported to {path.name}."))
