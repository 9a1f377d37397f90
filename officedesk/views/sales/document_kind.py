"""What a page of documents asks of its kind: how it is read, stored and called."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, ClassVar

from PySide6.QtWidgets import QPushButton, QWidget

from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission
from officedesk.views.lists.columns import Chip
from officedesk.views.sales.document_conflict import field_text, lines_text
from officedesk.views.sales.document_editor import DocumentEditor
from officedesk.views.sales.document_header import DocumentHeader
from officedesk.views.shell import Shell


class DocumentKind(QWidget):
    """The part of :class:`DocumentPage` that estimates, invoices and jobs fill in."""

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
    """The fields that people change, as a conflict calls them; fields of one name are one choice."""
    needs: Permission = Permission.OFFICE_WRITE
    """What changing such a document needs; who may not only looks at it."""
    begun_with: frozenset[str] = frozenset({"customer_id"})
    """Words of a place's context that a new draft can be made from. Without one the customer is asked for."""
    given: tuple[str, ...] = ("id", "number", "version")
    """The fields that saving gives a draft."""

    def make_editor(self) -> DocumentEditor:
        raise NotImplementedError

    def add_actions(self) -> None:
        """Put buttons into the header; Save is one of them."""
        self.header.add(self.save_button)

    def open_new(self, desk: Desk, context: dict[str, Any]) -> Any:
        """An unsaved draft (off the GUI thread); ``context`` has a word of :attr:`begun_with`."""
        raise NotImplementedError

    def open_stored(self, desk: Desk, entity_id: int) -> Any:
        """The stored draft (off the GUI thread). Raises ``NotFound``."""
        raise NotImplementedError

    def read_facts(self, desk: Desk, draft: Any) -> Any:
        """What is shown beside a stored draft (off the GUI thread)."""
        return None

    def new_facts(self, desk: Desk, draft: Any) -> Any:
        """What is shown beside a new draft (off the GUI thread)."""
        return None

    def store(self, desk: Desk, draft: Any) -> Any:
        """Save the draft and give it back as it is stored (off the GUI thread)."""
        raise NotImplementedError

    def bring_back(self, desk: Desk, entity_id: int) -> None:
        """Take it out of the trash (off the GUI thread)."""
        raise NotImplementedError

    def carrier(self, draft: Any, stored: Any) -> Callable[[Any], Any]:
        """What saving ``draft`` gave it, for drafts from before or typed meanwhile: :attr:`given`, ids of lines."""
        ids = {id(mine): theirs.id for mine, theirs in zip(draft.lines, stored.lines, strict=True) if mine.id is None}
        given = {name: getattr(stored, name) for name in self.given}

        def carry(other: Any) -> Any:
            lines = other.lines
            if any(id(one) in ids for one in lines):
                lines = tuple(replace(one, id=ids[id(one)]) if id(one) in ids else one for one in lines)
            return replace(other, lines=lines, **given)

        return carry

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

    def told_saved(self, draft: Any, stored: Any) -> None:
        """``draft`` was saved and is ``stored`` now: say what came of it."""

    def tell_more(self) -> None:
        """Show what follows from the draft and its facts: buttons above all."""
