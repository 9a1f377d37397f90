"""Encrypting an office file, giving it another key, and taking the encryption away: a new file, proved, in its place.

SQLCipher can change a key in place, but a power cut in the middle of that would leave a file that no key opens. Here
the file that everyone uses is whole at every moment: it is replaced in one step by a finished one.
"""

import os
from dataclasses import replace
from pathlib import Path

from sqlalchemy import Connection

from officedesk import errors
from officedesk.database.attachments.carrying import Carrying
from officedesk.database.cipher import OfficeKey
from officedesk.database.engine import WRITE, known_errors, make_engine
from officedesk.database.filling import Cancelled, Progress, Watch, fill_file
from officedesk.database.moving import discard
from officedesk.database.place import OfficePlace
from officedesk.files import sync_folder, told

_DRAFT = ".rewriting"


def recrypt(
    place: OfficePlace,
    key: OfficeKey | None,
    progress: Progress = lambda done, total: None,
    cancelled: Cancelled = lambda: False,
) -> OfficePlace:
    """Write the office file of ``place`` anew under ``key`` (``None``: not encrypted) and give its new place.

    While that lasts the office can be read, not written. Nobody else may have it open: whoever has would go on with the
    old file. Cancelled, killed or out of space, the office is as it was. The old file's content stays on the disk
    until the system uses its blocks again.
    """
    path = place.path
    if path is None:
        raise errors.NotAllowed("Only an office file can be encrypted.", hint="A server encrypts its own disk.")
    draft = path.with_name(f".{path.name}{_DRAFT}")
    discard(draft)
    # Their files have other names under another key: both lie there until the new office is in its place.
    carrying = Carrying(place, replace(place, key=key))
    engine = make_engine(place)
    try:
        with known_errors(place), engine.connect() as old:
            old = old.execution_options(**{WRITE: True})
            with old.begin():
                watch = Watch(old, progress, cancelled, carrying.weight(old))
                fill_file(replace(place, path=draft, key=key), old, watch, carrying)
                watch.check()
                with told(path):
                    _put_in_place(draft, path, old)
    except BaseException:
        discard(draft)
        carrying.discard()
        raise
    finally:
        engine.dispose()
    carrying.leave()
    return replace(place, key=key)


def _put_in_place(draft: Path, path: Path, old: Connection) -> None:
    draft.chmod(path.stat().st_mode & 0o777)
    if os.name == "nt":
        # Windows moves no file over one that anybody has open, not even ourselves; so nobody else has it open either.
        old.invalidate()
    draft.replace(path)
    path.with_name(f"{path.name}-journal").unlink(missing_ok=True)
    sync_folder(path.parent)
