"""A form of the settings while another desktop saves the same record."""

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from officedesk.views.live_form import LiveForm
from officedesk.views.office.record_form import RecordForm
from officedesk.views.office.record_merge import Merged, get, merge_records, with_choice

if TYPE_CHECKING:
    from officedesk.views.office.sections import FormSection


class LiveSection(LiveForm):
    """Belongs to a :class:`FormSection`. Its record is the only one of its kind, or the first."""

    def __init__(self, section: "FormSection", entity: str) -> None:
        super().__init__(section.shell, entity, section)
        self._section, self._entity = section, entity

    def tell(self) -> None:
        """Something was loaded, typed or saved."""
        base = self._section.form.base
        self.fellows.watch((getattr(base, "id", None) or 1) if base is not None else 0)
        self.fellows.edit(on=self._section.dirty)

    def refresh(self) -> None:
        """Read the record; what is typed stays."""
        section = self._section
        base = section.form.base

        def arrived(stored: Any) -> bool:
            if section.saving:
                return False
            if stored != base:
                self._meet(base, stored)
            return True

        self._read(section.read, lambda: section.form.base is base, arrived)

    def _concerns(self, entity: str, _entity_id: int, _customer_id: int) -> bool:
        return entity == self._entity and self._section.form.base is not None

    def _meet(self, base: Any, stored: Any) -> None:
        section = self._section
        if not section.dirty:
            section.take(stored, stored)
            return
        merged = merge_records(base, section.draft(), stored)
        if merged.clashes:
            titles = [section.form.title(path) for path in merged.clashes]
            self.fellows.tell_clash(titles, lambda: section.review(stored))
            return
        section.take(merged.draft, stored)
        if merged.theirs:
            self.fellows.tell_merged(list(dict.fromkeys(section.form.title(path) for path in merged.theirs)))


def ask(parent: QWidget, form: RecordForm, merged: Merged, mine: Any, theirs: Any, message: str, keep: Any) -> None:
    """Ask field by field which version to keep, then ``keep(draft)``; at once where there is nothing to ask."""
    if not merged.clashes:
        keep(merged.draft)
        return
    from officedesk.views.widgets.conflict import ConflictDialog

    rows = [
        (form.title(path), form.text_of(path, get(mine, path)), form.text_of(path, get(theirs, path)))
        for path in merged.clashes
    ]
    dialog = ConflictDialog(parent, rows, message)
    dialog.chosen.connect(
        lambda choice: keep(with_choice(merged, theirs, dict(zip(merged.clashes, choice, strict=True))))
    )
    dialog.open()
