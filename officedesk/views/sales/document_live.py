"""An open document while others work: what they save is taken over, merged, or told beside what is typed here."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from officedesk.views.live_form import LiveForm
from officedesk.views.sales.document_choices import DocumentChoices, document_choices
from officedesk.views.sales.document_conflict import combined, differing, settle

if TYPE_CHECKING:
    from officedesk.views.sales.document_page import DocumentPage

# What the names in its fields are taken from.
CHOICES = frozenset({"customer", "brand", "terms", "tax_rate", "user", "company", "import_batch"})


class LiveDocument(LiveForm):
    """Belongs to a :class:`DocumentPage` and reads its document anew when something of it was saved."""

    def __init__(self, page: "DocumentPage") -> None:
        super().__init__(page.shell, page.kind, page)
        self._page = page
        self._missed = False

    def tell(self) -> None:
        """The draft is another, or was changed."""
        draft = self._page.draft
        self.fellows.watch((draft.id or 0) if draft is not None else 0)
        self.fellows.edit(on=draft is not None and self._page.editor.history.dirty)

    def close(self) -> None:
        """The document is left."""
        super().close()
        self._missed = False

    def settled(self) -> None:
        """A save is over: now what others saved meanwhile is looked at."""
        if self._missed:
            self._missed = False
            self.refresh()

    def refresh(self) -> None:
        """Read facts and document anew; what is typed stays."""
        page = self._page
        if page.draft is None or page.draft.id is None:
            return
        if page.saving:
            self._missed = True
            return
        asked, desk, old = page.asked, page.shell.desk, page.draft

        def work() -> tuple[Any, Any, DocumentChoices]:
            stored = page.open_stored(desk, old.id)
            return stored, page.read_facts(desk, stored), document_choices(desk, old.customer_id, old.location_id)

        def arrived(result: tuple[Any, Any, DocumentChoices]) -> bool:
            stored, facts, choices = result
            if page.saving:
                self._missed = True
            elif page.editor.in_hand or page.editor.moves_cell(self.rebased(stored)(page.draft)):
                # A cell that is being typed into is about the lines as they are.
                return False
            else:
                page.take(facts, choices)
                self._meet(stored)
            return True

        self._read(work, lambda: asked == page.asked and page.opened is not None, arrived, self._gone)

    def rebased(self, theirs: Any, of_mine: tuple[str, ...] | None = None) -> Callable[[Any], Any]:
        """Puts a draft's changes since the clean one onto ``theirs``; mine where both changed, or only ``of_mine``."""
        titles, base = self._page.titles, self._page.editor.history.clean
        wanted = tuple(titles.values()) if of_mine is None else of_mine
        return lambda draft: combined(titles, (base, draft, theirs), wanted)

    def settle(self, theirs: Any, message: str, then: Callable[[], object] | None = None) -> None:
        """Merge, or ask field by field; then save."""
        page = self._page
        history = page.editor.history
        asked = page.asked

        base = self._base()

        def keep(draft: Any) -> None:
            if asked == page.asked and page.opened is not None:
                self.fellows.news.clear()
                if base is None:
                    history.begin(theirs)
                else:
                    history.rebase(theirs, self.rebased(theirs))
                history.change(draft)
                page.save(then)

        drafts = (base, history.draft, theirs)
        settle(page, page.shell, page.titles, page.field_text, drafts, message, keep)

    def _base(self) -> Any:
        """What the draft was made from; ``None`` where that is not known any more: a crash was between then and now."""
        history = self._page.editor.history
        return history.clean if history.draft.version == history.clean.version else None

    def _concerns(self, entity: str, entity_id: int, customer_id: int) -> bool:
        page, draft = self._page, self._page.draft
        if draft is None or draft.id is None or customer_id not in (0, draft.customer_id):
            return False
        return entity in page.watched | CHOICES and (entity != page.kind or entity_id in (0, draft.id))

    def _saved(self) -> None:
        if self._page.saving:
            # What this page is saving itself it is just being given.
            self._missed = self._missed or self._shell.signals.foreign
        else:
            super()._saved()

    def _meet(self, stored: Any) -> None:
        page = self._page
        history = page.editor.history
        clean, draft, titles = history.clean, history.draft, page.titles
        if stored == clean:
            page.editor.show_draft()
            return
        changed = [
            title
            for title in dict.fromkeys(titles.values())
            if any(getattr(stored, name) != getattr(clean, name) for name in titles if titles[name] == title)
        ]
        if not history.dirty:
            history.rebase(stored, self.rebased(stored))
        elif page.editor.closed(stored) and not page.editor.closed(clean):
            self.fellows.tell_closed(_this(page), page.reload)
        elif clashes := differing(titles, (self._base(), draft, stored)):
            message = f"{self.fellows.who} changed {_this(page)} while you were editing."
            self.fellows.tell_clash(clashes, lambda: self.settle(stored, message))
        elif self._base() is None:
            history.begin(stored)
        else:
            history.rebase(stored, self.rebased(stored))
            if changed:
                self.fellows.tell_merged(changed)

    def _gone(self) -> None:
        page = self._page
        shell, desk, draft = page.shell, page.shell.desk, page.draft

        def back(_: object) -> None:
            shell.signals.changed.emit(page.kind, draft.id, draft.customer_id)
            shell.toast(f"{page.name()} restored.")

        def restore() -> None:
            shell.load(page, lambda: page.bring_back(desk, draft.id), back)

        self.fellows.tell_gone(_this(page), restore, typed=page.editor.history.dirty)


def _this(page: "DocumentPage") -> str:
    return f"this {page.fresh.removeprefix('New ')}"
