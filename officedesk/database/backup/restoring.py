"""Bringing an office back: proved and looked through beside its place, then put there in one step.

Nothing is ever written into an office that lives. Whoever had the old file open notices with the next transaction
(``database.engine``) and goes on in the new one.
"""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from officedesk import errors
from officedesk.database.backup.attachments import (
    folder_of,
    found_in,
    from_folder,
    is_sound,
    missing_in,
    place_of,
    store_of,
    take_over,
)
from officedesk.database.backup.container import Container
from officedesk.database.backup.counting import WHOLE, Counter, share
from officedesk.database.backup.facts import facts_of, prove_sound
from officedesk.database.backup.manifest import OFFICE, Manifest
from officedesk.database.backup.snapshot import Cancelled, Progress, connect
from officedesk.database.cipher import OfficeKey, salt_of
from officedesk.database.engine import APPLICATION_ID, sqlite_driver
from officedesk.database.schema import HEAD
from officedesk.files import replacing, sync_folder, told, umask

_WAIT = 10_000
"""Milliseconds that a restore waits for whoever is saving."""
_DRAFT = ".restoring"
_STOPPED = "The restore was stopped. Nothing was changed."


@dataclass(frozen=True, slots=True)
class Staged:
    """An office that was taken out of a backup and proved, beside the place it is meant for."""

    path: Path
    target: Path
    manifest: Manifest

    def discard(self) -> None:
        """It is not wanted after all."""
        with suppress(OSError):
            self.path.unlink(missing_ok=True)


def look_into(path: Path, progress: Progress | None = None, cancelled: Cancelled | None = None) -> Manifest:
    """What is in a backup, after every bit of it was read and found as it was written.

    Raises :class:`OfficeDamaged` that names the damaged part, :class:`NotAnOffice` and :class:`NewerOffice`.
    """
    with Container(path) as container:
        container.prove(Counter(container.size, share(progress, 0, WHOLE), cancelled, _STOPPED))
        _prove_attachments(container)
        return container.manifest


def stage(
    path: Path,
    target: Path,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    key: OfficeKey | None = None,
) -> Staged:
    """Take the office out of the backup ``path`` to a file beside ``target``, which is not touched, and prove it.

    ``key`` may open an encrypted one. Without the right one its bytes are proved, and it stays closed.
    """

    def counter(total: int, begin: int, end: int) -> Counter:
        return Counter(total, share(progress, begin, end), cancelled, _STOPPED)

    with told(target):
        if not target.parent.is_dir():
            raise errors.OfficeMissing(f"The folder {target.parent} does not exist.", hint="Make it first.")
        _sweep(target)
        handle, name = tempfile.mkstemp(prefix=f".{target.name[:100]}.", suffix=_DRAFT, dir=target.parent)
    staged = Path(name)
    try:
        with Container(path) as container:
            manifest = container.manifest
            if manifest.facts.schema > HEAD:
                raise errors.NewerOffice(
                    f"The backup {path.name} is of a newer OfficeDesk (format {manifest.facts.schema}, "
                    f"this one knows {HEAD}).",
                    hint="Update OfficeDesk on this computer.",
                )
            with os.fdopen(handle, "wb") as file:
                handle = -1
                container.prove(counter(container.size, 0, 300))
                part = manifest.members.get(OFFICE)
                container.read(OFFICE, file.write, counter(part.size if part else 1, 300, 500))
                with told(target):
                    file.flush()
                    os.fsync(file.fileno())
            _prove_office(container, staged, cancelled, key)
            _bring_attachments(container, target, counter(manifest.attachments_size, 900, 990))
        return Staged(staged, target, manifest)
    except BaseException:
        if handle >= 0:
            os.close(handle)
        staged.unlink(missing_ok=True)
        raise


def put_in_place(staged: Staged, keep: Callable[[], object], key: OfficeKey | None = None) -> None:
    """Let the staged office take its place in one step. ``keep`` saves what is there while nobody can write to it.

    ``key`` is that of the office that is there, where it is encrypted.

    Raises :class:`OfficeBusy` where others don't stop writing; nothing was changed then.
    """
    target = staged.target
    with told(target):
        if not target.exists():
            staged.path.chmod(0o666 & ~umask())
            staged.path.replace(target)
            sync_folder(target.parent)
            return
        with _held(target, key) as held:
            keep()
            staged.path.chmod(target.stat().st_mode & 0o777)
            if os.name == "nt":
                # Windows moves no file that anybody has open, not even ourselves; so nobody else has it open either.
                held()
            # It is empty: whoever wrote has finished. Nothing of the old office must lie beside the new one.
            for left in ("-journal", "-wal", "-shm"):
                target.with_name(f"{target.name}{left}").unlink(missing_ok=True)
            staged.path.replace(target)
            sync_folder(target.parent)


@contextmanager
def _held(target: Path, key: OfficeKey | None) -> Iterator[Callable[[], None]]:
    """Nobody can write to the office until the block ends, or until what it is given is called."""
    driver = sqlite_driver()
    with closing(connect(target, key)) as old:
        try:
            old.execute(f"PRAGMA busy_timeout = {_WAIT}")
            old.execute("BEGIN IMMEDIATE")
        except driver.OperationalError as error:
            if "locked" in str(error) or "busy" in str(error):
                raise errors.OfficeBusy(
                    f"{target.name} is being written to. Nothing was restored.",
                    hint="Close OfficeDesk on the other desktops, then try again.",
                ) from error
            # It cannot be written to as it is: damaged, or on its way there.
        except driver.DatabaseError:
            pass
        yield old.close


def _prove_office(container: Container, staged: Path, cancelled: Cancelled | None, key: OfficeKey | None) -> None:
    manifest = container.manifest
    if manifest.encrypted:
        if key is None or salt_of(staged) != key.salt:
            return
    else:
        key = None
    try:
        prove_sound(staged, f"the office in {container.path.name}", cancelled or (lambda: False), key)
        facts = facts_of(staged, key)
        if manifest.encrypted:
            facts = facts.without_figures()
        with closing(connect(staged, key, read_only=True)) as office:
            ours = office.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
    except (errors.OfficeDamaged, errors.NotAnOffice, sqlite_driver().Error) as error:
        raise container.damaged("the office in it is not sound") from error
    if facts != manifest.facts or not ours:
        raise container.damaged("the office in it does not have the rows and sums that it was made with")


def _prove_attachments(container: Container) -> None:
    wanted = container.attachments()
    if container.manifest.attachments_inside or not wanted:
        return
    if missing := missing_in(store_of(container.path.parent), wanted):
        raise container.damaged(
            f"{len(missing)} of its {len(wanted)} attachments are not in the folder “attachments” beside it"
        )


def _bring_attachments(container: Container, target: Path, hear: Counter) -> None:
    wanted = container.attachments()
    if not wanted:
        return
    folder = folder_of(target)
    there = found_in(folder)
    lacking = [key for key in wanted if there.get(key) != wanted[key] or not is_sound(place_of(folder, key), key, hear)]
    _prove_attachments(container)
    for key in wanted.keys() - {*lacking}:
        # Young again: nothing lists it until the office is in its place, and nobody shall take it away till then.
        with told(folder):
            os.utime(place_of(folder, key))
    for key in lacking:
        place_of(folder, key).unlink(missing_ok=True)
    if not container.manifest.attachments_inside:
        if broken := take_over(from_folder(store_of(container.path.parent)), folder, lacking, hear):
            raise container.damaged(f"the attachment {broken[0][:12]}… beside it is not as it was written")
        return
    for key in lacking:
        path = place_of(folder, key)
        with told(path):
            path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as file:
            container.read(f"attachments/{key[:2]}/{key}", file.write, hear)


def _sweep(target: Path) -> None:
    """Take away what a restore of this office that was killed left behind."""
    for left in target.parent.glob(f".{target.name[:100]}.*{_DRAFT}"):
        with suppress(OSError):
            left.unlink()
