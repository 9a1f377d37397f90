"""Files are written whole or not at all: a reader never sees half of one, a full disk leaves the old one."""

import errno
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from officedesk import errors

_FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))


@contextmanager
def replacing(
    path: Path, mode: str = "wb", *, prove: Callable[[Path], object] | None = None, **options: Any
) -> Iterator[IO[Any]]:
    """A file to write ``path`` anew with; it takes the old one's place when the block ends without an error.

    ``prove`` is called with the file that is written and safely on the disk, before it takes the place of the old
    one, and may raise. ``options`` go to ``open`` (``encoding``, ``newline``). Raises a known :class:`OfficeError`
    where the folder is missing or may not be written to, or the disk is full; whatever was at ``path`` is untouched.
    """
    with told(path):
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, "is a folder")
        handle, name = tempfile.mkstemp(prefix=f".{path.name[:100]}.", suffix=".part", dir=path.parent)
    draft = Path(name)
    try:
        with told(path), os.fdopen(handle, mode, **options) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if prove is not None:
            prove(draft)
        with told(path):
            # mkstemp makes files that only their owner reads; an export is for the office.
            draft.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~umask())
            draft.replace(path)
            sync_folder(path.parent)
    except BaseException:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise


def write_bytes(path: Path, content: bytes) -> None:
    """Write ``content`` to ``path``, whole or not at all. Errors as :func:`replacing`."""
    with replacing(path) as file:
        file.write(content)


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn what the system says about ``path`` into a known error in the user's words."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise known_error(error, path) or error from error


def known_error(error: OSError, path: Path) -> errors.OfficeError | None:
    """The known error behind ``error`` about the file ``path``, or ``None`` where it says nothing about files."""
    if error.errno in _FULL:
        return errors.DiskFull(
            f"Couldn't write {path}: the disk is full. Nothing was changed.", hint="Free some space and try again."
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return errors.OfficeReadOnly(
            f"{path} may not be opened: permission is missing.", hint="Choose another folder or ask for permission."
        )
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return errors.OfficeMissing(f"There is no {path}.", hint="Check the name and the folder.")
    if error.errno == errno.EISDIR:
        return errors.NotAllowed(f"{path} is a folder.", hint="Give the name of a file in it.")
    if error.errno in (errno.ENAMETOOLONG, errno.EINVAL):
        return errors.NotAllowed(f"{str(path)[:120]} is not a usable file name.", hint="Choose a shorter, plain one.")
    if error.errno is None:
        return None
    return errors.OfficeMissing(f"{path} cannot be reached ({error.strerror}).", hint="Is the drive connected?")


def umask() -> int:
    """The permissions that new files don't get."""
    # There is no way to read it but to set it.
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def sync_folder(folder: Path) -> None:
    """Let what was renamed in ``folder`` survive a power cut."""
    # Windows cannot open folders and does not need it.
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        # Some network shares cannot sync a folder; the file itself is synced.
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(handle)
