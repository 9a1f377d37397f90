"""How the window calls notes, and who wrote them when."""

from officedesk.models.enums import Channel, NoteKind
from officedesk.services.notes.rows import NoteRow
from officedesk.views.lists.bulk import many
from officedesk.views.lists.columns import Cell, Chip, Column, on_cards
from officedesk.views.shell import Shell

KINDS = {NoteKind.NOTE: "Note", NoteKind.SITE: "Site note", NoteKind.JOB: "Job note", NoteKind.EMAIL: "Message"}
"""As filters call them; a logged message is called after its way in lists."""
_CHANNELS = {Channel.EMAIL: "Email", Channel.SMS: "Text message"}
_TONES = {NoteKind.SITE: "accent", NoteKind.JOB: "ok"}


def kind_of(row: NoteRow) -> str:
    """What the list calls its kind: ``Site note``, ``Email``."""
    return _CHANNELS[row.channel] if row.channel is not None else KINDS[row.kind]


def when(shell: Shell, row: NoteRow) -> str:
    """Day and time in the office's zone."""
    at = row.at.astimezone(shell.desk.zone)
    return f"{shell.date(at.date())} {at:%H:%M}"


def told(row: NoteRow) -> str:
    """What a note says, in one line."""
    text = " ".join(row.text.split())
    return f"{row.subject} — {text}" if row.subject and text else row.subject or text


def note_columns(shell: Shell) -> tuple[Column, ...]:
    """Date, Location, Notes, User, Job #, Task name, Kind."""

    def says(r: NoteRow) -> Cell:
        marks = ((("paperclip", "muted"),) if r.files else ()) + ((("push-pin-fill", "accent"),) if r.pinned else ())
        files = many(r.files, "file") if r.files else ""
        return Cell(told(r), marks=marks, tip="\n".join(filter(None, (r.subject, r.text, files))))

    columns = (
        Column("at", "Date", 152, lambda r: Cell(when(shell, r)), descending_first=True, least=148),
        Column("location", "Location", 200, lambda r: Cell(r.location, tone="muted"), least=110),
        Column("text", "Notes", 420, says, stretch=True, least=360),
        Column("author", "User", 120, lambda r: Cell(r.author), least=104),
        Column("job_number", "Job #", 76, lambda r: Cell(r.job_number), descending_first=True),
        Column("task_name", "Task name", 130, lambda r: Cell(r.task_name), least=76),
        Column("kind", "Kind", 116, lambda r: Cell(chips=(Chip(kind_of(r), _TONES.get(r.kind, "plain")),)), least=104),
    )
    return on_cards(
        columns, text="title", kind="chips", at="1", author="1", location="2", job_number="3 Job", task_name="3"
    )
