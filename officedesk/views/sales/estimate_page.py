"""An estimate on screen: opened, edited, saved, and what becomes of it."""

from dataclasses import replace
from typing import Any

from officedesk import formatting
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission
from officedesk.services.sales.drafts import EstimateDraft
from officedesk.services.sales.rows import EstimateRow
from officedesk.views.lists.columns import Chip
from officedesk.views.sales.columns import ESTIMATE_CHIPS
from officedesk.views.sales.document_page import DocumentPage
from officedesk.views.sales.estimate_actions import EstimateActions
from officedesk.views.sales.estimate_editor import EstimateEditor
from officedesk.views.sales.estimate_facts import estimate_row, state_of


class EstimatePage(DocumentPage):
    """Page ``estimate``; ``copy_of`` in the place's context makes a copy, of ``customer_id`` where that is there too.

    Its facts are the row of the lists: its job, and when the customer viewed it.
    """

    kind = "estimate"
    needs = Permission.ESTIMATES_WRITE
    draft_type = EstimateDraft
    fresh = "New estimate"
    watched = frozenset({"estimate"})
    begun_with = frozenset({"customer_id", "copy_of"})
    given = ("id", "number", "status", "revision", "version")
    titles = {
        "location_id": "Location",
        "contact_id": "Contact",
        "estimator_id": "Estimator",
        "brand_id": "Brand",
        "date": "Date",
        "valid_until": "Valid until",
        "terms_id": "Terms",
        "description": "Description",
        "note": "Note to customer",
        "internal_note": "Internal note",
        "pricing": "Discount",
        "deposit_kind": "Deposit",
        "deposit_value": "Deposit",
        "lines": "Lines",
        "equipment": "Equipment",
        "project_id": "Project",
    }
    editor: EstimateEditor

    def make_editor(self) -> EstimateEditor:
        return EstimateEditor(self.shell)

    def add_actions(self) -> None:
        self.actions_ = EstimateActions(self.shell, self)
        self.header.add(*self.actions_.buttons, self.save_button)

    # --- reading and storing ---

    def open_new(self, desk: Desk, context: dict[str, Any]) -> EstimateDraft:
        from officedesk.services.sales.estimates import copy_estimate, new_estimate

        if context.get("copy_of"):
            return copy_estimate(desk, context["copy_of"], context.get("customer_id"))
        draft = new_estimate(desk, context["customer_id"], context.get("location_id"), context.get("project_id"))
        return replace(draft, equipment=tuple(context.get("equipment", ())))

    def open_stored(self, desk: Desk, entity_id: int) -> EstimateDraft:
        from officedesk.services.sales.estimates import estimate

        return estimate(desk, entity_id)

    def read_facts(self, desk: Desk, draft: EstimateDraft) -> EstimateRow | None:
        return estimate_row(desk, draft.id or 0)

    def store(self, desk: Desk, draft: EstimateDraft) -> EstimateDraft:
        from officedesk.services.sales.estimates import save_estimate

        return save_estimate(desk, draft)

    def bring_back(self, desk: Desk, entity_id: int) -> None:
        from officedesk.services.sales.estimates import restore_estimate

        restore_estimate(desk, entity_id)

    # --- how it is called ---

    def name(self) -> str:
        draft: EstimateDraft | None = self.draft
        return f"Estimate {draft.number}" if draft is not None and draft.number else self.fresh

    def chip(self) -> Chip:
        return ESTIMATE_CHIPS[state_of(self.draft, self.facts, self.shell.desk.today())]

    def notes(self) -> list[str]:
        row: EstimateRow | None = self.facts
        found = [f"Revision {self.draft.revision}"] if self.draft.revision > 1 else []
        if row is not None and row.viewed_on is not None:
            found.append(f"Viewed {self.shell.date(row.viewed_on)}")
        return found

    def field_text(self, draft: EstimateDraft, name: str) -> str:
        if name in ("deposit_kind", "deposit_value"):
            return formatting.discount(draft.deposit_kind, draft.deposit_value, draft.pricing.currency)
        if name == "equipment":
            return f"{len(draft.equipment):,} chosen"
        return super().field_text(draft, name)

    def focus_first(self) -> None:
        (self.editor.lines.table if self.editor.read_only else self.editor.lines.entry).setFocus()

    def told_saved(self, draft: EstimateDraft, stored: EstimateDraft) -> None:
        if draft.revision != stored.revision:
            self.shell.toast(f"Revision {stored.revision} of estimate {stored.number}: what was sent is kept.")

    def tell_more(self) -> None:
        self.actions_.tell(self.draft, self.facts)
