"""When the office works: its hours, and the holidays of its country and its own.

Settings of the office: ``hours`` (as :class:`Technician.hours`) and ``holidays`` (``{"country": "US", "region": "MN",
"own": [["2026-12-24", "Christmas Eve"]], "off": ["Columbus Day"]}``).
"""

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from officedesk.database.changes import note_record
from officedesk.errors import Conflict, InvalidInput
from officedesk.models.company import Company, Setting
from officedesk.models.hours import Week
from officedesk.models.text import clean, fold
from officedesk.services.desk import Desk
from officedesk.services.office.drafts import WorkingDays
from officedesk.services.office.settings import store
from officedesk.services.office.week import USUAL, to_stored, week_from, week_problem
from officedesk.services.permissions import Permission

HOURS = "hours"
HOLIDAYS = "holidays"
MOST_OWN = 400
_YEARS = (1900, 2200)


def office_hours(desk: Desk) -> Week:
    """The hours of everybody who has none of their own."""
    desk.need(Permission.OFFICE_READ)
    with desk.read() as session:
        return hours_in(session)


def working_days(desk: Desk) -> WorkingDays:
    """Hours and holidays as they are set; an office that never said works :data:`USUAL` hours on all days."""
    desk.need(Permission.OFFICE_READ)
    with desk.read() as session:
        return read(session)


def save_working_days(desk: Desk, draft: WorkingDays, was: WorkingDays | None = None) -> WorkingDays:
    """Store them. ``was`` is what the form began with: where another is stored, :class:`Conflict` is raised.

    Raises :class:`InvalidInput` for what cannot stand.
    """
    desk.need(Permission.CREW_WRITE)
    if problems := working_days_problems(draft):
        raise InvalidInput(problems)
    own = sorted({(day, clean(name)) for day, name in draft.own})
    off = sorted({clean(name) for name in draft.off if clean(name)})
    values = {
        HOURS: to_stored(draft.hours),
        HOLIDAYS: {
            "country": draft.country,
            "region": draft.region,
            "own": [[day.isoformat(), name] for day, name in own],
            "off": off,
        },
    }
    with desk.write() as session:
        now = read(session, lock=True)
        if was is not None and now != was:
            raise Conflict("Working days were changed at another desktop meanwhile.", theirs=now)
        before = {key: session.scalar(_setting(key)) for key in values}
        for key, value in values.items():
            store(session, key, value)
        changed = [key for key, value in values.items() if before[key] != value]
        if changed:
            # Told as the company's: that is where people look for it, and how other desktops hear of it.
            company = session.scalars(select(Company)).one()
            said, now_said = ({key: side[key] for key in changed} for side in (before, values))
            note_record(session, Company, company.id, said, now_said, company)
        session.flush()
        return read(session)


def hours_in(session: Session) -> Week:
    """:func:`office_hours` in the caller's session."""
    stored = session.scalar(_setting(HOURS))
    return (week_from(stored) if isinstance(stored, Mapping) else None) or USUAL


def read(session: Session, *, lock: bool = False) -> WorkingDays:
    """:func:`working_days` in the caller's session."""
    if lock:
        session.execute(
            select(Setting.id).where(Setting.user_id.is_(None), Setting.key.in_((HOURS, HOLIDAYS))).with_for_update()
        ).all()
    stored = session.scalar(_setting(HOLIDAYS))
    return from_stored(hours_in(session), stored if isinstance(stored, Mapping) else {})


def from_stored(hours: Week, holidays: Mapping[str, Any]) -> WorkingDays:
    """What the settings say; an entry that cannot be read is left out."""
    own = []
    for entry in holidays.get("own", ()):
        try:
            own.append((date.fromisoformat(entry[0]), str(entry[1])))
        except (TypeError, ValueError, IndexError):
            continue
    off = tuple(sorted(name for name in holidays.get("off", ()) if isinstance(name, str)))
    country, region = (str(holidays.get(name) or "") for name in ("country", "region"))
    return WorkingDays(hours, country, region, tuple(sorted(own)), off)


def working_days_problems(draft: WorkingDays) -> dict[str, str]:
    """What keeps ``draft`` from being saved."""
    found = {}
    if problem := week_problem(draft.hours):
        found["hours"] = problem
    if draft.country and draft.country not in dict(countries()):
        found["country"] = f"The holidays of “{draft.country}” are not known."
    elif draft.region and draft.region not in dict(regions(draft.country)):
        found["region"] = f"“{draft.region}” is not a region of that country."
    if len(draft.own) > MOST_OWN:
        found["own"] = f"At most {MOST_OWN} days of your own."
    for day, name in draft.own:
        if not clean(name):
            found["own"] = f"Say what {day:%B} {day.day} is."
        elif not _YEARS[0] <= day.year <= _YEARS[1]:
            found["own"] = f"Days between {_YEARS[0]} and {_YEARS[1]}."
    return found


def holidays_of_year(draft: WorkingDays, year: int) -> list[tuple[date, str]]:
    """The days of a year on which the office does not work, with their names, in order."""
    found = {day: name for day, name in public_holidays(draft.country, draft.region, year) if name not in draft.off}
    found |= {day: name for day, name in draft.own if day.year == year}
    return sorted(found.items())


@lru_cache(maxsize=64)
def public_holidays(country: str, region: str, year: int) -> tuple[tuple[date, str], ...]:
    """Public holidays in English, in order; nothing for a country or region that is not known."""
    if not country:
        return ()
    import holidays

    made = getattr(holidays, country, None) if country in dict(countries()) else None
    if made is None or (region and region not in dict(regions(country))):
        return ()
    language = "en_US" if "en_US" in made.supported_languages else None
    found = made(subdiv=region or None, years=year, language=language)
    return tuple((day, name) for day, name in sorted(found.items()) if day.year == year)


@lru_cache(maxsize=1)
def countries() -> tuple[tuple[str, str], ...]:
    """(code, name) of every country whose holidays are known, by name."""
    import holidays

    known = holidays.list_supported_countries(include_aliases=False)
    names = {names[1]: _apart(names[0]) for names in holidays.registry.COUNTRIES.values() if names[1] in known}
    return tuple(sorted(names.items(), key=lambda one: fold(one[1])))


@lru_cache(maxsize=16)
def regions(country: str) -> tuple[tuple[str, str], ...]:
    """(code, name) of a country's regions that have holidays of their own, by name."""
    import holidays

    if country not in dict(countries()):
        return ()
    made = getattr(holidays, country)
    named: dict[str, list[str]] = {}
    for alias, code in getattr(made, "subdivisions_aliases", {}).items():
        named.setdefault(code, []).append(alias)
    found = {code: next(iter(named.get(code, ())), code) for code in made.subdivisions}
    return tuple(sorted(found.items(), key=lambda one: fold(one[1])))


def _setting(key: str) -> Any:
    return select(Setting.value).where(Setting.user_id.is_(None), Setting.key == key).limit(1)


def _apart(name: str) -> str:
    """``UnitedStates`` as words."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
