"""What a page of documents asks of its kind: how it is read, stored and called."""

from collections.abc import Callable
from typing import Any, ClassVar

from PySide6.QtWidgets import QPushButton, QWidget

from officedesk.services.desk import Desk
from officedesk.views.lists.columns import Chip
from officedesk.views.sales.document_conflict import field_text, lines_text
from officedesk.views.sales.document_editor import DocumentEditor
from officedesk.views.sales.document_header import DocumentHeader
from officedesk.views.shell import Shell


class DocumentKind(QWidget):
    """The part of :class:`DocumentPage` that invoices and jobs fill in."""

    shell: Shell
    editor: DocumentEditor
    header: DocumentHeader
    save_button: QPushButton

    kind = ""
    """The word of pages, kept drafts and the change log: ``invoice``."""
    draft_type: Any = None
    fresh = ""
    """``New invoice``."""
    watched: frozenset[str] = frozenset()
    """Words of the change log whose saves change the facts."""
    titles: ClassVar[dict[str, str]] = {}
    """The fields that people change, as a conflict calls them."""

    def make_editor(self) -> DocumentEditor:
        raise NotImplementedError

    def add_actions(self) -> None:
        """Put buttons into the header; Save is one of them."""
        self.header.add(self.save_button)

    def open_new(self, desk: Desk, customer_id: int, context: dict[str, Any]) -> Any:
        """An unsaved draft (off the GUI thread)."""
        raise NotImplementedError

    def open_stored(self, desk: Desk, entity_id: int) -> Any:
        """The stored draft (off the GUI thread). Raises ``NotFound``."""
        raise NotImplementedError

    def read_facts(self, desk: Desk, draft: Any) -> Any:
        """What is shown beside a stored draft (off the GUI thread)."""
        return None

    def store(self, desk: Desk, draft: Any) -> Any:
        """Save the draft and give it back as it is stored (off the GUI thread)."""
        raise NotImplementedError

    def carrier(self, draft: Any, stored: Any) -> Callable[[Any], Any]:
        """What saving added, for drafts from before it or typed meanwhile."""
        raise NotImplementedError

    def name(self) -> str:
        """What the page calls the document: ``Invoice 3482``."""
        raise NotImplementedError

    def chip(self) -> Chip:
        raise NotImplementedError

    def notes(self) -> list[str]:
        """Words beside the status."""
        return []

    def field_text(self, draft: Any, name: str) -> str:
        """How a field of :attr:`titles` reads, where two desktops changed it."""
        if name == "lines":
            return lines_text(draft.lines, draft.pricing)
        choices = self.editor.choices
        return field_text(self.shell, choices, draft, name) if choices is not None else ""

    def focus_first(self) -> None:
        """Put the keyboard where work begins."""

    def told_saved(self, stored: Any) -> None:
        """A save went well: say what came of it."""

    def tell_more(self) -> None:
        """Show what follows from the draft and its facts: buttons above all."""
