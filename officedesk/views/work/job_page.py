"""A job on screen: what is to be done, when and by whom, what is done, and what is invoiced of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QPushButton

from officedesk.models.enums import JobStatus
from officedesk.models.papers import PaperKind
from officedesk.services.desk import Desk
from officedesk.services.permissions import Permission
from officedesk.services.work.drafts import CostDraft, JobDraft, VisitDraft
from officedesk.views.lists.bulk import menu_action
from officedesk.views.lists.columns import Chip
from officedesk.views.reminders.subjects import open_record
from officedesk.views.sales.document_conflict import lines_text
from officedesk.views.sales.paper_actions import email_entry, print_paper, save_pdf
from officedesk.views.shell import Place
from officedesk.views.widgets.basics import button, restyle
from officedesk.views.work.columns import JOB_CHIPS
from officedesk.views.work.job_editor import PRIORITIES, JobEditor
from officedesk.views.work.job_facts import JobFacts, job_facts
from officedesk.views.work.repeat_steps import RepeatSteps


class JobPage(RepeatSteps):
    """Page ``job``."""

    kind = "job"
    needs = Permission.JOBS_WRITE
    draft_type = JobDraft
    fresh = "New job"
    watched = frozenset(
        {"job", "invoice", "estimate", "technician", "time_entry", "project", "contract", "skill", "series"}
    )
    titles = {
        "description": "Description",
        "category": "Category",
        "priority": "Priority",
        "location_id": "Location",
        "contact_id": "Contact",
        "brand_id": "Brand",
        "terms_id": "Terms",
        "crew_note": "Notes for the crew",
        "pricing": "Discount",
        "tasks": "Services",
        "visits": "Visits",
        "equipment": "Equipment",
        "project_id": "Project",
        "contract_id": "Contract",
        "skills": "Skills",
        "costs": "Other costs",
    }
    editor: JobEditor
    _form = 0
    """The form to open once the job is there."""

    def make_editor(self) -> JobEditor:
        made = JobEditor(self.shell)
        tasks = made.tasks
        tasks.complete_wanted.connect(self.complete)
        tasks.reopen_wanted.connect(self.reopen)
        tasks.cancel_wanted.connect(self._cancel_tasks)
        tasks.invoice_wanted.connect(self.invoice)
        tasks.model.checks_changed.connect(self._tell_primary)
        made.visits.status_wanted.connect(self._set_visit_status)
        made.invoices.opened.connect(lambda invoice_id: self.shell.go("invoice", invoice_id))
        made.estimates.opened.connect(lambda estimate_id: self.shell.go("estimate", estimate_id))
        return made

    def add_actions(self) -> None:
        self.watch_repeats()
        icons = self.shell.icons
        self._print = button("Print", self.print_it, icon=icons("printer"), tip="Print the work order (Ctrl+P)")
        self._pdf = button("PDF", self.save_it, icon=icons("file-pdf"), tip="Save the work order as PDF (Ctrl+Shift+P)")
        self.status = self._menu_button("Status ", "Status of the job", self._fill_status)
        self.more = self._menu_button("More ", "More actions", self._fill_more)
        self.header.add(self._print, self._pdf, self.status, self.more, self.save_button)
        self.add_key("Print", self.print_it, "Ctrl+P")
        self.add_key("PDF", self.save_it, "Ctrl+Shift+P")

    # --- reading and storing ---

    def show_place(self, place: Place) -> None:
        self._form = int(place.context.get("form") or 0)
        super().show_place(place)

    def open_new(self, desk: Desk, context: dict[str, Any]) -> JobDraft:
        from officedesk.services.work.jobs import new_job

        draft = new_job(desk, context["customer_id"], context.get("location_id"), context.get("project_id"))
        given = {name: context[name] for name in ("contract_id", "description") if context.get(name)}
        if (starts := context.get("starts")) is not None:
            # Begun on the schedule, at a place of somebody's day.
            person = context.get("technician_id")
            given["visits"] = (
                VisitDraft(starts, starts + timedelta(hours=1), technician_ids=(person,) if person else ()),
            )
        return replace(draft, equipment=tuple(context.get("equipment", ())), **given)

    def open_stored(self, desk: Desk, entity_id: int) -> JobDraft:
        from officedesk.services.work.jobs import job

        return job(desk, entity_id)

    def read_facts(self, desk: Desk, draft: JobDraft) -> JobFacts:
        return job_facts(desk, draft)

    def new_facts(self, desk: Desk, draft: JobDraft) -> JobFacts:
        return job_facts(desk, draft)

    def bring_back(self, desk: Desk, entity_id: int) -> None:
        from officedesk.services.work.jobs import restore_job

        restore_job(desk, entity_id)

    def carrier(self, draft: JobDraft, stored: JobDraft) -> Callable[[JobDraft], JobDraft]:
        new = {id(mine): theirs for mine, theirs in zip(draft.tasks, stored.tasks, strict=True) if mine.id is None}
        visits = _stored_visits(draft, stored)
        costs = _stored_costs(draft, stored)

        def carry(other: JobDraft) -> JobDraft:
            tasks = tuple(
                replace(one, id=new[id(one)].id, line=replace(one.line, id=new[id(one)].id)) if id(one) in new else one
                for one in other.tasks
            )
            return replace(
                other,
                tasks=tasks,
                visits=tuple(replace(one, id=visits.get(id(one), one.id)) for one in other.visits),
                costs=tuple(costs.get(id(one), one) for one in other.costs),
                id=stored.id,
                number=stored.number,
                status=stored.status,
                version=stored.version,
            )

        return carry

    def field_text(self, draft: JobDraft, name: str) -> str:
        if name == "tasks":
            return lines_text(tuple(task.line for task in draft.tasks), draft.pricing)
        if name == "visits":
            people = self.editor.people
            return "\n".join(
                f"{self.shell.date(one.starts.date() if one.starts else None)}, {people.told(one.technician_ids)}"
                for one in draft.visits
            )
        if name == "equipment":
            return f"{len(draft.equipment):,} chosen"
        if name in ("project_id", "contract_id"):
            ties = self.facts.ties if self.facts is not None else None
            known = dict((ties.projects if name == "project_id" else ties.contracts) if ties is not None else ())
            return known.get(getattr(draft, name), "")
        if name == "skills":
            known = dict(self.facts.ties.skills) if self.facts is not None else {}
            return ", ".join(known.get(one, "") for one in draft.skills)
        if name == "costs":
            money, day = self.shell.money, self.shell.date
            return "\n".join(f"{day(one.date)} {one.name}: {money(one.amount)}" for one in draft.costs)
        if name == "priority":
            return dict(PRIORITIES)[draft.priority]
        return super().field_text(draft, name)

    # --- how it is called ---

    def name(self) -> str:
        draft: JobDraft | None = self.draft
        return f"Job {draft.number}" if draft is not None and draft.number else self.fresh

    def chip(self) -> Chip:
        return JOB_CHIPS[self.draft.status]

    def focus_first(self) -> None:
        draft: JobDraft = self.draft
        form, self._form = self._form, 0
        if form:
            self.editor.forms.open(form)
        self.editor.tasks.show_view("work" if draft.tasks else "lines")
        if draft.id is None:
            self.editor.fields.control("description").setFocus()
        else:
            table = self.editor.tasks.table
            table.setFocus()
            if table.model().rowCount():
                table.setCurrentIndex(table.model().index(0, 1))

    def tell_more(self) -> None:
        stored = self.draft.id is not None
        self.status.setVisible(stored and self.shell.may(Permission.JOBS_PROGRESS))
        self.more.setVisible(stored and self.shell.may(Permission.ESTIMATES_READ))
        self._tell_primary()

    def _tell_primary(self) -> None:
        """One button is the primary one: what comes next."""
        if self.draft is None:
            return
        tasks = self.editor.tasks
        fresh = self.draft.id is None or self.editor.history.dirty
        name = "" if fresh else "complete" if tasks.open_checked else "invoice" if tasks.billable else ""
        tasks.set_primary("" if tasks.shows_lines else name)
        restyle(self.save_button, "kind", "" if name else "primary")

    # --- paper and menus ---

    def print_it(self) -> None:
        """Print the work order; what is typed is saved first."""
        self.saved_first(lambda: print_paper(self.shell, PaperKind.WORK_ORDER, self.draft.id, self))

    def save_it(self) -> None:
        self.saved_first(lambda: save_pdf(self.shell, PaperKind.WORK_ORDER, self.draft.id, self))

    def _menu_button(self, text: str, name: str, fill: Callable[[QMenu], None]) -> QPushButton:
        made = QPushButton(text)
        made.setAccessibleName(name)
        made.setIcon(self.shell.icons("caret-down"))
        made.setLayoutDirection(made.layoutDirection().RightToLeft)
        menu = QMenu(made)
        menu.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        menu.aboutToShow.connect(lambda: fill(menu))
        made.setMenu(menu)
        return made

    def _fill_status(self, menu: QMenu) -> None:
        from officedesk.services.work.jobs import moves

        menu.clear()
        if self.draft is None:
            return
        allowed = moves(self.draft.status)
        for status in JobStatus:
            # Scheduled and not started follow from the visits' dates.
            derived = status in (JobStatus.NOT_STARTED, JobStatus.SCHEDULED)
            if status not in allowed or (derived and self.draft.status is not JobStatus.CANCELLED):
                continue
            if status is JobStatus.SCHEDULED:
                continue
            action = menu.addAction(JOB_CHIPS[status].text)
            action.triggered.connect(lambda _=False, status=status: self.set_status(status))

    def _remind(self) -> None:
        from officedesk.views.reminders.actions import remind_about

        remind_about(self.shell, self.window(), "job", self.draft)

    def _fill_more(self, menu: QMenu) -> None:
        menu.clear()
        draft: JobDraft | None = self.draft
        if draft is None:
            return
        icons, shell = self.shell.icons, self.shell
        if draft.estimate_id is not None:
            estimate_id = draft.estimate_id
            may = shell.may(Permission.ESTIMATES_READ)
            menu_action(menu, icons("file-text"), "Open estimate", lambda: shell.go("estimate", estimate_id), may)
        if (project_id := draft.project_id) is not None:
            may = shell.may(Permission.PROJECTS_READ)
            menu_action(menu, icons("briefcase"), "Open project", lambda: shell.go("project", project_id), may)
        if (contract_id := draft.contract_id) is not None:
            may = shell.may(Permission.CONTRACTS_READ)
            menu_action(
                menu,
                icons("handshake"),
                "Open contract",
                lambda: open_record(shell, "contract", contract_id, draft.customer_id),
                may,
            )
        context: dict[str, Any] = {"customer_id": draft.customer_id}
        if draft.location_id is not None:
            context["location_id"] = draft.location_id
        estimates, jobs = shell.may(Permission.ESTIMATES_WRITE), shell.may(Permission.JOBS_WRITE)
        menu_action(menu, icons("file-plus"), "New estimate here", lambda: shell.go("estimate", **context), estimates)
        menu_action(menu, icons("wrench"), "New job here", lambda: shell.go("job", **context), jobs)
        if draft.id is not None:
            email_entry(shell, menu, "job", draft.customer_id, draft.id)
        if draft.id is not None and self.link is None:
            menu_action(menu, icons("arrow-clockwise"), "Repeat…", self.repeat, jobs)
        menu_action(menu, icons("bell"), "Remind me…", self._remind, shell.may(Permission.REMINDERS_WRITE))
        menu.addSeparator()
        menu_action(menu, icons("trash", "bad"), "Delete", self.delete, jobs)


def _stored_visits(draft: JobDraft, stored: JobDraft) -> dict[int, int | None]:
    """Ids that saving gave to new visits. The store orders visits by time: what they say finds them again."""
    known = {visit.id for visit in draft.visits}
    fresh = [visit for visit in stored.visits if visit.id not in known]
    found: dict[int, int | None] = {}
    for mine in draft.visits:
        if mine.id is not None:
            continue
        twin = next(
            (one for one in fresh if one.technician_ids == mine.technician_ids and one.starts == mine.starts), None
        )
        twin = twin or next(iter(fresh), None)
        if twin is not None:
            fresh.remove(twin)
            found[id(mine)] = twin.id
    return found


def _stored_costs(draft: JobDraft, stored: JobDraft) -> dict[int, CostDraft]:
    """New costs of ``draft`` (by ``id()``) as they were stored: saving puts them in the order of their days."""
    known = {cost.id for cost in draft.costs}
    fresh = [cost for cost in stored.costs if cost.id not in known]
    found = {}
    for mine in draft.costs:
        same = next(
            (one for one in fresh if (one.date, one.name, one.amount) == (mine.date, mine.name, mine.amount)), None
        )
        if mine.id is None and same is not None:
            fresh.remove(same)
            found[id(mine)] = same
    return found
