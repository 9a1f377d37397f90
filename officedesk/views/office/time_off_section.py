"""Settings: when technicians are away. What was added, changed or deleted can be undone at once."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from officedesk.errors import Conflict, InvalidInput
from officedesk.formatting import date_text, time_range
from officedesk.models.hours import last_day, midnights
from officedesk.services.office.drafts import TimeOffDraft
from officedesk.services.paging import Sort
from officedesk.services.schedule.times import wall_now
from officedesk.views.lists.columns import Cell, Chip, Column
from officedesk.views.office.record_form import FieldSpec
from officedesk.views.office.sections import RecordDialog, TableSection
from officedesk.views.shell import Shell

SHOWN_BACK = timedelta(days=92)
"""Time off that ended longer ago is not in the list any more."""
_FIELDS = {"starts": "first", "ends": "last"}


@dataclass(frozen=True, slots=True)
class AwayForm:
    """Time off as the form has it: days as they are said, the last one counted, and the hours of part of a day."""

    technician_id: int | None = None
    first: date | None = None
    last: date | None = None
    all_day: bool = True
    begins: time | None = None
    ends: time | None = None
    reason: str = ""
    id: int | None = None
    version: int = 0


def shown(draft: TimeOffDraft) -> AwayForm:
    """The draft for the form."""
    first = draft.starts.date() if draft.starts is not None else None
    last = draft.ends.date() if draft.ends is not None else first
    if draft.all_day and draft.starts is not None and draft.ends is not None:
        last = last_day(draft.starts, draft.ends)
    begins = draft.starts.time() if draft.starts is not None and not draft.all_day else None
    ends = draft.ends.time() if draft.ends is not None and not draft.all_day else None
    return AwayForm(
        draft.technician_id, first, last, draft.all_day, begins, ends, draft.reason, draft.id, draft.version
    )


def stored(form: AwayForm) -> TimeOffDraft:
    """What the form says, to be stored; one day where no last one is given. Raises :class:`InvalidInput`."""
    problems = {}
    if form.first is None:
        problems["first"] = "Say from which day."
    if not form.all_day:
        problems |= {name: "Say the time." for name in ("begins", "ends") if getattr(form, name) is None}
    if problems or form.first is None:
        raise InvalidInput(problems)
    last = form.last or form.first
    if form.all_day:
        starts, ends = midnights(form.first, last)
    else:
        starts = datetime.combine(form.first, form.begins or time())
        ends = datetime.combine(last, form.ends or time())
    return TimeOffDraft(form.technician_id, starts, ends, form.all_day, form.reason, form.id, form.version)


class AwayDialog(RecordDialog):
    """Hours can be typed where it is not whole days."""

    def __init__(self, shell: Shell, form: AwayForm, people: list[tuple[int, str]], section: TableSection) -> None:
        specs = (
            FieldSpec("technician_id", "Who", "choice", choices=people, span=2, required=True),
            FieldSpec("reason", "Reason", span=2, hint="Vacation, sick, training"),
            FieldSpec("first", "From", "date", required=True),
            FieldSpec("last", "Until", "date", hint="empty: the same day"),
            FieldSpec("begins", "From time", "time"),
            FieldSpec("ends", "Until time", "time"),
            FieldSpec("all_day", "Whole days", "check", span=4),
        )
        title = "Edit time off" if form.id is not None else "New time off"
        super().__init__(shell, title, specs, form, lambda typed: save_away(shell, typed), section)
        self.setMinimumWidth(680)
        self.form.control("all_day").toggled.connect(self._whole)
        self._whole(form.all_day)

    def _whole(self, on: bool) -> None:
        for name in ("begins", "ends"):
            self.form.fields[name].setEnabled(not on)


def save_away(shell: Shell, form: AwayForm) -> AwayForm:
    """Store what the form says; problems come back under the names of its fields."""
    from officedesk.services.office.crew import save_time_off

    draft = stored(form)
    try:
        return shown(save_time_off(shell.desk, draft))
    except InvalidInput as refused:
        raise InvalidInput({_FIELDS.get(name, name): text for name, text in refused.fields.items()}) from None
    except Conflict as conflict:
        theirs = shown(conflict.theirs) if isinstance(conflict.theirs, TimeOffDraft) else None
        raise Conflict(conflict.message, theirs=theirs) from None


class TimeOffSection(TableSection):
    """The latest last; what is over long ago is left out."""

    def __init__(self, shell: Shell) -> None:
        self._people: list[tuple[int, str]] = []
        self._names: dict[int | None, str] = {}

        def load() -> list[TimeOffDraft]:
            from officedesk.services.office.crew import times_off
            from officedesk.services.office.people import technicians

            everybody = technicians(shell.desk)
            self._names = {one.id: one.name for one in everybody}
            self._people = [(one.id, one.name) for one in everybody if one.active and one.id is not None]
            return times_off(shell.desk, first=shell.desk.today() - SHOWN_BACK)

        super().__init__(
            shell,
            name="time_off",
            title="Time off",
            one="time off",
            many="times off",
            columns=(
                Column("technician_id", "Technician", 190, lambda r: Cell(self.name_of(r), bold=True), sortable=False),
                Column("starts", "When", 250, self._when),
                Column("reason", "Reason", 240, lambda r: Cell(r.reason), stretch=True),
                Column("ends", "Status", 110, lambda r: Cell(chips=(self._status(r),))),
            ),
            load=load,
            text=lambda r: f"{self.name_of(r)} {r.reason}",
            edit=self._dialog,
            entity="time_off",
            empty="Vacations, sick days and trainings will be here; the schedule shows them and warns.",
            remove=self._delete,
            sort=Sort("starts"),
        )

    def name_of(self, away: TimeOffDraft) -> str:
        """Who is away."""
        return self._names.get(away.technician_id, "")

    def _when(self, away: TimeOffDraft) -> Cell:
        form, dates = shown(away), self.shell.date_format
        days = [date_text(form.first, dates)] if form.first is not None else []
        if form.last is not None and form.last != form.first:
            days.append(date_text(form.last, dates))
        hours = "" if away.all_day else time_range(away.starts, away.ends)
        return Cell(" ".join(filter(None, (" – ".join(days), hours))))

    def _status(self, away: TimeOffDraft) -> Chip:
        now = wall_now(self.shell.desk)
        if away.ends is not None and away.ends <= now:
            return Chip("Over")
        return Chip("Away now", "warn") if away.starts is not None and away.starts <= now else Chip("To come", "accent")

    def _dialog(self, section: TableSection, record: Any | None) -> RecordDialog:
        today = self.shell.desk.today()
        form = shown(record) if record is not None else AwayForm(first=today, last=today)
        people = list(self._people)
        if form.technician_id is not None and form.technician_id not in dict(people):
            people.append((form.technician_id, self._names.get(form.technician_id, "Former technician")))
        made = AwayDialog(self.shell, form, people, section)
        made.saved.connect(self._saved)
        return made

    def _saved(self, _stored: AwayForm) -> None:
        self.shell.toast("Time off saved.", "Undo", self._undo)

    def _delete(self, away: TimeOffDraft) -> None:
        from officedesk.services.office.crew import delete_time_off

        delete_time_off(self.shell.desk, away.id or 0)

    def _removed(self, record: Any) -> None:
        self.changed(record.id)
        self.shell.toast("Time off deleted.", "Undo", self._undo)

    def _undo(self) -> None:
        self.shell.undo_wanted.emit("undo")
