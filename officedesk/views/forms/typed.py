"""What is typed into a form: as a crash leaves it behind, and in words beside what somebody else typed."""

import json
from dataclasses import dataclass
from typing import Any

from officedesk.models.form_fields import FieldKind
from officedesk.services.forms.drafts import FormDraft


@dataclass(frozen=True, slots=True)
class TypedAnswers:
    """What a crash leaves behind of a form: whose, of which job, and the answers as JSON."""

    customer_id: int
    job_id: int
    typed: str

    @classmethod
    def of(cls, draft: FormDraft) -> "TypedAnswers":
        """Those of a draft."""
        return cls(draft.customer_id, draft.job_id, json.dumps(dict(draft.answers)))

    def answers(self) -> dict[str, Any]:
        """The answers. Raises :class:`ValueError` for what is none."""
        found = json.loads(self.typed)
        if not isinstance(found, dict):
            raise ValueError("no answers")  # noqa: TRY004 - what is kept is judged as a value
        return found


def said(kind: FieldKind, value: Any) -> str:
    """An answer in words, for whoever chooses between two."""
    if value is None:
        return ""
    if kind is FieldKind.CHECK:
        return "Checked"
    if kind is FieldKind.SIGNATURE:
        return f"Signed by {value.get('name')}" if value.get("name") else "Signed"
    return f"{len(value)} photos" if kind is FieldKind.PHOTO else str(value)
