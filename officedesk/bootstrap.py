"""The only place that builds concrete objects."""

import logging
import platform
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, text

from officedesk import __version__
from officedesk.config import Config, data_dir
from officedesk.context import AppContext, Doorway, Start
from officedesk.database.cipher import salt_of
from officedesk.database.opening import open_database
from officedesk.database.place import OfficePlace
from officedesk.database.unit import Database
from officedesk.errors import OfficeError, PasswordNeeded, SignInNeeded
from officedesk.secrets import SecretStore, SystemSecrets
from officedesk.services.desk import Desk, sit_down

if TYPE_CHECKING:
    from officedesk.database.desks import Desks
    from officedesk.services.office.beginning import BeginningFile
    from officedesk.services.office.drafts import Founding
    from officedesk.services.office.sign_in import Door

__all__ = ["AppContext", "Start", "desktop_name", "open_context", "start"]

log = logging.getLogger(__name__)


# What the window asks before any table is mapped.
_COMPANY = text(
    "SELECT is_sample, date_format, office_key, (SELECT coalesce(max(id), 0) FROM change_log) AS seen FROM company"
)


def desktop_name() -> str:
    """What this computer is called in the history."""
    return platform.node() or "desktop"


def open_context(
    office: str, config: Config | None = None, secrets: SecretStore | None = None, words: str = ""
) -> AppContext:
    """Open the office at a path or database URL. Raises a known error where that cannot be done.

    An encrypted file opens with the key that ``secrets`` (the system's keyring) has for it, or with ``words``: its
    passphrase or recovery code; a key that fits is kept.

    An office with passwords raises :class:`SignInNeeded` with the doorway, unless this computer stays signed in: the
    office is open then, and whoever catches it signs in or closes the doorway.
    """
    config, secrets = config or Config.load(), secrets or SystemSecrets()
    place = _with_key(_approached(OfficePlace.parse(office), config, secrets), secrets, words)
    try:
        database = open_database(place, desktop_name(), __version__, backups=partial(_backups, config))
    except PasswordNeeded as needed:
        needed.address = place.address
        raise
    try:
        if words and place.key is not None:
            from officedesk.services.office.encryption import keep

            keep(secrets, place.key)
        entrance = _Entrance(database, config, secrets)
        try:
            return entrance.context(sit_down(database, desktop_name()))
        except SignInNeeded as asked:
            message = asked.message
        entrance.look()
        context = entrance.resumed()
    except BaseException:
        database.close()
        raise
    if context is None:
        raise SignInNeeded(message, entrance.doorway())
    return context


def _backups(config: Config, key: str) -> Path:
    from officedesk.services.office.backups import folder_for

    return folder_for(config, key)


def _approached(place: OfficePlace, config: Config, secrets: SecretStore) -> OfficePlace:
    """The way to an office on a server: with the password from the keyring, past a move that a crash broke off."""
    if place.url is None and config.get("moving") is None:
        return place
    from officedesk.services.office.hosting import approach
    from officedesk.services.office.moves import settle_moves

    if config.get("moving") is not None:
        now = settle_moves(
            config, desktop_name(), lambda found: _with_key(approach(found, config, secrets), secrets, "")
        )
        if now and now != place.address:
            # Whoever had the old office wants the office.
            log.info("a move that was broken off is settled: the office is at %s", now)
            place = OfficePlace.parse(now)
    return approach(place, config, secrets)


def _with_key(place: OfficePlace, secrets: SecretStore, words: str) -> OfficePlace:
    try:
        if place.path is None or salt_of(place.path) is None:
            return place
    except OSError:
        # Opening it says what is wrong.
        return place
    from officedesk.services.office.encryption import with_kept_key, with_words

    return with_words(place, words) if words else with_kept_key(place, secrets)


class _Entrance:
    """An open office before anyone sits in it, and whenever somebody else takes the desk."""

    def __init__(self, database: Database, config: Config, secrets: SecretStore) -> None:
        self._database, self._config, self._secrets = database, config, secrets
        self._key = ""
        self._door: Door | None = None

    def look(self) -> Row[Any]:
        """Learn which office this is, before anyone sits in it; what the window asks of it."""
        with self._database.read() as session:
            row = session.execute(_COMPANY).one()
        self._key = str(row.office_key) or self._database.place.address
        return row

    def context(self, desk: Desk, *, guarded: bool = False) -> AppContext:
        row = self.look()
        return AppContext(
            desk,
            self._config,
            self._database.place,
            self._secrets,
            bool(row.is_sample),
            str(row.date_format),
            row.seen,
            # Whoever sits down is announced anew.
            _desks(self._database),
            self.doorway(),
            guarded,
        )

    def doorway(self) -> Doorway:
        return Doorway(
            self._database.place,
            self._config,
            self._secrets,
            self._key,
            self.enter,
            lambda: self._opened().names(),
            self.forget,
            self._database.close,
        )

    def enter(self, who: str, password: str, remember: bool | None = None) -> AppContext:
        door = self._opened()
        guarded = door.asks()
        desk = door.sign_in(who, password)
        self._config.put_part("last_user", self._key, desk.actor.name)
        self._config.put_part("locked", self._key, None)
        if guarded and remember is not None:
            self.forget()
            if remember:
                self._remember(desk)
        return self.context(desk, guarded=guarded)

    def resumed(self) -> AppContext | None:
        """Whoever stays signed in at this computer; ``None`` where nobody does, or the window was locked."""
        if not self._config.part("remembered", self._key) or self._config.part("locked", self._key):
            return None
        token = self._secrets.get(self._name)
        desk = self._opened().resume(token) if token else None
        return None if desk is None else self.context(desk, guarded=True)

    def forget(self) -> None:
        if not self._config.part("remembered", self._key):
            return
        token = self._secrets.get(self._name)
        if token:
            self._opened().forget(token)
            self._secrets.delete(self._name)
        self._config.put_part("remembered", self._key, None)

    def _remember(self, desk: Desk) -> None:
        try:
            self._secrets.set(self._name, self._opened().remember(desk))
        except OfficeError as error:
            # A read-only office is entered all the same; the next start asks again.
            log.warning("this computer does not stay signed in: %s", error)
            return
        self._config.put_part("remembered", self._key, True)

    def _opened(self) -> "Door":
        # Passwords take the tables; an office without them opens before they are mapped.
        from officedesk.services.office.sign_in import Door

        if self._door is None:
            self._door = Door(self._database, desktop_name())
        return self._door

    @property
    def _name(self) -> str:
        return f"sign-in {self._key}"


def _desks(database: Database) -> "Desks | None":
    if database.guard is not None:
        return database.guard.desks
    from officedesk.database.presence import ServerDesks

    return ServerDesks(database, desktop_name(), __version__)


def start(config: Config) -> Start:
    """What the start window needs."""
    # One for all that is opened: without a keyring it remembers until the program ends.
    secrets = SystemSecrets()

    def found(office: str, founding: "Founding") -> None:
        from officedesk.services.office.setup import found_office

        found_office(_approached(OfficePlace.parse(office), config, secrets), founding)

    def sample() -> str:
        from officedesk.services.office.sample import make_sample

        path = data_dir() / "Sample office.officedesk"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            make_sample(OfficePlace(path=path), desktop_name())
        return str(path)

    def join(code: str) -> str:
        from officedesk.services.office.hosting import join_office

        return join_office(code, desktop_name(), secrets)

    def keep(address: str, password: str) -> str:
        from officedesk.services.office.hosting import keep_password

        return keep_password(address, password, secrets)

    def open_it(office: str, words: str = "") -> AppContext:
        return open_context(office, config, secrets, words)

    def begun() -> "BeginningFile":
        from officedesk.services.office.beginning import BeginningFile

        return BeginningFile(data_dir())

    return Start(
        config,
        config.recent(),
        open_it,
        found,
        sample,
        join=join,
        keep=keep,
        secrets=secrets,
        begun=begun,
    )


def remembered(office: str) -> str:
    """``office`` as it may be written to a settings file: an absolute path, or an address without its password."""
    return OfficePlace.parse(office).address
