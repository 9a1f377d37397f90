"""What can be done from the search field by typing what it is called: one table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from officedesk.models.text import fold
from officedesk.services.permissions import Permission
from officedesk.views.navigation import NEEDS
from officedesk.views.shell import Shell

MOST = 6
"""Commands that are shown at once."""


@dataclass(frozen=True)
class Command:
    """``page`` and ``tab`` are where it goes; ``new`` begins a record there, for the customer in front if there is one.

    In place of a page ``signal`` names a signal of the shell, sent with ``value``. ``words`` are more words it is
    found by; ``shortcut`` is what does the same from anywhere (``Ctrl+N, E``: Estimate of the menu New).
    """

    title: str
    icon: str
    page: str = ""
    tab: str = ""
    new: bool = False
    signal: str = ""
    value: str = ""
    needs: Permission | None = None
    shortcut: str = ""
    words: str = ""


_P = Permission
_SECTION_WORDS = {
    "Company": "address currency time zone",
    "Brand": "logo colour color",
    "Price book": "items services prices",
    "Plans": "membership contracts packages maintenance",
    "Payment terms": "due days net",
    "Numbers": "sequences numbering",
    "People": "users roles passwords",
    "Technicians": "field employees crew hours cost",
    "Lead sources": "leads referral where from",
    "Skills": "crew qualifications licenses",
    "Time off": "vacation sick away absence",
    "Working days": "office hours holidays closed",
    "This office": "database file server share",
    "Email & SMS": "mail account smtp text messages",
    "Templates": "email text wording",
    "Backup": "restore save copy",
    "Encryption": "password key",
    "History": "audit trail changes who",
    "Trash": "deleted restore bin",
    "Diagnostics": "version health latency locks problem report support",
    "Appearance": "dark light colors theme",
}
FIXED: Sequence[Command] = (
    Command(
        "New customer",
        "users",
        "customer",
        new=True,
        needs=_P.CUSTOMERS_WRITE,
        shortcut="Ctrl+N, C",
        words="add create",
    ),
    Command(
        "New estimate",
        "file-text",
        "estimate",
        new=True,
        needs=_P.ESTIMATES_WRITE,
        shortcut="Ctrl+N, E",
        words="quote add",
    ),
    Command(
        "New lead",
        "megaphone-simple",
        "lead",
        new=True,
        needs=_P.PROJECTS_WRITE,
        shortcut="Ctrl+N, L",
        words="inquiry request add",
    ),
    Command(
        "New project",
        "briefcase",
        "project",
        new=True,
        needs=_P.PROJECTS_WRITE,
        shortcut="Ctrl+N, P",
        words="add create",
    ),
    Command("New job", "wrench", "job", new=True, needs=_P.JOBS_WRITE, shortcut="Ctrl+N, J", words="work order add"),
    Command(
        "New invoice", "receipt", "invoice", new=True, needs=_P.INVOICES_WRITE, shortcut="Ctrl+N, I", words="bill add"
    ),
    Command(
        "New membership",
        "handshake",
        signal="contract_wanted",
        value="membership",
        needs=_P.CONTRACTS_WRITE,
        shortcut="Ctrl+N, M",
        words="contract plan sell add maintenance",
    ),
    Command(
        "New service agreement",
        "handshake",
        signal="contract_wanted",
        value="agreement",
        needs=_P.CONTRACTS_WRITE,
        shortcut="Ctrl+N, A",
        words="contract maintenance add",
    ),
    Command(
        "Print day sheets",
        "printer",
        signal="day_papers_wanted",
        value="day",
        needs=_P.JOBS_READ,
        words="schedule technicians today visits route paper pdf",
    ),
    Command(
        "Print week plan",
        "printer",
        signal="day_papers_wanted",
        value="week",
        needs=_P.JOBS_READ,
        words="schedule technicians board paper pdf",
    ),
    Command(
        "Calendar files",
        "calendar-blank",
        signal="day_papers_wanted",
        value="calendars",
        needs=_P.JOBS_READ,
        words="schedule ics icalendar google outlook apple technicians export",
    ),
    Command("Copy link", "link", signal="link_wanted", shortcut="Ctrl+Shift+C", words="share url address to record"),
    Command("Find duplicates", "copy-simple", "duplicates", needs=_P.MERGE, words="merge customers double twice"),
    Command("Undo", "arrow-counter-clockwise", signal="undo_wanted", value="undo", needs=_P.UNDO, shortcut="Ctrl+Z"),
    Command("Redo", "arrow-clockwise", signal="undo_wanted", value="redo", needs=_P.UNDO, shortcut="Ctrl+Shift+Z"),
    Command("Help", "question", signal="help_wanted", value="here", shortcut="F1", words="how manual support guide"),
    Command("All help pages", "question", signal="help_wanted", value="index", words="manual contents guide"),
    Command("Keyboard shortcuts", "keyboard", signal="keys_wanted", shortcut="Ctrl+/", words="keys hotkeys sheet help"),
    Command("Back", "arrow-left", signal="back_wanted", shortcut="Alt+Left", words="previous page"),
)
_LISTS: Sequence[Command] = (
    Command("Go to Tasks", "check-square", "tasks", needs=_P.CUSTOMERS_READ, words="open show list to do"),
    Command("Go to Reminders", "bell", "reminders", needs=_P.CUSTOMERS_READ, words="open show list due"),
    Command("Go to Payments", "money", "payments", needs=_P.PAYMENTS_READ, words="open show list received paid"),
    Command("Go to Geofences", "polygon", "geofences", needs=_P.MAP_READ, words="open show list fences import export"),
    Command(
        "Go to Upcoming services",
        "calendar-check",
        "upcoming",
        needs=_P.JOBS_READ,
        words="open show list contracts due overdue visits",
    ),
    Command("Go to Messages", "envelope-simple", "messages", needs=_P.MESSAGES_READ, words="open list email outbox"),
)
_SCHEDULE: Sequence[Command] = tuple(
    Command(f"Schedule: {title}", "calendar-check", "schedule", tab, needs=_P.JOBS_READ, words="board dispatch visits")
    for tab, title in (("day", "Day"), ("week", "Week"), ("month", "Month"), ("list", "List"), ("map", "Map"))
)
_LOCK = Command("Lock", "lock", signal="lock_wanted", shortcut="Ctrl+L", words="sign out away")


def commands(shell: Shell) -> tuple[Command, ...]:
    """Every command that whoever sits here may use: new records, modules, sections of the settings, and the rest."""
    every = [*FIXED, *_modules(), *_sections(shell), *([_LOCK] if shell.guarded else [])]
    return tuple(command for command in every if command.needs is None or shell.may(command.needs))


def _modules() -> Iterator[Command]:
    from officedesk.views.application import MODULES

    for page, title, icon in MODULES:
        yield Command(f"Go to {title}", icon, page, needs=NEEDS.get(page), words="open show list")
    yield from _LISTS
    yield from _SCHEDULE


def _sections(shell: Shell) -> Iterator[Command]:
    from officedesk.views.office.settings_page import SettingsPage

    for title, permission, _ in SettingsPage.sections_for(shell):
        words = f"{_SECTION_WORDS.get(title, '')} options preferences"
        yield Command(f"Settings: {title}", "gear", "settings", title, needs=permission, words=words)


def matching(known: Sequence[Command], text: str) -> tuple[list[Command], bool]:
    """The commands that ``text`` asks for, best first, and whether it says so plainly: whole words of a title.

    ``>`` in front asks for commands only. Every typed word begins a word of the title or of the other words.
    """
    asked = fold(text.removeprefix(">"))
    if not asked:
        return (list(known), True) if text.startswith(">") else ([], False)
    typed = asked.split()
    scored = []
    for at, command in enumerate(known):
        title, others = fold(command.title), fold(command.words).split()
        words = title.split()
        if not all(any(word.startswith(one) for word in (*words, *others)) for one in typed):
            continue
        scored.append((0 if title.startswith(asked) else 1, at, command))
    scored.sort(key=lambda one: one[:2])
    found = [command for *_, command in scored][: None if text.startswith(">") else MOST]
    plain = text.startswith(">") or any(_says(fold(command.title), typed) for command in found)
    return found, plain


def _says(title: str, typed: Sequence[str]) -> bool:
    """The title begins with what was typed, the first word of it whole and more than one typed or meant."""
    words = title.split()
    return words[0] == typed[0] and title.startswith(" ".join(typed))


def run(shell: Shell, command: Command, customer_id: int = 0) -> None:
    """Do it. What is begun is for ``customer_id``, if any."""
    if command.signal:
        signal = getattr(shell, command.signal)
        signal.emit(command.value) if command.value else signal.emit()
    elif command.new and customer_id and command.page != "customer":
        shell.go(command.page, customer_id=customer_id)
    else:
        shell.go(command.page, tab=command.tab)
