"""A project on screen: facts, strip, the papers of each step, its folder, tasks, notes and history."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from officedesk.services.desk import Desk
from officedesk.services.projects.drafts import ProjectDraft
from officedesk.views.lists.columns import Chip
from officedesk.views.projects.actions import deliver, undeliver
from officedesk.views.projects.dialogs import DayDialog
from officedesk.views.projects.facts import Choice, Fact
from officedesk.views.projects.story import Story, story_of_project
from officedesk.views.projects.story_page import StoryPage
from officedesk.views.projects.words import state_chip


class ProjectPage(StoryPage):
    """Page ``project``."""

    entity = "project"
    fresh = "New project"

    def make_facts(self) -> dict[str, Fact]:
        shell = self.shell
        return {
            "contact": self.contact,
            "estimator": self.estimator,
            "location": self.location,
            "due": Fact(shell, "Due", self._due),
            "brand": Fact(shell, "Brand", self._brands),
            "delivered": Fact(shell, "Delivered", self._deliveries),
            "value": Fact(shell, "Value"),
            "lead": Fact(shell, "Lead", self._lead),
            "created": Fact(shell, "Begun"),
        }

    def words_title(self) -> str:
        return "Description"

    def read(self, desk: Desk, record_id: int) -> Story:
        return story_of_project(desk, record_id)

    def begin_new(self, desk: Desk, context: dict[str, Any]) -> ProjectDraft:
        from officedesk.services.projects.editing import new_project

        return new_project(desk, context["customer_id"], context.get("location_id"))

    def name(self, story: Story) -> str:
        return f"{story.project.number} · {story.project.title}"

    def chip(self, story: Story) -> Chip:
        return state_chip(story.page.row)

    def description(self, story: Story) -> str:
        return story.project.description

    def show_facts(self, story: Story) -> None:
        found, zone = story.page.row, self.shell.desk.zone
        late = "bad" if found.late else ""
        self.facts["due"].tell(self.shell.date(found.due) if found.due else "", late, nothing="No day")
        self.facts["brand"].tell(found.brand)
        delivered = found.delivered_at
        told = self.shell.date(delivered.astimezone(zone).date()) if delivered is not None else ""
        self.facts["delivered"].tell(told, "ok" if told else "", nothing="Not yet")
        self.facts["value"].tell(self.shell.money(found.value) if found.value else "")
        self.facts["lead"].tell(story.page.strip.lead.words, nothing="None")
        self.facts["created"].tell(self.shell.date(found.created_at.astimezone(zone).date()))

    # --- choices ---

    def _due(self) -> Sequence[Choice | None]:
        choices: list[Choice | None] = [("Choose a day…", self._ask_due)]
        if self.story is not None and self.story.project.due is not None:
            choices.append(("No day", partial(self._save, due=None)))
        return choices

    def _ask_due(self) -> None:
        if self.story is not None:
            title, day = f"When project {self.story.project.number} is due", self.story.project.due
            asked = DayDialog(self.shell, self.window(), title, "Save", day, self._store_due, self._told)
            asked.field.layout().itemAt(0).widget().setText("Due")  # type: ignore[attr-defined]
            asked.open()

    def _store_due(self, day: date) -> object:
        from officedesk.services.projects.editing import save_project

        base = self.story.project if self.story is not None else None
        return save_project(self.shell.desk, replace(base, due=day), base) if base is not None else None

    def _told(self) -> None:
        if self.story is not None:
            self.shell.signals.changed.emit("project", self.story.project.id or 0, self.story.project.customer_id)
            self.shell.toast("Changed.", "Undo", lambda: self.shell.undo_wanted.emit("undo"))

    def _brands(self) -> Sequence[Choice | None]:
        brands = self.story.choices.brands if self.story is not None else ()
        return [(name, partial(self._save, brand_id=key)) for key, name in brands]

    def _deliveries(self) -> Sequence[Choice | None]:
        story = self.story
        if story is None:
            return ()
        found = story.page.row
        act = undeliver if found.delivered_at is not None else deliver
        word = "Mark as undelivered" if found.delivered_at is not None else "Mark as delivered"
        # Two, so that a slip of the mouse delivers nothing.
        return [(word, lambda: act(self.shell, self, [found.id], found.customer_id)), None]

    def _lead(self) -> Sequence[Choice | None]:
        story = self.story
        if story is None:
            return ()
        lead_id = story.page.row.lead_id
        if lead_id is not None:
            return [("Open lead", lambda: self.shell.go("lead", lead_id))]
        from officedesk.models.project_states import Step

        return [("Make a lead of it", lambda: self.force(Step.LEAD)), None]

    def _save(self, **values: Any) -> None:
        base = self.story.project if self.story is not None else None
        if base is None:
            return

        def work(desk: Desk) -> object:
            from officedesk.services.projects.editing import save_project

            return save_project(desk, replace(base, **values), base)

        self.change(work)
