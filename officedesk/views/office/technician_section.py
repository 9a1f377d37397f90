"""Settings: technicians with what they can do, when they work and what an hour of theirs costs; and their skills."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QCheckBox, QGridLayout, QMenu, QWidget

from officedesk.formatting import money
from officedesk.models.hours import Week
from officedesk.services.office.drafts import SkillDraft, TechnicianDraft
from officedesk.services.office.week import USUAL, week_text
from officedesk.views.lists.columns import Cell, Chip, Column
from officedesk.views.office.record_form import FieldSpec
from officedesk.views.office.sections import RecordDialog, TableSection
from officedesk.views.office.week_edit import WeekEdit
from officedesk.views.shell import Shell
from officedesk.views.widgets.basics import holder, label

_BOXES = 4
"""Skills in a line."""


class TechnicianDialog(RecordDialog):
    """The fields, the skills as boxes to tick, and the week."""

    def __init__(
        self, shell: Shell, record: TechnicianDraft | None, skills: list[tuple[int, str]], office: Week, parent: QWidget
    ) -> None:
        from officedesk.services.office import people

        specs = (
            FieldSpec("name", "Name", span=2, required=True),
            FieldSpec("colour", "Color", "colour"),
            FieldSpec("position", "Place on the schedule", "whole", highest=9999),
            FieldSpec("phone", "Phone", span=2),
            FieldSpec("email", "Email", span=2),
            FieldSpec("hourly_cost", "Cost of an hour", "money", hint="What an hour of theirs costs the office"),
            FieldSpec("active", "In use", "check", span=3),
        )
        draft = record or TechnicianDraft()
        title = "Edit technician" if record else "New technician"
        super().__init__(shell, title, specs, draft, lambda d: people.save_technician(shell.desk, d), parent)
        self.setMinimumWidth(760)
        self.boxes: dict[int, QCheckBox] = {}
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        for number, (skill_id, name) in enumerate(skills):
            box = QCheckBox(name)
            self.boxes[skill_id] = box
            grid.addWidget(box, number // _BOXES, number % _BOXES)
        grid.setColumnStretch(_BOXES, 1)
        self.week = WeekEdit(office="Works the office's hours", lines=4)
        self.body.addWidget(label("Skills", "label"))
        if skills:
            self.body.addWidget(holder(grid))
        else:
            self.body.addWidget(label("Skills are named under Settings, Skills.", "muted"))
        self.body.addWidget(label("Working hours", "label"))
        self.body.addWidget(self.week)
        self._show(draft, office)

    def draft(self) -> TechnicianDraft:
        chosen = tuple(sorted(skill for skill, box in self.boxes.items() if box.isChecked()))
        made: TechnicianDraft = self.form.draft()
        # A skill that came up at another desktop meanwhile has no box here, and stays.
        unseen = tuple(skill for skill in made.skill_ids if skill not in self.boxes)
        return replace(made, skill_ids=tuple(sorted((*chosen, *unseen))), hours=self.week.value())

    def save(self) -> None:
        if not self.week.error:
            super().save()

    def take(self, draft: Any, base: Any) -> None:
        super().take(draft, base)
        self._show(draft)

    def _show(self, draft: TechnicianDraft, office: Week | None = None) -> None:
        for skill_id, box in self.boxes.items():
            box.setChecked(skill_id in draft.skill_ids)
        self.week.set_value(draft.hours, office)


class TechnicianSection(TableSection):
    """In the order of the schedule."""

    def __init__(self, shell: Shell) -> None:
        self._skills: list[tuple[int, str]] = []
        self._names: dict[int, str] = {}
        self._office: Week = USUAL

        def load() -> list[TechnicianDraft]:
            from officedesk.services.office.crew import skills
            from officedesk.services.office.people import technicians
            from officedesk.services.office.working_days import office_hours

            self._skills = [(one.id, one.name) for one in skills(shell.desk) if one.id is not None]
            self._names = dict(self._skills)
            self._office = office_hours(shell.desk)
            return technicians(shell.desk)

        super().__init__(
            shell,
            name="technicians",
            title="Technicians",
            one="technician",
            many="technicians",
            columns=(
                Column("position", "Place", 64, lambda r: Cell(str(r.position)), right=True),
                Column("name", "Name", 190, lambda r: Cell(r.name, bold=True), stretch=True),
                Column("skill_ids", "Skills", 190, lambda r: Cell(self.skills_of(r)), sortable=False),
                Column("hours", "Hours", 190, self._hours, sortable=False),
                Column(
                    "hourly_cost",
                    "Hour",
                    90,
                    lambda r: Cell(money(r.hourly_cost, shell.desk.currency) if r.hourly_cost else ""),
                    right=True,
                ),
                Column("phone", "Phone", 130, lambda r: Cell(r.phone)),
                Column("email", "Email", 190, lambda r: Cell(r.email), roomy=True),
                Column("active", "Status", 90, lambda r: Cell(chips=(_status(r.active),))),
            ),
            load=load,
            text=lambda r: f"{r.name} {r.phone} {r.email} {self.skills_of(r)}",
            edit=self._dialog,
            entity="technician",
            empty="The people in the field will be here.",
        )

    def skills_of(self, person: TechnicianDraft) -> str:
        """The names of their skills."""
        return ", ".join(self._names[skill] for skill in person.skill_ids if skill in self._names)

    def shift(self, person: TechnicianDraft, by: int) -> None:
        """One place up (-1) or down (1) on the schedule."""
        from officedesk.services.office.people import order_technicians, technicians

        desk = self.shell.desk

        def work() -> None:
            ids = [one.id for one in technicians(desk) if one.id is not None]
            at = ids.index(person.id or 0)
            to = min(max(at + by, 0), len(ids) - 1)
            ids.insert(to, ids.pop(at))
            order_technicians(desk, ids)

        self.shell.load(self, work, lambda _: self.changed(person.id or 0))

    def _hours(self, person: TechnicianDraft) -> Cell:
        if person.hours is None:
            return Cell("The office's", tone="muted", tip=week_text(self._office))
        return Cell(week_text(person.hours), tip=week_text(person.hours))

    def _dialog(self, section: TableSection, record: Any | None) -> RecordDialog:
        return TechnicianDialog(self.shell, record, self._skills, self._office, section)

    def _menu(self, record: Any) -> QMenu:
        menu = super()._menu(record)
        actions: tuple[tuple[str, str, Callable[[], None]], ...] = (
            ("arrow-up", "Move up", lambda: self.shift(record, -1)),
            ("arrow-down", "Move down", lambda: self.shift(record, 1)),
        )
        menu.addSeparator()
        for icon, text, run in actions:
            menu.addAction(self.shell.icons(icon), text).triggered.connect(lambda _=False, run=run: run())
        return menu


def skills_section(shell: Shell) -> TableSection:
    """What not every technician may do."""
    from officedesk.services.office import crew

    def edit(section: TableSection, record: Any | None) -> RecordDialog:
        specs = (FieldSpec("name", "Skill", span=4, required=True, hint="Gas, climbing, high voltage"),)
        title = "Rename skill" if record else "New skill"
        return RecordDialog(
            shell, title, specs, record or SkillDraft(), lambda d: crew.save_skill(shell.desk, d), section
        )

    return TableSection(
        shell,
        name="skills",
        title="Skills",
        one="skill",
        many="skills",
        columns=(
            Column("name", "Skill", 240, lambda r: Cell(r.name, bold=True), stretch=True),
            Column("used", "Technicians", 120, lambda r: Cell(f"{r.used:,}"), right=True),
        ),
        load=lambda: crew.skills(shell.desk),
        text=lambda r: r.name,
        edit=edit,
        entity="skill",
        empty="Skills that a job can ask for will be here: gas, climbing, high voltage.",
        remove=lambda r: crew.delete_skill(shell.desk, r.id),
    )


def _status(active: bool) -> Chip:
    return Chip("In use", "ok") if active else Chip("Off")
