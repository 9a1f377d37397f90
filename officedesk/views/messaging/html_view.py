"""Shows the HTML part of an email. Nothing is fetched and nothing is opened by it."""

from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QTextBrowser


class HtmlView(QTextBrowser):
    """On white paper in light and dark alike: that is how the customer's program shows it."""

    def __init__(self) -> None:
        super().__init__()
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setProperty("role", "letter")
        self.setAccessibleName("Preview")

    def loadResource(self, _kind: int, name: QUrl | str) -> Any:
        # Pictures that are not in the message are not shown: nobody is told that it was looked at. To Qt nothing at
        # all would mean to look for a file of that name on this computer or a share.
        return None if QUrl(name).scheme() == "data" else b""
