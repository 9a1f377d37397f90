"""What the tests of files share."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from PIL import Image
from PySide6.QtWidgets import QLabel, QWidget

from officedesk.services.desk import Desk
from officedesk.services.files.listing import FileList
from officedesk.services.files.rows import FileFilter, FileRow
from officedesk.services.paging import Sort


def photo(colour: str = "steelblue") -> bytes:
    made = BytesIO()
    Image.new("RGB", (320, 200), colour).save(made, "JPEG")
    return made.getvalue()


def stored(desk: Desk, customer_id: int, **more: Any) -> list[FileRow]:
    return FileList(desk).first(FileFilter(customer_id=customer_id, **more), Sort("name"), 100)


def front(kind: type[Any], window: QWidget) -> Any:
    return next(one for one in window.findChildren(kind) if one.isVisible())


def told(dialog: QWidget) -> str:
    return " ".join(one.text() for one in dialog.findChildren(QLabel) if one.isVisible())
