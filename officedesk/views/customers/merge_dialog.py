"""Two customers side by side: which one stays, what of each field counts, and what moves."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QDialog, QGridLayout, QRadioButton, QScrollArea, QVBoxLayout, QWidget

from officedesk.services.customers.drafts import CustomerDraft
from officedesk.services.customers.merge import Comparison, Merged
from officedesk.views.customers.form_conflict import titled, told
from officedesk.views.customers.merge_words import moves_text
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, holder, label, line, row
from officedesk.views.widgets.tips import breakable


@dataclass(frozen=True)
class _Seen:
    """What a merge is decided on: the comparison, the one way round and the other."""

    one: Comparison
    other: Comparison


class MergeDialog(QDialog):
    """``merged(customer id)`` when it is done. Use ``open()``."""

    merged = Signal(int)

    def __init__(self, shell: Shell, parent: QWidget, first_id: int, second_id: int) -> None:
        super().__init__(parent)
        self.setWindowTitle("Merge customers")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._shell = shell
        self._ids = (first_id, second_id)
        self._seen: _Seen | None = None
        self._groups: dict[str, QButtonGroup] = {}
        self._heading = label("Merge two customers into one", "title")
        self._told = label("Choose which one stays. Everything of the other goes to it.", "muted")
        self._stays = QButtonGroup(self)
        self._stays.idToggled.connect(self._chose)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._moves = label("", "muted")
        self._moves.setWordWrap(True)
        self._error = label("", "error")
        self._error.setWordWrap(True)
        self._error.hide()
        self.ok = button("Merge", self.answer, kind="primary", tip="Merge (Ctrl+Enter)")
        self.ok.setEnabled(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(10)
        layout.addWidget(self._heading)
        layout.addWidget(self._told)
        layout.addWidget(self._area, 1)
        layout.addWidget(self._moves)
        layout.addWidget(self._error)
        layout.addWidget(line())
        layout.addLayout(row(None, button("Cancel", self.reject, tip="Cancel (Esc)"), self.ok))
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.answer)
        self.resize(820, 600)
        self._load()

    # --- what is compared ---

    def _load(self) -> None:
        desk, (first, second) = self._shell.desk, self._ids

        def work() -> _Seen:
            from officedesk.services.customers.merge import compare

            one, other = compare(desk, first, second), compare(desk, second, first)
            return _Seen(one, other)

        self._shell.load(self, work, self._arrived, self._refused)

    def _arrived(self, seen: _Seen) -> None:
        keep = self._kept if self._seen is not None else 0
        self._seen = seen
        self._fill(seen, keep)
        self.ok.setEnabled(True)
        self._stays.button(keep).setFocus()

    def _refused(self, error: Exception) -> None:
        self.ok.setEnabled(False)
        self._error.setText(breakable(str(error)))
        self._error.show()

    @property
    def _kept(self) -> int:
        """Which of the two stays: 0 or 1."""
        return max(0, self._stays.checkedId())

    def _fill(self, seen: _Seen, keep: int) -> None:
        table = QGridLayout()
        table.setContentsMargins(16, 14, 16, 14)
        table.setHorizontalSpacing(16)
        table.setVerticalSpacing(10)
        table.setColumnStretch(1, 1)
        table.setColumnStretch(2, 1)
        for known in self._stays.buttons():
            self._stays.removeButton(known)
        self._groups = {}
        table.addWidget(label("Stays", "muted"), 0, 0, Qt.AlignmentFlag.AlignTop)
        for number, draft in enumerate((seen.one.stays, seen.one.goes)):
            choice = QRadioButton(f"Keep No. {draft.number}".replace("&", "&&"))
            choice.setAccessibleName(f"Keep {draft.name}, number {draft.number}")
            self._stays.addButton(choice, number)
            name = label(breakable(draft.name), "heading")
            name.setWordWrap(True)
            both = QVBoxLayout()
            both.setSpacing(2)
            both.addWidget(name)
            both.addWidget(choice)
            table.addLayout(both, 0, number + 1, Qt.AlignmentFlag.AlignTop)
        self._stays.button(keep).setChecked(True)
        rows = told(seen.one.differing, seen.one.stays, seen.one.goes, _words(seen.one))
        for at, (field, (title, *texts)) in enumerate(zip(seen.one.differing, rows, strict=True), 1):
            self._field(table, at, field, title, texts)
        at = len(rows) + 1
        for part in ("contacts", "locations", "tags"):
            texts = [_parts(draft, part) for draft in (seen.one.stays, seen.one.goes)]
            if any(texts):
                table.addWidget(label(titled(part), "muted"), at, 0, Qt.AlignmentFlag.AlignTop)
                for number, text in enumerate(texts):
                    table.addWidget(_text(text), at, number + 1, Qt.AlignmentFlag.AlignTop)
                at += 1
        table.setRowStretch(at, 1)
        self._area.setWidget(holder(table, "card"))
        self._choose_fields()

    def _field(self, table: QGridLayout, at: int, field: str, title: str, texts: Sequence[str]) -> None:
        table.addWidget(label(title, "muted"), at, 0, Qt.AlignmentFlag.AlignTop)
        group = QButtonGroup(self)
        for number, text in enumerate(texts):
            choice = QRadioButton()
            choice.setAccessibleName(f"{title}: {text or 'empty'}")
            group.addButton(choice, number)
            shown = _text(text)
            both = row(choice, shown)
            both.setStretchFactor(shown, 1)
            for part in (choice, shown):
                both.setAlignment(part, Qt.AlignmentFlag.AlignTop)
            table.addLayout(both, at, number + 1)
        self._groups[field] = group

    def _chose(self, _number: int, on: bool) -> None:
        if on:
            self._choose_fields()

    def _choose_fields(self) -> None:
        """What the one that stays has counts, unless only the other has something."""
        seen = self._seen
        if seen is None:
            return
        comparison = (seen.one, seen.other)[self._kept]
        for field, group in self._groups.items():
            group.button(1 - self._kept if field in comparison.suggested else self._kept).setChecked(True)
        self._moves.setText(breakable(moves_text(comparison)))

    # --- doing it ---

    @property
    def taken(self) -> list[str]:
        """The fields of which the one that goes has what counts."""
        return [field for field, group in self._groups.items() if group.checkedId() != self._kept]

    def answer(self) -> None:
        """Merge them."""
        if not self.ok.isEnabled() or self._seen is None:
            return
        comparison = (self._seen.one, self._seen.other)[self._kept]
        desk, take = self._shell.desk, self.taken
        stays, goes = comparison.stays, comparison.goes
        self.ok.setEnabled(False)
        self.ok.setText("Merging…")

        def work() -> Merged:
            from officedesk.services.customers.merge import merge_customers

            return merge_customers(desk, stays.id or 0, goes.id or 0, take, (stays.version, goes.version))

        self._shell.load(self, work, lambda done: self._done(done, stays, goes), self._failed)

    def _done(self, done: Merged, stays: CustomerDraft, goes: CustomerDraft) -> None:
        shell = self._shell
        # Everything of both may be somewhere else now.
        shell.signals.changed.emit("customer", 0, 0)
        shell.toast(f"{goes.name} is part of {stays.name} now.", "Undo", _Undo(shell, done.key).run)
        self.merged.emit(done.customer_id)
        self.accept()

    def _failed(self, error: Exception) -> None:
        self.ok.setText("Merge")
        self._error.setText(breakable(str(error)))
        self._error.show()
        # What is shown must be what is stored.
        self._load()


class _Undo:
    """Takes a merge back from its toast, when the dialog is long gone."""

    def __init__(self, shell: Shell, key: str) -> None:
        self._shell, self._key = shell, key

    def run(self) -> None:
        desk, key = self._shell.desk, self._key

        def work() -> object:
            from officedesk.services.activity.undo import undo

            return undo(desk, key)

        self._shell.load(self._shell, work, self._back)

    def _back(self, _: object) -> None:
        self._shell.signals.changed.emit("customer", 0, 0)
        self._shell.toast("The customers are apart again.")


def _text(text: str) -> QWidget:
    made = label(breakable(text, 2_000) or "(empty)", "" if text else "muted")
    made.setWordWrap(True)
    made.setMinimumWidth(180)
    return made


def _words(comparison: Comparison) -> dict[str, dict[Any, str]]:
    empty = {"brand_id": "", "parent_id": "This customer", "tax_rate_id": "Of the office", "terms_id": "Of the office"}
    words: dict[str, dict[Any, str]] = {name: {None: empty[name], **names} for name, names in comparison.names.items()}
    drafts = (comparison.stays, comparison.goes)
    words["type"] = {draft.type: draft.type.value.capitalize() for draft in drafts}
    words["rating"] = {draft.rating: f"{draft.rating} of 5" if draft.rating else "" for draft in drafts}
    words["flag_reason"] = {
        draft.flag_reason: "" if draft.flag_reason is None else draft.flag_reason or "Flagged" for draft in drafts
    }
    return words


def _parts(draft: CustomerDraft, name: str) -> str:
    found = told([name], draft, draft, {})[0][1]
    return found.replace("\n", ", ") if name == "tags" else found
