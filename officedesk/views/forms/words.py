"""What forms, their fields and their states are called on screen."""

from officedesk.models.enums import FormMoment, FormRule
from officedesk.models.form_fields import FieldKind
from officedesk.services.forms.drafts import FormRow, FormState
from officedesk.views.lists.columns import Chip

MOMENTS = {
    FormMoment.START: "Before work starts",
    FormMoment.FINISH: "When work is finished",
    FormMoment.ANY: "At any time",
}
RULES = {FormRule.MANDATORY: "Mandatory", FormRule.OPTIONAL: "Optional", FormRule.OFF: "Off"}
RULE_CHIPS = {
    FormRule.MANDATORY: Chip("Mandatory", "warn"),
    FormRule.OPTIONAL: Chip("Optional", "accent"),
    FormRule.OFF: Chip("Off"),
}
KINDS = {
    FieldKind.TEXT: "Short text",
    FieldKind.LONG: "Long text",
    FieldKind.CHECK: "Check box",
    FieldKind.CHOICE: "Choice",
    FieldKind.NUMBER: "Number",
    FieldKind.DATE: "Date",
    FieldKind.PHOTO: "Photos",
    FieldKind.SIGNATURE: "Signature",
    FieldKind.HEADING: "Text to read",
}
KIND_ICONS = {
    FieldKind.TEXT: "pencil-simple",
    FieldKind.LONG: "note",
    FieldKind.CHECK: "check-square",
    FieldKind.CHOICE: "list-bullets",
    FieldKind.NUMBER: "hash",
    FieldKind.DATE: "calendar-blank",
    FieldKind.PHOTO: "camera",
    FieldKind.SIGNATURE: "pen-nib",
    FieldKind.HEADING: "text-aa",
}


def state_chip(form: FormRow) -> Chip:
    """How far a form is, and whether anything waits for it."""
    if form.state is FormState.DONE:
        return Chip("Handed in", "ok")
    if form.state is FormState.OFF:
        return Chip("Off")
    if form.rule is FormRule.MANDATORY:
        return Chip("Started" if form.state is FormState.STARTED else "Mandatory", "warn")
    return Chip("Started", "accent") if form.state is FormState.STARTED else Chip("Optional")
