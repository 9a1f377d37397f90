"""Making a new office, opening one, and bringing an older one up to date.

The gate: an office file carries ``application_id`` and, in ``user_version``, the number of its last migration;
a server's database carries the same number in ``alembic_version``. Alembic is imported only when it has work.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, text

from officedesk import errors
from officedesk.database.access import Access
from officedesk.database.cipher import PLAIN, looks_encrypted
from officedesk.database.engine import APPLICATION_ID, DAMAGED_HINT, known_errors, locked, make_engine
from officedesk.database.moved import arriving
from officedesk.database.place import OfficePlace

HEAD = 6
"""Number of the newest migration in ``database/migrations/versions``; a test holds the two together."""


def create(place: OfficePlace, target: str = "head") -> Engine:
    """Make an empty office at ``place`` and return its engine. ``target`` is the last migration, today's unless given.

    Raises :class:`OfficeError` where something is there already or its folder is missing.
    """
    if place.path is not None:
        with _told(place.path):
            if place.path.exists():
                raise errors.NotAllowed(f"{place.path} is there already.", hint="Choose another name for the office.")
            if not place.path.parent.is_dir():
                raise errors.OfficeMissing(f"The folder {place.path.parent} does not exist.", hint="Make it first.")
        from officedesk.database.opening import refuse_unsafe

        refuse_unsafe(place.path)
    engine = make_engine(place, new=True)
    with _disposed_unless_well(engine, place):
        if place.path is None and _revision(engine) is not None:
            raise errors.NotAllowed(f"There is an office in {place.name} already.", hint="Choose an empty database.")
        migrate(engine, target)
    if place.path is None:
        return engine
    engine.dispose()
    return make_engine(place)


def open_office(
    place: OfficePlace,
    access: Access | None = None,
    before_update: Callable[[], object] | None = None,
    backups: Callable[[str], Path] | None = None,
) -> Engine:
    """Check that ``place`` holds an office this program can work with, update an older one, and return its engine.

    ``access`` says how a file may be used; ``before_update`` raises where an older office may not be updated there.
    ``backups`` gives the folder for the backup before the update of an office on a server, by its key: this person's
    folder for backups unless given. That of a file comes beside it.
    Raises :class:`OfficeMissing`, :class:`NotAnOffice`, :class:`NewerOffice` or :class:`OfficeDamaged`, and where an
    older one cannot be backed up what the disk says.
    """
    if place.path is not None:
        _check_file(place.path, encrypted=place.key is not None)
    engine = make_engine(place, access)
    with _disposed_unless_well(engine, place):
        with engine.connect() as connection:
            _refuse_arriving(connection, place)
            revision = revision_of(connection)
            ours = _is_ours(connection)
        if revision is None or not ours:
            raise errors.NotAnOffice(
                f"{place.name} is a database, but not an office.", hint="Choose a file that OfficeDesk made."
            )
        if revision < 0:
            raise errors.OfficeDamaged(f"{place.name} is damaged: its format is {revision}.", hint=DAMAGED_HINT)
        if revision > HEAD:
            raise errors.NewerOffice(
                f"{place.name} was last used by a newer OfficeDesk (format {revision}, this one knows {HEAD}).",
                hint="Update OfficeDesk on this computer.",
            )
        if revision < HEAD:
            if before_update is not None:
                before_update()
            from officedesk.database.updating import update

            update(engine, place, backups or _backups)
    return engine


@contextmanager
def _disposed_unless_well(engine: Engine, place: OfficePlace) -> Iterator[None]:
    try:
        with known_errors(place):
            yield
    except BaseException:
        engine.dispose()
        raise


def _backups(_key: str) -> Path:
    from officedesk.config import backups_dir

    return backups_dir()


def _refuse_arriving(connection: Connection, place: OfficePlace) -> None:
    # A file that is not complete has another name.
    if connection.dialect.name != "sqlite" and arriving(connection) is not None:
        raise errors.OfficeBusy(
            f"An office is being moved to {place.name} and is not complete.",
            hint="Wait until it is there; if that was interrupted, open OfficeDesk where it was started.",
        )


def migrate(engine: Engine, target: str = "head", connection: Connection | None = None) -> None:
    """Run the migrations that are missing, all in one write transaction: ``connection``'s, where it is given."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["engine"] = engine
    config.attributes["connection"] = connection
    command.upgrade(config, target)


def _check_file(path: Path, *, encrypted: bool) -> None:
    with _told(path):
        header = _header(path)
        if not header.startswith(PLAIN) and looks_encrypted(path):
            if encrypted:
                return
            raise locked(path.name)
    if len(header) < 72 or not header.startswith(PLAIN):
        raise errors.NotAnOffice(f"{path.name} is not an office file.", hint="Choose a file that OfficeDesk made.")
    if int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise errors.NotAnOffice(
            f"{path.name} is a database of another program.", hint="Choose a file that OfficeDesk made."
        )


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        from officedesk.files import known_error as known_file_error

        raise known_file_error(error, path) or error from error


def _header(path: Path) -> bytes:
    if not path.parent.is_dir():
        raise errors.OfficeMissing(f"The folder {path.parent} cannot be reached.", hint="Is the drive connected?")
    if not path.exists():
        raise errors.OfficeMissing(f"There is no office at {path}.", hint="Check the name, or make a new office.")
    if path.is_dir():
        raise errors.NotAnOffice(f"{path} is a folder.", hint="Choose the office file in it.")
    if not path.is_file():
        # Reading a pipe or a device could wait for ever.
        raise errors.NotAnOffice(f"{path} is not a file.", hint="Choose a file that OfficeDesk made.")
    try:
        with path.open("rb") as file:
            return file.read(72)
    except PermissionError as error:
        raise errors.OfficeReadOnly(f"{path} may not be read.", hint="Ask for permission to the file.") from error


def _is_ours(connection: Connection) -> bool:
    # Of an encrypted file nobody knew before it was opened.
    if connection.dialect.name != "sqlite":
        return True
    return bool(connection.execute(text("PRAGMA application_id")).scalar_one() == APPLICATION_ID)


def _revision(engine: Engine) -> int | None:
    with engine.connect() as connection:
        return revision_of(connection)


def revision_of(connection: Connection) -> int | None:
    """The number of the last migration; ``None`` where there is no office."""
    if connection.dialect.name == "sqlite":
        return int(connection.execute(text("PRAGMA user_version")).scalar_one()) or None
    exists = connection.execute(text("SELECT to_regclass('alembic_version')")).scalar_one()
    if exists is None:
        return None
    revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return int(revision) if revision else None
