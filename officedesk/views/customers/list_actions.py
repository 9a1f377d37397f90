"""What can be done with several customers at once."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton

from officedesk.services.permissions import Permission
from officedesk.views.lists.bulk import Bulk, Outcome, more_button, run_bulk
from officedesk.views.lists.panel import ListPanel
from officedesk.views.shell import Shell

if TYPE_CHECKING:
    from officedesk.views.widgets.popover import Popover


class CustomerActions:
    """The More actions of the customer list, over its checked or selected rows."""

    def __init__(self, shell: Shell, panel: ListPanel) -> None:
        self._shell, self._panel = shell, panel
        self.popover: Popover | None = None
        self.button: QPushButton = more_button(
            shell,
            panel,
            (
                Bulk("Add tag…", "tag", self.ask_tag, needs=Permission.CUSTOMERS_WRITE),
                Bulk("Write to all of them…", "paper-plane-tilt", self.write, needs=Permission.MESSAGES_BULK),
                Bulk("Archive", "archive", self.archive, needs=Permission.CUSTOMERS_TRASH),
                Bulk(
                    "Restore from archive",
                    "arrow-counter-clockwise",
                    self.unarchive,
                    needs=Permission.CUSTOMERS_TRASH,
                ),
                None,
                Bulk("Merge…", "git-merge", self.merge, needs=Permission.MERGE),
                Bulk("Find duplicates", "copy-simple", self.find_duplicates, needs_rows=False, needs=Permission.MERGE),
                Bulk(
                    "Locations on the map…", "map-pin", self.locate, needs_rows=False, needs=Permission.CUSTOMERS_WRITE
                ),
                None,
                Bulk("Move to trash", "trash", self.trash, danger=True, needs=Permission.CUSTOMERS_TRASH),
            ),
        )

    def ask_tag(self, ids: list[int]) -> None:
        """Ask which tag the customers get."""
        from officedesk.views.customers.tag_popover import ask_tag

        self.popover = ask_tag(self._shell, self.button, lambda name: self.add_tag(ids, name))

    def add_tag(self, ids: list[int], name: str) -> None:
        """Give the customers a tag beside those they have."""
        from officedesk.services.customers.marks import add_tags

        self.popover = None
        desk = self._shell.desk
        self._run(lambda: _whole(lambda: add_tags(desk, ids, [name]), ids), f"tagged {name}")

    def write(self, ids: list[int]) -> None:
        """One message to many customers; who did not sign up for news gets none."""
        from officedesk.views.messaging.bulk_dialog import BulkDialog

        BulkDialog(self._shell, self._panel, ids).open()

    def archive(self, ids: list[int]) -> None:
        """Put the customers away from the list."""
        from officedesk.services.customers.editing import archive

        desk = self._shell.desk
        self._run(
            lambda: _whole(lambda: archive(desk, ids), ids),
            "archived",
            lambda done: archive(desk, done, archived=False),
        )

    def unarchive(self, ids: list[int]) -> None:
        """Bring archived customers back."""
        from officedesk.services.customers.editing import archive

        desk = self._shell.desk
        self._run(lambda: _whole(lambda: archive(desk, ids, archived=False), ids), "back in the list")

    def merge(self, ids: list[int]) -> None:
        """Compare the two chosen customers, and merge them."""
        from officedesk.views.customers.merge_dialog import MergeDialog

        if len(ids) != 2:
            self._shell.toast("Choose two customers to merge, or look for duplicates.")
            return
        dialog = MergeDialog(self._shell, self._panel.window(), ids[0], ids[1])
        dialog.merged.connect(self._merged)
        dialog.open()

    def _merged(self, _customer_id: int) -> None:
        self._panel.model.set_checked(list(self._panel.model.checked), on=False)

    def find_duplicates(self, _ids: list[int]) -> None:
        """Look for customers that are probably one."""
        self._shell.go("duplicates")

    def locate(self, _ids: list[int]) -> None:
        """How precisely all locations are known, and the run that places them; one window of it."""
        from officedesk.views.customers.locate_dialog import LocateDialog

        window = self._panel.window()
        dialog = next(iter(window.findChildren(LocateDialog)), None) or LocateDialog(self._shell, window)
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()

    def trash(self, ids: list[int]) -> None:
        """Move the customers to the trash; those with issued invoices stay, and are named."""
        from officedesk.services.customers.editing import restore, trash

        desk = self._shell.desk

        def work() -> Outcome:
            kept = trash(desk, ids)
            reason = "a customer with issued invoices can't be deleted. Archive instead: the invoices stay."
            return Outcome(tuple(ids)[: len(ids) - len(kept)], tuple(f"{name}: {reason}" for name in kept))

        self._run(work, "moved to the trash", lambda _: restore(desk, ids))

    def _run(self, work, told: str, undo=None) -> None:  # type: ignore[no-untyped-def]
        def say(count: int) -> str:
            self._panel.model.set_checked(list(self._panel.model.checked), on=False)
            return f"{count:,} customer{'s' if count != 1 else ''} {told}."

        run_bulk(self._shell, self._panel, work, say, "customer", 0, undo)


def _whole(work: Callable[[], object], ids: Sequence[int]) -> Outcome:
    """Done for all of them, or refused for all."""
    work()
    return Outcome(tuple(ids))
