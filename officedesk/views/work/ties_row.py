"""What a job belongs to: its project, the contract that covers it, and the skills that it asks for."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from officedesk.services.work.drafts import JobDraft
from officedesk.services.work.ties import JobTies
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import even
from officedesk.views.widgets.choice import ChoiceButton
from officedesk.views.widgets.combo import Combo
from officedesk.views.widgets.form_field import EnterMovesOn, FormField


class TiesRow(QWidget):
    """``edited(field, value)``. What there is nothing to choose of is not shown."""

    edited = Signal(str, object)

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.project = Combo(shell.icons, shell.theme, empty="No project")
        self.contract = Combo(shell.icons, shell.theme, empty="No contract")
        self.skills = ChoiceButton("Needs", shell.icons("medal"), none="no special skill")
        self.fields = {
            "project_id": FormField("Project", self.project),
            "contract_id": FormField("Contract", self.contract),
            "skills": FormField("Skills", self.skills),
        }
        self.skills.setAccessibleName("Skills that whoever does the job must have")
        self.setLayout(even(*self.fields.values()))
        EnterMovesOn(self).watch(self.project, self.contract)
        self.project.edited.connect(lambda: self.edited.emit("project_id", self.project.value()))
        self.contract.edited.connect(lambda: self.edited.emit("contract_id", self.contract.value()))
        self.skills.chosen.connect(lambda: self.edited.emit("skills", tuple(sorted(self.skills.value))))
        self.hide()

    def show_ties(self, draft: JobDraft, ties: JobTies, *, read_only: bool) -> None:
        """Show what the draft is tied to, among what it could be."""
        choices = {"project_id": ties.projects, "contract_id": ties.contracts, "skills": ties.skills}
        self.project.set_choices(ties.projects)
        self.project.set_value(draft.project_id)
        self.contract.set_choices(ties.contracts)
        self.contract.set_value(draft.contract_id)
        self.skills.set_choices(list(ties.skills))
        self.skills.set_value(draft.skills)
        for name, made in self.fields.items():
            made.setVisible(bool(choices[name]))
            made.control.setEnabled(not read_only)
        self.setVisible(any(choices.values()))

    def show_errors(self, errors: dict[str, str]) -> bool:
        """Say what is wrong; whether anything of it is here."""
        for name, made in self.fields.items():
            made.show_error(errors.get(name, ""))
        return any(errors.get(name) for name in self.fields)

    @property
    def contract_called(self) -> str:
        """The number of the contract, as services say what they are covered by."""
        return self.contract.text_of(self.contract.value()).split(" ")[0] if self.contract.value() is not None else ""
