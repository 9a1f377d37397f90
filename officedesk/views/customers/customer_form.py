"""The form that creates and edits a customer. Nothing typed is lost: not by a refused save, not by a crash."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from officedesk.errors import Conflict, InvalidInput, OfficeError
from officedesk.services.customers.drafts import CustomerDraft
from officedesk.views.customers.form_conflict import clashing, resolved, told
from officedesk.views.customers.form_fields import Choices, CustomerFields
from officedesk.views.customers.form_live import LiveCustomer
from officedesk.views.notices import Banner
from officedesk.views.recovery import DraftKeeper, Kept, folder_of, kept, when
from officedesk.views.sales.restore_bar import RestoreBar
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import button, holder, line, row
from officedesk.views.widgets.conflict import ConflictDialog
from officedesk.views.widgets.discard import ask_discard
from officedesk.views.widgets.elided import ElidedLabel


@dataclass(frozen=True)
class _Opened:
    draft: CustomerDraft
    choices: Choices
    kept: Kept | None


class CustomerForm(QWidget):
    """:meth:`show_customer` shows a customer, or with id 0 an empty form. The window asks :meth:`leave`."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = self.shell = shell
        self._generation = 0
        self._customer_id = 0
        self._base: CustomerDraft | None = None
        self._clean: CustomerDraft | None = None
        self._choices = Choices((), (), (), ())
        self._kept: Kept | None = None
        self._saving = False
        self._keeper = DraftKeeper(shell, "customer", self)
        self.live = LiveCustomer(self)
        self.title = ElidedLabel("", "title", least=120)
        self.fields = CustomerFields(shell)
        self.fields.edited.connect(self._edited)
        self.fields.hint.wanted.connect(lambda customer_id: shell.go("customer", customer_id))
        self.save_button = button("Save", self.save, kind="primary", tip="Save (Ctrl+S, Ctrl+Enter)")
        back = button("Back", shell.back, kind="plain", icon=shell.icons("arrow-left"), tip="Back (Esc, Alt+Left)")
        chip = self.live.fellows.chip
        bar = row(
            back, 2, self.title, chip, None, button("Cancel", shell.back), self.save_button, margins=(16, 10, 16, 10)
        )
        self.banner = Banner(self)
        self.restore = RestoreBar()
        self.restore.restored.connect(self._restore)
        self.restore.discarded.connect(self._forget)
        self.area = QScrollArea()
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(self.fields)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for part in (holder(bar, "panel"), line(), self.live.fellows.news, self.banner, self.restore):
            layout.addWidget(part)
        layout.addWidget(self.area, 1)
        for keys in ("Ctrl+S", "Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(keys), self, self.save)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    # --- opening ---

    @property
    def dirty(self) -> bool:
        """Something was typed that is not saved."""
        return self._clean is not None and self.fields.draft() != self._clean

    @property
    def base(self) -> CustomerDraft | None:
        """What is stored, as far as the form knows; ``None`` while nothing is shown."""
        return self._base if self._clean is not None else None

    @property
    def clean(self) -> CustomerDraft | None:
        """What the fields say where nothing was typed."""
        return self._clean

    @property
    def saving(self) -> bool:
        return self._saving

    def take(self, draft: CustomerDraft, base: CustomerDraft, payer: str) -> None:
        """Go on with ``draft`` over ``base``, which another desktop stored; place and focus stay."""
        unchanged = draft is base
        self.fields.take(draft, payer)
        self._base = base
        self._clean = self.fields.draft() if unchanged else base
        self.title.setText(f"Edit {base.name}")
        self._tell()
        self._edited()

    def show_customer(self, customer_id: int, context: dict[str, Any]) -> None:
        """Begin with a stored customer, or with 0 anew."""
        self._generation += 1
        generation, desk, shell = self._generation, self._shell.desk, self._shell
        self._customer_id, self._base, self._clean = customer_id, None, None
        self.live.begin(customer_id)
        self.banner.hide()
        self.restore.hide()
        self.title.setText("Edit customer" if customer_id else "New customer")
        self.setEnabled(False)
        given = context.get("kept")

        def work() -> _Opened:
            return _open(desk, folder_of(shell), customer_id, given)

        def arrived(opened: _Opened) -> None:
            if generation == self._generation:
                self._arrived(opened)

        def failed(error: Exception) -> None:
            if generation == self._generation:
                self.setEnabled(True)
                shell.fail(error)
                shell.back()

        shell.load(self, work, arrived, failed)
        # Nobody waits for the ZIP codes: they are read while the name is being typed.
        shell.load(self, _read_places, lambda _: None)

    def _arrived(self, opened: _Opened) -> None:
        self.setEnabled(True)
        self._choices, self._kept = opened.choices, opened.kept
        self._show(opened.draft, opened.draft)
        self.fields.name.setFocus()
        # Once it is laid out: an address that was scrolled to before is not where this form begins.
        QTimer.singleShot(0, self, lambda: self.area.verticalScrollBar().setValue(0))
        if opened.kept is not None:
            self.restore.tell(f"What was typed here on {when(self._shell, opened.kept)} was not saved.")

    def _show(self, draft: CustomerDraft, base: CustomerDraft) -> None:
        """``base`` is what is stored."""
        self._base = base
        self.fields.load(base, self._choices)
        # What the fields make of the stored draft (an empty row, a trimmed blank) is no change by anybody.
        self._clean = self.fields.draft()
        if draft != base:
            self.fields.load(draft, self._choices)
        self.title.setText(f"Edit {base.name}" if base.id else "New customer")
        self._tell()

    # --- saving ---

    def save(self, then: Callable[[], object] | None = None) -> None:
        """Store it; ``then`` is done instead of going to the profile."""
        if self._saving or self._clean is None:
            return
        draft, base, desk = self.fields.draft(), self._base, self._shell.desk
        if base is not None and draft.version != base.version:
            # Restored after a crash: what it was made from is not known, so all that differs is asked about.
            base = None
        self._saving = True
        self.banner.hide()
        self._tell()

        def work() -> CustomerDraft:
            from officedesk.services.customers.editing import save_customer

            return save_customer(desk, draft, base if draft.id is not None else None)

        self._shell.load(
            self, work, lambda stored: self._stored(stored, then), lambda error: self._refused(draft, error, then)
        )

    def _stored(self, stored: CustomerDraft, then: Callable[[], object] | None) -> None:
        self._saving = False
        is_new = self._customer_id == 0
        self._keeper.drop()
        self._clean = None
        self.live.close()
        self._tell()
        customer_id = stored.id or 0
        self._shell.signals.changed.emit("customer", customer_id, customer_id)
        self._shell.toast(f"{_short(stored.name)} saved.")
        if then is not None:
            then()
        elif is_new:
            self._shell.replace("customer", customer_id)
        else:
            self._shell.back()

    def _refused(self, draft: CustomerDraft, error: Exception, then: Callable[[], object] | None) -> None:
        self._saving = False
        self._tell()
        if isinstance(error, InvalidInput):
            rest = self.fields.show_errors(dict(error.fields))
            if rest:
                self.banner.tell(rest, "bad")
        elif isinstance(error, Conflict) and isinstance(error.theirs, CustomerDraft):
            self.settle(draft, error, then)
        elif isinstance(error, OfficeError):
            self.banner.tell(f"Couldn't save: {error}", "bad", lambda: self.save(then))
        else:
            self._shell.fail(error)

    def settle(self, mine: CustomerDraft, error: Conflict, then: Callable[[], object] | None = None) -> None:
        """Ask field by field which of two versions to keep; then save."""
        theirs: CustomerDraft = error.theirs
        base = self._base or theirs
        names = clashing(mine, theirs, error.fields)
        rows = told(names, mine, theirs, self._words(theirs))
        dialog = ConflictDialog(self.window(), rows, error.message)

        def keep(choice: list[bool]) -> None:
            merged = resolved(base, mine, theirs, names, choice)
            self._show(merged, theirs)
            self.save(then)

        dialog.chosen.connect(keep)
        dialog.open()

    def _words(self, theirs: CustomerDraft) -> dict[str, dict[Any, str]]:
        payers: dict[Any, str] = {None: "Pays its own bills", theirs.parent_id: "Another customer"}
        payers |= {self.fields.payer.value(): self.fields.payer.text() or "Pays its own bills"}
        return {
            "brand_id": dict(self._choices.brands),
            "terms_id": {None: "The office's", **dict(self._choices.terms)},
            "tax_rate_id": {None: "The office's", **dict(self._choices.rates)},
            "parent_id": payers,
        }

    # --- leaving ---

    def leave(self) -> bool:
        """May the form be left? With unsaved changes it asks; the window goes on once that is settled."""
        if self._saving:
            return False
        if not self.dirty:
            self._keeper.drop()
            self.live.close()
            return True
        name = self.fields.name.text().strip()
        what = f"your changes to {_short(name)}" if name else "your changes"
        ask_discard(self, self._discard, lambda: self.save(self._shell.settle), what)
        return False

    def _discard(self) -> None:
        self._keeper.drop()
        self._clean = None
        self.live.close()
        self._shell.settle()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._shell.back()
        else:
            super().keyPressEvent(event)

    # --- what a crash left behind ---

    def _restore(self) -> None:
        found, self._kept = self._kept, None
        self.restore.hide()
        if found is None or self._base is None:
            return
        try:
            draft = found.draft(CustomerDraft)
        except (TypeError, ValueError):
            self._shell.fail(OfficeError("What was typed cannot be restored: another version of OfficeDesk wrote it."))
            return
        found.forget()
        self.fields.load(draft, self._choices)
        self._edited()
        self.fields.name.setFocus()

    def _forget(self) -> None:
        found, self._kept = self._kept, None
        self.restore.hide()
        if found is not None:
            found.forget()

    # --- changes ---

    def _edited(self) -> None:
        if self._clean is None:
            return
        if self.dirty:
            name = self.fields.name.text().strip() or "New customer"
            self._keeper.note(self._customer_id, _short(name), self.fields.draft())
        else:
            self._keeper.drop()

    def _tell(self) -> None:
        self.save_button.setEnabled(not self._saving)
        self.save_button.setText("Saving…" if self._saving else "Save")


def _open(desk: Any, folder: Any, customer_id: int, given: Kept | None) -> _Opened:
    """Everything the form needs, off the GUI thread."""
    from officedesk.formatting import percent
    from officedesk.services.customers.editing import customer, new_customer
    from officedesk.services.customers.marks import tags
    from officedesk.services.office.company import brands, tax_rates, terms

    draft = customer(desk, customer_id) if customer_id else new_customer(desk)
    payer = customer(desk, draft.parent_id).name if draft.parent_id is not None else ""
    choices = Choices(
        brands=[(brand.id, brand.name) for brand in brands(desk) if brand.id is not None],
        terms=[(one.id, one.name) for one in terms(desk) if one.id is not None],
        rates=[(rate.id, f"{rate.name} {percent(rate.percent)}") for rate in tax_rates(desk) if rate.id is not None],
        tags=[tag.name for tag in tags(desk)],
        payer=payer,
    )
    left = [given] if given is not None else kept(folder, "customer", customer_id)
    return _Opened(draft, choices, left[0] if left else None)


def _read_places() -> None:
    from officedesk.services.customers.addresses import warm_up

    warm_up()


def _short(name: str) -> str:
    return name if len(name) <= 60 else name[:59] + "…"
