"""What the file of an office is called where nobody said otherwise."""

import re
from pathlib import Path

from PySide6.QtCore import QStandardPaths


def suggested_file(name: str) -> Path:
    """Where an office of that name goes, with nothing in its name that a file system refuses."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    plain = re.sub(r'[<>:"/\\|?*\x00-\x1f]+', "-", name).strip(" .-")
    place = Path(folder) if Path(folder).is_dir() else Path.home()
    return place / f"{plain[:80] or 'Office'}.officedesk"
