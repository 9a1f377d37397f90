"""What day sheets and the week plan print, as frozen data: texts as they stand on the paper."""

from dataclasses import dataclass

from officedesk.models.enums import PaperSize


@dataclass(frozen=True, slots=True)
class DayTask:
    """``done``: it was reported as completed already."""

    name: str
    about: str = ""
    quantity: str = ""
    done: bool = False


@dataclass(frozen=True, slots=True)
class DayVisit:
    """A visit of one technician on one day."""

    number: str
    company: str
    hours: str
    """``8:00 – 9:30``, ``All day``."""
    window: str = ""
    """``Arrive by 9:00``."""
    status: str = ""
    """Nothing where it is simply planned."""
    urgent: str = ""
    """``High``, ``Urgent``."""
    description: str = ""
    address: tuple[str, ...] = ()
    contact: str = ""
    phone: str = ""
    travel: str = ""
    """The way from the stop before, as an estimate."""
    fellows: tuple[str, ...] = ()
    """Who else comes."""
    tasks: tuple[DayTask, ...] = ()
    equipment: tuple[tuple[str, str], ...] = ()
    """Name, and what else is known of it."""
    notes: tuple[tuple[str, str], ...] = ()
    """What the note is (``Crew``, ``Visit``, ``Site``), and its words."""
    forms: tuple[str, ...] = ()
    """Forms that are to be filled in."""


@dataclass(frozen=True, slots=True)
class DaySheet:
    """One technician's day, or what nobody has yet."""

    technician: str
    day: str
    hours: str = ""
    """When they work; why they do not."""
    booked: str = ""
    visits: tuple[DayVisit, ...] = ()


@dataclass(frozen=True, slots=True)
class DaySheets:
    """Sheets in the order in which they are printed; each begins on a page of its own."""

    office: str
    title: str
    printed: str
    sheets: tuple[DaySheet, ...]
    note: str = ""
    """Stands under every page: where the travel times are from."""
    paper_size: PaperSize = PaperSize.LETTER


@dataclass(frozen=True, slots=True)
class WeekVisit:
    """A visit in a cell of the week."""

    hours: str
    title: str
    """Number and customer."""
    about: str
    """What is done, and where."""
    urgent: bool = False
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class WeekRow:
    """A technician's week: a cell for each day, with what keeps them from working on it."""

    technician: str
    booked: str
    cells: tuple[tuple[WeekVisit, ...], ...]
    away: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WeekPlan:
    """Rows by technician, columns by day."""

    office: str
    title: str
    printed: str
    days: tuple[str, ...]
    closed: tuple[str, ...]
    """Why the office is closed on that day; empty: it is open."""
    rows: tuple[WeekRow, ...]
    paper_size: PaperSize = PaperSize.LETTER
