"""The filter row of the schedule: which visits and which technicians are shown."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLineEdit

from officedesk.models.enums import JobStatus
from officedesk.services.schedule.choices import ScheduleChoices
from officedesk.services.schedule.rows import BoardFilter
from officedesk.views.lists.filters import FilterRow
from officedesk.views.schedule.words import STATUS
from officedesk.views.shell import Shell
from officedesk.views.widgets.choice import ChoiceButton

NOBODY = -1
"""In the list of technicians: visits that nobody has. Choices have no id 0."""
_PAUSE = 250
_STATUSES = tuple(JobStatus)


class ScheduleFilters(FilterRow):
    """Choices that there is only one of are not offered."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, "Number, customer, description")
        self.technicians = ChoiceButton("Technicians", None, none="all")
        self.tags = ChoiceButton("Tags", None)
        self.skills = ChoiceButton("Skills", None)
        self.status = ChoiceButton("Status", None)
        self.brands = ChoiceButton("Brand", None)
        self.area = QLineEdit()
        self.area.setPlaceholderText("City or ZIP")
        self.area.setAccessibleName("Area: city or ZIP code")
        self.area.setFixedWidth(104)
        self.area.setClearButtonEnabled(True)
        self.status.set_choices([(at + 1, STATUS[one]) for at, one in enumerate(_STATUSES)])
        for control in (self.technicians, self.status, self.skills, self.tags, self.brands, self.area):
            self.add(control)
        for choice in self._choices:
            choice.chosen.connect(self.tell)
        self._typed = QTimer(self)
        self._typed.setSingleShot(True)
        self._typed.setInterval(_PAUSE)
        self._typed.timeout.connect(self.tell)
        self.area.textChanged.connect(self._wait)
        self.area.returnPressed.connect(self.enter_wanted)
        shell.closing.connect(self._typed.stop)
        for part in (self.skills, self.tags, self.brands):
            part.hide()

    @property
    def _choices(self) -> tuple[ChoiceButton, ...]:
        return self.technicians, self.status, self.skills, self.tags, self.brands

    def set_choices(self, found: ScheduleChoices) -> bool:
        """What there is to choose from; ``True`` where something chosen is gone."""
        before = self.query()
        self.technicians.set_choices([(NOBODY, "Unassigned"), *found.technicians])
        self.tags.set_choices(list(found.tags))
        self.skills.set_choices(list(found.skills))
        self.brands.set_choices(list(found.brands))
        self.tags.setVisible(bool(found.tags))
        self.skills.setVisible(bool(found.skills))
        self.brands.setVisible(len(found.brands) > 1)
        return before != self.query()

    def query(self) -> BoardFilter:
        return BoardFilter(
            text=self.search.text().strip(),
            tag_ids=self.tags.value,
            skill_ids=self.skills.value,
            statuses=tuple(_STATUSES[at - 1] for at in self.status.value),
            brand_ids=self.brands.value,
            area=self.area.text().strip(),
            technician_ids=tuple(max(one, 0) for one in self.technicians.value),
        )

    @property
    def active(self) -> bool:
        return self.query().narrows

    @property
    def count(self) -> int:
        """How many kinds of filter are set."""
        return (
            sum(bool(choice.value) for choice in self._choices)
            + bool(self.search.text().strip())
            + bool(self.area.text().strip())
        )

    def reset(self) -> None:
        super().reset()
        for choice in self._choices:
            choice.set_value(())
        self.area.blockSignals(True)
        self.area.clear()
        self.area.blockSignals(False)

    def tell(self) -> None:
        self._typed.stop()
        super().tell()

    def _wait(self) -> None:
        self._typed.start()
