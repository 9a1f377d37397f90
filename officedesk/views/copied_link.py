"""A link to what is in front, for a message to a colleague."""

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from officedesk.links import KINDS, Link
from officedesk.services.search.linked import link_to
from officedesk.views.shell import Place, Shell


def copy_link(shell: Shell, window: QWidget, place: Place | None) -> None:
    """Put the link to a customer or a document onto the clipboard, and say for whom it is good."""
    if place is None or place.page not in KINDS or not place.id:
        shell.toast("Go to a customer, a project or a document first: its link is copied.")
        return

    def copied(link: Link) -> None:
        QGuiApplication.clipboard().setText(str(link))
        shell.toast(f"The link to {link.words} is copied. It opens at every desktop of this office.")

    shell.load(window, lambda: link_to(shell.desk, place.page, place.id), copied)
