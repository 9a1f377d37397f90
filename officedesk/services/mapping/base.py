"""The office's base map: the online tiles that it uses, if any, and the map that ships with the program.

Of the office is everything but two things: the key of a service lies in each desktop's keyring, and which file a
desktop shows is remembered there (:class:`officedesk.config.Config`).
"""

from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from officedesk.database.changes import note_batch, recorder_of
from officedesk.errors import OfficeError
from officedesk.maps.base.kinds import BaseMap
from officedesk.maps.base.offline import OfflineProvider, offline_map
from officedesk.maps.base.online.source import OnlineSource
from officedesk.maps.base.online.template import BadSource, read_template
from officedesk.maps.base.places import Places
from officedesk.maps.base.reply import DEEPEST
from officedesk.models.company import Company, Setting
from officedesk.models.enums import ChangeAction
from officedesk.models.text import clean
from officedesk.secrets import SecretStore
from officedesk.services.desk import Desk
from officedesk.services.messaging import keeping
from officedesk.services.office import settings
from officedesk.services.office.records import refuse
from officedesk.services.permissions import Permission

CHANGED = "online_map"
"""The word of the change log for it, and what open maps hear."""
SETTING = "mapping.base"
"""Of the office: where tiles come from, without the key."""
NONE, TYPED = "", "typed"
"""What ``source`` is where the office uses no online tiles, and where it typed an address of its own."""
LONGEST_KEY = 500
_LONGEST = {"name": 80, "credit": 300, "contact": 200}


@dataclass(frozen=True, slots=True)
class OnlineMap:
    """The online tiles of the office. ``source`` is ``NONE``, ``TYPED`` or the key of an offered service.

    ``url``, ``name``, ``credit`` (whom the map is owed to) and ``deepest`` (zoom) belong to a typed address.
    ``contact`` is told to every service along with the program's name.
    """

    source: str = NONE
    url: str = ""
    name: str = ""
    credit: str = ""
    deepest: int = 19
    contact: str = ""


def online_map(desk: Desk) -> OnlineMap:
    """The online tiles of the office."""
    desk.need(Permission.OFFICE_READ)
    return _read(settings.get(desk, SETTING, user=False))


def save_online_map(desk: Desk, wanted: OnlineMap, key: str | None, secrets: SecretStore) -> OnlineMap:
    """Set the office's online tiles, and the key (``None``: as it is) in this desktop's keyring.

    Raises :class:`InvalidInput` by field (``key`` is one of them).
    """
    desk.need(Permission.OFFICE_WRITE)
    wanted = replace(
        wanted,
        url=wanted.url.strip(),
        name=clean(wanted.name),
        credit=clean(wanted.credit),
        contact=clean(wanted.contact),
    )
    refuse(_problems(wanted) | _key_problem(key))
    with desk.write() as session:
        was = _read(session.scalar(select(Setting.value).where(Setting.key == SETTING, Setting.user_id.is_(None))))
        record = settings.store(session, SETTING, asdict(wanted))
        session.flush()
        if wanted != was:
            _tell(session, record.id, was, wanted)
    found = source_of(wanted)
    if key is not None and found is not None:
        keeping.keep_typed(secrets, _secret_name(desk, found), key)
    return wanted


def _tell(session: Session, setting_id: int, was: OnlineMap, now: OnlineMap) -> None:
    """The history says which service it is by now, and so do the maps that are open at other desktops."""
    names = [_called(was), _called(now)]
    before, after = ({"service": name} for name in names) if names[0] != names[1] else ({}, {})
    recorder = recorder_of(session)
    note_batch(
        session,
        recorder.key if recorder is not None else "",
        action=ChangeAction.UPDATED,
        entity=CHANGED,
        entity_id=setting_id,
        label="Online map",
        before=before,
        after=after,
    )


def _called(online: OnlineMap) -> str:
    try:
        found = source_of(online)
    except OfficeError:
        return "another address"
    return found.name if found is not None else "none"


def has_key(desk: Desk, of: OnlineMap, secrets: SecretStore) -> bool:
    """Whether this desktop has a key for the service."""
    desk.need(Permission.OFFICE_READ)
    found = source_of(of)
    return found is not None and bool(keeping.get(secrets, _secret_name(desk, found)))


@dataclass(frozen=True, slots=True)
class Ready:
    """A service that can be asked: ``key`` as it lies in the keyring, ``agent`` as we say who asks."""

    source: OnlineSource
    key: str
    agent: str

    def __repr__(self) -> str:
        return f"Ready({self.source.key!r})"


def ready_online(desk: Desk, secrets: SecretStore) -> Ready | None:
    """The office's service with what it takes to ask it; ``None`` where the office uses none.

    Raises OfficeError where it wants a key that this desktop does not have.
    """
    desk.need(Permission.MAP_READ)
    from officedesk import __version__
    from officedesk.maps.base.online.fetching import agent_of

    wanted = online_map(desk)
    found = source_of(wanted)
    if found is None:
        return None
    key = keeping.get(secrets, _secret_name(desk, found)) or ""
    if found.template.needs_key and not key:
        raise OfficeError(
            f"{found.name} wants a key, which this computer does not have.",
            hint="An admin can enter it in Settings, Maps.",
        )
    return Ready(found, key, agent_of(__version__, wanted.contact))


def try_online(desk: Desk, wanted: OnlineMap, key: str | None, secrets: SecretStore) -> str:
    """Ask the service for one tile, with the key as typed (``None``: as it is kept), and say how it went.

    Not for the GUI thread. Raises :class:`InvalidInput` by field, and OfficeError with what went wrong.
    """
    desk.need(Permission.OFFICE_WRITE)
    from officedesk import __version__
    from officedesk.maps.base.online.fetching import agent_of
    from officedesk.maps.base.online.trial import try_out

    refuse(_problems(wanted) | _key_problem(key))
    found = source_of(wanted)
    if found is None:
        raise OfficeError("No service is chosen.", hint="Choose one, or type an address.")
    known = keeping.get(secrets, _secret_name(desk, found)) if key is None else key.strip()
    return try_out(found, known or "", agent_of(__version__, clean(wanted.contact)))


def built_in() -> BaseMap:
    """The map that ships with the program. What it needs is read with the first answer, not now."""
    return offline_map(OfflineProvider(_places))


def source_of(wanted: OnlineMap) -> OnlineSource | None:
    """The service that is meant. Raises BadSource where there is none such."""
    if wanted.source == NONE:
        return None
    if wanted.source != TYPED:
        from officedesk.maps.base.online.catalogue import source

        return source(wanted.source)
    return OnlineSource(
        key=TYPED,
        name=wanted.name or "Online map",
        template=read_template(wanted.url),
        max_zoom=wanted.deepest,
        attribution=wanted.credit,
        typed=True,
    )


def _places() -> Places:
    from officedesk.maps.base.places import gathered, zone_lines
    from officedesk.services.customers.addresses import every_code

    return gathered(every_code(), zone_lines())


def _problems(wanted: OnlineMap) -> dict[str, str]:
    found = {
        name: f"At most {most} characters." for name, most in _LONGEST.items() if len(getattr(wanted, name)) > most
    }
    if not 1 <= wanted.deepest <= DEEPEST:
        found["deepest"] = f"A zoom from 1 to {DEEPEST}."
    try:
        source_of(wanted)
    except BadSource as error:
        found["url" if wanted.source == TYPED else "source"] = str(error)
    if wanted.source == TYPED and not wanted.credit:
        found["credit"] = (
            "Say whom the map is owed to: every service asks for it, such as © OpenStreetMap contributors."
        )
    return found


def _key_problem(key: str | None) -> dict[str, str]:
    if key and (len(key.strip()) > LONGEST_KEY or not key.strip().isprintable()):
        return {"key": "This is no key."}
    return {}


def _read(stored: Any) -> OnlineMap:
    """What was stored, by whichever version of the program; what it does not know is as if nothing was set."""
    if not isinstance(stored, dict):
        return OnlineMap()
    known = {field.name: stored[field.name] for field in fields(OnlineMap) if field.name in stored}
    plain = OnlineMap()
    return replace(plain, **{name: value for name, value in known.items() if type(value) is type(getattr(plain, name))})


def _secret_name(desk: Desk, of: OnlineSource) -> str:
    with desk.read() as session:
        return f"tiles:{_office(session)}:{_server(of)}"


def _server(of: OnlineSource) -> str:
    # A key belongs to one server: it is not shown to another one that somebody put in its place.
    return of.key if not of.typed else " ".join(sorted(of.template.hosts))


def _office(session: Session) -> str:
    return session.scalar(select(Company.office_key).limit(1)) or "office"
