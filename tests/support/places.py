"""Places that an office file can lie in, for a program that believes what the system tells it."""

from dataclasses import dataclass
from pathlib import Path

from officedesk.database.placement import Mount


@dataclass
class Told:
    """A system that tells this of every path."""

    told: Mount | None
    service: str = ""

    def resolved(self, path: Path) -> str:
        return str(path)

    def mount(self, path: str) -> Mount | None:
        return self.told

    def synchronised(self, path: str) -> str:
        return self.service


DISK = Told(Mount("ext4", "/dev/vda"))
SHARE = Told(Mount("cifs", "//NAS/office", ("rw", "vers=3.1.1")))
LOOSE_SHARE = Told(Mount("cifs", "//NAS/office", ("rw", "nobrl")))
VIRTUAL = Told(Mount("fuse.sshfs", "ann@host:"))
CLOUD = Told(Mount("ext4", "/dev/vda"), "Dropbox")
