"""A lead on screen: what they asked for, who sees to it, when; and what comes next."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

from officedesk.models.enums import LeadStatus, Priority
from officedesk.models.project_states import is_put_off
from officedesk.services.desk import Desk
from officedesk.services.projects.drafts import LeadDraft
from officedesk.views.lists.columns import Chip
from officedesk.views.projects.dialogs import AppointmentDialog, DayDialog, DeclineDialog
from officedesk.views.projects.facts import Choice, Fact
from officedesk.views.projects.story import Story, story_of_lead
from officedesk.views.projects.story_page import StoryPage
from officedesk.views.projects.words import PRIORITIES, STATUSES

_TONES = {"bad": "bad", "warn": "warn", "ok": "ok", "accent": "accent"}


class LeadPage(StoryPage):
    """Page ``lead``."""

    entity = "lead"
    fresh = "New lead"

    def make_facts(self) -> dict[str, Fact]:
        shell = self.shell
        return {
            "status": Fact(shell, "Status", self._statuses),
            "priority": Fact(shell, "Priority", self._priorities),
            "source": Fact(shell, "Source", self._sources),
            "estimator": self.estimator,
            "contact": self.contact,
            "location": self.location,
            "appointment": Fact(shell, "Appointment", self._appointments),
            "postponed": Fact(shell, "Postponed until", self._days),
            "call": Fact(shell, "Call request", self._calls),
        }

    def words_title(self) -> str:
        return "What they asked for"

    def read(self, desk: Desk, record_id: int) -> Story:
        return story_of_lead(desk, record_id)

    def begin_new(self, desk: Desk, context: dict[str, Any]) -> LeadDraft:
        from officedesk.services.projects.leads import new_lead

        return new_lead(desk, context["customer_id"], context.get("location_id"), context.get("project_id"))

    def name(self, story: Story) -> str:
        return f"Lead {story.project.number} · {story.project.title}"

    def chip(self, story: Story) -> Chip:
        lead = self._of(story)
        if lead.status is LeadStatus.POSTPONED and not self._waits(lead):
            return Chip("Back again", "warn")
        return STATUSES[lead.status]

    def description(self, story: Story) -> str:
        lead = self._of(story)
        return "\n\n".join(filter(None, (lead.description, f"Lost: {lead.lost_reason}" if lead.lost_reason else "")))

    def show_facts(self, story: Story) -> None:
        lead, date_of = self._of(story), self.shell.date
        chip = self.chip(story)
        self.facts["status"].tell(STATUSES[lead.status].text, _TONES.get(chip.tone, ""))
        urgent = PRIORITIES[lead.priority]
        self.facts["priority"].tell(urgent.text, _TONES.get(urgent.tone, ""))
        self.facts["source"].tell(lead.source, nothing="Not known")
        at, ends = lead.appointment, lead.appointment_ends
        told = f"{date_of(at.date())} {at:%H:%M}" + (f"–{ends:%H:%M}" if ends is not None else "") if at else ""
        self.facts["appointment"].tell(told, nothing="None")
        until = lead.postponed_until
        self.facts["postponed"].tell(date_of(until) if until else "", "warn" if until else "", nothing="Not postponed")
        wanted = lead.call_requested
        self.facts["call"].tell("Waits for a call" if wanted else "", "warn" if wanted else "", nothing="None")

    def _of(self, story: Story) -> LeadDraft:
        assert story.lead is not None, "the page of a lead read one"  # noqa: S101
        return story.lead

    def _waits(self, lead: LeadDraft) -> bool:
        return is_put_off(lead.status, lead.postponed_until, self.shell.desk.today())

    # --- choices ---

    def _statuses(self) -> Sequence[Choice | None]:
        story = self.story
        if story is None:
            return ()
        if self._of(story).status is LeadStatus.ESTIMATED:
            # It follows from the estimate, and is told by clicking on that.
            return [("Estimated", lambda: None), None]
        moves: list[Choice | None] = [
            (STATUSES[one].text, partial(self._set_status, one)) for one in (LeadStatus.NEW, LeadStatus.CONTACTED)
        ]
        return [
            *moves,
            ("Appointment…", self._ask_appointment),
            ("Postponed…", self._ask_day),
            None,
            ("Estimated: fill out the estimate…", self._estimate),
            ("Lost…", self._lose),
        ]

    def _priorities(self) -> Sequence[Choice | None]:
        return [(PRIORITIES[one].text, partial(self._save, priority=one)) for one in Priority]

    def _sources(self) -> Sequence[Choice | None]:
        known = self.story.sources if self.story is not None else ()
        return [
            *[(one, partial(self._save, source=one)) for one in known],
            None,
            ("Not known", partial(self._save, source="")),
        ]

    def _appointments(self) -> Sequence[Choice | None]:
        story = self.story
        if story is None or self._of(story).appointment is None:
            return [("Set an appointment…", self._ask_appointment)]
        return [("Move the appointment…", self._ask_appointment), ("No appointment", self._no_appointment)]

    def _days(self) -> Sequence[Choice | None]:
        today = self.shell.desk.today()
        soon = (("Tomorrow", 1), ("In a week", 7), ("In two weeks", 14), ("In a month", 30))
        found: list[Choice | None] = [
            (
                f"{word}, {self.shell.date(today + timedelta(days=days))}",
                partial(self._postpone, today + timedelta(days=days)),
            )
            for word, days in soon
        ]
        found += [("Another day…", self._ask_day)]
        if self.story is not None and self._of(self.story).postponed_until is not None:
            found += [None, ("Take up again", partial(self._postpone, None))]
        return found

    def _calls(self) -> Sequence[Choice | None]:
        story = self.story
        if story is None:
            return ()
        if self._of(story).call_requested:
            return [("Somebody called", partial(self._call, False)), None]
        return [("Tell the estimator to call", partial(self._call, True)), None]

    # --- what is done ---

    def _moved(self, act: Callable[[Desk], object], told: str) -> None:
        self.change(act, told)

    def _set_status(self, status: LeadStatus) -> None:
        from officedesk.services.projects.moving import set_lead_status

        lead_id = self._id
        self._moved(lambda desk: set_lead_status(desk, lead_id, status), f"Lead is {STATUSES[status].text.lower()}.")

    def _postpone(self, until: date | None) -> None:
        from officedesk.services.projects.moving import postpone

        lead_id = self._id
        told = f"Lead postponed until {self.shell.date(until)}." if until is not None else "Lead taken up again."
        self._moved(lambda desk: postpone(desk, lead_id, until), told)

    def _call(self, wanted: bool) -> None:
        from officedesk.services.projects.moving import request_call

        lead_id = self._id
        who = self.estimator.text
        told = f"{who} is told to call." if wanted else "The call is done."
        self._moved(lambda desk: request_call(desk, lead_id, wanted=wanted), told)

    def _no_appointment(self) -> None:
        from officedesk.services.projects.moving import appointment

        lead_id = self._id
        self._moved(lambda desk: appointment(desk, lead_id, None), "Appointment taken back.")

    def _ask_appointment(self) -> None:
        if self.story is not None:
            AppointmentDialog(self.shell, self.window(), self._of(self.story)).open()

    def _ask_day(self) -> None:
        if self.story is None:
            return
        from officedesk.services.projects.moving import postpone

        desk, lead_id = self.shell.desk, self._id
        DayDialog(
            self.shell,
            self.window(),
            "Postpone the lead",
            "Postpone",
            self._of(self.story).postponed_until,
            lambda day: postpone(desk, lead_id, day),
            self._told,
        ).open()

    def _told(self) -> None:
        if self.story is not None:
            for entity in ("lead", "project"):
                self.shell.signals.changed.emit(entity, 0, self.story.project.customer_id)
            self.shell.toast("Lead postponed.", "Undo", lambda: self.shell.undo_wanted.emit("undo"))

    def _estimate(self) -> None:
        from officedesk.models.project_states import Step

        self.force(Step.ESTIMATE)

    def _lose(self) -> None:
        if self.story is not None:
            DeclineDialog(self.shell, self.window(), self.story.page.row).open()

    def _save(self, **values: Any) -> None:
        base = self._of(self.story) if self.story is not None else None
        if base is None:
            return

        def work(desk: Desk) -> object:
            from officedesk.services.projects.leads import save_lead

            return save_lead(desk, replace(base, **values), base)

        self._moved(work, "Changed.")
