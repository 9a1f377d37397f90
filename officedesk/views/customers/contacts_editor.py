"""The contacts of a customer in its form: a row each, exactly one of them starred as the primary one."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import count

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from officedesk.formatting import phone
from officedesk.services.customers.drafts import ContactDraft
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, label, restyle, row
from officedesk.views.widgets.form_field import EnterMovesOn

# Field, title, share of the room, least width: a formatted number is to be seen whole.
_PARTS = (
    ("name", "Name", 6, 60),
    ("role", "Role", 3, 60),
    ("phone", "Phone", 2, 128),
    ("mobile", "Mobile", 2, 128),
    ("email", "Email", 7, 60),
)
_keys = count()


class ContactRow(QWidget):
    """One contact. ``key`` tells it apart from every other row, also before it is stored."""

    edited = Signal()
    starred = Signal()
    removed = Signal()

    def __init__(self, shell: Shell, enter: EnterMovesOn) -> None:
        super().__init__()
        self._shell = shell
        self.key = next(_keys)
        self._draft = ContactDraft()
        self.star = QToolButton()
        self.star.setProperty("kind", "plain")
        self.star.setFixedSize(26, 28)
        self.star.setIconSize(QSize(15, 15))
        self.star.clicked.connect(self.starred)
        self.remove = QToolButton()
        self.remove.setProperty("kind", "plain")
        self.remove.setIcon(shell.icons("trash"))
        self.remove.setFixedSize(28, 28)
        self.remove.clicked.connect(self.removed)
        self.parts = {name: QLineEdit() for name, *_ in _PARTS}
        self._error = label("", "error")
        self._error.setWordWrap(True)
        self._error.hide()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(2)
        grid.addWidget(self.star, 0, 0)
        for at, (name, title, share, least) in enumerate(_PARTS, start=1):
            part = self.parts[name]
            part.setAccessibleName(title)
            part.setMaxLength(200)
            part.setMinimumWidth(least)
            part.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            part.textEdited.connect(lambda _: self._typed())
            grid.addWidget(part, 0, at)
            grid.setColumnStretch(at, share)
        grid.addWidget(self.remove, 0, len(_PARTS) + 1)
        grid.addWidget(self._error, 1, 1, 1, len(_PARTS))
        for name in ("phone", "mobile"):
            self.parts[name].editingFinished.connect(lambda name=name: self._format(name))
        enter.watch(*self.parts.values())

    def tab_stops(self) -> list[QWidget]:
        """Where Tab goes: what is typed before what is pressed now and then."""
        return [*self.parts.values(), self.star, self.remove]

    @property
    def primary(self) -> bool:
        return self._draft.is_primary

    @property
    def empty(self) -> bool:
        return not any(part.text().strip() for part in self.parts.values())

    def load(self, draft: ContactDraft) -> None:
        """Show a contact."""
        self._draft = draft
        for name, part in self.parts.items():
            if part.text() != getattr(draft, name):
                part.setText(getattr(draft, name))
                part.setCursorPosition(0)
        self.set_primary(draft.is_primary)

    def draft(self) -> ContactDraft:
        name, role, phone_text, mobile, email = (self.parts[part].text().strip() for part, *_ in _PARTS)
        return replace(self._draft, name=name, role=role, phone=phone_text, mobile=mobile, email=email)

    def set_primary(self, primary: bool) -> None:
        self._draft = replace(self._draft, is_primary=primary)
        icons = self._shell.icons
        self.star.setIcon(icons("star-fill", "star") if primary else icons("star", "muted"))
        tip = "Primary contact" if primary else "Make this the primary contact"
        self.star.setToolTip(tip)
        self.star.setAccessibleName(tip)
        self.remove.setEnabled(not primary)
        gone = "The primary contact can't be removed: star another one first" if primary else "Remove this contact"
        self.remove.setToolTip(gone)
        self.remove.setAccessibleName(gone)

    def show_errors(self, errors: dict[str, str]) -> list[QWidget]:
        """Say what is wrong by field; returns the fields concerned."""
        for name, part in self.parts.items():
            restyle(part, "invalid", name in errors)
            part.setAccessibleDescription(errors.get(name, ""))
        self._error.setText(" ".join(errors.values()))
        self._error.setVisible(bool(errors))
        return [part for name, part in self.parts.items() if name in errors]

    def _typed(self) -> None:
        self.show_errors({})
        self.edited.emit()

    def _format(self, name: str) -> None:
        part = self.parts[name]
        text = phone(part.text())
        if text != part.text():
            part.setText(text)


class ContactsEditor(QWidget):
    """``edited`` at every change by the user, ``grown`` when there is a row more."""

    edited = Signal()
    grown = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._enter = EnterMovesOn(self)
        self.rows: list[ContactRow] = []
        self._list = QVBoxLayout()
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(6)
        titles = QGridLayout()
        titles.setHorizontalSpacing(6)
        # An empty column has no gap beside it: these hold the places of star and bin.
        for at, width in ((0, 26), (len(_PARTS) + 1, 28)):
            place = QWidget()
            place.setFixedWidth(width)
            titles.addWidget(place, 0, at)
        for at, (_, title, share, least) in enumerate(_PARTS, start=1):
            name = label(title, "label")
            name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            name.setMinimumWidth(least)
            titles.addWidget(name, 0, at)
            titles.setColumnStretch(at, share)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(titles)
        layout.addLayout(self._list)
        self.add_button = button("Add contact", self.add, kind="link", icon=shell.icons("plus", "accent_text"))
        layout.addLayout(row(self.add_button, None))

    def load(self, contacts: Sequence[ContactDraft]) -> None:
        """Show contacts; an empty row where there are none."""
        for made in self.rows:
            self._drop(made)
        self.rows = []
        for draft in contacts or (ContactDraft(is_primary=True),):
            self._append(draft)

    def take(self, contacts: Sequence[ContactDraft]) -> None:
        """Go on with these contacts in the rows that are there: what is being typed into them stays.

        New ones of the form (without id) are in ``contacts`` in the order of their rows.
        """
        known = {made.draft().id: made for made in self.rows if made.draft().id is not None}
        fresh = [made for made in self.filled() if made.draft().id is None]
        kept = []
        for draft in contacts:
            made = known.get(draft.id) if draft.id is not None else fresh.pop(0) if fresh else None
            if made is None:
                made = self._append(draft)
            elif made.draft() != draft:
                made.load(draft)
            kept.append(made)
        empty = [made for made in self.rows if made.empty and made.draft().id is None and made not in kept]
        for made in self.rows:
            if made not in kept and made not in empty:
                self._drop(made)
        if any(made.primary for made in kept):
            for made in empty:
                made.set_primary(False)
        rows = [*kept, *empty]
        if rows != self.rows or len(rows) != self._list.count():
            for made in rows:
                self._list.removeWidget(made)
            for made in rows:
                self._list.addWidget(made)
        self.rows = rows
        self.grown.emit()

    def filled(self) -> list[ContactRow]:
        """The rows that say something, in order: those that :meth:`drafts` gives."""
        return [made for made in self.rows if not made.empty or made.draft().id is not None]

    def drafts(self) -> tuple[ContactDraft, ...]:
        """One is primary, if there are any."""
        drafts = [made.draft() for made in self.filled()]
        if drafts and not any(draft.is_primary for draft in drafts):
            drafts[0] = replace(drafts[0], is_primary=True)
        return tuple(drafts)

    def add(self) -> None:
        """A new row, ready for typing."""
        made = self._append(ContactDraft(is_primary=not self.rows))
        self.grown.emit()
        made.parts["name"].setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit()

    def show_errors(self, errors: dict[int, dict[str, str]]) -> list[QWidget]:
        """``errors``: by place in :meth:`drafts`, then by field."""
        wrong: list[QWidget] = []
        for at, made in enumerate(self.filled()):
            wrong += made.show_errors(errors.get(at, {}))
        return wrong

    def _append(self, draft: ContactDraft) -> ContactRow:
        made = ContactRow(self._shell, self._enter)
        made.load(draft)
        made.edited.connect(self.edited)
        made.starred.connect(lambda: self._star(made))
        made.removed.connect(lambda: self._remove(made))
        self.rows.append(made)
        self._list.addWidget(made)
        return made

    def _star(self, made: ContactRow) -> None:
        for other in self.rows:
            other.set_primary(other is made)
        self.edited.emit()

    def _remove(self, made: ContactRow) -> None:
        if made.primary:
            return
        at = self.rows.index(made)
        self.rows.remove(made)
        self._drop(made)
        next_row = self.rows[min(at, len(self.rows) - 1)]
        next_row.parts["name"].setFocus()
        self.edited.emit()

    def _drop(self, made: ContactRow) -> None:
        self._list.removeWidget(made)
        made.hide()
        made.deleteLater()
