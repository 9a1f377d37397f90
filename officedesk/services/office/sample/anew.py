"""The sample office made anew: whatever was done in it is gone, and it is dated from today."""

from collections.abc import Callable
from pathlib import Path
from shutil import rmtree

from sqlalchemy import select

from officedesk.database.attachments.layout import folder_of
from officedesk.database.place import OfficePlace
from officedesk.errors import NotAllowed
from officedesk.files import told
from officedesk.models.company import Company
from officedesk.services.desk import Desk
from officedesk.services.office.restoring import others_at
from officedesk.services.office.sample import make_sample
from officedesk.services.permissions import Permission

Work = Callable[[Callable[[int, int], None], Callable[[], bool]], str]


def made_anew(desk: Desk) -> Work:
    """The work that makes the sample office anew, to be done while no window has it open; it gives its address.

    Raises :class:`NotAllowed` for any other office, whatever its file is called.
    """
    desk.need(Permission.RESTORE)
    with desk.read() as session:
        sample = bool(session.scalar(select(Company.is_sample)))
    path = desk.database.place.path
    if not sample:
        raise NotAllowed("This is not the sample office: nothing was changed.")
    if path is None:
        raise NotAllowed("Only a sample office in a file can be made anew.", hint="Bring it back to one file first.")
    desktop = desk.actor.desktop

    def work(_progress: Callable[[int, int], None], _cancelled: Callable[[], bool]) -> str:
        if others := others_at(str(path)):
            raise NotAllowed(
                f"The sample office is open at {', '.join(others)}. Nothing was changed.",
                hint="Close OfficeDesk there first.",
            )
        return _replaced(path, desktop)

    return work


def _replaced(path: Path, desktop: str) -> str:
    """Made beside the old one first: what goes wrong until then leaves that as it was."""
    fresh, gone = path.with_name(f"{path.name}.new"), path.with_name(f"{path.name}.old")
    for left in (fresh, gone):
        # Of a time before, when the computer was switched off meanwhile.
        _remove(left)
    make_sample(OfficePlace(path=fresh), desktop)
    with told(path):
        path.replace(gone)
        # What belongs to the old file must never be taken for the new one's.
        _remove_journals(path)
        if folder_of(path).exists():
            folder_of(path).replace(folder_of(gone))
        fresh.replace(path)
        if folder_of(fresh).exists():
            folder_of(fresh).replace(folder_of(path))
    for left in (fresh, gone):
        _remove(left)
    return str(path)


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)
    _remove_journals(path)
    rmtree(folder_of(path), ignore_errors=True)


def _remove_journals(path: Path) -> None:
    for end in ("-journal", "-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)
