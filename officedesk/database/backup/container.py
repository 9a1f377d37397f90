"""The file of a backup: a ZIP (64-bit where it has to be) with manifest, office and attachments, sealed as a whole.

Any ZIP program can take it apart. The seal is the ZIP's comment, the manifest its last member.
"""

import hashlib
import re
import struct
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from officedesk import errors
from officedesk.database.backup.manifest import ATTACHMENTS, MANIFEST, OFFICE, Manifest, NewerFormat, Part
from officedesk.database.backup.sealed import CHUNK, PLACEHOLDER, Hasher, SealedWriter, is_whole
from officedesk.files import told

SUFFIX = ".officebackup"
_COMMENT = b"OfficeDesk backup. The SHA-256 of what comes before, each stored part by its own: " + PLACEHOLDER
_LENGTHS = 26
"""Where a member's header says how long its name and its extra fields are, which its content follows."""
_LARGEST_MANIFEST = 16 << 20
_MEMBER = re.compile(rf"{re.escape(OFFICE)}|{re.escape(ATTACHMENTS)}|attachments/([0-9a-f]{{2}})/\1[0-9a-f]{{62}}")
_BROKEN = (zipfile.BadZipFile, NotImplementedError, ValueError, KeyError, TypeError, EOFError, RuntimeError, OSError)

Hear = Callable[[int], object]
"""Told of bytes as they are done; may raise to stop."""


class ContainerWriter:
    """Fills ``file`` (open for writing) from the front; nothing is written twice. Use in a ``with``."""

    def __init__(self, file: IO[bytes], *, packing: int) -> None:
        self._sealed = SealedWriter(file)
        self._method = zipfile.ZIP_DEFLATED if packing else zipfile.ZIP_STORED
        self._level = packing or None
        self._zip = zipfile.ZipFile(self._sealed, "w", self._method)
        self._zip.comment = _COMMENT

    def add_file(self, name: str, path: Path, hear: Hear) -> Part:
        """Put a file in under ``name``."""
        with path.open("rb") as source:
            size = source.seek(0, 2)
            source.seek(0)
            with self._member(name, size) as target, Hasher() as digest:
                if not self._level:
                    self._sealed.begin_part()
                while content := source.read(CHUNK):
                    digest.update(content)
                    target.write(content)
                    hear(len(content))
                part = Part(size, digest.hexdigest())
                if not self._level:
                    self._sealed.end_part(part.sha256)
                return part

    def add_bytes(self, name: str, content: bytes) -> Part:
        """Put bytes in under ``name``."""
        part = Part(len(content), hashlib.sha256(content).hexdigest())
        with self._member(name, len(content)) as target:
            if not self._level:
                self._sealed.begin_part()
            target.write(content)
            if not self._level:
                self._sealed.end_part(part.sha256)
        return part

    def finish(self, manifest: Manifest) -> None:
        """Put the manifest in and seal the file."""
        self.add_bytes(MANIFEST, manifest.to_json())
        self._zip.close()
        self._sealed.seal()

    @contextmanager
    def _member(self, name: str, size: int) -> Iterator[IO[bytes]]:
        # Always the same day: of when the backup is, the manifest says.
        info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
        info.compress_type = self._method
        info.external_attr = 0o600 << 16
        info.file_size = size
        # Documented under this name only from Python 3.13 on (``compress_level``), where the old one still works.
        info._compresslevel = self._level  # type: ignore[attr-defined]
        with self._zip.open(info, "w") as member:
            yield member

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        # What was not finished is thrown away: its list of contents goes nowhere.
        self._sealed.close()
        self._zip.close()


class Container:
    """A backup that is open for reading. Use in a ``with``; raises :class:`OfficeDamaged` for what is no whole one."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with told(path):
            if not path.is_file():
                raise errors.OfficeMissing(f"There is no backup at {path}.", hint="Check the name and the folder.")
            self._file = path.open("rb")
        try:
            with self._damage():
                self._zip = zipfile.ZipFile(self._file)
                self.manifest = self._manifest()
        except BaseException:
            self._file.close()
            raise

    @property
    def size(self) -> int:
        """Bytes of the container."""
        return self._file.seek(0, 2)

    def prove(self, hear: Hear) -> None:
        """Read all of it; raises :class:`OfficeDamaged`, naming the part, where a bit is not as it was written."""
        with told(self.path):
            whole = is_whole(self._file, self._stored_parts(), hear)
        if not whole:
            raise self.damaged(self._broken_part())

    def read(self, name: str, write: Callable[[bytes], object], hear: Hear) -> None:
        """Unpack a member into ``write``; raises :class:`OfficeDamaged` where it is not what the manifest says.

        No more is written than the manifest says the member has.
        """
        part = self.manifest.members.get(name)
        if part is None:
            raise self.damaged(f"{_called(name)} is not in it")
        digest, left = hashlib.sha256(), part.size
        with self._damage(), self._zip.open(name) as member:
            while content := member.read(CHUNK):
                left -= len(content)
                if left < 0:
                    break
                digest.update(content)
                with told(self.path):
                    write(content)
                hear(len(content))
        if left or digest.hexdigest() != part.sha256:
            raise self.damaged(f"{_called(name)} is not as it was written")

    def attachments(self) -> dict[str, int]:
        """SHA-256 and size of each attachment that belongs to the backup."""
        if ATTACHMENTS not in self.manifest.members:
            return {}
        parts: list[bytes] = []
        self.read(ATTACHMENTS, parts.append, lambda _: None)
        with self._damage():
            lines = [line.split(" ") for line in b"".join(parts).decode("ascii").splitlines()]
            found = {key: int(size) for key, size in lines}
            if not all(re.fullmatch(r"[0-9a-f]{64}", key) for key in found):
                raise ValueError("not a SHA-256")
        return found

    def damaged(self, what: str) -> errors.OfficeDamaged:
        """The error that says so, with what is wrong in the user's words."""
        return errors.OfficeDamaged(
            f"The backup {self.path.name} is damaged: {what}. Nothing was restored from it.",
            hint="Use another backup.",
        )

    def close(self) -> None:
        self._zip.close()
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.close()

    def _manifest(self) -> Manifest:
        if not self._zip.comment.startswith(_COMMENT.removesuffix(PLACEHOLDER)):
            raise errors.NotAnOffice(f"{self.path.name} is not a backup of OfficeDesk.", hint="Choose another file.")
        info = self._zip.getinfo(MANIFEST)
        if info.file_size > _LARGEST_MANIFEST:
            raise ValueError("the manifest is too large")
        with self._zip.open(info) as member:
            content = member.read(_LARGEST_MANIFEST)
        try:
            manifest = Manifest.from_json(content)
        except NewerFormat as newer:
            raise errors.NewerOffice(
                f"The backup {self.path.name} was made by a newer OfficeDesk (format {newer}).",
                hint="Update OfficeDesk on this computer.",
            ) from newer
        if names := [name for name in manifest.members if not _MEMBER.fullmatch(name)]:
            raise ValueError(f"{names[0]!r} is no name of a member")
        if set(self._zip.namelist()) != {*manifest.members, MANIFEST}:
            raise ValueError("its list of contents is wrong")
        return manifest

    def _stored_parts(self) -> list[tuple[int, int]]:
        """Where the content of each member lies that is stored as it is, in the order of the file."""
        parts = []
        for info in sorted(self._zip.infolist(), key=lambda info: info.header_offset):
            if info.compress_type == zipfile.ZIP_STORED:
                self._file.seek(info.header_offset + _LENGTHS)
                name, extra = struct.unpack("<HH", self._file.read(4).ljust(4))
                parts.append((info.header_offset + _LENGTHS + 4 + name + extra, info.compress_size))
        return parts

    def _broken_part(self) -> str:
        for name in self.manifest.members:
            try:
                self.read(name, lambda _: None, lambda _: None)
            except errors.OfficeDamaged:
                return f"{_called(name)} is not as it was written"
        return "its list of contents is not as it was written"

    @contextmanager
    def _damage(self) -> Iterator[None]:
        try:
            yield
        except (errors.OfficeError, MemoryError):
            raise
        except _BROKEN as error:
            raise self.damaged("its list of contents cannot be read") from error
        except Exception as error:
            # zlib.error and struct.error, which their modules do not let one name without importing them.
            raise self.damaged("it cannot be unpacked") from error


def _called(name: str) -> str:
    if name == OFFICE:
        return "the office in it"
    if name == ATTACHMENTS:
        return "the list of attachments in it"
    return f"the attachment {name.rsplit('/', 1)[-1][:12]}… in it"
